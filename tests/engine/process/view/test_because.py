"""Why a condition is not met, as people say numbers, days and spans of time."""

from __future__ import annotations

from typing import Any

import pytest

from api.wording.saying import say_in
from engine.process.sight import Reader
from engine.process.view import progress, telling_for
from tests.factories import Table, a_method, a_need, a_record, two_parties

TEXT, NUMBER, YES_NO, DATE = {"type": "text"}, {"type": "number"}, {"type": "yes_no"}, {"type": "date"}
TEXTS, SPAN = {"type": "list", "of": "text"}, "note.shared_at - process.opened_at"


def a_case(field: dict[str, Any], value: object, need: str) -> Table:
    """Return a process in which a note was shared an hour after the opening, and a gate asks something of it."""
    method = a_method(records={"note": a_record(fields={"it": {"title": "It", **field}})}, gate=[a_need(need)])
    table = two_parties(method, zone="Europe/Amsterdam")
    table.wait(hours=1)
    if value is not None:
        table.share("note", "ann", fields={"it": value})
    return table


def reasons(table: Table, language: str = "en") -> list[str]:
    telling = telling_for(table.method, table.situation, Reader(), say_in(language))
    (move,) = progress(telling).moves
    assert move.gate
    return move.gate.conditions[0].because


@pytest.mark.parametrize(
    ("field", "value", "need", "told"),
    [
        (NUMBER, "2.5", "note.it >= 3.75", "note.it is 2.5; asked is at least 3.75"),
        (NUMBER, "-0.5", "note.it > 1", "note.it is -0.5; asked is more than 1"),
        (NUMBER, "2.05", "note.it >= 30", "note.it is 2.05; asked is at least 30"),
        (NUMBER, "0.25", "note.it > 1", "note.it is 0.25; asked is more than 1"),
        (NUMBER, "1", "note.it / 3 > 1", "note.it / 3 is 1/3; asked is more than 1"),
        ({"type": "whole"}, 2, "note.it > 3", "note.it is 2; asked is more than 3"),
        (YES_NO, False, "note.it == true", "note.it is no; asked is exactly yes"),
        (YES_NO, False, "note.it", "not so: note.it"),
        (YES_NO, True, "!note.it", "so, and should not be: note.it"),
        (TEXTS, ["a", "b"], "'c' in note.it", "note.it is a, b; asked is that it holds c"),
        (TEXT, "y", "note.it in ['x', 'z']", "note.it is y; asked is one of x, z"),
        (TEXT, "y", "parties.all(p, p.name == 'A')", "p.name (B) is B; asked is exactly A"),
        (TEXT, "y", "parties.filter(p, p.name == 'Z').map(p, p.name) == ['A']",
         "parties.filter(p, p.name == 'Z').map(p, p.name) is nothing; asked is exactly A"),
        (DATE, "2026-03-01", "note.it > timestamp('2026-04-01T10:00:00Z')",
         "note.it is 1 Mar 2026, 00:00; asked is later than 1 Apr 2026, 12:00"),
        (TEXT, "y", "note.shared_at < timestamp('2026-03-02T09:00:00Z')",
         "note.shared_at is 2 Mar 2026, 11:00; asked is earlier than 2 Mar 2026, 10:00"),
        (TEXT, "y", f"{SPAN} > duration('P3D')", f"{SPAN} is 1 hour; asked is more than 3 days"),
        (TEXT, "y", f"{SPAN} == duration('P1DT2H3M1S')",
         f"{SPAN} is 1 hour; asked is exactly 1 day, 2 hours, 3 minutes and 1 second"),
        (TEXT, "y", "process.opened_at - note.shared_at >= duration('PT0S')",
         "process.opened_at - note.shared_at is minus 1 hour; asked is at least 0 seconds"),
        (TEXT, None, "note.it == 'x'", "not recorded yet: note.it"),
        ({"type": "whole"}, 2, "note.it > parties.size()", "note.it is 2; asked is more than parties.size()"),
    ],
)  # fmt: skip
def test_a_reason_says_what_was_found_and_what_is_asked_as_people_say_it(
    field: dict[str, Any], value: object, need: str, told: str
) -> None:
    assert reasons(a_case(field, value, need)) == [told]


@pytest.mark.parametrize(
    ("field", "value", "need", "told"),
    [
        (NUMBER, "2.5", "note.it >= 3.75", "note.it is 2,5; gevraagd is ten minste 3,75"),
        (DATE, "2026-03-01", "note.it >= timestamp('2026-04-01T10:00:00Z')",
         "note.it is 1 mrt 2026, 00.00 uur; gevraagd is niet eerder dan 1 apr 2026, 12.00 uur"),
        (TEXT, "y", f"{SPAN} == duration('P1DT2H3M1S')",
         f"{SPAN} is 1 uur; gevraagd is precies 1 dag, 2 uur, 3 minuten en 1 seconde"),
    ],
)  # fmt: skip
def test_a_reason_is_in_natural_dutch(field: dict[str, Any], value: object, need: str, told: str) -> None:
    assert reasons(a_case(field, value, need), "nl") == [told]


def test_at_most_five_reasons_are_told_and_each_once() -> None:
    parts = [f"note.it == '{one}'" for one in "aabcdefg"]

    told = reasons(a_case(TEXT, "y", " && ".join(parts)))

    assert told == [f"note.it is y; asked is exactly {one}" for one in "abcde"]
