"""How the documentation is built: `nox -s docs`."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "netcore"
author = "The netcore authors"
copyright = "2026, The netcore authors"
version = release = version_of("netcore-outreach")

extensions = ["myst_parser", "sphinx.ext.autodoc", "generated_reference"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist", "attrs_block"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_ext", "reference/generated/moves.md", "reference/generated/checks.md"]
nitpicky = False
default_role = "code"  # our docstrings mark names with single backticks

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "undoc-members": False, "show-inheritance": True}
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = f"netcore {release}"
html_static_path = ["_static"]
html_show_copyright = False
html_theme_options = {"navigation_with_keys": True}
