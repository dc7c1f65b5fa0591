"""Whatever people typed is a text in every file: it neither becomes something else nor gets lost."""

from __future__ import annotations

import csv
import io
import json

import pytest
from icalendar import Calendar

from api.exports.copying import Copy
from api.exports.formats import calendar, ocel, own, spreadsheet
from tests.api.exports.copies import copy_for
from tests.factories import Table, a_decision, a_method, a_phase, a_record, a_table
from tests.promises.seen import numbered

HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', '=HYPERLINK("https://example.org")',
    "+1+1", "-2+3",
    "@SUM(A1:A9)", "a;=cmd|' /C calc'!A0", "BEGIN:VEVENT", "END:VCALENDAR", "{{7*7}}", "'; DROP TABLE event; --",
    "a,b;c\\n:d", "\u202etxt.exe", "]]>", "null", "\u00e9\u0301\U0001f6a3", '"', "'", "\\",
)  # fmt: skip


def a_case(typed: str) -> Table:
    """Return a process in which a text stands wherever people can type one."""
    work = a_phase({"finish": {"title": "Finish", "to": "end.finished", "by": "chair"}}, open=["note", "plan"])
    method = a_method(
        records={"note": a_record(many=True)}, decisions={"plan": a_decision()}, phases={"work": work},
        table=["envoy", "chair"],
    )  # fmt: skip
    table = a_table(method, title=typed, name=typed)
    table.do("join", "chair", participant="ann", name=typed, party=typed, roles=["envoy"])
    table.share("note", "ann", fields={"text": typed})
    table.do("vote", "ann", run=table.propose("plan"), ballot="yes", reason=typed)
    table.do("plan", "chair", phase="work", starts_at="2026-03-30T09:00:00+02:00", title=typed, agenda=typed)
    table.do("note", "ann", text=typed)
    return table


def copied(typed: str) -> Copy:
    process = a_case(typed)
    return copy_for(process.method, process.situation, numbered(process.events), "ann")


@pytest.mark.parametrize("typed", HOSTILE)
def test_it_stays_a_text_in_a_log_for_process_mining(typed: str) -> None:
    told = json.loads(ocel(copied(typed)).content)

    objects = {one["id"]: {it["name"]: it["value"] for it in one["attributes"]} for one in told["objects"]}
    (note,) = (values for identity, values in objects.items() if identity.startswith("record:"))
    (session,) = (values for identity, values in objects.items() if identity.startswith("session:"))
    assert note["field.text"] == objects["participant:ann"]["name"] == typed
    assert session["title"] == session["agenda"] == typed
    (vote,) = (one for one in told["events"] if one["type"] == "VoteCast")
    assert {"name": "reason", "value": typed} in vote["attributes"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_it_stays_a_text_in_tables(typed: str) -> None:
    copy = copied(typed)

    for name, column in (
        ("records-note", "Text"),
        ("participants", "Name"),
        ("sessions", "Agenda"),
        ("parties", "Name"),
    ):
        file = io.StringIO(spreadsheet(copy, name, None).content.decode("utf-8-sig"), newline="")
        cells = [row[column] for row in csv.DictReader(file, strict=True)]
        assert typed.replace("'", "") in [cell.replace("'", "") for cell in cells]  # but for those put before formulas
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize("typed", HOSTILE)
def test_it_stays_a_text_in_a_calendar(typed: str) -> None:
    told = calendar(copied(typed)).content

    (meeting,) = Calendar.from_ical(told).events
    assert str(meeting["summary"]) == typed
    assert typed in str(meeting["description"])
    assert told.count(b"\r\nBEGIN:VEVENT\r\n") == 1


@pytest.mark.parametrize("typed", HOSTILE)
def test_it_stays_a_text_in_what_is_held_about_oneself(typed: str) -> None:
    told = json.loads(own(copied(typed)).content)

    assert told["participant"]["name"] == told["title"] == told["notes"][0]["text"] == typed
    assert told["records"][0]["fields"]["text"] == typed
