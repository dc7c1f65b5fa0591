from __future__ import annotations

from pathlib import Path

import pytest

from engine.files import method_from
from engine.language import Method
from engine.language.machine import regions
from engine.language.plan import Way
from tests.factories import a_method, a_move, a_phase

SHIPPED = Path(__file__).resolve().parents[3] / "methods" / "starting-collaboration" / "method.yaml"
INSIDE = a_method(
    phases={
        "talk": a_phase({"on": a_move("work")}),
        "work": a_phase(
            {"on": a_move("end.finished")},
            tracks={
                "left": a_phase({"end": a_move("done")}),
                "right": a_phase(
                    {"end": a_move("done")},
                    phases={"first": a_phase({"on": a_move("second")}), "second": a_phase({"on": a_move("done")})},
                ),
            },
        ),
    }
)


def shipped() -> Method:
    return method_from(SHIPPED)


@pytest.mark.parametrize("method", [INSIDE, shipped()], ids=["tracks", "shipped"])
def test_a_machine_has_the_moves_that_were_declared_and_no_others(method: Method) -> None:
    """`transitions` makes a way from everywhere to everywhere unless it is told not to: each would skip its gate."""
    declared = set(method.plan.ways)

    for region in regions(method.plan):
        machine = method.machines._regions[region]  # noqa: SLF001 - what is inside is the matter here
        assert set(machine.events) <= declared
    assert {name for region in regions(method.plan) for name in method.machines._regions[region].events} == declared  # noqa: SLF001 - the same


@pytest.mark.parametrize("name", ["to_work", "to_end.finished", "to_talk", "trigger", "may_on", "is_talk", "__class__"])
def test_a_move_that_nobody_declared_leads_nowhere(name: str) -> None:
    way = next(iter(INSIDE.plan.ways.values()))
    undeclared = Way(**{**{one: getattr(way, one) for one in way.__slots__}, "address": name})

    assert INSIDE.machines.next_state("", "talk", undeclared, gate_open=True) is None


def test_a_move_behind_a_shut_gate_leads_nowhere() -> None:
    way = INSIDE.plan.ways["talk.on"]

    assert INSIDE.machines.next_state("", "talk", way, gate_open=True) == "work"
    assert INSIDE.machines.next_state("", "talk", way, gate_open=False) is None
    assert INSIDE.machines.next_state("", "work", way, gate_open=True) is None


def test_every_sequence_and_every_track_has_a_machine_of_its_own() -> None:
    assert regions(INSIDE.plan) == ["", "work.right", "@work.left", "@work.right"]
