"""How right the numbers are: against closed forms, published models and programs of others.

It measures and judges; it changes no solver, prints nothing and draws nothing.
"""
