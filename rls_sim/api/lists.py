"""What there is: `show` and the lists behind it, as ``rls-sim show`` prints them."""

from typing import TYPE_CHECKING

from rls_sim.api import tables
from rls_sim.api.cells import Asked
from rls_sim.api.computing import computing
from rls_sim.api.model import Folder
from rls_sim.api.texts import Paths, paths
from rls_sim.api.verdict import path_of
from rls_sim.clinic.treatments import shipped_treatments
from rls_sim.errors import UnknownNameError
from rls_sim.hypotheses.observations import load_observations, select
from rls_sim.quantities.parameter import Evidence

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

OF_A_MODEL = {
    "parameters": lambda bench: tables.parameters(bench.healthy),
    "species": tables.species,
    "laws": tables.laws,
    "outcomes": tables.outcomes,
    "lesions": tables.lesions,
    "sources": tables.sources,
    "targets": tables.targets,
}
TOPICS = (*OF_A_MODEL, "evidence", "treatments")


def show(topic: str, *, extend: Paths = (), model: Folder | None = None) -> "pd.DataFrame":
    """
    A list with a row for each name: parameters, species, laws, outcomes, lesions, sources, targets.

    Also evidence (published observations) and treatments. As ``rls-sim show TOPIC``. Raises
    UnknownNameError for another topic, ConfigError for files.

    >>> import rls_sim as rls
    >>> rls.show("outcomes").loc["labile_iron", "unit"]
    'umol/L'
    """
    if topic not in TOPICS:
        raise UnknownNameError("list", topic, TOPICS)
    if topic == "evidence":
        return evidence()
    asked = Asked(extend=paths(extend), model=path_of(model))
    if topic == "treatments":
        return tables.treatments(shipped_treatments(asked.bench(treated=True).model))
    with computing(f"rls.show({topic!r})"):
        return OF_A_MODEL[topic](asked.bench())


def parameters(
    *, uncited: bool = False, extend: Paths = (), model: Folder | None = None
) -> "pd.DataFrame":
    """
    Every parameter: ``value`` in its ``unit``, ``low`` to ``high``, evidence, source, meaning.

    ``uncited``: only those that are assumed. Raises ConfigError for files.

    >>> import rls_sim as rls
    >>> list(rls.parameters().columns[:4])
    ['value', 'unit', 'low', 'high']
    """
    found = show("parameters", extend=extend, model=model)
    return found[found["evidence"] == str(Evidence.ASSUMED)] if uncited else found


def species(*, extend: Paths = (), model: Folder | None = None) -> "pd.DataFrame":
    """
    Every species: label, unit, the compartment it is in, and the moieties that it carries.

    Raises ConfigError for files.

    >>> import rls_sim as rls
    >>> rls.species().loc["neuron.labile_iron", "carries"]
    '1 iron'
    """
    return show("species", extend=extend, model=model)


def evidence(
    *,
    contrast: str = "",
    method: str = "",
    species: str = "",
    source: str = "",
    use: str = "",
    conflicting: bool = False,
) -> "pd.DataFrame":
    """
    Published observations that agree with every filter, as ``rls-sim show evidence``.

    ``sign``, or ``value`` from ``low`` to ``high`` (one standard error) in ``unit``; the outcome
    that answers it; what contradicts it. Raises UnknownNameError for a value that none has.

    >>> import rls_sim as rls
    >>> set(rls.evidence(contrast="rls/control")["contrast"])
    {'rls/control'}
    """
    chosen = {
        "contrast": contrast,
        "method": method,
        "species": species,
        "source": source,
        "use": use,
    }
    return tables.evidence(select(load_observations(), chosen, conflicting))
