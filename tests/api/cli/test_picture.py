"""How a process is drawn on the command line: what holds it, what is used up, what was waived."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from api.cli.people import draw_people
from api.cli.picture import draw
from api.cli.terminal import THEME
from api.cli.words import Words
from api.wording.saying import say_in
from engine.process.sight import Reader
from engine.process.view import progress, telling_for
from tests.factories import ROLES, Table, a_method, a_move, a_need, a_phase, a_record, a_table

HEARD = a_need("note.exists", id="heard", each="party", unmet="{party.name} has not written", owed_by="envoy")


def a_case() -> Table:
    """Return a process with a gate and two moves without, of which one goes back once at most."""
    moves = {
        "finish": a_move("end.finished", gate=[HEARD]),
        "on": a_move("rest"),
        "again": a_move("work", back=True, limit=1),
    }
    phases = {"work": a_phase(moves, open=["note"]), "rest": a_phase({"end": a_move("end.finished")})}
    method = a_method(roles=ROLES, records={"note": a_record(per="party")}, waivable_by="chair", phases=phases)
    return a_table(method, [("ann", "A", "envoy")])


def a_rehearsal() -> Table:
    return a_table(a_method(phases={"work": a_phase({"finish": a_move("end.finished")})}), rehearsal=True)


def drawn(table: Table, language: str = "en") -> str:
    told = telling_for(table.method, table.situation, Reader(language=language), say_in(language))
    out = StringIO()
    data: dict[str, Any] = json.loads(json.dumps(asdict(progress(told)), default=str))
    draw(Console(file=out, width=100, theme=THEME), data, Words(language))
    return out.getvalue()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "because somebody asked for it"), ("nl", "omdat iemand daarom vroeg")]
)
def test_a_hold_is_drawn_with_its_reason_and_no_move_is_open(language: str, said: str) -> None:
    table = a_case()
    table.do("hold", "chair", reason="The council meets first")

    picture = drawn(table, language)

    assert said in picture
    assert "The council meets first" in picture


def test_a_move_that_was_taken_as_often_as_it_can_be_says_so() -> None:
    table = a_case()
    table.do("move", "chair", move="work.again")

    assert [one.left for one in table.progress().moves if one.id == "work.again"] == [0]
    assert drawn(table)


def test_a_waiver_is_drawn_with_its_reason_and_whose_turn_it_is() -> None:
    table = a_case()
    told = {"condition": "work:finish.heard", "subject": table.party("A"), "reason": "They are on leave"}
    table.do("waive", "chair", **told)

    picture = drawn(table)

    assert "They are on leave" in picture
    assert "proposed" in picture


@pytest.mark.parametrize(("language", "said"), [("en", "This is a rehearsal"), ("nl", "Dit is een oefening")])
def test_a_rehearsal_is_drawn_as_one_and_nothing_else_is(language: str, said: str) -> None:
    assert said in drawn(a_rehearsal(), language)
    assert said not in drawn(a_case(), language)


def test_a_gate_that_is_named_is_drawn_by_its_title_and_each_of_its_conditions_counts() -> None:
    two = [HEARD, a_need("parties.size() >= 2", id="enough", unmet="One party is too few")]
    moves = {"finish": a_move("end.finished", gate=["heard_all", a_need("note.exists", each="party", if_none="met")])}
    method = a_method(
        roles=ROLES,
        records={"note": a_record(per="party")},
        gates={"heard_all": {"title": "Everybody was heard", "all": two}},
        phases={"work": a_phase(moves, open=["note"])},
    )

    picture = drawn(a_table(method, [("ann", "A", "envoy")]))

    assert "The gate is shut: 3 of 3 to go" in picture
    assert "○ Everybody was heard\n" in picture


def test_whoever_is_not_accepted_yet_is_listed_as_such() -> None:
    out = StringIO()
    role = {"title": "Guide", "alternate": False, "accepted": False}
    gus = {"id": "gus", "name": "Gus", "party": None, "roles": [role, role | {"accepted": True}], "left_at": None}

    draw_people(Console(file=out, width=100, theme=THEME), [gus], Words("en"))

    assert out.getvalue() == "gus  Gus, Guide (not accepted yet), Guide\n"
