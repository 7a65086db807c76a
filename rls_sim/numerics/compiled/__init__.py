"""Drivers in machine code that know no model: numba compiles them once, kernels come as addresses.

Importing this package imports numba. Nothing outside ``numerics`` needs it.
"""
