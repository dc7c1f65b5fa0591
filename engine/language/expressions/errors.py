"""What is said about a condition that cannot be read: the complaint and its place in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import SluisError
from engine.language.diagnostics import listed, meant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.language.codes import OfCondition


class ExpressionError(SluisError):
    """A text that is no condition here: what was found and what is allowed.

    `start` and `end` are offsets in the text, counted in characters from 0, `end` not included. `code` tells a slip of
    writing from a name that is not there and from values that do not go together.
    """

    def __init__(self, message: str, start: int, end: int, code: OfCondition = "condition-type") -> None:
        self.message, self.start, self.end = message, start, end
        self.code: OfCondition = code
        super().__init__(message)


def known(found: str, names: Iterable[str], heading: str = "Known here") -> str:
    """Return how a complaint about an unknown name goes on: the name that was probably meant, and all there are."""
    names = list(names)
    advice = meant(found, names)
    return f"{f'; {advice}' if advice else '.'} {heading}: {listed(names)}" if names else ""
