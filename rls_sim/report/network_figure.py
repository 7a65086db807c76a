"""The network map: the model's pools in their places, its fluxes as arrows to scale."""

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any

from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.labels import number_words, wrap_text
from rls_sim.report.network_flows import OUTSIDE, Flow, FlowMap, Node, flow_map
from rls_sim.report.network_labels import Bow, Clearing, Rect, Spot
from rls_sim.report.network_places import (
    BOWS,
    DOWN,
    ENTERING,
    HIGHEST,
    LEAVING,
    LOWEST,
    NODE,
    REGIONS,
    WIDTH,
    Place,
    places_of,
    region_of,
    words_of,
)
from rls_sim.report.network_scale import Scale, readable_amount, scale_name, scales_of
from rls_sim.report.page import Page
from rls_sim.report.style import (
    BLACK,
    GREEN,
    GREY,
    POINTS_PER_INCH,
    SMALL_TEXT_SIZE,
    TEXT_SIZE,
    VERMILLION,
    freeze_layout,
    house_look,
)

WIDEST = {False: 9.0, True: 6.0}  # points, of the largest flux; True: of two maps side by side
LEAST_SHARE = 5e-4  # of the largest flux of its scale; less is a dotted line without a width
LEAST_LEAVING = 2e-3  # of the largest flux; less does not leave the map
LEAST_NUMBERED = 1.5e-3  # of the largest flux; less has no number beside it
_MAP_HEIGHT = 200.0  # mm
SAME = 0.005  # a ratio that is no nearer to 1 is written
_STUB = 7.5  # length of an arrow that leaves the map, in its units
_FAR = 62.0  # flows over more than this are drawn as two stubs
_STUB_ROOM = 36.0  # points, for the words of such an arrow
_BOW = 0.16  # of two flows against each other
_SIZES = {False: 5.6, True: 5.0}  # points of the words of nodes; True: of two maps side by side
_TINTS = {"body": "#F3F0EA", "brain": "#EEF2F6", "neuron": "#F7F1E4", "terminal": "#EDF5F0"}
_HALO = [patheffects.withStroke(linewidth=1.6, foreground="white")]


def draw_network(cells: Sequence[tuple[str, Any]], origin: Origin) -> Figure:
    """
    One page with the map of one solved day, or of two side by side, each under its words.

    Arrows are day averages: of iron in its regions, of the substance in the terminal. In the
    second of two maps numbers are ratios to the first. ``origin``: what the caption says of the
    cells. Raises ValueError for any other number of cells.
    """
    if len(cells) not in (1, 2):
        raise ValueError(f"{len(cells)} cells; a network map shows one or two")
    maps = [flow_map(day) for _, day in cells]
    scales = scales_of(maps)
    with house_look():
        page = Page.of(
            "Where iron goes in a day, and what becomes of dopamine",
            caption_words(origin, *_remarks(len(cells), scales)),
            [_MAP_HEIGHT],
            labelled=False,
        )
        panels = _panels(page, [words for words, _ in cells])
        for number, (axes, (_, day)) in enumerate(zip(panels, cells, strict=True)):
            first = maps[0] if number else None
            _Map(axes, maps[number], first, scales, _labels(day), len(cells) > 1).draw()
    return page.figure


def _labels(day: Any) -> dict[str, str]:
    return {pool.name: pool.label for pool in day.model.species}


def _remarks(count: int, scales: Mapping[str, Scale]) -> list[str]:
    remarks = [
        "Averages of the day: in the terminal of the substance, elsewhere of iron. The width of an "
        "arrow is proportional to the square root of its flux, with a scale for each part of the "
        "map, whose widest arrow its heading names; arrows between parts have the scale of the "
        f"finer one; dotted: less than {LEAST_SHARE:g} of the widest",
        "Below each name: how much there is. Not drawn: what only regulates, carriers without "
        "iron, "
        f"cofactors, and what leaves the map with less than {LEAST_LEAVING:g} of the widest",
    ]
    if count > 1:
        remarks.append(
            "At the right, numbers are ratios to the cell at the left; where none stands, and at "
            f"=, less than {100 * SAME:g} % has changed"
        )
    return remarks


def _panels(page: Page, titles: Sequence[str]) -> list[Axes]:
    """Axes side by side, in which one unit of the map is as long for each."""
    grid = page.grid[0, 0].subgridspec(1, len(titles), wspace=0.03)
    panels = [page.figure.add_subplot(grid[0, number]) for number in range(len(titles))]
    for axes, title in zip(panels, titles, strict=True):
        axes.set(xlim=(-1.0, WIDTH + 1.0), ylim=(LOWEST - 1.0, HIGHEST + 1.0))
        axes.set_axis_off()
        axes.set_title(f"  {title}", fontsize=TEXT_SIZE, weight="bold")
    freeze_layout(page.figure)
    return panels


class _Map:
    """One map in the making."""

    def __init__(
        self,
        axes: Axes,
        flows: FlowMap,
        first: FlowMap | None,
        scales: Mapping[str, Scale],
        labels: Mapping[str, str],
        small: bool,
    ) -> None:
        self.axes, self.map, self.first = axes, flows, first
        self.scales, self.labels, self.small = scales, labels, small
        self.places = places_of(flows.nodes.values())
        self.boxes: dict[str, FancyBboxPatch] = {}
        self.size = _SIZES[small]
        width, height = axes.get_figure().get_size_inches()  # type: ignore[union-attr]
        box = axes.get_position()
        self.per_x = float(box.width * width * POINTS_PER_INCH) / (WIDTH + 2.0)
        self.per_y = float(box.height * height * POINTS_PER_INCH) / (HIGHEST - LOWEST + 2.0)
        self.clearing = Clearing(Rect(*self._points(0.0, LOWEST), *self._points(WIDTH, HIGHEST)))
        self.words: list[tuple[str, float, list[Spot], dict[str, Any]]] = []

    def _points(self, x: float, y: float) -> Place:
        return x * self.per_x, y * self.per_y

    def draw(self) -> None:
        """Regions, nodes, arrows, from the back to the front."""
        for region in REGIONS:
            if any(region_of(node) is region for node in self.map.nodes.values()):
                self._draw_region(region)
        for node in self.map.nodes.values():
            self._draw_node(node)
        for flow in self.map.flows:
            if flow.amount > 0:
                self._draw_flow(flow)
        for text, size, spots, look in sorted(self.words, key=lambda one: len(one[2])):
            self._write(text, size, spots, look)

    def _draw_region(self, region: Any) -> None:
        left, bottom, right, top = region.box
        self.axes.add_patch(
            FancyBboxPatch(
                (left, bottom),
                right - left,
                top - bottom,
                boxstyle="round,pad=0,rounding_size=2",
                facecolor=_TINTS[region.scale],
                edgecolor="#A0A0A0",
                linewidth=0.6,
                zorder=0,
            )
        )
        corners = ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
        self.clearing.add_line(*(self._points(*corner) for corner in corners))
        note = ""
        if region is next(r for r in REGIONS if r.scale == region.scale):
            scale = self.scales[region.scale]
            note = f"widest arrow: {number_words(scale.largest * scale.factor)} {scale.unit}"
        below = (SMALL_TEXT_SIZE + 1.5) / self.per_y
        headings: tuple[tuple[str, float, dict[str, Any]], ...] = (
            (region.title, 1.2, {"weight": "bold", "size": SMALL_TEXT_SIZE}),
            (note, 1.2 + below, {"color": GREY, "size": self.size - 0.2}),
        )
        for text, down, look in headings:
            self.axes.text(
                right - 1.5 if region.at_right else left + 1.5,
                top - down,
                text,
                va="top",
                ha="right" if region.at_right else "left",
                zorder=6,
                path_effects=_HALO,
                **look,
            )
            side = "right" if region.at_right else "left"
            place = self._points(right - 1.5 if region.at_right else left + 1.5, top - down)
            self.clearing.boxes.append(
                Spot(*place, side, "top").rect(text, look["size"], bold="weight" in look)
            )

    def _draw_node(self, node: Node) -> None:
        x, y = self.places[node.key]
        width, height = self._node_size()
        box = FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=1.2",
            facecolor="white",
            edgecolor=BLACK,
            linewidth=0.7,
            zorder=4,
        )
        self.axes.add_patch(box)
        self.boxes[node.key] = box
        low, high = (self._points(x + side * width / 2, y + side * height / 2) for side in (-1, 1))
        self.clearing.boxes.append(Rect(*low, *high))
        room = width * self.per_x - 3.0
        words = wrap_text(words_of(node, self.labels), room, self.size)
        self.axes.text(
            x,
            y,
            f"{words}\n{self._amount(node)}",
            ha="center",
            va="center",
            size=self.size,
            linespacing=1.05,
            zorder=5,
        )

    def _node_size(self) -> tuple[float, float]:
        return NODE if self.small else (NODE[0] * 0.82, NODE[1])

    def _amount(self, node: Node) -> str:
        before = self.first.nodes.get(node.key) if self.first is not None else None
        if before is not None and before.amount > 0:
            return ratio_words(node.amount / before.amount) or "="
        unit, factor = readable_amount(node.amount)
        return f"{number_words(node.amount * factor)} {unit}"

    def _draw_flow(self, flow: Flow) -> None:
        ends = [self.places[key] for key in (flow.source, flow.target) if key != OUTSIDE]
        if len(ends) == 2 and hypot(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]) < _FAR:
            self._arrow(flow, ends[0], ends[1], self._bow(flow), "")
            return
        scale = self.scales[scale_name(flow, self.map.nodes)]
        if flow.amount < LEAST_LEAVING * scale.largest:
            return
        if flow.source != OUTSIDE:
            start = self.places[flow.source]
            there = "" if flow.target == OUTSIDE else f"to {self._where(flow.target)}"
            end = self._beyond(flow.source, LEAVING.get(flow.source, DOWN))
            self._arrow(flow, start, end, 0.0, there or _reaction_words(flow))
        else:
            end = self.places[flow.target]
            start = self._beyond(flow.target, ENTERING.get(flow.target, DOWN))
            self._arrow(flow, start, end, 0.0, _reaction_words(flow))

    def _where(self, key: str) -> str:
        region = region_of(self.map.nodes[key])
        place = region.title if len(region.places) == 1 else self.map.nodes[key].place
        return place.lower().replace("_", " ")

    def _beyond(self, key: str, way: Place) -> Place:
        """Where a short arrow of a node ends outside its box."""
        (x, y), (right, up), (width, height) = self.places[key], way, self._node_size()
        sides = [s / 2 / abs(w) for s, w in ((width, right), (height, up)) if w]
        reach = min(sides) + _STUB / hypot(right, up)
        return x + right * reach, y + up * reach

    def _bow(self, flow: Flow) -> float:
        if (flow.source, flow.target) in BOWS:
            return BOWS[flow.source, flow.target]
        return _BOW if self.map.flow(flow.target, flow.source) > 0 else 0.0

    def _arrow(self, flow: Flow, start: Place, end: Place, bow: float, words: str) -> None:
        scale = self.scales[scale_name(flow, self.map.nodes)]
        width, dotted = (
            WIDEST[self.small] * scale.share(flow.amount),
            flow.amount < LEAST_SHARE * scale.largest,
        )
        iron = all(self.map.nodes[k].has_iron for k in (flow.source, flow.target) if k != OUTSIDE)
        style = (
            "->,head_length=2.0,head_width=1.0"
            if dotted
            else f"simple,tail_width={width},head_width={width + 3.2},"
            f"head_length={2.6 + 0.55 * width}"
        )
        colour = VERMILLION if iron else GREEN
        arrow = FancyArrowPatch(
            start,
            end,
            patchA=self.boxes.get(flow.source),
            patchB=self.boxes.get(flow.target),
            shrinkA=0.8,
            shrinkB=0.8,
            arrowstyle=style,
            connectionstyle=f"arc3,rad={bow}",
            mutation_scale=1.0,
            facecolor=colour,
            edgecolor=BLACK if dotted or width > 1.0 else colour,
            linewidth=0.45 if dotted else 0.3,
            linestyle=(0, (1, 1.5)) if dotted else "-",
            zorder=2,
        )
        self.axes.add_patch(arrow)
        drawn = Bow(self._points(*start), self._points(*end), bow, width)
        self.clearing.lines += drawn.samples()
        number = self._number(flow, scale)
        size = self.size - 0.4
        if words:
            stub = (end, start) if flow.source == OUTSIDE else (start, end)
            text, spots = self._stub(*stub, words, number, width)
            self.words.append((text, size, spots, {"style": "italic", "linespacing": 1.05}))
        elif number:
            self.words.append((number, size, drawn.spots(), {}))

    def _write(self, text: str, size: float, spots: list[Spot], look: dict[str, Any]) -> None:
        """Words of an arrow at that of the places which is clear of all else."""
        spot = self.clearing.place(text, size, spots)
        self.axes.text(
            spot.x / self.per_x,
            spot.y / self.per_y,
            text,
            size=size,
            ha=spot.across,
            va=spot.upright,
            zorder=6,
            path_effects=_HALO,
            **look,
        )

    def _stub(
        self, inner: Place, outer: Place, words: str, number: str, width: float
    ) -> tuple[str, list[Spot]]:
        """What stands at an arrow that leaves the map, and where it may: beside or below it."""
        wide, high = self._node_size()
        if outer[1] == inner[1]:
            way = 1 if outer[0] > inner[0] else -1
            edge = (inner[0] + way * (wide / 2 + 0.8)) * self.per_x
            room = abs((WIDTH if way > 0 else 0.0) * self.per_x - edge) - 2.0
            text = f"{wrap_text(words, room, self.size)}\n{number}".strip()
            side = "left" if way > 0 else "right"
            off, y = width / 2 + 1.5, outer[1] * self.per_y
            return text, [Spot(edge, y - off, side, "top"), Spot(edge, y + off, side, "bottom")]
        text = f"{wrap_text(words, _STUB_ROOM, self.size)}\n{number}".strip()
        x, y = self._points(*outer)
        off = 1.5 * self.per_x + width / 2
        sides = [("left", 1.0), ("right", -1.0)]
        sides = sides[::-1] if outer[0] > 0.7 * WIDTH else sides
        step = 0.1 * (inner[1] - outer[1]) * self.per_y
        down = 1.0 if outer[1] < inner[1] else -1.0
        far = high * self.per_y / 2
        beside = [
            Spot(x + sign * off, y + step + shift, side, "center")
            for shift in (0.0, -0.3 * down * far, 0.3 * down * far, -0.7 * down * far)
            for side, sign in sides
        ]
        return text, [*beside, Spot(x, y - down * 2.0, "center", "top" if down > 0 else "bottom")]

    def _number(self, flow: Flow, scale: Scale) -> str:
        if flow.amount < LEAST_NUMBERED * scale.largest:
            return ""
        before = self.first.flow(flow.source, flow.target) if self.first is not None else 0.0
        if before > 0:
            return ratio_words(flow.amount / before)
        return number_words(flow.amount * scale.factor)


def ratio_words(ratio: float) -> str:
    """Times so much; "" where it is the same."""
    return "" if abs(ratio - 1) < SAME else f"\N{MULTIPLICATION SIGN} {number_words(ratio)}"


def _reaction_words(flow: Flow) -> str:
    return flow.reactions[0].rpartition(".")[2].replace("_", " ")
