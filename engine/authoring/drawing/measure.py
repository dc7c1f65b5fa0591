"""How wide text is, and how it breaks into lines. Never narrower than the usual fonts of browsers make it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category, combining, east_asian_width

from engine.authoring.drawing.widths import BOLD, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BOLD_FROM = 600
THOUSAND = 1_000
WIDEST = 1_300  # a character of which the fonts we measured know nothing: no font makes it much wider
WIDE = 1_050
SPACES = {ord(one): " " for one in "\t\n\r\v\f"}  # where text may break; no-break spaces hold words together
INVISIBLE = ("Mn", "Me", "Cf")
GLUE = "\N{NO-BREAK SPACE}"
TIED = re.compile(r"(?<![^\s(])(\d+(?:\.\d+)*[a-z]?) (?=\S)|(^\S+:) |(:) (?=\d)")


@dataclass(frozen=True, slots=True)
class Type:
    """How text looks: its size, weight and colour, and the class by which a style sheet repaints it."""

    size: int
    weight: int
    fill: str
    name: str


@dataclass(frozen=True, slots=True)
class Run:
    """Some text in one type."""

    text: str
    type: Type


Row = tuple[Run, ...]


@cache
def _table(*, bold: bool) -> dict[str, int]:
    """Return the widths by character, in thousandths of the size."""
    ranges = BOLD if bold else PLAIN
    return {chr(first + at): int(one) for first, told in ranges.items() for at, one in enumerate(told.split())}


def width_of(text: str, size: int, weight: int) -> int:
    """Return how wide a line of text may become, rounded up."""
    table = _table(bold=weight >= BOLD_FROM)
    thousandths = sum(table.get(one) or _unknown(one) for one in text)
    return -(-thousandths * size // THOUSAND)


def _unknown(character: str) -> int:
    if combining(character) or category(character) in INVISIBLE:
        return 0
    return WIDE if east_asian_width(character) in ("W", "F") and ord(character) < 0x1F000 else WIDEST  # noqa: PLR2004 - pictures begin there


def row_width(row: Sequence[Run]) -> int:
    """Return how wide a row is."""
    return sum(width_of(run.text, run.type.size, run.type.weight) for run in row)


def tied(text: str) -> str:
    """Return text of which no row ends in a number (`2 Explore`), or in the word before a colon (`By: Facilitator`)."""
    return TIED.sub(lambda found: f"{found[0][:-1]}{GLUE}", text)


def wrapped(runs: Sequence[Run], width: int) -> list[Row]:
    """Break text into rows that fit a width: between words, and inside what is tied or a word only where it must."""
    rows: list[list[Run]] = [[]]
    used = 0
    for run in runs:
        for word in filter(None, run.text.translate(SPACES).split(" ")):
            for piece in _pieces(word, run.type, width):
                wide = width_of(piece, run.type.size, run.type.weight)
                space = width_of(" ", run.type.size, run.type.weight) if rows[-1] else 0
                if rows[-1] and used + space + wide > width:
                    rows.append([])
                    used = space = 0
                _put(rows[-1], piece, run.type)
                used += space + wide
    return [tuple(row) for row in rows if row]


def _put(row: list[Run], piece: str, kind: Type) -> None:
    if row and row[-1].type == kind:
        row[-1] = Run(f"{row[-1].text} {piece}", kind)
    else:
        row.append(Run(f" {piece}" if row else piece, kind))


def _pieces(word: str, kind: Type, width: int) -> Iterator[str]:
    """Yield a word whole, or in pieces where it is wider than a row: first what is tied, then its letters."""
    if GLUE in word and width_of(word, kind.size, kind.weight) > width:
        for one in filter(None, word.split(GLUE)):
            yield from _pieces(one, kind, width)
        return
    piece = ""
    for character in word:
        if piece and width_of(piece + character, kind.size, kind.weight) > width:
            yield piece
            piece = ""
        piece += character
    yield piece
