"""What is said about a method file: one complaint, its place and the way to mend it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import get_close_matches
from heapq import nlargest
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.language.codes import KINDS, Code, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_NAMES = 12
MOST_LOOKED_AT, MOST_COMPARED, MOST_COMPARED_LETTERS = 200, 10, 64
MOST_SHOWN = 60


class Position(NamedTuple):
    """A place in a text; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One complaint about a method file.

    `code` is stable and explained in docs/reference/checks.md; `kind` is the family it belongs to.
    """

    file: str
    line: int
    column: int
    message: str
    code: Code
    path: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message} [{self.code}]"

    @property
    def kind(self) -> Kind:
        """What sort of complaint this is: "leak" for what would tell people more than they may see, and so on."""
        return KINDS[self.code]


class Slip(ValueError):
    """What is wrong with a value: `at` is the path of the part that is meant, inside it.

    With `key` the complaint belongs to the key of that part rather than to what stands behind it.
    """

    def __init__(self, message: str, *at: str | int, key: bool = False) -> None:
        super().__init__(message)
        self.at, self.key = at, key


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Say which allowed name was probably meant, and what else there is: "; did you mean …? Allowed: …"."""
    names = sorted(allowed)
    advice = meant(found, names)
    return f"{f'; {advice}' if advice else '.'} {f'Allowed: {listed(names)}' if names else 'None is declared'}"


def meant(found: str, names: Sequence[str]) -> str:
    """Ask whether the likeliest of the names was meant: "did you mean …?", or nothing when none is like it."""
    close = closest(found, names)
    return f"did you mean '{close}'?" if close else ""


def closest(found: str, names: Sequence[str]) -> str | None:
    """Return the name that looks most like what was found, if any. Of many, the likeliest are compared."""
    found = found[:MOST_COMPARED_LETTERS]
    if len(names) > MOST_LOOKED_AT:
        place = bisect_left(names, found)
        names = names[max(place - MOST_LOOKED_AT // 2, 0) : place + MOST_LOOKED_AT // 2]
    if len(names) > MOST_COMPARED:
        names = nlargest(MOST_COMPARED, names, key=lambda one: _alike(found, one))
    close = get_close_matches(found, names, n=1, cutoff=0.6)
    return close[0] if close else None


def listed(names: Iterable[str]) -> str:
    """Write names as one line, shortened when there are many."""
    known = list(names)
    more = f" and {len(known) - MOST_NAMES} more" if len(known) > MOST_NAMES else ""
    return ", ".join(short(name) for name in known[:MOST_NAMES]) + more


def short(text: str) -> str:
    """Return a text as a complaint may quote it: what is long is cut."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def shown(value: object) -> str:
    """Say what was found, as the author of a file would."""
    match value:
        case dict():
            return f"a mapping with {listed(str(key) for key in value)}" if value else "an empty mapping"
        case list() | tuple():
            return f"a list of {len(value)}" if value else "an empty list"
        case str():
            return f"'{short(value)}'"
        case bool():
            return "true" if value else "false"
        case _:
            return short(str(value))


def _alike(one: str, other: str) -> int:
    """Count the letters that two names share at their beginnings and at their ends."""
    return _begin_alike(one, other) + _begin_alike(one[::-1], other[::-1])


def _begin_alike(one: str, other: str) -> int:
    for place, (letter, another) in enumerate(zip(one, other, strict=False)):
        if letter != another:
            return place
    return min(len(one), len(other))
