"""Keys that could do nothing where they stand: nothing in a method is read and ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.declaration import DecisionType, RecordType, Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.declaration.base import Part

NUMBERS = ("whole", "number")


def check_idle_keys(checker: Checker) -> None:
    """Complain about each key that has nothing to work on."""
    for path, part in checker.parts:
        for key, message in _idle(part):
            checker.complain_at_key((*path, key), message, "rule-and-ballot" if key == "rule" else "idle-key")


def _idle(part: Part) -> Iterator[tuple[str, str]]:
    match part:
        case Root(term=None, remind=tuple()):
            yield "remind", "people are reminded before a 'term', and there is none here"
        case DecisionType():
            yield from _of_decision(part)
        case RecordType(shown_as="lens") if not any(field.type in NUMBERS for field in part.fields.values()):
            yield "shown_as", "a lens shows fields of type 'whole' or 'number', and there is none here"
        case _:
            pass


def _of_decision(part: DecisionType) -> Iterator[tuple[str, str]]:
    if part.ratify_within is not None and part.ratified_by is None:
        yield "ratify_within", "nobody ratifies this: say who with 'ratified_by'"
    if part.rule.ranking is not None and part.ballot.kind != "ranking":
        yield "rule", f"'ranking: {part.rule.ranking}' counts rankings: give the decision a 'ballot' of {{ranking: …}}"
