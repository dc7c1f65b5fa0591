"""Judges gates: each condition for each of its subjects, in three values, and what follows for the whole.

A gate passes only when it is met or does not apply; what cannot be told never lets anything through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.language.conditions import Group, Need
from engine.language.expressions import Unknown
from engine.language.quantities import needed
from engine.process.events import Finding, SubjectFinding
from engine.process.timing.clocks import due_of
from engine.process.timing.keys import owed_key, wait_key
from engine.process.who import is_party_role
from engine.process.world import HolderThing, PartyThing, RecordThing, Thing, World, identity_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from engine.language.clocks import Clock
    from engine.language.expressions import Expression
    from engine.language.subjects import Subject as Dimension
    from engine.language.subjects import Subjects
    from engine.process.situation import Subject

Answer = Literal["met", "unmet", "unknown", "waived", "not_applicable"]
PASSING = ("met", "waived", "not_applicable")
OPEN = ("unmet", "unknown")
UNBOUND: Mapping[str, Thing] = MappingProxyType({})


class ForSubject(NamedTuple):  # as the next: very many are made, and a frozen dataclass takes four times as long
    """What was found for one subject. `bound` are the things in scope, for whoever explains it."""

    subject: Subject
    verdict: Answer
    bound: Mapping[str, Thing]
    reason: str | None = None
    conditions: tuple[Verdict, ...] = ()


class Verdict(NamedTuple):
    """What was found of a condition or group. `met` and `of` count subjects where there are any to count."""

    part: Need | Group
    verdict: Answer
    subjects: tuple[ForSubject, ...] = ()
    conditions: tuple[Verdict, ...] = ()
    met: int = 0
    of: int = 0
    bound: Mapping[str, Thing] = UNBOUND
    reason: str | None = None

    @property
    def passes(self) -> bool:
        """Whether a move may go through."""
        return self.verdict in PASSING

    @property
    def single(self) -> bool:
        """Whether it is asked once, not for each of something."""
        return self.part.each is None


def judge(
    world: World, part: Need | Group, phase: str, bound: Mapping[str, Thing] | None = None, *, standing: bool = False,
    at: datetime | None = None,
) -> Verdict:  # fmt: skip
    """Judge a condition, a group or a whole gate for the phase that asks.

    In a `standing` gate a condition with a term counts as met until that has passed. The clock tells when a wait in the
    gate of a move is over; that of a record or a decision may rest on what few know of, so it is reckoned for the
    instant of the act, `at`. What is asked of everybody and of no instant is judged once in a world.
    """
    court = _Court(world, phase, standing, at)
    if bound or at is not None:
        return _judge(court, part, bound or {})
    which = id(part), phase, standing  # a verdict holds its part, so no other gets that id
    if which not in world.verdicts:
        world.verdicts[which] = _judge(court, part, UNBOUND)
    return world.verdicts[which]


@dataclass(frozen=True, slots=True)
class _Court:
    """Where and how a gate is judged."""

    world: World
    phase: str
    standing: bool
    at: datetime | None


def _judge(court: _Court, part: Need | Group, around: Mapping[str, Thing]) -> Verdict:
    if part.each is not None:
        return _or_waived(court.world, _judge_each(court, part, around))
    applies = _test(court, part.where, around) if part.where else ("met", None)
    if applies[0] != "met":
        answer: Answer = "not_applicable" if applies[0] == "unmet" else "unknown"
        return _or_waived(court.world, Verdict(part, answer, bound=around, reason=applies[1]))
    return _or_waived(court.world, _judge_once(court, part, around))


def _or_waived(world: World, verdict: Verdict) -> Verdict:
    """Return the verdict, or that it is waived: as a whole, or for the subjects in scope."""
    part = verdict.part
    if verdict.verdict not in OPEN or not isinstance(part, Need):
        return verdict
    whole = world.is_waived(part.address, ())
    return verdict._replace(verdict="waived") if whole or _is_waived_for(world, part, verdict.bound) else verdict


def _is_waived_for(world: World, need: Need, bound: Mapping[str, Thing]) -> bool:
    """Tell whether a condition is waived for the subjects in scope, where all of its subjects are."""
    if not world.waived() or not need.scope or any(one.name not in bound for one in need.scope):
        return False
    return world.is_waived(need.address, tuple(identity_of(bound[one.name]) for one in need.scope))


def _judge_once(court: _Court, part: Need | Group, bound: Mapping[str, Thing]) -> Verdict:
    if isinstance(part, Need):
        answer, reason = _answered(court, part, bound)
        return Verdict(part, answer, bound=bound, reason=reason)
    inner = tuple(_judge(court, one, bound) for one in part.parts)
    return Verdict(part, _together(part, inner), conditions=inner, bound=bound)


def _answered(court: _Court, need: Need, bound: Mapping[str, Thing]) -> tuple[Answer, str | None]:
    """Return what is found of a condition for the subjects in scope, and why it cannot be told."""
    return _in_time(court, need, bound, *_asked(court, need, bound))


def _asked(court: _Court, need: Need, bound: Mapping[str, Thing]) -> tuple[Answer, str | None]:
    """Return whether what a condition needs is so, and whether it has waited as long as it must."""
    answer, reason = _test(court, need.need, bound) if need.need else ("met", None)
    if need.waited is None or answer == "unmet":
        return answer, reason
    came = wait_key(court.world.situation, need, court.phase, bound) in court.world.situation.came
    return (answer, reason) if came or _is_over(court, need.waited, bound) else ("unmet", "waits")


def _is_over(court: _Court, wait: Clock, bound: Mapping[str, Thing]) -> bool:
    """Tell whether a wait that the clock does not tell of is over by the instant of the act."""
    if court.at is None:
        return False
    visit = court.world.situation.visits.get(court.phase)
    began = visit.entered_at if visit else court.world.situation.opened_at
    due = due_of(court.world, wait, began, bound, court.phase)
    return due is not None and due <= court.at


def _in_time(
    court: _Court, need: Need, bound: Mapping[str, Thing], answer: Answer, reason: str | None
) -> tuple[Answer, str | None]:
    if not court.standing or need.due is None:
        return answer, reason
    late = owed_key(court.world.situation, need, court.phase, bound) in court.world.situation.came
    return (answer, reason) if late else ("met", None)


def _judge_each(court: _Court, part: Need | Group, bound: Mapping[str, Thing]) -> Verdict:
    found = [_judge_for(court, part, {**bound, **things}) for things in _counted(court, part.dimensions, bound)]
    counted = tuple(one for one in found if one.verdict != "not_applicable")
    if not counted:
        return Verdict(part, part.if_none, bound=bound, reason="nothing_there" if part.if_none == "unmet" else None)
    met, waived, open_ = (sum(one.verdict == kind for one in counted) for kind in ("met", "waived", "unknown"))
    wanted = needed(part.at_least, len(counted)) if part.at_least else len(counted)
    answer: Answer = "unknown" if met + waived + open_ >= wanted else "unmet"
    if met + waived >= wanted:
        answer = "met" if met >= wanted else "waived"
    return Verdict(part, answer, counted, met=met + waived, of=wanted, bound=bound)


def _counted(court: _Court, subjects: Subjects, bound: Mapping[str, Thing]) -> list[dict[str, Thing]]:
    """Return the subjects that are asked; a standing gate asks nothing of a party that has yet to catch up."""
    found = subjects_of(court.world, subjects, bound)
    late = court.world.situation.catching_up() if court.standing else frozenset()
    if not late:
        return found
    return [one for one in found if not any(thing.kind == "party" and thing.key in late for thing in one.values())]


def _judge_for(court: _Court, part: Need | Group, bound: Mapping[str, Thing]) -> ForSubject:
    subject = tuple(identity_of(bound[one.name]) for one in part.dimensions)
    if part.where:
        applies, reason = _test(court, part.where, bound)
        if applies != "met":
            answer: Answer = "not_applicable" if applies == "unmet" else "unknown"
            return _waived_for(court.world, part, ForSubject(subject, answer, bound, reason))
    if isinstance(part, Need):
        answer, reason = _answered(court, part, bound)
        return _waived_for(court.world, part, ForSubject(subject, answer, bound, reason))
    once = _judge_once(court, part, bound)
    return ForSubject(subject, once.verdict, bound, once.reason, once.conditions)


def _waived_for(world: World, part: Need | Group, found: ForSubject) -> ForSubject:
    if found.verdict not in OPEN or not isinstance(part, Need) or not _is_waived_for(world, part, found.bound):
        return found
    return found._replace(verdict="waived")


def _test(
    court: _Court, expression: Expression, bound: Mapping[str, Thing]
) -> tuple[Literal["met", "unmet", "unknown"], str | None]:
    try:
        return ("met" if court.world.evaluate(expression, bound, court.phase) is True else "unmet"), None
    except Unknown as unknown:
        return "unknown", unknown.reason


def _together(group: Group, inner: Iterable[Verdict]) -> Answer:
    """Put the verdicts of a group together: the worst of all, the best of any; advice does not count."""
    answers = [one.verdict for one in inner if one.verdict != "not_applicable" and not one.part.advisory]
    if not answers:
        return "not_applicable"
    worst = ("unmet", "unknown", "waived", "met")
    order = worst if group.kind == "all" else worst[::-1]
    return next(answer for answer in order if answer in answers)


def subjects_of(world: World, subjects: Subjects, bound: Mapping[str, Thing]) -> list[dict[str, Thing]]:
    """Return every combination of subjects; a thing is never paired with itself."""
    lists = [_candidates(world, one, bound) for one in subjects]
    names = [one.name for one in subjects]
    combinations = [dict(zip(names, things, strict=True)) for things in product(*lists)]
    return [one for one in combinations if len({(thing.kind, thing.key) for thing in one.values()}) == len(one)]


def _candidates(world: World, dimension: Dimension, bound: Mapping[str, Thing]) -> list[Thing]:
    situation, kind = world.situation, dimension.kind
    if kind == "party":
        return [world.party(one.id) for one in situation.present_parties()]
    if kind == "participant":
        return [one for one in map(world.person, (p.id for p in situation.present())) if _within(world, one, bound)]
    if kind in world.method.declared.roles:
        return [one for one in world.role(kind) if _within(world, one, bound)]
    return [one for one in world.live(kind) if _within(world, one, bound)]


def _within(world: World, thing: Thing, bound: Mapping[str, Thing]) -> bool:
    """Tell whether a thing belongs to the subjects around it: inside each party, that party's people and records."""
    return all(_belongs(world, thing, outer) for outer in bound.values())


def _belongs(world: World, thing: Thing, outer: Thing) -> bool:
    if isinstance(thing, RecordThing) and thing.record:
        kinds = [part.kind for part in world.method.declared.records[thing.record.type].per or ()]
        kind = outer.key[0] if isinstance(outer, HolderThing | RecordThing) else outer.kind
        return kinds.count(kind) != 1 or thing.record.subject[kinds.index(kind)] == identity_of(outer)
    if isinstance(outer, PartyThing) and not isinstance(thing, RecordThing):
        outside = isinstance(thing, HolderThing) and not is_party_role(world.method, thing.key[0])
        return outside or world.situation.participants[identity_of(thing)].party == outer.key
    return True


def finding(verdict: Verdict) -> Finding:
    """Return the skeleton of a verdict that events keep: ids and verdicts only, and what `shows` allows of them."""
    if isinstance(verdict.part, Need) and not verdict.part.tells_subjects:
        return Finding(verdict.part.id, verdict.verdict, count=count_of(verdict))
    subjects = tuple(
        SubjectFinding(one.subject, one.verdict, tuple(finding(inner) for inner in one.conditions))
        for one in verdict.subjects
    )
    return Finding(verdict.part.id, verdict.verdict, subjects, tuple(finding(inner) for inner in verdict.conditions))


def count_of(verdict: Verdict) -> tuple[int, int] | None:
    """Return how many subjects meet a condition that shows no more than their count, and how many are needed."""
    shows = verdict.part.shows if isinstance(verdict.part, Need) else None
    return (verdict.met, verdict.of) if shows == "count" and verdict.of else None


def findings(verdict: Verdict | None) -> tuple[Finding, ...]:
    """Return the skeletons of the conditions of a gate."""
    return tuple(finding(inner) for inner in verdict.conditions) if verdict else ()
