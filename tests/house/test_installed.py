"""The package that is tested is the one that is installed, not the files of the checkout."""

import json
from importlib.metadata import distribution
from pathlib import Path

from checkout import ROOT

import rls_sim


def test_what_is_installed_is_tested():
    installed = distribution("rls-sim")
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    editable = origin.get("dir_info", {}).get("editable", False)
    due = ROOT / "rls_sim" if editable else Path(str(installed.locate_file("rls_sim")))
    assert Path(rls_sim.__file__).parent == due.resolve()
