"""A gene that feeds itself: two stable days and one between them, over a range of its leak."""

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import root
from study_toy import Words, parameter

from rls_sim.network.model import Model
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import Number, daily_wave, hill
from rls_sim.network.reaction import Compartment, Species, reaction
from rls_sim.study.cell import Bench
from rls_sim.study.lesion import LesionLibrary

VOLUME, LOST, SWING, STEEPNESS = 3.0, 0.6, 0.3, 4.0
ON_ABOVE = 0.9  # of the gene's mean


@reaction("-> gene", boundary=True)
def leaking(time: Number, leak: Number, swing: Number, acrophase: Number, period: Number) -> Number:
    """A little is made whatever there is, by the day."""
    return leak * daily_wave(time, period, swing, acrophase)


@reaction("-> gene", boundary=True)
def feeding(gene: Number, made: Number, half: Number, steepness: Number) -> Number:
    """What there is makes more."""
    return made * hill(gene, half, steepness)


@reaction("gene ->", boundary=True)
def losing(gene: Number, lost: Number, volume: Number) -> Number:
    """What there is goes."""
    return lost * gene * volume


GENE = place(
    Process(
        "gene cell",
        species=(Species("gene", "Gene", "box", 0.2),),
        parameters=(
            parameter("leak", 0.1 * VOLUME, "umol/h"),
            parameter("swing", SWING, "1"),
            parameter("acrophase", 0.0, "h"),
            parameter("period", 24.0, "h"),
            parameter("made", VOLUME, "umol/h"),
            parameter("half", 1.0, "umol/L"),
            parameter("steepness", STEEPNESS, "1"),
            parameter("lost", LOST, "1/h"),
            parameter("volume", VOLUME, "L"),
        ),
        reactions=(leaking, feeding, losing),
        compartments=(Compartment("box", "volume"),),
    ),
    "cell",
)


def margins(day):
    return {"level": day.mean("gene") - ON_ABOVE}


def evaluate(day):
    mean = day.mean("gene")
    peak = day.acrophase(day["gene"])
    return {"gene_mean": mean, "gene_peak": peak, "state": "off" if mean < ON_ABOVE else "on"}


MEASURES = {
    "gene_mean": Words("gene_mean", "Mean of the gene", "umol/L"),
    "gene_peak": Words("gene_peak", "Hour of the highest gene", "h"),
    "state": Words("state", "State", ""),
}


def bistable_bench():
    model = Model([GENE], home="cell", name="bistable")
    lesions = LesionLibrary([], model.parameters)
    return Bench(model, lesions, MEASURES, evaluate, (), margins)


def rate(time, gene, leak):
    """d gene/dt in umol/L/h and its slope, by hand."""
    wave = 1 + SWING * np.cos(2 * np.pi * time / 24)
    fed = gene**STEEPNESS / (1 + gene**STEEPNESS)
    slope = STEEPNESS * gene ** (STEEPNESS - 1) / (1 + gene**STEEPNESS) ** 2
    return leak / VOLUME * wave + fed - LOST * gene, slope - LOST


def fold_by_shooting(gene, leak):
    """The leak near the given one at which the map of one day touches the diagonal, by SciPy."""

    def touches(unknown):
        def both(time, state):
            value, slope = rate(time, state[0], unknown[1])
            return [value, slope * state[1]]

        day = solve_ivp(both, (0, 24), [unknown[0], 1.0], "DOP853", rtol=1e-12, atol=1e-13)
        return [day.y[0, -1] - unknown[0], day.y[1, -1] - 1]

    found = root(touches, [gene, leak], tol=1e-12, options={"eps": 1e-6})
    assert np.abs(found.fun).max() < 1e-9
    return float(found.x[1])
