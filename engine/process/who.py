"""Who that is in a running process: from a declared who to the people and parties it means now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.who import (
    AnyOf,
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    NamedIn,
    OfPair,
    Oneself,
    Parties,
    Who,
    WriterOf,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.language.method import Method
    from engine.process.situation import Holding, Participant, Signature, Situation


@dataclass(frozen=True, slots=True)
class Seat:
    """Someone: a holder of `role` (in `party`, where it is set), any holder of a party's roles, or one participant.

    With nothing set: anyone who takes part.
    """

    role: str | None = None
    party: str | None = None
    participant: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of somebody in one of `seats`; of `at_least` different people."""

    seats: tuple[Seat, ...]
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Acting:
    """In which role somebody acts, and for which party."""

    participant: str
    role: str | None
    party: str | None


def wanted(method: Method, situation: Situation, who: Who, party: str | None = None) -> tuple[Wanted, ...]:
    """Return of whom something is wanted, each entry apart. Inside `party` that party's holders are meant."""
    match who:
        case Holder(role, at_least):
            return (Wanted((Seat(role, party if is_party_role(method, role) else None),), at_least),)
        case AnyOf(several):
            seats = [seat for one in several for entry in wanted(method, situation, one, party) for seat in entry.seats]
            return (Wanted(tuple(dict.fromkeys(seats))),)
        case Parties():
            return tuple(Wanted((Seat(None, one),)) for one in _parties(situation, party))
        case EachParty(role):
            return tuple(Wanted((Seat(role, one),)) for one in _parties(situation, party))
        case EachHolder(role):
            return tuple(
                Wanted((Seat(role, None, held.participant),)) for held in _holders(method, situation, role, party)
            )
        case Anyone() | Oneself():
            return (Wanted((Seat(),)),)
        case WriterOf() | NamedIn() | OfPair():
            pass
    msg = f"{who!r} does not run in this release and cannot be published"
    raise AssertionError(msg)


def is_party_role(method: Method, role: str) -> bool:
    """Tell whether a role is held inside a party."""
    return role in method.declared.roles and method.declared.roles[role].of == "party"


def party_roles(method: Method) -> list[str]:
    """Return the roles that are held inside a party."""
    return [role for role in method.declared.roles if is_party_role(method, role)]


def roles_of(situation: Situation, participant: str) -> list[str]:
    """Return the roles a participant holds, in the order of their names."""
    return sorted(
        role for role, held in situation.holdings.items() if any(one.participant == participant for one in held)
    )


def holding_of(situation: Situation, role: str, participant: str) -> Holding | None:
    """Return a participant's holding of a role."""
    return next((one for one in situation.holders(role) if one.participant == participant), None)


def is_accepted(method: Method, situation: Situation, holding: Holding) -> bool:
    """Tell whether a holder is accepted by all who must accept; always true where nobody must."""
    accepted_by = method.declared.roles[holding.role].accepted_by
    if accepted_by is None:
        return True
    entries = wanted(method, situation, accepted_by)
    return bool(entries) and all(is_signed(method, situation, entry, holding.acceptances) for entry in entries)


def is_signed(method: Method, situation: Situation, entry: Wanted, signatures: Sequence[Signature]) -> bool:
    """Tell whether enough of the wanted people have signed."""
    signed = {one.participant for one in signatures if any(_signed_as(method, seat, one) for seat in entry.seats)}
    return len(signed) >= entry.at_least


def _signed_as(method: Method, seat: Seat, signature: Signature) -> bool:
    if seat.participant and seat.participant != signature.participant:
        return False
    if seat.party and seat.party != signature.party:
        return False
    return seat.role is None or seat.role == signature.role


def actings(method: Method, situation: Situation, participant: str) -> Iterator[Acting]:
    """Yield every role in which somebody may act now, and at last the bare participant.

    A role whose holder is not accepted yet gives nothing to act with (`METHOD-LANGUAGE.md` §2, `accepted_by`).
    """
    person = situation.participants[participant]
    for role in roles_of(situation, participant):
        holding = holding_of(situation, role, participant)
        if holding and is_accepted(method, situation, holding):
            yield Acting(participant, role, person.party if is_party_role(method, role) else None)
    yield Acting(participant, None, person.party)


def acting_for(
    method: Method, situation: Situation, participant: str, entries: Sequence[Wanted], as_role: str | None
) -> Acting | None:
    """Return in which role somebody fits one of the wanted entries, or None. `as_role` narrows it to one role."""
    for acting in actings(method, situation, participant):
        if as_role is not None and acting.role != as_role:
            continue
        if any(_fits(method, seat, acting) for entry in entries for seat in entry.seats):
            return acting
    return None


def _fits(method: Method, seat: Seat, acting: Acting) -> bool:
    if seat.participant and seat.participant != acting.participant:
        return False
    if seat.role is not None:
        return seat.role == acting.role and (seat.party is None or seat.party == acting.party)
    if seat.party is not None:
        return seat.party == acting.party and acting.role is not None and is_party_role(method, acting.role)
    return True


def is_neutral(method: Method, role: str | None) -> bool:
    """Tell whether a role is neutral: its holders never confirm or vote."""
    return role is not None and method.declared.roles[role].neutral


def people_in(method: Method, situation: Situation, seat: Seat) -> list[Participant]:
    """Return the participants who are in a seat now."""
    roles = [seat.role] if seat.role else party_roles(method) if seat.party else list(method.declared.roles)
    people = [situation.participants[held.participant] for role in roles for held in situation.holders(role)]
    return [
        person
        for person in dict.fromkeys(people)
        if (seat.party is None or person.party == seat.party) and (seat.participant in (None, person.id))
    ]


def _parties(situation: Situation, party: str | None) -> list[str]:
    return [one.id for one in situation.present_parties() if party in (None, one.id)]


def _holders(method: Method, situation: Situation, role: str, party: str | None) -> list[Holding]:
    inside = party if is_party_role(method, role) else None
    held = situation.holders(role)
    return [one for one in held if inside is None or situation.participants[one.participant].party == inside]
