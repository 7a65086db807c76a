"""The people of a cohort as a table for other programs: a row a person."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rls_sim.clinic.population.storing import PEOPLE, open_people
from rls_sim.study.provenance import told
from rls_sim.study.tables_out.table import Piece, Table

PERSON = "person"


def people_table(folder: Path) -> Table:
    """
    Traits of the people in a folder, and the parameters of the model in which they differ.

    Their days are the sweep in ``folder/days``, whose ``cell`` is the ``person`` here. Raises
    OutputFolderError where there are no people to believe.
    """
    import pyarrow.parquet as pq

    people = open_people(folder)
    schema = pq.read_schema(folder / PEOPLE)
    words = {PERSON: ("Number of the person", "1")}
    for name in (*people.traits, *people.names):
        about = schema.field(name).metadata
        words[name] = (about[b"label"].decode(), about[b"unit"].decode())
    values = dict(zip(people.names, people.values.T, strict=True))
    columns = {PERSON: np.arange(len(people)), **people.traits, **values}

    def pieces() -> Iterator[Piece]:
        yield columns

    return Table("people", PERSON, words, len(people), told(people.kept), pieces)
