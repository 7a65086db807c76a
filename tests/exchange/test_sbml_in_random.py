"""Random reaction networks in SBML run as in libRoadRunner."""

from beside_roadrunner import differences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sbml_builder import sbml

SPECIES = ("A", "B", "C", "D")
SPACES = ("c", "d")
numbers = st.floats(0.05, 2.0).map(lambda number: round(number, 3))
LAWS = (
    "k_{r} * {a} * {v}",
    "k_{r} * {a} * {b} * {v}",
    "k_{r} * {a} / (h + {a}) * {v}",
    "k_{r} * {a} / (1 + ({b} / h)^n) * {v}",
    "k_{r} * {a} * (1 + 0.5 * sin(time)) * {v}",
    "k_{r} * {a} * piecewise(1, {b} < h, 2) * {v}",
)


@st.composite
def networks(draw):
    """Two spaces, four species and some reactions, each of what its own species drives."""
    where = {name: draw(st.sampled_from(SPACES)) for name in SPECIES}
    amount = {name: draw(st.booleans()) for name in SPECIES}
    reactions, parameters = {}, {"h": draw(numbers), "n": draw(st.floats(1.0, 4.0))}
    for r in range(draw(st.integers(1, 5))):
        a, b, product = (draw(st.sampled_from(SPECIES)) for _ in range(3))
        law = draw(st.sampled_from(LAWS)).format(r=r, a=a, b=b, v=where[a])
        count = draw(st.sampled_from(["", "2 ", "0.5 "]))
        equation = draw(st.sampled_from([f"{a} ->", f"{a} -> {count}{product}"]))
        reactions[f"r{r}"] = (equation, law)
        parameters[f"k_{r}"] = draw(st.floats(0.01, 0.3))
    assigned = {"x": "A + B * h"} if draw(st.booleans()) else {}
    return sbml(
        compartments={name: draw(numbers) for name in SPACES},
        species={
            name: {"value": draw(numbers), "where": where[name], "amount": amount[name]}
            for name in SPECIES
        },
        parameters={**parameters, **dict.fromkeys(assigned)},
        reactions=reactions,
        assigned=assigned,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_random_networks_run_as_in_libroadrunner(text):
    found = differences(text, 4.0)
    assert max(found.values(), default=0.0) <= 1e-6, found
