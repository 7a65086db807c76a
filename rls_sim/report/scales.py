"""Linear and logarithmic scales with ticks written as plain numbers."""

import math

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter

from rls_sim.report.labels import number_words
from rls_sim.report.sweep_table import SweepTable

_END_GAP = 0.05  # of an axis, between the tick at its end and the next


def set_parameter_axis(axes: Axes, table: SweepTable) -> None:
    """Scale and ticks of the varied parameter, in plain numbers also where logarithmic."""
    set_range_axis(axes, float(table.values[0]), float(table.values[-1]), table.is_logarithmic)


def set_range_axis(axes: Axes, low: float, high: float, logarithmic: bool) -> None:
    """An x axis from one value to another, in plain numbers also where logarithmic."""
    if low == high:
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    if logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(FixedLocator(log_ticks(low, high)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: number_words(x)))
        axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlim(low, high)


def log_ticks(low: float, high: float) -> list[float]:
    """1, 2, 5 in every decade within the two, or only the decades where there are many."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1.0, 2.0, 5.0) if len(decades) <= 5 else (1.0,)
    ticks = [step * 10.0**decade for decade in decades for step in steps]
    slack = 1e-9
    return [tick for tick in ticks if low * (1 - slack) <= tick <= high * (1 + slack)]


def tick_ends(axis: Axis, low: float, high: float) -> None:
    """Ticks at both ends of an axis too, in the place of those that would run into them."""
    by_ratio = axis.get_scale() == "log"

    def share(value: float) -> float:
        if by_ratio:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    offered = [float(tick) for tick in axis.get_majorticklocs() if low < tick < high]
    inner = [tick for tick in offered if _END_GAP < share(tick) < 1.0 - _END_GAP]
    axis.set_major_locator(FixedLocator([low, *inner, high]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number_words(value)))


def set_log_values(axes: Axes, low: float, high: float) -> None:
    """A logarithmic y axis; within two decades it has ticks at 2 and 5 too."""
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    set_log_ticks(axes.yaxis, low, high)


def set_log_ticks(axis: Axis, low: float, high: float) -> None:
    """Ticks of a logarithmic axis as plain numbers."""
    ticks = [10.0**k for k in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)]
    axis.set_major_locator(FixedLocator(ticks if len(ticks) > 2 else log_ticks(low, high)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number_words(value)))
    axis.set_minor_formatter(NullFormatter())
