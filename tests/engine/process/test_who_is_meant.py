"""Who is meant where a method names people by what was recorded, by a pair, or by number."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import MethodInvalid
from engine.language.conditions import needs_in
from engine.process.waivers import protected
from tests.factories import ROLES, Part, Table, a_decision, a_method, a_need, a_record, a_table, two_parties

WORK: Part = a_record(
    many=True,
    written_by="chair",
    fields={
        "text": {"type": "text", "title": "Text"},
        "owner": {"type": "participant", "title": "Owner", "optional": True},
        "concerned": {"type": "list", "of": "party", "title": "Concerned", "optional": True},
    },
)


def a_topic_of(table: Table, by: str = "ann", **fields: Any) -> str:
    return table.share("topic", by, fields={"text": "Noise", **fields})


def test_whoever_wrote_the_topic_confirms_what_is_made_of_it() -> None:
    clause = a_record(per="topic", written_by="chair", confirmed_by={"writer_of": "topic"})
    table = two_parties(a_method(records={"topic": a_record(many=True), "clause": clause}))
    made = table.share("clause", "chair", subject=a_topic_of(table, "ann"))

    assert table.refused("confirm", "bob", id=made, version=1).message == "confirm_not_yours"
    table.do("confirm", "ann", id=made, version=1)

    assert table.record(made).state == "confirmed"


def test_once_the_writer_left_somebody_of_the_same_party_takes_that_place() -> None:
    clause = a_record(per="topic", written_by="chair", confirmed_by={"writer_of": "topic"})
    table = two_parties(a_method(records={"topic": a_record(many=True), "clause": clause}))
    table.join("amy", "A", "envoy")
    made = table.share("clause", "chair", subject=a_topic_of(table, "ann"))
    table.do("leave", "ann")

    assert table.refused("confirm", "bob", id=made, version=1).message == "confirm_not_yours"
    table.do("confirm", "amy", id=made, version=1)

    assert table.record(made).state == "confirmed"


def test_whoever_is_named_in_a_record_confirms_it_and_nobody_before_somebody_is_named() -> None:
    table = two_parties(a_method(records={"topic": {**WORK, "confirmed_by": {"named_in": "topic.owner"}}}))
    nobodys, anns = a_topic_of(table, "chair"), a_topic_of(table, "chair", owner="ann")

    assert table.refused("confirm", "ann", id=nobodys, version=1).message == "confirm_not_yours"
    table.do("confirm", "ann", id=anns, version=1)

    assert table.record(anns).state == "confirmed"


def test_each_party_named_in_a_list_is_asked() -> None:
    table = two_parties(a_method(records={"topic": {**WORK, "confirmed_by": {"named_in": "topic.concerned"}}}))
    table.join("cat", "C", "envoy")
    topic = a_topic_of(table, "chair", concerned=[table.party("A"), table.party("B")])

    assert table.refused("confirm", "cat", id=topic, version=1).message == "confirm_not_yours"
    table.do("confirm", "ann", id=topic, version=1)
    assert table.record(topic).state == "shared"
    table.do("confirm", "bob", id=topic, version=1)
    assert table.record(topic).state == "confirmed"


def test_the_other_side_of_a_pair_confirms_what_one_side_writes() -> None:
    view = a_record(per=["party as a", "party as b"], confirmed_by={"of": "b", "role": "envoy"})
    table = two_parties(a_method(records={"view": view}))
    written = table.share("view", "ann", subject={"b": table.party("B")})

    assert table.refused("confirm", "ann", id=written, version=1).message == "confirm_not_yours"
    table.do("confirm", "bob", id=written, version=1)

    assert table.record(written).state == "confirmed"


def test_a_record_is_written_by_whoever_is_named_for_its_subject() -> None:
    report = a_record(per="topic", written_by={"named_in": "topic.owner"})
    table = two_parties(a_method(records={"topic": WORK, "report": report}))
    topic = a_topic_of(table, "chair", owner="bob")

    assert table.refused("record", "ann", record="report", subject=topic, fields={"text": "x"}).kind == "not-yours"
    table.share("report", "bob", subject=topic)


def test_those_who_are_named_vote_and_the_one_who_is_named_opens_and_closes() -> None:
    told = {"per": "topic", "by": {"named_in": "topic.owner"}, "voters": {"named_in": "topic.concerned"}}
    table = two_parties(a_method(records={"topic": WORK}, decisions={"choice": a_decision(**told)}))
    table.join("cat", "C", "envoy")
    topic = a_topic_of(table, "chair", owner="bob", concerned=[table.party("A"), table.party("B")])

    assert table.refused("propose", "ann", decision="choice", subject=topic).message == "propose_not_yours"
    run = table.propose("choice", "bob", subject=topic)
    assert table.refused("vote", "cat", run=run, ballot="yes").message == "no_vote"
    table.vote(run, ann="yes", bob="yes")
    table.do("close", "bob", run=run)

    assert table.run(run).state == "accepted"


def test_what_is_owed_by_whoever_is_named_is_told_by_role_and_not_by_name() -> None:
    need = a_need("topic.text == 'done'", each="topic", owed_by={"named_in": "topic.owner"})
    table = two_parties(a_method(records={"topic": WORK}, gate=[need]))
    a_topic_of(table, "chair", owner="bob")
    a_topic_of(table, "chair")

    (gate,) = (move.gate for move in table.progress().moves if move.gate)

    assert [[owed.text for owed in one.owed_by] for one in gate.conditions[0].missing] == [
        ["role_of_party(role=Envoy, party=B)"],
        ["nobody_named_yet"],
    ]


def test_a_named_person_accepts_a_guide() -> None:
    guide = {"title": "Guide", "accepted_by": {"named_in": "brief.owner"}}
    brief = {**WORK, "many": False}
    table = two_parties(a_method(roles={**ROLES, "guide": guide}, records={"brief": brief}))
    table.share("brief", "chair", fields={"text": "x", "owner": "bob"})
    table.join("gus", None, "guide")

    assert table.refused("accept", "ann", role="guide", participant="gus").message == "accept_not_yours"
    table.do("accept", "bob", role="guide", participant="gus")


def test_several_are_not_asked_for_where_one_acts_alone() -> None:
    record = a_record(written_by={"role": "envoy", "at_least": 2})
    with pytest.raises(MethodInvalid, match="one 'envoy' acts alone here"):
        a_method(records={"topic": record})


def test_in_a_list_any_one_will_do_so_no_number_is_asked_of_one_of_them() -> None:
    record = a_record(confirmed_by=["chair", {"role": "envoy", "at_least": 2}])
    with pytest.raises(MethodInvalid, match="in a list any one of them will do"):
        a_method(records={"topic": record})


def test_people_are_not_named_by_what_fewer_may_see() -> None:
    secret = {**WORK, "seen_by": "chair"}
    record = a_record(written_by={"named_in": "secrets.map(s, s.author)"})
    with pytest.raises(MethodInvalid, match="fewer may see 'secret'"):
        a_method(records={"secret": secret, "topic": record})


def test_who_must_accept_is_not_told_from_who_was_accepted() -> None:
    clerk = {"title": "Clerk", "accepted_by": "guide"}
    guide = {"title": "Guide", "accepted_by": {"named_in": "clerk.filter(c, c.accepted)"}}
    with pytest.raises(MethodInvalid, match="would never come to an end"):
        a_method(roles={**ROLES, "clerk": clerk, "guide": guide})


def test_the_writer_is_named_of_a_record_that_is_in_scope() -> None:
    clause = a_record(many=True, confirmed_by={"writer_of": "topic"})
    with pytest.raises(MethodInvalid, match="each: topic"):
        a_method(records={"topic": a_record(many=True), "clause": clause})


def test_the_other_side_of_a_pair_does_not_confirm_what_it_may_not_see() -> None:
    view = a_record(per=["party as a", "party as b"], seen_by="party", confirmed_by={"of": "b", "role": "envoy"})
    with pytest.raises(MethodInvalid, match="'envoy' cannot see 'view'"):
        a_method(records={"view": view})
    a_method(records={"view": {**view, "confirmed_by": {"of": "a", "role": "envoy"}}})


def test_one_side_is_named_of_a_party_and_of_nothing_else() -> None:
    clause = a_record(per="topic", confirmed_by={"of": "topic", "role": "envoy"})
    with pytest.raises(MethodInvalid, match="'of' names one party of a pair"):
        a_method(records={"topic": a_record(many=True), "clause": clause})


def test_whoever_is_named_proposes_a_waiver_and_agrees_with_it_where_there_are_no_parties() -> None:
    brief = {**WORK, "many": False}
    need = a_need("1 == 2", waivable_by={"named_in": "brief.owner"})
    table = a_table(a_method(records={"brief": brief}, gate=[need]), [("ann", None), ("bob", None)])
    table.share("brief", "chair", fields={"text": "x", "owner": "bob"})

    assert table.refused("waive", "ann", condition="work:finish.asked", reason="x").message == "waive_not_yours"
    table.do("waive", "bob", condition="work:finish.asked", reason="It cannot be met")

    table.do("move", "chair", move="finish")


def test_whoever_is_named_and_holds_the_role_too_is_asked_in_either_way_and_agrees_with_both_at_once() -> None:
    brief = {**WORK, "many": False}
    need = a_need("1 == 2", waivable_by=[{"named_in": "brief.owner"}, "chair"])
    table = a_table(a_method(records={"brief": brief}, gate=[need]))
    table.share("brief", "chair", fields={"text": "x", "owner": "chair"})
    gate = table.method.gate_of_move("work.finish")
    assert gate is not None

    asked = protected(table.method, table.situation, needs_in(gate)[0], ())
    table.do("waive", "chair", condition="work:finish.asked", reason="It cannot be met")

    assert [(one.role, one.participant) for entry in asked for one in entry.seats] == [
        (None, "chair"),
        ("chair", "chair"),
    ]
    table.do("move", "chair", move="finish")
