"""Models other than the brain: a file of Python that is a whole model, as SBML is taken over."""

from collections.abc import Sequence

from rls_sim.errors import ConfigError
from rls_sim.network.model import Model
from rls_sim.outcomes.measures import STATE, Measure
from rls_sim.outcomes.plain import STATE_DOC, PlainReader, plain_measures
from rls_sim.study.cell import Bench, brain_bench
from rls_sim.study.extension import Extension, extend, in_order, read_whole
from rls_sim.study.extension_file import whole_name
from rls_sim.study.lesion import LesionLibrary

FOLLOWED = 8  # species whose courses a sweep keeps


def bench_with(extensions: Sequence[Extension] = (), *, treated: bool = False) -> Bench:
    """
    The brain with what extensions add to it, or the whole model that is one of them, with the rest.

    ``treated``: the brain in a body that can take medicines. Raises ConfigError, by file and line,
    for what does not fit, for two whole models, and for a ``treated`` one.
    """
    whole = [extension for extension in in_order(extensions) if whole_name(extension)]
    if not whole:
        return brain_bench(extensions, treated=treated)
    if len(whole) > 1:
        named = " and ".join(extension.path for extension in whole)
        raise ConfigError([f"{named}: each is a whole model; give one."])
    if treated:
        raise ConfigError([f"{whole[0].path}: only the brain can be treated, no other model."])
    others = [extension for extension in extensions if extension is not whole[0]]
    model = extend(read_whole(whole[0], whole_name(whole[0])), others, with_units=False)
    return _bench_of(model, in_order(extensions))


def _bench_of(model: Model, extensions: tuple[Extension, ...]) -> Bench:
    """What can be asked of any model."""
    measures = plain_measures(model)
    reader = PlainReader(measures)
    measures[STATE] = Measure(STATE, "Whether it moves", "", STATE_DOC, lambda day: float("nan"))
    species = model.species_names[:FOLLOWED]
    return Bench(
        model=model,
        lesions=LesionLibrary((), model.parameters),
        measures=measures,
        evaluate=reader.one,
        followed=species,
        evaluate_many=reader.many,
        extensions=extensions,
        unchanged="the model as it is in its file",
        usual="in the file",
        origin="initial",
        foreign=True,
        printed=tuple(f"{name}_mean" for name in species),
    )
