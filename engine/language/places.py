"""Where a character of a YAML text stood in the file: its folding, indentation and escapes are read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.diagnostics import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

QUOTES, BLOCKS = frozenset("'\""), frozenset("|>")
_PLAIN = re.compile(r"\S")
_SINGLE = re.compile(r"''|\S")
_DOUBLE = re.compile(r"\\(?:x\w{2}|u\w{4}|U\w{8}|\r?\n|.)|\S")
_CODE = re.compile(r"\\[xuU](\w+)")
_BLANK = frozenset(f"\\{letter}" for letter in "ntvfrNLP_ \t\r\n") | {"\\\r\n"}


@dataclass(frozen=True, slots=True)
class Span:
    """A scalar in the file: its text as it means, and as it stands there from `start` on."""

    value: str
    raw: str
    style: str
    start: Position

    def place(self, offset: int) -> Position:
        """Return where the character at `offset` of the text stands; at its end, where it would go on."""
        before = _count(self.value[:offset])
        marks = list(self._marks(before + 1))
        if self.value[offset : offset + 1].strip() and len(marks) > before:
            return self._position(marks[before][0])
        return self._position(marks[before - 1][1] if 0 < before <= len(marks) else self._head())

    def _marks(self, most: int) -> Iterator[tuple[int, int]]:
        """Yield the beginning and end, in `raw`, of each character of the text that is no white space."""
        pattern = {"'": _SINGLE, '"': _DOUBLE}.get(self.style, _PLAIN)
        end = len(self.raw) - (self.style in QUOTES)
        for match in pattern.finditer(self.raw, self._head(), end):
            if most and not _is_blank(match[0]):
                most -= 1
                yield match.span()

    def _head(self) -> int:
        """Return where the text begins: behind its quote, or below the line of its `|` or `>`."""
        if self.style in BLOCKS:
            return self.raw.find("\n") + 1
        return 1 if self.style in QUOTES else 0

    def _position(self, at: int) -> Position:
        lines = self.raw.count("\n", 0, at)
        if not lines:
            return Position(self.start.line, self.start.column + at)
        return Position(self.start.line + lines, at - self.raw.rfind("\n", 0, at))


def _count(text: str) -> int:
    return sum(1 for character in text if not character.isspace())


def _is_blank(written: str) -> bool:
    code = _CODE.fullmatch(written)
    return chr(int(code[1], base=16)).isspace() if code else written in _BLANK
