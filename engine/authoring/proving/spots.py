"""A condition where it is asked: its tree, what is in scope, and the value of its parts in any situation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.language.expressions import typed
from engine.language.expressions.types import Thing as ThingType
from engine.process.world import DecisionThing, HolderThing, PartyThing, PersonThing, RecordThing
from engine.process.world.children import RunThing, run_for
from engine.process.world.sessions import SessionThing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from engine.language.expressions import Expression
    from engine.process.situation import Record
    from engine.process.world import World


@dataclass(frozen=True, slots=True)
class Fresh:
    """Stands for a record of a type that is yet to be written."""

    record: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A condition and what it is asked of: `bound` is in scope, `elements` are where the macros around a part are."""

    expression: Expression
    phase: str
    bound: Mapping[str, object] = field(default_factory=dict)
    elements: Mapping[str, object] = field(default_factory=dict)

    def at(self, variable: str, element: object) -> Spot:
        """Return the spot inside a macro."""
        return replace(self, elements={**self.elements, variable: element})

    def value(self, world: World, node: typed.Node, fresh: RecordThing | None = None) -> object:
        """Return the value of a part in a world, an `Unknown` where it cannot be told; `fresh` is the new record."""
        bound = {name: again(world, one, fresh) for name, one in self.bound.items()}
        elements = {name: again(world, one, fresh) for name, one in self.elements.items()}
        names = world.names(self.expression.typed.names, bound, self.phase)  # type: ignore[arg-type]  # things all
        return self.expression.part(node, names, elements, world.budget(self.expression))

    def of_any(self, record: str) -> Spot:
        """Return the same spot of a record of a type that is yet to be written."""

        def freed(there: Mapping[str, object]) -> dict[str, object]:
            return {name: Fresh(record) if _is_of(one, record) else one for name, one in there.items()}

        return replace(self, bound=freed(self.bound), elements=freed(self.elements))


def _is_of(thing: object, record: str) -> bool:
    return isinstance(thing, RecordThing) and thing.key[0] == record


@dataclass(frozen=True, slots=True)
class Aim:
    """A part of a condition and what its value is to be; where `unless` is not met, it does not matter."""

    spot: Spot
    node: typed.Node
    wanted: bool
    unless: Aim | None = None

    def is_met(self, world: World, fresh: RecordThing | None = None) -> bool:
        """Tell whether it is so in a world."""
        if self.unless is not None and not self.unless.is_met(world, fresh):
            return True
        try:
            return self.spot.value(world, self.node, fresh) is self.wanted
        except (KeyError, IndexError):  # something it is about is not there, or not yet
            return False

    def key(self) -> Hashable:
        """Return what tells it apart from other aims."""
        things = {**self.spot.bound, **self.spot.elements}
        told = tuple((name, str(getattr(one, "key", one))) for name, one in sorted(things.items()))
        return self.node, self.wanted, told, self.unless.key() if self.unless else None

    def parts(self) -> Iterator[Aim]:
        """Yield the aims that must all be met for this one, as small as they are."""
        match self.node:
            case typed.Not(operand=inner):
                yield from replace(self, node=inner, wanted=not self.wanted).parts()
            case typed.Junction(decider=decider, operands=operands) if decider is not self.wanted:
                for operand in operands:
                    yield from replace(self, node=operand).parts()
            case _:
                yield self

    def reads(self, record: str) -> bool:
        """Tell whether something of a type of record is read in it."""
        return f"record:{record}" in _read_in(self.node)[0]

    def members(self) -> frozenset[str]:
        """Return what is read of anything in it, and in what decides whether it matters."""
        own = _read_in(self.node)[1]
        return own | self.unless.members() if self.unless else own


@lru_cache(maxsize=10_000)
def _read_in(node: typed.Node) -> tuple[frozenset[str], frozenset[str]]:
    """Return the things of which something is read in a condition, and what."""
    read = [one for one in typed.every(node) if isinstance(one, typed.Get | typed.Has)]
    things = frozenset(one.of.type.name for one in read if isinstance(one.of.type, ThingType))
    return things, frozenset(one.member for one in read)


def again(world: World, thing: object, fresh: RecordThing | None) -> object:
    """Return the same thing in another world."""
    match thing:
        case Fresh(record=record):
            return fresh if fresh is not None and fresh.key[0] == record else RecordThing(world, (record, ("",)), None)
        case RecordThing():
            if thing.record is not None and thing.record.id in world.situation.records:
                return _record(world, thing.record)
            return world.kept(thing.key[0], thing.record.subject if thing.record else thing.subject_asked())
        case list() | tuple():
            return type(thing)(again(world, one, fresh) for one in thing) if type(thing) in (list, tuple) else thing
        case _:
            return AGAIN[type(thing)](world, thing) if type(thing) in AGAIN else thing


def _record(world: World, record: Record) -> RecordThing:
    """Return a record; a draft that was looked at as if it were shared is so again."""
    known = world.situation.records[record.id]
    draft = known.draft
    if known.live is None and draft is not None and record.live is not None:
        at = record.shared_at
        return RecordThing(world, (known.type, known.id), replace(known, live=draft, shared_at=at, changed_at=at))
    return world.record(record.id)


def _decision(world: World, thing: DecisionThing) -> DecisionThing:
    name, subject, *run = thing.key
    if run:
        return DecisionThing(world, thing.key, world.situation.runs.get(str(run[0])))
    kept = world.kept(name, subject)
    return kept if isinstance(kept, DecisionThing) else thing


AGAIN: Mapping[type, Callable[[World, Any], object]] = {
    DecisionThing: _decision,
    PartyThing: lambda world, thing: world.party(thing.key),
    PersonThing: lambda world, thing: world.person(thing.key),
    HolderThing: lambda world, thing: world.holder(*thing.key),
    SessionThing: lambda world, thing: SessionThing(world, thing.key, world.situation.sessions.get(thing.key)),
    RunThing: lambda world, thing: run_for(world, *thing.key),
}
