"""A virtual population: who people are, what their days come to, how many are ill."""
