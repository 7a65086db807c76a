"""Bad input: exit code 3, one line that says what, where and what was perhaps meant."""

import pytest

BAD = [
    (["cycle", "-s", "receptor_densty=0.4"], ["receptor_densty", "neuron.receptor_density"]),
    (["cycle", "-s", "receptor_density=8uM"], ["receptor_density=8uM", "the command line"]),
    (["cycle", "-s", "receptor_density=99"], ["neuron.receptor_density = 99", "outside 0 to "]),
    (["cycle", "-s", "receptor_density"], ["NAME=VALUE"]),
    (["cycle", "-s", "receptor_density=much"], ["'much' is not a number"]),
    (["cycle", "--lesion", "receptor_sinthesis:0.3"], ["Did you mean receptor_synthesis"]),
    (["cycle", "--lesion", "receptor_synthesis:9"], ["size 9 lies outside"]),
    (["cycle", "--lesion", "missing.toml"], ["missing.toml: there is no such file"]),
    (["cycle", "--plot", "day.gif"], [".png, .svg or .pdf"]),
    (["cycle", "--csv", "/dev/null/day.csv"], ["Cannot write into", "another place with --csv"]),
    (["cycle", "--plot", "/dev/null/day.svg"], ["another place with --plot"]),
    (["run", "-o", "/dev/null/run.csv"], ["another place with -o/--out"]),
    (["plot", ".", "--save", "/dev/null/day.svg"], ["another place with --save"]),
    (["run", "--dose", "labile_irn=1umol@d1"], ["labile_irn", "neuron.labile_iron"]),
    (["run", "--dose", "labile_iron=1furlong@d1"], ["furlong"]),
    (["run", "--dose", "labile_iron=1umol@d9"], ["within the 3 days of the run"]),
    (["run", "--dose", "labile_iron:1umol"], ["NAME=AMOUNT@d1"]),
    (["run", "--dose", "extracellular_dopamine=-1umol@d1"], ["less than nothing"]),
    (["run", "--at", "25:00"], ["--at 25:00", "HH:MM"]),
    (["run", "--every", "0h"], ["--every 0h", "30min"]),
    (["run", "--days", "-1"], ["--days -1"]),
    (["run", "--outputs", "labile_irn"], ["labile_irn", "neuron.labile_iron"]),
    (["sweep"], ["nothing varies"]),
    (["sweep", "missing.toml"], ["missing.toml: there is no such file"]),
    (["sweep", "-p", "receptor_density=log:0:2:5"], ["both ends above 0"]),
    (["sweep", "-p", "receptor_density=lin:2:1:5"], ["must rise"]),
    (["sweep", "-p", "receptor_density=1,2", "--outcome", "labil_iron"], ["labile_iron"]),
    (["sweep", "-p", "receptor_density=1,2", "--max-failed", "some"], ["--max-failed some"]),
    (["run", "--outputs", "labil_iron"], ["Did you mean neuron.labile_iron or"]),
    (["cycle", "-s", "ferroportin_densty=1"], ["Did you mean neuron.ferroportin_density or"]),
    (["show", "receptor_densty"], ["Did you mean", "neuron.receptor_density"]),
    (["model", "explain", "labil_iron"], ["Did you mean", "neuron.labile_iron"]),
    (["model", "diff", "healthy", "receptor_sinthesis"], ["receptor_synthesis"]),
    (["cite", "nowhere"], ["nowhere: there is no such folder"]),
]


@pytest.mark.parametrize(("words", "told"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_bad_input_is_one_line_that_helps(command, tmp_path, words, told):
    done = command(*words, cwd=tmp_path)

    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    for words_told in told:
        assert words_told in line
    assert list(tmp_path.iterdir()) == []


def test_every_problem_of_a_configuration_is_told_at_once(command, tmp_path):
    (tmp_path / "bad.toml").write_text(
        'titel = "x"\n[set]\nreceptor_densty = 1\nferroportin_density = "9 umol"\n'
        '[vary]\nreceptor_density = "log:0.1:99:4"\n'
    )
    done = command("sweep", "bad.toml", "--lesion", "nothing", cwd=tmp_path)

    assert done.returncode == 3
    head, *problems = done.stderr.splitlines()
    assert head == "error: 5 problems"
    assert [line.strip().split(": ")[0] for line in problems[:4]] == ["bad.toml"] * 4
    for told in ("title", "neuron.receptor_density", "9 umol", "outside 0 to ", "--lesion nothing"):
        assert any(told in line for line in problems)


def test_a_syntax_error_names_file_and_line(command, tmp_path):
    (tmp_path / "bad.toml").write_text('title = "x"\n[vary\n')
    done = command("sweep", "bad.toml", cwd=tmp_path)

    assert done.returncode == 3
    assert "bad.toml: is not TOML" in done.stderr
    assert "line 2" in done.stderr
