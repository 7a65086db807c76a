"""libRoadRunner: the model as SBML, compiled by its own LLVM, integrated by CVODE."""

from typing import Any

import numpy as np

from benchmarks.peers.peer import ABSOLUTE_SHARE, PERIOD, Array
from benchmarks.sbml import identifier, sbml_text
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model

MOST_STEPS = 1_000_000  # between two midnights


class RoadRunner:
    """One loaded model; days follow each other in one call, without a restart between them."""

    words = "CVODE on the model as SBML; every midnight of a run in one call"
    side_by_side = 1

    def __init__(self, model: Model, kernel: Kernel) -> None:
        import roadrunner

        self.name, self.version = "libRoadRunner", str(roadrunner.__version__)
        self._kernel = kernel
        self._runner: Any = roadrunner.RoadRunner(sbml_text(model))
        self._runner.setIntegrator("cvode")
        self._model: Any = self._runner.model
        position = {identifier(name): i for i, name in enumerate(kernel.parameter_names)}
        spaces = list(self._model.getCompartmentIds())
        values = [i for i in self._model.getGlobalParameterIds() if i in position]
        every = list(self._model.getGlobalParameterIds())
        self._space_columns = [position[name] for name in spaces]
        self._value_columns = [position[name] for name in values]
        self._value_indices = [every.index(name) for name in values]
        species = list(self._model.getFloatingSpeciesIds())
        if species != [identifier(name) for name in kernel.species_names]:
            raise ValueError("libRoadRunner has put the species into another order")
        self._runner.timeCourseSelections = ["time", *(f"[{name}]" for name in species)]

    def midnights(
        self, states: Array, parameters: Array, scales: Array, days: int, tolerance: float
    ) -> Array:
        """As ``Peer.midnights`` says."""
        cells = zip(states, parameters, scales, strict=True)
        return np.array([self._one(*cell, days, tolerance) for cell in cells])

    def _one(
        self, state: Array, parameters: Array, scale: Array, days: int, tolerance: float
    ) -> Array:
        self._model.setTime(0.0)
        self._model.setCompartmentVolumes(parameters[self._space_columns])
        self._model.setGlobalParameterValues(
            self._value_indices, parameters[self._value_columns].tolist()
        )
        self._model.setFloatingSpeciesConcentrations(state)
        integrator = self._runner.integrator
        integrator.relative_tolerance = tolerance
        amounts = scale * self._kernel.volumes_of(parameters)
        integrator.absolute_tolerance = (tolerance * ABSOLUTE_SHARE * amounts).tolist()
        integrator.maximum_num_steps = MOST_STEPS
        integrator.restart(0.0)
        try:
            course = self._runner.simulate(0.0, PERIOD * days, days + 1)
        except RuntimeError as trouble:
            raise ArithmeticError(str(trouble)) from trouble
        return np.array(course, dtype=np.float64)[1:, 1:]

    def rates(self, time: float, state: Array) -> Array:
        """Rates of change (ns,), umol/L/h, at the parameters that were last used."""
        self._model.setTime(time)
        self._model.setFloatingSpeciesConcentrations(state)
        return np.array(self._model.getFloatingSpeciesConcentrationRates(), dtype=np.float64)


def open_peer(model: Model, kernel: Kernel) -> RoadRunner:
    """The model in libRoadRunner; raises ImportError where it is not installed."""
    return RoadRunner(model, kernel)
