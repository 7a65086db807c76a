"""A system whose rates and slopes come from machine code, for everything that asks in Python."""

from typing import Any

import numpy as np

from rls_sim.network.programs import LANES
from rls_sim.numerics.compiled.arguments import Code
from rls_sim.numerics.compiled.evaluate import linearise_columns, rates_of_columns, set_constants
from rls_sim.numerics.machine_balance import code_of
from rls_sim.numerics.system import FloatArray, System, lowest_of


class MachineSystem:
    """The rates and slopes of a system with machine code; all else is the system's own."""

    def __init__(self, system: System) -> None:
        code = code_of(system)
        assert code is not None
        self._system: Any = system
        self._code: Code = code
        self._constants = np.zeros(int(code.dims[2]) * LANES)
        self._seen = b""
        machine: Any = getattr(system, "machine")  # noqa: B009 - no part of the protocol
        self._places = (machine.rows, machine.columns)
        self.species_names = system.species_names
        self.lowest = lowest_of(system)

    @property
    def machine(self) -> Any:
        """The machine code itself."""
        return self._system.machine

    def rhs(self, time: Any, state: FloatArray, parameters: FloatArray, /) -> FloatArray:
        """The rates of change per hour, in the shape of ``state``."""
        columns, times = self._columns(time, state, parameters)
        rates = np.empty_like(columns)
        rates_of_columns(self._code, self._constants, times, columns, rates)
        return rates if state.ndim == 2 else np.asarray(rates[:, 0])

    def jacobian(self, time: Any, state: FloatArray, parameters: FloatArray, /) -> FloatArray:
        """Derivatives of the rates by the states: (ns, ns), or (N, ns, ns) for N times."""
        columns, times = self._columns(time, state, parameters)
        rows, along = self._places
        values = np.empty((len(rows), times.size))
        linearise_columns(self._code, self._constants, times, columns, values)
        species = len(self.species_names)
        full = np.zeros((times.size, species, species))
        full[:, rows, along] = values.T
        return full if state.ndim == 2 else np.asarray(full[0])

    def _columns(
        self, time: Any, state: FloatArray, parameters: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """States (ns, N) and times (N,), with the constants of these parameters at hand."""
        now = parameters.tobytes()
        if now != self._seen:
            set_constants(self._code, np.ascontiguousarray(parameters), self._constants)
            self._seen = now
        columns = np.ascontiguousarray(state.reshape(len(state), -1), dtype=np.float64)
        times = np.ascontiguousarray(np.broadcast_to(np.asarray(time, float), columns.shape[1]))
        return columns, times
