"""What conditions see of parties, people, holders, records, meetings and phases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.process.gates import judge
from engine.process.world import World
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table

RECORDS: dict[str, Any] = {
    "topic": a_record(many=True, written_by="chair"),
    "note": a_record(per="participant", many=True, written_by=["envoy", "guide"]),
    "badge": a_record(per="guide", written_by="guide"),
    "objection": a_record(many=True),
    "mandate": a_record(per="party"),
}
CASE = {"kind": {"type": "line", "title": "Kind"}}


def a_case(need: str, **asked: Any) -> Table:
    """Return a process that asks for one condition, with a topic, a note of ann, a badge of gus and an objection."""
    roles = {**ROLES, "guide": {"title": "Guide"}}
    decisions = {"plan": a_decision(rule="consent", objections="objection")}
    method = a_method(roles=roles, records=RECORDS, decisions=decisions, case=CASE, gate=[a_need(need, **asked)])
    people = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("gus", None, "guide")]
    table = a_table(method, people, case={"kind": "new"})
    table.share("topic", "chair")
    table.share("note", "ann", subject="ann")
    table.share("badge", "gus", subject="gus")
    table.share("objection", "ann", fields={"text": "It harms the school"})
    return table


def verdict(table: Table) -> str:
    gate = table.method.gate_of_move("work.finish")
    assert gate is not None
    return judge(World(table.method, table.situation), gate, "work").conditions[0].verdict


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ("parties.all(p, p.joined_at == process.opened_at)", "met"),
        ("parties.exists(p, p.joined_at > process.opened_at)", "unmet"),
        ("participants.all(p, p.joined_at == process.opened_at)", "met"),
        ("participants.exists(p, p.joined_at > process.opened_at)", "unmet"),
        ("envoy.exists(e, e.notes.size() == 1)", "met"),
        ("envoy.all(e, e.notes.size() == 1)", "unmet"),
        ("guide.all(g, g.badge.exists && g.notes.size() == 0)", "met"),
        ("guide.exists(g, !g.badge.exists)", "unmet"),
        ("phase.id == 'work'", "met"),
        ("phase.id == 'rest'", "unmet"),
        ("objections.all(o, !o.open && !o.admissible && !o.settled)", "met"),
        ("objections.exists(o, o.open)", "unmet"),
        ("topics.exists(t, t.on_behalf_of.name == 'A')", "unknown"),
        ("case.kind == 'new'", "met"),
    ],
)
def test_a_condition_sees(need: str, expected: str) -> None:
    assert verdict(a_case(need)) == expected


def test_on_whose_behalf_a_record_was_written_is_seen_once_that_party_confirmed_it() -> None:
    roles = {**ROLES, "guide": {"title": "Guide"}}
    note = a_record(many=True, written_by="guide")
    need = a_need("notes.exists(n, n.on_behalf_of.name == 'A')")
    method = a_method(roles=roles, records={"note": note}, gate=[need])
    table = a_table(method, [("ann", "A", "envoy"), ("gus", None, "guide")])
    known = table.share("note", "gus", on_behalf_of="A")
    assert verdict(table) == "unmet"

    table.do("confirm", "ann", id=known, version=1)

    assert verdict(table) == "met"


def test_of_a_case_that_was_erased_nothing_can_be_told() -> None:
    table = a_case("case.kind == 'new'")
    table.simulation.situation = replace(table.situation, case=None)

    assert verdict(table) == "unknown"


def test_a_sum_of_votes_decides() -> None:
    method = a_method(
        decisions={"price": a_decision(rule={"accepted": "tally.sum >= 10"}, ballot={"number": {"from": 0, "to": 10}})}
    )
    for other, state in (("4", "accepted"), ("3", "rejected")):
        table = a_table(method, [("ann", "A", "envoy"), ("bob", "B", "envoy")])
        run = table.propose("price")
        table.vote(run, ann="6", bob=other)
        table.do("close", "chair", run=run)

        assert table.run(run).state == state


def test_inside_a_topic_all_people_are_asked_and_inside_a_party_its_own() -> None:
    asked = a_case("participant.name != 'Bob'", each=["topic", "participant"])
    assert verdict(asked) == "unmet"
    gate = asked.method.gate_of_move("work.finish")
    assert gate is not None
    (judged,) = judge(World(asked.method, asked.situation), gate, "work").conditions
    assert len(judged.subjects) == len(asked.situation.participants)


def test_things_are_the_same_that_are_of_one_kind_and_have_one_id() -> None:
    table = a_case("true")
    world, other = World(table.method, table.situation), World(table.method, table.situation)

    assert {world.person("ann"), other.person("ann"), world.person("bob")} == {world.person("bob"), world.person("ann")}
    with pytest.raises(AttributeError, match="shadow"):
        world.person("ann").shadow  # noqa: B018  # that it raises is what is asked
