"""Files of treatments: what a good one may say, and every fault of a bad one by key and value."""

import pytest
from bodies import bench

from rls_sim.clinic.regimen import read_given
from rls_sim.clinic.treatments import TreatmentLibrary, load_treatment
from rls_sim.errors import ConfigError

GOOD = """
title = "A tonic"
biology = "Iron in the gut."
source = []
evidence = "assumed"
route = "mouth"

[dose]
meaning = "iron in one spoon"
default = 10
range = [0, 20]
unit = "mg"
molar_mass = 55.845
usual = "08:00/daily"
into = "iron_in_gut"
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "tonic.toml"
        path.write_text(text)
        return path

    return write


def test_a_file_of_the_users_own_is_given_by_its_path(written):
    path = written(GOOD)
    library = TreatmentLibrary([], bench().model)
    read = read_given(f"{path}=10mg@08:00/daily", library)
    assert read.treatment.title == "A tonic"
    assert read.events(24.0, bench().healthy)[0].amount == pytest.approx(1e4 / 55.845)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('route = "mouth"', 'route = "moth"', "is not one of mouth"),
        ('into = "iron_in_gut"', 'into = "iron_in_gutt"', "Did you mean iron_in_gut"),
        ('into = "iron_in_gut"', "", "says nothing of what a dose does"),
        ('into = "iron_in_gut"', 'into = "iron_in_gut"\nrelease = "x"', "into and release"),
        ("range = [0, 20]", "range = [20, 0]", "lowest, highest"),
        ("default = 10", "default = 30", "30"),
        ("meaning", "meening", "did you mean dose.meaning"),
        ('evidence = "assumed"', 'evidence = "measured"', "needs a source"),
        ("source = []", 'source = ["moretti2016"]', "Did you mean moretti2015"),
        ('unit = "mg"', 'unit = "mL"', "mL"),
        ('usual = "08:00/daily"', 'at = "8 pm"\nusual = "x"', "not a time of day"),
    ],
)
def test_a_fault_is_told_with_the_file_and_the_key(written, old, new, words):
    path = written(GOOD.replace(old, new))
    with pytest.raises(ConfigError, match=words) as refused:
        load_treatment(path, bench().model)
    assert str(path) in str(refused.value)


def test_a_change_beyond_a_parameters_range_is_told(written):
    text = GOOD.replace('into = "iron_in_gut"', "").replace(
        'unit = "mg"\nmolar_mass = 55.845\n', ""
    )
    path = written(text + '\n[change]\n"blood_loss" = "size x"\ndietary_iron = "+size"\n')
    load_treatment(path, bench().model)
    path = written(text.replace("[0, 20]", "[0, 2000]") + '\n[change]\ndietary_iron = "+size"\n')
    with pytest.raises(ConfigError, match="outside"):
        load_treatment(path, bench().model)
