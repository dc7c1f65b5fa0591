"""What is in scope where a method says who: the record or decision it stands in, and the subjects that is kept for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.process.world import RecordThing, World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.method import Method
    from engine.language.subjects import Subjects
    from engine.process.situation import Holding, Record, Run, Situation, Subject
    from engine.process.world import Thing


@dataclass(frozen=True, slots=True)
class Scope:
    """Things by the names that conditions have for them here, in one world."""

    world: World
    bound: Mapping[str, Thing] = field(default_factory=dict)


def scope_of_subject(world: World, per: Subjects | None, subject: Subject) -> Scope:
    """Return the scope of what is kept for a subject: its parts by name. Of an empty subject nothing is in scope."""
    pairs = zip(per or (), subject, strict=False)
    return Scope(world, {part.name: world.subject(part.kind, identity) for part, identity in pairs})


def scope_of_record(world: World, record: Record) -> Scope:
    """Return the scope of a record: its subjects, and the record itself, which may not be written yet."""
    outer = scope_of_subject(world, world.method.declared.records[record.type].per, record.subject)
    written = record.id in world.situation.records
    itself = world.record(record.id) if written else RecordThing(world, (record.type, record.subject), None)
    return Scope(world, {**outer.bound, record.type: itself})


def scope_of_run(world: World, run: Run) -> Scope:
    """Return the scope of a run of a decision: the subjects it is decided for."""
    return scope_of_subject(world, world.method.declared.decisions[run.decision].per, run.subject)


def scope_of_holding(method: Method, situation: Situation, holding: Holding) -> Scope:
    """Return the scope of a role: its holder, by the name of the role."""
    world = World(method, situation)
    return Scope(world, {holding.role: world.holder(holding.role, holding.participant)})
