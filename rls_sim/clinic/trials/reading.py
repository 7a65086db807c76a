"""Trials as TOML files, read and checked; every problem of a file is told at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from rls_sim.clinic.regimen import LONGEST_COURSE, read_given, read_regimen
from rls_sim.clinic.treatments import TreatmentLibrary
from rls_sim.clinic.trials.trial import (
    USES,
    WEEK,
    WHATS,
    Arm,
    Patients,
    Placebo,
    Published,
    Rule,
    Trial,
    refused,
)
from rls_sim.errors import UnknownNameError
from rls_sim.quantities.scatter import read_scatter
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import Bench
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

KEYS = (
    *("title", "question", "source", "weeks", "visits", "scatter"),
    *("patients", "placebo", "arms", "published"),
)
PATIENT_KEYS = ("lesion", "cohort", "vary", "include", "score_mean", "score_spread")
PLACEBO_KEYS = ("mean", "spread", "early", "full", "source")
ARM_KEYS = ("title", "dose", "size", "dropout")
ROW_KEYS = ("arm", "against", "what", "week", "value", "low", "high", "use", "source", "note")
MOST_PEOPLE = 100_000  # of an arm
_RULE = re.compile(r"(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")


class TrialLibrary(Mapping[str, Trial]):
    """Every trial of a folder by name, each read and checked when it is first asked for."""

    def __init__(self, paths: Iterable[Path], bench: Bench, library: TreatmentLibrary) -> None:
        """Know the files; ``bench`` (treated) and ``library`` have what they name."""
        self._paths = {path.stem: path for path in sorted(paths)}
        self._bench, self._library = bench, library
        self._read: dict[str, Trial] = {}

    def __getitem__(self, name: str) -> Trial:
        """The trial of that name; raises UnknownNameError with the nearest names."""
        if name not in self._paths:
            raise UnknownNameError("trial", name, self._paths)
        if name not in self._read:
            self._read[name] = load_trial(self._paths[name], self._bench, self._library)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """The names, sorted."""
        return iter(self._paths)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._paths)

    def find(self, name: str) -> Trial:
        """By name, or the path of a TOML file; raises UnknownNameError or ConfigError."""
        if name.endswith(".toml"):
            return load_trial(Path(name), self._bench, self._library)
        return self[name]


def shipped_trials(bench: Bench, library: TreatmentLibrary) -> TrialLibrary:
    """The trials that come with the package (clinic/trials/shipped/*.toml)."""
    folder = Path(str(resources.files("rls_sim.clinic.trials") / "shipped"))
    return TrialLibrary(folder.glob("*.toml"), bench, library)


def load_trial(path: Path, bench: Bench, library: TreatmentLibrary) -> Trial:
    """Read and check one trial; raises one ConfigError with every problem of the file."""
    content = read_toml(path)
    problems = Problems(str(path))
    problems.unknown_keys("", content, KEYS)
    weeks = problems.number("weeks", content.get("weeks"), 1 / WEEK, LONGEST_COURSE / WEEK)
    visits = _visits(content.get("visits", [weeks]), weeks, problems)
    arms = _arms(problems.table("arms", content.get("arms")), weeks, library, problems)
    if not arms:
        problems.lines.append(f"{path}: arms are missing; write [arms.NAME] with dose and size.")
    words = {
        "title": problems.sentence("title", content.get("title")),
        "question": problems.sentence("question", content.get("question")),
        "sources": _sources("source", content.get("source", []), problems),
    }
    patients = _patients(problems.table("patients", content.get("patients")), bench, problems)
    placebo = _placebo(problems.table("placebo", content.get("placebo")), problems)
    scatter = problems.number("scatter", content.get("scatter", 0.0), 0.0, 20.0)
    rows = content.get("published", [])
    published = _published(rows, {arm.name for arm in arms}, visits, problems)
    problems.raise_if_any()
    return Trial(
        **(words | {"name": path.stem}),  # type: ignore[arg-type]
        patients=patients,
        arms=arms,
        weeks=weeks,
        visits=visits,
        placebo=placebo,
        scatter=scatter,
        published=published,
    )


def _visits(value: object, weeks: float, problems: Problems) -> tuple[float, ...]:
    if not isinstance(value, list) or not value:
        problems.add("visits", value, "is not a list of weeks.")
        return (weeks,)
    found = {problems.number("visits", week, 1 / WEEK, weeks) for week in value}
    return tuple(sorted(found | {weeks}))


def _sources(key: str, value: object, problems: Problems) -> tuple[str, ...]:
    names = problems.words(key, value)
    for name in names:
        if name not in load_sources():
            problems.add(key, name, str(UnknownNameError("source", name, load_sources())))
    return names


def _patients(table: Mapping[str, Any], bench: Bench, problems: Problems) -> Patients:
    problems.unknown_keys("patients.", table, PATIENT_KEYS)
    lesion, cohort = table.get("lesion", ""), table.get("cohort", "")
    if bool(lesion) == bool(cohort):
        problems.lines.append(
            f"{problems.place}: patients come from a lesion or from a cohort; write one of "
            f"patients.lesion and patients.cohort."
        )
    if lesion:
        with problems.at("patients.lesion", lesion):
            bench.lesions[str(lesion)]
    if cohort and not Path(str(cohort)).is_dir():
        problems.add("patients.cohort", cohort, "there is no such folder; rls-sim cohort makes it.")
    score = None
    if "score_mean" in table or "score_spread" in table:
        mean = problems.number("patients.score_mean", table.get("score_mean"), 0.0, 40.0)
        spread = problems.number("patients.score_spread", table.get("score_spread"), 0.5, 20.0)
        score = (mean, spread)
    vary = problems.table("patients.vary", table.get("vary"))
    for name, text in vary.items():
        with problems.at(f"patients.vary.{name}", text):
            known = bench.model.parameters.resolve(name)
            read_scatter(str(text), bench.healthy[known], reason="the trial")
    include = problems.table("patients.include", table.get("include"))
    rules = _rules(include, problems, of_cohort=bool(cohort))
    return Patients(str(lesion), str(cohort), {n: str(t) for n, t in vary.items()}, rules, score)


def _rules(table: Mapping[str, Any], problems: Problems, *, of_cohort: bool) -> tuple[Rule, ...]:
    """Rules on outcomes; the people of a cohort may be asked for traits too."""
    found = []
    for name, value in table.items():
        for text in [value] if isinstance(value, str) else problems.words(name, value):
            match = _RULE.fullmatch(text.strip())
            if match is None:
                problems.add(f"patients.include.{name}", text, 'is not of the form ">= 15".')
            else:
                found.append(Rule(name, match[1], float(match[2])))
        if why := refused(name, of_cohort=of_cohort):
            problems.add(f"patients.include.{name}", value, why)
    return tuple(found)


def _placebo(table: Mapping[str, Any], problems: Problems) -> Placebo:
    problems.unknown_keys("placebo.", table, PLACEBO_KEYS)
    if not table:
        return Placebo(0.0, 0.0, 1.0, 1.0, "")
    source = problems.sentence("placebo.source", table.get("source"))
    if source:
        _sources("placebo.source", source, problems)
    return Placebo(
        problems.number("placebo.mean", table.get("mean"), -40.0, 40.0),
        problems.number("placebo.spread", table.get("spread"), 0.0, 20.0),
        problems.number("placebo.early", table.get("early", 0.4), 0.0, 1.0),
        problems.number("placebo.full", table.get("full", 12.0), 0.1, 520.0),
        source,
    )


def _arms(
    table: Mapping[str, Any], weeks: float, library: TreatmentLibrary, problems: Problems
) -> tuple[Arm, ...]:
    found = []
    for name, entry in table.items():
        key = f"arms.{name}"
        content = problems.table(key, entry)
        problems.unknown_keys(f"{key}.", content, ARM_KEYS)
        size = problems.number(f"{key}.size", content.get("size"), 2, MOST_PEOPLE)
        dropout = problems.number(f"{key}.dropout", content.get("dropout", 0.0), 0.0, 0.95)
        doses = problems.words(f"{key}.dose", content.get("dose", []))
        title = problems.sentence(f"{key}.title", content.get("title", name.replace("_", " ")))
        arm = make_arm(name, title, doses, size, dropout, weeks, library, problems)
        found.append(arm)
    return tuple(arm for arm in found if arm is not None)


def make_arm(
    name: str,
    title: str,
    doses: tuple[str, ...],
    size: float,
    dropout: float,
    weeks: float,
    library: TreatmentLibrary,
    problems: Problems,
) -> Arm | None:
    """An arm whose doses are read; None where one cannot be (noted)."""
    before = len(problems.lines)
    days = weeks * WEEK
    if not days > 0:
        return None
    regimen = None
    for dose in doses:
        with problems.at(f"arms.{name}.dose", dose):
            read_given(dose, library, days)
    if size == size and len(problems.lines) == before:
        regimen = read_regimen(doses, library, days)
    return None if regimen is None else Arm(name, title, doses, int(size), dropout, regimen)


def _published(
    rows: object, arms: set[str], visits: tuple[float, ...], problems: Problems
) -> tuple[Published, ...]:
    if not isinstance(rows, list):
        problems.add("published", rows, "is not a list; write [[published]].")
        return ()
    return tuple(
        _row(
            f"published.{place}", problems.table(f"published.{place}", row), arms, visits, problems
        )
        for place, row in enumerate(rows, 1)
    )


def _row(
    key: str,
    row: Mapping[str, Any],
    arms: set[str],
    visits: tuple[float, ...],
    problems: Problems,
) -> Published:
    problems.unknown_keys(f"{key}.", row, ROW_KEYS)
    for name in ("arm", "against"):
        value = row.get(name, "")
        if (value or name == "arm") and value not in arms:
            problems.add(f"{key}.{name}", value, str(UnknownNameError("arm", str(value), arms)))
    for name, known in (("what", tuple(WHATS)), ("use", USES)):
        if row.get(name) not in known:
            problems.add(f"{key}.{name}", row.get(name), f"is not one of {', '.join(known)}.")
    if row.get("what") == "difference" and not row.get("against"):
        problems.lines.append(f"{problems.place}: {key}.against is missing.")
    week = problems.number(f"{key}.week", row.get("week"))
    if week not in visits:
        problems.add(f"{key}.week", row.get("week"), f"is no visit; they are {list(visits)}.")
    source = problems.sentence(f"{key}.source", row.get("source"))
    if source:
        _sources(f"{key}.source", source, problems)
    low = problems.number(f"{key}.low", row.get("low"))
    return Published(
        arm=str(row.get("arm")),
        against=str(row.get("against", "")),
        what=str(row.get("what")),
        week=week,
        value=problems.number(f"{key}.value", row.get("value"), low),
        low=low,
        high=problems.number(f"{key}.high", row.get("high"), low),
        use=str(row.get("use")),
        source=source,
        note=problems.sentence(f"{key}.note", row.get("note"), needed=False),
    )
