"""Deposits as a reader sees them: who has closed one and who has yet to. Never how much lies in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.audiences import readers_of
from engine.process.deposits import are_deposited, depositors, is_of, is_sealed
from engine.process.view.shapes import Deposit

if TYPE_CHECKING:
    from engine.process.situation import Record, Version
    from engine.process.view.telling import Telling


def deposits(telling: Telling) -> list[Deposit]:
    """Return the deposits of the rounds that have begun of which the reader may know, in the order of the method."""
    found = []
    for name, known in sorted(telling.situation.rounds.items()):
        if not telling.sight.may_know(readers_of(telling.method, telling.situation, name)):
            continue
        sealing = telling.method.declared.records[name].sealed_until
        for subject in known.among if known.released_at or sealing is None else depositors(telling.world, name):
            by = known.sealed.get("/".join(subject))
            bound = telling.world.bound_to(sealing.each if sealing else (), subject)
            title = telling.text(telling.method.declared.records[name].title)
            shown = telling.subject(bound.values())
            found.append(Deposit(name, title, shown, by.at if by else None, known.released_at))
    return found


def is_in_sealed_deposit(telling: Telling, known: Record, draft: Version) -> bool:
    """Tell whether a draft lies in a deposit that is closed."""
    declared = telling.method.declared.records[known.type]
    if declared.sealed_until is None or not are_deposited(telling.method, telling.situation, known.type):
        return False
    each, per = declared.sealed_until.each, declared.per or ()
    return any(
        is_sealed(telling.situation, known.type, subject) and is_of(each, per, known, draft, subject)
        for subject in depositors(telling.world, known.type)
    )
