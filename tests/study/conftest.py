"""The bench that every test of the study shares."""

import pytest
from study_toy import toy_bench


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    return toy_bench(tmp_path_factory.mktemp("lesions"))
