"""Titles for the ids that an event holds, as its sentence in the log says them. Each family of events registers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from engine.language.clocks import read_period
from engine.language.texts import Text
from engine.process import events
from engine.process.situation import Json
from engine.process.timing.keys import kind_of
from engine.process.view.called import (
    about_title,
    decision_title,
    due_title,
    gate_title,
    move_title,
    option_title,
    party_names,
    record_title,
    run_title,
)
from engine.process.view.catch_up import duty_text
from engine.process.view.children import child_title, outcome_title
from engine.process.view.handed import source_title
from engine.process.view.messages import Message, said_span
from engine.process.view.telling import ELLIPSIS, Telling
from engine.process.view.waivers import condition_waived

Values = dict[str, str | int | tuple[str, ...]]


@singledispatch
def titles(body: events.Body, telling: Telling) -> Values:
    """Return by name what the sentence of an event says instead of an id."""
    return {}


@titles.register
def _(body: events.Worded, telling: Telling) -> Values:
    return {"record": telling.text(telling.method.declared.records[body.record].title)}


@titles.register
def _(body: events.RecordHanded, telling: Telling) -> Values:
    record = telling.text(telling.method.declared.records[body.record].title)
    return {"record": record, "source": source_title(telling, body.process)}


@titles.register
def _(body: events.HandedOwned, telling: Telling) -> Values:
    return {"record": record_title(telling, body.id)}


@titles.register
def _(body: events.HandedLapsed, telling: Telling) -> Values:
    return {"record": record_title(telling, body.id), "because": telling.say(Message(f"handed:{body.because}"))}


@titles.register
def _(body: events.VersionAdopted, telling: Telling) -> Values:
    run = telling.situation.runs.get(body.run) if body.run else None
    if run is None:
        return {"decided": ""}
    decision = telling.text(telling.method.declared.decisions[run.decision].title)
    return {"decided": telling.say(Message("decided_by", {"decision": decision}))}


@titles.register
def _(body: events.RoleTaken, telling: Telling) -> Values:
    return {"alternate": telling.say(Message("as_alternate")) if body.alternate else ""}


@titles.register
def _(body: events.CatchUpBegan, telling: Telling) -> Values:
    return {"number": len(body.duties)}


@titles.register
def _(body: events.DutyDone | events.DutyOverdue, telling: Telling) -> Values:
    return {"condition": duty_text(telling, body.party, body.condition)}


@titles.register
def _(body: events.NoteHandedOver, telling: Telling) -> Values:
    to = telling.person(body.to)
    return {"to": to.name if to else ELLIPSIS}


OfRecord = (
    events.RecordWithdrawn
    | events.RecordConfirmed
    | events.RecordUnconfirmed
    | events.ConfirmationGiven
    | events.ConfirmationWithdrawn
    | events.ConfirmationLapsed
    | events.RecordDisputed
    | events.DisputeEnded
    | events.CorrectionAccepted
    | events.RecordCorrected
)


@titles.register
def _(body: OfRecord, telling: Telling) -> Values:
    return {"record": record_title(telling, body.id)}


@titles.register
def _(body: events.PartiesPicked, telling: Telling) -> Values:
    parties = party_names(telling, body.parties) or telling.say(Message("picked_nobody"))
    return {"record": record_title(telling, body.id), "parties": parties}


@titles.register
def _(body: events.DecisionWidened, telling: Telling) -> Values:
    return {"decision": decision_title(telling, body.decision), "parties": party_names(telling, body.parties)}


@titles.register
def _(body: events.CorrectionEnded, telling: Telling) -> Values:
    return {"record": record_title(telling, body.id), "because": telling.say(Message(f"correction:{body.because}"))}


@titles.register
def _(body: events.DocumentKept | events.DocumentShown, telling: Telling) -> Values:
    return {"record": record_title(telling, body.record)}


@titles.register
def _(body: events.DecisionOpened | events.DecisionLapsed | events.DecisionRatified, telling: Telling) -> Values:
    return {"decision": decision_title(telling, body.decision)}


@titles.register
def _(body: events.DecisionClosed, telling: Telling) -> Values:
    won = body.winners or ((body.winner,) if body.winner else ())
    return {
        "decision": decision_title(telling, body.decision),
        "outcome": telling.say(Message(body.outcome)),
        "won": telling.say(Message("won", {"who": tuple(option_of_run(telling, body.run, one) for one in won)}))
        if won
        else "",
    }


@titles.register
def _(body: events.VoteCast, telling: Telling) -> Values:
    return {"decision": run_title(telling, body.run)} | _chosen(telling, body.run, body.ballot)


OfRun = (
    events.VoterVoted
    | events.BallotPut
    | events.RatificationAsked
    | events.RatificationGiven
    | events.ObjectionRaised
    | events.ObjectionJudged
    | events.ObjectionSettled
    | events.AdviceGiven
)


@titles.register
def _(body: OfRun, telling: Telling) -> Values:
    judged = body.admissible if isinstance(body, events.ObjectionJudged) else True
    return {"decision": run_title(telling, body.run), "judged": "admissible" if judged else "inadmissible"}


@titles.register
def _(body: events.BallotOpened, telling: Telling) -> Values:
    return {"decision": run_title(telling, body.run)} | _chosen(telling, body.run, body.ballot)


@titles.register
def _(body: events.BallotsCounted, telling: Telling) -> Values:
    told = body.ballots
    return {"decision": run_title(telling, body.run), "number": ELLIPSIS if told is None else len(told)}


@titles.register
def _(body: events.VoterLeft | events.VoterJoined | events.VoterWeighed, telling: Telling) -> Values:
    return {"decision": run_title(telling, body.run)}


@titles.register
def _(body: events.Moved, telling: Telling) -> Values:
    return {"move": move_title(telling, body.move)}


@titles.register
def _(body: events.GateJudged, telling: Telling) -> Values:
    return {"move": about_title(telling, body.gate), "verdict": body.verdict}


OfDeposit = events.DepositSealed | events.DepositReopened | events.DepositsReleased | events.DepositsRenewed


@titles.register
def _(body: OfDeposit, telling: Telling) -> Values:
    record = telling.text(telling.method.declared.records[body.record].title)
    names = [telling.party(one) or telling.person(one) for one in getattr(body, "subject", ())]
    return {"record": record, "subject": tuple(one.name if one else ELLIPSIS for one in names)}


@titles.register
def _(body: events.FiguresShown | events.FiguresTakenBack | events.AnswerShown, telling: Telling) -> Values:
    return {"record": telling.text(telling.method.declared.records[body.record].title)}


@titles.register
def _(body: events.RecordLapsed, telling: Telling) -> Values:
    return {"record": record_title(telling, body.id)}


@titles.register
def _(body: events.DueSet, telling: Telling) -> Values:
    when: Values = {"when": telling.instant(body.at)} if body.at else {}
    return {"what": due_title(telling, body.due), "kind": kind_of(body.due)} | when


@titles.register
def _(body: events.TermExtended, telling: Telling) -> Values:
    more = read_period(body.by)
    minutes, seconds = divmod(more.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    amounts = {"month": more.months, "day": more.days, "hour": hours, "minute": minutes, "second": seconds}
    return {"by": telling.say(Message("span", {"parts": said_span(telling.say, amounts)}))}


@titles.register
def _(body: events.TimeCame, telling: Telling) -> Values:
    return {"what": due_title(telling, body.due), "kind": kind_of(body.due)}


@titles.register
def _(body: events.PeopleTold, telling: Telling) -> Values:
    people = tuple(known.name for one in body.participants if (known := telling.person(one)))
    return {"people": people, "what": about_title(telling, body.about)}


@titles.register
def _(body: events.HoldBegan, telling: Telling) -> Values:
    return {"gate": gate_title(telling, body.gate) if body.gate else ""}


@titles.register
def _(body: events.HoldEnded, telling: Telling) -> Values:
    gate = telling.situation.holds[body.hold].gate
    return {"gate": gate_title(telling, gate) if gate else ""}


OfWaiver = events.WaiverProposed | events.WaiverAgreed | events.WaiverGranted | events.WaiverExpired


@titles.register
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


@titles.register
def _(body: OfSession, telling: Telling) -> Values:
    people = getattr(body, "participants", ())
    present = tuple(known.name for one in people if (known := telling.person(one)))
    return {"session": telling.situation.sessions[body.session].title or ELLIPSIS, "present": present}


@titles.register
def _(body: events.ChildEnded, telling: Telling) -> Values:
    child = telling.situation.children[body.child]
    return {"child": child_title(telling, child), "outcome": str(outcome_title(telling, child))}


@titles.register
def _(body: events.ChildStarted | events.ChildDismissed | events.BroughtBy, telling: Telling) -> Values:
    return {"child": child_title(telling, telling.situation.children[body.child])}


@titles.register
def _(body: events.BegunBy, telling: Telling) -> Values:
    return {"carried": tuple(telling.role(one) for one in body.carried)}


@titles.register
def _(body: events.TakenIn, telling: Telling) -> Values:
    return {"skipped": tuple(telling.phase(one) for one in body.skipped)}


@titles.register
def _(body: events.ProcessEnded, telling: Telling) -> Values:
    ends = telling.method.declared.ends
    return {"end": telling.text(ends[body.end].title) if body.end in ends else telling.say(Message("cancelled"))}


def option_of_run(telling: Telling, run: str, option: str) -> str:
    """Return what an option of a vote is called, where the method gives it a title or it is a record with a name."""
    return option_title(telling, option, _words_of(telling, run))


def _words_of(telling: Telling, run: str) -> Mapping[str, Text]:
    """Return the titles of the options of a vote that are words."""
    declared = telling.method.declared.decisions[telling.situation.runs[run].decision].ballot
    chosen = declared.choice or declared.ranking
    return chosen if isinstance(chosen, dict) else {}


def _chosen(telling: Telling, run: str, ballot: Json) -> Values:
    """Return what was voted by its title, where the method gives it one."""
    titles_by_word = _words_of(telling, run)
    if isinstance(ballot, dict):
        return {"ballot": ", ".join(f"{option_title(telling, one, {})}: {stars}" for one, stars in ballot.items())}
    listed = ballot if isinstance(ballot, list) else [ballot]
    said = tuple(option_title(telling, str(one), titles_by_word) for one in listed if one is not None)
    return {"ballot": ", ".join(said)} if isinstance(ballot, list) or said != (str(ballot),) else {}
