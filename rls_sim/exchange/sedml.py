"""Simulations of an SBML model as SED-ML (level 1 version 4): a course, alone and of many cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from rls_sim.exchange.sbml_xml import SBML, Element, add, document, spelt

SEDML = "http://sed-ml.org/sed-ml/level1/version4"
MATHML = "http://www.w3.org/1998/Math/MathML"
LANGUAGE = "urn:sedml:language:sbml.level-3.version-2"
TIME = "urn:sedml:symbol:time"
CVODE = "KISAO:0000019"
RELATIVE, ABSOLUTE, MOST_STEPS = "KISAO:0000209", "KISAO:0000211", "KISAO:0000415"
MODEL, COURSE, TASK, EVERY_CELL = "cell", "a_day", "day_of_the_cell", "every_cell"


GROUPS = {
    "species": "listOfSpecies",
    "parameter": "listOfParameters",
    "compartment": "listOfCompartments",
}


@dataclass(frozen=True)
class Quantity:
    """Something of the model; ``kind``, a key of `GROUPS`, is what it is in SBML."""

    id: str
    label: str
    unit: str
    kind: str

    @property
    def words(self) -> str:
        """The label with its unit."""
        return self.label if self.unit in ("", "1") else f"{self.label}, {self.unit}"

    @property
    def target(self) -> str:
        """Where SED-ML finds it."""
        return target_of(self.id, self.kind)


@dataclass(frozen=True)
class Shown:
    """What a simulation shows: all in a report, and ``plotted`` over time as well."""

    title: str
    reported: Sequence[Quantity]
    plotted: Sequence[Quantity]


@dataclass(frozen=True)
class Uniform:
    """A course from time 0 to ``end`` in so many steps, integrated within tolerances."""

    end: float
    steps: int
    relative: float
    absolute: float
    most_steps: int


def target_of(identifier: str, kind: str) -> str:
    """The XPath of an element."""
    return f"/sbml:sbml/sbml:model/sbml:{GROUPS[kind]}/sbml:{kind}[@id='{identifier}']"


def kinds_of(sbml: str) -> dict[str, str]:
    """What each identifier of a document is: a key of `GROUPS`; other elements are left out."""
    found = {}
    for element in Xml.fromstring(sbml).iter():
        kind = element.tag.rpartition("}")[2]
        if kind in GROUPS and "id" in element.attrib:
            found[element.attrib["id"]] = kind
    return found


def course_sedml(model_file: str, course: Uniform, shown: Shown) -> str:
    """One course of the SBML model in a file."""
    root = _root()
    _models(root, model_file)
    _simulations(root, course)
    _task(add(root, "listOfTasks"))
    _outputs(root, TASK, shown)
    return document(root)


def sweep_sedml(
    model_file: str,
    course: Uniform,
    shown: Shown,
    values: Mapping[Quantity, Sequence[float]],
) -> str:
    """
    The course of each of several cells, every one from its own start.

    ``values``: one number a cell of all that is set; the first of them counts the cells. Species
    are set before all else: tellurium resets parameters where a species' start is set.
    """
    root = _root()
    _models(root, model_file)
    _simulations(root, course)
    tasks = add(root, "listOfTasks")
    _task(tasks)
    first = _range_name(next(iter(values)))
    repeated = add(tasks, "repeatedTask", id=EVERY_CELL, range=first, resetModel=True)
    ranges, changes = add(repeated, "listOfRanges"), add(repeated, "listOfChanges")
    for quantity in sorted(values, key=lambda one: one.kind != "species"):
        name, numbers = _range_name(quantity), values[quantity]
        one = add(ranges, "vectorRange", id=name)
        for number in numbers:
            add(one, "value").text = spelt(float(number))
        of = {"target": quantity.target, "range": name, "modelReference": MODEL}
        _ci(add(changes, "setValue", **of), name)
    add(add(repeated, "listOfSubTasks"), "subTask", order=1, task=TASK)
    _outputs(root, EVERY_CELL, shown)
    return document(root)


def _task(tasks: Element) -> None:
    add(tasks, "task", id=TASK, modelReference=MODEL, simulationReference=COURSE)


def _range_name(quantity: Quantity) -> str:
    return f"values_of_{quantity.id}"


def _root() -> Element:
    root = Element("sedML", {"xmlns": SEDML, "xmlns:sbml": SBML})
    root.set("level", "1")
    root.set("version", "4")
    return root


def _models(root: Element, source: str) -> None:
    models = add(root, "listOfModels")
    add(models, "model", id=MODEL, language=LANGUAGE, source=source)


def _simulations(root: Element, course: Uniform) -> None:
    simulations = add(root, "listOfSimulations")
    uniform = add(
        simulations,
        "uniformTimeCourse",
        id=COURSE,
        initialTime=0.0,
        outputStartTime=0.0,
        outputEndTime=course.end,
        numberOfSteps=course.steps,
    )
    algorithm = add(uniform, "algorithm", kisaoID=CVODE, name="CVODE")
    settings = add(algorithm, "listOfAlgorithmParameters")
    for kisao, name, value in (
        (RELATIVE, "relative tolerance", course.relative),
        (ABSOLUTE, "absolute tolerance", course.absolute),
        (MOST_STEPS, "maximum number of steps", course.most_steps),
    ):
        add(settings, "algorithmParameter", kisaoID=kisao, name=name, value=spelt(value))


def _outputs(root: Element, task: str, shown: Shown) -> None:
    """A data generator for time and each quantity, a report of all, and the plots."""
    generators, outputs = add(root, "listOfDataGenerators"), add(root, "listOfOutputs")
    _generator(generators, "time", "Time, h", task, symbol=TIME)
    report = add(outputs, "report", id="report", name=shown.title)
    sets = add(report, "listOfDataSets")
    add(sets, "dataSet", id="data_of_time", label="time", dataReference="shown_time")
    for quantity in shown.reported:
        _generator(generators, quantity.id, quantity.words, task, target=quantity.target)
        add(
            sets,
            "dataSet",
            id=f"data_of_{quantity.id}",
            label=quantity.id,
            name=quantity.words,
            dataReference=f"shown_{quantity.id}",
        )
    for quantity in shown.plotted:
        _plot(outputs, quantity)


def _generator(generators: Element, name: str, called: str, task: str, **of: str) -> None:
    generator = add(generators, "dataGenerator", id=f"shown_{name}", name=called)
    variables = add(generator, "listOfVariables")
    add(variables, "variable", id=f"read_{name}", taskReference=task, modelReference=MODEL, **of)
    _ci(generator, f"read_{name}")


def _plot(outputs: Element, quantity: Quantity) -> None:
    plot = add(outputs, "plot2D", id=f"plot_of_{quantity.id}", name=quantity.label)
    add(plot, "xAxis", id=f"hours_of_{quantity.id}", type="linear", name="Time, h")
    add(plot, "yAxis", id=f"height_of_{quantity.id}", type="linear", name=quantity.words)
    curves = add(plot, "listOfCurves")
    add(
        curves,
        "curve",
        id=f"curve_of_{quantity.id}",
        name=quantity.label,
        xDataReference="shown_time",
        yDataReference=f"shown_{quantity.id}",
    )


def _ci(parent: Element, name: str) -> None:
    """The formula that is one name."""
    math = add(parent, "math", xmlns=MATHML)
    add(math, "ci").text = f" {name} "
