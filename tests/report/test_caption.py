"""The caption: what varies between the cells drawn is never said to be at its default."""

from types import SimpleNamespace

from rls_sim.report.caption import MOST_DIFFERENCES, Origin, caption_words
from rls_sim.study.quantity import Quantity

DENSITY, OXYGEN = (Quantity(name, name, "1", 1.0) for name in ("density", "oxygen"))


def test_what_varies_is_named_and_the_rest_is_at_default():
    caption = caption_words(Origin(varied=(DENSITY, OXYGEN)))
    assert caption.startswith("Varied: density, oxygen; all else at default. ")


def test_what_is_fixed_at_another_value_is_told_beside_what_varies():
    changed = {"oxygen": (Quantity("oxygen", "", "1", 2.0), OXYGEN)}
    caption = caption_words(Origin(changed, varied=(DENSITY,)))
    assert "Varied: density. Else differs from the healthy default: oxygen 2 (default 1)" in caption


def test_what_a_branch_follows_varies():
    assert "Varied: density; all else" in caption_words(SimpleNamespace(parameter=DENSITY))


def test_of_many_the_first_are_named_and_the_others_counted():
    many = tuple(Quantity(f"p{i}", "", "1", 1.0) for i in range(MOST_DIFFERENCES + 3))
    caption = caption_words(Origin(varied=many))
    assert f"p{MOST_DIFFERENCES - 1} and 3 more; all else at default" in caption


def test_of_a_cell_alone_nothing_varies():
    assert "all parameters at their defaults" in caption_words(Origin())
