"""Hard situation 2: a mandate expires at midnight in a late phase.

The standing condition holds the process and says why; it is the same whether the job of the clock did it in the night,
or it was found when somebody looked in the morning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine import Engine, Receipt
from engine.process import events
from tests.factories import NINE, ROLES, Table, a_method, a_move, a_need, a_phase, a_record, a_table, command

MIDNIGHT = datetime(2026, 3, 6, 23, tzinfo=UTC)  # in Amsterdam
MANDATE = a_record(
    per="party", fields={"ends": {"type": "date", "title": "Valid until", "optional": True}}, expires="ends"
)
CLEAR = {
    "title": "Everyone speaks with a mandate",
    "all": [a_need("mandate.exists", each="party", unmet="{party.name} has no mandate", owed_by="envoy")],
}


def agreeing() -> Table:
    """Return a process in which A's mandate is valid until Friday 6 March, and which asks for mandates all along."""
    phases = {
        "meet": a_phase({"on": a_move("agree")}, open=["mandate"]),
        "agree": a_phase({"sign": a_move("end.finished")}, **{"open": ["mandate"], "while": {"clear": "hold"}}),
    }
    method = a_method(records={"mandate": MANDATE}, gates={"clear": CLEAR}, phases=phases, roles=ROLES)
    table = a_table(method, [("ann", "A", "envoy"), ("bob", "B", "envoy")], zone="Europe/Amsterdam")
    table.share("mandate", "ann", fields={"ends": "2026-03-06"})
    table.share("mandate", "bob", fields={})
    table.do("move", "chair", move="on")
    return table


def test_until_midnight_of_its_last_day_the_mandate_counts() -> None:
    table = agreeing()
    table.wait(seconds=(MIDNIGHT - table.at).total_seconds() - 1)

    assert table.progress().state == "open"


def test_at_midnight_the_process_is_held_and_says_why() -> None:
    table = agreeing()

    bodies = table.wait(seconds=(MIDNIGHT - table.at).total_seconds())

    assert [type(one) for one in bodies if isinstance(one, events.RecordLapsed | events.HoldBegan)] == [
        events.RecordLapsed,
        events.HoldBegan,
    ]
    shown = table.progress()
    assert (shown.state, [one.text for one in shown.todo]) == ("held", ["A has no mandate"])
    assert table.refused("move", "chair", move="sign").message == "held_by_gate"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Callable[[str], tuple[Engine, list[datetime]]]]:
    """Return what keeps that process in a store of its own, with a clock that is set."""
    with ExitStack() as stack:

        def keep(name: str) -> tuple[Engine, list[datetime]]:
            clock = [NINE]
            engine = stack.enter_context(Engine.open(f"sqlite:///{tmp_path}/{name}.db", now=lambda: clock[0]))
            engine.publish(agreeing().method)
            return engine, clock

        yield keep


def opened(engine: Engine) -> str:
    """Carry out in a store what `agreeing` does; return the process."""
    acts = [command("open", "chair", method="small", title="Table", name="Chair", zone="Europe/Amsterdam")]
    for envoy, party, fields in (("ann", "A", {"ends": "2026-03-06"}), ("bob", "B", {})):
        acts += [
            command("join", "chair", participant=envoy, name=envoy, party=party, roles=["envoy"]),
            command("record", envoy, record="mandate", id=f"of-{party}", fields=fields),
            command("share", envoy, id=f"of-{party}", version=1),
        ]
    receipt = engine.submit(None, [*acts, command("move", "chair", move="on")])
    assert isinstance(receipt, Receipt)
    return receipt.process


def test_the_job_of_the_night_and_whoever_looks_in_the_morning_find_the_same(
    kept: Callable[[str], tuple[Engine, list[datetime]]],
) -> None:
    (night, clock), (morning, later) = kept("night"), kept("morning")
    by_job, by_reader = opened(night), opened(morning)

    clock[0] = MIDNIGHT
    night.tick()
    clock[0] = later[0] = MIDNIGHT + timedelta(hours=10)

    for shown in (night.view(by_job), morning.view(by_reader)):
        assert (shown.state, [one.text for one in shown.todo]) == ("held", ["A has no mandate"])
        assert [one.began_at for one in shown.holds] == [MIDNIGHT]


def test_whoever_does_something_in_the_morning_finds_it_too_and_the_log_says_since_when() -> None:
    by_clock, by_visitor = agreeing(), agreeing()
    morning = MIDNIGHT + timedelta(hours=10)

    by_clock.wait(seconds=(MIDNIGHT - by_clock.at).total_seconds())
    by_clock.at = by_visitor.at = morning
    for table in (by_clock, by_visitor):
        table.join("oda")

    assert by_clock.progress().state == by_visitor.progress().state == "held"
    late = [event for event in by_visitor.events if isinstance(event.body, events.RecordLapsed)]
    assert [(event.due_at, event.at) for event in late] == [(MIDNIGHT, morning)]
