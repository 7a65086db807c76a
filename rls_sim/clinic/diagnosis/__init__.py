"""Tests of blood, spinal fluid, brain and legs: what each tells in a population and of one person.

Tests and their errors stand in tests.toml. Nothing here is fitted to what a test was published to
achieve; those figures are only compared.
"""
