"""How `python -m sphinx docs site` builds the pages; nothing in them comes from another host."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

from rls_sim import __version__

project = "rls_sim"
author = "the authors of rls_sim"
project_copyright = author
version = release = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "house"]
exclude_patterns = ["_static"]
smartquotes = False  # which would make one dash of the two of --json
nitpicky = True
nitpick_ignore_regex = [
    # Described elsewhere, which a build without a network cannot look up.
    ("py:class", r"(collections\.abc|os|pathlib|tempfile|numpy|pd|xr)\..+"),
    ("py:class", r"Figure"),
    # Types of the package that a result has and nobody has to name.
    ("py:class", r"rls_sim\.(numerics|study|clinic)\..+"),
]

myst_enable_extensions = ["attrs_inline"]
myst_fence_as_directive = {"math"}
myst_heading_anchors = 4
nb_execution_raise_on_error = True
nb_execution_timeout = 300  # seconds a cell, on a machine that may be busy

autodoc_default_options = {"exclude-members": "__init__, __new__"}
autodoc_class_signature = "separated"  # classes are met, not made: functions give them
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autosummary_generate = False
default_role = "autolink"  # `rls_sim.cycle` in a docstring leads there
python_display_short_literal_types = True
python_maximum_signature_line_length = 80

html_theme = "furo"
html_title = f"rls_sim {version}"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_js_files = ["house.js"]
html_show_search_summary = False  # which would fetch pages: browsers forbid it in files
html_copy_source = False
