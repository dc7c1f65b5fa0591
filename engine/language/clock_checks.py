"""Clocks, and what moves let lapse, that would tell people what they may not see: when something comes is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.declaration import DecisionType, Phase, RecordType
from engine.language.declaration.phases import Later, Move, Root
from engine.language.expressions.types import ListOf
from engine.language.sights import hidden_in, seen_by_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.codes import Code
    from engine.language.declaration.base import Part
    from engine.language.expressions import Expression
    from engine.language.source import Path

TOLD: dict[type[Part], tuple[str, ...]] = {
    Root: ("term",),
    Phase: ("term",),
    Move: ("at",),
    Later: ("after",),
    DecisionType: ("open_for", "ratify_within"),
    RecordType: ("expires", "every"),
}


def check_clocks(checker: Checker) -> None:
    """Complain about each clock, and each condition on what lapses, that reads what fewer may see than learn of it.

    A record or decision may read itself: whoever knows of it is told when it expires or closes.
    """
    for path, key in _clocks(checker):
        for place, expression in checker.inside.get((*path, key), ()):
            own = str(path[1]) if path[:1] in (("records",), ("decisions",)) else ""
            _complain(checker, place, expression, own, f"when '{key}' comes is told", "leak-clock")
    for name, record in checker.declared.records.items():
        _last_day(checker, name, record)
    for path, part in checker.parts:
        if isinstance(part, Move) and part.lapses:
            for place, expression in checker.inside.get((*path, "lapses"), ()):
                _complain(checker, place, expression, str(place[-1]), "what a move lets lapse is told", "leak-lapse")


def _last_day(checker: Checker, name: str, record: RecordType) -> None:
    """Complain about a record that expires on a day which fewer may see than know of the record."""
    field = record.expires
    if isinstance(field, str) and field in record.fields and seen_by_of(checker.declared, name, field):
        message = f"whoever knows of the record is told when it expires, and fewer may see '{field}': let all see it"
        checker.complain(("records", name, "expires"), message, "leak-clock")


def _clocks(checker: Checker) -> Iterator[tuple[Path, str]]:
    yield (), "term"  # of the method, which is the root phase
    for path, part in checker.parts:
        for key in TOLD.get(type(part), ()):
            yield path, key


def _complain(checker: Checker, place: Path, expression: Expression, own: str, told: str, code: Code) -> None:
    """Complain about the first thing that an expression reads of which those who are told may not know."""
    found = sorted(
        (node.start, what)
        for node, what in hidden_in(checker.declared, expression)
        if what != own or isinstance(node.type, ListOf) or expression.text[node.start : node.start + len(own)] != own
    )
    for start, what in found[:1]:
        message = f"{told}, and fewer may see '{what}': count from what all see who are told"
        span = checker.source.spans.get(place)
        around = max(span.value.find(expression.text), 0) if span else 0
        checker.source.complain(checker.source.within(place, around + start), message, code, place)
