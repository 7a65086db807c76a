"""What every test shares: the package as installed, one thread of linear algebra, and how
Hypothesis draws."""

import locale
import os
import sys
from pathlib import Path

# `python -m pytest` puts the checkout first: what is tested is what was installed, a wheel in CI.
ROOT = Path(__file__).parents[1]
sys.path.sort(key=lambda entry: Path(entry or ".").resolve() == ROOT)

# Before NumPy is loaded: tests already use every core, and on matrices of our size more threads of
# linear algebra are ten times slower than one when cores are busy.
for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402 - the settings above come first

# The same examples in every run, so that a red run can be repeated. No deadline: a shared machine
# may stall for a second, and a stall is not a fault of the code.
settings.register_profile("ci", derandomize=True, deadline=None)
# To look for what "ci" does not draw: python -m pytest --hypothesis-profile=search
settings.register_profile(
    "search", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")


LOCALE = locale.setlocale(locale.LC_ALL)


def pytest_runtest_teardown():
    """Some libraries change the locale, and with it what text is for every test that follows."""
    found = locale.setlocale(locale.LC_ALL)
    if found != LOCALE:
        locale.setlocale(locale.LC_ALL, LOCALE)
        pytest.fail(f"this test leaves the locale {found}")


@pytest.fixture(scope="session")
def browser():
    """One headless browser a process, which cannot drive two; tests have profiles of their own."""
    from browser import ARGUMENTS, find_chromium
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()
