"""Decisions: putting one to the vote, voting, closing and counting."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.clocks import Clock
from engine.language.who import Anyone, EachHolder, EachParty, Holder, Parties, Who, parts_of
from engine.process.decide.records import must_be_open
from engine.process.events import DecisionClosed, DecisionOpened, VoteCast
from engine.process.gates import judge
from engine.process.refusal import Refusal, Refused, refuse
from engine.process.sight import shared_label
from engine.process.situation import Voter
from engine.process.tally import all_have_voted, ballots_of, count, is_decided, outcome
from engine.process.who import Seat, Wanted, acting_for, is_neutral, wanted
from engine.process.world import is_live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.language.declaration import DecisionType
    from engine.process.commands import Close, Propose, Vote
    from engine.process.situation import Run, Subject
    from engine.process.turn import Turn
    from engine.process.who import Acting


def propose(turn: Turn, command: Propose) -> None:
    """Put a decision to the vote, on the live versions it is about, among those who may vote now."""
    declared = turn.method.declared.decisions.get(command.decision)
    if declared is None:
        allowed = tuple(turn.method.declared.decisions)
        raise refuse("malformed", "decision_unknown", "/decision", found=command.decision, allowed=allowed)
    must_be_open(turn, command.decision)
    subject = _subject(turn, declared, command)
    turn.act(command, wanted(turn.method, turn.situation, declared.by), "propose_not_yours", decision=command.decision)
    if any(run.state == "open" and run.subject == subject for run in turn.situation.runs_of(command.decision)):
        raise refuse("not-now", "run_is_open", decision=command.decision)
    phase = _phase_of(turn, command.decision)
    _gate_is_met(turn, command.decision, phase)
    voters = tuple(dict.fromkeys(_voters(turn, declared.voters)))
    if not voters:
        raise refuse("rule", "nobody_can_vote", decision=command.decision)
    identity = command.run or next(turn.ids)
    if identity in turn.situation.runs:
        raise refuse("rule", "run_known", "/run", run=identity)
    about = _about(turn, declared, command)
    opened = DecisionOpened(identity, command.decision, subject, phase, about, voters, _due(turn, declared))
    turn.emit(opened, shared_label(declared))


def vote(turn: Turn, command: Vote) -> None:
    """Vote, or change one's vote, while a run is open. Where one decides, the vote closes it."""
    run, declared = _open_run(turn, command.run)
    voter, acting = _voter(turn, command, run)
    turn.acting = acting
    allowed = ballots_of(declared)
    if command.ballot not in allowed:
        raise refuse("malformed", "not_an_option", "/ballot", found=command.ballot, allowed=allowed)
    if command.ballot in (declared.reason or ()) and not command.reason:
        raise refuse("rule", "reason_required", "/reason", ballot=command.ballot)
    cast = VoteCast(run.id, voter.id, command.actor, acting.role, command.ballot, command.reason)
    turn.emit(cast, shared_label(declared))
    if declared.rule.name == "one_decides":
        count_and_close(turn, turn.situation.runs[run.id])


def close(turn: Turn, command: Close) -> None:
    """Close a run that is decided, or in which everybody has voted."""
    run, declared = _open_run(turn, command.run)
    turn.act(command, wanted(turn.method, turn.situation, declared.by), "close_not_yours", decision=run.decision)
    if not all_have_voted(run) and not is_decided(run, declared):
        raise refuse("not-now", "votes_missing", decision=run.decision, missing=len(run.voters) - len(run.votes))
    count_and_close(turn, run)


def count_and_close(turn: Turn, run: Run, due_at: datetime | None = None) -> None:
    """Count a run and close it; `due_at` is the instant for which the clock had planned it."""
    declared = turn.method.declared.decisions[run.decision]
    tally = count(run, declared)
    result, winner = outcome(tally, declared)
    turn.emit(DecisionClosed(run.id, run.decision, result, tally, winner), shared_label(declared), due_at)


def _subject(turn: Turn, declared: DecisionType, command: Propose) -> Subject:
    per = declared.per or ()
    given = command.subject
    named = (
        list(given.values()) if isinstance(given, dict) else [given] if isinstance(given, str) else list(given or ())
    )
    if len(named) != len(per):
        raise refuse("malformed", "subject_wrong", "/subject", wanted=tuple(part.name for part in per))
    for part, identity in zip(per, named, strict=True):
        known = turn.situation.records.get(identity)
        places = {"party": turn.situation.parties, "participant": turn.situation.participants}.get(part.kind)
        if (
            identity not in places
            if places is not None
            else known is None or known.type != part.kind or not is_live(known)
        ):
            raise refuse("malformed", "subject_needed", "/subject", dimension=part.name, found=identity)
    return tuple(named)


def _phase_of(turn: Turn, decision: str) -> str:
    """Return the innermost phase that opens a decision now: leaving it lapses what is open."""
    here = [path for path in turn.method.opened_in[decision] if turn.situation.is_now(path)]
    return max(here, key=lambda path: (path.count("."), len(path)))


def _gate_is_met(turn: Turn, decision: str, phase: str) -> None:
    gate = turn.method.gate_of_decision(decision)
    verdict = judge(turn.world, gate, phase) if gate else None
    if verdict and not verdict.passes:
        raise Refused(Refusal("gate-shut", "decision_gate_shut", {"decision": decision}, gate=verdict, at=phase))


def _voters(turn: Turn, who: Who) -> Iterator[Voter]:
    """Yield every single voter: a party where parties vote, else each participant."""
    for one in parts_of(who):
        match one:
            case Parties():
                yield from (Voter(party.id, None, None) for party in turn.situation.present_parties())
            case EachParty(role):
                yield from (Voter(party.id, None, role) for party in turn.situation.present_parties())
            case Holder(role) | EachHolder(role):
                yield from (Voter(None, held.participant, role) for held in turn.situation.holders(role))
            case Anyone():
                yield from (Voter(None, person.id, None) for person in turn.situation.present())
            case _:
                pass


def _about(turn: Turn, declared: DecisionType, command: Propose) -> tuple[tuple[str, int], ...]:
    types = declared.about or ()
    if command.about is not None and not types:
        raise refuse("malformed", "about_nothing", "/about", decision=command.decision)
    if not types:
        return ()
    live = [one for record in types for one in turn.situation.of_type(record) if is_live(one)]
    if command.about is not None:
        chosen = [one for one in live if one.id in command.about]
        unknown = [identity for identity in command.about if identity not in {one.id for one in chosen}]
        if unknown:
            raise refuse("malformed", "no_such_record", "/about", found=unknown[0], record=", ".join(types))
        live = chosen
    if not live:
        raise refuse("rule", "nothing_to_decide_about", decision=command.decision, records=types)
    return tuple((one.id, one.live.number) for one in live if one.live)


def _due(turn: Turn, declared: DecisionType) -> datetime | None:
    period = declared.open_for.plain() if isinstance(declared.open_for, Clock) else None
    return period.after(turn.at, ZoneInfo(turn.situation.zone)) if period else None


def _open_run(turn: Turn, identity: str) -> tuple[Run, DecisionType]:
    run = turn.situation.runs.get(identity)
    if run is None:
        raise refuse("unknown-thing", "run_unknown", "/run", run=identity)
    if run.state != "open":
        raise refuse("not-now", "run_is_closed", decision=run.decision, state=run.state)
    return run, turn.method.declared.decisions[run.decision]


def _voter(turn: Turn, command: Vote, run: Run) -> tuple[Voter, Acting]:
    for voter in run.voters:
        seat = Seat(voter.role, voter.party, voter.participant)
        acting = acting_for(turn.method, turn.situation, command.actor, (Wanted((seat,)),), command.as_)
        if acting and not is_neutral(turn.method, acting.role):
            return voter, acting
    roles = tuple(dict.fromkeys(voter.role or "*" for voter in run.voters))
    raise refuse("not-yours", "vote_not_yours", decision=run.decision, roles=roles)
