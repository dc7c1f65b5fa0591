"""The clock yields to people where they lead elsewhere, not where they could only have come sooner."""

from __future__ import annotations

import pytest

from tests.factories import Table, a_method, a_move, a_phase, a_table


def table(early: str) -> Table:
    moves = {"due": {"title": "Due", "to": "review", "at": "P7D"}, "early": a_move(early)}
    moves["aside"] = a_move("other", back=True)
    phases = {
        "force": a_phase(moves),
        "review": a_phase({"finish": a_move("end.finished")}),
        "other": a_phase({"on": a_move("review")}),
    }
    return a_table(a_method(phases=phases))


@pytest.mark.parametrize(("early", "after"), [("review", "review"), ("other", "force")])
def test_the_clock_yields_only_to_moves_that_lead_elsewhere(early: str, after: str) -> None:
    here = table(early)

    here.wait(days=7)

    assert here.now() == [after]


def test_people_may_still_come_sooner() -> None:
    here = table("review")
    here.wait(days=1)

    here.do("move", "chair", move="early")

    assert here.now() == ["review"]
