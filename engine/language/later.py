"""Constructs that are read and checked but do not run in this release: publishing a method that uses one is refused.

Each line of `KEYS` goes when its construct runs; a method is never half obeyed.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from engine.language.declaration import (
    Declaration,
)
from engine.language.diagnostics import short
from engine.language.subjects import Subject
from engine.language.vocabulary import LATER_MEMBERS, LATER_THINGS
from engine.language.walk import key_of, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.declaration.base import Part
    from engine.language.expressions import Expression
    from engine.language.source import Path

KEYS: dict[type[Part], frozenset[str]] = {
    Declaration: frozenset({"parent", "returns"}),
}
THEREFORE = "the method cannot be published with it"


def constructs_for_later(checker: Checker) -> None:
    """Complain, with code "later", about each construct that this release does not run."""
    seen: set[tuple[Path, str]] = set()
    for place, what in chain(_declared(checker), _expressed(checker)):
        if (place, what) not in seen:
            seen.add((place, what))
            message = f"{what} is understood and checked, but does not run in this release: {THEREFORE}"
            checker.complain_at_key(place, message, "later")


def _declared(checker: Checker) -> Iterator[tuple[Path, str]]:
    for path, part in checker.parts:
        yield from _keys(part, path)
        yield from _values(part, path)


def _keys(part: Part, path: Path) -> Iterator[tuple[Path, str]]:
    for name in sorted(KEYS.get(type(part), frozenset()) & part.model_fields_set):
        if getattr(part, name) is not False:
            key = key_of(part, name)
            yield (*path, key), f"'{key}'"


def _values(part: Part, path: Path) -> Iterator[tuple[Path, str]]:
    for place, value in values(part, path):
        match value:
            case (Subject(), *_) if any(one.of_parent for one in value if isinstance(one, Subject)):
                yield place, "a subject of the parent"
            case _:
                pass


def _expressed(checker: Checker) -> Iterator[tuple[Path, str]]:
    for place, expression in checker.expressions:
        for what in _in_expression(expression):
            yield place, what


def _in_expression(expression: Expression) -> Iterator[str]:
    where = f'in the condition "{short(expression.text)}"'
    for thing, member in sorted(expression.typed.uses):
        kind = thing.partition(":")[0]
        if kind in LATER_THINGS:
            yield f"reading {LATER_THINGS[kind]} {where}"
        elif member in LATER_MEMBERS and kind in ("record", "decision", "list"):
            yield f"'.{member}' {where}"
