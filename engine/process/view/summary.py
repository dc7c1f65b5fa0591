"""What lists keep of where a process stands: of each the same as in the progress of the same reader, without words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.language.conditions import Need
from engine.language.plan import ROOT
from engine.language.who import is_scoped
from engine.process.gates import OPEN, judge
from engine.process.view.moves import can_be_taken, is_ahead, ways_now
from engine.process.view.telling import party_in
from engine.process.view.todo import todos_beside_moves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from engine.language.who import Who
    from engine.process.gates import Verdict
    from engine.process.situation import Visit
    from engine.process.view.telling import Telling
    from engine.process.world import Thing


class Summary(NamedTuple):
    """What lists keep of where a process stands. `owed_by` are roles and parties, by id, whose turn it is."""

    owed_by: frozenset[str]
    overdue: bool
    changed_at: datetime


def summary(telling: Telling) -> Summary:
    """Return what lists keep of where a process stands."""
    visits = telling.situation.visits.items()
    overdue = any(is_overdue(visit) for path, visit in visits if path != ROOT)
    return Summary(_whose_turn(telling), overdue, telling.sight.changed_at(telling.situation))


def is_overdue(visit: Visit) -> bool:
    """Tell whether the process is in a phase whose term has passed."""
    return visit.overdue and visit.status == "now"


def _whose_turn(telling: Telling) -> frozenset[str]:
    """Return whose turn it is, as `todos` says it: of conditions that many lack, each who owes them once."""
    beside = [one for todo in todos_beside_moves(telling) for one in todo.owed_by]
    who = {one for each in beside for one in (each.role, each.party and each.party.id) if one}
    asked: dict[tuple[int, str | None], None] = {}
    for owed_by, bound in _turns(telling):
        which = id(owed_by), party_in(telling.method, bound)  # the method holds it, so no other gets that id
        if which not in asked or is_scoped(owed_by):
            asked[which] = None
            who.update(_ids(telling, owed_by, bound))
    return frozenset(who)


def _ids(telling: Telling, owed_by: Who, bound: Mapping[str, Thing]) -> Iterator[str]:
    for seat in telling.seats(owed_by, bound):
        yield from (one for one in (seat.role, seat.party) if one)


def _turns(telling: Telling) -> Iterator[tuple[Who, Mapping[str, Thing]]]:
    """Yield who has to do something about each move from here, with the subjects in scope."""
    for way in ways_now(telling):
        gate = telling.method.gate_of_move(way.address)
        verdict = judge(telling.world, gate, way.owner) if gate else None
        if not is_ahead(telling.method, way):
            continue
        if verdict and not verdict.passes:
            yield from _lacked(verdict.conditions)
        if way.declared.by and way.owner != ROOT and can_be_taken(telling, way, verdict):
            yield way.declared.by, {}


def _lacked(conditions: Iterable[Verdict]) -> Iterator[tuple[Who, Mapping[str, Thing]]]:
    """Yield who owes what is missing in conditions that count, nested ones too, as `missing_in` finds it."""
    for one in conditions:
        part = one.part
        if one.verdict not in OPEN or part.advisory:
            continue
        if isinstance(part, Need) and part.owed_by:
            is_of_each = part.tells_subjects and part.each is not None and one.subjects
            lacking = [each.bound for each in one.subjects if each.verdict in OPEN] if is_of_each else [one.bound]
            yield from ((part.owed_by, bound) for bound in lacking)
        yield from _lacked(one.conditions)
        for each in one.subjects:
            yield from _lacked(each.conditions)
