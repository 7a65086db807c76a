"""The model as text: its equations, one derivative taken apart, two cells compared."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rls_sim.cli.tables import clock_text, number_text, text_table

if TYPE_CHECKING:
    from rls_sim.network.model import Model
    from rls_sim.quantities.parameter import Parameter
    from rls_sim.study.explanation import Explanation


def equations_text(model: "Model", latex: bool = False) -> str:
    """Every derived quantity, every rate, every balance; plain or LaTeX."""
    from rls_sim.network import equations

    if latex:
        law_text, balance_text = equations.equation_latex, equations.differential_equation_latex
    else:
        law_text, balance_text = equations.equation_text, equations.differential_equation_text
    comment = "%" if latex else "#"
    lines = [f"{comment} derived quantities"]
    for law in model.derived_in_order():
        lines += ["", f"{comment} [{law.unit}] {law.meaning}", law_text(model, law.name)]
    lines += ["", f"{comment} rates [{model.flux_unit}]"]
    for flux in model.reactions:
        lines += ["", f"{comment} {flux.equation}: {flux.meaning}", law_text(model, flux.name)]
    lines += ["", f"{comment} balances: what flows, per volume"]
    lines += [balance_text(model, species.name) for species in model.species]
    return "\n".join(lines)


def explanation_text(explanation: "Explanation") -> str:
    """The derivative, then each flux with its sign, value, and share of all gain or loss."""
    unit = explanation.unit
    rate = f"{unit}/h" if unit != "1" else "1/h"
    head = [
        f"{explanation.name}: {explanation.label}",
        f"at {clock_text(explanation.hour)} it is {number_text(explanation.value)} "
        f"{unit.removeprefix('1')}".rstrip()
        + f" and changes by {number_text(explanation.derivative)} {rate}",
    ]
    rows = [
        [
            flux.name,
            "gain" if flux.contribution > 0 else "loss" if flux.contribution < 0 else "none",
            flux.contribution,
            f"{100 * flux.share:.1f} %",
            flux.equation,
        ]
        for flux in explanation.fluxes
    ]
    table = text_table(
        [("flux", ""), ("sign", ""), ("rate", rate), ("share", ""), ("moves", "")], rows
    )
    return "\n".join(head) + "\n\n" + (table if rows else "no flux changes it")


def diff_text(one: str, other: str, found: Mapping[str, tuple["Parameter", "Parameter"]]) -> str:
    """The parameters that differ, with both values and their ratio."""
    if not found:
        return f"{one} and {other} have the same parameters."
    rows = [
        [name, a.value, b.value, a.unit, b.value / a.value if a.value else float("nan")]
        for name, (a, b) in found.items()
    ]
    heads = [("parameter", ""), (one, ""), (other, ""), ("unit", ""), ("ratio", "")]
    return text_table(heads, rows)
