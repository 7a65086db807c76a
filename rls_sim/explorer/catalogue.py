"""Everything that the page shows and lets be set, as one document that JSON can hold."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from rls_sim import __version__
from rls_sim.clinic.notice import NOTICE
from rls_sim.explorer.rooms import FEATURED, MAPS, PRINTED, ROOMS
from rls_sim.hypotheses.beside import MADE_BY, PATIENTS
from rls_sim.hypotheses.met import as_facts, interval_that_meets
from rls_sim.hypotheses.observations import CONTRASTS, Observation, load_observations
from rls_sim.outcomes.day import Day
from rls_sim.outcomes.legs import urge
from rls_sim.outcomes.measures import find_measure
from rls_sim.outcomes.states import CellState
from rls_sim.quantities.display import readable_scale
from rls_sim.quantities.parameter import Parameter, ParameterSet
from rls_sim.quantities.sources import ADDRESSES, Reading, Source, load_sources
from rls_sim.report import day_figure
from rls_sim.report.style import state_look
from rls_sim.report.traces import URGE
from rls_sim.study.cell import STATE, Bench
from rls_sim.study.lesion import Lesion
from rls_sim.study.provenance import clean

WIDE = 20.0  # a range whose ends differ by more is moved through by ratio
LOGARITHMIC = ("lognormal", "loguniform")
STATES = tuple(str(state) for state in CellState)
UNSOLVED = "failed"  # the look of a cell without a day


class Catalogue:
    """The document of a bench, made part by part; `document` is the whole."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    @cached_property
    def document(self) -> dict[str, Any]:
        """The catalogue as JSON holds it: no number in it is infinite, what is missing is None."""
        model, bench = self.bench.model, self.bench
        found: dict[str, Any] = {
            "version": __version__,
            "model_hash": model.hash(),
            "notice": NOTICE,
            "hours": len(bench.healthy_day.time),
            "processes": self._processes(),
            "parameters": {p.name: self._parameter(p) for p in bench.healthy.values()},
            "featured": [name for name in FEATURED if name in bench.healthy],
            "lesions": {name: self._lesion(lesion) for name, lesion in bench.lesions.items()},
            "quantities": self._quantities(),
            "panels": [_panel(panel, bench.healthy) for panel in day_figure.PANELS],
            "night": {"begins": "night_begins", "ends": "night_ends"},
            "outcomes": {
                measure.name: {"label": measure.label, "unit": measure.unit, "doc": measure.doc}
                for measure in bench.measures.values()
                if measure.name != STATE
            },
            "printed": [name for name in PRINTED if name in bench.measures],
            "states": {name: _look(name) for name in (*STATES, UNSOLVED)},
            "contrasts": CONTRASTS,
            "answered_by": {name: _answered_by(name) for name in CONTRASTS},
            "observations": [o for row in load_observations() for o in self._observation(row)],
            "healthy": self._healthy(),
            "maps": MAPS,
        }
        found["sources"] = {key: _source(source) for key, source in _cited(found)}
        cleaned: dict[str, Any] = clean(found)
        return cleaned

    def room_of(self, parameter: str) -> str:
        """The name of the room of the page in which a parameter stands."""
        return self._rooms[parameter]

    @cached_property
    def _rooms(self) -> Mapping[str, str]:
        """Room by full parameter name; a process that no room asks for has one of its own."""
        found: dict[str, str] = {}
        for process in self.bench.model.processes:
            room = next((r.name for r in ROOMS if process.name in r.processes), process.name)
            found |= {parameter.name: room for parameter in process.parameters}
        return found

    def _processes(self) -> list[dict[str, Any]]:
        titles = {room.name: room.title for room in ROOMS}
        names = [name for name in titles if name in self._rooms.values()]
        names += [name for name in dict.fromkeys(self._rooms.values()) if name not in titles]
        return [
            {
                "name": name,
                "title": titles.get(name, name.capitalize()),
                "parameters": [p for p, room in self._rooms.items() if room == name],
            }
            for name in names
        ]

    def _parameter(self, parameter: Parameter) -> dict[str, Any]:
        low, high = parameter.range
        wide = low > 0 and np.isfinite(high) and high / low >= WIDE
        return {
            "meaning": parameter.meaning,
            "unit": parameter.unit,
            "value": parameter.value,
            "low": low,
            "high": high,
            "log": bool(wide),
            "evidence": str(parameter.evidence),
            "sources": list(parameter.sources),
            "note": parameter.note,
            "place": parameter.name.rpartition(".")[0],
            "distribution": parameter.distribution,
        }

    def _lesion(self, lesion: Lesion) -> dict[str, Any]:
        low, high = lesion.range
        rooms = [self._rooms[self.bench.healthy.resolve(name)] for name in lesion.changes]
        return {
            "title": lesion.title,
            "biology": lesion.biology,
            "genes": list(lesion.genes),
            "evidence": lesion.evidence or "cited",
            "sources": list(lesion.sources),
            "size": {
                "meaning": lesion.size_meaning,
                "default": lesion.default,
                "low": low,
                "high": high,
                "healthy": lesion.healthy,
                "log": bool(low > 0 and high / low >= WIDE),
            },
            "changes": dict(lesion.changes),
            "process": max(dict.fromkeys(rooms), key=rooms.count),
        }

    def _quantities(self) -> dict[str, Any]:
        model, day = self.bench.model, self.bench.healthy_day
        kinds: list[tuple[str, Any]] = [("species", s) for s in model.species]
        kinds += [("derived", law) for law in model.derived]
        found = {
            item.name: _quantity(item.label or _words(item.name), item.unit, kind, day[item.name])
            for kind, item in kinds
        }
        for law in model.reactions:
            label = law.meaning.rstrip(".") or _words(law.name)
            found[law.name] = _quantity(label, model.flux_unit, "flux", day[law.name])
        peak = find_measure("urge_peak")
        label = peak.label.partition(",")[0]
        found[URGE] = _quantity(label, peak.unit, "derived", urge(day))
        return found

    def _healthy(self) -> dict[str, Any]:
        outcomes = dict(self.bench.healthy_outcomes)
        drawn = dict.fromkeys(name for panel in day_figure.PANELS for name in panel.quantities)
        day = self.bench.healthy_day
        return {
            "state": outcomes.pop(STATE),
            "outcomes": outcomes,
            "courses": {name: course(day, name).tolist() for name in drawn},
        }

    def _observation(self, row: Observation) -> Iterable[dict[str, Any]]:
        """The row as the page shows it; nothing where nothing of the model answers."""
        if not row.outcome:
            return
        met = interval_that_meets(row, float(self.bench.healthy_outcomes[row.outcome]))
        if met is not None:
            yield {
                "id": row.id,
                "what": row.what,
                "contrast": row.contrast,
                "method": row.method,
                "species": row.species,
                "source": row.source,
                "outcome": row.outcome,
                "published": _published(row),
                **as_facts(met),
                "conflicts_with": list(row.conflicts_with),
                "use": row.use,
                "where": row.where,
                "note": row.note,
                "doubt": _doubt(row),
            }


def _answered_by(contrast: str) -> dict[str, Any]:
    """
    Which cell's number is held against rows of a contrast.

    ``cell``: "any" that is shown, as a patient's; the "healthy" one; one with a "lesion", at
    ``size`` or, where that is None, at any; or "none", since nothing in the model makes it.
    """
    if contrast in PATIENTS:
        return {"cell": "any", "lesion": None, "size": None}
    maker = MADE_BY.get(contrast)
    if not maker:
        return {"cell": "none" if maker is None else "healthy", "lesion": None, "size": None}
    lesion, _, size = maker.partition(":")
    return {"cell": "lesion", "lesion": lesion, "size": float(size) if size else None}


def course(day: Day, name: str) -> Any:
    """A quantity through a day (points,), or the urge that is read off it."""
    return urge(day) if name == URGE else day[name]


def _words(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ").capitalize()


def _quantity(label: str, unit: str, kind: str, values: Any) -> dict[str, Any]:
    """``shown`` is the unit in which the healthy day reads as plain numbers, ``factor`` to it."""
    factor, shown = readable_scale(unit, float(np.abs(values).max()))
    return {"label": label, "unit": unit, "kind": kind, "shown": shown, "factor": factor}


def _panel(panel: day_figure.Panel, parameters: ParameterSet) -> dict[str, Any]:
    is_reserve = day_figure.RESERVE in panel.quantities
    threshold: dict[str, Any] | None = None
    if panel.threshold:
        name = parameters.resolve(panel.threshold)
        words = parameters[name].meaning
        threshold = {"parameter": name, "value": parameters[name].value, "words": words}
    elif is_reserve:
        level, words = day_figure.LEVEL_OF_RESERVE, day_figure.FAILS_BELOW
        threshold = {"parameter": None, "value": level, "words": words}
    return {
        "title": panel.title,
        "quantities": list(panel.quantities),
        "relative": panel.relative,
        "threshold": threshold,
        "scale": "log" if is_reserve else "linear",
        "least": day_figure.LEAST_OF_RESERVE if is_reserve else None,
        "most": day_figure.MOST_OF_RESERVE if is_reserve else None,
        "looks": [
            {
                "colour": look.colour,
                "dashes": [] if isinstance(look.dashes, str) else list(look.dashes[1]),
                "marker": look.marker,
            }
            for look in panel.looks[: len(panel.quantities)]
        ],
    }


def _look(state: str) -> dict[str, str]:
    look = state_look(state)
    return {"words": look.words, "colour": look.colour, "ink": look.ink, "hatch": look.hatch}


def _published(row: Observation) -> str:
    """What was seen, in few characters."""
    if not row.has_value:
        return str(row.direction)
    numbers = (row.value, row.low, row.high)
    if row.is_clock:
        value, low, high = map(_clock, numbers)
        return f"{value} ({low} to {high})"
    value, low, high = (f"{number:.3g}" for number in numbers)
    unit = "" if row.unit == "1" else f" {row.unit}"
    return f"{value}{unit} ({low} to {high})"


def _clock(hour: float) -> str:
    minutes = round(hour * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _doubt(row: Observation) -> str:
    """Why the row should be doubted, in a sentence; empty if nothing of it is known to be soft."""
    told = []
    if row.read == Reading.RECALL:
        told.append("recalled, its source was never looked up")
    elif row.read == Reading.SECONDARY:
        told.append("read in another page that quotes its source")
    if row.error == "assumed":
        told.append("its error is assumed")
    elif not row.has_value:
        told.append(f"a sign alone: its size is that of a usual study by {row.method}")
    if row.conflicts_with:
        told.append(f"contradicted by {', '.join(row.conflicts_with)}")
    return "; ".join(told)


def _cited(found: Mapping[str, Any]) -> list[tuple[str, Source]]:
    """The sources of parameters, lesions and observations, in the order of the table."""
    keys = {key for item in found["parameters"].values() for key in item["sources"]}
    keys |= {key for item in found["lesions"].values() for key in item["sources"]}
    keys |= {row["source"] for row in found["observations"]}
    return [(key, source) for key, source in load_sources().items() if key in keys]


def _source(source: Source) -> dict[str, Any]:
    links = [_link(text) for text in source.identifier.split("; ") if text]
    return {
        "title": source.title,
        "where": source.where,
        "year": source.year,
        "identifier": source.identifier,
        "url": next((link for link in links if link), ""),
        "read": str(source.read),
        "known_faults": source.known_faults,
    }


def _link(identifier: str) -> str:
    """The address of a paper; empty where its identifier is none."""
    addresses = {"doi:": "https://doi.org/", **ADDRESSES}
    for prefix, start in addresses.items():
        if identifier.startswith(prefix):
            return start + identifier.removeprefix(prefix)
    return identifier if identifier.startswith("https://") else ""
