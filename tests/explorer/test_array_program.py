"""Each operation of the page on arrays, in a real browser, against NumPy: odd cases too.

``array_steps`` of the tests of outcomes says what each operation is in NumPy.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).parents[1] / "outcomes" / "array_steps.py"
SPECIFICATION = importlib.util.spec_from_file_location("array_steps", FILE)
array_steps = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(array_steps)

CHANCE = np.random.default_rng(5)
COURSE, OTHER = CHANCE.normal(size=24), CHANCE.normal(size=24)
COURSE[3] = COURSE[17] = COURSE.max() + 1  # a tie of the highest
COURSE[5] = COURSE[9] = COURSE.min() - 1  # and of the lowest
OTHER[[2, 3]] = COURSE[[2, 3]]  # equals, for comparisons
HOLED = COURSE.copy()
HOLED[[7, 11]] = np.nan
SIGNS = np.array([-2.5, -1.5, -0.5, 0.0, 0.5, 1.5, 2.5, -7.0, 7.0, 26.0, -0.0, 3.0])
MASK = (COURSE > 0).astype(float)
COURSES = {"course": COURSE, "other": OTHER, "holed": HOLED, "signs": SIGNS, "mask": MASK}
NUMBERS = {"two": 2.0, "half": -0.5, "place": 4.0, "nothing": np.nan}
PAIRS = (
    ("course", "other"),
    ("course", "two"),
    ("half", "other"),
    ("two", "half"),
    ("signs", "two"),
    ("signs", "half"),
    ("holed", "other"),
    ("course", "nothing"),
    ("one", "course"),  # one point goes with each of many
    ("course", "one"),
)
OF_PAIRS = (
    *("add", "subtract", "multiply", "divide", "remainder", "power", "maximum", "minimum"),
    *("greater", "greater_equal", "less", "less_equal", "equal", "not_equal"),
)
OF_ONE = ("negative", "absolute", "exp", "expm1", "log", "rint", "is_nan")
OF_COURSE = ("sum", "mean", "max", "min", "argmax", "argmin", "cumsum")


class Program:
    """Steps built one by one, with a name for each answer."""

    def __init__(self):
        self.steps, self.answers, self.places = [["hours"]], {}, {}
        for name in COURSES:
            self.places[name] = self.add("course", name)
        for name in NUMBERS:
            self.places[name] = self.add("parameter", name)
        self.places["one"] = self.add("part", self.of("course"), 0, 1, 1)
        self.places["wave"] = self.add("rfft", self.of("course"))
        self.places["ripple"] = self.add("rfft", self.of("other"))
        self.places["first"] = self.add("pick", self.of("wave"), 1)

    def add(self, *step):
        self.steps.append(list(step))
        return len(self.steps) - 1

    def of(self, name):
        return ["of", self.places[name]]

    def answer(self, label, *step):
        self.answers[label] = self.add(*step)


def whole_program():
    program = Program()
    of = program.of
    for name in OF_PAIRS:
        for one, other in PAIRS:
            program.answer(f"{name} {one} {other}", name, of(one), of(other))
    for name in OF_ONE:
        for one in ("course", "signs", "holed", "half"):
            program.answer(f"{name} {one}", name, of(one))
    for name in OF_COURSE:
        for one in ("course", "signs", "holed"):
            program.answer(f"{name} {one}", name, of(one))
    for name in ("and", "or"):
        for other in ("mask", "two"):
            program.answer(f"{name} mask {other}", name, of("mask"), of(other))
    program.answer("not mask", "not", of("mask"))
    for one, other in (("course", "other"), ("course", "half"), ("two", "half")):
        program.answer(f"where mask {one} {other}", "where", of("mask"), of(one), of(other))
        program.answer(f"where two {one} {other}", "where", of("two"), of(one), of(other))
    for parts in ((0, 24, 1), (3, 20, 1), (1, 24, 5), (24, 24, 1), (23, 24, 1)):
        program.answer(f"part {parts}", "part", of("course"), *parts)
    program.answer("pick by place", "pick", of("course"), of("place"))
    program.answer("pick last", "pick", of("course"), 23)
    for shift in (0, 1, -5, 30, -49):
        program.answer(f"roll {shift}", "roll", of("course"), shift)
    program.answer("concatenate", "concatenate", [0.0, 1.5], of("course"), of("signs"))
    program.answer("back", "irfft", of("wave"), 24)
    program.answer("angle", "angle", of("first"))
    for name in ("add", "subtract", "multiply", "divide"):
        both = program.add(name, of("wave"), of("ripple"))
        program.answer(f"{name} of spectra", "irfft", ["of", both], 24)
        shifted = program.add(name, of("wave"), {"re": [2.0] * 13, "im": [0.5] * 13})
        program.answer(f"{name} a spectrum and a list", "irfft", ["of", shifted], 24)
    return {"steps": program.steps, "answers": program.answers}


DOCUMENT = whole_program()
RUN = """async ([document, courses, numbers]) => {
    const { runProgram } = await import("rls/array_program");
    const heard = (value) => (value === null ? NaN : value);
    const day = {
        hours: new Float64Array(1),
        course: (name) => Float64Array.from(courses[name], heard),
        parameter: (name) => heard(numbers[name]),
    };
    const told = (value) => Number.isFinite(value) ? value : String(value);
    const all = (value) => (typeof value === "number" ? told(value) : Array.from(value, told));
    const answers = Object.entries(runProgram(document, day));
    return Object.fromEntries(answers.map(([name, value]) => [name, all(value)]));
}"""


def plain(value):
    """NumPy's number for what came out of the page."""
    return np.array(
        [float(v.lower().replace("infinity", "inf")) if isinstance(v, str) else v for v in value]
        if isinstance(value, list)
        else float(str(value).lower().replace("infinity", "inf"))
    )


@pytest.fixture(scope="module")
def found(browser, static_address):
    heard = {name: [None if v != v else v for v in course] for name, course in COURSES.items()}
    numbers = {name: None if v != v else v for name, v in NUMBERS.items()}
    page = browser.new_page()
    page.goto(static_address)
    answers = page.evaluate(RUN, [DOCUMENT, heard, numbers])
    page.close()
    return {name: plain(value) for name, value in answers.items()}


@pytest.fixture(scope="module")
def due():
    class Day(dict):
        time = np.zeros(1)
        parameter = staticmethod(NUMBERS.get)

    return array_steps.run_steps(DOCUMENT, Day(COURSES))


@pytest.mark.parametrize("name", sorted(DOCUMENT["answers"]))
def test_an_operation_of_the_page_is_numpy_s(found, due, name):
    expected = np.asarray(due[name], dtype=float)
    assert found[name].shape == expected.shape
    np.testing.assert_allclose(found[name], expected, rtol=1e-13, atol=1e-13)
