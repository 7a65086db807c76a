"""Random reaction networks in SBML run as in libRoadRunner."""

from beside_roadrunner import differences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sbml_builder import sbml

SPECIES = ("A", "B", "C", "D")
SPACES = ("c", "d")
numbers = st.floats(0.05, 2.0).map(lambda number: round(number, 3))
LAWS = (
    "k * {a} * {v}",
    "k * {a} / (h + {b}) * {v}",
    "k * {a} / (1 + ({b} / h)^n) * {v}",
    "k * {a} * (1 + 0.5 * sin(time)) * {v}",
    "k * {a} * piecewise(1, {b} < h, 2) * {v}",
    "k * {a} * {v} * min(1, {b})",
)
SIZES = {"growing": ({"c": "0.1 * c"}, {}), "breathing": ({}, {"c": "1 + 0.3 * sin(time)"})}


@st.composite
def species(draw):
    """Four species in two spaces: amounts and concentrations, some at the edge of the model."""
    return {
        name: {
            "value": draw(numbers),
            "where": draw(st.sampled_from(SPACES)),
            "amount": draw(st.booleans()),
            "boundary": draw(st.integers(0, 3)) == 0,
            **({"conversion": "f"} if draw(st.integers(0, 4)) == 0 else {}),
        }
        for name in SPECIES
    }


@st.composite
def networks(draw):
    """Some reactions among them, each with local parameters, and what is made of it all."""
    pools = draw(species())
    reactions = {}
    for r in range(draw(st.integers(1, 5))):
        a, b, product = (draw(st.sampled_from(SPECIES)) for _ in range(3))
        law = draw(st.sampled_from(LAWS)).format(a=a, b=b, v=pools[a]["where"])
        count = draw(st.sampled_from(["", "2 ", "0.5 ", f"(n{r}=1.5) "]))
        equation = draw(st.sampled_from([f"{a} ->", f"{a} -> {count}{product}"]))
        reactions[f"r{r}"] = (equation, law, {"k": draw(st.floats(0.01, 0.3))})
    sizes = draw(st.sampled_from([*SIZES.values(), ({}, {})]))
    return sbml(
        compartments={name: draw(numbers) for name in SPACES},
        species=pools,
        parameters={
            **{name: draw(numbers) for name in ("h", "f", "y")},
            "n": draw(st.floats(1.0, 4.0)),
            "x": None,
        },
        reactions=reactions,
        changing={"y": "x - y", **sizes[0]},
        assigned={"x": draw(st.sampled_from(["A + B * h", "2 * r0", "c * d"])), **sizes[1]},
        starts={"A": "h * 2"} if draw(st.booleans()) else {},
        conversion=draw(st.sampled_from([None, "f"])),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_random_networks_run_as_in_libroadrunner(text):
    found = differences(text, 4.0)
    assert max(found.values(), default=0.0) <= 1e-6, found
