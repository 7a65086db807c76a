"""The words of a forest plot: beside its rows, broken to fit, in its key and below it."""

from collections.abc import Sequence

from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.forest_marks import USE_LOOKS, ModelWords
from rls_sim.report.forest_rows import Panel, Seen
from rls_sim.report.labels import (
    LINE_SPACING,
    number_words,
    sentence,
    text_width,
    unit_words,
    wrap_text,
)
from rls_sim.report.style import PAGE_WIDTH, POINTS_PER_INCH, SMALL_TEXT_SIZE, inches

# mm: of a row of one line, of a further line, and of what is around rows
ROW, LINE, HEADING, AXIS, EDGE = 2.9, 2.5, 6.0, 5.2, 2.0
PLOT = (69.0, 114.0)  # mm from the left: where the plots begin and end
RIGHT = 117.0  # mm: where the words at the right begin
_LEFT_ROOM = PLOT[0] - EDGE - 5.0  # mm
_CONTINUED = " (continued)"


def points(millimetres: float) -> float:
    """Millimetres as points."""
    return inches(millimetres) * POINTS_PER_INCH


def millimetres(text: str, size: float) -> float:
    """Width of a text in mm."""
    return text_width(text, size) / POINTS_PER_INCH * 25.4


def text_height(text: str, size: float) -> float:
    """Height of a text in mm."""
    return (text.count("\n") + 1) * LINE_SPACING * size / POINTS_PER_INCH * 25.4


def left_words(row: Seen) -> str:
    """What was seen, in as many lines as it takes."""
    what = row.what if row.species == "human" else f"{row.what} ({row.species})"
    if not row.is_ratio and not row.is_clock:
        unit = "" if row.unit == "1" else f" {unit_words(row.unit)}"
        what = f"{what}: {number_words(row.value)}{unit}"
    return wrap_text(sentence(what), points(_LEFT_ROOM), SMALL_TEXT_SIZE)


def right_words(row: Seen) -> str:
    """Use, source, cases v controls and method, in as many lines as they take."""
    parts = (row.source, " v ".join(map(str, row.n)), row.method)
    words = f"{USE_LOOKS[row.use].words}; {', '.join(filter(None, parts))}"
    return wrap_text(words, points(PAGE_WIDTH - RIGHT - 1.0), SMALL_TEXT_SIZE)


def row_height(row: Seen) -> float:
    """Of a row in mm: that of the longer of its words."""
    lines = max(left_words(row).count("\n"), right_words(row).count("\n"))
    return ROW + lines * LINE


def rows_height(panel: Panel) -> float:
    """Of the rows of a panel together, in mm."""
    return sum(map(row_height, panel.rows))


def panel_height(panel: Panel) -> float:
    """Of a panel with its heading and its axis, in mm."""
    return HEADING + rows_height(panel) + AXIS


def pages_of(panels: Sequence[Panel], room: float) -> list[list[Panel]]:
    """
    The panels by page, each page no taller than ``room`` mm if that can be.

    A panel that fits no page is cut, though never through rows that contradict one another, and
    its heading says that it goes on.
    """
    pages: list[list[Panel]] = [[]]
    for panel in panels:
        rest: Panel | None = panel
        while rest is not None:
            left = room - sum(map(panel_height, pages[-1]))
            if panel_height(rest) <= left:
                pages[-1].append(rest)
                break
            if pages[-1]:
                pages.append([])
                continue
            first, rest = _cut(rest, room)
            pages[-1].append(first)
            if rest is not None:
                pages.append([])
    return pages


def _cut(panel: Panel, room: float) -> tuple[Panel, Panel | None]:
    """As many rows as fit, at least one group, and a panel of the others."""
    inside = {place for start, end in panel.disputes for place in range(start + 1, end + 1)}
    starts = [place for place in range(1, len(panel.rows)) if place not in inside]
    fitting = [n for n in starts if panel_height(_part(panel, 0, n)) <= room]
    at = max(fitting, default=min(starts, default=len(panel.rows)))
    if at == len(panel.rows):
        return panel, None
    return _part(panel, 0, at), _part(panel, at, len(panel.rows))


def _part(panel: Panel, first: int, last: int) -> Panel:
    heading = panel.heading
    if first and not heading.endswith(_CONTINUED):
        heading += _CONTINUED
    disputes = tuple((a - first, b - first) for a, b in panel.disputes if first <= a and b < last)
    return Panel(heading, panel.kind, panel.rows[first:last], disputes, panel.contrast)


def title_of(model: ModelWords | None, page: int, pages: int) -> str:
    """The title of one of the pages."""
    beside = f", beside the model with {model.lesion}" if model and model.lesion else ""
    return f"What was published{beside}" + (f" (page {page} of {pages})" if pages > 1 else "")


def forest_caption(known: int, drawn: int, with_model: bool, model: ModelWords | None) -> str:
    """What is drawn, what is left out, and where the widths and the model are from."""
    remarks = [
        f"{drawn} published observations; at the right use, source, cases v controls and method"
    ]
    if left_out := known - drawn:
        remarks.append(
            f"{left_out} more are not drawn: nothing of the model answers them, or they are a sign "
            "without a comparison"
        )
    remarks.append(
        "Widths are as reported, derived or assumed; that of no change is from the size of the "
        "groups and an assumed variation"
    )
    if not with_model:
        remarks.append("No model is shown")
    elif model is not None:
        remarks.append(model.caption)
    origin = Origin(model_hash=model.model_hash if model is not None and with_model else "")
    return caption_words(origin, *remarks, differences_known=False)
