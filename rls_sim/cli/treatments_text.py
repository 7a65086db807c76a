"""Treatments as a list, one of them in full, and what stands behind a medicine's numbers."""

from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli.console import print_json
from rls_sim.cli.show_text import lines_text
from rls_sim.cli.tables import clock_text, number_text, text_table
from rls_sim.clinic.notice import NOTICE
from rls_sim.quantities.sources import load_sources

if TYPE_CHECKING:
    from rls_sim.clinic.treatments import Treatment, TreatmentLibrary

TOPIC = "treatments"


def library() -> "TreatmentLibrary":
    """The treatments that are shipped, over the treated model."""
    from rls_sim.biology.treated import treated_model
    from rls_sim.clinic.treatments import shipped_treatments

    return shipped_treatments(treated_model())


def show_treatments(search: str, as_json: bool) -> None:
    """List what can be given."""
    treatments = [t for t in library().values() if search.lower() in " ".join(_row(t)).lower()]
    if as_json:
        found = [facts(treatment) for treatment in treatments]
        print_json({"schema": f"rls-sim/show-{TOPIC}/1", "notice": NOTICE, TOPIC: found})
    elif treatments:
        heads = ["name", "route", "dose", "as typed", "title"]
        rows = [_row(treatment) for treatment in treatments]
        click.echo(f"{text_table([(head, '') for head in heads], rows)}\n\n{NOTICE}")
    else:
        click.echo(f"none of the {TOPIC} holds '{search}'")


def show_treatment(name: str, as_json: bool) -> bool:
    """Show one treatment by name or alias; False where there is none of that name."""
    known = library()
    found = next((t for t in known.values() if name in (t.name, *t.aliases)), None)
    if found is None:
        return False
    if as_json:
        print_json({"schema": "rls-sim/show/1", "notice": NOTICE, "found": [facts(found)]})
    else:
        click.echo(f"{_text(found)}\n\n{NOTICE}")
    return True


def _row(treatment: "Treatment") -> list[str]:
    low, high = treatment.range
    dose = f"{low:g} to {high:g} {treatment.unit_words}".strip()
    return [treatment.name, treatment.route, dose, treatment.example(), treatment.title]


def facts(treatment: "Treatment") -> dict[str, Any]:
    """Everything that its file says."""
    return {**vars(treatment), "example": treatment.example()}


def _text(treatment: "Treatment") -> str:
    sources, unit = load_sources(), treatment.unit_words
    low, high = treatment.range
    does = treatment.into or treatment.release or ", ".join(treatment.lost_of)
    changes = [("changes", f"{n}: {c}") for n, c in (treatment.changes or {}).items()]
    arrives = [("goes into" if treatment.into else "acts on", does)] if does else []
    return lines_text(
        f"{treatment.name}   (treatment)",
        [
            ("title", treatment.title),
            ("biology", treatment.biology),
            ("aliases", ", ".join(treatment.aliases)),
            ("route", treatment.route),
            (
                "dose",
                f"{treatment.meaning}; {low:g} to {high:g} {unit}, "
                f"{number_text(treatment.default)} {unit} is usual".replace(" ,", ","),
            ),
            ("hour", "" if treatment.lasts else clock_text(treatment.clock)),
            ("evidence", treatment.evidence),
            *arrives,
            *changes,
            *[("source", f"{key}: {sources[key].title}") for key in treatment.sources],
            ("try", f"rls-sim treat --lesion receptor_synthesis --dose {treatment.example()}"),
        ],
    )
