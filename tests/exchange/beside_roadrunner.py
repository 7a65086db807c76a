"""A model in SBML followed by our engine and by libRoadRunner, and how far they differ."""

import numpy as np

POINTS = 25
ATOL = 1e-18  # theirs: some radicals of a published model are a hundred millionth of its substrates
RTOL = 1e-9  # of both integrators, on steps of which there are some hundreds


def quantities(text):
    """What libRoadRunner calls each id in the sense in which formulas mean it."""
    import libsbml

    model = libsbml.readSBMLFromString(text).getModel()
    found = {}
    for i in range(model.getNumSpecies()):
        s = model.getSpecies(i)
        dimensions = model.getCompartment(s.getCompartment()).getSpatialDimensions()
        is_amount = s.getHasOnlySubstanceUnits() or dimensions == 0
        found[s.getId()] = s.getId() if is_amount else f"[{s.getId()}]"
    for listed in (model.getListOfParameters(), model.getListOfCompartments()):
        found |= {listed.get(i).getId(): listed.get(i).getId() for i in range(listed.size())}
    return found


def ours(text, end, method="LSODA"):
    """Courses by the names of the translation, and its model; ``end`` in the file's own time."""
    from rls_sim.exchange.sbml_import import python_of_sbml
    from rls_sim.network.kernel import Kernel
    from rls_sim.numerics.run import run
    from rls_sim.study.extension import Extension, read_whole

    python = python_of_sbml(text, file="model.xml")
    namespace_of = read_whole(Extension("model.py", python, "model.py"), "model")
    kernel = Kernel.of(namespace_of)
    per_hour = next(
        (float(line.split()[2]) for line in python.splitlines() if line.startswith("PER_HOUR")), 1.0
    )
    trajectory = run(
        kernel,
        kernel.parameter_vector(namespace_of.parameters),
        kernel.initial_state,
        (0.0, end / per_hour),
        np.linspace(0.0, end / per_hour, POINTS),
        method=method,
        rtol=RTOL,
        atol_relative=1e-12,
    )
    return trajectory.rows(), namespace_of


def theirs(text, end):
    """Courses by id, from libRoadRunner."""
    import roadrunner

    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    simulator = roadrunner.RoadRunner(text)
    simulator.integrator.relative_tolerance = RTOL / 10
    simulator.integrator.absolute_tolerance = ATOL
    simulator.integrator.maximum_num_steps = 1_000_000
    names = quantities(text)
    result = simulator.simulate(0, end, POINTS, ["time", *names.values()])
    return {name: np.array(result)[:, i] for i, name in enumerate(names, 1)}


def differences(text, end, method="LSODA"):
    """Of every id that changes here the largest difference to libRoadRunner."""
    return differences_to(theirs(text, end), text, end, method)


def differences_to(expected, text, end, method="LSODA"):
    """The largest difference to each course that is expected, over its largest value."""
    found, _ = ours(text, end, method)
    names = _python_names(text)
    answer = {}
    for name, course in expected.items():
        mine = found.get(names[name])
        if mine is not None:
            size = np.abs(course).max() or 1.0
            answer[name] = float(np.abs(course - mine).max() / size)
    return answer


def _python_names(text):
    from rls_sim.exchange.sbml_reading import read_sbml
    from rls_sim.exchange.sbml_translate import translate

    return translate(read_sbml(text, file="model.xml"), file="model.xml").names
