"""What is said about a method file: one complaint, its place and the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NAMES = 12


class Position(NamedTuple):
    """A place in a text; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One complaint about a method file.

    `code` is stable: "yaml", "shape", "name", "type", "text", "structure", or "later" for a construct that this
    release reads and checks but does not run yet.
    """

    file: str
    line: int
    column: int
    message: str
    code: str
    path: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}"


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Say which allowed name was probably meant, and what else there is: "; did you mean …? Allowed: …"."""
    names = sorted(allowed)
    close = get_close_matches(found, names, n=1, cutoff=0.6)
    meant = f"; did you mean '{close[0]}'?" if close else "."
    return f"{meant} Allowed: {listed(names)}" if names else f"{meant} None is declared"


def listed(names: Iterable[str]) -> str:
    """Write names as one line, shortened when there are many."""
    known = list(names)
    more = f" and {len(known) - MOST_NAMES} more" if len(known) > MOST_NAMES else ""
    return ", ".join(known[:MOST_NAMES]) + more
