"""Every kind of figure, drawn of numbers made by hand, so that a picture of it never moves."""

from functools import cache
from types import SimpleNamespace

import numpy as np
from synthetic import SyntheticDay, make_sweep
from test_agreement_figure import a_row, a_verdict
from test_branch_figure import folded
from test_forest_figure import hour, seen

from rls_sim.quantities.scatter import Scatter
from rls_sim.report.agreement_figure import draw_agreement
from rls_sim.report.branch_figure import draw_branch
from rls_sim.report.caption import Origin
from rls_sim.report.day_figure import draw_day
from rls_sim.report.days_figure import draw_days
from rls_sim.report.forest_figure import draw_forest
from rls_sim.report.forest_marks import Interval
from rls_sim.report.lines_figure import draw_lines
from rls_sim.report.network_figure import draw_network
from rls_sim.report.state_map import draw_state_map
from rls_sim.report.sweep_figure import draw_sweep
from rls_sim.report.tornado_figure import Slopes, draw_slopes, draw_tornado
from rls_sim.study.design import Design, Listed
from rls_sim.study.quantity import Quantity
from rls_sim.study.samples import Sampled
from rls_sim.study.sweeps.result import SweepResult
from rls_sim.study.sweeps.tally import Tally

DENSITY, OXYGEN = "neuron.receptor_density", "brain_oxygen"
QUANTITIES = {
    DENSITY: Quantity(DENSITY, "synthesis of TfR1, relative to healthy", "1", 1.0),
    OXYGEN: Quantity(OXYGEN, "oxygen in the tissue, percent", "1", 4.0),
}
COLUMNS = {
    "cell": ("Number of the cell", "1"),
    DENSITY: (QUANTITIES[DENSITY].meaning, "1"),
    OXYGEN: (QUANTITIES[OXYGEN].meaning, "1"),
    "labile_iron": ("Labile iron", "umol/L"),
    "urge_hours": ("Hours with an urge", "h"),
    "function_reserve_day": ("Function reserve by day, least", "1"),
    "function_reserve_night": ("Function reserve by night, least", "1"),
    "cell_loss_per_decade": ("Cell loss in ten years", "1"),
    "state": ("State of the cell", ""),
    "status": ("Status", ""),
}
THRESHOLDS = {"dying_threshold": Quantity("dying_threshold", "the cell counts as dying", "1", 0.1)}


def result_of(design, *, failed=(), **changed):
    """A sweep over density and oxygen whose outcomes are formulas of both."""
    rows = design.rows(0, design.size)
    density, oxygen = (rows[:, design.names.index(name)] for name in (DENSITY, OXYGEN))
    iron = density**0.7 * (oxygen / 4.0) ** 0.4
    loss = 0.9 / (1 + (iron / 0.12) ** 4)
    night, day = 1.5 * iron, 3.0 * iron
    states = np.select(
        [loss > 0.1, (night < 1) & (day < 1), night < 1],
        ["dying", "deficient", "night_deficient"],
        "functional",
    ).astype(object)
    data = {
        "cell": np.arange(design.size),
        DENSITY: density,
        OXYGEN: oxygen,
        "labile_iron": iron,
        "urge_hours": np.clip(16 * (1 - night), 0, 24),
        "function_reserve_day": day,
        "function_reserve_night": night,
        "cell_loss_per_decade": loss,
        "state": states,
        "status": np.full(design.size, "converged", dtype=object),
    }
    for cell in failed:
        data["state"][cell], data["status"][cell] = "", "not_converged"
        for name in list(COLUMNS)[3:8]:
            data[name][cell] = np.nan
    facts = {
        "title": "A sweep made by hand",
        "question": "",
        "varied": tuple(QUANTITIES[name] for name in design.names),
        "columns": COLUMNS,
        "data": data,
        "size": design.size,
        "tally": Tally(),
        "design": design,
        "table": ("labile_iron", "urge_hours", "cell_loss_per_decade", "state"),
        "thresholds": THRESHOLDS,
        "model_hash": "0123456789abcdef",
        "version": "9.9",
    }
    return SweepResult(**facts | changed)


def listed(name, values):
    return Listed((name,), np.asarray(values, dtype=float))


def drawn(*names, count=64):
    """Distributions of these, drawn together."""
    scatters = {
        DENSITY: Scatter("loguniform", 0.1, 2.0, 0.0, 3.0),
        OXYGEN: Scatter("lognormal", 4.0, 1.3, 0.05, 10.0),
    }
    return Sampled(names, tuple(scatters[name] for name in names), count, "sobol", 0)


def grid_design():
    return Design(
        (listed(DENSITY, np.geomspace(0.02, 2, 13)), listed(OXYGEN, np.linspace(1, 9, 9)))
    )


def lines_design():
    return Design((listed(DENSITY, np.geomspace(0.03, 2, 11)), drawn(OXYGEN)))


def toy_day(factor=1.0):
    """A day of a few pools, iron and the terminal's, whose fluxes are as they are written here."""
    iron, two = {"iron": 1}, {"iron": 2}
    pools = [
        ("plasma.nontransferrin_iron", "plasma.fluid", iron, 0.01),
        ("plasma.diferric_transferrin", "plasma.fluid", two, 9.0),
        ("liver_iron", "liver", iron, 6000.0),
        ("neuron.surface_receptor_diferric", "neuron.cytosol", two, 1e-3),
        ("neuron.labile_iron", "neuron.cytosol", iron, 1.0),
        ("neuron.ferritin_iron", "neuron.cytosol", iron, 200.0),
        ("neuron.second_sink_iron", "neuron.cytosol", iron, 30.0),
        ("neuron.ferritin", "neuron.cytosol", {}, 0.1),
        ("tyrosine", "terminal", {}, 100.0),
        ("levodopa", "terminal", {}, 0.3),
    ]
    laws = [
        ("binding", {"plasma.nontransferrin_iron": -2, "plasma.diferric_transferrin": 1}, 2.0),
        ("liver_uptake", {"plasma.diferric_transferrin": -1, "liver_iron": 2}, 1.9),
        ("liver_release", {"liver_iron": -1, "plasma.nontransferrin_iron": 1}, 3.8),
        ("iron_absorption", {"plasma.nontransferrin_iron": 1}, 0.2),
        ("uptake", {"plasma.diferric_transferrin": -1, "neuron.surface_receptor_diferric": 1}, 0.1),
        ("inward", {"neuron.surface_receptor_diferric": -1, "neuron.labile_iron": 2}, 0.1),
        ("loading", {"neuron.labile_iron": -1, "neuron.ferritin_iron": 1}, 3.0),
        ("unloading", {"neuron.ferritin_iron": -1, "neuron.labile_iron": 1}, 3.0),
        ("export", {"neuron.labile_iron": -1}, 0.199),
        ("sinking", {"neuron.labile_iron": -1, "neuron.second_sink_iron": 1}, 0.001),
        ("ferritin_making", {"neuron.ferritin": 1}, 1.0),
        ("tyrosine_entry", {"tyrosine": 1}, 0.012),
        ("hydroxylation", {"tyrosine": -1, "levodopa": 1}, 0.012),
    ]
    species = [
        SimpleNamespace(
            name=n,
            label=f"{n.rpartition('.')[2].replace('_', ' ')}, here",
            compartment=c,
            carries=m,
            unit="umol/L",
        )
        for n, c, m, _ in pools
    ]
    reactions = [
        SimpleNamespace(
            name=name,
            net=net,
            takes={n: -c for n, c in net.items() if c < 0},
            gives={n: c for n, c in net.items() if c > 0},
        )
        for name, net, _ in laws
    ]
    levels = {name: level * factor for name, _, _, level in pools}
    rates = {name: rate * (factor if name.endswith("loading") else 1.0) for name, _, rate in laws}
    model = SimpleNamespace(
        species=species,
        species_names=tuple(levels),
        reactions=reactions,
        volumes=lambda: np.full(len(pools), 1.5),
    )
    return SimpleNamespace(model=model, mean=lambda name: (levels | rates)[name])


def slopes():
    found = tuple((name, value) for name, value in ((DENSITY, 0.64), (OXYGEN, -0.21)))
    model = SimpleNamespace(parameters=QUANTITIES)
    panel = Slopes(
        "labile_iron", "Labile iron, whose title goes on below the key of the bars", found
    )
    return draw_slopes([panel], model, Origin(version="9.9"))


def heat():
    rows = [a_row(0, "one1999"), a_row(1, "two2001", sign="up"), a_row(2, "one1999", None, 0.32)]
    verdicts = [
        a_verdict("release", 0.7, {"row0": 0.9, "row1": 0.1, "row2": 0.5}),
        a_verdict("receptor_loss+release", 0.3, {"row0": 0.2, "row1": 0.3, "row2": 0.4}),
        a_verdict("well", 0.0, {"row0": 0.0, "row1": 0.0, "row2": 0.0}, effective=0.0),
    ]
    ranking = SimpleNamespace(verdicts=verdicts, rows=rows)
    return draw_agreement(SimpleNamespace(ranking=ranking, version="9.9"))


def forest():
    rows = [
        seen("a", value=0.5, low=0.4, high=0.7, conflicts_with=("b",)),
        seen("b", direction="up", conflicts_with=("a",)),
        seen("c", direction="same", use="sized"),
        hour("d", 0.5, 23.0, 2.0),
    ]
    return draw_forest(rows, {"a": Interval(0.6, 0.45, 0.8)})


def days():
    cells = [(f"cell {i}: {level:g}", SyntheticDay(level)) for i, level in enumerate((1.0, 0.6))]
    return draw_days(cells, Origin(version="9.9", model_hash="feedc0ffee"), "Cell 0: health")


FIGURES = {
    "branch": lambda: draw_branch(folded()),
    "day": lambda: draw_day(SyntheticDay(0.6), SyntheticDay()),
    "days": days,
    "forest": forest,
    "heat": heat,
    "lines": lambda: draw_lines(result_of(lines_design(), failed=(70,))),
    "network": lambda: draw_network([("health", toy_day())], Origin(version="9.9")),
    "network_of_two": lambda: draw_network(
        [("health", toy_day()), ("half", toy_day(0.5))], Origin(version="9.9")
    ),
    "slopes": slopes,
    "states": lambda: draw_state_map(result_of(grid_design(), failed=(3,)), "urge_hours"),
    "sweep": lambda: draw_sweep(make_sweep(clock_map=True, failed=(4,))),
    "tornado": lambda: draw_tornado(result_of(Design((drawn(DENSITY, OXYGEN, count=128),)))),
}


@cache
def figure(name):
    """One of the figures, drawn once for all tests that only look at it."""
    return FIGURES[name]()
