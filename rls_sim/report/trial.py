"""A figure that shows nothing but that figures can be made here."""

from matplotlib.figure import Figure

from rls_sim.report.style import figure_bytes, house_look


def trial_figure(file_format: str) -> bytes:
    """A line with a word, as a file of this format ("png", "svg" or "pdf")."""
    with house_look():
        figure = Figure(figsize=(1.0, 1.0))
        axes = figure.add_subplot()
        axes.plot([0.0, 1.0], [0.0, 1.0])
        axes.set_title("trial")
    return figure_bytes(figure, file_format)
