"""The log as a reader may see it: each event with a sentence, and a move with its gate condition by condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from engine.process import events
from engine.process.links import knowable
from engine.process.view.grounds import grounds
from engine.process.view.messages import Message
from engine.process.view.shapes import Entry
from engine.process.view.telling import ELLIPSIS
from engine.process.view.titles import option_of_run, titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.process.events import Event
    from engine.process.situation import Json
    from engine.process.view.telling import Telling


BODY: dict[type[events.Body], TypeAdapter[events.Body]] = {kind: TypeAdapter(kind) for kind in events.KINDS.values()}


def entries(telling: Telling, kept: Iterable[tuple[int, Event, Mapping[str, str]]]) -> list[Entry]:
    """Return the lines of the log, for events that come with their number within their label and their commitments."""
    known = ((number, event, parts) for number, event, parts in kept if telling.sight.may_know(event.label))
    return [_entry(telling, number, event, parts) for number, event, parts in known]


def _entry(telling: Telling, number: int, event: Event, parts: Mapping[str, str]) -> Entry:
    who = telling.person(event.actor)
    values = _values(telling, event)
    values["who"] = who.name if who else telling.say(Message("the_clock"))
    return Entry(
        id=event.id,
        n=number,
        label=event.label,
        type=event.type,
        at=event.at,
        due_at=event.due_at,
        actor=who,
        role=event.role,
        text=telling.say(Message(_sentence(telling, event), values)),
        details=_details(telling, event),
        data=_data(telling, event.body),
        parts=dict(parts),
    )


def _sentence(telling: Telling, event: Event) -> str:
    """Return the name of the sentence of an event. The first says already that all of it is a rehearsal."""
    match event.body:
        case events.ProcessOpened() if telling.situation.rehearsal:
            return "log_ProcessOpened_to_practise"
        case events.DutyDone(because=because) if because != "met":
            return "log_DutyDone_otherwise"
        case events.DueSet(at=None):
            return "log_DueSet_never"
        case events.PeopleTold(about=events.TURN):
            return "log_PeopleTold_reminded"
        case events.SessionPlanned(starts_at=starts_at) if before := _start_before(telling, event):
            return f"log_SessionPlanned_{'anew' if before == starts_at else 'moved'}"
        case _:
            return f"log_{event.type}"


def _data(telling: Telling, body: events.Body) -> dict[str, Json]:
    """Return the body of an event without fields that the reader may not see, and records of which he may not know."""
    data = told(body)
    if isinstance(body, events.Worded) and body.fields is not None:
        hidden = {name for veil in body.veils if not telling.sight.may_know(veil.label) for name in veil.fields}
        seen = {name: value for name, value in body.fields.items() if name not in hidden}
        links = knowable(telling.method, telling.situation, telling.sight, body.record, seen)
        data["fields"] = dict(sorted(links.items()))
    if isinstance(body, events.AnswerShown) and body.fields is not None:
        links = knowable(telling.method, telling.situation, telling.sight, body.record, body.fields)
        data["fields"] = dict(sorted(links.items()))
    match body:
        case events.DocumentKept() | events.DocumentShown():
            del data["file"]
        case events.DecisionOpened(about=about):
            data["about"] = [[_known(telling, identity), version] for identity, version in about]
        case events.DecisionLapsed(record=str(record)):
            data["record"] = _known(telling, record)
        case _:
            pass
    if isinstance(body, events.Worded | events.RecordHanded | events.DecisionOpened):
        data["subject"] = [_known(telling, identity) for identity in body.subject]
    return data


def _known(telling: Telling, identity: str) -> str:
    return identity if telling.is_known(identity) else ELLIPSIS


def _values(telling: Telling, event: Event) -> dict[str, str | int | tuple[str, ...]]:
    """Return what the sentence of an event says: titles and names for the ids it holds."""
    body, declared = event.body, telling.method.declared
    found: dict[str, str | int | tuple[str, ...]] = {}
    found |= {name: value for name, value in _data(telling, body).items() if isinstance(value, str | int)}
    if (role := found.get("role")) in declared.roles:
        found["role"] = telling.role(str(role))
    if (phase := found.get("phase")) in telling.method.plan.nodes:
        found["phase"] = telling.phase(str(phase))
    for key in ("participant", "by", "voter", "party"):
        known = telling.person(str(found.get(key))) or telling.party(str(found.get(key)))
        found[key] = known.name if known else ""
    return found | titles(body, telling) | _starts(telling, event)


def _start_before(telling: Telling, event: Event) -> datetime | None:
    """Return when a meeting was to start before an event planned it anew; None where that did not."""
    if not isinstance(event.body, events.SessionPlanned):
        return None
    return telling.situation.sessions[event.body.session].start_before(event.id)


def _starts(telling: Telling, event: Event) -> dict[str, str]:
    before = _start_before(telling, event)
    if before is None or not isinstance(event.body, events.SessionPlanned):
        return {}
    return {"before": telling.instant(before), "when": telling.instant(event.body.starts_at)}


def _details(telling: Telling, event: Event) -> list[str]:
    match event.body:
        case events.Moved() | events.GateJudged():
            return grounds(telling, event.body)
        case events.DecisionClosed(run=run, tally=tally):
            told = {one: option_of_run(telling, run, one) for one in sorted(tally.counts)}
            counts = [
                telling.say(Message("ballots", {"ballot": told[one], "number": tally.counts[one]})) for one in told
            ]
            return [*counts, f"{tally.cast}/{tally.eligible}"]
        case events.SessionCalledOff(reason=str(reason)):
            return [reason]
        case _:
            return []


def told(body: events.Body) -> dict[str, Json]:
    """Return the body of an event as plain JSON data."""
    data: dict[str, Json] = BODY[type(body)].dump_python(body, mode="json")
    return data
