"""Making conditions true, or false: from the part that decides to the acts that change it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.authoring.proving import deciding, growing, meeting, recording
from engine.authoring.proving.comparing import compare
from engine.authoring.proving.seeking import gentlest, shortest
from engine.authoring.proving.spots import Aim
from engine.language.expressions import TIMESTAMP, typed
from engine.language.expressions.types import Thing as ThingType
from engine.language.expressions.types import innermost
from engine.process.world import DecisionThing, HolderThing, RecordThing, identity_of
from engine.process.world.children import RunThing
from engine.process.world.sessions import SessionThing

if TYPE_CHECKING:
    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing

ROUNDS = 30
MOST_ELEMENTS = 12
OBJECTION = frozenset({"open", "admissible", "settled"})


def make(seek: Seek, here: Standing, aim: Aim) -> Standing | None:
    """Return how things stand once a condition is as it is wanted; None where no way was found."""
    if aim.is_met(here.world):
        return here
    with seek.aiming(aim), seek.doing(aim.node, aim.wanted, _place(aim)) as free:
        for _ in range(ROUNDS if free else 0):
            nearer = _nearer(seek, here, aim)
            if nearer is None:
                return None
            if aim.is_met(nearer.world):
                return nearer
            if nearer.length == here.length:
                return None
            here = nearer
    return None


def _place(aim: Aim) -> tuple[object, ...]:
    return tuple(
        (name, getattr(one, "key", one)) for name, one in (*aim.spot.bound.items(), *aim.spot.elements.items())
    )


def _nearer(seek: Seek, here: Standing, aim: Aim) -> Standing | None:
    """Return how things stand after one move towards an aim."""
    node, spot, wanted = aim.node, aim.spot, aim.wanted
    match node:
        case typed.Not(operand=operand):
            return make(seek, here, Aim(spot, operand, wanted=not wanted))
        case typed.Junction(decider=decider, operands=operands):
            parts = [Aim(spot, one, wanted=wanted) for one in operands]
            return _one(seek, here, parts) if wanted is decider else _all(seek, here, parts)
        case typed.Conditional(condition=condition, yes=yes, no=no):
            return shortest(
                _all(seek, here, [Aim(spot, condition, wanted=chosen), Aim(spot, branch, wanted=wanted)])
                for chosen, branch in ((True, yes), (False, no))
            )
        case typed.Quantifier():
            return _quantified(seek, here, aim, node)
        case typed.Comprehension(one=True):
            return growing.grow(
                seek, here, spot, node.over, *((growing.Body(node.variable, node.where),) if node.where else ())
            )
        case typed.Get():
            return _member(seek, here, aim, node)
        case typed.Has():
            return _presence(seek, here, aim, node)
        case typed.Compare() | typed.Apply():
            return compare(seek, here, aim, node)
        case _:
            return None


def _one(seek: Seek, here: Standing, parts: list[Aim]) -> Standing | None:
    return gentlest(seek, here, (make(seek, here, one) for one in parts))


def _all(seek: Seek, here: Standing, parts: list[Aim]) -> Standing | None:
    """Make all parts so, one after the other; a part that cannot be made before another is tried after it."""
    before = here
    for one in parts:
        found = make(seek, here, one)
        here = found or here
    left = [one for one in parts if not one.is_met(here.world)]
    return None if left and here is before else here


def _quantified(seek: Seek, here: Standing, aim: Aim, node: typed.Quantifier) -> Standing | None:
    spot, wanted = aim.spot, aim.wanted
    elements = spot.value(here.world, node.over)
    body = growing.Body(node.variable, node.body, wanted)
    if not isinstance(elements, list | tuple):
        return growing.grow(seek, here, spot, node.over, body) if wanted else None
    each = [Aim(spot.at(node.variable, one), node.body, wanted=wanted) for one in elements]
    if wanted is not node.decider:
        return _all(seek, here, each)
    found = gentlest(seek, here, (make(seek, here, one) for one in each[:MOST_ELEMENTS]))
    if found is not None and not wanted:
        return found
    new = growing.grow(seek, here, spot, node.over, body)
    new = _finished(seek, new, aim, node, len(elements)) if new else None
    if new is None and wanted and any(one.type == TIMESTAMP for one in typed.every(node.body)):
        new = growing.grow(seek, here.until(here.at + timedelta(days=1)), spot, node.over, body)
    return gentlest(seek, here, (found, new))


def _finished(seek: Seek, new: Standing, aim: Aim, node: typed.Quantifier, before: int) -> Standing | None:
    """Make the element so that was just added."""
    if aim.is_met(new.world):
        return new
    grown = aim.spot.value(new.world, node.over)
    if not isinstance(grown, list | tuple) or len(grown) <= before:
        record = _record_of(node.over)
        return growing.released(seek, new, record) if record else None
    return make(seek, new, Aim(aim.spot.at(node.variable, grown[-1]), node.body, wanted=aim.wanted))


def _record_of(node: typed.Node) -> str | None:
    element = innermost(node.type)
    return (
        element.name.partition(":")[2]
        if isinstance(element, ThingType) and element.name.startswith("record:")
        else None
    )


def _member(seek: Seek, here: Standing, aim: Aim, node: typed.Get) -> Standing | None:
    """Change what a thing says of itself."""
    if node.member == "sealed" and (record := _record_of(node.of)):
        return _sealed(seek, here, aim, node, record) if aim.wanted else None
    thing = aim.spot.value(here.world, node.of)
    match thing:
        case RecordThing():
            return _of_record(seek, here, aim, thing, node.member)
        case DecisionThing():
            return _of_decision(seek, here, aim, thing, node.member)
        case HolderThing() if node.member == "accepted" and aim.wanted:
            held = here.world.holding(*thing.key)
            return seek.accept(here, held) if held else None
        case SessionThing():
            return _of_session(seek, here, aim, thing, node.member)
        case RunThing() if thing.child is not None and aim.wanted:
            return seek.bring_to_end(here, thing.child.id, lambda there: aim.is_met(there.world))
        case _:
            return compare(seek, here, aim, node)


def _sealed(seek: Seek, here: Standing, aim: Aim, node: typed.Get, record: str) -> Standing | None:
    """Seal the deposit of a subject, or all of them where it is no single one's."""
    declared = here.method.declared.records[record]
    each = declared.sealed_until.each if declared.sealed_until else ()
    things = [aim.spot.value(here.world, part) for part in typed.every(node.of) if part is not node.of]
    for thing in things:
        kind = getattr(thing, "kind", None)
        if len(each) == 1 and kind in (each[0].kind, "holder"):
            return recording.seal(seek, here, record, (identity_of(thing),))  # type: ignore[arg-type]  # it has a kind, so it is a thing
    return recording.seal(seek, here, record)


def _of_record(seek: Seek, here: Standing, aim: Aim, thing: RecordThing, member: str) -> Standing | None:
    known = here.situation.records.get(thing.record.id) if thing.record else None
    declared = here.method.declared.records[thing.key[0]].fields
    if known is None:
        wanted_there = aim.wanted or member in declared
        if not wanted_there:
            return None
        written = recording.write(seek, here, thing.key[0], thing.subject_asked())
        if written is not None and not aim.is_met(written.world) and member in ("exists", "shared"):
            return growing.released(seek, written, thing.key[0])
        return written
    if member in declared:
        return recording.revise(seek, here, known)
    match member, aim.wanted:
        case (("exists" | "shared"), False):
            return recording.withdraw(seek, here, known)
        case "confirmed", True:
            return recording.confirm(seek, here, known.id)
        case "confirmed", False:
            return recording.unconfirm(seek, here, known.id)
        case "disputed", wanted:
            return recording.dispute(seek, here, known, wanted_so=wanted)
        case _:
            return None


def _of_decision(seek: Seek, here: Standing, aim: Aim, thing: DecisionThing, member: str) -> Standing | None:
    name, subject = str(thing.key[0]), thing.key[1]
    if member == "ratified" and aim.wanted and thing.run is not None and thing.run.state == "accepted":
        return deciding.ratify(seek, here, name, subject)
    if member == "ratified" and aim.wanted:
        return deciding.decide(seek, here, name, subject, lambda there: _has(aim, there, "accepted"))
    if member in ("accepted", "ratified", "rejected", "closed") and not aim.wanted:
        return deciding.propose(seek, here, name, subject)
    return deciding.decide(seek, here, name, subject, lambda there: aim.is_met(there.world))


def _has(aim: Aim, there: Standing, member: str) -> bool:
    thing = aim.spot.value(there.world, aim.node.of) if isinstance(aim.node, typed.Get) else None
    return isinstance(thing, DecisionThing) and thing.member(member) is True


def _of_session(seek: Seek, here: Standing, aim: Aim, thing: SessionThing, member: str) -> Standing | None:
    if not aim.wanted:
        return None
    if thing.session is None:
        paths = [path for path in here.method.plan.nodes if path and here.situation.is_now(path)]
        return meeting.meet(seek, here, paths[-1])
    return meeting.end(seek, here, str(thing.key)) if member == "ended" else None


def _presence(seek: Seek, here: Standing, aim: Aim, node: typed.Has) -> Standing | None:
    thing = aim.spot.value(here.world, node.of)
    if isinstance(thing, DecisionThing):
        return deciding.decide(seek, here, str(thing.key[0]), thing.key[1], lambda there: aim.is_met(there.world))
    if not isinstance(thing, RecordThing):
        return compare(seek, here, aim, node)
    known = here.situation.records.get(thing.record.id) if thing.record else None
    if node.member == "confirmed_at" and known is not None and aim.wanted:
        return recording.confirm(seek, here, known.id)
    if known is None:
        return recording.write(seek, here, thing.key[0], thing.subject_asked()) if aim.wanted else None
    return recording.revise(seek, here, known)
