"""Who must agree to waive a condition: those it protects, who are those in the subject it is waived for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.scope import scope_of_subject
from engine.process.who import Seat, Wanted, is_kept_for_party, wanted
from engine.process.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.conditions import Need
    from engine.language.method import Method
    from engine.process.situation import Situation, Subject


def protected(method: Method, situation: Situation, need: Need, subject: Subject) -> tuple[Wanted, ...]:
    """Return whose agreement waiving a condition needs.

    The parties and people in the subject; where there are none in it, every party; where there are no parties, every
    holder of the role that may propose it (`docs/reference/method.md`, waivers).
    """
    inside = tuple(dict.fromkeys(_inside(method, situation, need, subject)))
    if inside:
        return inside
    parties = tuple(Wanted((Seat(None, party.id),)) for party in situation.present_parties())
    return parties or _proposers_each(method, situation, need, subject)


def _inside(method: Method, situation: Situation, need: Need, subject: Subject) -> Iterator[Wanted]:
    for part, identity in zip(need.scope, subject, strict=False):
        if part.kind == "party":
            yield Wanted((Seat(None, identity),))
        elif part.kind in method.declared.records:
            owner = situation.records[identity].party
            if owner and is_kept_for_party(method, part.kind):
                yield Wanted((Seat(None, owner),))
        else:
            yield Wanted((Seat(participant=identity),))


def _proposers_each(method: Method, situation: Situation, need: Need, subject: Subject) -> tuple[Wanted, ...]:
    if need.waivable_by is None:
        return ()
    scope = scope_of_subject(World(method, situation), need.scope, subject)
    seats = {seat for entry in wanted(method, situation, need.waivable_by, scope=scope) for seat in entry.seats}
    roles = {seat.role for seat in seats if seat.role and not seat.participant}
    each = {Seat(role, None, one.participant) for role in roles for one in situation.counted(role)}
    each |= {seat for seat in seats if seat.participant}
    return tuple(Wanted((seat,)) for seat in sorted(each, key=lambda seat: (seat.participant or "", seat.role or "")))
