"""Hard situation 15: the consent round fails for the fourth time; only the declared ways out are offered."""

from __future__ import annotations

from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, a_table


def three_rounds() -> Table:
    """Return a process in which a proposal was objected to, and taken back to be integrated, three times."""
    again = a_move("integrate", back=True, limit=3)
    phases = {
        "integrate": a_phase({"on": a_move("consent")}, open=["proposal"]),
        "consent": a_phase(
            {
                "adopt": a_move("end.finished", gate=[a_need("choice.accepted", id="consent")]),
                "again": again,
                "helpers": a_move("integrate", back=True, title="Ask a helping group"),
            },
            open=["choice"],
        ),
    }
    decisions = {"choice": a_decision(rule="consent", about=["proposal"])}
    method = a_method(roles=ROLES, records={"proposal": a_record(many=True)}, decisions=decisions, phases=phases)
    table = a_table(method, [("ann", "A", "envoy"), ("bob", "B", "envoy")])
    table.share("proposal", "ann", "proposal")
    for _ in range(3):
        table.do("move", "chair", move="on")
        objected(table)
        table.do("move", "chair", move="again")
    table.do("move", "chair", move="on")
    objected(table)
    return table


def objected(table: Table) -> None:
    run = table.propose("choice")
    table.vote(run, ann="yes", bob="object")
    table.do("close", "chair", run=run)


def test_the_loop_cannot_be_taken_a_fourth_time_and_what_is_left_is_named() -> None:
    table = three_rounds()

    refusal = table.refused("move", "chair", move="again")

    assert (refusal.message, refusal.values["allowed"]) == ("move_used_up", ("consent.adopt", "consent.helpers"))


def test_only_the_declared_ways_out_are_open() -> None:
    table = three_rounds()

    offered = {one.id: (one.open, one.left) for one in table.progress().moves}

    assert offered == {"consent.adopt": (False, None), "consent.again": (False, 0), "consent.helpers": (True, None)}
    table.do("move", "chair", move="helpers")
