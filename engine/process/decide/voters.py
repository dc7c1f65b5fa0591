"""Who may vote: the eligible when a run is opened, in which seat somebody votes, and who can no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.who import (
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    NamedIn,
    OfPair,
    Parties,
    Who,
    WriterOf,
    parts_of,
)
from engine.process.decide.secrecy import stays_in_count
from engine.process.events import VoterLeft
from engine.process.labels import covers, owner, party, role
from engine.process.refusal import refuse
from engine.process.scope import scope_of_run
from engine.process.situation import Voter
from engine.process.who import Acting, Seat, Wanted, fits, fitting, holding_of, neutral_role, wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.language.method import Method
    from engine.process.commands import Vote
    from engine.process.scope import Scope
    from engine.process.situation import Participant, Run, Situation
    from engine.process.turn import Turn


def eligible(turn: Turn, who: Who, seen_by: str, scope: Scope) -> tuple[Voter, ...]:
    """Return every single voter: a party where parties vote, else each participant; nobody twice, and no neutral.

    Nobody votes on what he may not know of: where `seen_by` is one party, these are its people.
    """
    found: dict[str, Voter] = {}
    for one in parts_of(who):
        for voter in _voters(turn, one, scope):
            if _may_know(turn, voter, seen_by):
                found.setdefault(voter.id, voter)
    return tuple(found.values())


def vote_of(turn: Turn, command: Vote, run: Run) -> tuple[str, Acting]:
    """Return whose vote somebody casts in a run, and in which role. Raises Refused."""
    person = turn.situation.participants[command.actor]
    declared = turn.method.declared.decisions[run.decision]
    seats = _seats_in(declared.voters, run, person)
    if not seats and Anyone() in parts_of(declared.voters):
        neutral = neutral_role(turn.method, turn.situation, Acting(person.id, None, person.party))
        if neutral is not None:
            raise refuse("rule", "neutral_never_votes", role=neutral)
    if not seats:
        roles = tuple(dict.fromkeys(voter.role for voter in run.voters if voter.role))
        if not roles or any(holding_of(turn.situation, role, person.id) for role in roles):
            raise refuse("not-yours", "no_vote", decision=run.decision)
        raise refuse("not-yours", "vote_not_yours", decision=run.decision, roles=roles)
    entries = [Wanted((seat,)) for _, seat in seats]
    acting = turn.act(command, entries, "vote_not_yours", neutral="neutral_never_votes", decision=run.decision)
    return _voter_in(turn.method, seats, acting), acting


def votes_of(method: Method, situation: Situation, run: Run, participant: str) -> dict[str, list[str | None]]:
    """Return whose votes somebody can cast in a run, each with the roles in which he casts that one.

    Without a role the first counts, so whoever has one casts no vote as a bare participant.
    """
    seats = _seats_in(method.declared.decisions[run.decision].voters, run, situation.participants[participant])
    found: dict[str, list[str | None]] = {}
    for acting in fitting(method, situation, participant, [Wanted((seat,)) for _, seat in seats], None):
        is_reached = acting.role is not None or not found
        if is_reached and neutral_role(method, situation, acting) is None:
            found.setdefault(_voter_in(method, seats, acting), []).append(acting.role)
    return found


def drop_voters(turn: Turn) -> None:
    """Take the denominators of open runs again: whoever can vote no longer is left out, unless his ballot stays in."""
    for run in turn.situation.open_runs():
        declared = turn.method.declared.decisions[run.decision]
        still = {voter.id for voter in eligible(turn, declared.voters, run.label, scope_of_run(turn.world, run))}
        for voter in run.voters:
            if voter.id not in still and not stays_in_count(declared, run, voter.id):
                turn.emit(VoterLeft(run.id, voter.id), run.label)


def _voters(turn: Turn, who: Who, scope: Scope) -> Iterator[Voter]:
    situation, roles = turn.situation, turn.method.declared.roles
    match who:
        case Parties():
            yield from (Voter(party, None, None) for party in _parties(situation))
        case EachParty(role):
            yield from (Voter(party, None, role) for party in _parties(situation))
        case Holder(role) | EachHolder(role) if not roles[role].neutral:
            yield from (Voter(None, held.participant, role) for held in situation.counted(role))
        case Anyone():
            people = (Acting(person.id, None, person.party) for person in situation.present())
            yield from (
                Voter(None, one.participant, None) for one in people if not neutral_role(turn.method, situation, one)
            )
        case WriterOf() | NamedIn() | OfPair():
            seats = (seat for entry in wanted(turn.method, situation, who, scope=scope) for seat in entry.seats)
            yield from (
                Voter(None if one.participant else one.party, one.participant, one.role)
                for one in seats
                if not (one.participant and _is_neutral(turn, one))
            )
        case _:
            pass


def _parties(situation: Situation) -> list[str]:
    """Return the parties that vote: one that came late does once it caught up, or the term for that is over."""
    late = situation.catching_up()
    return [one.id for one in situation.present_parties() if one.id not in late]


def _is_neutral(turn: Turn, seat: Seat) -> bool:
    return neutral_role(turn.method, turn.situation, Acting(str(seat.participant), seat.role, None)) is not None


def _may_know(turn: Turn, voter: Voter, seen_by: str) -> bool:
    """Tell whether a voter is among those who may know, by the role in which he votes."""
    roles = [voter.role] if voter.role else list(turn.method.declared.roles)
    if voter.participant:
        audiences = [owner(voter.participant), *([role(voter.role)] if voter.role else [])]
    else:
        audiences = [party(str(voter.party), one) for one in roles]
    return any(covers(turn.method, turn.situation, seen_by, one) for one in audiences)


def _seats_in(who: Who, run: Run, person: Participant) -> list[tuple[str, Seat]]:
    """Return whose votes of a run somebody may cast, and in which seat."""
    voters = {voter.id for voter in run.voters}
    declared = [(voter, seat) for voter, seat in _seats(who, person) if voter in voters]
    own = [(one.id, Seat(one.role, one.party, one.participant)) for one in run.voters if _is_of(one, person)]
    return declared + own


def _voter_in(method: Method, seats: Sequence[tuple[str, Seat]], acting: Acting) -> str:
    """Return whose vote somebody casts who acts in a role: that of the first seat in which he is then."""
    return next(voter for voter, seat in seats if fits(method, seat, acting))


def _is_of(voter: Voter, person: Participant) -> bool:
    return voter.participant == person.id if voter.participant else voter.party == person.party


def _seats(who: Who, person: Participant) -> Iterator[tuple[str, Seat]]:
    """Yield whose votes somebody may cast, and in which seat."""
    for one in parts_of(who):
        match one:
            case Parties() if person.party:
                yield person.party, Seat(None, person.party)
            case EachParty(role) if person.party:
                yield person.party, Seat(role, person.party)
            case Holder(role) | EachHolder(role):
                yield person.id, Seat(role, None, person.id)
            case Anyone():
                yield person.id, Seat(None, None, person.id)
            case _:
                pass
