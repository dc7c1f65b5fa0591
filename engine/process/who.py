"""Who that is in a running process: from a declared who to the people and parties it means now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.language.plan import ROOT
from engine.language.who import (
    AnyOf,
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    NamedIn,
    Nobody,
    OfPair,
    Oneself,
    Parties,
    Who,
    WriterOf,
    is_scoped,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.language.method import Method
    from engine.process.scope import Scope
    from engine.process.situation import Holding, Record, Run, Signature, Situation


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


def wanted(
    method: Method, situation: Situation, who: Who, party: str | None = None, scope: Scope | None = None
) -> tuple[Wanted, ...]:
    """Return of whom something is wanted, each entry apart. Inside `party` that party's holders are meant.

    `scope` is what a `writer_of`, `named_in` or `of` is looked up in; without one, only what the whole process has.
    """
    match who:
        case Holder():
            return (_any_of(method, situation, who, party),)
        case AnyOf(several):
            seats = [
                seat
                for one in several
                for entry in wanted(method, situation, one, party, scope)
                for seat in entry.seats
            ]
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
        case Nobody():
            return ()
        case OfPair(variable, role):
            side = _side(scope, variable)
            return tuple(Wanted((Seat(role, one),)) for one in _parties(situation, side) if side)
        case WriterOf() | NamedIn():
            return tuple(Wanted((seat,)) for seat in _named(method, situation, who, scope))


def is_party_role(method: Method, role: str) -> bool:
    """Tell whether a role is held inside a party."""
    return role in method.declared.roles and method.declared.roles[role].of == "party"


def is_kept_for_party(method: Method, kind: str) -> bool:
    """Tell whether there is one of a kind for a party, or for what a party has: then it is that party's."""
    if kind not in method.declared.records:
        return kind in ("party", "participant") or is_party_role(method, kind)
    return any(is_kept_for_party(method, part.kind) for part in method.declared.records[kind].per or ())


def roles_of(situation: Situation, participant: str) -> list[str]:
    """Return the roles a participant holds, in the order of their names."""
    return sorted(
        role for role, held in situation.holdings.items() if any(one.participant == participant for one in held)
    )


def holding_of(situation: Situation, role: str, participant: str) -> Holding | None:
    """Return a participant's holding of a role."""
    return next((one for one in situation.holders(role) if one.participant == participant), None)


def people_in(situation: Situation, seat: Seat) -> list[str]:
    """Return the participants in a seat that have not left; one that is named, whatever became of him."""
    if seat.participant:
        return [seat.participant]
    inside = [one.id for one in situation.present() if seat.party in (None, one.party)]
    if seat.role is None:
        return inside
    holders = {one.participant for one in situation.holders(seat.role)}
    return [one for one in inside if one in holders]


def opener(method: Method, situation: Situation) -> tuple[Wanted, ...]:
    """Return whoever opened the process; once gone, the holders of the role in which it was opened."""
    person = situation.participants.get(situation.opener)
    if person and not person.left_at:
        return (Wanted((Seat(participant=person.id),)),)
    may = method.declared.may.open
    return wanted(method, situation, may) if may else ()


def wanted_or_opener(method: Method, situation: Situation, who: Who | None) -> tuple[Wanted, ...]:
    """Return whom a method names for something; where it names nobody, whoever opened the process."""
    return wanted(method, situation, who) if who else opener(method, situation)


def confirmers(method: Method, situation: Situation, record: Record, scope: Scope | None = None) -> tuple[Wanted, ...]:
    """Return whose confirmation a record needs: for a party's record its own people, unless each party is asked.

    A party on whose behalf it was written is always asked.
    """
    confirmed_by = method.declared.records[record.type].confirmed_by
    behalf = record.live.on_behalf_of if record.live else None
    theirs = (Wanted((Seat(None, behalf),)),) if behalf else ()
    if confirmed_by is None:
        return theirs
    every = any(isinstance(one, Parties | EachParty) for one in parts_of(confirmed_by))
    return (*wanted(method, situation, confirmed_by, None if every else record.party, scope), *theirs)


def is_accepted(method: Method, situation: Situation, holding: Holding) -> bool:
    """Tell whether a holder is accepted by all who must accept; always true where nobody must."""
    accepted_by = method.declared.roles[holding.role].accepted_by
    if accepted_by is None:
        return True
    late = situation.yet_to_accept(holding.role, holding.participant)
    entries = [one for one in acceptors(method, situation, holding) if not late or not _is_of(one, late)]
    return are_signed(entries, holding.acceptances)


def _is_of(entry: Wanted, parties: frozenset[str]) -> bool:
    return all(seat.party in parties for seat in entry.seats)


def acceptors(method: Method, situation: Situation, holding: Holding) -> tuple[Wanted, ...]:
    """Return who must accept the holder of a role; of what its `named_in` names, the role stands for that holder."""
    from engine.process.scope import scope_of_holding  # noqa: PLC0415 - as in `_named`

    accepted_by = method.declared.roles[holding.role].accepted_by
    if accepted_by is None:
        return ()
    scope = scope_of_holding(method, situation, holding) if is_scoped(accepted_by) else None
    return wanted(method, situation, accepted_by, scope=scope)


def are_signed(entries: Sequence[Wanted], signatures: Sequence[Signature]) -> bool:
    """Tell whether of each entry enough of the wanted people have signed; never where nobody is wanted yet."""
    given: dict[str, list[Signature]] = {}
    for one in signatures:
        given.setdefault(one.participant, []).append(one)
        given.setdefault(f"of {one.party}", []).append(one)

    def by(seat: Seat) -> set[str]:
        key = seat.participant or (f"of {seat.party}" if seat.party else None)
        among = given.get(key, []) if key else signatures
        return {one.participant for one in among if _signed_as(seat, one)}

    return bool(entries) and all(
        len(set().union(*(by(seat) for seat in entry.seats))) >= entry.at_least for entry in entries
    )


def came_later(situation: Situation, run: Run, entry: Wanted) -> bool:
    """Tell whether a party is asked that came after a decision was opened and has no part in it."""
    voters = {one.party for one in run.voters}
    parties = [situation.parties[seat.party] if seat.party else None for seat in entry.seats]
    return all(one is not None and one.order > run.order and one.id not in voters for one in parties)


def revocable(
    entries: Sequence[Wanted], signatures: Sequence[Signature], participant: str, acting: Acting | None
) -> list[Signature]:
    """Return the signatures somebody may take back: one's own, and those of one's party where a party was asked."""
    seats = [seat for entry in entries if entry.at_least == 1 for seat in entry.seats]
    ours = [
        seat
        for seat in seats
        if acting and seat.party and not seat.participant and seat.party == acting.party
        if seat.role in (None, acting.role)
    ]
    return [one for one in signatures if one.participant == participant or any(_signed_as(seat, one) for seat in ours)]


def renewable(
    method: Method, situation: Situation, record: Record, scope: Scope | None = None
) -> tuple[Signature, ...]:
    """Return the confirmations of a record that somebody who is there could give again."""
    entries = confirmers(method, situation, record, scope)
    acting = [(one.id, acting_for(method, situation, one.id, entries, None)) for one in situation.present()]
    able = [(person, fit) for person, fit in acting if fit and neutral_role(method, situation, fit) is None]
    again = {one.participant for person, fit in able for one in revocable(entries, record.confirmations, person, fit)}
    return tuple(one for one in record.confirmations if one.participant in again)


def _signed_as(seat: Seat, signature: Signature) -> bool:
    if seat.participant and seat.participant != signature.participant:
        return False
    if seat.party and seat.party != signature.party:
        return False
    return seat.role is None or seat.role == signature.role


def actings(method: Method, situation: Situation, participant: str) -> Iterator[Acting]:
    """Yield every role in which somebody may act now, and at last the bare participant.

    A role whose holder is not accepted yet gives nothing to act with.
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
    return next(fitting(method, situation, participant, entries, as_role), None)


def fitting(
    method: Method, situation: Situation, participant: str, entries: Sequence[Wanted], as_role: str | None
) -> Iterator[Acting]:
    """Yield every role in which somebody fits one of the wanted entries."""
    for acting in actings(method, situation, participant):
        if as_role is not None and acting.role != as_role:
            continue
        if any(fits(method, seat, acting) for entry in entries for seat in entry.seats):
            yield acting


def fits(method: Method, seat: Seat, acting: Acting) -> bool:
    """Tell whether somebody who acts in a role is in a seat."""
    if seat.participant and seat.participant != acting.participant:
        return False
    if seat.role is not None:
        return seat.role == acting.role and (seat.party is None or seat.party == acting.party)
    if seat.party is not None:
        return seat.party == acting.party and acting.role is not None and is_party_role(method, acting.role)
    return True


def neutral_role(method: Method, situation: Situation, acting: Acting) -> str | None:
    """Return the neutral role somebody acts in, or holds while acting as nobody in particular."""
    roles = roles_of(situation, acting.participant) if acting.role is None else [acting.role]
    return next((role for role in roles if method.declared.roles[role].neutral), None)


def _any_of(method: Method, situation: Situation, who: Holder, party: str | None) -> Wanted:
    """Return any holders of a role; where several are counted, an alternate is not one more."""
    if who.at_least > 1 and method.declared.roles[who.role].alternates:
        held = _holders(method, situation, who.role, party)
        return Wanted(tuple(Seat(who.role, None, one.participant) for one in held), who.at_least)
    return Wanted((Seat(who.role, party if is_party_role(method, who.role) else None),), who.at_least)


def _named(method: Method, situation: Situation, who: WriterOf | NamedIn, scope: Scope | None) -> tuple[Seat, ...]:
    """Return who is named by what was recorded, each apart; nobody where it cannot be told, or who left since."""
    from engine.process.world import World  # noqa: PLC0415 - conditions see who was accepted, by whom they name here

    world, bound = (scope.world, scope.bound) if scope else (World(method, situation), {})
    try:
        value = world.evaluate(method.people[who], bound, ROOT)
    except Unknown:
        return ()
    things = value if isinstance(value, list | tuple) else (value,)
    return tuple(dict.fromkeys(seat for thing in things if (seat := thing.seat())))


def _side(scope: Scope | None, variable: str) -> str | None:
    """Return the party at one side of a pair."""
    thing = scope.bound.get(variable) if scope else None
    seat = thing.seat() if thing else None
    return seat.party if seat else None


def _parties(situation: Situation, party: str | None) -> list[str]:
    return [one.id for one in situation.present_parties() if party in (None, one.id)]


def _holders(method: Method, situation: Situation, role: str, party: str | None) -> list[Holding]:
    inside = party if is_party_role(method, role) else None
    held = situation.counted(role)
    return [one for one in held if inside is None or situation.participants[one.participant].party == inside]
