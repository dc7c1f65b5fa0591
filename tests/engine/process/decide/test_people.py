from __future__ import annotations

from typing import Any

import pytest

from engine.process import events
from engine.process.who import holding_of, is_accepted
from tests.factories import ROLES, Table, a_decision, a_method, a_table, two_parties

GUIDED: dict[str, Any] = {
    **ROLES,
    "guide": {"title": "Guide", "neutral": True, "accepted_by": "parties"},
    "board": {"title": "Board", "of": "party"},
}


def accepted(table: Table, participant: str = "gus", role: str = "guide") -> bool:
    holding = holding_of(table.situation, role, participant)
    assert holding is not None
    return is_accepted(table.method, table.situation, holding)


# who may act at all


@pytest.mark.parametrize("actor", ["nobody", "__class__", "ann"])
def test_only_participants_who_are_still_there_act(actor: str) -> None:
    table = two_parties(a_method())
    table.do("leave", "ann")

    refusal = table.refused("leave", actor)

    assert (refusal.kind, refusal.message, refusal.pointer) == ("not-yours", "actor_unknown", "/actor")
    assert refusal.values == {"actor": actor}


def test_a_role_the_method_does_not_have_is_not_acted_in() -> None:
    refusal = two_parties(a_method()).refused("leave", "ann", **{"as": "king"})

    assert (refusal.kind, refusal.message, refusal.pointer) == ("malformed", "role_unknown", "/as")
    assert refusal.values["role"] == "king"


def test_nobody_acts_in_a_role_of_somebody_else() -> None:
    refusal = two_parties(a_method()).refused("move", "chair", move="finish", **{"as": "envoy"})

    assert (refusal.kind, refusal.message, refusal.values["roles"]) == ("not-yours", "move_not_yours", ("chair",))


def test_with_several_roles_the_act_is_kept_under_the_one_that_is_named() -> None:
    method = a_method(roles={**ROLES, "clerk": {"title": "Clerk"}}, may={"open": "chair", "admit": ["chair", "clerk"]})
    table = a_table(method)
    table.do("appoint", "chair", participant="chair", role="clerk")

    table.do("join", "chair", name="Ann", participant="ann", **{"as": "clerk"})
    assert table.events[-1].role == "clerk"
    table.do("join", "chair", name="Bob", participant="bob")
    assert table.events[-1].role == "chair"


# joining


def test_a_new_party_name_brings_a_party_and_a_known_one_or_its_id_does_not() -> None:
    table = a_table(a_method(), [("ann", "A")])
    table.join("abe", "A")
    table.join("ada", table.party("A"))

    assert len(table.situation.parties) == 1
    assert {person.party for person in table.situation.participants.values()} == {None, table.party("A")}


def test_a_name_of_a_party_that_left_brings_a_new_party() -> None:
    table = two_parties(a_method())
    left = table.party("A")
    table.do("leave", "ann")

    table.join("abe", "A")

    assert table.situation.participants["abe"].party not in (left, None)
    assert [party.name for party in table.situation.present_parties()] == ["B", "A"]


def test_nobody_joins_a_party_that_left_by_its_id() -> None:
    table = two_parties(a_method())
    left = table.party("A")
    table.do("leave", "ann")

    refusal = table.refused("join", "chair", name="Abe", party=left)

    assert (refusal.kind, refusal.message, refusal.pointer) == ("rule", "party_gone", "/party")
    assert refusal.values == {"party": "A"}


def test_only_who_may_admit_admits() -> None:
    refusal = two_parties(a_method()).refused("join", "ann", name="Abe", party="A")

    assert (refusal.kind, refusal.message) == ("not-yours", "admit_not_yours")
    assert refusal.values == {"roles": ("chair",)}


def test_where_nobody_is_said_to_admit_the_opener_does() -> None:
    table = a_table(a_method(may={"open": "chair"}), [("ann", "A", "envoy")])
    table.do("appoint", "chair", participant="ann", role="chair")

    refusal = table.refused("join", "ann", name="Abe")

    assert refusal.values == {"roles": ("opener",)}


def test_once_the_opener_left_the_holders_of_the_opening_role_take_over() -> None:
    table = a_table(a_method(may={"open": "chair"}), [("ann", "A", "envoy")])
    table.do("appoint", "chair", participant="ann", role="chair")
    table.do("leave", "chair")

    table.do("join", "ann", name="Abe", participant="abe", party="A", roles=["envoy"])

    assert "abe" in table.situation.participants


def test_a_participant_gets_an_id_of_its_own_when_none_is_asked_for() -> None:
    table = a_table(a_method())
    joined = table.do("join", "chair", name="Ann")

    assert isinstance(joined[0], events.ParticipantJoined)
    assert len(joined[0].participant) == 36


def test_an_id_is_given_once() -> None:
    table = two_parties(a_method())

    refusal = table.refused("join", "chair", name="Ann again", participant="ann")
    assert (refusal.kind, refusal.message, refusal.pointer) == ("rule", "participant_known", "/participant")

    refusal = table.refused("join", "chair", name="Party", participant=table.party("A"))
    assert (refusal.kind, refusal.message, refusal.values) == ("rule", "id_taken", {"id": table.party("A")})


def test_joining_with_a_role_the_actor_may_not_name_admits_nobody() -> None:
    roles = {**ROLES, "board": {"title": "Board", "of": "party"}, "envoy": {**ROLES["envoy"], "named_by": "board"}}
    table = a_table(a_method(roles=roles))

    refusal = table.refused("join", "chair", name="Ann", party="A", roles=["board", "envoy"])

    assert (refusal.kind, refusal.message, refusal.pointer) == ("not-yours", "naming_not_yours", "/roles/1")
    assert refusal.values == {"role": "envoy", "roles": ("board",)}


# roles


def test_an_appointment_is_kept_with_who_made_it() -> None:
    table = a_table(a_method(), [("ann", "A")])
    table.do("appoint", "chair", participant="ann", role="envoy")

    assert (table.events[-1].actor, table.events[-1].role) == ("chair", "chair")
    assert table.events[-1].body == events.RoleTaken("envoy", "ann")


@pytest.mark.parametrize(
    ("participant", "role", "kind", "message"),
    [
        ("nobody", "envoy", "unknown-thing", "participant_unknown"),
        ("gone", "envoy", "unknown-thing", "participant_unknown"),
        ("ann", "king", "malformed", "role_unknown"),
        ("ann", "envoy", "rule", "role_held"),
        ("ann", "guide", "rule", "neutral_needs_no_party"),
        ("out", "envoy", "rule", "party_needed"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(participant: str, role: str, kind: str, message: str) -> None:
    table = a_table(a_method(roles=GUIDED), [("ann", "A", "envoy"), ("out", None), ("gone", "B")])
    table.do("leave", "gone")

    refusal = table.refused("appoint", "chair", participant=participant, role=role)

    assert (refusal.kind, refusal.message) == (kind, message)


def test_a_role_of_a_party_is_named_within_that_party() -> None:
    roles = {**GUIDED, "envoy": {**ROLES["envoy"], "named_by": "board"}}
    table = a_table(a_method(roles=roles), [("ann", "A", "board"), ("abe", "A"), ("bob", "B", "board")])

    assert table.refused("appoint", "bob", participant="abe", role="envoy").message == "naming_not_yours"
    table.do("appoint", "ann", participant="abe", role="envoy")


def test_whoever_is_not_accepted_in_the_role_that_names_is_told_so() -> None:
    roles = {**ROLES, "guide": {"title": "Guide", "accepted_by": "parties"}, "clerk": {"title": "Clerk"}}
    roles["clerk"] |= {"named_by": "guide"}
    table = a_table(a_method(roles=roles), [("ann", "A"), ("gus", None, "guide")])

    refusal = table.refused("appoint", "gus", participant="ann", role="clerk")

    assert (refusal.kind, refusal.message, refusal.values) == ("not-yours", "not_accepted_yet", {"role": "guide"})


def test_a_role_named_by_oneself_is_taken_by_anybody_for_oneself_alone() -> None:
    roles = {**ROLES, "helper": {"title": "Helper", "named_by": ["self", "chair"]}}
    table = a_table(a_method(roles=roles), [("ann", "A"), ("bob", "B")])

    table.do("appoint", "ann", participant="ann", role="helper")
    assert table.refused("appoint", "ann", participant="bob", role="helper").message == "naming_not_yours"
    table.do("appoint", "chair", participant="bob", role="helper")


def test_a_role_is_given_up_by_its_holder_alone() -> None:
    table = two_parties(a_method())

    refusal = table.refused("step_down", "ann", role="chair")
    assert (refusal.kind, refusal.message, refusal.values) == ("not-yours", "role_not_held", {"role": "chair"})

    table.do("step_down", "ann", role="envoy")
    assert [held.participant for held in table.situation.holders("envoy")] == ["bob"]
    assert table.refused("step_down", "ann", role="envoy").message == "role_not_held"


def test_stepping_down_in_a_role_one_does_not_act_in_is_refused() -> None:
    refusal = two_parties(a_method()).refused("step_down", "ann", role="envoy", **{"as": "chair"})

    assert (refusal.kind, refusal.message) == ("not-yours", "act_not_yours")


# leaving


def test_leaving_ends_ones_roles_and_the_party_without_people_leaves_too() -> None:
    table = a_table(a_method(), [("ann", "A", "envoy"), ("abe", "A")])

    assert [type(body).__name__ for body in table.do("leave", "ann")] == ["RoleEnded", "ParticipantLeft"]
    assert [type(body).__name__ for body in table.do("leave", "abe")] == ["ParticipantLeft", "PartyLeft"]
    assert table.situation.present_parties() == []


# acceptance


def guided() -> Table:
    people = [("gus", None, "guide"), ("ann", "A", "envoy"), ("abe", "A", "board"), ("bob", "B", "envoy")]
    return a_table(a_method(roles=GUIDED, may={"open": "chair", "admit": ["chair", "guide"]}), people)


def test_no_act_of_a_holder_counts_before_every_party_accepted() -> None:
    table = guided()
    assert table.refused("join", "gus", name="Cas").message == "not_accepted_yet"

    table.do("accept", "ann", role="guide", participant="gus")
    assert table.refused("join", "gus", name="Cas").message == "not_accepted_yet"

    table.do("accept", "bob", role="guide", participant="gus")
    table.do("join", "gus", name="Cas")
    assert table.events[-1].role == "guide"


def test_without_parties_nobody_is_accepted_by_them() -> None:
    table = a_table(a_method(roles=GUIDED), [("gus", None, "guide")])

    assert not accepted(table)


def test_a_party_that_joins_late_must_accept_too() -> None:
    table = guided()
    for envoy in ("ann", "bob"):
        table.do("accept", envoy, role="guide", participant="gus")
    assert accepted(table)

    table.join("cas", "C", "envoy")
    assert not accepted(table)

    table.do("accept", "cas", role="guide", participant="gus")
    assert accepted(table)


def test_a_party_that_leaves_is_asked_no_longer() -> None:
    table = guided()
    table.do("accept", "ann", role="guide", participant="gus")
    table.do("leave", "bob")

    assert accepted(table)


def test_any_of_a_partys_people_takes_back_what_one_of_them_gave() -> None:
    table = guided()
    for envoy in ("ann", "bob"):
        table.do("accept", envoy, role="guide", participant="gus")

    taken_back = table.do("accept", "abe", role="guide", participant="gus", answer="no")

    assert taken_back == [events.HolderRefused("guide", "gus", "ann")]
    assert not accepted(table)


def test_an_acceptance_is_given_once_and_taken_back_only_when_given() -> None:
    table = guided()
    refusal = table.refused("accept", "ann", role="guide", participant="gus", answer="no")
    assert (refusal.kind, refusal.message, refusal.values) == ("rule", "not_accepted", {"role": "guide"})

    table.do("accept", "ann", role="guide", participant="gus")
    refusal = table.refused("accept", "ann", role="guide", participant="gus")
    assert (refusal.kind, refusal.message) == ("rule", "accepted_already")


def test_an_acceptance_does_not_outlive_the_holding() -> None:
    table = guided()
    for envoy in ("ann", "bob"):
        table.do("accept", envoy, role="guide", participant="gus")
    table.do("step_down", "gus", role="guide")
    table.do("appoint", "chair", participant="gus", role="guide")

    assert not accepted(table)


@pytest.mark.parametrize(
    ("by", "role", "participant", "kind", "message"),
    [
        ("ann", "guide", "bob", "unknown-thing", "holder_unknown"),
        ("ann", "king", "gus", "unknown-thing", "holder_unknown"),
        ("ann", "envoy", "bob", "rule", "no_acceptance_needed"),
        ("gus", "guide", "gus", "not-yours", "accept_not_yours"),
        ("chair", "guide", "gus", "not-yours", "accept_not_yours"),
    ],
)
def test_an_acceptance_that_cannot_be_is_refused(by: str, role: str, participant: str, kind: str, message: str) -> None:
    refusal = guided().refused("accept", by, role=role, participant=participant)

    assert (refusal.kind, refusal.message) == (kind, message)


def test_each_holder_of_a_role_accepts_for_oneself() -> None:
    roles = {**GUIDED, "guide": {"title": "Guide", "accepted_by": {"each": "envoy"}}}
    table = a_table(a_method(roles=roles), [("gus", None, "guide"), ("ann", "A", "envoy"), ("abe", "A", "envoy")])

    table.do("accept", "ann", role="guide", participant="gus")
    assert not accepted(table)
    assert table.refused("accept", "abe", role="guide", participant="gus", answer="no").message == "not_accepted"

    table.do("accept", "abe", role="guide", participant="gus")
    assert accepted(table)


def test_several_different_people_can_be_asked_to_accept() -> None:
    roles = {**GUIDED, "guide": {"title": "Guide", "accepted_by": {"role": "envoy", "at_least": 2}}}
    table = a_table(a_method(roles=roles), [("gus", None, "guide"), ("ann", "A", "envoy"), ("abe", "A", "envoy")])

    table.do("accept", "ann", role="guide", participant="gus")
    assert not accepted(table)
    assert table.refused("accept", "ann", role="guide", participant="gus").message == "accepted_already"

    table.do("accept", "abe", role="guide", participant="gus")
    assert accepted(table)


def test_leaving_and_stepping_down_need_no_acceptance() -> None:
    table = guided()
    table.do("step_down", "gus", role="guide")
    table.do("leave", "gus")

    assert table.situation.participants["gus"].left_at is not None


# open votes


def test_who_becomes_neutral_votes_no_more() -> None:
    method = a_method(roles=GUIDED, decisions={"plan": a_decision(voters="anyone")})
    table = a_table(method, [("out", None)])
    run = table.propose("plan")

    table.do("appoint", "chair", participant="out", role="guide")

    assert [voter.id for voter in table.run(run).voters] == ["chair"]
