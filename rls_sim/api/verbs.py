"""The questions: `model`, `cycle`, `run`, `sweep`, `branch` and `treat`, as the command line's.

Every one takes what makes the cell:

``set``
    Values by the name of a parameter: numbers in its own unit, or texts as ``rls-sim --set`` takes
    them, ``"0.4x"`` (times what it is), ``"-20pct"``, ``"8uM"``. Texts ``"NAME=VALUE"`` do too.
``lesions``
    What is broken, ``"NAME"`` or ``"NAME:SIZE"``, as ``--lesion``; NAME may be a TOML file.
``extend``
    Files of Python that add to the model, as ``--extend``; they are run.
``model``
    Another model than the brain, as ``--model``: SBML, Python made of it, or a folder of results.

Whatever cannot be done as it is asked raises `ConfigError` with every problem, in the words of
the command line; all errors are `RlsSimError`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from rls_sim.api.branch import Branch
from rls_sim.api.cells import Asked
from rls_sim.api.course import Course
from rls_sim.api.day import PeriodicDay
from rls_sim.api.model import Folder, Model, Vary
from rls_sim.api.sweep import Sweep
from rls_sim.api.texts import Names, Paths, Setting, Value, assignments, names, paths
from rls_sim.api.treatment import Treatment
from rls_sim.numerics.cycle import CycleMethod
from rls_sim.numerics.run import Method
from rls_sim.study.cell import Origin

CELL = ("set", "lesions", "extend", "model", "config")


def model(
    *,
    set: Setting = (),
    lesions: Names = (),
    extend: Paths = (),
    model: Folder | None = None,
    config: Folder | None = None,
) -> Model:
    """
    A cell to ask: the model, with what is changed in it.

    ``config``: a configuration in TOML whose lesions and ``[set]`` come first. Raises ConfigError
    with every problem.

    >>> import rls_sim as rls
    >>> cell = rls.model(set={"receptor_density": "0.4x"})
    >>> cell.changes[["value", "healthy", "unit"]]
                             value  healthy unit
    name
    neuron.receptor_density    0.4      1.0    1
    """
    lesion_texts = tuple(map(str, names(lesions)))
    file, whole = (None if path is None else Path(path) for path in (config, model))
    return Model(Asked(assignments(set), lesion_texts, paths(extend), whole, file))


def cycle(
    *,
    set: Setting = (),
    lesions: Names = (),
    extend: Paths = (),
    model: Folder | None = None,
    config: Folder | None = None,
    method: CycleMethod = "engine",
) -> PeriodicDay:
    """
    The 24-hour day that a cell repeats, as ``rls-sim cycle`` finds it.

    ``method``: "engine" is machine code, "reference" NumPy and SciPy, to compare with.
    Raises ConfigError for what is asked, SolveError where the cell has no periodic day.

    >>> import rls_sim as rls
    >>> day = rls.cycle(lesions=["receptor_synthesis:0.5"])
    >>> day.state
    'night_deficient'
    >>> iron = day["neuron.labile_iron"]
    >>> iron.dims, iron.sizes["time"], iron.attrs["units"]
    (('time',), 289, 'umol/L')
    """
    options = _own(locals())
    return _model(set, lesions, extend, model, config).cycle(**options)


def run(
    *,
    set: Setting = (),
    lesions: Names = (),
    extend: Paths = (),
    model: Folder | None = None,
    days: float = 3.0,
    at: str = "00:00",
    origin: Origin | None = None,
    doses: Names = (),
    every: str = "1h",
    outputs: Names = (),
    method: Method | None = None,
) -> Course:
    """
    One cell over ``days``, as ``rls-sim run`` follows it.

    ``at``: the clock time of the start. ``origin`` (``--from``): it starts from the "healthy" day,
    so that the change unfolds, from its own "cycle", or from the "initial" state that is declared.
    ``doses``: ``"NAME=AMOUNT@WHEN"``, into a species: ``"plasma.nontransferrin_iron=1mg@d1"``.
    ``every``: between outputs, ``"10min"`` or ``"1d"``. ``outputs``: what is drawn and in the
    document; the dataset has everything. ``method``: Rodas5P, or SciPy's LSODA, BDF, Radau.
    Raises ConfigError for what is asked, SolveError where the run gets stuck.

    >>> import rls_sim as rls
    >>> course = rls.run(set={"receptor_density": "0.3x"}, days=2, every="6h")
    >>> course.dataset.sizes["time"]
    9
    """
    options = _own(locals())
    return _model(set, lesions, extend, model).run(**options)


def sweep(
    vary: Vary = (),
    *,
    set: Setting = (),
    lesions: Names = (),
    extend: Paths = (),
    model: Folder | None = None,
    config: Folder | None = None,
    zip: Iterable[Names] = (),
    samples: int | None = None,
    design: str = "",
    seed: int | None = None,
    outcomes: Names = (),
    keep: Names = (),
    traces: Literal["", "none", "night", "all"] = "",
    follow: Names = (),
    chunk: int = 0,
    out: Folder | None = None,
    new: bool = False,
    jobs: int = 0,
    on_fail: Literal["continue", "stop"] = "continue",
    max_failed: int | str = 0,
    progress: bool = True,
) -> Sweep:
    """
    The periodic day of many cells, and where their state changes, as ``rls-sim sweep`` does it.

    ``vary``: by the name of a parameter a list of values, or what `lin`, `log`, `uniform`,
    `loguniform`, `normal`, `lognormal` or the command line write (``"log:0.1:2:21"``,
    ``"declared"``); several give every combination. Texts ``"NAME=..."`` and ``"@cells.csv"`` do
    too. ``zip``: names that go in pairs. ``samples``, ``design`` ("sobol", "lhs", "random") and
    ``seed``: how often and how what is scattered is drawn. ``outcomes`` are told, ``keep`` those
    kept (all unless named); ``traces`` and ``follow`` the courses through the day that are.
    ``out``: a folder in which every part is kept; the same call goes on where it was stopped, and
    ``new`` puts aside what is there. ``jobs``: threads, one a core unless given. ``config`` as in
    `model`, with what it varies. For clusters and shards see the command line.

    Raises ConfigError for what is asked; BatchError where more than ``max_failed`` (a number, or
    ``"5pct"``) cells failed, whose ``result`` has every row; FolderMismatchError where ``out``
    holds something else.

    >>> import rls_sim as rls
    >>> table = rls.sweep({"receptor_density": rls.log(0.2, 1, 3)}, progress=False)
    >>> table.frame["state"].tolist()
    ['deficient', 'night_deficient', 'functional']
    >>> [f"{value:.3f}" for value in table.critical["value"]]
    ['0.309', '0.685']
    """
    options = _own(locals())
    return _model(set, lesions, extend, model, config).sweep(**options)


def branch(
    name: str,
    low: Value,
    high: Value,
    *,
    set: Setting = (),
    lesions: Names = (),
    extend: Paths = (),
    model: Folder | None = None,
    thresholds: Mapping[str, float] | None = None,
    outcomes: Names = (),
    out: Folder | None = None,
    progress: bool = True,
) -> Branch:
    """
    One cell's day followed from ``low`` to ``high`` of a parameter, round every fold.

    ``name`` may be a lesion, whose size is followed. ``thresholds``: outcomes and the values that
    are sought, beside where the state changes. ``outcomes`` are drawn. ``out``: a folder in which
    it is kept, and found again. As ``rls-sim branch``.

    Raises ConfigError for what is asked; SolveError where there is no day to start from, or where
    the branch could not be followed to an end, and then its ``result`` has what was found;
    FolderMismatchError where ``out`` holds something else.

    >>> import rls_sim as rls
    >>> found = rls.branch("receptor_density", 0.5, 1, progress=False)
    >>> [f"{value:.4f}" for value in found.critical["value"]]
    ['0.6850']
    """
    options = _own(locals())
    return _model(set, lesions, extend, model).branch(**options)


def treat(
    doses: Names = (),
    *,
    set: Setting = (),
    lesions: Names = (),
    extend: Paths = (),
    days: int = 180,
    settle: bool = False,
    outcomes: Names = (),
    members: int = 0,
    ensemble: Folder | None = None,
    seed: int = 1,
    jobs: int = 0,
    augments_like: float = 0.0,
    progress: bool = True,
) -> Treatment:
    """
    One patient day by day under treatment, beside the untreated course: no medical advice.

    ``doses``: ``"NAME=AMOUNT@WHEN"`` of treatments, such as ``"iv_iron=1000mg@d0"``; ``show``
    lists them. ``settle`` finds the state that repeats under the doses instead. ``members``: so
    many of the calibrated ensemble (or of the file ``ensemble``) are followed too, drawn from
    ``seed``. ``augments_like``: a person whose drive rises faster than that of such a share of
    people. As ``rls-sim treat``.

    Raises ConfigError for what is asked, SolveError where a course gets stuck.

    >>> import rls_sim as rls
    >>> given = rls.treat("iv_iron=1000mg@d0", lesions="receptor_synthesis:0.43", days=28)
    >>> given["irls_score"].sizes
    Frozen({'arm': 2, 'person': 1, 'day': 28})
    """
    options = _own(locals())
    return _model(set, lesions, extend).treat(**options)


def _model(
    set: Setting,
    lesions: Names,
    extend: Paths,
    whole: Folder | None = None,
    config: Folder | None = None,
) -> Model:
    return model(set=set, lesions=lesions, extend=extend, model=whole, config=config)


def _own(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments that do not make the cell."""
    return {name: value for name, value in given.items() if name not in CELL}
