"""Who can hold a role: seats, what is asked of holders, terms, alternates, and roles nobody is appointed to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.errors import MethodInvalid
from engine.process import events
from engine.process.view import participants
from tests.factories import NINE, ROLES, Part, Table, a_decision, a_method, a_need, a_record, a_table, two_parties

CANDIDACY: Part = a_record(
    many=True,
    written_by="chair",
    fields={"who": {"type": "participant", "title": "Who"}, "fit": {"type": "yes_no", "title": "Fit"}},
)


def roles(**told: Any) -> Part:
    """Return a method with a clerk, of whom more is said."""
    clerk = {"title": "Clerk", "named_by": "chair", **told}
    return {"roles": {**ROLES, "clerk": clerk}, "records": {"candidacy": CANDIDACY}}


# seats


def test_a_role_is_held_by_no_more_people_than_it_has_seats() -> None:
    table = a_table(a_method(**roles(seats=1)), [("ann", None, "clerk"), ("bob", None)])

    refusal = table.refused("appoint", "chair", participant="bob", role="clerk")

    assert (refusal.message, refusal.values["seats"]) == ("seats_taken", 1)
    table.do("step_down", "ann", role="clerk")
    table.do("appoint", "chair", participant="bob", role="clerk")


def test_a_role_of_parties_has_its_seats_in_each_party() -> None:
    method = a_method(roles={**ROLES, "envoy": {"title": "Envoy", "of": "party", "seats": 1}})
    table = two_parties(method)
    table.join("amy", "A")

    refusal = table.refused("appoint", "chair", participant="amy", role="envoy")

    assert (refusal.message, refusal.values["party"]) == ("seats_of_party_taken", "A")


# eligible


def test_only_whoever_is_eligible_is_appointed_and_stays_when_that_is_so_no_longer() -> None:
    asked = "candidacies.exists(c, c.who == participant && c.fit)"
    declared = roles(eligible=asked)
    declared["records"]["candidacy"] = {**CANDIDACY, "plural": "candidacies"}
    table = a_table(a_method(**declared), [("ann", None)])

    assert table.refused("appoint", "chair", participant="ann", role="clerk").message == "not_eligible"
    known = table.share("candidacy", "chair", fields={"who": "ann", "fit": True})
    table.do("appoint", "chair", participant="ann", role="clerk")
    table.do("withdraw", "chair", id=known, version=1)

    assert [one.participant for one in table.situation.holders("clerk")] == ["ann"]


def test_nobody_is_appointed_while_it_cannot_be_told_whether_they_are_eligible() -> None:
    brief = a_record(written_by="chair", fields={"open": {"type": "yes_no", "title": "Open"}})
    declared = {**roles(eligible="brief.open"), "records": {"brief": brief}}
    table = a_table(a_method(**declared), [("ann", None)])

    refusal = table.refused("appoint", "chair", participant="ann", role="clerk")

    assert refusal.message == "eligibility_unknown"


# expires


def test_a_role_ends_when_its_term_is_over_and_a_new_term_begins_with_a_new_appointment() -> None:
    table = a_table(a_method(**roles(expires="P10D")), [("ann", None, "clerk")])
    (clerk,) = (one for one in participants(table.telling()) if one.id == "ann")
    assert clerk.roles[0].until == NINE + timedelta(days=10)

    assert events.RoleEnded("clerk", "ann") in table.wait(days=10)
    table.do("appoint", "chair", participant="ann", role="clerk")

    assert table.wait(days=9) == []


# alternates


def with_alternates() -> Table:
    """Return a table of A with ann and her alternate amy, and B with bob alone."""
    envoy = {"title": "Envoy", "of": "party", "seats": 1, "alternates": True}
    need = a_need("party.envoy.size() == 1", each="party")
    clause = a_record(written_by="chair", confirmed_by={"each": "party", "role": "envoy"})
    method = a_method(
        roles={**ROLES, "envoy": envoy},
        records={"clause": clause},
        decisions={"choice": a_decision(), "poll": a_decision(voters="envoy")},
        gate=[need],
    )
    table = two_parties(method)
    table.join("amy", "A")
    table.do("appoint", "chair", participant="amy", role="envoy", alternate=True)
    return table


def test_an_alternate_confirms_and_votes_for_the_party_and_the_party_counts_once() -> None:
    table = with_alternates()
    clause = table.share("clause", "chair")
    run = table.propose("choice")

    table.do("confirm", "amy", id=clause, version=1)
    table.do("confirm", "bob", id=clause, version=1)
    table.vote(run, ann="no", amy="yes", bob="yes")

    assert table.record(clause).state == "confirmed"
    assert len(table.run(run).voters) == 2
    table.do("close", "chair", run=run)
    assert table.run(run).state == "accepted"


def test_an_alternate_takes_no_seat_has_no_vote_of_his_own_and_is_no_holder_in_conditions() -> None:
    table = with_alternates()
    run = table.propose("poll")

    assert {one.id for one in table.run(run).voters} == {"ann", "bob"}
    assert table.refused("vote", "amy", run=run, ballot="yes").message == "no_vote"
    table.do("move", "chair", move="finish")


def test_only_a_role_that_has_alternates_takes_one() -> None:
    table = two_parties(a_method())
    table.join("amy", "A")

    refusal = table.refused("appoint", "chair", participant="amy", role="envoy", alternate=True)

    assert (refusal.message, refusal.pointer) == ("no_alternates", "/alternate")


# held_by


def by_rule(held_by: str = "candidacys.filter(c, c.fit).map(c, c.who)", **told: Any) -> Part:
    clerk = {"title": "Clerk", "held_by": held_by, **told}
    return {"roles": {**ROLES, "clerk": clerk}, "records": {"candidacy": CANDIDACY}}


def test_a_role_is_held_by_whom_the_records_name_and_by_nobody_else() -> None:
    table = a_table(a_method(**by_rule()), [("ann", None), ("bob", None)])

    known = table.draft("candidacy", "chair", fields={"who": "ann", "fit": True})
    assert events.RoleTaken("clerk", "ann") in table.do("share", "chair", id=known, version=1)
    table.draft("candidacy", "chair", known, fields={"who": "bob", "fit": True})
    happened = table.do("share", "chair", id=known, version=2)

    assert [one for one in happened if isinstance(one, events.RoleEnded | events.RoleTaken)] == [
        events.RoleEnded("clerk", "ann"),
        events.RoleTaken("clerk", "bob"),
    ]
    assert table.events[-1].actor is None


def test_nobody_is_appointed_to_a_role_that_is_held_by_rule_and_nobody_steps_down() -> None:
    table = a_table(a_method(**by_rule()), [("ann", None)])
    table.share("candidacy", "chair", fields={"who": "ann", "fit": True})

    assert table.refused("appoint", "chair", participant="chair", role="clerk").message == "held_by_rule"
    assert table.refused("step_down", "ann", role="clerk").message == "held_by_rule"


def test_whoever_leaves_holds_a_role_no_longer_though_the_records_still_say_so() -> None:
    table = a_table(a_method(**by_rule()), [("ann", None)])
    table.share("candidacy", "chair", fields={"who": "ann", "fit": True})

    table.do("leave", "ann")

    assert table.situation.holders("clerk") == ()


def test_a_role_of_parties_is_held_by_people_of_parties_alone() -> None:
    table = a_table(a_method(**by_rule(of="party")), [("ann", None), ("bob", "B")])
    for one in ("ann", "bob"):
        table.share("candidacy", "chair", fields={"who": one, "fit": True})

    assert [one.participant for one in table.situation.holders("clerk")] == ["bob"]


def an_election() -> Table:
    """Return a table at which ann and bob stand for clerk, and the parties choose one of them, in as many rounds."""
    told = {"ballot": {"choice": ["candidacy"]}, "rule": "most"}
    declared = by_rule("election.winners.map(c, c.who)")
    table = two_parties(a_method(**declared, decisions={"election": a_decision(**told)}))
    for one in ("ann", "bob"):
        table.share("candidacy", "chair", f"for-{one}", fields={"who": one, "fit": True})
    return table


def clerks(table: Table) -> list[str]:
    return [one.participant for one in table.situation.holders("clerk")]


def elect(table: Table, name: str) -> None:
    run = table.propose("election")
    table.vote(run, ann=f"for-{name}", bob=f"for-{name}")
    table.do("close", "chair", run=run)


def test_a_role_is_held_by_whoever_wins_and_stays_held_until_the_next_time_somebody_does() -> None:
    table = an_election()
    assert clerks(table) == []

    elect(table, "ann")
    assert clerks(table) == ["ann"]
    run = table.propose("election")
    assert clerks(table) == ["ann"]
    table.vote(run, ann="for-bob", bob="for-bob")
    table.do("close", "chair", run=run)

    assert clerks(table) == ["bob"]


def test_a_role_stays_held_when_the_next_vote_chooses_nobody() -> None:
    table = an_election()
    elect(table, "ann")

    run = table.propose("election")
    table.vote(run, ann="for-ann", bob="for-bob")
    table.do("close", "chair", run=run)

    assert table.run(run).state == "rejected"
    assert clerks(table) == ["ann"]


def test_one_role_can_be_held_by_whoever_holds_another() -> None:
    declared = by_rule()
    declared["roles"]["deputy"] = {"title": "Deputy", "held_by": "clerk"}
    table = a_table(a_method(**declared), [("ann", None)])

    table.share("candidacy", "chair", fields={"who": "ann", "fit": True})

    assert [one.participant for one in table.situation.holders("deputy")] == ["ann"]


# what check says


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"held_by": "clerk.filter(c, true)"}, "who is clerk would depend on who is clerk"),
        ({"held_by": "parties"}, "this must name people"),
        ({"held_by": "participants", "seats": 2}, "'seats' is about people who are appointed"),
        ({"alternates": True}, "stands in for somebody of the same party"),
    ],
)
def test_a_role_that_could_not_be_held_is_found_when_the_method_is_read(told: Part, message: str) -> None:
    with pytest.raises(MethodInvalid, match=message):
        a_method(roles={**ROLES, "clerk": {"title": "Clerk", **told}})


def test_two_roles_that_depend_on_each_other_are_found() -> None:
    one, other = {"title": "One", "held_by": "other"}, {"title": "Other", "held_by": "one.map(o, o.participant)"}
    with pytest.raises(MethodInvalid, match="who is one would depend on who is one"):
        a_method(roles={**ROLES, "one": one, "other": other})


@pytest.mark.parametrize("key", ["eligible", "held_by"])
def test_who_is_first_cannot_be_asked_of_whoever_opens(key: str) -> None:
    told = {"held_by": "participants"} if key == "held_by" else {"eligible": "participants.size() > 1"}
    with pytest.raises(MethodInvalid, match="before anything was recorded"):
        a_method(roles={**ROLES, "chair": {"title": "Chair", **told}})


@pytest.mark.parametrize("key", ["eligible", "held_by", "expires"])
def test_what_fewer_may_see_does_not_decide_who_holds_a_role_or_how_long(key: str) -> None:
    expires = "P1D after hidden.shared_at"
    asked = {"held_by": "candidacys.map(c, c.who)", "eligible": "candidacys.size() > 1", "expires": expires}[key]
    several = {**CANDIDACY, "seen_by": "chair"}
    records = {"candidacy": several, "hidden": {**several, "many": False}}
    with pytest.raises(MethodInvalid, match="and fewer may see"):
        a_method(roles={**ROLES, "clerk": {"title": "Clerk", key: asked}}, records=records)
