"""Meeting gates: every condition that is unmet, for each of its subjects, one after the other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.authoring.proving.acting import acting_as, asked, hold_role, later, reason, submit
from engine.authoring.proving.growing import another_party
from engine.authoring.proving.names import new_id
from engine.authoring.proving.recording import write
from engine.authoring.proving.seeking import gentlest
from engine.authoring.proving.signing import all_sign
from engine.authoring.proving.spots import Aim, Fresh, Spot, again
from engine.language.conditions import Group, Need, needs_in
from engine.language.expressions import Unknown, typed
from engine.language.quantities import Count
from engine.process.commands import Agree
from engine.process.gates import OPEN, finding, judge, subjects_of
from engine.process.scope import scope_of_subject
from engine.process.timing.clocks import due_of
from engine.process.waivers import protected
from engine.process.world import DecisionThing, RecordThing, identity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping
    from datetime import datetime

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.process.events import Finding
    from engine.process.gates import ForSubject, Verdict
    from engine.process.world import Thing

ROUNDS = 60
MOST_WAITS = 6
MOST_ALIKE = 3


def fulfil(seek: Seek, here: Standing, verdict: Verdict, phase: str) -> Standing | None:
    """Meet a gate for which something was refused."""
    return meet(seek, here, verdict.part, phase, verdict.bound)


def meet(
    seek: Seek, here: Standing, part: Need | Group, phase: str, bound: Mapping[str, object], *, standing: bool = False
) -> Standing | None:
    """Return how things stand once a gate, or a condition in it, lets through; None where no way was found."""
    things = {name: _key(one) for name, one in bound.items()}
    with seek.doing("meet", _called(part), phase, tuple(sorted(things.items(), key=str))) as free:
        seen: Counter[Finding] = Counter()
        for _ in range(ROUNDS if free else 0):
            verdict = judged(here, part, phase, bound, standing=standing)
            if verdict.passes:
                return here
            told = finding(verdict)
            seen[told] += 1
            if seen[told] > MOST_ALIKE:
                return None
            with seek.aiming(*_aims(here, part, phase, verdict.bound)):
                nearer = _nearer(seek, here, verdict, phase)
            if nearer is None or nearer.length == here.length:
                return None
            here = nearer
    return None


def judged(
    here: Standing, part: Need | Group, phase: str, bound: Mapping[str, object], *, standing: bool = False
) -> Verdict:
    """Judge a condition or group as things stand."""
    now = {name: again(here.world, one, None) for name, one in bound.items()}
    return judge(here.world, part, phase, now, standing=standing, at=here.at)  # type: ignore[arg-type]  # things all


def _called(part: Need | Group) -> Hashable:
    """Tell one gate from another: a list of gates and conditions has no name of its own."""
    return part.id or (tuple(one.id for one in part.parts) if isinstance(part, Group) else "")


def _key(thing: object) -> object:
    return getattr(thing, "key", thing)


def _aims(here: Standing, part: Need | Group, phase: str, bound: Mapping[str, Thing]) -> Iterator[Aim]:
    """Yield all that a gate wants, of everything and of what is yet to come: what is written then serves all of it."""
    if part.advisory:
        return
    if part.each is None:
        yield from _aims_of(here, part, phase, bound)
        return
    now = {name: again(here.world, one, None) for name, one in bound.items()}
    there = subjects_of(here.world, part.each, now)  # type: ignore[arg-type]  # things all
    for things in there:
        yield from _aims_of(here, part, phase, {**bound, **things})
    if len(part.each) == 1 and part.if_none == "unmet" and part.each[0].kind in here.method.declared.records:
        yield from _aims_of_new(part, phase, bound)


def _aims_of(here: Standing, part: Need | Group, phase: str, bound: Mapping[str, Thing]) -> Iterator[Aim]:
    if isinstance(part, Group):
        for inner in part.parts:
            yield from _aims(here, inner, phase, bound)
    elif part.need:
        unless = Aim(Spot(part.where, phase, bound), part.where.typed.root, wanted=True) if part.where else None
        yield Aim(Spot(part.need, phase, bound), part.need.typed.root, wanted=True, unless=unless)


def _aims_of_new(part: Need | Group, phase: str, bound: Mapping[str, object]) -> Iterator[Aim]:
    """Yield what is wanted of a record for which a condition could be asked, where there is none yet."""
    around = {**bound, **{one.name: Fresh(one.kind) for one in part.each or ()}}
    if part.where:
        yield Aim(Spot(part.where, phase, around), part.where.typed.root, wanted=True)
    for need in needs_in(part):
        if need.need and need.each in (None, part.each):
            yield Aim(Spot(need.need, phase, around), need.need.typed.root, wanted=True)


def _nearer(seek: Seek, here: Standing, verdict: Verdict, phase: str) -> Standing | None:
    part = verdict.part
    if part.each is not None:
        return _for_subjects(seek, here, verdict, phase)
    if isinstance(part, Need):
        return _for_one(seek, here, part, verdict.bound, verdict.verdict, phase)
    if not verdict.conditions:
        return None
    return _conditions(seek, here, part, verdict.conditions, phase)


def _conditions(
    seek: Seek, here: Standing, group: Group, conditions: tuple[Verdict, ...], phase: str
) -> Standing | None:
    open_ = [one for one in conditions if not one.passes and not one.part.advisory]
    if group.kind == "any":
        return gentlest(seek, here, (_nearer(seek, here, one, phase) for one in open_))
    for one in open_:
        found = _nearer(seek, here, one, phase)
        if found is not None and found.length > here.length:
            return found
        if found is None:
            seek.unmet.append(one.part.id)
    return None


def _for_subjects(seek: Seek, here: Standing, verdict: Verdict, phase: str) -> Standing | None:
    part = verdict.part
    if not verdict.subjects:
        return _selected(seek, here, verdict, phase) or _a_subject(seek, here, part)
    unmet = [one for one in verdict.subjects if one.verdict in OPEN]
    for one in unmet:
        found = _for_subject(seek, here, part, one, phase)
        if found is not None and found.length > here.length:
            return found
    if part.at_least is not None:
        return _selected(seek, here, verdict, phase) or _a_subject(seek, here, part)
    return None


def _selected(seek: Seek, here: Standing, verdict: Verdict, phase: str) -> Standing | None:
    """Let a condition be asked of something that is there."""
    part = verdict.part
    for things in subjects_of(here.world, part.each or (), verdict.bound) if part.where else ():
        bound = {**verdict.bound, **things}
        found = (
            seek.make(here, Aim(Spot(part.where, phase, bound), part.where.typed.root, wanted=True))
            if part.where
            else None
        )
        if found is not None and found.length > here.length:
            return found
    return None


def _for_subject(seek: Seek, here: Standing, part: Need | Group, one: ForSubject, phase: str) -> Standing | None:
    if isinstance(part, Need):
        return _for_one(seek, here, part, one.bound, one.verdict, phase)
    return _conditions(seek, here, part, one.conditions, phase)


def _for_one(
    seek: Seek, here: Standing, need: Need, bound: Mapping[str, Thing], verdict: str, phase: str
) -> Standing | None:
    """Make a condition so for one subject; else let it not apply to it where that helps, else let it be waived."""
    found = None
    if need.need and verdict in OPEN:
        aim = Aim(Spot(need.need, phase, bound), need.need.typed.root, wanted=True)
        if not aim.is_met(here.world):
            found = seek.make(here, aim)
        elif need.waited is not None:
            found = _waited(seek, here, need, phase, bound)
    elif need.waited is not None:
        found = _waited(seek, here, need, phase, bound)
    if found is None and need.where is not None and not isinstance(need.at_least, Count):
        found = seek.make(here, Aim(Spot(need.where, phase, bound), need.where.typed.root, wanted=False))
    return found if found is not None else waived(seek, here, need, bound)


def _waited(seek: Seek, here: Standing, need: Need, phase: str, bound: Mapping[str, Thing]) -> Standing | None:
    """Wait until the clock has told that a wait is over; see first to it that what it counts from has begun."""
    start = here
    begun = _begun(seek, here, need, phase, bound)
    here = begun or here
    for _ in range(MOST_WAITS):
        waited = later(seek, here, _due(here, need, phase, bound))
        if waited is None:
            return None
        here = waited
        if judged(here, need, phase, bound).passes or here.situation.end:
            return here
    return None if here is start else here


def _due(here: Standing, need: Need, phase: str, bound: Mapping[str, Thing]) -> datetime | None:
    visit = here.situation.visits.get(phase)
    began = visit.entered_at if visit else here.situation.opened_at
    now = {name: again(here.world, one, None) for name, one in bound.items()}
    due = due_of(here.world, need.waited, began, now, phase) if need.waited else None  # type: ignore[arg-type]
    return due if due and due > here.at else None


def _begun(seek: Seek, here: Standing, need: Need, phase: str, bound: Mapping[str, Thing]) -> Standing | None:
    """Make the moments be there from which a wait is counted."""
    for text in need.waited.moments if need.waited else ():
        expression = here.method.expression(text, bound)
        node, spot = expression.typed.root, Spot(expression, phase, bound)
        if isinstance(node, typed.Get) and isinstance(spot.value(here.world, node), Unknown):
            return _moment(seek, here, spot, node)
    return here


def _moment(seek: Seek, here: Standing, spot: Spot, node: typed.Get) -> Standing | None:
    """Let happen what a moment is of."""
    thing = spot.value(here.world, node.of)
    if isinstance(thing, RecordThing):
        if thing.record is None:
            return write(seek, here, thing.key[0], thing.subject_asked())
        return seek.confirm(here, thing.record.id)
    if isinstance(thing, DecisionThing):
        return seek.decide(here, str(thing.key[0]), thing.key[1], _is_told(spot, node))
    return None


def _is_told(spot: Spot, node: typed.Node) -> Callable[[Standing], bool]:
    return lambda there: not isinstance(spot.value(there.world, node), Unknown)


def _a_subject(seek: Seek, here: Standing, part: Need | Group) -> Standing | None:
    """Let there be something of the kind that a condition is asked for."""
    for one in part.each or ():
        if one.kind in here.method.declared.records:
            found = write(seek, here, one.kind)
        elif one.kind in here.method.declared.roles:
            found = hold_role(seek, here, one.kind)
        else:
            found = another_party(seek, here) if one.kind == "party" else None
        if found is not None:
            return found
    return None


def waived(seek: Seek, here: Standing, need: Need, bound: Mapping[str, Thing]) -> Standing | None:
    """Let a condition be waived for a subject, where it may be and all agree."""
    if need.waivable_by is None or any(one.name not in bound for one in need.scope):
        return None
    with seek.doing("waive", need.address, tuple(_key(one) for one in bound.values())) as free:
        if not free:
            return None
        subject = tuple(identity_of(bound[one.name]) for one in need.scope)
        scope = scope_of_subject(here.world, need.scope, subject)
        for there, one in acting_as(seek, here, need.waivable_by, scope.bound):
            identity = new_id(there, "waiver")
            told = asked(
                "waive", one, condition=need.address, subject=subject or None, reason=reason(there), waiver=identity
            )
            found = submit(seek, there, told)
            if found is not None:
                return _agreed(seek, found, need, identity)
    return None


def _agreed(seek: Seek, here: Standing, need: Need, identity: str) -> Standing | None:
    waiver = here.situation.waivers[identity]
    return all_sign(
        seek, here, protected(here.method, here.situation, need, waiver.subject),
        lambda there: there.situation.waivers[identity].agreements,
        lambda actor, _there: Agree(do="agree", actor=actor, waiver=identity),
    )  # fmt: skip
