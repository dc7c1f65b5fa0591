"""The templates of our pages. What stands in a value is a text, and nothing else."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

FOLDER = Path(__file__).parent / "templates"


def shown(value: object) -> object:
    """Return a value as a page can show it: a browser leaves out a NUL, and nobody would see that it is there."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) and "\0" in value else value


PAGES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(default=True), auto_reload=False, finalize=shown
)
