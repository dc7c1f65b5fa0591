"""What the log and refusals call things: by the titles that the method gives them, never by an id or by nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.wording import say_in
from api.wording.titles import say_refusal
from engine.process.refusal import Refusal
from engine.process.timing.families import timed
from engine.process.timing.keys import RANKS, kind_of
from engine.process.view.called import due_title
from tests.factories import (
    ROLES,
    Table,
    a_decision,
    a_method,
    a_move,
    a_need,
    a_phase,
    a_record,
    a_table,
    two_parties,
)  # fmt: skip

NOTED = {"title": "Everybody noted", "all": [a_need("notes.size() > 5", unmet="A note is missing")]}


def a_busy_process() -> Table:
    """Return a process in which something of nearly every kind is due."""
    clocks = {"open_for": "P5D", "silence": "blocks"}
    decisions = {
        "plan": a_decision(voters="chair", ratified_by={"role": "chair"}, ratify_within="P5D", title="The plan"),
        "talk": a_decision(voters="chair", title="The talk", **clocks),
    }
    records = {
        "note": a_record(many=True, written_by="chair", title="A note", expires="P9D"),
        "report": a_record(many=True, written_by="chair", title="A report", every="P9D"),
    }
    may = {"open": "chair", "admit": "chair", "hold": "chair"}
    method = a_method(
        roles=ROLES, records=records, decisions=decisions, may=may,
        phases={
            "work": a_phase(
                {"finish": a_move("end.finished", at="P30D"), "part": a_move("end.finished", title="Part")},
                open=[*records, *decisions], term="P10D", remind=["P2D"],
            )
        },
    )  # fmt: skip
    table = two_parties(method)
    table.share("note", "chair")
    table.share("report", "chair")
    run = table.propose("plan")
    table.vote(run, chair="yes")
    table.do("close", "chair", run=run)
    table.propose("talk")
    return table


def test_whatever_is_due_has_a_name_in_the_log() -> None:
    table = a_busy_process()
    table.do("hold", "chair", reason="We wait", until="2026-03-05")
    telling = table.telling()
    named = {kind_of(one.key): due_title(telling, one.key) for one in timed(telling.world)}

    assert named.keys() >= {"phase", "run", "record", "every", "ratify", "hold", "move"}
    assert [kind for kind, name in named.items() if not name] == []
    assert (named["ratify"], named["every"]) == ("The plan", "A report")
    assert named.keys() <= RANKS.keys()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_gate_that_holds_the_process_is_named_by_its_title(language: str) -> None:
    work = a_phase({"part": a_move("end.finished")}, open=["note"], **{"while": {"noted": "hold"}})
    table = two_parties(
        a_method(roles=ROLES, records={"note": a_record(many=True)}, gates={"noted": NOTED}, phases={"work": work})
    )

    refusal = table.refused("move", "chair", move="part")

    assert "“Everybody noted”" in told(table, refusal, language)


def told(table: Table, refusal: Refusal, language: str = "en") -> str:
    telling = table.telling("chair")
    return say_refusal(replace(telling, say=say_in(language)), refusal)


def test_whoever_holds_a_role_and_is_not_accepted_in_it_yet_is_told_so() -> None:
    roles = {
        "chair": {"title": "Chair"},
        "guide": {"title": "Guide", "accepted_by": "parties"},
        "envoy": ROLES["envoy"],
    }
    phases = {"work": a_phase({"finish": a_move("end.finished", by="guide")})}
    people = [("ann", "A", "envoy"), ("gus", None, "guide")]
    table = a_table(a_method(roles=roles, phases=phases), people)

    refusal = table.refused("move", "gus", move="finish")

    assert (refusal.kind, refusal.message, dict(refusal.values)) == ("not-yours", "not_accepted_yet", {"role": "guide"})
    assert told(table, refusal) == "You are Guide once all who have to have accepted you in that role"
    table.do("accept", "ann", role="guide", participant="gus")
    table.do("move", "gus", move="finish")


def test_a_ballot_that_cannot_be_is_answered_with_what_may_be_chosen_by_name_and_id() -> None:
    fields = {"name": {"type": "line", "title": "Name"}}
    method = a_method(
        roles=ROLES,
        records={"option": a_record(many=True, written_by="chair", seen_by="process", fields=fields, title="Option")},
        decisions={"best": a_decision(voters="chair", rule="most", ballot={"choice": "option"}, title="The best")},
    )
    table = two_parties(method)
    for name in ("bridge", "tunnel"):
        table.share("option", "chair", f"id-of-{name}", fields={"name": name.capitalize()})

    refusal = table.refused("vote", "chair", run=table.propose("best"), ballot="ferry")

    said = say_refusal(replace(table.telling("chair"), say=say_in("en")), refusal)
    assert said == "“ferry” cannot be chosen; there are Bridge (id-of-bridge), Tunnel (id-of-tunnel) and abstain"
