"""What the clock does late counts from when it was due: nobody's looking, or not looking, changes what happens when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, a_table

MAY = {"open": "chair", "hold": "chair"}
LATER = [{"id": "later", "waited": "P5D", "unmet": "Wait", "owed_by": "chair"}]


def a_case(work: dict[str, Any], rest: dict[str, Any] | None = None, **told: Any) -> Table:
    phases = {"work": work, "rest": rest or a_phase({"finish": a_move("end.finished")}, term="P3D")}
    return a_table(a_method(roles=ROLES, may=MAY, phases=phases, **told))


def held_until_friday() -> Table:
    table = a_case(a_phase({"on": a_move("rest")}, term="P10D"))
    table.wait(days=1)
    table.do("hold", "chair", reason="We wait", until="2026-03-06")
    return table


def a_note_that_expires() -> Table:
    gate = {"title": "Noted", "all": [a_need("notes.size() > 0")]}
    note = a_record(many=True, written_by="chair", expires="P3D")
    work = {"open": ["note"], "term": "P10D", "while": {"noted": {"after": "P5D", "move": "on"}}}
    table = a_case(a_phase({"on": a_move("rest")}, **work), records={"note": note}, gates={"noted": gate})
    table.share("note", "chair")
    return table


def a_hold_by_a_gate() -> Table:
    gate = {"title": "Noted", "all": [a_need("notes.size() > 0")]}
    note = a_record(many=True, written_by="chair", expires="P3D")
    work = {"open": ["note"], "term": "P10D", "while": {"noted": "hold"}}
    table = a_case(a_phase({"on": a_move("rest")}, **work), records={"note": note}, gates={"noted": gate})
    table.share("note", "chair")
    return table


def moves_of_the_clock() -> Table:
    return a_case(
        a_phase({"on": a_move("rest", at="P5D")}), a_phase({"finish": a_move("end.finished", at="P5D")}, term="P3D")
    )


def two_waits() -> Table:
    return a_case(
        a_phase({"on": a_move("rest", auto=True, gate=LATER)}),
        a_phase({"finish": a_move("end.finished", auto=True, gate=LATER)}),
    )


def a_vote_to_ratify() -> Table:
    clocks = {"open_for": "P5D", "silence": "blocks", "ratified_by": {"role": "chair"}, "ratify_within": "P5D"}
    table = a_case(
        a_phase({"on": a_move("rest")}, open=["plan"]), decisions={"plan": a_decision(voters="chair", **clocks)}
    )
    table.vote(table.propose("plan"), chair="yes")
    return table


@pytest.mark.parametrize(
    "begin",
    [held_until_friday, a_note_that_expires, a_hold_by_a_gate, moves_of_the_clock, two_waits, a_vote_to_ratify],
)
def test_whoever_looks_every_day_and_whoever_looks_once_find_the_same(begin: Callable[[], Table]) -> None:
    daily, once = begin(), begin()

    for _ in range(40):
        daily.wait(days=1)
    once.wait(days=40)

    assert told(daily) == told(once)
    assert daily.situation.end == once.situation.end


def told(table: Table) -> list[tuple[str, str]]:
    return [(event.type, event.moment.isoformat()) for event in table.events]
