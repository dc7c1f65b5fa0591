"""What the templates of pages are made of: every element and attribute that one of them spells out.

A page shows some of it to few people at few moments (a field for a number, say), so that those who look where all texts
are harmless need not come across it.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import api

TEMPLATES = Path(api.__file__).parent / "templates"
OF_THE_TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
SHOWN = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words.add(tag)
        self.words.update(f"{tag} {name}" for name, _ in attrs)


@cache
def spelt_out() -> frozenset[str]:
    """Return every element of the templates, and every attribute after the element that has it.

    But for `style`, which only the file of a report has: in a page it would be a stranger.
    """
    reader = _Reader()
    for path in sorted(TEMPLATES.glob("*.html")):
        reader.feed(OF_THE_TEMPLATE.sub(_left, path.read_text(encoding="utf-8")))
    return frozenset(reader.words - {"style"})


def _left(found: re.Match[str]) -> str:
    """Return what is left of a value that is shown, which may be a name or a part of one; of the rest, a space."""
    return "x" if SHOWN.fullmatch(found.group()) else " "
