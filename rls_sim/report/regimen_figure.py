"""The figure of a search for a regimen: days of relief against burden, and the trade-off."""

from collections.abc import Sequence
from typing import Any, Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.page import Page
from rls_sim.report.style import BLUE, GREY, SMALL_TEXT_SIZE, VERMILLION, house_look

_HEIGHT = 95.0  # mm
_MOST_LABELS = 6


class FoundLike(Protocol):
    """What clinic/search/optimise.py found."""

    @property
    def tried(self) -> Sequence[Any]:
        """Every regimen that was followed."""

    @property
    def safe(self) -> Sequence[Any]:
        """Those within the limits."""

    @property
    def allowed(self) -> int:
        """Days on which a limit may be crossed."""

    @property
    def tradeoff(self) -> Sequence[Any]:
        """Those that none of less burden betters."""


def draw_tradeoff(found: FoundLike, days: int, origin: Origin | None = None) -> Figure:
    """Each regimen a mark, crosses where not allowed; the trade-off a line with its doses."""
    safe = set(found.safe)
    beyond = [one for one in found.tried if one not in safe]
    curve = list(found.tradeoff)
    with house_look():
        page = Page.of(
            "What longer relief costs in burden",
            caption_words(
                origin or Origin(),
                "Burden: doses a week, a swallowed one as 1, one by vein as 30 (assumed)",
                f"{len(found.tried)} regimens were followed; a limit of safety may be crossed on "
                f"{found.allowed} days",
                "A model for research, not medical advice",
            ),
            [_HEIGHT],
            labelled=False,
        )
        axes = page.add()
        if beyond:
            axes.plot(*_places(beyond), "x", color=VERMILLION, label="beyond what is allowed")
        axes.plot(*_places(list(safe)), "o", color=GREY, markersize=2.5, label="allowed")
        axes.plot(*_places(curve), "s-", color=BLUE, drawstyle="steps-post", label="trade-off")
        _label(axes, curve)
        axes.set_xlabel("Burden [weighed doses a week]")
        axes.set_ylabel("Days of relief [d]")
        axes.set_ylim(-0.03 * days, 1.12 * days)
        axes.legend(loc="best")
        page.entitle(axes, "A", f"Days of relief of {days}, by burden")
        page.finish()
    return page.figure


def _places(regimens: Sequence[Any]) -> tuple[list[float], list[float]]:
    return [one.burden for one in regimens], [one.relief_days for one in regimens]


def _label(axes: Axes, curve: Sequence[Any]) -> None:
    """Write the doses beside some regimens of the trade-off, the last among them."""
    stride = -(-len(curve) // _MOST_LABELS) if curve else 1
    widest = max((one.burden for one in curve), default=0.0)
    for one in list(reversed(curve))[::stride]:
        left = one.burden > 0.5 * widest  # of its mark, so that it stays on the page
        axes.annotate(
            "\n".join(one.doses) or "nothing",
            (one.burden, one.relief_days),
            xytext=(-4 if left else 4, 4),
            textcoords="offset points",
            fontsize=SMALL_TEXT_SIZE - 0.8,
            ha="right" if left else "left",
            va="bottom",
        )
