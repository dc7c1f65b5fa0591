"""What the clock does late counts from when it was due: nobody's looking, or not looking, changes what happens when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine.process import events
from engine.process.labels import PROCESS, PUBLIC
from tests.factories import ROLES, Part, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, two_parties
from tests.promises.worlds import Normal

WIDE = (PROCESS, PUBLIC)

MAY = {"open": "chair", "admit": "chair", "hold": "chair"}
ASIDE = a_record(many=True, seen_by="party", expires="P2DT5H7M")
TALK = a_decision(by="envoy", voters="envoy", per="party", seen_by="party", open_for="PT31H", silence="blocks")
LATER = [{"id": "later", "waited": "P5D", "unmet": "Wait", "owed_by": "chair"}]


def a_case(work: Part, rest: Part | None = None, **told: Any) -> Table:
    """Return a process with two parties, of which each has records and votes of its own that run out."""
    last = rest or a_phase({"finish": a_move("end.finished")}, term="P3D")
    phases = {
        name: {**one, "open": [*one.get("open", ()), "aside", "talk"]} for name, one in (("work", work), ("rest", last))
    }
    told["records"] = {**told.get("records", {}), "aside": ASIDE}
    told["decisions"] = {**told.get("decisions", {}), "talk": TALK}
    return two_parties(a_method(roles=ROLES, may=MAY, phases=phases, **told))


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


STORIES = [
    held_until_friday, a_note_that_expires, a_hold_by_a_gate, moves_of_the_clock, two_waits, a_vote_to_ratify,
]  # fmt: skip


@pytest.mark.parametrize("begin", STORIES)
def test_whoever_looks_every_day_and_whoever_looks_once_find_the_same(begin: Callable[[], Table]) -> None:
    daily, once = begin(), begin()

    for _ in range(40):
        daily.wait(days=1)
    once.wait(days=40)

    assert told(daily) == told(once)
    assert daily.situation.end == once.situation.end


@pytest.mark.parametrize("days", [(40,), (1,) * 40, (9, 31)])
@pytest.mark.parametrize("begin", STORIES)
def test_what_comes_due_for_one_party_alone_changes_nothing_for_the_others(
    begin: Callable[[], Table], days: tuple[int, ...]
) -> None:
    plain, secret = begin(), begin()
    secret.share("aside", "ann")
    secret.ask("propose", "ann", decision="talk", subject=secret.party("A"))  # refused where the process is held
    few = len(plain.events), len(secret.events)

    for span in days:
        plain.wait(days=span)
        secret.wait(days=span)

    assert {event.type for event in secret.events[few[1] :] if event.label not in WIDE} >= {"RecordLapsed"}
    assert seen_by_all(plain, few[0]) == seen_by_all(secret, few[1])


def told(table: Table) -> list[tuple[str, str]]:
    return [(event.type, event.moment.isoformat()) for event in table.events]


def seen_by_all(table: Table, since: int) -> list[str]:
    """Return what everybody is told of events, with random ids by the order in which they come."""
    normal = Normal()
    wide = (event for event in table.events[since:] if event.label in WIDE)
    return [normal(f"{one.at} {one.due_at} {one.body}") for one in wide]


def test_what_was_drafted_before_its_time_was_over_and_is_shared_afterwards_has_its_whole_time() -> None:
    table = two_parties(a_method(records={"note": a_record(per="party", expires="P3D")}))
    note = table.share("note", "ann")
    table.do("record", "ann", record="note", id=note, fields={"text": "anew"})
    table.wait(days=5)

    table.do("share", "ann", id=note, version=2)
    shared = table.at

    assert table.wait(days=2.9) == []
    assert [type(one) for one in table.wait(days=0.1)] == [events.RecordLapsed]
    assert table.record(note).lapsed_at == shared + timedelta(days=3)


def test_the_gate_of_what_is_shared_after_its_time_was_over_reads_the_instant_of_now() -> None:
    late = a_need("note.version == 1 || note.shared_at > process.opened_at + duration('P4D')", unmet="Too early")
    table = two_parties(a_method(records={"note": a_record(per="party", expires="P3D", gate=[late])}))
    note = table.share("note", "ann")
    table.do("record", "ann", record="note", id=note, fields={"text": "anew"})
    table.wait(days=5)

    table.do("share", "ann", id=note, version=2)

    assert table.record(note).shared_at == table.at
