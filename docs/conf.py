"""How Sphinx builds the documentation: `make docs`. The pages are read where they stand, and their links as they are.

The folder of sources is the repository, so that links between README, docs and methods hold here as in a browser that
shows the repository.
"""

from pygments.lexers.python import PythonLexer
from sphinx.application import Sphinx

project = "Sluis"
author = "Sluis"
copyright = ""  # noqa: A001  # the name is Sphinx's
language = "en"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/**.md",
    "methods/*/README.md",
    "tests/methods/*.md",
]
exclude_patterns = [".*", "build", "api", "engine", "tests/methods/*/**"]
myst_heading_anchors = 4
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # an answer that is shown cut short is no whole JSON
html_theme = "furo"
html_title = "Sluis"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False


def setup(app: Sphinx) -> None:
    """Let conditions be read as what they resemble."""
    app.add_lexer("cel", PythonLexer)
