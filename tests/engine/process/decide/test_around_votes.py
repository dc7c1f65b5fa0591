from __future__ import annotations

from typing import Any

import pytest

from engine.process import events
from engine.process.view import entries
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table, unmet

PEOPLE = [
    ("ann", "A", "envoy"), ("abe", "A", "board"), ("bob", "B", "envoy"), ("bea", "B", "board"), ("gus", None, "guide"),
]  # fmt: skip
WITH_BOARD: dict[str, Any] = {
    **ROLES,
    "board": {"title": "Board", "of": "party"},
    "guide": {"title": "Guide", "neutral": True},
}
HOME: dict[str, Any] = {"ratified_by": {"each": "party", "role": "board"}}
CLAUSE = a_record(many=True, written_by="envoy")
OBJECTION = a_record(many=True, written_by="envoy")


def a_vote(need: str = "plan.ratified", **told: Any) -> Table:
    """Return a process in which a plan about clauses is decided, and that ends once a condition is met."""
    method = a_method(
        roles=WITH_BOARD,
        records={"clause": CLAUSE, "objection": OBJECTION},
        decisions={"plan": a_decision(about=["clause"], **told)},
        gate=[a_need(need)],
    )
    table = a_table(method, PEOPLE)
    table.share("clause", "ann", "clause")
    return table


def adopted(table: Table, **ballots: str) -> str:
    """Let the plan be voted on and closed; returns the run."""
    run = table.propose("plan")
    table.vote(run, **(ballots or {"ann": "yes", "bob": "yes"}))
    table.do("close", "chair", run=run)
    return run


# ratification


def test_what_is_accepted_counts_as_ratified_once_each_party_said_so_at_home() -> None:
    table = a_vote(**HOME)
    run = adopted(table)
    assert table.run(run).state == "accepted"
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}
    assert [one.kind for one in table.progress().todo if one.kind == "ratification"] == ["ratification"]

    table.do("ratify", "abe", run=run)
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}
    done = table.do("ratify", "bea", run=run)

    assert events.DecisionRatified(run, "plan") in done
    assert table.progress().decisions[0].state == "ratified"
    table.do("move", "chair", move="finish")


def test_a_decision_that_nobody_has_to_ratify_is_ratified_when_it_is_accepted() -> None:
    table = a_vote()
    adopted(table)

    table.do("move", "chair", move="finish")


def test_only_who_ratifies_for_a_party_does_and_no_neutral() -> None:
    table = a_vote(**HOME)
    run = adopted(table)

    for who in ("ann", "gus", "chair"):
        assert table.refused("ratify", who, run=run).kind == "not-yours"


def test_a_refusal_lets_the_decision_lapse() -> None:
    table = a_vote(**HOME)
    run = adopted(table)

    table.do("ratify", "abe", run=run, answer="no")

    assert table.run(run).state == "lapsed"
    assert table.refused("ratify", "bea", run=run).message == "nothing_to_ratify"


def test_ratification_is_asked_within_its_time() -> None:
    table = a_vote(**HOME, ratify_within="P10D")
    adopted(table)
    shown = table.progress().decisions[0].ratification
    assert shown is not None
    assert shown.due_at == table.at.replace(day=12)

    lapsed = table.wait(days=11)

    assert [one.because for one in lapsed if isinstance(one, events.DecisionLapsed)] == ["not_ratified"]


def a_vote_without_parties(ratified_by: object, **told: Any) -> Table:
    """Return a process in which no party takes part yet, and the guide decides what has to be ratified."""
    plan = a_decision(**{"voters": "guide", "ratified_by": ratified_by, **told})
    roles = {**ROLES, "guide": {"title": "Guide"}}
    return a_table(a_method(roles=roles, decisions={"plan": plan}), [("gus", None, "guide")])


@pytest.mark.parametrize("ratified_by", ["parties", {"each": "party", "role": "envoy"}, ["parties"]])
def test_what_parties_have_to_ratify_is_not_put_to_the_vote_before_there_is_a_party(ratified_by: object) -> None:
    table = a_vote_without_parties(ratified_by)

    refusal = table.refused("propose", "chair", decision="plan")

    assert (refusal.kind, refusal.message, refusal.values) == ("rule", "nobody_can_ratify", {"decision": "plan"})
    table.join("ann", "A", "envoy")
    run = adopted(table, gus="yes")
    assert events.DecisionRatified(run, "plan") in table.do("ratify", "ann", run=run)


@pytest.mark.parametrize("ratified_by", ["chair", ["parties", "chair"], {"each": "guide"}])
def test_what_others_than_parties_can_ratify_needs_no_party(ratified_by: object) -> None:
    table = a_vote_without_parties(ratified_by)
    run = adopted(table, gus="yes")

    assert events.DecisionRatified(run, "plan") in table.do(
        "ratify", "gus" if isinstance(ratified_by, dict) else "chair", run=run
    )


def test_a_party_that_comes_while_its_vote_is_open_ratifies_where_voters_are_counted_at_the_end() -> None:
    table = a_vote_without_parties("parties", voters=["parties", "guide"], counted="at_close")
    run = table.propose("plan")
    table.join("ann", "A", "envoy")
    table.vote(run, gus="yes", ann="yes")
    table.do("close", "chair", run=run)

    assert events.DecisionRatified(run, "plan") in table.do("ratify", "ann", run=run)


@pytest.mark.parametrize("told", [{"counted": "at_close"}, {"voters": ["parties", "guide"]}])
def test_where_a_party_that_comes_later_would_have_no_vote_nothing_is_opened_for_it_to_ratify(
    told: dict[str, Any],
) -> None:
    table = a_vote_without_parties("parties", **told)

    assert table.refused("propose", "chair", decision="plan").message == "nobody_can_ratify"


# sealed ballots


def test_a_sealed_ballot_is_known_to_its_own_side_until_the_vote_is_closed() -> None:
    table = a_vote(sealed=True, rule="majority")
    run = table.propose("plan")
    table.do("vote", "ann", run=run, ballot="no", reason="We cannot")

    def told(reader: str | None) -> str:
        nothing: dict[str, str] = {}
        lines = entries(table.telling(reader), [(0, event, nothing) for event in table.events])
        return str(
            [(line.text, line.data) for line in lines if line.type in ("VoteCast", "VoterVoted", "BallotOpened")]
        )

    assert ("We cannot" in told("abe"), "We cannot" in told("bob"), "We cannot" in told(None)) == (True, False, False)
    shown = table.progress("bob").decisions[0].tally
    assert (shown.eligible, shown.cast, shown.silent, shown.counts) == (2, 1, 1, {})
    assert table.refused("close", "chair", run=run).message == "votes_missing"
    table.do("vote", "bob", run=run, ballot="no")
    table.do("close", "chair", run=run)

    assert "We cannot" in told("bob")
    assert table.progress("bob").decisions[0].tally.counts == {"no": 2}


def test_that_a_sealed_vote_was_changed_is_not_told() -> None:
    table = a_vote(sealed=True, rule="majority")
    run = table.propose("plan")
    table.do("vote", "ann", run=run, ballot="no")

    changed = table.do("vote", "ann", run=run, ballot="yes")

    assert [type(one) for one in changed] == [events.VoteCast]
    assert table.events[-1].label == f"party:{table.party('A')}"


def test_a_sealed_ballot_stays_sealed_when_its_vote_lapses_before_it_is_closed() -> None:
    asked = "participants.exists(p, p.name == 'Ann' && plan.ballot(p) == 'no')"
    verdicts = []
    for ballot in ("no", "yes"):
        table = a_vote(asked, sealed=True, rule="majority")
        table.vote(table.propose("plan"), ann=ballot)
        lapsed = table.do("withdraw", "ann", id="clause", version=1)
        assert [one.because for one in lapsed if isinstance(one, events.DecisionLapsed)] == ["record_changed"]
        verdicts.append(unmet(table.refused("move", "chair", move="finish")))

    assert verdicts == [{"asked": "unknown"}] * 2


def test_who_left_a_sealed_vote_and_came_back_has_not_voted_until_he_votes_again() -> None:
    told: dict[str, Any] = {"sealed": True, "rule": "majority", "counted": "at_close", "voters": "board"}
    table = a_vote(**told, open_for="P1D", silence="abstains")
    run = table.propose("plan")
    table.do("vote", "bea", run=run, ballot="no")

    table.do("step_down", "bea", role="board")
    table.do("appoint", "chair", participant="bea", role="board")

    assert table.progress("ann").decisions[0].tally.cast == 0
    told_again = table.do("vote", "bea", run=run, ballot="yes")
    assert events.VoterVoted(run, "bea") in told_again


def test_what_somebody_had_voted_who_left_a_sealed_vote_is_not_opened() -> None:
    table = a_vote(sealed=True, rule="majority", voters="board", open_for="P1D", silence="abstains")
    run = table.propose("plan")
    table.do("vote", "bea", run=run, ballot="no")
    table.do("step_down", "bea", role="board")

    closed = table.wait(days=2)

    assert not [one for one in closed if isinstance(one, events.BallotOpened)]
    assert table.progress("ann").decisions[0].tally.counts == {"abstain": 1}


# objections and advice


@pytest.mark.parametrize("voters", [{"each": "party", "role": "envoy"}, "envoy"])
def test_a_consent_stands_only_when_no_admissible_objection_is_open(voters: Any) -> None:
    table = a_vote("plan.accepted", rule="consent", objections="objection", voters=voters)
    run = table.propose("plan")
    table.do("object", "ann", run=run, fields={"text": "It harms the school"}, id="harm")
    table.vote(run, ann="object", bob="yes")
    table.do("close", "chair", run=run)
    assert table.run(run).state == "rejected"

    again = table.propose("plan")
    table.do("object", "ann", run=again, fields={"text": "It harms the school"}, id="again")
    table.vote(again, ann="object", bob="yes")
    assert table.refused("settle", "bob", id="again").message == "settle_not_yours"
    table.do("settle", "ann", id="again", how="The school is left out")
    table.do("close", "chair", run=again)

    assert table.run(again).state == "accepted"


def test_an_objection_is_always_a_new_one() -> None:
    table = a_vote("plan.accepted", rule="consent", objections="objection")
    run = table.propose("plan")
    table.do("object", "ann", run=run, fields={"text": "It harms the school"}, id="harm")
    table.draft("objection", "ann", "drafted")

    for known in ("harm", "drafted", "clause"):
        refusal = table.refused("object", "ann", run=run, fields={"text": "Something else"}, id=known)
        assert (refusal.message, refusal.values["id"]) == ("id_taken", known)
    assert table.refused("object", "bob", run=run, fields={"text": "Mine"}, id="drafted").message == "id_taken"


def test_an_objection_to_what_is_decided_for_each_topic_is_kept_for_that_topic() -> None:
    method = a_method(
        roles=WITH_BOARD,
        records={"topic": CLAUSE, "objection": a_record(many=True, per="topic", written_by="envoy")},
        decisions={"plan": a_decision(per="topic", rule="consent", objections="objection")},
    )
    table = a_table(method, PEOPLE)
    table.share("topic", "ann", "parking")
    table.share("topic", "ann", "noise")
    run = table.propose("plan", subject="noise")

    table.do("object", "bob", run=run, fields={"text": "Too loud"}, id="loud")

    assert table.record("loud").subject == ("noise",)


def test_an_objection_that_is_judged_inadmissible_holds_nothing_up() -> None:
    table = a_vote("plan.accepted && objections.all(o, !o.open)", rule="consent", objections="objection")
    run = table.propose("plan")
    table.do("object", "ann", run=run, fields={"text": "I do not like the colour"}, id="colour")
    table.vote(run, ann="object", bob="yes")
    assert table.refused("judge", "bob", id="colour", admissible=False, reason="Taste").message == "judge_not_yours"

    table.do("judge", "chair", id="colour", admissible=False, reason="A taste is no harm")
    table.do("close", "chair", run=run)

    assert table.refused("judge", "chair", id="colour", admissible=True, reason="No").message == "run_is_closed"
    table.do("move", "chair", move="finish")


def test_a_vote_against_without_an_objection_still_stands_in_the_way() -> None:
    table = a_vote("plan.accepted", rule="consent", objections="objection")
    run = table.propose("plan")
    table.vote(run, ann="object", bob="yes")
    table.do("close", "chair", run=run)

    assert table.run(run).state == "rejected"


def test_a_vote_against_without_an_objection_stands_in_the_way_beside_one_that_is_settled() -> None:
    table = a_vote("plan.accepted", rule="consent", objections="objection")
    for bobs in ("object", "yes"):
        run = table.propose("plan")
        table.do("object", "ann", run=run, fields={"text": "It harms the school"}, id=f"harm_{bobs}")
        table.do("settle", "ann", id=f"harm_{bobs}", how="The school is left out")
        table.vote(run, ann="object", bob=bobs)
        table.do("close", "chair", run=run)

    assert [one.state for one in table.situation.runs_of("plan")] == ["rejected", "accepted"]


def test_nobody_objected_where_all_consent() -> None:
    table = a_vote("plan.accepted", rule="consent", objections="objection")
    run = adopted(table)

    assert table.run(run).state == "accepted"


def test_whoever_decides_hears_the_advice_first() -> None:
    told = {"voters": "chair", "rule": {"one_decides": {"advice": {"each": "party", "role": "board"}}}}
    table = a_vote("plan.accepted", **told)
    run = table.propose("plan")
    assert table.refused("vote", "chair", run=run, ballot="yes").message == "advice_missing"

    for who in ("abe", "bea"):
        table.do("advise", who, run=run, text="Do it slowly")
    table.do("vote", "chair", run=run, ballot="yes")

    assert table.run(run).state == "accepted"


@pytest.mark.parametrize(("do", "told"), [("object", {"fields": {"text": "No"}}), ("advise", {"text": "Yes"})])
def test_objections_and_advice_are_taken_only_where_the_method_asks_for_them(do: str, told: dict[str, Any]) -> None:
    table = a_vote()
    run = table.propose("plan")

    assert table.refused(do, "ann", run=run, **told).message in ("no_objections", "no_advice_asked")


def test_people_are_told_once_of_what_was_decided_and_shared() -> None:
    table = a_vote(tells="board")
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes")

    told = [one for one in table.do("close", "chair", run=run) if isinstance(one, events.PeopleTold)]

    assert told == [events.PeopleTold(f"run:{run}", ("abe", "bea"))]


def test_no_objection_is_raised_against_what_is_closed() -> None:
    table = a_vote("plan.accepted", rule="consent", objections="objection")
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes")
    table.do("close", "chair", run=run)

    refusal = table.refused("object", "ann", run=run, fields={"text": "Too late"})

    assert (refusal.kind, refusal.message, refusal.values["state"]) == ("not-now", "run_is_closed", "accepted")


def test_what_is_no_objection_is_not_settled_and_what_is_settled_is_not_settled_again() -> None:
    table = a_vote("plan.accepted", rule="consent", objections="objection")
    run = table.propose("plan")
    table.do("object", "ann", run=run, fields={"text": "It harms the school"}, id="harm")

    for known in ("clause", "nothing"):
        refusal = table.refused("settle", "ann", id=known)
        assert (refusal.kind, refusal.message) == ("unknown-thing", "objection_unknown")
    table.do("settle", "ann", id="harm")
    assert table.refused("settle", "ann", id="harm").message == "objection_closed"
