"""The one place where the processes are put together."""

from functools import cache

from rls_sim.biology import (
    adaptation,
    body,
    brain_fluid,
    clock,
    dopamine_synthesis,
    dopamine_traffic,
    drainage,
    hepcidin,
    iron_cell,
    legs,
    levodopa,
    red_cells,
    survival,
    transferrin,
    untreated,
)
from rls_sim.network.model import Model
from rls_sim.quantities.parameter import ParameterSet

HOME = "neuron"  # a bare name such as receptor_density means the neuron's

CORE = (
    clock.CLOCK,
    transferrin.CHEMISTRY,
    body.PLASMA,
    hepcidin.HEPCIDIN,
    red_cells.RED_CELLS,
    body.BODY,
    *iron_cell.CHEMISTRY,
    iron_cell.ENDOTHELIUM,
    iron_cell.CHOROID_PLEXUS,
    brain_fluid.INTERSTITIAL,
    brain_fluid.CEREBROSPINAL,
    brain_fluid.BRAIN_FLUID,
    *drainage.DRAINAGE,
    iron_cell.NEURON,
    dopamine_synthesis.DOPAMINE_SYNTHESIS,
    levodopa.LEVODOPA,
    dopamine_traffic.DOPAMINE_TRAFFIC,
    adaptation.ADAPTATION,
    legs.LEGS,
    survival.SURVIVAL,
)

PROCESSES = (*CORE, untreated.UNTREATED)


@cache
def healthy_model() -> Model:
    """The model at its default parameters; checked once."""
    return Model(PROCESSES, home=HOME, name="nigral neuron")


def build_model(parameters: ParameterSet | None = None) -> Model:
    """The model of one nigral neuron and the fluid around it, at the given parameters."""
    model = healthy_model()
    return model if parameters is None else model.with_parameters(parameters)


def default_parameters() -> ParameterSet:
    """Every parameter at its healthy value."""
    return healthy_model().parameters
