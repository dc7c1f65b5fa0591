"""Decisions: putting one to the vote, voting, closing and counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.declaration.decisions import Window
from engine.language.sights import is_narrow
from engine.language.who import is_scoped
from engine.process import labels
from engine.process.audiences import Kept, shared_with, shows_to_picked
from engine.process.ballot_box import as_json
from engine.process.counting.asking import asked_of
from engine.process.counting.ballots import read_ballot
from engine.process.counting.counted import count
from engine.process.counting.rules import all_have_voted, is_decided, outcome
from engine.process.decide.about import records_about
from engine.process.decide.catch_up import must_be_caught_up
from engine.process.decide.electorate import electorate, options_of, refresh
from engine.process.decide.holds import must_not_be_held
from engine.process.decide.objections import must_be_advised
from engine.process.decide.opened import must_be_known, must_be_open, visible_run
from engine.process.decide.picking import parties_named, widen_run
from engine.process.decide.ratification import ask_for_ratification, must_be_ratifiable
from engine.process.decide.secrecy import empty_box, must_be_done, must_keep_secret, put_ballot
from engine.process.decide.subjects import owner_of, subject_of
from engine.process.decide.told import tell
from engine.process.decide.voters import vote_of
from engine.process.events import BallotOpened, DecisionClosed, DecisionOpened, VoteCast, VoterVoted
from engine.process.gates import judge
from engine.process.refusal import Refusal, Refused, refuse
from engine.process.scope import scope_of_run, scope_of_subject
from engine.process.timing.clocks import due_of
from engine.process.whereabouts import opening_phase
from engine.process.who import wanted

if TYPE_CHECKING:
    from datetime import datetime

    from engine.language.declaration import DecisionType
    from engine.process.commands import Close, Propose, Vote
    from engine.process.situation import Run, Situation, Subject
    from engine.process.turn import Turn


def propose(turn: Turn, command: Propose) -> None:
    """Put a decision to the vote, on the live versions it is about, among those who may vote now."""
    declared = turn.method.declared.decisions.get(command.decision)
    if declared is None:
        allowed = tuple(turn.method.declared.decisions)
        raise refuse("malformed", "decision_unknown", "/decision", found=command.decision, allowed=allowed)
    must_be_open(turn, command.decision)
    must_not_be_held(turn)
    must_be_caught_up(turn, command.decision)
    subject = subject_of(turn, declared.per or (), command, {}) if is_scoped(declared.by) else ()
    scope = scope_of_subject(turn.world, declared.per, subject)
    entries = wanted(turn.method, turn.situation, declared.by, scope=scope)
    turn.act(command, entries, "propose_not_yours", decision=command.decision)
    subject = subject or subject_of(turn, declared.per or (), command, {})
    kept = Kept(command.decision, owner_of(turn.method, turn.situation, declared.per or (), subject), command.actor)
    picked = _picked(turn, command)
    seen_by = shared_with(turn.method, turn.situation, kept, side=False)
    if not turn.sight(command.actor).may_know(seen_by):
        raise refuse("not-yours", "decision_not_seen", "/subject", decision=command.decision)
    must_be_known(turn, command.decision, ((seen_by, one) for one in subject))
    if any(run.state == "open" and run.subject == subject for run in turn.situation.runs_of(command.decision)):
        raise refuse("not-now", "run_is_open", decision=command.decision)
    phase = opening_phase(turn.method, turn.situation, command.decision)
    _gate_is_met(turn, command.decision, subject, phase)
    voters = electorate(turn, declared, subject, seen_by, phase)
    if not voters:
        raise refuse("rule", "nobody_can_vote", decision=command.decision)
    must_keep_secret(declared, voters, command.decision)
    must_be_ratifiable(turn, command.decision)
    options = options_of(turn, command.decision, subject, seen_by, phase)
    about = tuple(dict.fromkeys((*_about(turn, command, subject, seen_by), *options)))
    clock = declared.open_for.to if isinstance(declared.open_for, Window) else declared.open_for
    bound = turn.world.bound_to(declared.per or (), subject)
    due = due_of(turn.world, clock, turn.moment, bound, phase) if clock else None
    identity = turn.new_id(command.run, "/run")
    chosen = tuple(one for one, _ in options)
    opened = DecisionOpened(identity, command.decision, subject, phase, about, voters, due, chosen)
    turn.emit(opened, shared_with(turn.method, turn.situation, kept))
    if picked:
        widen_run(turn, turn.situation.runs[identity], picked)


def _picked(turn: Turn, command: Propose) -> tuple[str, ...]:
    if command.picked is None:
        return ()
    if not shows_to_picked(turn.method, command.decision):
        raise refuse("rule", "never_picked", "/picked", record=command.decision)
    return parties_named(turn, command.picked, "/picked")


def vote(turn: Turn, command: Vote) -> None:
    """Vote, or change one's vote, while a run is open; a secret one is final. Where one decides, the vote closes it."""
    run, declared = _open_run(turn, command)
    voter, acting = vote_of(turn, command, run)
    must_be_advised(turn, run)
    if isinstance(declared.open_for, Window) and f"window:{run.id}" not in turn.situation.came:
        raise refuse("not-now", "voting_not_begun", decision=run.decision)
    if declared.secret:
        put_ballot(turn, command, run, voter, declared)
        return
    ballot = read_ballot(declared, run.options, as_json(command.ballot))
    if ballot in (declared.reason or ()) and not command.reason:
        raise refuse("rule", "reason_required", "/reason", ballot=str(ballot))
    cast = VoteCast(run.id, voter, command.actor, acting.role, ballot, command.reason)
    turn.emit(cast, side_of(turn.situation, declared, voter, command.actor) if declared.sealed else run.label)
    if declared.sealed and voter not in run.voted:
        turn.emit(VoterVoted(run.id, voter), run.label)
    if declared.rule.name == "one_decides":
        count_and_close(turn, turn.situation.runs[run.id])


def close(turn: Turn, command: Close) -> None:
    """Close a run that is decided, or in which everybody has voted."""
    run, declared = _open_run(turn, command)
    entries = wanted(turn.method, turn.situation, declared.by, scope=scope_of_run(turn.world, run))
    turn.act(command, entries, "close_not_yours", decision=run.decision)
    sure = not declared.hides_ballots and is_decided(run, declared, asked_of(turn.world, run))
    if not all_have_voted(run) and not sure:
        raise refuse("not-now", "votes_missing", decision=run.decision, missing=len(run.voters) - len(run.answered))
    count_and_close(turn, run)


def count_and_close(turn: Turn, run: Run, due_at: datetime | None = None) -> None:
    """Count a run and close it; `due_at` is the instant for which the clock had planned it."""
    declared = turn.method.declared.decisions[run.decision]
    refresh(turn, run)
    run = turn.situation.runs[run.id]
    must_be_done(turn, run, declared)
    ballots = empty_box(turn, run) if declared.secret else None
    if declared.sealed:
        with turn.by_itself():  # what is told is the voter's, not whose act the closing is
            for voter, vote in sorted(run.votes.items()):
                turn.emit(BallotOpened(run.id, voter, vote.ballot, vote.reason), run.label)
    counted = count(run, declared, ballots=ballots)
    found = outcome(counted, declared, asked_of(turn.world, run))
    late = turn.moment if turn.moment < turn.at else None
    closed = DecisionClosed(run.id, run.decision, found.state, counted.tally(), found.winner, found.winners, late)
    turn.emit(closed, run.label, due_at)
    ask_for_ratification(turn, turn.situation.runs[run.id])
    if declared.tells:
        tell(turn, declared.tells, f"run:{run.id}", run.label)


def side_of(situation: Situation, declared: DecisionType, voter: str, actor: str) -> str:
    """Return who may know of a sealed ballot while its run is open: the party, where all of it sees, or the voter."""
    is_told = voter in situation.parties and not is_narrow(declared.seen_by)
    return labels.party(voter) if is_told else labels.owner(actor)


def _gate_is_met(turn: Turn, decision: str, subject: Subject, phase: str) -> None:
    gate = turn.method.gate_of_decision(decision)
    per = turn.method.declared.decisions[decision].per or ()
    bound = {part.name: turn.world.subject(part.kind, one) for part, one in zip(per, subject, strict=True)}
    verdict = judge(turn.world, gate, phase, bound, at=turn.at) if gate else None
    if verdict and not verdict.passes:
        raise Refused(Refusal("gate-shut", "decision_gate_shut", {"decision": decision}, gate=verdict, at=phase))


def _about(turn: Turn, command: Propose, subject: Subject, seen_by: str) -> tuple[tuple[str, int], ...]:
    """Return what is decided about: live versions of which all may know who may know of the decision."""
    declared = turn.method.declared.decisions[command.decision]
    types = declared.about or ()
    if command.about is not None and not types:
        raise refuse("malformed", "about_nothing", "/about", decision=command.decision)
    if not types:
        return ()
    records = records_about(turn.method, turn.situation, command.decision, subject, seen_by)
    live = {one.id: one.live.number for one in records if one.live}
    unknown = [identity for identity in command.about or () if identity not in live]
    if unknown:
        raise refuse("malformed", "no_such_record", "/about", found=unknown[0], record=", ".join(types))
    if not live or command.about == ():
        raise refuse("rule", "nothing_to_decide_about", decision=command.decision, records=types)
    return tuple((one, number) for one, number in live.items() if command.about is None or one in command.about)


def _open_run(turn: Turn, command: Vote | Close) -> tuple[Run, DecisionType]:
    run = visible_run(turn, command.actor, command.run)
    if run.state != "open":
        raise refuse("not-now", "run_is_closed", decision=run.decision, state=run.state)
    must_not_be_held(turn)
    return run, turn.method.declared.decisions[run.decision]
