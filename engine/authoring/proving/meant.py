"""Who is meant where a method says who: once there is somebody, in an invented run."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.authoring.proving.spots import Aim, Spot, again
from engine.language.expressions import BOOL, Unknown, typed
from engine.language.plan import ROOT
from engine.language.who import NamedIn, Parties, WriterOf, parts_of, roles_in
from engine.process.scope import Scope
from engine.process.who import wanted
from engine.process.world import RecordThing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.language.who import Who
    from engine.process.who import Wanted

NOTHING: Mapping[str, object] = MappingProxyType({})
MOST_NAMED = 3


def meant(
    seek: Seek, here: Standing, who: Who, bound: Mapping[str, object] = NOTHING, party: str | None = None
) -> tuple[Standing, tuple[Wanted, ...]]:
    """Return of whom something is wanted, once a record names somebody, or a role of which each is asked is held."""
    here = _with_named(seek, here, who, bound)
    entries = _entries(here, who, bound, party)
    if any(entry.seats for entry in entries):
        return here, entries
    for role in _roles(here, who):
        held = seek.hold(here, role, party)
        if held is not None:
            return held, _entries(held, who, bound, party)
    return here, ()


def _entries(here: Standing, who: Who, bound: Mapping[str, object], party: str | None) -> tuple[Wanted, ...]:
    now = {name: again(here.world, one, None) for name, one in bound.items()}
    scope = Scope(here.world, now)  # type: ignore[arg-type]  # things all
    return wanted(here.method, here.situation, who, party, scope)


def _roles(here: Standing, who: Who) -> Iterator[str]:
    yield from sorted(roles_in(who))
    if any(isinstance(one, Parties) for one in parts_of(who)):
        yield from (name for name, role in here.method.declared.roles.items() if role.of == "party")


def _with_named(seek: Seek, here: Standing, who: Who, bound: Mapping[str, object]) -> Standing:
    """Let the record be there that names who is meant, where a who is named in one, or is the writer of one."""
    for one in parts_of(who):
        if isinstance(one, NamedIn | WriterOf):
            expression = here.method.people[one]
            here = _named(seek, here, Spot(expression, ROOT, bound), expression.typed.root) or here
    return here


def _named(seek: Seek, here: Standing, spot: Spot, node: typed.Node) -> Standing | None:
    value = spot.value(here.world, node)
    if isinstance(value, RecordThing):
        told = typed.Get(BOOL, node.start, node.end, node, "exists")
        return None if value.record else seek.make(here, Aim(spot, told, wanted=True))
    if isinstance(value, list | tuple):
        return None if value else _one_of(seek, here, spot, node)
    if not isinstance(value, Unknown):
        return None
    if isinstance(node, typed.Get):
        return seek.make(here, Aim(spot, typed.Has(BOOL, node.start, node.end, node.of, node.member), wanted=True))
    return _one_of(seek, here, spot, node)


def _one_of(seek: Seek, here: Standing, spot: Spot, node: typed.Node) -> Standing | None:
    for person in here.situation.present()[:MOST_NAMED]:
        found = seek.include(here, spot, node, here.world.person(person.id))
        if found is not None:
            return found
    return None
