"""What the life of decisions does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import (
    Run,
    Signature,
    Situation,
    Vote,
)


@apply.register
def _(body: events.DecisionOpened, situation: Situation, event: Event) -> Situation:
    run = Run(
        body.run,
        body.decision,
        body.subject,
        body.phase,
        event.moment,
        situation.order,
        body.due_at,
        body.about,
        body.voters,
        label=event.label,
        options=body.options,
    )
    known = (*situation.by_decision.get(body.decision, ()), body.run)
    return _with_run(changed(situation, by_decision=situation.by_decision.set(body.decision, known)), run)


@apply.register
def _(body: events.VoteCast, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    party = next((voter.party for voter in run.voters if voter.id == body.voter), None)
    vote = Vote(body.voter, body.ballot, body.reason, Signature(body.by, body.as_role, party, event.moment))
    return _with_run(situation, replace(run, votes=run.votes.set(body.voter, vote)))


@apply.register
def _(body: events.VoterVoted | events.BallotPut, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    return _with_run(situation, replace(run, voted=(*run.voted, body.voter)))


@apply.register
def _(body: events.BallotOpened | events.BallotsCounted, situation: Situation, event: Event) -> Situation:
    return situation


@apply.register
def _(body: events.VoterLeft, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    voters = tuple(voter for voter in run.voters if voter.id != body.voter)
    votes = run.votes.delete(body.voter) if body.voter in run.votes else run.votes
    voted = tuple(one for one in run.voted if one != body.voter)
    return _with_run(situation, replace(run, voters=voters, votes=votes, voted=voted))


@apply.register
def _(body: events.VoterJoined, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    return _with_run(situation, replace(run, voters=(*run.voters, body.voter)))


@apply.register
def _(body: events.VoterWeighed, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    voters = tuple(replace(one, weight=body.weight) if one.id == body.voter else one for one in run.voters)
    return _with_run(situation, replace(run, voters=voters))


@apply.register
def _(body: events.DecisionClosed, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    at = body.counts_from or event.at  # a log from before that field counts from when it was done
    closed = replace(run, state=body.outcome, tally=body.tally, winner=body.winner, winners=body.winners, closed_at=at)
    return _with_run(situation, closed)


@apply.register
def _(body: events.DecisionLapsed, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    return _with_run(situation, replace(run, state="lapsed", closed_at=run.closed_at or event.moment))


def _with_run(situation: Situation, run: Run) -> Situation:
    return changed(situation, runs=situation.runs.set(run.id, run))
