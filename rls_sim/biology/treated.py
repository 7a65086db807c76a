"""The brain with every medicine in it: the same processes, and quantities where nothing was."""

from functools import cache

from rls_sim.biology.brain import CORE, HOME
from rls_sim.biology.medicines import (
    augmentation,
    calming,
    dopaminergic,
    hepcidin_antagonist,
    iron,
    kinetics,
)
from rls_sim.network.model import Model
from rls_sim.network.process import Process

MEDICINES = (
    Process("the gut's fluid", parameters=(kinetics.GUT_VOLUME,)),
    *dopaminergic.DOPAMINERGIC,
    *calming.CALMING,
    augmentation.AUGMENTATION,
    *iron.IRON,
    *hepcidin_antagonist.HEPCIDIN_ANTAGONIST,
)


@cache
def treated_model() -> Model:
    """The model of the neuron in a body that takes medicines; without a dose it is the other."""
    return Model((*CORE, *MEDICINES), home=HOME, name="nigral neuron, treated")
