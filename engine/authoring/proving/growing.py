"""Making the lists that conditions look at longer or shorter: records, people, meetings, and what is chosen of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.authoring.proving import meeting, recording
from engine.authoring.proving.acting import act_as, hold_role, newcomer, submit
from engine.authoring.proving.names import new_name, party_name
from engine.authoring.proving.seeking import gentlest, shortest
from engine.authoring.proving.spots import Aim, Fresh, Spot
from engine.language.expressions import BOOL, Unknown, typed
from engine.language.expressions.types import ListOf, innermost
from engine.language.expressions.types import Thing as ThingType
from engine.language.plan import ROOT
from engine.process.commands import Join, StepDown
from engine.process.deposits import are_deposited
from engine.process.gates import subjects_of
from engine.process.refusal import Refusal
from engine.process.world import DecisionThing, HolderThing, PersonThing, RecordThing, Thing, identity_of
from engine.process.world.subjects import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.process.situation import Subject


@dataclass(frozen=True, slots=True)
class Body:
    """What is wanted of an element of a list, which is called `variable` there."""

    variable: str
    node: typed.Node
    wanted: bool = True


def grow(seek: Seek, here: Standing, spot: Spot, node: typed.Node, *bodies: Body) -> Standing | None:
    """Let a list have an element more, of which all `bodies` are as wanted."""
    match node:
        case typed.Comprehension(over=over, variable=variable, where=where, result=result):
            kept = bodies if result is None else ()
            inner = (*kept, *((Body(variable, where),) if where is not None else ()))
            chosen = _choose(seek, here, spot, node, kept)
            new = grow(seek, here, spot, over, *inner)
            if new is not None and not _is_longer(here, new, spot, node):
                new = _choose(seek, new, spot, node, kept) or new
            return gentlest(seek, here, (chosen, new)) if _is_longer(here, new, spot, node) else chosen or new
        case typed.Apply(operation="list +", arguments=arguments):
            return shortest(grow(seek, here, spot, one, *bodies) for one in arguments)
        case typed.Get(of=of, member="winners" | "runs"):
            return _by_deciding(seek, here, spot, node, of)
        case typed.Get() | typed.Root():
            return _grow_named(seek, here, spot, node, bodies)
        case _:
            return None


def _is_longer(before: Standing, after: Standing | None, spot: Spot, node: typed.Node) -> bool:
    sizes = [len(_elements(spot.value(one.world, node))) for one in (before, after) if one]
    return after is not None and sizes[1] > sizes[0]


def _choose(
    seek: Seek, here: Standing, spot: Spot, node: typed.Comprehension, kept: tuple[Body, ...]
) -> Standing | None:
    """Let an element that is there be chosen that is not."""
    elements = spot.value(here.world, node.over)
    if node.where is None or not isinstance(elements, list | tuple):
        return None
    for element in elements:
        inside = spot.at(node.variable, element)
        if inside.value(here.world, node.where) is not True:
            found = seek.make(here, Aim(inside, node.where, wanted=True))
            if found is not None and all(
                spot.at(one.variable, element).value(found.world, one.node) is one.wanted for one in kept
            ):
                return found
    return None


def _by_deciding(seek: Seek, here: Standing, spot: Spot, node: typed.Get, of: typed.Node) -> Standing | None:
    thing = spot.value(here.world, of)
    if not isinstance(thing, DecisionThing):
        return None
    size = len(_elements(spot.value(here.world, node)))
    return seek.decide(
        here, str(thing.key[0]), thing.key[1], lambda there: len(_elements(spot.value(there.world, node))) > size
    )


def _elements(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _grow_named(
    seek: Seek, here: Standing, spot: Spot, node: typed.Get | typed.Root, bodies: tuple[Body, ...]
) -> Standing | None:
    element = node.type.element if isinstance(node.type, ListOf) else None
    name = element.name if isinstance(element, ThingType) else ""
    of = spot.value(here.world, node.of) if isinstance(node, typed.Get) else None
    kind, _, declared = name.partition(":")
    listed = (
        isinstance(node, typed.Get)
        and isinstance(of, RecordThing)
        and node.member in here.method.declared.records[of.key[0]].fields
    )
    if listed:
        return _rewritten(seek, here, of)
    if kind == "record":
        wanted = [Aim(spot.at(one.variable, Fresh(declared)), one.node, one.wanted) for one in bodies]
        with seek.aiming(*wanted):
            return _write(seek, here, declared, of if isinstance(of, Thing) else None)
    if kind == "role":
        return hold_role(seek, here, declared, str(of.key) if isinstance(of, Thing) and of.kind == "party" else None)
    if name == "party":
        return another_party(seek, here)
    if name == "participant":
        came = newcomer(seek, here)
        return came[0] if came else None
    if name == "session":
        return _another_session(seek, here, spot, bodies)
    return None


def _rewritten(seek: Seek, here: Standing, of: object) -> Standing | None:
    if not isinstance(of, RecordThing):
        return None
    known = here.situation.records.get(of.record.id) if of.record else None
    if known is None:
        return recording.write(seek, here, of.key[0], of.subject_asked())
    return recording.revise(seek, here, known)


def _write(seek: Seek, here: Standing, record: str, of: Thing | None) -> Standing | None:
    """Write a record about something; where it is deposited, all seal theirs so that it is shown."""
    for subject in _subjects(here, record, of) if of is not None else [None]:
        found = recording.write(seek, here, record, subject)
        if found is not None:
            return found
    return None


def _subjects(here: Standing, record: str, of: Thing) -> Iterator[Subject]:
    per = here.method.declared.records[record].per or ()
    many = here.method.declared.records[record].many
    for bound in subjects_of(here.world, per, {}):
        if any(part.kind == kind_of(of) and identity_of(bound[part.name]) == identity_of(of) for part in per) or (
            isinstance(of, HolderThing)
            and any(part.kind == "participant" and bound[part.name].key == of.key[1] for part in per)
        ):
            subject = tuple(identity_of(bound[part.name]) for part in per)
            if many or here.situation.live_for(record, subject) is None:
                yield subject


def released(seek: Seek, here: Standing, record: str) -> Standing | None:
    """Let deposits be sealed, so that what is in them is shown."""
    if not are_deposited(here.method, here.situation, record):
        return None
    return recording.seal(seek, here, record)


def another_party(seek: Seek, here: Standing) -> Standing | None:
    """Let a new party join, with somebody in each role that parties have."""
    found = act_as(seek, here, here.method.declared.may.admit)
    if found is None:
        return None
    here, admitter = found
    name = party_name(here, None)
    before = set(here.situation.parties)
    roles = [role for role, declared in here.method.declared.roles.items() if declared.of == "party"]
    for role in roles or ("",):
        alias, called = new_name(here)
        told = {"do": "join", "actor": admitter, "participant": alias, "name": called, "party": name}
        joined = seek.submit(here, Join.model_validate({**told, "roles": (role,) if role else ()}))
        if isinstance(joined, Refusal):
            joined = seek.submit(here, Join.model_validate(told))
            if isinstance(joined, Refusal):
                break
        here = joined
    return here if set(here.situation.parties) - before else None


def _another_session(seek: Seek, here: Standing, spot: Spot, bodies: tuple[Body, ...]) -> Standing | None:
    """Plan a meeting, in the phase and under the title that conditions ask for."""
    asked = _asked(spot, here, bodies)
    here_now = [path for path in here.method.plan.nodes if path and here.situation.is_now(path)]
    wanted_phase = asked.get("phase")
    paths = [path for path in here_now if wanted_phase is None or here.method.plan.nodes[path].id == wanted_phase]
    title = asked.get("title")
    return meeting.meet(seek, here, paths[-1], str(title) if title else None) if paths else None


def _asked(spot: Spot, here: Standing, bodies: tuple[Body, ...]) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in bodies:
        for aim in Aim(spot, one.node, one.wanted).parts():
            match aim.node:
                case typed.Compare(operator="==", left=typed.Get(of=typed.Element(), member=member), right=right):
                    try:
                        value = spot.value(here.world, right)
                    except KeyError:
                        continue
                    if not isinstance(value, Unknown):
                        found[member] = value
                case _:
                    pass
    return found


def include(seek: Seek, here: Standing, spot: Spot, node: typed.Node, thing: object) -> Standing | None:
    """Let a list have a thing or a value in it, or where it is no list be that."""
    value = spot.value(here.world, node)
    if value == thing or (isinstance(value, list | tuple) and thing in value):
        return here
    with seek.doing("include", node, getattr(thing, "key", thing)) as free:
        if not free:
            return None
        if not isinstance(node.type, ListOf):
            return seek.make(here, Aim(spot, _equals(node, thing), wanted=True))
        return _included(seek, here, spot, node, thing)


def _included(seek: Seek, here: Standing, spot: Spot, node: typed.Node, thing: object) -> Standing | None:
    match node:
        case typed.Comprehension(result=None, over=over, where=where, variable=variable):
            found = include(seek, here, spot, over, thing)
            if found is None or where is None:
                return found
            return seek.make(found, Aim(spot.at(variable, thing), where, wanted=True))
        case typed.Comprehension():
            return _include_mapped(seek, here, spot, node, thing)
        case typed.Apply(operation="list +", arguments=arguments):
            return shortest(_kept(spot, node, thing, include(seek, here, spot, one, thing)) for one in arguments)
        case typed.Conditional():
            return seek.make(here, Aim(spot, _is_in(node, thing), wanted=True))
        case typed.Get(of=of) if isinstance(spot.value(here.world, of), RecordThing):
            with seek.aiming(Aim(spot, _is_in(node, thing), wanted=True)):
                return _rewritten(seek, here, spot.value(here.world, of))
        case typed.Root() | typed.Get():
            element = innermost(node.type)
            role = element.name.partition(":")[2] if isinstance(element, ThingType) else ""
            if role in here.method.declared.roles and isinstance(thing, PersonThing | HolderThing):
                return hold_role(seek, here, role, None, identity_of(thing))
        case _:
            pass
    return None


def _kept(spot: Spot, node: typed.Node, thing: object, found: Standing | None) -> Standing | None:
    """Return how things stand where the whole list has the thing in it."""
    value = spot.value(found.world, node) if found is not None else None
    return found if isinstance(value, list | tuple) and thing in value else None


def _include_mapped(
    seek: Seek, here: Standing, spot: Spot, node: typed.Comprehension, thing: object
) -> Standing | None:
    if node.result is None:
        return None
    over = innermost(node.over.type)
    name = over.name if isinstance(over, ThingType) else ""
    if name.startswith("role:") and isinstance(thing, PersonThing | HolderThing):
        return hold_role(seek, here, name.partition(":")[2], None, identity_of(thing))
    there = _chosen(seek, here, spot, node, thing)
    if there is not None:
        return there
    same = _equals(node.result, thing)
    where = (Body(node.variable, node.where),) if node.where is not None else ()
    grown = grow(seek, here, spot, node.over, Body(node.variable, same), *where)
    return _chosen(seek, grown, spot, node, thing) or grown if grown is not None else None


def _chosen(seek: Seek, here: Standing, spot: Spot, node: typed.Comprehension, thing: object) -> Standing | None:
    """Let what is there about a thing be chosen."""
    for element in _elements(spot.value(here.world, node.over)):
        inside = spot.at(node.variable, element)
        if node.result is not None and inside.value(here.world, node.result) == thing and node.where is not None:
            return seek.make(here, Aim(inside, node.where, wanted=True))
    return None


def _equals(node: typed.Node, thing: object) -> typed.Node:
    return typed.Compare(BOOL, node.start, node.end, "==", node, typed.Constant(node.type, node.start, node.end, thing))


def _is_in(node: typed.Node, thing: object) -> typed.Node:
    element = typed.Constant(innermost(node.type), node.start, node.end, thing)
    return typed.Compare(BOOL, node.start, node.end, "in", element, node)


def shrink(seek: Seek, here: Standing, spot: Spot, node: typed.Node) -> Standing | None:
    """Let a list have an element less: a record is withdrawn, or is no longer chosen."""
    for element in _elements(spot.value(here.world, node)):
        if isinstance(node, typed.Comprehension) and node.where is not None and node.result is None:
            found = seek.make(here, Aim(spot.at(node.variable, element), node.where, wanted=False))
            if found is not None:
                return found
        if isinstance(element, HolderThing):
            left = _let_go(seek, here, *element.key)
            if left is not None and left.length > here.length:
                return left
        if isinstance(element, RecordThing) and element.record:
            found = recording.withdraw(seek, here, here.situation.records[element.record.id])
            if found is not None:
                return found
    return None


def _let_go(seek: Seek, here: Standing, role: str, person: str) -> Standing | None:
    """Let somebody hold a role no longer: he steps down, or what names the holders does not name him."""
    held_by = here.method.declared.roles[role].held_by
    if held_by is None:
        return submit(seek, here, StepDown(do="step_down", actor=person, role=role))
    expression = here.method.expression(held_by)
    named = _is_in(expression.typed.root, here.world.person(person))
    return seek.make(here, Aim(Spot(expression, ROOT), named, wanted=False))
