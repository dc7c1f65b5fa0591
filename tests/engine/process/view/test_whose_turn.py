"""Whose turn something is: by role and party, and no person is named who has either."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.process.view import deadlines, decisions
from engine.process.who import Seat
from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, a_table

PEOPLE = [
    ("ann", "A", "envoy"), ("bob", "B", "envoy"), ("gus", None, "guide"), ("pat", "A"), ("oda", None),
    ("gil", None, "guide"),
]  # fmt: skip
ENVOY_OF_A = "role_of_party(role=Envoy, party=A)"


def a_case(**told: Any) -> Table:
    return a_table(a_method(**{"roles": {**ROLES, "guide": {"title": "Guide"}}, **told}), PEOPLE)


@pytest.mark.parametrize(
    ("seat", "told"),
    [
        (Seat(None, None, "ann"), ("envoy", "A", ENVOY_OF_A)),
        (Seat(None, None, "gus"), ("guide", None, "Guide")),
        (Seat(None, None, "pat"), (None, "A", "A")),
        (Seat(None, None, "oda"), (None, None, "anyone")),
        (Seat("guide", None, "ann"), ("guide", None, "Guide")),
        (Seat("guide", None, None), ("guide", None, "Guide")),
        (Seat(None, "B", "ann"), (None, "B", "B")),
        (Seat("envoy", "A", None), ("envoy", "A", ENVOY_OF_A)),
    ],
)
def test_a_seat_is_told_by_role_and_party_else_by_those_of_who_is_meant(
    seat: Seat, told: tuple[str | None, str | None, str]
) -> None:
    table = a_case()

    owed = table.telling().owed_seat(replace(seat, party=table.party(seat.party)) if seat.party else seat)

    assert (owed.role, owed.party.name if owed.party else None, owed.text) == told


def test_a_record_that_is_kept_for_a_party_is_owed_by_its_own_envoy() -> None:
    note = a_record(many=True, per="party", confirmed_by="envoy")
    paper = a_record(many=True, written_by="chair")
    gate = [
        a_need("note.confirmed", id="own", each="note", owed_by="envoy", unmet="A note waits"),
        a_need("paper.text == 'x'", id="all", each="paper", owed_by="envoy", unmet="A paper waits"),
    ]
    table = a_case(records={"note": note, "paper": paper}, gate=gate)
    table.share("note", "ann")
    table.share("paper", "chair")

    assert {one.text: [each.text for each in one.owed_by] for one in table.progress().todo} == {
        "A note waits": [ENVOY_OF_A], "A paper waits": ["Envoy"],
    }  # fmt: skip


def test_an_open_move_is_the_turn_of_who_takes_it_and_of_nobody_where_the_clock_does() -> None:
    moves = {
        "on": a_move("rest", title="On", by="guide"),
        "late": {"title": "Late", "to": "rest", "at": "P9D after phase.entered_at"},
        "stop": a_move("end.failed", title="Stop"),
    }
    phases = {"work": a_phase(moves, term="P5D"), "rest": a_phase({"back": a_move("work", back=True)})}
    ends = {
        "finished": {"title": "Finished", "verdict": "success"}, "failed": {"title": "Failed", "verdict": "failure"},
    }  # fmt: skip
    phases["rest"]["moves"]["finish"] = a_move("end.finished", title="Finish")
    table = a_case(phases=phases, ends=ends)
    due = table.situation.visits["work"].due_at

    open_ones = [(one.text, [each.text for each in one.owed_by], one.due_at) for one in table.progress().todo]
    table.do("move", "gus", move="on")

    assert due is not None
    assert open_ones == [("move_is_open(move=On)", ["Guide"], due)]
    assert [one.text for one in table.progress().todo] == ["move_is_open(move=Finish)"]


def test_a_vote_is_the_turn_of_a_voter_by_his_role_and_name() -> None:
    vote = a_decision(voters="guide", rule="most", open_for="P5D", silence="abstains")
    table = a_case(decisions={"pact": vote})
    run = table.propose("pact")

    both = [(one.text, one.owed_by[0].text) for one in table.progress().todo if one.kind == "vote"]
    (deadline,) = [one for one in deadlines(table.telling()) if one.kind == "run"]
    table.vote(run, gus="yes")

    missing = "vote_missing(who={}, decision=Decision)"
    assert both == [(missing.format(one), f"Guide {one}") for one in ("Gus", "Gil")]
    assert [one.text for one in deadline.owed_by] == ["Guide"]
    assert [one.text for one in table.progress().todo if one.kind == "vote"] == [missing.format("Gil")]


def test_what_won_is_told_of_votes_that_an_earlier_release_closed() -> None:
    table = a_case(decisions={"place": a_decision(ballot={"choice": {"sea": "The sea", "wood": "Wood"}}, rule="most")})
    run = table.propose("place")
    table.vote(run, ann="wood", bob="wood")
    table.do("close", "chair", run=run)
    telling, known = table.telling(), table.run(run)

    earlier = replace(telling.situation, runs=telling.situation.runs.set(run, replace(known, winners=())))

    for one in (telling, replace(telling, situation=earlier)):
        assert [each.chosen for each in decisions(one)] == [["Wood"]]
