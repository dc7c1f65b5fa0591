"""Constructs that are read and checked but do not run in this release: publishing a method that uses one is refused.

Each line of `KEYS` goes when its construct runs; a method is never half obeyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.declaration import (
    Declaration,
)
from engine.language.walk import key_of

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.declaration.base import Part

KEYS: dict[type[Part], frozenset[str]] = {
    Declaration: frozenset({"returns"}),
}
THEREFORE = "the method cannot be published with it"


def constructs_for_later(checker: Checker) -> None:
    """Complain, with code "later", about each construct that this release does not run."""
    for path, part in checker.parts:
        for name in sorted(KEYS.get(type(part), frozenset()) & part.model_fields_set):
            key = key_of(part, name)
            message = f"'{key}' is understood and checked, but does not run in this release: {THEREFORE}"
            checker.complain_at_key((*path, key), message, "later")
