"""Faults planted into models: what a verification must notice."""

from dataclasses import replace

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.reaction import Reaction
from rls_sim.verification.subjects import with_values


def with_law(model, name, function):
    """The model with another function for one law; what it needs is what it needed."""

    def changed(law):
        return replace(law, function=function(law.function)) if law.name == name else law

    processes = [
        replace(
            process,
            reactions=[changed(r) for r in process.reactions],
            derived=[changed(d) for d in process.derived],
        )
        for process in model.processes
    ]
    assert any(law.name == name for law in model.laws)
    return Model(processes, model.parameters, home=model.home, name=model.name)


def times(factor):
    """Of a law: so many times what it was."""
    return lambda law: lambda *given: factor * law(*given)


def with_reaction(model, equation, function, needs, boundary=True):
    """The model with one reaction more."""
    from rls_sim.network.reaction import read_equation

    takes, gives = read_equation(equation)
    law = Reaction("planted", function, needs, takes=takes, gives=gives, boundary=boundary)
    first, *others = model.processes
    more = replace(first, reactions=[*first.reactions, law])
    return Model([more, *others], model.parameters, home=model.home, name=model.name)


def moved(model, name, factor):
    """The model with one parameter so many times what it was."""
    return with_values(model, {name: model.parameters[name].value * factor})


def with_machine_of(model, other):
    """The kernel of a model, with the machine code of another of the same species."""
    kernel = Kernel.of(model)
    wrong = replace(kernel)
    wrong.__dict__["machine"] = Kernel.of(other).machine
    return wrong
