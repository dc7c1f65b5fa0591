"""Titles for the ids that an event holds, as its sentence in the log says them. Each family of events registers."""

from __future__ import annotations

from functools import singledispatch

from engine.process import events
from engine.process.view.messages import Message
from engine.process.view.telling import ELLIPSIS, Telling
from engine.process.view.waivers import condition_waived

Values = dict[str, str | int | tuple[str, ...]]


@singledispatch
def titles(body: events.Body, telling: Telling) -> Values:
    """Return by name what the sentence of an event says instead of an id."""
    return {}


@titles.register(events.RecordWritten)
@titles.register(events.RecordShared)
def _(body: events.RecordWritten | events.RecordShared, telling: Telling) -> Values:
    return {"record": telling.text(telling.method.declared.records[body.record].title)}


OfRecord = (
    events.RecordWithdrawn
    | events.RecordConfirmed
    | events.RecordUnconfirmed
    | events.ConfirmationGiven
    | events.ConfirmationWithdrawn
    | events.ConfirmationLapsed
)


@titles.register(events.RecordWithdrawn)
@titles.register(events.RecordConfirmed)
@titles.register(events.RecordUnconfirmed)
@titles.register(events.ConfirmationGiven)
@titles.register(events.ConfirmationWithdrawn)
@titles.register(events.ConfirmationLapsed)
def _(body: OfRecord, telling: Telling) -> Values:
    return {"record": record_title(telling, body.id)}


@titles.register(events.DecisionOpened)
@titles.register(events.DecisionLapsed)
def _(body: events.DecisionOpened | events.DecisionLapsed, telling: Telling) -> Values:
    return {"decision": decision_title(telling, body.decision), "outcome": ""}


@titles.register
def _(body: events.DecisionClosed, telling: Telling) -> Values:
    return {"decision": decision_title(telling, body.decision), "outcome": telling.say(Message(body.outcome))}


@titles.register
def _(body: events.VoteCast, telling: Telling) -> Values:
    return {"decision": run_title(telling, body.run)} | _chosen(telling, body.run, body.ballot)


@titles.register
def _(body: events.VoterLeft, telling: Telling) -> Values:
    return {"decision": run_title(telling, body.run)}


@titles.register
def _(body: events.Moved, telling: Telling) -> Values:
    return {"move": move_title(telling, body.move), "verdict": ""}


@titles.register
def _(body: events.GateJudged, telling: Telling) -> Values:
    return {"move": move_title(telling, body.gate), "verdict": telling.say(Message(f"verdict_{body.verdict}"))}


OfWaiver = events.WaiverProposed | events.WaiverAgreed | events.WaiverGranted | events.WaiverExpired


@titles.register(events.WaiverProposed)
@titles.register(events.WaiverAgreed)
@titles.register(events.WaiverGranted)
@titles.register(events.WaiverExpired)
def _(body: OfWaiver, telling: Telling) -> Values:
    return {"condition": condition_waived(telling, body.waiver)}


OfSession = (
    events.SessionPlanned
    | events.SessionCalledOff
    | events.SessionAttended
    | events.SessionEnded
    | events.AgendaSet
    | events.MinutesTaken
)


@titles.register(events.SessionPlanned)
@titles.register(events.SessionCalledOff)
@titles.register(events.SessionAttended)
@titles.register(events.SessionEnded)
@titles.register(events.AgendaSet)
@titles.register(events.MinutesTaken)
def _(body: OfSession, telling: Telling) -> Values:
    people = getattr(body, "participants", ())
    present = tuple(known.name for one in people if (known := telling.person(one)))
    return {"session": telling.situation.sessions[body.session].title or ELLIPSIS, "present": present}


@titles.register
def _(body: events.ProcessEnded, telling: Telling) -> Values:
    ends = telling.method.declared.ends
    return {"end": telling.text(ends[body.end].title) if body.end in ends else telling.say(Message("cancelled"))}


def record_title(telling: Telling, identity: str) -> str:
    """Return the title of the type of a record."""
    return telling.text(telling.method.declared.records[telling.situation.records[identity].type].title)


def decision_title(telling: Telling, name: str) -> str:
    """Return the title of a decision."""
    return telling.text(telling.method.declared.decisions[name].title)


def run_title(telling: Telling, run: str) -> str:
    """Return the title of the decision that was put to the vote in a run."""
    return decision_title(telling, telling.situation.runs[run].decision)


def move_title(telling: Telling, address: str) -> str:
    """Return the title of a move."""
    return telling.text(telling.method.plan.ways[address].declared.title)


def _chosen(telling: Telling, run: str, ballot: str | None) -> Values:
    """Return what was voted by its title, where the method gives it one."""
    options = telling.method.declared.decisions[telling.situation.runs[run].decision].ballot.choice
    title = options.get(ballot or "") if isinstance(options, dict) else None
    return {"ballot": telling.text(title)} if title else {}
