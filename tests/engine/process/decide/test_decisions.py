from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.process import events
from engine.process.situation import Tally
from tests.factories import (
    NINE,
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
    unmet,
)

THREE = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("cas", "C", "envoy")]
GUIDED: dict[str, Any] = {**ROLES, "guide": {"title": "Guide", "neutral": True}, "seer": {"title": "Seer"}}


def a_case(**decision: Any) -> Table:
    """Return a process of three parties in which a plan can be decided."""
    return a_table(a_method(roles=GUIDED, decisions={"plan": a_decision(**decision)}), THREE)


def closed(table: Table, run: str) -> str:
    table.do("close", "chair", run=run)
    return table.run(run).state


# putting to the vote


@pytest.mark.parametrize(
    ("by", "told", "kind", "message"),
    [
        ("chair", {"decision": "war"}, "malformed", "decision_unknown"),
        ("ann", {"decision": "plan"}, "not-yours", "propose_not_yours"),
        ("chair", {"decision": "plan", "subject": "x"}, "malformed", "subject_wrong"),
        ("chair", {"decision": "plan", "about": ["x"]}, "malformed", "about_nothing"),
        ("chair", {"decision": "plan", "run": "ann"}, "rule", "id_taken"),
    ],
)
def test_what_cannot_be_put_to_the_vote_is_refused(by: str, told: dict[str, Any], kind: str, message: str) -> None:
    refusal = a_case().refused("propose", by, **told)

    assert (refusal.kind, refusal.message) == (kind, message)


def test_a_decision_is_put_to_the_vote_only_where_a_phase_opens_it() -> None:
    method = a_method(
        decisions={"plan": a_decision()},
        phases={
            "talk": a_phase({"on": a_move("work")}),
            "work": a_phase({"finish": a_move("end.finished")}, open=["plan"]),
        },
    )
    table = two_parties(method)

    refusal = table.refused("propose", "chair", decision="plan")

    assert (refusal.kind, refusal.values) == ("not-open-here", {"name": "plan", "phases": ("work",)})


def test_a_decision_is_open_once_at_a_time_for_each_subject() -> None:
    method = a_method(
        records={"topic": a_record(many=True, written_by="chair")}, decisions={"plan": a_decision(per="topic")}
    )
    table = two_parties(method)
    first, second = table.share("topic", "chair"), table.share("topic", "chair")
    table.propose("plan", subject=first)

    refusal = table.refused("propose", "chair", decision="plan", subject=first)
    assert (refusal.kind, refusal.message, refusal.values) == ("not-now", "run_is_open", {"decision": "plan"})
    table.propose("plan", subject={"topic": second})


def test_a_decision_may_be_opened_again_once_closed() -> None:
    table = a_case()
    for ballot in ("no", "yes"):
        run = table.propose("plan")
        table.vote(run, ann=ballot, bob="yes", cas="yes")
        table.do("close", "chair", run=run)

    assert [one.state for one in table.situation.runs_of("plan")] == ["rejected", "accepted"]


def test_nobody_to_vote_is_said_so() -> None:
    table = a_table(a_method(decisions={"plan": a_decision()}))

    refusal = table.refused("propose", "chair", decision="plan")

    assert (refusal.kind, refusal.message, refusal.values) == ("rule", "nobody_can_vote", {"decision": "plan"})


def test_the_gate_of_a_decision_is_judged_before_it_opens() -> None:
    method = a_method(
        records={"note": a_record(per="party")},
        decisions={"plan": a_decision(gate=[a_need("note.exists", each="party")])},
    )
    table = two_parties(method)
    table.share("note", "ann")

    refusal = table.refused("propose", "chair", decision="plan")
    assert (refusal.kind, refusal.message, refusal.at) == ("gate-shut", "decision_gate_shut", "work")
    assert unmet(refusal) == {"asked": "unmet"}

    table.share("note", "bob")
    table.propose("plan")


@pytest.mark.parametrize("kind", ["topic", "party", "participant", "envoy"])
def test_the_gate_of_a_decision_for_each_subject_is_judged_for_that_subject(kind: str) -> None:
    need = {"topic": "topic.text == 'ripe'"}.get(kind, f"{kind}.name != 'Bob' && {kind}.name != 'B'")
    method = a_method(
        records={"topic": a_record(many=True, written_by="chair")},
        decisions={"plan": a_decision(per=kind, gate=[a_need(need)])},
    )
    table = two_parties(method)
    ripe, raw = (table.share("topic", "chair", fields={"text": text}) for text in ("ripe", "raw"))
    good, bad = {"topic": (ripe, raw), "party": (table.party("A"), table.party("B"))}.get(kind, ("ann", "bob"))

    assert table.run(table.propose("plan", subject=good)).subject == (good,)
    assert table.refused("propose", "chair", decision="plan", subject=bad).message == "decision_gate_shut"


def test_a_decision_for_a_pair_takes_its_parties_by_name_and_in_order() -> None:
    table = a_case(per=["party as a", "party as b"])
    a, b = table.party("A"), table.party("B")

    for told, subject in [([a, b], (a, b)), ({"b": a, "a": b}, (b, a))]:
        assert table.run(table.propose("plan", subject=told)).subject == subject
    assert table.refused("propose", "chair", decision="plan", subject=[a, a]).message == "subject_pair"


def test_a_party_that_left_is_no_subject() -> None:
    table = a_case(per="party")
    left = table.party("C")
    table.do("leave", "cas")

    assert table.refused("propose", "chair", decision="plan", subject=left).message == "subject_needed"


def test_a_decision_pins_the_versions_that_are_live() -> None:
    method = a_method(
        records={"note": a_record(many=True), "other": a_record(many=True)},
        decisions={"plan": a_decision(about=["note", "other"])},
    )
    table = two_parties(method)
    note, gone, other = table.share("note", "ann"), table.share("note", "ann"), table.share("other", "ann")
    table.share("note", "ann", note)
    table.draft("note", "ann", note)
    table.do("withdraw", "ann", id=gone, version=1)

    assert table.run(table.propose("plan")).about == ((note, 2), (other, 1))


def test_a_decision_can_be_about_some_of_the_records() -> None:
    method = a_method(records={"note": a_record(many=True)}, decisions={"plan": a_decision(about="note")})
    table = two_parties(method)
    first, second = table.share("note", "ann"), table.share("note", "ann")

    refusal = table.refused("propose", "chair", decision="plan", about=[])
    assert (refusal.kind, refusal.message) == ("rule", "nothing_to_decide_about")
    assert refusal.values == {"decision": "plan", "records": ("note",)}
    refusal = table.refused("propose", "chair", decision="plan", about=[first, "x"])
    assert (refusal.message, refusal.values) == ("no_such_record", {"found": "x", "record": "note"})
    assert table.run(table.propose("plan", about=[second])).about == ((second, 1),)


def test_what_is_decided_for_one_subject_is_about_what_belongs_to_it() -> None:
    method = a_method(
        records={
            "topic": a_record(many=True, written_by="chair"),
            "finding": a_record(per="topic", written_by="chair"),
            "law": a_record(written_by="chair"),
            "duel": a_record(per=["party as a", "party as b"]),
        },
        decisions={
            "plan": a_decision(per="topic", about=["topic", "finding", "law"]),
            "peace": a_decision(per=["party as a", "party as b"], about="duel"),
        },
    )
    table = two_parties(method)
    first, second = table.share("topic", "chair"), table.share("topic", "chair")
    findings = [table.share("finding", "chair", subject=one) for one in (first, second)]
    law = table.share("law", "chair")
    a, b = table.party("A"), table.party("B")
    duel = table.share("duel", "ann", subject=b)
    table.share("duel", "bob", subject=a)

    assert table.run(table.propose("plan", subject=first)).about == ((first, 1), (findings[0], 1), (law, 1))
    refusal = table.refused("propose", "chair", decision="plan", subject=second, about=[findings[0]])
    assert refusal.message == "no_such_record"
    assert table.run(table.propose("peace", subject=[a, b])).about == ((duel, 1),)


# who votes


def test_who_may_vote_is_settled_when_the_run_opens() -> None:
    table = a_case(voters="envoy", rule={"majority": {"of": "eligible"}})
    run = table.propose("plan")
    table.join("dan", "D", "envoy")

    assert [voter.id for voter in table.run(run).voters] == ["ann", "bob", "cas"]
    refusal = table.refused("vote", "dan", run=run, ballot="yes")
    assert (refusal.kind, refusal.message) == ("not-yours", "no_vote")
    assert refusal.values == {"decision": "plan"}


def test_whoever_lacks_the_role_that_votes_is_told_which_it_is() -> None:
    table = a_case(voters="envoy")
    refusal = table.refused("vote", "chair", run=table.propose("plan"), ballot="yes")

    assert (refusal.message, refusal.values) == ("vote_not_yours", {"decision": "plan", "roles": ("envoy",)})


def test_a_party_votes_once_through_any_holder_of_its_role() -> None:
    table = a_case()
    run = table.propose("plan")
    table.join("abe", "A", "envoy")

    table.vote(run, ann="no", abe="yes")

    assert {voter: vote.ballot for voter, vote in table.run(run).votes.items()} == {table.party("A"): "yes"}


def test_parties_vote_through_any_of_their_roles() -> None:
    table = a_case(voters="parties")
    table.join("out", None)
    run = table.propose("plan")
    table.vote(run, ann="yes")

    assert table.refused("vote", "out", run=run, ballot="yes").message == "no_vote"
    assert table.refused("vote", "chair", run=run, ballot="yes").message == "no_vote"


def test_somebody_with_two_voting_roles_has_one_vote() -> None:
    table = a_case(voters=["envoy", "seer"])
    table.do("appoint", "chair", participant="ann", role="seer")
    run = table.propose("plan")
    assert [voter.id for voter in table.run(run).voters] == ["ann", "bob", "cas"]

    table.do("step_down", "ann", role="envoy")
    table.vote(run, ann="yes", bob="yes", cas="yes")

    assert closed(table, run) == "accepted"


def test_each_holder_of_a_role_votes() -> None:
    table = a_case(voters={"each": "envoy"})
    table.join("abe", "A", "envoy")
    run = table.propose("plan")
    table.vote(run, ann="yes", abe="no")

    assert table.run(run).votes["abe"].ballot == "no"


def test_whoever_votes_as_anyone_does_not_do_it_in_a_neutral_role() -> None:
    table = a_case(voters="anyone")
    table.join("gus", None)
    run = table.propose("plan")
    table.do("appoint", "chair", participant="gus", role="guide")

    assert "gus" not in {voter.id for voter in table.run(run).voters}
    assert table.refused("vote", "gus", run=run, ballot="yes").message == "neutral_never_votes"


def test_a_vote_can_be_changed_until_the_run_closes() -> None:
    table = a_case()
    run = table.propose("plan")
    table.vote(run, ann="no", bob="yes", cas="yes")
    table.vote(run, ann="yes")

    assert closed(table, run) == "accepted"
    refusal = table.refused("vote", "ann", run=run, ballot="no")
    assert (refusal.kind, refusal.message) == ("not-now", "run_is_closed")
    assert refusal.values == {"decision": "plan", "state": "accepted"}


@pytest.mark.parametrize(
    ("told", "kind", "message", "pointer"),
    [
        ({"run": "x", "ballot": "yes"}, "unknown-thing", "run_unknown", "/run"),
        ({"ballot": "maybe"}, "malformed", "not_an_option", "/ballot"),
        ({"ballot": "block"}, "malformed", "not_an_option", "/ballot"),
        ({"ballot": "no"}, "rule", "reason_required", "/reason"),
    ],
)
def test_a_vote_that_cannot_be_is_refused(told: dict[str, Any], kind: str, message: str, pointer: str) -> None:
    table = a_case(reason=["no"])
    run = table.propose("plan")

    refusal = table.refused("vote", "ann", **{"run": run, **told})

    assert (refusal.kind, refusal.message, refusal.pointer) == (kind, message, pointer)


def test_a_reason_goes_with_the_vote() -> None:
    table = a_case(reason=["no"])
    run = table.propose("plan")
    table.do("vote", "ann", run=run, ballot="no", reason="Too dear")

    assert table.run(run).votes[table.party("A")].reason == "Too dear"


def test_no_one_abstains_where_that_is_not_allowed() -> None:
    table = a_case(abstain="no")
    run = table.propose("plan")

    assert table.refused("vote", "ann", run=run, ballot="abstain").values["allowed"] == ("yes", "no")


# voters who leave


def test_a_voter_who_leaves_is_counted_no_longer_while_the_run_is_open() -> None:
    table = a_case()
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes", cas="no")

    assert events.VoterLeft(run, table.party("C")) in table.do("leave", "cas")

    assert closed(table, run) == "accepted"
    assert table.run(run).tally == Tally(2, 2, 0, table.run(run).tally.counts)  # type: ignore[union-attr]  # it is closed


def test_a_closed_run_keeps_its_denominators() -> None:
    table = a_case(rule={"majority": {"of": "eligible"}})
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes", cas="no")
    table.do("close", "chair", run=run)
    before = table.run(run)

    table.do("leave", "cas")

    assert table.run(run) == before


def test_a_party_with_somebody_left_keeps_its_vote() -> None:
    table = a_case()
    table.join("abe", "A")
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes", cas="yes")
    table.do("leave", "ann")

    assert closed(table, run) == "accepted"


@pytest.mark.parametrize(
    "rule", ["unanimity", "consent", "majority", {"majority": {"of": "eligible", "at_least": "1/2"}}, "one_decides"]
)
def test_a_run_with_nobody_left_is_rejected(rule: object) -> None:
    table = a_case(rule=rule, quorum="50%")
    run = table.propose("plan")
    for one in ("ann", "bob", "cas"):
        table.do("leave", one)

    assert table.run(run).voters == ()
    assert closed(table, run) == "rejected"


# closing


def test_only_who_opens_closes() -> None:
    table = a_case()
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes", cas="yes")

    refusal = table.refused("close", "ann", run=run)
    assert (refusal.kind, refusal.message) == ("not-yours", "close_not_yours")
    assert refusal.values == {"roles": ("chair",), "decision": "plan"}
    assert table.refused("close", "chair", run="x").message == "run_unknown"


def test_a_run_is_not_closed_while_it_can_go_either_way() -> None:
    table = a_case()
    run = table.propose("plan")
    table.vote(run, ann="yes")

    refusal = table.refused("close", "chair", run=run)

    assert (refusal.kind, refusal.message) == ("not-now", "votes_missing")
    assert refusal.values == {"decision": "plan", "missing": 2}


def test_a_run_is_closed_early_once_it_is_decided() -> None:
    table = a_case()
    run = table.propose("plan")
    table.vote(run, ann="no")

    assert closed(table, run) == "rejected"


def test_where_one_decides_the_vote_closes_the_run() -> None:
    table = a_case(voters="chair", rule="one_decides")
    for ballot, outcome in (("yes", "accepted"), ("no", "rejected")):
        run = table.propose("plan")
        table.vote(run, chair=ballot)
        assert table.run(run).state == outcome


@pytest.mark.parametrize(
    ("last", "outcome"), [(["b", "a"], ("rejected", None)), (["a", "b"], ("accepted", "a")), (["a"], ("accepted", "a"))]
)
def test_a_rule_of_ones_own_may_ask_how_many_rank_one_before_the_other(
    last: list[str], outcome: tuple[str, str | None]
) -> None:
    rule = {"accepted": "tally.yes * 2 > tally.eligible && tally.prefer('a', 'b') > tally.prefer('b', 'a')"}
    table = a_case(rule=rule, ballot={"ranking": {"a": "A", "b": "B"}})
    run = table.propose("plan")
    for who, ranked in (("ann", ["a", "b"]), ("bob", ["b", "a"]), ("cas", last)):
        table.do("vote", who, run=run, ballot=ranked)

    closed(table, run)

    assert (table.run(run).state, table.run(run).winner) == outcome


@pytest.mark.parametrize("silence", ["blocks", "abstains", "consents"])
@pytest.mark.parametrize(
    ("ballot", "vote", "outcome"),
    [
        ("yes_no", "yes", ("accepted", None)),
        ("yes_no", "no", ("rejected", None)),
        ({"choice": {"yes": "Now", "later": "Later"}}, "later", ("accepted", "later")),
        ({"ranking": {"yes": "Now", "later": "Later", "never": "Never"}}, ["later", "yes"], ("accepted", "later")),
    ],
)
def test_where_one_decides_the_silence_of_the_others_stands_for_nothing(
    silence: str, ballot: Any, vote: str, outcome: tuple[str, str | None]
) -> None:
    table = a_case(rule="one_decides", ballot=ballot, open_for="P1D", silence=silence)
    run = table.propose("plan")

    table.vote(run, ann=vote)

    assert (table.run(run).state, table.run(run).winner) == outcome


def test_where_one_decides_nobody_closes_it_without_a_vote() -> None:
    table = a_case(voters="chair", rule="one_decides")
    run = table.propose("plan")

    assert table.refused("close", "chair", run=run).message == "votes_missing"


def test_a_run_with_a_clock_closes_at_its_instant() -> None:
    table = a_case(open_for="P14D", silence="blocks")
    run = table.propose("plan")
    assert table.run(run).due_at == NINE + timedelta(days=14)
    table.vote(run, ann="yes", bob="yes")

    assert table.wait(days=13, hours=23) == []
    (happened,) = [body for body in table.wait(hours=1) if isinstance(body, events.DecisionClosed)]

    assert happened.outcome == "rejected"
    assert table.refused("vote", "cas", run=run, ballot="yes").message == "run_is_closed"


# phases


def a_round_trip(**decision: Any) -> Table:
    method = a_method(
        records={"note": a_record(many=True)},
        decisions={"plan": a_decision(**decision)},
        phases={
            "work": a_phase({"on": a_move("rest", gate=[a_need("plan.accepted")])}, open=["note", "plan"]),
            "rest": a_phase(
                {
                    "back": a_move("work", back=True),
                    "finish": a_move("end.finished", gate=[a_need("plan.accepted && plan.outcome == 'accepted'")]),
                }
            ),
        },
    )
    return two_parties(method)


def test_leaving_the_phase_lapses_what_is_open_in_it() -> None:
    method = a_method(
        decisions={"plan": a_decision()},
        phases={
            "work": a_phase({"on": a_move("rest")}, open=["plan"]),
            "rest": a_phase({"finish": a_move("end.finished")}),
        },
    )
    table = two_parties(method)
    run = table.propose("plan")

    assert events.DecisionLapsed(run, "plan", "phase_left") in table.do("move", "chair", move="on")
    assert table.refused("vote", "ann", run=run, ballot="yes").values == {"decision": "plan", "state": "lapsed"}


def test_an_acceptance_counts_in_later_phases_but_not_in_a_later_visit() -> None:
    table = a_round_trip()
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes")
    table.do("close", "chair", run=run)
    table.do("move", "chair", move="on")
    table.do("move", "chair", move="back")

    assert table.run(run).state == "accepted"
    assert unmet(table.refused("move", "chair", move="on")) == {"asked": "unmet"}


def test_an_acceptance_lapses_in_a_later_phase_when_its_record_changes_there() -> None:
    table = a_round_trip(about="note")
    table.share("note", "ann", "note-1")
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes")
    table.do("close", "chair", run=run)

    table.share("note", "ann", "note-1")

    assert unmet(table.refused("move", "chair", move="on")) == {"asked": "unmet"}


def test_a_run_is_open_in_the_innermost_phase_that_opens_it() -> None:
    inside = {"first": a_phase({"on": a_move("second")}, open=["plan"]), "second": a_phase({"on": a_move("done")})}
    method = a_method(
        decisions={"plan": a_decision(), "other": a_decision()},
        phases={"work": a_phase({"finish": a_move("end.finished")}, open=["plan", "other"], phases=inside)},
    )
    table = two_parties(method)
    plan, other = table.propose("plan"), table.propose("other")
    assert (table.run(plan).phase, table.run(other).phase) == ("work.first", "work")

    table.do("move", "chair", move="work.first.on")

    assert (table.run(plan).state, table.run(other).state) == ("lapsed", "open")


def test_a_public_decision_is_public_to_its_end() -> None:
    method = a_method(
        records={"note": a_record(many=True)}, decisions={"plan": a_decision(seen_by="public", about="note")}
    )
    table = two_parties(method)
    table.share("note", "ann", "note-1")
    table.propose("plan")
    table.do("leave", "bob")
    table.share("note", "ann", "note-1")

    told = [
        event
        for event in table.events
        if type(event.body).__name__ in ("DecisionOpened", "VoterLeft", "DecisionLapsed")
    ]
    assert [event.label for event in told] == ["public"] * 3
