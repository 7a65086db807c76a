"""What the documents say is so: commands run, links lead somewhere, pages and numbers are fresh."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import ROOT, short
from pages import DOCUMENTS, commands_of, files_of, python_of, text_of, told_by

from rls_sim.biology.brain import build_model
from rls_sim.cli.command import HouseGroup
from rls_sim.cli.main import commands as command_line
from rls_sim.quantities.parameter import Evidence

OF_CI = re.compile(r"python -m (pip|pytest)\b")  # .ci/run runs these, in an environment of its own
SERVES = re.compile(r"rls-sim explore\b(?!.*--static)")
INTERRUPTED = 130
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
CRITICAL = re.compile(r"^  (\w+) +(?:below|from|above) +(.+)$", re.MULTILINE)


def examples(command):
    """Every example that a help text gives."""
    inner = command.commands.values() if isinstance(command, HouseGroup) else ()
    return [*command.examples, *(line for entry in inner for line in examples(entry))]


def commands():
    """Every command of the documents' code blocks and of the help texts, once each, in order."""
    found = [command for path in DOCUMENTS for command in commands_of(path)]
    found += examples(command_line)
    return [command for command in dict.fromkeys(found) if not OF_CI.match(command)]


def run(command, folder):
    """Run a command line as a reader would, in a process of its own."""
    here = str(Path(sys.executable).parent)
    without = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")  # no window shall open
    environment = {name: value for name, value in os.environ.items() if name not in without}
    environment["PATH"] = here + os.pathsep + environment["PATH"]
    if SERVES.match(command):
        return serve(command, folder, environment)
    return subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True
    )


def serve(command, folder, environment):
    """Run what answers until it is interrupted: that it does both is success."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = subprocess.Popen(shlex.split(command), cwd=folder, env=environment, **pipes)
    address = running.stdout.readline().strip()
    running.send_signal(signal.SIGINT)
    out, told = running.communicate(timeout=60)
    good = address.startswith("http://127.0.0.1:") and running.returncode == INTERRUPTED
    return subprocess.CompletedProcess(command, 0 if good else 1, address + out, told)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Every command with what it answered, run in order in one folder that has the configs."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "configs", folder / "configs")
    for path in (folder / "configs").glob("*.toml"):
        # As many cells as show that it runs; .ci/run runs the main job as it is.
        path.write_text(re.sub(r"((?:lin|log):[^:\"]+:[^:\"]+):\d+", r"\1:5", text_of(path)))
    for path in DOCUMENTS:
        for name, content in files_of(path).items():
            assert not (folder / name).exists() or text_of(folder / name) == content, name
            (folder / name).write_text(content, "utf-8")
    answers = {command: run(command, folder) for command in commands()}
    return answers | {path: run_python(path, folder) for path in DOCUMENTS if python_of(path)}


def run_python(path, folder):
    """Run the Python of a document as one program, where its commands were run before."""
    program = folder / f"{path.stem}_page.py"
    program.write_text(python_of(path), "utf-8")
    return subprocess.run(
        [sys.executable, program.name], cwd=folder, capture_output=True, text=True
    )


def test_the_readme_has_the_two_commands_and_more():
    lines = text_of(ROOT / "README.md").splitlines()
    assert "python -m pip install . && rls-sim sweep configs/receptor_density.toml" in lines
    assert "python -m pip install '.[test]' && python -m pytest" in lines
    assert "rls-sim sweep configs/receptor_density.toml" in commands()
    assert len(commands()) > 3


def test_every_command_of_the_documents_runs(done):
    failed = {c: answer.stderr[-500:] for c, answer in done.items() if answer.returncode}
    assert not failed
    assert ROOT / "docs" / "data.md" in done  # and every piece of Python


def test_every_file_that_a_document_has_its_reader_write_is_used():
    unused = [
        f"{short(path)}: {name}"
        for path in DOCUMENTS
        for name in files_of(path)
        if not any(name in command for command in commands_of(path))
        and not (ROOT / name).exists()  # one that is shipped, shown as it is
    ]
    assert not unused


@pytest.mark.parametrize("told", [t for p in DOCUMENTS for t in told_by(p)], ids=str)
def test_what_a_document_says_is_printed_is_printed(done, told):
    printed = done[told.command].stdout
    assert told.is_of(printed), f"{told.page}: {told.command} prints\n{printed}"


def test_the_critical_values_of_the_readme_are_those_of_the_model(done):
    def values(text):
        return {
            state: [float(number) for number in re.findall(r"\d*\.\d+", numbers.split("±")[0])]
            for state, numbers in CRITICAL.findall(text)
        }

    printed = values(done["rls-sim sweep configs/receptor_density.toml"].stdout)
    written = values(text_of(ROOT / "README.md"))
    assert {"dying", "functional"} <= set(printed)
    # Bracketed to a millionth, from other neighbours; between two states printed to four digits.
    assert written == {
        state: pytest.approx(numbers, rel=1e-5) for state, numbers in printed.items()
    }


def test_the_readme_does_not_make_little_of_what_is_assumed():
    said = "More than half of the parameters that are not 1 or 0 by definition are assumed"
    assert said in " ".join(text_of(ROOT / "README.md").split())
    doubtful = [p for p in build_model().parameters.values() if "by definition" not in p.note]
    assumed = [p for p in doubtful if p.evidence == Evidence.ASSUMED]
    assert 0.5 < len(assumed) / len(doubtful) < 0.65


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_links_between_documents_lead_somewhere(path):
    broken = []
    for link in LINK.findall(text_of(path)):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        file = (path.parent / target) if target else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    assert not broken


def anchors(path):
    """Where a link may lead inside a document: its headings, and the marks set by hand."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    words = [re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings]
    return {word.replace(" ", "-") for word in words} | set(
        re.findall(r'<a id="([^"]+)">', text_of(path))
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_files_that_a_document_names_exist(path):
    named = {
        name
        for name in CODE.findall(text_of(path))
        if re.fullmatch(r"(rls_sim|tests|configs|docs|tools)/[\w./-]+", name)
    }
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_introduction_of_the_model_names_what_there_is():
    introduction = text_of(ROOT / "docs" / "model.md").partition("<!--")[0]
    model = build_model()
    known = {*model.species_names, *model.parameters, *(law.name for law in model.laws)}
    words = {name for name in CODE.findall(introduction) if re.fullmatch(r"[a-z]\w*_\w+", name)}
    assert "urge_threshold" in words
    assert {w for w in words if w not in known and f"{model.home}.{w}" not in known} == set()


WRITERS = (
    *("write_model_docs.py", "write_engine_docs.py", "write_evidence_docs.py"),
    *("write_cli_docs.py", "write_tutorial_picture.py"),
)


@pytest.mark.parametrize("tool", WRITERS)
def test_a_page_that_is_written_from_the_code_is_fresh(tool):
    answer = write(ROOT / "tools" / tool, "--check")
    assert answer.returncode == 0, answer.stderr


def write(tool, *options):
    """Run a tool that writes a page."""
    asked = [sys.executable, str(tool), *options]
    return subprocess.run(asked, cwd=tool.parents[1], capture_output=True, text=True)


def test_what_the_page_of_the_engine_shows_is_that_of_the_code(tmp_path):
    for folder in ("tools", "docs", "rls_sim"):
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=without)
    tool, page = tmp_path / "tools" / "write_engine_docs.py", tmp_path / "docs" / "engine.md"
    fresh = text_of(page)
    page.write_text(fresh.replace("= uptake", "= intake").replace("# The engine", "# Our engine"))
    assert "stale: engine.md" in write(tool, "--check").stderr
    assert write(tool).returncode == 0
    assert text_of(page) == fresh.replace("# The engine", "# Our engine")  # what is said stays
