"""The templates of our pages. What stands in a value is a text, and nothing else."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

FOLDER = Path(__file__).parent / "templates"
PAGES = Environment(loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(default=True), auto_reload=False)
