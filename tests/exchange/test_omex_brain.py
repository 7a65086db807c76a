"""The archive runs in the programs of others, and its days are ours."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from rls_sim.errors import FolderMismatchError, InputError
from rls_sim.exchange.names import identifier
from rls_sim.exchange.omex import METADATA, Member, omex_bytes
from rls_sim.exchange.omex_check import check_omex
from rls_sim.study import omex_archive
from rls_sim.study.cell import brain_bench, solve_cell
from rls_sim.study.config import Request, load_plan, make_cell
from rls_sim.study.omex_archive import A_DAY, cell_archive, require_own
from rls_sim.verification.simulators import locale_kept

BY_OTHERS = Path(__file__).with_name("archive_by_others.py")
LESION = ("receptor_synthesis:0.3",)
VARY = ("receptor_density=0.1,0.5", "brain_oxygen=0.8x,1x")
# CVODE and LSODA integrate a day at 1e-10; the orbit is resolved to 1e-9. Due are 1e-5.
AGREES = 1e-7
HOURS = np.array([0.0, 6.0, 15.0, 24.0])


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


@pytest.fixture(scope="module")
def cell(bench):
    return make_cell(bench, Request(lesions=LESION))


@pytest.fixture(scope="module")
def plan(bench):
    pairs = ("receptor_density,brain_oxygen",)
    return load_plan(bench, None, Request(lesions=LESION, variations=VARY, zips=pairs))


@pytest.fixture(scope="module")
def archive(bench, cell, plan, tmp_path_factory):
    path = tmp_path_factory.mktemp("omex") / "brain.omex"
    path.write_bytes(cell_archive(cell, bench, plan)[0])
    return path


def member(path, name):
    with zipfile.ZipFile(path) as kept:
        return kept.read(name).decode()


@locale_kept()
def test_copasi_opens_the_archive_and_its_day_is_ours(archive, bench, cell):
    cycle, _ = solve_cell(cell, bench).require()
    import COPASI

    model = COPASI.CRootContainer.addDatamodel()
    assert model.openCombineArchive(str(archive))
    task = model.getTask("Time-Course")
    assert task.isScheduled()  # by the SED-ML that comes first
    assert task.getProblem().getDuration() == A_DAY.end
    assert task.process(True)
    series = task.getTimeSeries()
    assert series.getRecordedSteps() == A_DAY.steps + 1
    column = {series.getSBMLId(i, model): i for i in range(series.getNumVariables())}
    steps = np.round(HOURS * A_DAY.steps / A_DAY.end).astype(int)
    due = cycle.at(HOURS)
    for name, expected in zip(bench.model.species_names, due, strict=True):
        found = [series.getConcentrationData(int(s), column[identifier(name)]) for s in steps]
        np.testing.assert_allclose(found, expected, rtol=AGREES, err_msg=name)
    assert model.getPlotDefinitionList().size() == len(bench.followed)
    COPASI.CRootContainer.removeDatamodel(model)


def read_by_others(what, path):
    """What libSEDML and libCombine make of an archive, in a process of their own: their classes
    take the place of libSBML's."""
    command = [sys.executable, "-W", "ignore", BY_OTHERS, what, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_cell_of_the_sweep_repeats_its_own_day(archive, bench, plan):
    shown, days = read_by_others("sweep", archive)
    assert len(days) == plan.size == 2
    assert shown[:2] == ["neuron_receptor_density", "brain_oxygen"]
    for setting, found in zip(plan.settings(), days, strict=True):
        cycle, day = solve_cell(plan.cell(setting), bench).require()
        of = dict(zip(shown, np.array(found).T, strict=True))
        states = dict(zip(map(identifier, bench.model.species_names), cycle.at(HOURS), strict=True))
        for name in set(shown) & set(states):
            np.testing.assert_allclose(of[name], states[name], rtol=AGREES, err_msg=name)
        parameters = plan.cell(setting).parameters
        for name in plan.names:
            assert set(of[identifier(name)]) == {parameters[name].canonical_value}
        at = [round(hour * 12) for hour in HOURS]
        np.testing.assert_allclose(of["function_reserve"], day["function_reserve"][at], rtol=1e-6)


def test_nothing_is_found_in_the_archive(archive):
    assert check_omex(archive) == []


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('modelReference="cell"', 'modelReference="self"', "modelReference 'self' is no id of it"),
        ('numberOfSteps="288"', 'numberOfSteps="many"', "numberOfSteps"),
        ("[@id='hepcidin']", "[@id='hepcidn']", "is nothing of the model"),
        ('source="model.xml"', 'source="modal.xml"', "there is no file modal.xml"),
    ],
)
def test_a_fault_would_be_found(archive, tmp_path, right, wrong, told):
    about = omex_archive.About("t", "d", "c", "2026-01-01", "https://spdx.org/licenses/MIT", ())
    text = member(archive, "day.sedml")
    assert right in text
    members = [
        Member("model.xml", "sbml", member(archive, "model.xml"), "m"),
        Member("day.sedml", "sedml", text.replace(right, wrong), "d"),
    ]
    (tmp_path / "broken.omex").write_bytes(omex_bytes(members, about))
    found = check_omex(tmp_path / "broken.omex")
    assert found[0] == "no file of it is the one to run first"
    assert any(line.startswith("./day.sedml: ") and told in line for line in found[1:]), found


def test_what_is_no_archive_is_told(tmp_path):
    (tmp_path / "none.omex").write_text("no archive")
    assert check_omex(tmp_path / "none.omex") == ["libCombine cannot read the archive"]


def test_the_manifest_and_the_metadata_say_what_it_is(archive, bench):
    about = read_by_others("about", archive)
    assert about["master"] == "./day.sedml"
    assert "no medical advice" in about["description"]
    assert about["created"] == f"{omex_archive.CREATED}T00:00:00Z"
    assert about["creators"] == 1
    tree = ElementTree.fromstring(member(archive, METADATA))
    texts = {e.tag.rpartition("}")[2]: e for e in tree.iter()}
    assert bench.model.name in next(e.text for e in tree.iter() if e.tag.endswith("}title"))
    assert "MIT" in str(texts["license"].attrib)
    papers = [e for e in tree.iter() if e.tag.endswith("isDescribedBy")]
    assert len(papers) >= 20
    assert all("https://identifiers.org/" in str(paper.attrib) for paper in papers)


def test_the_same_input_gives_the_same_bytes(archive, bench, cell, plan, monkeypatch):
    assert cell_archive(cell, bench, plan)[0] == archive.read_bytes()
    with zipfile.ZipFile(archive) as kept:
        assert {entry.date_time for entry in kept.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert kept.testzip() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    dated, _ = cell_archive(cell, bench, None)
    assert "2001-09-09T00:00:00Z" in member(io.BytesIO(dated), METADATA)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH: 'yesterday' is no whole number"):
        cell_archive(cell, bench, None)


def test_only_archives_of_ours_are_replaced(archive, tmp_path):
    require_own(archive)
    require_own(tmp_path / "new.omex")
    stranger = tmp_path / "stranger.omex"
    for content in (b"a thesis", omex_bytes([], omex_archive.About("a", "b", "c", "d", "e", ()))):
        stranger.write_bytes(content)
        with pytest.raises(FolderMismatchError, match="left as it was"):
            require_own(stranger)
        assert stranger.read_bytes() == content


def test_a_sweep_too_large_for_an_archive_is_refused(bench, cell):
    plan = load_plan(bench, None, Request(variations=("receptor_density=lin:0.1:1:501",)))
    with pytest.raises(InputError, match="has 501 cells, and an archive holds at most 500"):
        cell_archive(cell, bench, plan)
