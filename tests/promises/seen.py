"""Everything a reader can get of a process: every view, every line of the log, and what moves an ETag."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from api.exports.copying import Copy
from api.exports.formats import TakesNoPart, calendar, document, ocel, own, spreadsheet
from api.exports.tables import table_names
from api.reports.shapes import as_json
from api.wording.drawing import tongue_for
from engine.authoring.drawing import chart_of, put_on
from engine.language.method import Method
from engine.process import view
from engine.process.events import Event
from engine.process.refusal import Refusal
from engine.process.sight import Reader
from engine.process.situation import Situation
from engine.process.view import entries, progress, telling_for
from engine.process.view.gates import told
from engine.process.view.shapes import Entry

Kept = tuple[int, Event, Mapping[str, str]]
NO_VIEWS = {"Message", "Say", "Telling", "as_id", "entries", "telling_for"}
VIEWS = {name: getattr(view, name) for name in view.__all__ if name not in NO_VIEWS}
"""Every view, a new one too: what is shown is looked at."""


def numbered(happened: Iterable[Event]) -> list[Kept]:
    """Return events with their numbers within their labels, and no commitments: nothing was kept."""
    counts: Counter[str] = Counter()
    numbers: list[Kept] = []
    for event in happened:
        counts[event.label] += 1
        numbers.append((counts[event.label], event, {}))
    return numbers


def views(method: Method, situation: Situation, reader: str | None) -> dict[str, Any]:
    """Return every view of how a process stands."""
    telling = telling_for(method, situation, Reader(participant=reader))
    tongue = tongue_for(method)
    told = {name: shown(telling) for name, shown in VIEWS.items()}
    told["summary"] = told["summary"]._replace(owed_by=_ordered(told["summary"].owed_by, situation))
    return {
        **told,
        "picture": put_on(chart_of(method, tongue), tongue, progress(telling)),
    }


def _ordered(owed_by: frozenset[str], situation: Situation) -> list[str]:
    """Return roles, and parties as they came: a set has its things in any order, and ids of parties are random."""
    parties = [one.id for one in sorted(situation.parties.values(), key=lambda one: one.order) if one.id in owed_by]
    return [*sorted(owed_by - set(parties)), *parties]


def log(
    method: Method, situation: Situation, reader: str | None, happened: Sequence[Kept],
    former: tuple[tuple[int, Method], ...] = (),
) -> list[Entry]:  # fmt: skip
    """Return every line of the log; where the process went by `former` versions, all of its events are given."""
    telling = replace(telling_for(method, situation, Reader(participant=reader)), former=former)
    if not former:
        return entries(telling, happened)
    return [line for place, one in enumerate(happened, 1) for line in entries(telling.at(place), [one])]


def exports(
    method: Method, situation: Situation, reader: str | None, happened: Sequence[Kept],
    former: tuple[tuple[int, Method], ...] = (),
) -> dict[str, str]:  # fmt: skip
    """Return every file that can be taken along, each in which lines can be read as they were before they were cut."""
    telling = replace(telling_for(method, situation, Reader(participant=reader)), former=former)
    copy = Copy(telling, log(method, situation, reader, happened, former))
    return {
        "ocel": ocel(copy).content.decode(),
        "calendar": calendar(copy).content.replace(b"\r\n ", b"").decode(),
        "own": _own(copy),
        "report": as_text(as_json(document(copy, None))),
        "decisions": as_text([as_json(document(copy, one.run)) for one in view.decisions(telling)]),
        **{f"table {name}": spreadsheet(copy, name, None).content.decode() for name in table_names(telling)},
    }


def _own(copy: Copy) -> str:
    try:
        return own(copy).content.decode()
    except TakesNoPart:
        return "nothing"


def standing(method: Method, situation: Situation, reader: str | None) -> Any:
    """Return what an ETag is made of: it moves when a view does, and with nothing of which the reader may not know."""
    telling = telling_for(method, situation, Reader(participant=reader))
    sight = telling.sight
    return [sight.audience(), sight.vector(situation), sight.revision(situation), sight.changed_at(situation)]


def refused(method: Method, situation: Situation, reader: str | None, refusal: Refusal) -> Any:
    """Return what somebody is told whose command was refused."""
    telling = telling_for(method, situation, Reader(participant=reader))
    gate = told(telling, refusal.gate, refusal.at, "") if refusal.gate else None
    return [refusal.kind, refusal.message, dict(refusal.values), refusal.pointer, gate]


def as_text(seen: Any) -> str:
    """Return what was seen as one text, the same for the same."""
    return json.dumps(seen, sort_keys=True, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    assert not isinstance(value, frozenset), f"{value} has its things in any order, and is not the same for the same"
    return {one.name: getattr(value, one.name) for one in fields(value)} if is_dataclass(value) else str(value)
