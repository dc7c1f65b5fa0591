"""Processes that nobody can ever join: whoever lets people in would have to be let in, or accepted, before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.diagnostics import listed
from engine.language.holders import ANYBODY, act_in_turn, all_needs, group_of
from engine.language.who import Holder, WriterOf, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.declaration import Declaration


def check_admission(checker: Checker) -> None:
    """Complain where, as long as whoever opened is alone, nobody can do what `may.admit` lets somebody do.

    A process that takes over records of its parent gets its people from there. Of roles that can never be held it is
    said elsewhere.
    """
    declared = checker.declared
    if declared.may.admit is None or declared.parent:
        return
    admits = _admits(declared)
    everybody = act_in_turn(declared, all_needs(checker), {ANYBODY})
    if admits.isdisjoint(everybody) or any(not admits.isdisjoint(alone) for alone in _alone(checker)):
        return
    who = listed(sorted(admits))
    checker.complain(
        ("may", "admit"),
        f"nobody can ever join: that takes {who}, and before anybody has joined there is none who may act; "
        + _mend(checker),
        "nobody-joins",
    )


def _admits(declared: Declaration) -> frozenset[str]:
    """Return the roles of which any one can let people in."""
    parts = parts_of(declared.may.admit) if declared.may.admit else ()
    written = [group_of(declared.records[one.record].written_by) for one in parts if isinstance(one, WriterOf)]
    return frozenset().union(*written, *(group_of(one) for one in parts if not isinstance(one, WriterOf)))


def _mend(checker: Checker) -> str:
    """Say how whoever opens can let people in: in the first role, or, where that must be accepted, in none."""
    first = _first_role(checker.declared)
    if any(first in alone for alone in _alone(checker)):
        return f"let whoever opens admit too: add '{first}'"
    return "leave 'admit' out: then whoever opened lets people in, also before anybody has accepted him"


def _first_role(declared: Declaration) -> str | None:
    opens = parts_of(declared.may.open) if declared.may.open else ()
    return next((one.role for one in opens if isinstance(one, Holder)), None)


def _alone(checker: Checker) -> Iterator[set[str]]:
    """Yield as what somebody can act who is alone: with a party of his own, and without."""
    declared, needs = checker.declared, all_needs(checker)
    first = declared.roles.get(_first_role(declared) or "")
    for of_a_party in (True, False):
        if first and ((first.neutral and of_a_party) or (first.of == "party" and not of_a_party)):
            continue
        mine = {
            name: needs[name]
            for name, role in declared.roles.items()
            if (of_a_party or role.of != "party") and not (of_a_party and role.neutral)
        }
        yield act_in_turn(declared, mine, {ANYBODY})
