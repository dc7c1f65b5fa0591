"""How the command line speaks: quiet colours, clean text, errors as sentences, JSON on request.

Colours are off when the output is no terminal or `NO_COLOR` is set; nobody is asked anything elsewhere. Prose is
wrapped between words, on a terminal only; a line with a path, an address, an id or a command to copy is never broken.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from rich.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
WORD = re.compile(r"[^ ]+ *")
RAW_CONTROL = re.compile("[\x7f-\x9f]")


@dataclass(slots=True)
class Unanswered(Exception):
    """A command that could not say yes: a sentence, lines that help, and the exit code (1 no, 2 wrong use)."""

    sentence: str
    code: int = WRONG
    help: list[str] = field(default_factory=list)


def is_terminal() -> bool:
    """Tell whether somebody can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


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


def say_json(value: object, *, on_one_line: bool = False, to: TextIO | None = None) -> None:
    """Write JSON to standard output or a file, readable by people unless it is one line of many."""
    text = json.dumps(value, ensure_ascii=False, indent=None if on_one_line else 2, default=_as_json)
    (to or sys.stdout).write(RAW_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def say(out: Console, what: Text | str, *, by: int = 0, mark: Text | str = "") -> None:
    """Print prose, set in by some columns behind its mark: wrapped between words on a terminal, elsewhere one line."""
    before = Text.assemble(" " * by, mark)
    room = out.width - before.cell_len if out.file.isatty() else None
    paragraphs = Text.assemble(what).split("\n", allow_blank=True)
    for line in (line for paragraph in paragraphs for line in _wrapped(paragraph, room)):
        shown = Text.assemble(before, line)
        shown.rstrip()
        say_whole(out, shown)
        before = Text(" " * before.cell_len)


def say_whole(out: Console, what: Text | str, *, by: int = 0) -> None:
    """Print a line that holds something to copy: only the terminal itself breaks it, which copying does not see."""
    out.print(Text.assemble(" " * by, what), soft_wrap=True)


def complain(sentence: str, advice: Iterable[str] = ()) -> None:
    """Say on standard error what is the matter, and what helps."""
    err = console(stderr=True)
    say(err, cleaned(sentence), mark=Text("sluis: ", style="wrong"))
    for line in advice:
        say(err, Text(cleaned(line), style="soft"), by=2)


def _wrapped(line: Text, room: int | None) -> Iterable[Text]:
    """Break a line between words, so that none takes more than this room; a longer word stays whole."""
    return line.divide(_breaks(line.plain, room)) if room is not None and line.cell_len > room else [line]


def _breaks(text: str, room: int) -> Iterator[int]:
    taken = 0
    for word in WORD.finditer(text):
        if taken and taken + cell_len(word[0].rstrip()) > room:
            yield word.start()
            taken = 0
        taken += cell_len(word[0])


def _as_json(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
