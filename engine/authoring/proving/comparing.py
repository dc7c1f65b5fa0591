"""Making comparisons so: by other values, another outcome, time that passes, or something that is done again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.authoring.proving import deciding, growing, meeting, recording
from engine.authoring.proving.spots import Aim, Spot
from engine.language.expressions import TIMESTAMP, Unknown, typed
from engine.language.expressions.types import ListOf
from engine.process.world import DecisionThing, PersonThing, RecordThing
from engine.process.world.children import RunThing
from engine.process.world.sessions import SessionThing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing

MORE = {">", ">="}
AHEAD = tuple(timedelta(days=days) for days in (1, 7, 14))
MOMENTS = frozenset({"shared_at", "changed_at", "confirmed_at", "opened_at", "closed_at", "entered_at", "appointed_at"})


def compare(seek: Seek, here: Standing, aim: Aim, node: typed.Node) -> Standing | None:
    """Return how things stand after a move towards a comparison, or another test of values."""
    sized = _sized(seek, here, aim, node)
    if sized is not None:
        return sized
    for way in _ways(seek, here, aim, node):
        if way is not None and way.length > here.length:
            return way
    return None


def _sized(seek: Seek, here: Standing, aim: Aim, node: typed.Node) -> Standing | None:
    """Make a list longer or shorter whose size is compared, or that is compared with another."""
    if not isinstance(node, typed.Compare):
        return None
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, typed.Apply) and side.operation == "size":
            size, target = aim.spot.value(here.world, side), aim.spot.value(here.world, other)
            if isinstance(target, Unknown):
                continue
            if isinstance(size, Unknown) or _wants_more(aim, node, side, size, target):
                grown = _shown(seek, here, aim, side, growing.grow(seek, here, aim.spot, side.arguments[0]))
                if grown is not None or not _wants_another(aim, node):
                    return grown
            return growing.shrink(seek, here, aim.spot, side.arguments[0])
    return None


def _wants_more(aim: Aim, node: typed.Compare, side: typed.Node, size: object, target: object) -> bool:
    operator = (
        node.operator
        if side is node.left
        else {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(node.operator, node.operator)
    )
    if operator in ("==", "!="):
        return _wants_another(aim, node) or (isinstance(size, int) and isinstance(target, int) and size < target)
    return (operator in MORE) is aim.wanted


def _wants_another(aim: Aim, node: typed.Compare) -> bool:
    """Tell whether any other size will do."""
    return node.operator in ("==", "!=") and (node.operator == "!=") is aim.wanted


def _shown(seek: Seek, here: Standing, aim: Aim, side: typed.Apply, grown: Standing | None) -> Standing | None:
    """Where what was written is deposited, write as much as is asked for and seal only then."""
    if grown is None or aim.spot.value(grown.world, side) != aim.spot.value(here.world, side):
        return grown
    element = side.arguments[0].type
    name = str(element.element.name) if isinstance(element, ListOf) and hasattr(element.element, "name") else ""
    record = name.partition(":")[2]
    return growing.released(seek, grown, record) or grown if record in here.method.declared.records else grown


def _ways(seek: Seek, here: Standing, aim: Aim, node: typed.Node) -> Iterator[Standing | None]:
    things = list(_things(here, aim, node))
    for thing, member in things:
        if isinstance(thing, RecordThing):
            yield _written(seek, here, aim, thing, member)
    for thing, member in things:
        if isinstance(thing, DecisionThing) and member not in MOMENTS:
            yield from _decided(seek, here, aim, thing)
        elif isinstance(thing, RunThing) and thing.child is not None:
            yield seek.bring_to_end(here, thing.child.id, lambda there: aim.is_met(there.world))
    yield from _attending(seek, here, aim, node)
    yield from _in_lists(seek, here, aim, node)
    if any(one.type == TIMESTAMP for one in typed.every(node)):
        yield from _in_time(seek, here, aim, node, things)


def _written(seek: Seek, here: Standing, aim: Aim, thing: RecordThing, member: str) -> Standing | None:
    """Write a record that is not there, or another version of it."""
    known = here.situation.records.get(thing.record.id) if thing.record else None
    if known is None:
        return recording.write(seek, here, thing.key[0], thing.subject_asked())
    if member == "author":
        with seek.renewal():
            return _if_met(aim, recording.revise(seek, here, known))
    if member not in here.method.declared.records[known.type].fields:
        return None
    return _if_met(aim, recording.revise(seek, here, known))


def _decided(seek: Seek, here: Standing, aim: Aim, thing: DecisionThing) -> Iterator[Standing | None]:
    name, subject = thing.key[:2]
    yield _if_met(aim, deciding.decide(seek, here, name, subject, lambda there: aim.is_met(there.world)))
    if thing.run and not _is_open(thing):
        yield deciding.propose(seek, here, name, subject)


def _is_open(thing: DecisionThing) -> bool:
    return thing.run is not None and thing.run.state == "open"


def _if_met(aim: Aim, way: Standing | None) -> Standing | None:
    return way if way is not None and aim.is_met(way.world) else None


def _things(here: Standing, aim: Aim, node: typed.Node) -> Iterator[tuple[object, str]]:
    """Yield the things of which a member is read in a comparison, with the member; elements of lists as well."""
    seen: list[tuple[object, str]] = []
    for part, spot in _parts(here, aim, node):
        if isinstance(part, typed.Get | typed.Has):
            thing = spot.value(here.world, part.of)
            if not isinstance(thing, Unknown) and (thing, part.member) not in seen:
                seen.append((thing, part.member))
                yield thing, part.member


def _parts(here: Standing, aim: Aim, node: typed.Node) -> Iterator[tuple[typed.Node, Spot]]:
    yield node, aim.spot
    if isinstance(node, typed.Quantifier | typed.Comprehension):
        yield from _parts(here, aim, node.over)
        elements = aim.spot.value(here.world, node.over)
        inner = (node.body,) if isinstance(node, typed.Quantifier) else (node.where, node.result)
        for element in elements if isinstance(elements, list | tuple) else ():
            inside = Aim(aim.spot.at(node.variable, element), node, aim.wanted)
            for one in inner:
                if one is not None:
                    yield from _parts(here, inside, one)
    else:
        for one in typed.below(node):
            yield from _parts(here, aim, one)


def _attending(seek: Seek, here: Standing, aim: Aim, node: typed.Node) -> Iterator[Standing | None]:
    """Let somebody be at a meeting where it is asked whether he is, or vote where it is asked what he voted."""
    if not isinstance(node, typed.Apply) or node.operation != "call" or not aim.wanted:
        return
    function, *arguments = node.arguments
    person = aim.spot.value(here.world, arguments[0])
    if isinstance(function, typed.Get) and function.member == "present" and isinstance(person, PersonThing):
        thing = aim.spot.value(here.world, function.of)
        if isinstance(thing, SessionThing) and thing.session is not None:
            yield meeting.attend(seek, here, str(thing.key), person.key)


def _in_lists(seek: Seek, here: Standing, aim: Aim, node: typed.Node) -> Iterator[Standing | None]:
    """Let something be in a list it is asked to be in; or let lists have more that are empty."""
    if isinstance(node, typed.Compare) and node.operator == "in" and aim.wanted:
        thing = aim.spot.value(here.world, node.left)
        if not isinstance(thing, Unknown):
            yield growing.include(seek, here, aim.spot, node.right, thing)
    for part in typed.every(node):
        if isinstance(part, typed.Comprehension) and _value(here, aim, part.over) in ((), []):
            yield growing.grow(seek, here, aim.spot, part.over)


def _value(here: Standing, aim: Aim, node: typed.Node) -> object:
    try:
        return aim.spot.value(here.world, node)
    except KeyError:
        return None


def _in_time(
    seek: Seek, here: Standing, aim: Aim, node: typed.Node, things: list[tuple[object, str]]
) -> Iterator[Standing | None]:
    """Let time pass, or do again what one of the moments is of, at once and after a while."""
    for way in (*_again(seek, here, things), *_planned(seek, here, things)):
        yield _if_met(aim, way)
    later = here.until(here.at + timedelta(days=1))
    for way in _again(seek, later, things):
        yield _if_met(aim, way)
    for waited in _waits(seek, here):
        yield _if_met(aim, waited)
        for way in _again(seek, waited, things):
            yield _if_met(aim, way)


def _waits(seek: Seek, here: Standing) -> Iterator[Standing]:
    """Yield what a wait brings: until the next thing that is due, and as long as the method speaks of anywhere."""
    lengths = sorted(seek.literals.lengths)
    due = here.next_due()
    instants = [*([due] if due else []), here.at + timedelta(days=1), *(here.at + one for one in lengths)]
    for instant in dict.fromkeys(instants):
        seek.spend(1)
        yield here.until(instant)


def _planned(seek: Seek, here: Standing, things: list[tuple[object, str]]) -> Iterator[Standing | None]:
    """Plan a meeting for another day where it is asked when it starts."""
    for thing, member in things:
        if isinstance(thing, SessionThing) and member == "starts_at" and thing.session:
            for ahead in (*AHEAD, *sorted(seek.literals.lengths)):
                yield meeting.meet(seek, here, thing.session.phase, ahead=ahead)


def _again(seek: Seek, here: Standing, things: list[tuple[object, str]]) -> Iterator[Standing | None]:
    for thing, member in things:
        if isinstance(thing, RecordThing) and member == "changed_at" and thing.record:
            with seek.renewal():
                yield recording.revise(seek, here, here.situation.records[thing.record.id])
        elif isinstance(thing, RecordThing) and member == "confirmed_at" and thing.record:
            yield recording.confirm(seek, here, thing.record.id)
        elif isinstance(thing, DecisionThing) and member in ("opened_at", "closed_at"):
            yield deciding.propose(seek, here, str(thing.key[0]), thing.key[1])
