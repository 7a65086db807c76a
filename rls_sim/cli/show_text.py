"""One named thing as text: what it is, how it is known, and who uses it."""

import textwrap
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text
from rls_sim.study.catalogue import Catalogue, Entry, Kind, changed_by, citers_of, users_of
from rls_sim.study.provenance import as_keys, parameter_facts

if TYPE_CHECKING:
    from rls_sim.network.reaction import Law

WIDTH = 96
MARGIN = 15


def entry_text(catalogue: Catalogue, entry: Entry) -> str:
    """A heading and its lines, by kind."""
    writers: dict[Kind, Callable[[Catalogue, Entry], str]] = {
        Kind.PARAMETER: _parameter,
        Kind.SPECIES: _species,
        Kind.REACTION: _law,
        Kind.DERIVED: _law,
        Kind.OUTCOME: _outcome,
        Kind.LESION: _lesion,
        Kind.SOURCE: _source,
    }
    return writers[entry.kind](catalogue, entry)


def lines_text(heading: str, lines: Iterable[tuple[str, str]]) -> str:
    """A heading, then words with their texts, wrapped beside them."""
    written = [heading]
    for word, text in lines:
        if text:
            start = f"  {word + ':':<{MARGIN - 3}} "
            written.append(
                textwrap.fill(
                    text,
                    WIDTH,
                    initial_indent=start,
                    subsequent_indent=" " * MARGIN,
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )
    return "\n".join(written)


def _parameter(catalogue: Catalogue, entry: Entry) -> str:
    parameter = entry.thing
    users = users_of(catalogue.bench, parameter.name)
    lesions = [
        n for n, lesion in catalogue.bench.lesions.items() if parameter.name in lesion.changes
    ]
    return lines_text(
        f"{parameter.name} = {number_text(parameter.value)} [{parameter.unit}]   (parameter)",
        [
            ("meaning", parameter.meaning),
            ("range", f"{parameter.range_text}, {parameter.distribution}"),
            ("evidence", str(parameter.evidence)),
            ("note", parameter.note),
            *_source_lines(catalogue, parameter.sources),
            ("used by", ", ".join(users) or "nothing"),
            ("changed by", ", ".join(f"lesion {name}" for name in lesions)),
            ("set by", "" if parameter.reason == "default" else parameter.reason),
        ],
    )


def _source_lines(catalogue: Catalogue, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Each source with its title, how it was read and its known faults."""
    sources = catalogue.entries[Kind.SOURCE]
    lines = []
    for key in keys:
        if key not in sources:
            lines.append(("source", f"{key} (not in sources.toml)"))
            continue
        source = sources[key]
        told = [f"{key}: {source.title}", source.where, f"read: {source.read}"]
        lines.append(("source", ". ".join(text for text in told if text)))
        lines.append(("its faults", source.known_faults))
    return lines


def _species(catalogue: Catalogue, entry: Entry) -> str:
    species, model = entry.thing, catalogue.bench.model
    changes = [
        (f"{count:+d}", f"{law.name}: {law.equation}")
        for law, count in changed_by(model, species.name)
    ]
    carries = ", ".join(f"{n} {moiety}" for moiety, n in species.carries.items())
    users = model.users_of(species.name)
    return lines_text(
        f"{species.name} [{species.unit}]   (species)",
        [
            ("label", species.label),
            ("where", species.compartment),
            ("carries", carries),
            ("first guess", f"{number_text(species.initial)} {species.unit.removeprefix('1')}"),
            *changes,
            ("asked by", ", ".join(users)),
        ],
    )


def _law(catalogue: Catalogue, entry: Entry) -> str:
    from rls_sim.network.equations import equation_text

    law: Law = entry.thing
    model = catalogue.bench.model
    reaction = entry.kind is Kind.REACTION
    unit = model.flux_unit if reaction else getattr(law, "unit", "1")
    return lines_text(
        f"{law.name} [{unit}]   ({entry.kind})",
        [
            ("moves", getattr(law, "equation", "")),
            ("rate" if reaction else "value", equation_text(model, law.name)),
            ("reason", " ".join(law.doc.split())),
            *_source_lines(catalogue, as_keys(law.source)),
            ("needs", ", ".join(law.needs)),
            ("asked by", ", ".join(model.users_of(law.name))),
        ],
    )


def _outcome(catalogue: Catalogue, entry: Entry) -> str:
    measure = entry.thing
    return lines_text(
        f"{measure.name} [{measure.unit}]   (outcome)",
        [
            ("label", measure.label),
            ("meaning", " ".join(measure.doc.split())),
            ("observed", ", ".join(observed_in("outcome", measure.name))),
        ],
    )


def observed_in(field: str, name: str) -> list[str]:
    """The ids of the published observations of an outcome, or of a source."""
    from rls_sim.hypotheses.observations import load_observations

    return [row.id for row in load_observations() if getattr(row, field) == name]


def _lesion(catalogue: Catalogue, entry: Entry) -> str:
    lesion = entry.thing
    low, high = lesion.range
    healthy = "" if lesion.healthy is None else f", {lesion.healthy:g} in health"
    return lines_text(
        f"{lesion.name}   (lesion)",
        [
            ("title", lesion.title),
            ("biology", lesion.biology),
            ("genes", ", ".join(lesion.genes)),
            (
                "size",
                f"{lesion.size_meaning}; {low:g} to {high:g} ({lesion.distribution}), "
                f"{lesion.default:g} if not given{healthy}",
            ),
            ("evidence", lesion.evidence),
            *[("changes", f"{name}: {change}") for name, change in lesion.changes.items()],
            *_source_lines(catalogue, lesion.sources),
            ("try", f"rls-sim cycle --lesion {lesion.name}:{lesion.default:g}"),
        ],
    )


def _source(catalogue: Catalogue, entry: Entry) -> str:
    source = entry.thing
    return lines_text(
        f"{entry.name}   (source)",
        [
            ("title", source.title),
            ("where", source.where),
            ("id", source.identifier),
            ("read", str(source.read)),
            ("its faults", source.known_faults),
            ("observed", ", ".join(observed_in("source", entry.name))),
            ("cited by", ", ".join(citers_of(catalogue.bench.model, entry.name)) or "nothing"),
        ],
    )


def entry_facts(catalogue: Catalogue, entry: Entry) -> dict[str, Any]:
    """The same for programs."""
    head: dict[str, Any] = {"kind": str(entry.kind), "name": entry.name}
    model, thing = catalogue.bench.model, entry.thing
    if entry.kind is Kind.PARAMETER:
        users = list(users_of(catalogue.bench, entry.name))
        return head | parameter_facts(thing) | {"used_by": users}
    if entry.kind is Kind.SPECIES:
        changes = {law.name: count for law, count in changed_by(model, entry.name)}
        return head | {
            "label": thing.label,
            "unit": thing.unit,
            "compartment": thing.compartment,
            "carries": dict(thing.carries),
            "changed_by": changes,
            "asked_by": list(model.users_of(entry.name)),
        }
    if entry.kind in (Kind.REACTION, Kind.DERIVED):
        return head | {
            "equation": getattr(thing, "equation", None),
            "reason": thing.doc,
            "needs": list(thing.needs),
            "sources": list(as_keys(thing.source)),
            "asked_by": list(model.users_of(entry.name)),
        }
    if entry.kind is Kind.OUTCOME:
        observed = observed_in("outcome", entry.name)
        told = {"label": thing.label, "unit": thing.unit, "meaning": thing.doc}
        return head | told | {"observed": observed}
    if entry.kind is Kind.SOURCE:
        head["observed"] = observed_in("source", entry.name)
    facts = {key: value for key, value in vars(thing).items() if not key.startswith("_")}
    return head | facts
