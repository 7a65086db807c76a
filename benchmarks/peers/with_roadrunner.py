"""libRoadRunner: the model as SBML, compiled by its own LLVM, integrated by CVODE."""

from typing import Any

import numpy as np

from benchmarks.peers.peer import ABSOLUTE_SHARE, PERIOD, Array
from rls_sim.exchange.names import identifiers
from rls_sim.exchange.sbml_units import Measures
from rls_sim.exchange.sbml_writer import sbml_text
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
        ids, every = identifiers(model), list(self._model.getGlobalParameterIds())
        position = {ids[name]: i for i, name in enumerate(kernel.parameter_names)}
        spaces = list(self._model.getCompartmentIds())
        values = [name for name in every if name in position]
        self._space_columns = [position[name] for name in spaces]
        self._value_columns = [position[name] for name in values]
        self._value_indices = [every.index(name) for name in values]
        is_amount = Measures.of(model).count_amount
        self._set_apart([s.name for s in model.species if is_amount(s)], ids, every)
        states = {ids[name]: i for i, name in enumerate(kernel.species_names)}
        self._rows_of_states = [states[self._model.getStateVectorId(i)] for i in range(len(states))]

    def _set_apart(self, pools: list[str], ids: dict[str, str], every: list[str]) -> None:
        """Which states are species of SBML, and which are parameters that a rule changes."""
        names = self._kernel.species_names
        levels = [name for name in names if name not in set(pools)]
        self._pool_rows = [names.index(name) for name in pools]
        self._level_rows = [names.index(name) for name in levels]
        self._level_indices = [every.index(ids[name]) for name in levels]
        if list(self._model.getFloatingSpeciesIds()) != [ids[name] for name in pools]:
            raise ValueError("libRoadRunner has put the species into another order")
        shown = [f"[{ids[name]}]" if name in set(pools) else ids[name] for name in names]
        self._runner.timeCourseSelections = ["time", *shown]

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
        self._set_state(state)
        integrator = self._runner.integrator
        integrator.relative_tolerance = tolerance
        amounts = scale.copy()
        amounts[self._pool_rows] *= self._kernel.volumes_of(parameters)[self._pool_rows]
        least = tolerance * ABSOLUTE_SHARE * amounts[self._rows_of_states]
        integrator.absolute_tolerance = least.tolist()
        integrator.maximum_num_steps = MOST_STEPS
        integrator.restart(0.0)
        try:
            course = self._runner.simulate(0.0, PERIOD * days, days + 1)
        except RuntimeError as trouble:
            raise ArithmeticError(str(trouble)) from trouble
        return np.array(course, dtype=np.float64)[1:, 1:]

    def _set_state(self, state: Array) -> None:
        self._model.setFloatingSpeciesConcentrations(state[self._pool_rows])
        self._model.setGlobalParameterValues(self._level_indices, state[self._level_rows].tolist())


def open_peer(model: Model, kernel: Kernel) -> RoadRunner:
    """The model in libRoadRunner; raises ImportError where it is not installed."""
    return RoadRunner(model, kernel)
