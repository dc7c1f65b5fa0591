"""Sealed records: for whom there are deposits, whose a draft is, and whether a deposit is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process.gates import subjects_of
from engine.process.world.subjects import identity_of

if TYPE_CHECKING:
    from engine.language.method import Method
    from engine.language.subjects import Subjects
    from engine.process.situation import Record, Situation, Subject, Version
    from engine.process.world import World


def depositors(world: World, record: str) -> tuple[Subject, ...]:
    """Return the subjects of which each has to seal; where it cannot be told of one, it has to."""
    sealing = world.method.declared.records[record].sealed_until
    if sealing is None:
        return ()
    found = []
    for bound in subjects_of(world, sealing.each, {}):
        try:
            applies = sealing.where is None or world.value(sealing.where, bound, "") is not False
        except Unknown:
            applies = True
        if applies:
            found.append(tuple(identity_of(bound[part.name]) for part in sealing.each))
    return tuple(found)


def are_deposited(method: Method, situation: Situation, record: str) -> bool:
    """Tell whether records of a type are deposited now, and not shared at once."""
    known = situation.rounds.get(record)
    return method.declared.records[record].sealed_until is not None and (known is None or known.released_at is None)


def is_sealed(situation: Situation, record: str, subject: Subject) -> bool:
    """Tell whether a subject has closed its deposit in this round."""
    known = situation.rounds.get(record)
    return known is not None and "/".join(subject) in known.sealed


def is_of(each: Subjects, per: Subjects, known: Record, draft: Version, subject: Subject) -> bool:
    """Tell whether a draft belongs to the deposit of a subject: its party's, its writer's, or about it."""
    for part, identity in zip(each, subject, strict=True):
        kinds = [one.kind for one in per]
        if part.kind in kinds:
            mine = known.subject[kinds.index(part.kind)] == identity
        elif part.kind == "party":
            mine = known.party == identity
        else:
            mine = draft.author == identity
        if not mine:
            return False
    return True
