"""A small cohort, made and solved as users do."""

import pytest

PEOPLE = 2500  # of whom some fifty are ill


@pytest.fixture(scope="session")
def people(command, tmp_path_factory):
    """The folder of a solved cohort."""
    folder = tmp_path_factory.mktemp("cohort")
    for words in (("make", "-N", PEOPLE, "--seed", 1, "-o", "people"), ("run", "people")):
        done = command("cohort", *words, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder / "people"
