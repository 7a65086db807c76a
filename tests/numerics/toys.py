"""Small systems whose periodic states are known, or known not to exist.

Each has the interface of ``network.kernel.Kernel``. Rates are written for any shape of state, and
for symbols, so that machine code can be made of them (lane_toys.Machined); the Jacobian by hand.
"""

import numpy as np

from rls_sim.network.rate_laws import cos, exp

DAY = 24.0
TURN = 2 * np.pi / DAY


class Toy:
    """What the toys share: names, shapes, and unequal volumes."""

    species_names: tuple[str, ...] = ()
    reaction_names: tuple[str, ...] = ()
    derived_names: tuple[str, ...] = ()

    def rhs(self, time, state, parameters):
        return np.array(self.rates(np.asarray(time), state, parameters), dtype=float)

    def jacobian(self, time, state, parameters):
        time = np.asarray(time)
        count = len(self.species_names)
        slopes = np.zeros((*time.shape, count, count))
        for (row, column), value in self.slopes(time, state, parameters).items():
            slopes[..., row, column] = value
        return slopes

    @classmethod
    def traced_rates(cls, time, state, parameters):
        return cls().rates(time, state, parameters)

    def volumes_of(self, parameters):
        return 0.5 + np.arange(len(self.species_names))

    def fluxes(self, time, state, parameters):
        return np.zeros((0, *np.shape(state)[1:]))

    def derived(self, time, state, parameters):
        return np.zeros((0, *np.shape(state)[1:]))


class DrivenDecay(Toy):
    """x' = made (1 + amplitude cos w t) - lost x; parameters (made, amplitude, lost)."""

    species_names = ("pool",)
    reaction_names = ("making", "losing")
    derived_names = ("doubled",)

    def rates(self, time, state, parameters):
        made, amplitude, lost = parameters
        return [made * (1 + amplitude * cos(TURN * time)) - lost * state[0]]

    def slopes(self, time, state, parameters):
        return {(0, 0): -parameters[2]}

    def fluxes(self, time, state, parameters):
        made, amplitude, lost = parameters
        making = made * (1 + amplitude * cos(TURN * np.asarray(time)))
        return self.volumes_of(parameters)[0] * np.array([making, lost * state[0]])

    def derived(self, time, state, parameters):
        return np.array([2 * state[0]])

    @staticmethod
    def exact(time, parameters):
        made, amplitude, lost = parameters
        wave = lost * np.cos(TURN * time) + TURN * np.sin(TURN * time)
        return made / lost + made * amplitude * wave / (lost**2 + TURN**2)


class TwoTimes(Toy):
    """A fast pool fed by the day, read by one that takes ten years: rates 1e5/h and 1e-5/h.

    fast' = 1e5 (1 + 0.5 cos w t - fast); slow' = 1e-5 (fast^2 - slow).
    """

    species_names = ("fast", "slow")

    def rates(self, time, state, parameters):
        quick, lazy = parameters
        drive = 1 + 0.5 * cos(TURN * time)
        return [quick * (drive - state[0]), lazy * (state[0] ** 2 - state[1])]

    def slopes(self, time, state, parameters):
        quick, lazy = parameters
        return {(0, 0): -quick, (1, 0): 2 * lazy * state[0], (1, 1): -lazy}

    @staticmethod
    def exact_fast(time, parameters):
        quick = parameters[0]
        wave = quick * np.cos(TURN * time) + TURN * np.sin(TURN * time)
        return 1 + 0.5 * quick * wave / (quick**2 + TURN**2)


class SaturableExport(Toy):
    """Uptake with a rhythm, saturable export: x' = uptake (1 + a cos w t) - v x / (k + x).

    Parameters (uptake, a, v, k). No periodic state where uptake reaches v: the pool fills for ever.
    """

    species_names = ("iron",)

    def rates(self, time, state, parameters):
        uptake, amplitude, maximal, half = parameters
        inward = uptake * (1 + amplitude * cos(TURN * time))
        return [inward - maximal * state[0] / (half + state[0])]

    def slopes(self, time, state, parameters):
        _, _, maximal, half = parameters
        return {(0, 0): -maximal * half / (half + state[0]) ** 2}


class Cell(Toy):
    """A receptor free and bound, iron, two stores and a signal: ten decades of rates.

    Parameters: (receptor density, amplitude of the day, supply).
    """

    species_names = ("receptor", "bound", "iron", "ferritin", "pigment", "signal")

    def rates(self, time, state, parameters):
        density, amplitude, supply = parameters
        receptor, bound, iron, ferritin, pigment, signal = state
        day = supply * (1 + amplitude * cos(TURN * time))
        sensed = 1 / (1 + iron**2)
        bind, unbind, carry = 1e4 * day * receptor, 1e3 * bound, 6.0 * bound
        store, leave = 0.5 * iron**2 / (1 + iron), 0.04 * ferritin
        seal, fade = 1e-3 * iron, 1e-5 * pigment
        export = 0.4 * iron / (2 + iron)
        return [
            0.02 * density * sensed - bind + unbind + carry - 0.02 * receptor,
            bind - unbind - carry - 0.02 * bound,
            2 * carry - store + leave - seal + fade - export,
            store - leave,
            seal - fade,
            4e4 * (1 + 0.3 * cos(TURN * time - np.pi / 2)) * sensed - 4e4 * signal,
        ]

    def slopes(self, time, state, parameters):
        _, amplitude, supply = parameters
        density = parameters[0]
        receptor, _, iron, _, _, _ = state
        day = supply * (1 + amplitude * cos(TURN * time))
        dsensed = -2 * iron / (1 + iron**2) ** 2
        dstore = 0.5 * (iron**2 + 2 * iron) / (1 + iron) ** 2
        dexport = 0.8 / (2 + iron) ** 2
        return {
            (0, 0): -1e4 * day - 0.02 + 0 * receptor,
            (0, 1): 1e3 + 6.0,
            (0, 2): 0.02 * density * dsensed,
            (1, 0): 1e4 * day,
            (1, 1): -1e3 - 6.02,
            (2, 1): 12.0,
            (2, 2): -dstore - 1e-3 - dexport,
            (2, 3): 0.04,
            (2, 4): 1e-5,
            (3, 2): dstore,
            (3, 3): -0.04,
            (4, 2): 1e-3,
            (4, 4): -1e-5,
            (5, 2): 4e4 * (1 + 0.3 * cos(TURN * time - np.pi / 2)) * dsensed,
            (5, 5): -4e4,
        }


class Binding(Toy):
    """A closed system: free + free <-> pair with a rate that follows the day; totals are kept."""

    species_names = ("left", "right", "pair")

    def rates(self, time, state, parameters):
        on, off = parameters
        net = on * (1 + 0.6 * cos(TURN * time)) * state[0] * state[1] - off * state[2]
        return [-net, -net, net]

    def slopes(self, time, state, parameters):
        on, off = parameters
        now = on * (1 + 0.6 * cos(TURN * time))
        first, second = now * state[1], now * state[0]
        return {
            (0, 0): -first,
            (0, 1): -second,
            (0, 2): off,
            (1, 0): -first,
            (1, 1): -second,
            (1, 2): off,
            (2, 0): first,
            (2, 1): second,
            (2, 2): -off,
        }


class Burst(Toy):
    """x' = exp(sharpness (cos w t - 1)) - x, and y' = x - 0.05 y: a drive of a few hours."""

    species_names = ("burst", "echo")

    def rates(self, time, state, parameters):
        (sharpness,) = parameters
        drive = exp(sharpness * (cos(TURN * time) - 1))
        return [drive - state[0], state[0] - 0.05 * state[1]]

    def slopes(self, time, state, parameters):
        return {(0, 0): -1.0, (1, 0): 1.0, (1, 1): -0.05}


class Swing(Toy):
    """x' = (a cos w t - b) x + feed: its multiplier is exp(-24 b) whatever the swing."""

    species_names = ("swing",)

    def rates(self, time, state, parameters):
        swing, lost, feed = parameters
        return [(swing * cos(TURN * time) - lost) * state[0] + feed]

    def slopes(self, time, state, parameters):
        swing, lost, _ = parameters
        return {(0, 0): swing * cos(TURN * time) - lost}


class Ring(Toy):
    """A conversion round and round that no Fourier mode escapes: first -> second -> first, fed.

    Linear with constant coefficients, so its multipliers are exponentials of its eigenvalues.
    """

    species_names = ("first", "second")
    matrix = np.array([[-0.3, 0.1], [0.2, -0.4]])

    def rates(self, time, state, parameters):
        feed = parameters[0] * (1 + 0.5 * cos(TURN * time))
        (a, b), (c, d) = self.matrix
        first, second = state[0], state[1]
        return [a * first + b * second + feed, c * first + d * second + 0 * feed]

    def slopes(self, time, state, parameters):
        return {(row, column): self.matrix[row, column] for row in (0, 1) for column in (0, 1)}


class Repeller(Toy):
    """x' = x - 1 - 0.3 cos w t: its only periodic orbit throws everything off, by exp(24) a day."""

    species_names = ("repelled",)

    def rates(self, time, state, parameters):
        return [state[0] - 1 - 0.3 * cos(TURN * time)]

    def slopes(self, time, state, parameters):
        return {(0, 0): 1.0}


class Overdrawn(Toy):
    """x' = 1 + 5 cos w t - 0.5 x: for part of the day taken out although there is none."""

    species_names = ("account",)

    def rates(self, time, state, parameters):
        return [1 + 5 * cos(TURN * time) - 0.5 * state[0]]

    def slopes(self, time, state, parameters):
        return {(0, 0): -0.5}


class Undefined(Toy):
    """Rates that are not numbers, as of a law outside its realm."""

    species_names = ("lost", "found")

    def rates(self, time, state, parameters):
        return [np.nan * state[0] + 0 * time, -state[1] + 0 * time]

    def slopes(self, time, state, parameters):
        return {(0, 0): np.nan, (1, 1): -1.0}


class Explosion(Toy):
    """x' = 1 + x^2: it leaves every bound within 2 h, the tangent of time."""

    species_names = ("mass", "bystander")

    def rates(self, time, state, parameters):
        return [1 + state[0] ** 2 + 0 * time, -1e-3 * state[1] + 0 * time]

    def slopes(self, time, state, parameters):
        return {(0, 0): 2 * state[0], (1, 1): -1e-3}
