"""A move that is taken once a standing gate was broken for long, where its owner is not left by it."""

from __future__ import annotations

from typing import Any

from engine.process import events
from tests.factories import Table, a_method, a_move, a_need, a_phase, a_record, a_table


def at_work() -> Table:
    """Return a process that goes to its pause when there was no note for a day; the gate belongs to all of it."""
    standing: dict[str, Any] = {"while": {"noted": {"after": "P1D", "move": "take_a_break"}}}
    return a_table(
        a_method(
            records={"note": a_record(written_by="chair", many=True)},
            gates={"noted": {"title": "Noted", "all": [a_need("notes.size() >= 1")]}},
            open=["note"],
            moves={"take_a_break": a_move("pause", back=True, waits_for=[])},
            phases={
                "work": a_phase({"finish": a_move("end.finished")}),
                "pause": a_phase({"again": a_move("work")}),
            },
            **standing,
        )
    )


def pauses(happened: list[events.Body]) -> int:
    return sum(isinstance(one, events.Moved) and one.move == "take_a_break" for one in happened)


def test_it_is_taken_once_though_the_gate_stays_broken() -> None:
    table = at_work()

    assert pauses(table.wait(days=1)) == 1
    assert table.now() == ["pause"]
    assert pauses(table.wait(days=9)) == 0


def test_whoever_goes_on_meanwhile_is_not_sent_back_at_once() -> None:
    table = at_work()
    table.wait(days=1, hours=1)

    assert pauses(table.do("move", "chair", move="again")) == 0
    assert table.now() == ["work"]


def test_it_is_taken_again_when_the_gate_was_mended_and_broke_anew() -> None:
    table = at_work()
    table.wait(days=1)
    table.do("move", "chair", move="again")
    note = table.share("note", "chair")
    table.at = table.at.replace(hour=12)
    table.do("withdraw", "chair", id=note, version=1)

    assert pauses(table.wait(hours=23)) == 0
    assert pauses(table.wait(hours=1)) == 1
    assert table.now() == ["pause"]


def test_it_is_not_taken_when_the_gate_is_mended_in_time() -> None:
    table = at_work()
    table.wait(hours=23)
    table.share("note", "chair")

    assert pauses(table.wait(days=3)) == 0
