"""How a law is declared: the equation, the arguments, the docstring."""

import pytest

from rls_sim.errors import ModelError
from rls_sim.network.reaction import derived, reaction, read_equation


@pytest.mark.parametrize(
    ("text", "takes", "gives"),
    [
        ("a -> b", {"a": 1}, {"b": 1}),
        ("a + 2 b -> c", {"a": 1, "b": 2}, {"c": 1}),
        ("a + a -> 12 c_d", {"a": 2}, {"c_d": 12}),
        ("-> a", {}, {"a": 1}),
        ("neuron.iron->", {"neuron.iron": 1}, {}),
    ],
)
def test_an_equation_says_what_moves(text, takes, gives):
    assert read_equation(text) == (takes, gives)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a b", "one arrow"),
        ("a -> b -> c", "one arrow"),
        ("->", "one arrow"),
        ("a + -> b", "cannot be read at ''"),
        ("0 a -> b", "cannot be read at '0 a'"),
        ("1. a -> b", "cannot be read at '1. a'"),
        ("2a -> b", "cannot be read at '2a'"),
        ("a - b -> c", "cannot be read at 'a - b'"),
    ],
)
def test_an_equation_that_cannot_be_read_is_refused(text, told):
    with pytest.raises(ModelError, match="cannot be read") as refusal:
        reaction(text)
    assert told in str(refusal.value)
    assert f"'{text}'" in str(refusal.value)


def test_a_reaction_is_what_its_function_says():
    @reaction("carrier + 2 iron -> carrier + store", source="someone1999")
    def storage(iron, carrier, storage_constant):
        """Iron is stored
        by a carrier.

        It comes back.
        """
        return storage_constant * iron * carrier

    assert storage.name == "storage"
    assert storage.needs == ("iron", "carrier", "storage_constant")
    assert storage.meaning == "Iron is stored by a carrier."
    assert storage.doc.endswith("It comes back.")
    assert storage.equation == "carrier + 2 iron -> carrier + store"
    assert storage.net == {"iron": -2, "store": 1}
    assert storage.source == "someone1999"
    assert not storage.boundary
    assert storage.function(2.0, 3.0, 4.0) == 24.0


def test_a_derived_quantity_has_a_unit_and_a_label():
    @derived("1/h")
    def binding_rate(iron):
        return iron

    @derived("1", label="Share of sites", source="someone1999")
    def occupancy(iron):
        return iron

    assert (binding_rate.unit, binding_rate.label) == ("1/h", "Binding rate")
    assert (occupancy.label, occupancy.source) == ("Share of sites", "someone1999")


def test_an_argument_is_a_plain_name():
    for function in (lambda *many: 1, lambda iron=2: 1, lambda **named: 1, lambda *, iron: 1):
        with pytest.raises(ModelError, match="without star and without default"):
            derived("1")(function)


@pytest.mark.parametrize(
    ("equation", "takes", "gives"),
    [
        ("1.5 a -> 0.25 b", {"a": 1.5}, {"b": 0.25}),
        ("a -> 1e-05 b + c", {"a": 1}, {"b": 1e-5, "c": 1}),
        ("2.0 a ->", {"a": 2}, {}),
        ("0.5 a + 0.5 a -> b", {"a": 1}, {"b": 1}),
    ],
)
def test_counts_may_be_decimal(equation, takes, gives):
    assert read_equation(equation) == (takes, gives)


def test_a_decimal_count_stays_in_the_equation():
    def law(a):
        return a

    assert reaction("2 a -> 0.5 b")(law).equation == "2 a -> 0.5 b"
