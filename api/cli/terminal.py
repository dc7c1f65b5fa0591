"""How the command line speaks: quiet colours, clean text, errors as sentences, JSON on request.

Colours are off when the output is no terminal or `NO_COLOR` is set; nothing here asks a question.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from rich.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

NO = 1
WRONG = 2
WIDEST = 100
THEME = Theme(
    {
        "title": "bold",
        "soft": "dim",
        "now": "bold cyan",
        "done": "cyan",
        "ahead": "dim",
        "met": "green",
        "missing": "yellow",
        "unknown": "blue",
        "late": "bold red",
        "wrong": "bold red",
        "code": "cyan",
    },
    inherit=True,
)
# Control characters could move the cursor, recolour or rename the terminal; the others turn the direction of a text.
UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
RAW_CONTROL = re.compile("[\x7f-\x9f]")


@dataclass(slots=True)
class Unanswered(Exception):
    """A command that could not say yes: a sentence, lines that help, and the exit code (1 no, 2 wrong use)."""

    sentence: str
    code: int = WRONG
    help: list[str] = field(default_factory=list)


def console(*, stderr: bool = False) -> Console:
    """Return the console for what was asked, or for what went wrong; lines stay within 100 columns."""
    made = Console(stderr=stderr, theme=THEME, highlight=False, markup=False, emoji=False)
    made.width = min(made.width, WIDEST)
    return made


def cleaned(value: Any) -> Any:
    """Return data with every text in it made safe for a terminal: no control characters, no turned direction."""
    if isinstance(value, str):
        return UNCLEAN.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {key: cleaned(item) for key, item in value.items()}
    return [cleaned(item) for item in value] if isinstance(value, list) else value


def say_json(value: object, *, on_one_line: bool = False) -> None:
    """Write JSON to standard output, readable by people unless it is one line of many."""
    text = json.dumps(value, ensure_ascii=False, indent=None if on_one_line else 2, default=_as_json)
    sys.stdout.write(RAW_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def complain(sentence: str, advice: Iterable[str] = ()) -> None:
    """Say on standard error what is the matter, and what helps."""
    err = console(stderr=True)
    err.print(Text.assemble(("sluis: ", "wrong"), cleaned(sentence)))
    for line in advice:
        err.print(Padding(Text(cleaned(line), style="soft"), (0, 0, 0, 2)))


def indented(what: RenderableType, by: int = 2) -> Padding:
    """Set something in from the left, on every line that it takes."""
    return Padding(what, (0, 0, 0, by), expand=False)


def _as_json(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
