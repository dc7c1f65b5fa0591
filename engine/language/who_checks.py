"""Checks of who does what that need the whole declaration: how many act where one acts, and who would be given away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.sights import hidden_in
from engine.language.walk import values
from engine.language.who import AnyOf, Holder, Who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.source import Path

SIGNED = ("confirmed_by", "accepted_by", "ratified_by", "advice")  # where each of several people gives an answer
NAMING = ("named_in", "writer_of")


def check_who(checker: Checker) -> None:
    """Complain about a who that cannot work where it stands."""
    for path, part in checker.parts:
        for place, value in values(part, path):
            if isinstance(value, Who):
                _one_acts_alone(checker, place, value)
    for place, name in _naming(checker):
        _is_not_given_away(checker, place, name)
    _acceptance_stands_by_itself(checker)
    _who_opens_fills_in_the_case(checker)


def _one_acts_alone(checker: Checker, place: Path, who: Who) -> None:
    many = [(index, one) for index, one in _single(who) if isinstance(one, Holder) and one.at_least > 1]
    for index, one in many:
        if index is not None:
            message = "in a list any one of them will do: let 'at_least' stand by itself, or take it out"
            checker.complain((*place, index, "at_least"), message, "one-acts-alone")
        elif place[-1] not in SIGNED:
            message = (
                f"one '{one.role}' acts alone here: 'at_least' goes with confirmed_by, accepted_by and ratified_by, "
                "where several answer. What several must want together is a decision"
            )
            checker.complain((*place, "at_least"), message, "one-acts-alone")


def _single(who: Who) -> Iterator[tuple[int | None, Who]]:
    if isinstance(who, AnyOf):
        yield from enumerate(who.several)
    else:
        yield None, who


def _naming(checker: Checker) -> Iterator[tuple[Path, str]]:
    for place, expression in checker.expressions:
        if place[-1] in NAMING and "gates" not in place and "gate" not in place:
            own = str(place[1]) if place[0] in ("records", "decisions") else ""
            found = sorted((node.start, what) for node, what in hidden_in(checker.declared, expression) if what != own)
            yield from ((place, what) for _, what in found[:1])


def _is_not_given_away(checker: Checker, place: Path, hidden: str) -> None:
    message = f"who this names can be told from who acts, and fewer may see '{hidden}': name people in what all see"
    checker.complain(place, message, "leak-who")


def _acceptance_stands_by_itself(checker: Checker) -> None:
    """Complain where who must accept somebody is told from who was accepted: it would turn round on itself."""
    for place, expression in checker.expressions:
        asked = {thing.partition(":")[0] for thing, member in expression.typed.uses if member == "accepted"}
        if "accepted_by" in place and "role" in asked:
            message = "who must accept cannot depend on who was accepted: it would never come to an end"
            checker.complain(place, message, "accepted-by-itself")


def _who_opens_fills_in_the_case(checker: Checker) -> None:
    """Complain about writers of what is asked at opening: there is nobody yet but who opens."""
    for name, field in checker.declared.case.items():
        if field.written_by is not None:
            message = "what is asked at opening is filled in by whoever opens: take 'written_by' out"
            checker.complain(("case", name, "written_by"), message, "not-at-opening")
