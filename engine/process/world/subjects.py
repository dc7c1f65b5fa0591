"""What stands for a thing in subjects."""

from __future__ import annotations

from engine.process.world.people import HolderThing
from engine.process.world.records import RecordThing
from engine.process.world.thing import Thing


def identity_of(thing: Thing) -> str:
    """Return the id that stands for a thing in subjects."""
    if isinstance(thing, HolderThing):
        return thing.key[1]
    if isinstance(thing, RecordThing):
        return thing.record.id if thing.record else ""
    return str(thing.key)


def kind_of(thing: Thing) -> str:
    """Return the kind of subject a thing is: a role, a record type, party or participant."""
    return thing.key[0] if isinstance(thing, HolderThing | RecordThing) else thing.kind
