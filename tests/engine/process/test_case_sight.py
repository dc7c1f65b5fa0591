"""What is asked at opening, and fewer may see than see the process, is told to those alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.authoring.simulation import counted_ids
from engine.language import read
from engine.process import events
from engine.process.fold import fold_all
from engine.process.refusal import Refusal
from engine.process.view import entries
from tests.factories import NINE, ROLES, Table, a_method, a_need, a_record, a_table, command, unmet
from tests.promises.seen import as_text, numbered, views
from tests.promises.worlds import Normal, PureWorld, looked

PEOPLE = [("ann", "A", "envoy"), ("gus", None, "guide"), ("zoe", None)]
WITH_GUIDE = {**ROLES, "guide": {"title": "Guide"}}
BUDGET = {"type": "whole", "title": "Budget", "seen_by": "guide", "optional": True}
KIND = {"type": "line", "title": "Kind", "optional": True}


def a_case(case: dict[str, Any], **told: Any) -> Table:
    fields = {"kind": KIND, "budget": BUDGET}
    return a_table(a_method(**{"roles": WITH_GUIDE, "case": fields, **told}), PEOPLE, case=case)


def seen_by(table: Table, reader: str | None) -> str:
    lines = entries(table.telling(reader), numbered(table.events))
    return as_text([lines, views(table.method, table.situation, reader)])


@pytest.mark.parametrize(
    ("reader", "seen"), [("gus", True), ("chair", True), ("ann", False), ("zoe", False), (None, False)]
)
def test_whoever_opens_and_those_who_may_see_it_read_it_and_nobody_else(reader: str | None, seen: bool) -> None:
    table = a_case({"kind": "new", "budget": 7310})

    assert ("7310" in seen_by(table, reader)) is seen
    assert "new" in seen_by(table, reader)


@pytest.mark.parametrize(
    ("sight", "readers"),
    [
        ("owner", {"chair"}),
        ("party", {"chair"}),
        ("table", {"chair", "ann"}),
        (["guide", "envoy"], {"chair", "gus", "ann"}),
    ],
)
def test_every_sight_says_who_that_is(sight: Any, readers: set[str]) -> None:
    fields = {"budget": {**BUDGET, "seen_by": sight}}
    method = a_method(roles=WITH_GUIDE, case=fields, table=["envoy"])
    table = a_table(method, PEOPLE, case={"budget": 7310})

    assert {name for name in ("chair", "gus", "ann", "zoe") if "7310" in seen_by(table, name)} == readers


def test_of_two_openings_that_differ_in_what_they_may_not_see_others_get_the_same() -> None:
    need = {**a_need("case.budget > 5 || true"), "shows": "outcome"}
    method = a_method(roles=WITH_GUIDE, case={"kind": KIND, "budget": BUDGET}, gate=[need])
    seen = []
    for budget in ({"budget": 1}, {"budget": 999_999}, {}):
        world = PureWorld(method, counted_ids("x"))
        case = {"kind": "new", **budget}
        world.submit(command("open", "chair", method="small", title="Table", name="Chair", case=case), NINE)
        for name, party, *roles in PEOPLE:
            told = {"party": party} if party else {}
            world.submit(command("join", "chair", participant=name, name=name, roles=roles, **told), NINE)
        seen.append(looked(world, ["ann", "zoe", None], "at the end", Normal()))

    assert seen[0] == seen[1] == seen[2]


def test_a_gate_may_ask_it_and_tell_no_more_than_its_author_says() -> None:
    gate = [{**a_need("case.budget >= 100"), "shows": "outcome"}]
    table = a_case({"budget": 99}, gate=gate)

    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}
    assert "99" not in as_text(table.progress("ann"))
    a_case({"budget": 100}, gate=gate).do("move", "chair", move="finish")


def test_what_was_left_empty_is_unknown() -> None:
    gate = [{**a_need("case.budget >= 100"), "shows": "outcome"}]

    assert unmet(a_case({}, gate=gate).refused("move", "chair", move="finish")) == {"asked": "unknown"}


def test_what_was_erased_is_unknown_and_what_all_see_stays() -> None:
    gate = [{**a_need("case.budget >= 100"), "id": "few", "shows": "outcome"}, a_need("case.kind == 'new'", id="all")]
    table = a_case({"kind": "new", "budget": 100}, gate=gate)
    erased = [
        replace(one, body=events.CaseTold(one.body.names, None)) if isinstance(one.body, events.CaseTold) else one
        for one in table.events
    ]
    table.simulation.situation = fold_all(None, erased)

    refusal = table.ask("move", "chair", move="finish")

    assert isinstance(refusal, Refusal)
    assert unmet(refusal) == {"few": "unknown", "all": "met"}


def found(**told: Any) -> list[tuple[str, str]]:
    declared = json.loads(a_method(roles=WITH_GUIDE, case={"budget": BUDGET}, records={"note": a_record()}).source)
    return [(one.kind, one.path) for one in read(json.dumps({**declared, **told}), "small.yaml").diagnostics]


def test_what_would_tell_it_to_others_is_refused() -> None:
    hidden = "case.budget > 5"
    finish = {"title": "On", "to": "end.finished", "by": "chair"}
    gate = {"title": "Phase", "open": ["note"], "moves": {"finish": {**finish, "gate": [a_need(hidden)]}}}
    assert found(phases={"work": gate}) == [("leak", "phases.work.moves.finish.gate.0.need")]
    assert found(records={"note": a_record(where=hidden)}) == [("leak", "records.note.where")]
    weighed = {
        "title": "Vote", "by": "chair", "voters": "envoy", "rule": "unanimity", "seen_by": "process",
        "weight": "case.budget",
    }  # fmt: skip
    opened = {"work": {"title": "Phase", "open": ["note", "vote"], "moves": {"finish": finish}}}
    assert found(decisions={"vote": weighed}, phases=opened) == [("leak", "decisions.vote.weight")]
    dated = {"ends": {"type": "date", "title": "Ends", "seen_by": "guide"}}
    until = {"work": {"title": "Phase", "open": ["note"], "term": "until case.ends", "moves": {"finish": finish}}}
    assert found(case=dated, phases=until) == [("leak", "phases.work.term")]


@pytest.mark.parametrize("sight", ["picked", "table"])
def test_a_sight_that_is_nobody_at_opening_is_refused(sight: str) -> None:
    assert found(case={"budget": {**BUDGET, "seen_by": sight}}) == [("structure", "case.budget.seen_by.0")]
