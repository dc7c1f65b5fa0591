"""Answers that would do where a method asks for something, for whoever tries it out and has nothing to say yet."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from engine.language.declaration import DecisionType, Declaration, FieldDeclared

ANSWERS = {"consent": ("yes", "object"), "consensus": ("yes", "stand_aside", "block")}
MONTH = timedelta(days=30)
MOST_ORDERED = 3
FIRST_NAMES = ("Ann", "Ben", "Cas", "Dee", "Eva", "Fay", "Gus", "Ida", "Jan", "Kim", "Lou", "Mia", "Oda", "Pim")
PARTIES = ("North", "South")


def invented(field: FieldDeclared, language: str, at: datetime, named: Callable[[str], str | None]) -> Any:  # noqa: ANN401 - what a field takes can be anything
    """Return an answer that would do for a field; None where there is nothing it could name.

    `named` gives the name of any party, any participant, or any live record of a type.
    """
    if field.type == "list":
        one = _one_of(str(field.of), field, language, at, named)
        return None if one is None else [one]
    return _one_of(str(field.to) if field.type == "link" else field.type, field, language, at, named)


def _one_of(
    kind: str, field: FieldDeclared, language: str, at: datetime, named: Callable[[str], str | None]
) -> str | int | bool | None:
    match kind:
        case "line" | "text" | "markdown":
            return field.title.say(language)
        case "whole" | "number":
            highest = field.to if isinstance(field.to, Fraction) else None
            return int(field.from_ if field.from_ is not None else min(highest or Fraction(1), Fraction(1)))
        case "yes_no":
            return True
        case "date":
            return (at + MONTH).date().isoformat()
        case "choice":
            return next(iter(field.options or ()), None)
        case _:
            return named(kind)


def ballots(declared: DecisionType, options: Sequence[str]) -> list[Any]:
    """Return ballots that could be cast: every word, each record, some orders, the ends of a range of numbers."""
    ballot, abstain = declared.ballot, ["abstain"] if declared.abstain == "allowed" else []
    words = list(options or ballot.choice or ballot.ranking or ())
    match ballot.kind:
        case "yes_no":
            return [*ANSWERS.get(declared.rule.name, ("yes", "no")), *abstain]
        case "choice":
            return [*words, *abstain]
        case "ranking":
            return [*(words[turn:] + words[:turn] for turn in range(min(len(words), MOST_ORDERED))), *abstain]
        case "approval":
            return [*([one] for one in options), list(options), [], *abstain]
        case "stars":
            return [*({one: 5 if one == best else 1 for one in options} for best in options), *abstain]
        case _:
            ends = ballot.number
            numbers = (ends.from_, (ends.from_ + ends.to) / 2, ends.to) if ends else ()
            return [*(str(int(one)) for one in numbers), *abstain]


def people_for(declared: Declaration) -> dict[str, dict[str, Any]]:
    """Return people for a story: one for each role, in each of two parties where it is held inside one.

    The first of them is who may open a process.
    """
    opening = {getattr(one, "role", "") for one in (declared.may.open,)}
    roles = sorted(declared.roles, key=lambda name: name not in opening)
    held = [(role, party) for role in roles for party in (PARTIES if declared.roles[role].of else (None,))]
    named = {name.lower(): name for name in FIRST_NAMES} | {
        f"person_{number}": f"Person {number}" for number in range(99)
    }
    return {
        alias: {"name": name, **({"party": party} if party else {}), "roles": [role]}
        for (alias, name), (role, party) in zip(named.items(), held, strict=False)
        if declared.roles[role].held_by is None
    }
