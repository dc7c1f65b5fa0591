"""Conditions that wait, in the gate of a record or a decision: nothing shows them coming, acting does."""

from __future__ import annotations

from typing import Any

from tests.factories import Table, a_decision, a_method, a_move, a_need, a_phase, a_record, two_parties, unmet

WAITS = {"id": "waits", "waited": "P7D after first.shared_at", "unmet": "Too early", "owed_by": "chair"}


def table() -> Table:
    records = {"first": a_record(), "second": a_record(gate=[WAITS])}
    return two_parties(a_method(records=records, decisions={"choice": a_decision(gate=[{**WAITS}])}))


def test_a_record_is_shared_once_its_gate_has_waited() -> None:
    here = table()
    here.share("first", "ann")
    second = here.draft("second", "ann")
    here.wait(days=6)
    early = here.refused("share", "ann", id=second, version=1)
    here.wait(days=1)

    here.do("share", "ann", id=second, version=1)

    assert unmet(early) == {"waits": "unmet"}


def test_a_decision_is_put_to_the_vote_once_its_gate_has_waited() -> None:
    here = table()
    here.share("first", "ann")
    here.wait(days=6)
    early = here.refused("propose", "chair", decision="choice")
    here.wait(days=1)

    here.propose("choice")

    assert unmet(early) == {"waits": "unmet"}


def test_a_wait_for_what_never_came_holds_a_record_back() -> None:
    here = table()
    second = here.draft("second", "ann")
    here.wait(days=30)

    refusal = here.refused("share", "ann", id=second, version=1)

    assert unmet(refusal) == {"waits": "unmet"}


def test_what_else_a_gate_needs_is_asked_beside_the_wait() -> None:
    gate = [a_need("has(second.text) && second.text == 'Ready'", waited="P1D")]
    here = two_parties(a_method(records={"second": a_record(many=True, gate=gate)}))
    here.wait(days=2)
    other = here.draft("second", "ann")

    refusal = here.refused("share", "ann", id=other, version=1)
    here.share("second", "ann", fields={"text": "Ready"})

    assert unmet(refusal) == {"asked": "unmet"}


def in_the_second_phase() -> Table:
    """Return a process that came after two days to a phase which opens what has to wait for three days there."""
    waits = {**WAITS, "waited": "P3D"}
    back = a_move("work", back=True)
    phases = {
        "work": a_phase({"on": a_move("rest")}),
        "rest": a_phase({"back": back, "finish": a_move("end.finished")}, open=["second", "choice"]),
    }
    told: dict[str, Any] = {
        "records": {"second": a_record(gate=[waits])},
        "decisions": {"choice": a_decision(gate=[{**waits}])},
    }
    here = two_parties(a_method(phases=phases, **told))
    here.wait(days=2)
    here.do("move", "chair", move="on")
    return here


def test_a_wait_without_a_moment_counts_from_the_instant_at_which_its_phase_was_entered() -> None:
    here = in_the_second_phase()
    second = here.draft("second", "ann")
    here.wait(days=2)

    early = [here.refused("share", "ann", id=second, version=1), here.refused("propose", "chair", decision="choice")]
    here.wait(days=1)
    here.do("share", "ann", id=second, version=1)
    here.propose("choice")

    assert [unmet(one) for one in early] == [{"waits": "unmet"}] * 2


def test_a_wait_without_a_moment_begins_anew_where_its_phase_is_entered_anew() -> None:
    here = in_the_second_phase()
    here.wait(days=5)
    here.do("move", "chair", move="back")
    here.do("move", "chair", move="on")
    here.wait(days=2)

    early = here.refused("propose", "chair", decision="choice")
    here.wait(days=1)
    here.propose("choice")

    assert unmet(early) == {"waits": "unmet"}
