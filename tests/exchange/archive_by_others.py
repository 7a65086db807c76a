"""An archive as libSEDML and libCombine read it: a program, since they disturb libSBML beside them.

python archive_by_others.py sweep|about FILE.omex
"""

import json
import sys
import zipfile

import libcombine
import libsbml
import libsedml

from rls_sim.verification.simulators import by_roadrunner

INNER_HOURS = (6.0, 15.0)  # beside the first and the last


def member(path, name):
    with zipfile.ZipFile(path) as kept:
        return kept.read(name).decode()


def sweep(path):
    """A repeated task done as SED-ML says: reset, set, simulate; the ids shown and their days."""
    document = libsedml.readSedMLFromString(member(path, "sweep.sedml"))
    task = document.getTask("every_cell")
    assert task.getResetModel()
    ranges = {
        task.getRange(i).getId(): list(task.getRange(i).getValues())
        for i in range(task.getNumRanges())
    }
    course = document.getSimulation(0)
    hours = [course.getOutputStartTime(), *INNER_HOURS, course.getOutputEndTime()]
    shown = [
        document.getDataGenerator(i).getVariable(0).getTarget().split("'")[1]
        for i in range(1, document.getNumDataGenerators())
    ]
    kinds = [
        "species" in task.getTaskChange(i).getTarget() for i in range(task.getNumTaskChanges())
    ]
    assert kinds == sorted(kinds, reverse=True)  # species first, as tellurium needs it
    days = []
    for place in range(len(ranges[task.getRangeId()])):
        sbml = libsbml.readSBMLFromString(member(path, document.getModel(0).getSource()))
        for i in range(task.getNumTaskChanges()):
            change = task.getTaskChange(i)
            assert libsedml.formulaToString(change.getMath()) == change.getRange()
            put(sbml.getModel(), change.getTarget(), ranges[change.getRange()][place])
        days.append(by_roadrunner(libsbml.writeSBMLToString(sbml), hours, shown))
    return [shown, [day.tolist() for day in days]]


def put(model, target, value):
    """What SED-ML does with a target: the element's value, of a species its concentration."""
    kind, name = target.rpartition("sbml:")[2].split("[")[0], target.split("'")[1]
    if kind == "species":
        model.getSpecies(name).setInitialConcentration(value)
    elif kind == "compartment":
        model.getCompartment(name).setSize(value)
    else:
        model.getParameter(name).setValue(value)


def about(path):
    """What the manifest and the metadata say of it."""
    read = libcombine.CombineArchive()
    assert read.initializeFromArchive(path)
    told = read.getMetadataForLocation(".")
    return {
        "master": read.getMasterFile().getLocation(),
        "description": told.getDescription(),
        "created": told.getCreated().getDateAsString(),
        "creators": told.getNumCreators(),
    }


if __name__ == "__main__":
    print(json.dumps({"sweep": sweep, "about": about}[sys.argv[1]](sys.argv[2])))
