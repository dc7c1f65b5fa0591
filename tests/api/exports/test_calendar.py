from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from api.exports.calendar import calendar_of
from api.exports.formats import spreadsheet
from engine.process.events import SessionPlanned
from engine.process.fold import fold_all
from engine.process.instants import local
from tests.api.exports.copies import copy_for
from tests.factories import Table, a_decision, a_method, a_need, two_parties
from tests.promises.seen import numbered

ZONE = "Europe/Amsterdam"
STARTS = "2026-03-30T09:00:00+02:00"  # the day after summer time has begun


def plain(zone: str = ZONE, title: str = "Table", **told: Any) -> Table:
    """Return a process with a table, a term, and something that each party owes by a day."""
    gate = [a_need("plan.accepted", due="P3D", owed_by="envoy", each="party", unmet="{party.name} owes an answer")]
    moves = {"finish": {"title": "Finish", "to": "end.finished", "by": "chair", "gate": gate}}
    work = {"title": "Work", "table": ["envoy"], "open": ["plan"], "term": "P40D", "moves": moves}
    return two_parties(
        a_method(decisions={"plan": a_decision()}, phases={"work": work}, **told), zone=zone, title=title
    )


def bytes_of(process: Table, reader: str | None = "ann") -> bytes:
    return calendar_of(copy_for(process.method, process.situation, numbered(process.events), reader))


def events(process: Table, reader: str | None = "ann") -> list[Any]:
    return list(Calendar.from_ical(bytes_of(process, reader)).events)


def the_meeting(process: Table, reader: str | None = "ann") -> Any:
    (found,) = (one for one in events(process, reader) if "/session:" in one["uid"])
    return found


def planned(process: Table, **told: Any) -> str:
    process.do("plan", "ann", phase="work", starts_at=STARTS, title="On the dike", **told)
    return next(iter(process.situation.sessions))


def test_a_meeting_is_at_its_own_hour_in_the_zone_of_the_process() -> None:
    process = plain()
    planned(process)

    found = the_meeting(process)

    assert (found["summary"], found["status"]) == ("On the dike", "CONFIRMED")
    assert found.start == datetime.fromisoformat(STARTS)
    told = bytes_of(process).decode()
    assert "DTSTART;TZID=Europe/Amsterdam:20260330T090000" in told
    assert told.count("BEGIN:VTIMEZONE") == 1
    assert "TZOFFSETTO:+0200" in told


def test_a_meeting_that_is_moved_keeps_its_uid_and_counts_on() -> None:
    process = plain()
    session = planned(process)
    before = the_meeting(process)
    process.at += timedelta(hours=1)
    process.do("plan", "ann", session=session, starts_at="2026-04-02T09:00:00+02:00")

    after = the_meeting(process)

    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert (after["dtstamp"].dt, after["last-modified"].dt) == (process.at, process.at)
    assert after.start > before.start
    assert "Moved; it was planned for 30 Mar 2026, 09:00" in after["description"]


def test_a_meeting_that_is_called_off_is_cancelled_and_stays() -> None:
    process = plain()
    session = planned(process)
    process.do("plan", "ann", session=session, called_off="Flood.")

    found = the_meeting(process)

    assert (found["status"], found["sequence"]) == ("CANCELLED", 1)
    assert "Called off: Flood." in found["description"]


def test_an_agenda_is_for_the_table_alone() -> None:
    process = plain()
    planned(process, agenda="What it costs")

    assert "What it costs" in the_meeting(process, "bob")["description"]
    for reader in ("chair", None):
        assert "What it costs" not in bytes_of(process, reader).decode()
        assert the_meeting(process, reader)["sequence"] == 0  # nor that there is one


def test_deadlines_are_those_of_the_process_and_of_the_reader() -> None:
    process = plain()

    mine = {one["uid"]: one for one in events(process)}
    assert sorted(str(one["summary"]) for one in mine.values()) == [
        "For you: A owes an answer", "The term of “Work” ends",
    ]  # fmt: skip
    assert all(one["transp"] == "TRANSPARENT" for one in mine.values())
    assert [str(one["summary"]) for one in events(process, "chair")] == ["The term of “Work” ends"]
    assert {one["uid"] for one in events(process, "chair")} < set(mine)


def test_a_term_that_is_extended_moves_and_counts_on() -> None:
    process = plain(may={"open": "chair", "admit": "chair", "extend": {"by": "chair", "up_to": "P90D"}})
    before = next(one for one in events(process, "chair"))
    process.at += timedelta(days=1)
    process.do("extend", "chair", phase="work", more="P7D", reason="Floods.")

    after = next(one for one in events(process, "chair"))

    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.start - before.start == timedelta(days=7)


@pytest.mark.parametrize(
    "typed", ["A\r\nBEGIN:VEVENT\r\nSUMMARY:forged", "a; b, c\\n: “d”", "<script>alert(1)</script>", "=1+1", "é" * 90]
)
def test_whatever_is_typed_stays_a_text(typed: str) -> None:
    process = plain()
    process.do("plan", "ann", phase="work", starts_at=STARTS, title=typed.replace("\r\n", " "), agenda=typed)

    found = the_meeting(process)

    assert found["summary"] == typed.replace("\r\n", " ")
    assert typed.replace("\r\n", "\n") in str(found["description"]).replace("\r\n", "\n")
    assert len(events(process)) == 3
    assert all(len(line) <= 75 for line in bytes_of(process).split(b"\r\n"))


def test_the_same_copy_gives_the_same_bytes_and_a_calendar_may_be_empty() -> None:
    process = plain()
    planned(process)

    assert bytes_of(process) == bytes_of(process)
    empty = two_parties(a_method())
    assert events(empty) == []
    assert b"BEGIN:VCALENDAR" in bytes_of(empty)


@pytest.mark.parametrize(
    "starts_at",
    [datetime(9999, 12, 31, 23, 30, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), datetime(9998, 6, 1, tzinfo=UTC)],
)
@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York"])
def test_a_meeting_of_an_old_log_is_told_though_the_zone_cannot_say_it(starts_at: datetime, zone: str) -> None:
    process = plain(zone=zone)
    planned(process)
    happened = [
        replace(one, body=replace(one.body, starts_at=starts_at)) if isinstance(one.body, SessionPlanned) else one
        for one in process.events
    ]
    situation = fold_all(None, happened)
    assert situation is not None

    copy = copy_for(process.method, situation, numbered(happened), "ann")

    (found,) = (one for one in Calendar.from_ical(calendar_of(copy)).events if "/session:" in str(one["uid"]))
    assert isinstance(found.start, datetime)
    assert found.start.replace(tzinfo=None) == local(starts_at, zone).replace(tzinfo=None)
    assert str(starts_at.year) in spreadsheet(copy, "sessions", None).content.decode()


def test_no_title_ends_the_line_on_which_it_stands() -> None:
    breaks = [*"\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e\x1f\x7f\x01"]
    agenda = f"Dijk, Noord; Zuid{'BEGIN:VEVENT'.join(breaks)}end"
    line = "Dijk, Noord; Zuid\u2028BEGIN:VEVENT\u2029end"  # of what may stand on one line
    process = plain(title=line)
    process.do("plan", "ann", phase="work", starts_at=STARTS, title=line, agenda=agenda)

    told = bytes_of(process).decode()

    assert not [one for one in breaks if one in told]
    plainly = re.sub(r"\r\n ", "", told)
    for name in ("X-WR-CALNAME", "X-WR-CALDESC", "SUMMARY", "DESCRIPTION"):
        assert re.search(rf"^{name}:.*Dijk\\, Noord\\; Zuid BEGIN:VEVENT ", plainly, re.MULTILINE), name
    assert len(told.splitlines()) == told.count("\r\n")
