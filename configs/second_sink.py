"""A second sink for the iron of the neuron, along its axon: an extension, for --extend."""

from rls_sim.network.reaction import reaction
from rls_sim.quantities.parameter import Evidence, Parameter

LOSS = Parameter("axonal_loss", 0.0, "1/h", "loss of labile iron along the axon", Evidence.ASSUMED,
                 range=(0.0, 0.1), distribution="fixed", note="none in health; to try")  # fmt: skip


@reaction("labile_iron -> brain_cell_iron")
def axonal_sink(labile_iron, axonal_loss, volume):
    """Iron is carried off along the axon; the cells about its end take it up."""
    return axonal_loss * labile_iron * volume
