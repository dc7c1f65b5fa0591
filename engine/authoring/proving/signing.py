"""Letting everybody sign who has to: accept, confirm, ratify, agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.proving.acting import able, actors, submit
from engine.authoring.proving.meant import meant
from engine.process.commands import Accept
from engine.process.who import acceptors, are_signed, holding_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.process.commands import Command
    from engine.process.situation import Holding, Signature
    from engine.process.who import Wanted


def all_sign(
    seek: Seek, here: Standing, entries: Iterable[Wanted], given: Callable[[Standing], Sequence[Signature]],
    command: Callable[[str, Standing], Command], *, partisan: bool = True,
) -> Standing | None:  # fmt: skip
    """Let all sign of whom it is wanted and who did not; `given` are the signatures, `command` is how one signs."""
    for entry in entries:
        for _ in range(entry.at_least):
            if are_signed([entry], given(here)):
                break
            found = _signer(seek, here, entry, given(here), partisan=partisan)
            if found is None:
                seek.lack("nobody", next((seat.role for seat in entry.seats if seat.role), ""))
                return None
            signed = submit(seek, found[0], command(found[1], found[0]))
            if signed is None:
                return None
            here = signed
    return here


def _signer(
    seek: Seek, here: Standing, entry: Wanted, given: Sequence[Signature], *, partisan: bool
) -> tuple[Standing, str] | None:
    """Return somebody who did not sign yet; where more have to than there are, somebody who takes the role."""
    before = {one.participant for one in given}
    found = next((one for one in actors(seek, here, [entry], partisan=partisan) if one[1] not in before), None)
    if found is not None or entry.at_least == 1:
        return found
    for seat in entry.seats:
        more = seek.hold(here, seat.role, seat.party) if seat.role else None
        if more is not None:
            return next(((more, one) for one in able(more, [entry], partisan=partisan) if one not in before), None)
    return None


def accept(seek: Seek, here: Standing, holding: Holding) -> Standing | None:
    """Let all accept the holder of a role who have to."""
    role, person = holding.role, holding.participant
    with seek.doing("accept", role, person) as free:
        if not free:
            return None
        who = here.method.declared.roles[role].accepted_by
        if who is not None:
            here, _ = meant(seek, here, who, {role: here.world.holder(role, person)})
        return all_sign(
            seek, here, acceptors(here.method, here.situation, holding),
            lambda there: held.acceptances if (held := holding_of(there.situation, role, person)) else (),
            lambda actor, _there: Accept(do="accept", actor=actor, role=role, participant=person), partisan=False,
        )  # fmt: skip
