"""Iron, dopamine and the night in one nigral neuron: a model of restless legs syndrome."""

__version__ = "0.1.0"
