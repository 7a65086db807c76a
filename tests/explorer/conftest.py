"""The explorer as people meet it: a real server, the file that needs none, and a real browser."""

import signal
import subprocess
import sys
from dataclasses import dataclass, field

import pytest
from browser import find_chromium
from exploring import exploring
from page_driver import Explorer

from rls_sim.explorer.catalogue import Catalogue
from rls_sim.study.cell import brain_bench

CLOSING = 20  # seconds until a server that was asked to end is killed


@pytest.fixture(scope="session")
def chromium():
    """Where Chromium is."""
    return find_chromium()


@dataclass
class Served:
    """A running ``rls-sim explore``: its address, and a way to end it."""

    process: subprocess.Popen
    address: str = field(init=False)

    def __post_init__(self):
        self.address = self.process.stdout.readline().split()[-1].rstrip("/") + "/"

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(CLOSING)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


def serve():
    words = [sys.executable, "-m", "rls_sim", "explore", "--no-browser", "--port", "0"]
    return Served(subprocess.Popen(words, stdout=subprocess.PIPE, text=True))


@pytest.fixture(scope="session")
def served():
    """The explorer's server, one for all tests that leave it running."""
    running = serve()
    yield running
    running.end()


@pytest.fixture
def served_alone():
    """A server for one test, which may end it."""
    running = serve()
    yield running
    running.end()


@pytest.fixture(scope="session")
def server_address(served):
    return served.address


@pytest.fixture(scope="session")
def static_address(tmp_path_factory):
    """The explorer as one file."""
    path = tmp_path_factory.mktemp("static") / "explorer.html"
    words = [sys.executable, "-m", "rls_sim", "explore", "--static", str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=300)
    return path.as_uri()


@pytest.fixture(params=["server", "static"])
def address(request):
    """Where the explorer is: from its server, and as a file."""
    return request.getfixturevalue(f"{request.param}_address")


@pytest.fixture
def visit(browser):
    """Open an explorer; at the end no page may have erred or asked anything of anybody else."""
    opened = []

    def visit(address, view="", **context):
        explorer = Explorer(browser, address, view, **context)
        opened.append(explorer)
        return explorer

    yield visit
    for explorer in opened:
        explorer.close()
    troubles = [trouble for explorer in opened for trouble in explorer.troubles]
    assert troubles == []


@pytest.fixture
def explorer(address, visit):
    """The explorer of a healthy cell, its first day drawn."""
    return visit(address)


@pytest.fixture(scope="session")
def server():
    """A server that is asked over sockets, without a browser."""
    with exploring("--port", "0") as running:
        yield running


@pytest.fixture(scope="session")
def bench():
    return brain_bench()


@pytest.fixture(scope="session")
def catalogue(bench):
    return Catalogue(bench).document
