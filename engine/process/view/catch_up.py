"""What parties that came late have to catch up with, and whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.conditions import Need, needs_in
from engine.language.plan import ROOT
from engine.process.catching_up import bound_of, part_of, verdict_on
from engine.process.gates import OPEN, ForSubject
from engine.process.situation import Duty
from engine.process.view.messages import Message
from engine.process.view.shapes import CatchUp, Owed, Todo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.conditions import Group
    from engine.process.situation import OpenDuty
    from engine.process.view.telling import Telling
    from engine.process.world import Thing


def catch_ups(telling: Telling) -> list[CatchUp]:
    """Return every duty that a party has yet to do, by party and in the order of the gates behind."""
    owed = sorted(telling.situation.duties.items(), key=lambda item: telling.situation.parties[item[0]].order)
    return [one for party, several in owed for duty in several for one in _told(telling, party, duty)]


def duties_to_do(telling: Telling) -> Iterator[Todo]:
    """Yield what parties that catch up still owe."""
    for one in catch_ups(telling):
        text = telling.say(Message("catch_up_owed", {"what": one.text}))
        yield Todo("catch_up", text, one.owed_by, [one.party], one.due_at)


def duty_text(telling: Telling, party: str, condition: str) -> str:
    """Return the sentence of the condition of a duty, about that party."""
    if holder := Duty(condition, "").holder:
        who = telling.person(holder[1])
        return telling.say(Message("accepts", {"who": who.name if who else "…", "role": telling.role(holder[0])}))
    need = telling.method.needs.get(condition)
    if need is None:
        return condition
    names = [one.name for one in need.scope if one.kind == "party"]
    return telling.unmet(need, {names[0]: telling.world.party(party)}, ROOT) if names else condition


def _told(telling: Telling, party: str, owed: OpenDuty) -> Iterator[CatchUp]:
    """Yield what is missing of a duty: one entry for each condition and subject."""
    named = telling.party(party)
    if named and owed.duty.holder:
        accepted_by = telling.method.declared.roles[owed.duty.holder[0]].accepted_by
        turns = [one for one in telling.owed(accepted_by) if one.party == named]
        text = duty_text(telling, party, owed.duty.condition)
        yield CatchUp(named, owed.duty.condition, text, turns, None, owed.overdue)
        return
    part = part_of(telling.method, owed.duty)
    due = telling.situation.due(f"catchup:{party}/{owed.duty.condition}")
    seen: set[str] = set()
    for need, bound in _missing(telling, part, party, owed):
        text = telling.unmet(need, bound, owed.duty.phase)
        if named and text not in seen:
            seen.add(text)
            owed_by: list[Owed] = telling.owed(need.owed_by, bound)
            yield CatchUp(named, owed.duty.condition, text, owed_by, due, owed.overdue)


def _missing(
    telling: Telling, part: Need | Group, party: str, owed: OpenDuty
) -> Iterator[tuple[Need, Mapping[str, Thing]]]:
    places = [index for index, one in enumerate(part.dimensions) if one.kind == "party"]
    found = [one for one in verdict_on(telling.world, owed.duty).subjects if one.verdict in OPEN]
    theirs = [one for one in found if any(one.subject[index] == party for index in places)]
    for one in theirs:
        yield from ((need, one.bound) for need in _open_needs(part, one))
    if not theirs:
        yield needs_in(part)[0], bound_of(telling.world, owed.duty, party)


def _open_needs(part: Need | Group, found: ForSubject) -> Iterator[Need]:
    if isinstance(part, Need):
        yield part
    for verdict in found.conditions:
        if verdict.verdict in OPEN:
            yield from needs_in(verdict.part)
