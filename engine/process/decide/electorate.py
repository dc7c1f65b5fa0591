"""Among whom a decision is counted, with which weight, and between what they choose: when it opens, or to the end."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process.decide.secrecy import stays_in_count
from engine.process.decide.voters import eligible
from engine.process.events import VoterJoined, VoterLeft, VoterWeighed
from engine.process.labels import may_be_named
from engine.process.refusal import refuse
from engine.process.scope import Scope
from engine.process.situation import Voter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.declaration import DecisionType
    from engine.process.situation import Record, Run, Subject
    from engine.process.turn import Turn
    from engine.process.world import Thing


def electorate(turn: Turn, declared: DecisionType, subject: Subject, seen_by: str, phase: str) -> tuple[Voter, ...]:
    """Return who may vote, each with a weight. Raises Refused where that cannot be told."""
    try:
        return tuple(_weighed(turn, declared, subject, seen_by, phase))
    except Unknown as unknown:
        raise refuse("rule", "voters_unknown", reason=unknown.reason) from unknown


def refresh(turn: Turn, run: Run) -> None:
    """Take the voters of a run again that are counted when it closes. Where that cannot be told, they stay."""
    declared = turn.method.declared.decisions[run.decision]
    if declared.counted != "at_close":
        return
    try:
        now = {one.id: one for one in _weighed(turn, declared, run.subject, run.label, run.phase)}
    except Unknown:
        return
    before = {one.id: one for one in run.voters}
    with turn.by_itself():
        for identity in before.keys() - now.keys():
            if not stays_in_count(declared, run, identity):
                turn.emit(VoterLeft(run.id, identity), run.label)
        for identity, one in now.items():
            if identity not in before:
                turn.emit(VoterJoined(run.id, one), run.label)
            elif before[identity].weight != one.weight:
                turn.emit(VoterWeighed(run.id, identity, one.weight), run.label)


def options_of(turn: Turn, decision: str, subject: Subject, seen_by: str, phase: str) -> tuple[tuple[str, int], ...]:
    """Return the records that are chosen between, at the version that is live. Raises Refused where there are none."""
    declared = turn.method.declared.decisions[decision]
    ballot = declared.ballot
    chosen = ballot.choice or ballot.ranking
    single = ballot.approval or ballot.stars
    types = (single,) if single else chosen if isinstance(chosen, tuple) else ()
    if not types:
        return ()
    try:
        found = [
            one
            for name in types
            for one in turn.situation.of_type(name)
            if _is_option(turn, declared, one, subject, seen_by, phase)
        ]
    except Unknown as unknown:
        raise refuse("rule", "options_unknown", decision=decision, reason=unknown.reason) from unknown
    if not found:
        raise refuse("rule", "nothing_to_choose", decision=decision, records=types)
    return tuple((one.id, one.live.number) for one in found if one.live)


def _is_option(turn: Turn, declared: DecisionType, known: Record, subject: Subject, seen_by: str, phase: str) -> bool:
    if not known.is_live or not may_be_named(turn.method, turn.situation, known.label, seen_by):
        return False
    if declared.ballot.where is None:
        return True
    per = turn.method.declared.records[known.type].per or ()
    bound = {
        **turn.world.bound_to(declared.per or (), subject),
        **turn.world.bound_to(per, known.subject),
        known.type: turn.world.record(known.id),
    }
    return turn.world.value(declared.ballot.where, bound, phase) is True


def _weighed(turn: Turn, declared: DecisionType, subject: Subject, seen_by: str, phase: str) -> Iterator[Voter]:
    around = turn.world.bound_to(declared.per or (), subject)
    for voter in eligible(turn, declared.voters, seen_by, Scope(turn.world, around)):
        bound = (
            around if declared.where is None and declared.weight is None else {**around, "voter": _thing(turn, voter)}
        )
        if declared.where is not None and turn.world.value(declared.where, bound, phase) is not True:
            continue
        yield Voter(voter.party, voter.participant, voter.role, _weight(turn, declared, bound, phase))


def _weight(turn: Turn, declared: DecisionType, bound: Mapping[str, Thing], phase: str) -> str:
    if declared.weight is None:
        return "1"
    value = turn.world.value(declared.weight, bound, phase)
    weight = Fraction(value) if isinstance(value, int | Fraction) else None
    if weight is None or weight < 0:
        raise Unknown("wrong_weight")
    return str(weight)


def _thing(turn: Turn, voter: Voter) -> Thing:
    """Return the voter as conditions see it: a holder of the role, the first of a party, or a participant."""
    if voter.role is None:
        people = [one.id for one in turn.situation.present() if voter.party in (None, one.party)]
        return turn.world.person(voter.participant or _first(people))
    held = [one.participant for one in turn.situation.counted(voter.role)]
    inside = [one for one in held if voter.party in (None, turn.situation.participants[one].party)]
    return turn.world.holder(voter.role, voter.participant or _first(inside))


def _first(people: list[str]) -> str:
    if not people:
        raise Unknown("no_holder")
    return people[0]
