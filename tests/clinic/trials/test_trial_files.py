"""Trials as files: what is shipped is whole, what is wrong is told by key and all at once."""

import json

import pytest
from small import TEXT, bench, conducted, library, load

from rls_sim.clinic.trials.arms import changed_arms
from rls_sim.clinic.trials.reading import shipped_trials
from rls_sim.clinic.trials.trial import Placebo
from rls_sim.errors import ConfigError, InputError, UnknownNameError


def trials():
    return shipped_trials(bench(), library())


def test_every_shipped_trial_can_be_read_and_has_published_rows():
    found = dict(trials())
    assert len(found) >= 20
    for trial in found.values():
        assert trial.published, trial.name
        assert trial.sources
        assert all(row.week in trial.visits for row in trial.published)
        assert trial.visits[-1] == trial.weeks


def test_what_iron_does_to_the_score_was_fitted_to_nothing():
    words = ("iron_carboxymaltose", "iron_sucrose", "oral_iron")
    for trial in trials().values():
        given = {one.treatment.name for arm in trial.arms for one in arm.regimen.given}
        if given & set(words):
            assert {row.use for row in trial.published} == {"held out"}, trial.name


def test_an_unknown_trial_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean cho2016"):
        trials().find("cho2106")


def test_every_problem_of_a_file_is_told_at_once_by_key(tmp_path):
    wrong = (
        TEXT.replace('lesion = "receptor_synthesis"', 'lesion = "receptor_synthesys"')
        .replace("scatter = 2.0", "scater = 2.0")
        .replace("pramipexole=0.5mg@20:00", "pramipexole=50mg@20:00")
        .replace('irls_score = ">= 15"', 'irls_scor = ">= 15"')
        .replace("week = 1\nvalue", "week = 7\nvalue")
        .replace("dropout = 0.4", "dropout = 1.4")
        .replace('use = "held out"', 'use = "hold out"')
        .replace('source = "silva2017"', 'source = "silva2071"')
    )
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, wrong)
    text = str(caught.value)
    for words in (
        "unknown key scater; did you mean scatter?",
        'patients.lesion = "receptor_synthesys"',
        "Did you mean receptor_synthesis",
        "50 mg lies outside 0 to 1.5 mg",
        "patients.include.irls_scor",
        "Did you mean irls_score",
        "published.1.week = 7: is no visit",
        "arms.pramipexole.dropout = 1.4: lies outside 0 to 0.95",
        'published.1.use = "hold out": is not one of fitted to, held out',
        "Did you mean silva2017",
    ):
        assert words in text, words
    assert all(line.startswith(str(tmp_path)) for line in text.splitlines())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('lesion = "receptor_synthesis"\n', "", "one of patients.lesion and patients.cohort"),
        ('irls_score = ">= 15"', 'irls_score = "about 15"', 'is not of the form ">= 15"'),
        ('lesion = "receptor', 'cohort = "nowhere"\n#', 'patients.cohort = "nowhere": there is no'),
        ("visits = [0.5, 1]", "visits = 1", "visits = 1: is not a list of weeks"),
        ("visits = [0.5, 1]", "visits = [2]", "visits = 2: lies outside"),
        ("weeks = 1\n", "", "weeks is missing"),
        ('against = "placebo"\n', "", "published.1.against is missing"),
        ('arm = "pramipexole"', 'arm = "pramipexol"', "Did you mean pramipexole"),
        ("low = -7.0", "low = -4.0", "published.1.value = -5.0: lies outside"),
        ("size = 40\n\n[arms.pram", "\n[arms.pram", "arms.placebo.size is missing"),
    ],
)  # fmt: skip
def test_a_problem_is_told(tmp_path, old, new, words):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, TEXT.replace(old, new))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("patients", "rule", "words"),
    [
        ('lesion = "receptor_synthesis"', 'age = ">= 18"', "a trait of a cohort's people"),
        ("cohort = {folder}", 'transferrin_saturation_peak = "<= 0.5"', "a cohort does not keep"),
        ("cohort = {folder}", 'agonist_binding = "< 0.5"', "allowed are the outcomes of rls-sim"),
    ],
)
def test_a_rule_that_such_patients_have_no_answer_to_is_refused(tmp_path, patients, rule, words):
    patients = patients.format(folder=json.dumps(str(tmp_path)))
    text = TEXT.replace('lesion = "receptor_synthesis"', patients)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text.replace('irls_score = ">= 15"', rule))
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / 'small.toml'}: patients.include.{rule}: ")
    assert words in told


def test_a_rule_of_a_cohort_is_refused_of_a_lesion_that_takes_its_place(tmp_path):
    text = TEXT.replace('lesion = "receptor_synthesis"', f"cohort = {json.dumps(str(tmp_path))}")
    trial = load(tmp_path, text.replace('irls_score = ">= 15"', 'age = ">= 18"'))
    with pytest.raises(InputError, match="the rule age >= 18: age is a trait of a cohort's"):
        conducted(trial.among("receptor_synthesis"))


def test_a_trial_of_no_length_is_refused(tmp_path):
    with pytest.raises(InputError, match="trial small: weeks = nan"):
        load(tmp_path).ending(float("nan"))


def test_a_shorter_trial_has_its_end_as_a_visit_and_loses_fewer(tmp_path):
    trial = load(tmp_path)
    short = trial.ending(0.5)
    assert short.visits == (0.5,)
    assert short.arm("pramipexole").dropout == pytest.approx(0.2)
    assert short.published == ()
    assert trial.ending(1).published == trial.published


def test_rows_of_arms_that_are_gone_go_too(tmp_path):
    trial = load(tmp_path)
    assert trial.with_arms((trial.arm("placebo"),)).published == ()


def test_arms_can_be_chosen_changed_and_added(tmp_path):
    trial = load(tmp_path)
    texts = ["pramipexole", "placebo=", "both=oral_iron=65mg@08:00/2d+pramipexole=0.25mg@20:00"]
    chosen, nothing, both = changed_arms(trial, texts, library())
    assert chosen is trial.arm("pramipexole")
    assert nothing.doses == ()
    assert both.size == trial.control.size
    assert [one.treatment.name for one in both.regimen.given] == ["oral_iron", "pramipexole"]


def test_every_problem_of_arms_is_told_at_once(tmp_path):
    with pytest.raises(ConfigError) as caught:
        changed_arms(load(tmp_path), ["pramipexol", "x=pramipexole=9mg@d0", "2 b=x"], library())
    text = str(caught.value)
    assert "Did you mean pramipexole" in text
    assert "lies outside" in text
    assert "is no name of an arm" in text


def test_the_response_to_a_placebo_grows_in_two_straight_lines():
    placebo = Placebo(-6.0, 1.0, 0.4, 12.0, "silva2017")
    assert placebo.course(0) == 0
    assert placebo.course(0.5) == pytest.approx(0.2)
    assert placebo.course(1) == pytest.approx(0.4)
    assert placebo.course(6.5) == pytest.approx(0.7)
    assert placebo.course(12) == placebo.course(30) == 1
