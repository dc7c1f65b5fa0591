from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.language.conditions import needs_in
from engine.process import events
from engine.process.view.shapes import Count
from engine.process.waivers import protected
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table

PEOPLE = [("ann", "A", "envoy"), ("abe", "A", "envoy"), ("bob", "B", "envoy"), ("gus", None, "guide")]
WITH_GUIDE: dict[str, Any] = {**ROLES, "guide": {"title": "Guide", "neutral": True}}
HEARD = a_need("note.exists", id="heard", each="party", unmet="{party.name} has not written", owed_by="envoy")


def a_case(*gate: dict[str, Any], people: Any = PEOPLE, **told: Any) -> Table:
    """Return a process whose way out asks a note of each party, which the guide may propose to waive."""
    records = {"note": a_record(per="party"), "secret": a_record(per="party", seen_by="party")}
    method = a_method(
        **{"roles": WITH_GUIDE, "records": records, "waivable_by": "guide", "gate": list(gate) or [HEARD], **told}
    )
    return a_table(method, people)


def waive(table: Table, subject: str | None, condition: str = "work:finish.heard", by: str = "gus", **told: Any) -> str:
    """Let the guide propose a waiver; returns its id."""
    given = {} if subject is None else {"subject": subject}
    proposed = table.do("waive", by, condition=condition, reason="They are on leave", **given, **told)
    return str(getattr(proposed[0], "waiver"))  # noqa: B009  # the body is a WaiverProposed


def verdicts(table: Table) -> list[tuple[str, ...]]:
    """Return the verdict on the condition, and on it for each party in the order in which they joined."""
    (move,) = [one for one in table.progress().moves if one.id == "work.finish"]
    assert move.gate is not None
    return [(one.verdict, *(each.verdict for each in one.subjects)) for one in move.gate.conditions]


def test_a_waiver_takes_effect_when_the_party_it_protects_agrees() -> None:
    table = a_case()
    table.share("note", "ann")
    waiver = waive(table, table.party("B"))
    assert table.refused("move", "chair", move="finish").kind == "gate-shut"

    agreed = table.do("agree", "bob", waiver=waiver)

    assert agreed[:2] == [
        events.WaiverAgreed(waiver, "bob", "envoy", table.party("B")),
        events.WaiverGranted(waiver),
    ]
    assert verdicts(table) == [("waived", "met", "waived")]
    table.do("move", "chair", move="finish")
    assert table.situation.end == "finished"


def test_what_a_waiver_let_through_and_for_whom_is_in_the_log() -> None:
    table = a_case()
    table.share("note", "ann")
    table.do("agree", "bob", waiver=waive(table, table.party("B")))

    moved = next(one for one in table.do("move", "chair", move="finish") if isinstance(one, events.Moved))

    assert [(one.subject, one.verdict) for one in moved.gate[0].subjects] == [
        ((table.party("A"),), "met"),
        ((table.party("B"),), "waived"),
    ]


def test_what_is_asked_of_each_party_beside_something_else_is_waived_for_one_of_them() -> None:
    heard = a_need("note.exists", id="heard", owed_by="envoy")
    table = a_case({"id": "both", "each": "party", "all": [heard, a_need("true", id="other")]})
    (address,) = (one for one in table.method.needs if one.endswith("heard"))
    table.share("note", "ann")
    table.do("agree", "bob", waiver=waive(table, table.party("B"), address))

    table.do("move", "chair", move="finish")

    assert table.situation.end == "finished"


def test_a_waiver_holds_for_its_own_subject_only() -> None:
    table = a_case()
    table.do("agree", "bob", waiver=waive(table, table.party("B")))

    assert verdicts(table) == [("unmet", "unmet", "waived")]


def test_a_subject_for_which_a_condition_is_waived_counts_as_one_that_meets_it() -> None:
    table = a_case()
    table.share("note", "ann")
    table.do("agree", "bob", waiver=waive(table, table.party("B")))

    (move,) = [one for one in table.progress().moves if one.id == "work.finish"]

    assert move.gate is not None
    assert move.gate.conditions[0].need == Count(2, 2)


@pytest.mark.parametrize(("unsure", "verdict"), [(True, "unknown"), (False, "unmet")])
def test_beside_a_subject_for_which_it_is_waived_one_that_cannot_be_told_leaves_the_whole_open(
    *, unsure: bool, verdict: str
) -> None:
    need = a_need("party.name == 'A' ? false : 1 / 0 == 1" if unsure else "false", id="heard", each="party", at_least=2)
    table = a_case(need)
    table.do("agree", "ann", waiver=waive(table, table.party("A")))

    assert verdicts(table)[0] == (verdict, "waived", verdict)


def test_whether_several_conditions_are_asked_cannot_be_told_beside_one_that_is_waived_either() -> None:
    several = {"id": "several", "each": "party", "where": "1 / 0 == 1", "all": [a_need("true")]}
    table = a_case(a_need("false", id="heard"), several)
    waiver = waive(table, None)
    for envoy in ("ann", "bob"):
        table.do("agree", envoy, waiver=waiver)

    assert verdicts(table) == [("waived",), ("unknown", "unknown", "unknown")]


def test_another_party_cannot_agree_for_the_one_that_is_protected() -> None:
    table = a_case()
    waiver = waive(table, table.party("B"))

    refusal = table.refused("agree", "ann", waiver=waiver)

    assert (refusal.kind, refusal.message) == ("not-yours", "agree_not_yours")


def test_a_condition_waived_as_a_whole_needs_every_party() -> None:
    table = a_case()
    waiver = waive(table, None)

    assert events.WaiverGranted(waiver) not in table.do("agree", "ann", waiver=waiver)
    assert events.WaiverGranted(waiver) in table.do("agree", "bob", waiver=waiver)
    assert verdicts(table) == [("waived", "unmet", "unmet")]


def test_a_party_that_joins_meanwhile_must_agree_too() -> None:
    table = a_case()
    waiver = waive(table, None)
    table.do("agree", "ann", waiver=waiver)
    table.join("cas", "C", "envoy")

    assert events.WaiverGranted(waiver) not in table.do("agree", "bob", waiver=waiver)
    assert events.WaiverGranted(waiver) in table.do("agree", "cas", waiver=waiver)


def test_when_the_last_who_had_to_agree_leaves_the_waiver_takes_effect() -> None:
    table = a_case()
    waiver = waive(table, None)
    table.do("agree", "ann", waiver=waiver)

    assert events.WaiverGranted(waiver) in table.do("leave", "bob")


def test_whoever_proposes_a_waiver_of_what_protects_their_own_party_agrees_with_it() -> None:
    table = a_case({**HEARD, "waivable_by": "envoy"})

    proposed = table.do("waive", "bob", condition="work:finish.heard", subject=table.party("B"), reason="We pass")

    assert [type(body) for body in proposed[:3]] == [
        events.WaiverProposed,
        events.WaiverAgreed,
        events.WaiverGranted,
    ]


def test_without_parties_each_who_may_propose_agrees_but_a_neutral_never_alone() -> None:
    table = a_case(
        a_need("false", waivable_by=["chair", "guide"]), people=[("gus", None, "guide"), ("cor", None, "chair")]
    )
    waiver = waive(table, None, "work:finish.asked")

    refusal = table.refused("agree", "gus", waiver=waiver)

    assert (refusal.kind, refusal.message) == ("rule", "neutral_never_waives")


def test_only_who_may_propose_a_waiver_does() -> None:
    table = a_case()

    refusal = table.refused("waive", "ann", condition="work:finish.heard", subject=table.party("A"), reason="No time")

    assert (refusal.kind, refusal.message, refusal.values["roles"]) == ("not-yours", "waive_not_yours", ("guide",))


@pytest.mark.parametrize("told", [{"waivable_by": "never"}, {}])
def test_a_condition_that_nobody_may_waive_is_never_waived(told: dict[str, Any]) -> None:
    table = a_case({**HEARD, **told}, **({} if told else {"waivable_by": "never"}))

    refusal = table.refused("waive", "gus", condition="work:finish.heard", subject=table.party("A"), reason="No time")

    assert (refusal.kind, refusal.message, refusal.pointer) == ("rule", "never_waived", "/condition")


@pytest.mark.parametrize("asked", ["plan.accepted", "!plan.ratified"])
def test_a_decision_is_never_replaced_by_a_waiver(asked: str) -> None:
    table = a_case(a_need(asked), decisions={"plan": a_decision()})

    assert table.refused("waive", "gus", condition="work:finish.asked", reason="No time").message == "never_waived"


def test_a_condition_that_does_not_exist_is_not_waived_and_those_that_do_are_named() -> None:
    refusal = a_case().refused("waive", "gus", condition="heard", reason="No time")

    assert (refusal.message, refusal.values["allowed"]) == ("condition_unknown", ("work:finish.heard",))


def test_a_subject_that_is_not_there_is_named() -> None:
    refusal = a_case().refused("waive", "gus", condition="work:finish.heard", subject="nobody", reason="No time")

    assert (refusal.message, refusal.pointer, refusal.values["found"]) == ("subject_needed", "/subject", "nobody")


def test_the_same_is_not_waived_twice() -> None:
    table = a_case()
    waive(table, table.party("B"))

    told = {"condition": "work:finish.heard", "subject": table.party("B"), "reason": "Again"}
    assert table.refused("waive", "gus", **told).message == "waived_already"


def test_a_waiver_that_would_have_ended_already_is_refused() -> None:
    table = a_case()
    told = {"condition": "work:finish.heard", "subject": table.party("B"), "reason": "Late"}

    assert table.refused("waive", "gus", **told, until="2026-03-01").message == "waiver_over"
    assert table.refused("waive", "gus", **told, until="9999-12-30").message == "too_far"
    table.do("waive", "gus", **told, until="2026-03-02")


def test_a_waiver_ends_with_the_last_day_it_was_given_for_where_the_process_is() -> None:
    table = a_case()
    waiver = waive(table, table.party("B"), until="2026-03-04")

    assert table.situation.waivers[waiver].until == datetime(2026, 3, 4, 23, tzinfo=UTC)


def test_nobody_learns_of_a_waiver_of_a_condition_that_tells_only_how_many_meet_it() -> None:
    told = {"shows": "count", "id": "heard", "each": "party", "owed_by": "envoy", "unmet": "Some have not written"}
    table = a_case(a_need("secret.exists", **told))

    waiver = waive(table, table.party("B"))

    assert table.situation.waivers[waiver].label == f"owner:gus|party:{table.party('B')}"
    assert table.refused("agree", "ann", waiver=waiver).message == "waiver_unknown"
    assert [len(table.progress(who).waivers) for who in ("ann", "bob", "gus")] == [0, 1, 1]


def test_whoever_may_not_know_of_a_waiver_proposes_the_same_as_if_it_were_not_there() -> None:
    told = {"shows": "count", "id": "heard", "each": "party", "owed_by": "envoy", "unmet": "Some have not written"}
    table = a_case(a_need("secret.exists", **told), waivable_by=["guide", "envoy"])
    mine = waive(table, table.party("B"))

    theirs = waive(table, table.party("B"), by="ann")

    assert [[one.id for one in table.progress(who).waivers] for who in ("ann", "bob", "gus")] == [
        [theirs], [mine, theirs], [mine],
    ]  # fmt: skip
    again = {"condition": "work:finish.heard", "subject": table.party("B"), "reason": "Again"}
    assert {table.refused("waive", who, **again).message for who in ("ann", "bob", "gus")} == {"waived_already"}


def test_of_what_is_waived_as_a_whole_all_know_who_see_that_it_is_not_met_and_so_can_agree() -> None:
    outcome = {"shows": "outcome", "id": "heard", "owed_by": "envoy", "unmet": "Some have not written"}
    table = a_case(a_need("all_secret.size() > 1", **outcome), records={
        "secret": a_record(per="party", plural="all_secret", seen_by="party")
    })  # fmt: skip

    waiver = waive(table, None)
    for who in ("ann", "bob"):
        table.do("agree", who, waiver=waiver)

    assert table.situation.waivers[waiver].state == "granted"
    assert [len(table.progress(who).waivers) for who in ("ann", "bob", "gus", None)] == [1, 1, 1, 1]
    table.do("move", "chair", move="finish")


@pytest.mark.parametrize(("kind", "subject", "asked", "knowing"), [
    ("guide", "gus", (), ["gus"]), ("watcher", "wim", ("wim",), ["gus", "wim"]),
    ("envoy", "bob", ("bob",), ["bob", "gus"]), ("topic", "topic", ("ann", "bob"), ["ann", "abe", "bob", "gus"]),
])  # fmt: skip
def test_whoever_is_to_agree_to_a_waiver_knows_of_it(
    kind: str, subject: str, asked: tuple[str, ...], knowing: list[str]
) -> None:
    need = a_need("all_secret.size() > 5", id="heard", each=kind, shows="count", unmet="Missing")
    records = {
        "secret": a_record(per="party", plural="all_secret", seen_by="party"),
        "topic": a_record(many=True),
    }
    roles = {**WITH_GUIDE, "watcher": {"title": "Watcher"}}
    table = a_case(need, records=records, roles=roles, people=[*PEOPLE, ("wim", None, "watcher")])
    table.share("topic", "ann", "topic")

    waiver = waive(table, subject)

    everybody = ("ann", "abe", "bob", "gus", "wim", "chair", None)
    assert [one for one in everybody if table.progress(one).waivers] == knowing
    for who in asked:
        table.do("agree", who, waiver=waiver)
    assert (table.situation.waivers[waiver].state == "granted") is bool(asked)


def test_a_waiver_is_proposed_anew_where_somebody_came_who_is_to_agree_and_knows_nothing_of_it() -> None:
    need = a_need("all_secret.size() > 5", id="heard", each="topic", shows="count", unmet="Missing")
    records = {"secret": a_record(per="party", plural="all_secret", seen_by="party"), "topic": a_record(many=True)}
    table = a_case(need, records=records)
    table.share("topic", "ann", "topic")
    waive(table, "topic")
    told = {"condition": "work:finish.heard", "subject": "topic", "reason": "Again"}
    assert table.refused("waive", "gus", **told).message == "waived_already"
    table.join("cas", "C", "envoy")

    waiver = waive(table, "topic")

    for who in ("ann", "bob", "cas"):
        table.do("agree", who, waiver=waiver)
    assert table.situation.waivers[waiver].state == "granted"


def test_a_waiver_never_takes_the_place_of_another_by_having_its_id() -> None:
    table = a_case()
    waive(table, table.party("B"), waiver="leave")
    table.do("agree", "bob", waiver="leave")

    told = {"condition": "work:finish.heard", "subject": table.party("A"), "reason": "Again"}

    assert table.refused("waive", "gus", **told, waiver="leave").message == "id_taken"
    assert verdicts(table) == [("unmet", "unmet", "waived")]


def test_a_waiver_shows_why_and_whose_turn_it_is() -> None:
    table = a_case()
    waiver = waive(table, table.party("B"))

    shown = table.progress("ann").waivers[0]
    todo = [one for one in table.progress("ann").todo if one.kind == "waiver"]

    assert (shown.id, shown.text, shown.reason, shown.state) == (
        waiver,
        "B has not written",
        "They are on leave",
        "proposed",
    )
    assert [one.party.name for one in shown.owed_by if one.party] == ["B"]
    assert [[owed.text for owed in one.owed_by] for one in todo] == [["B"]]


def test_a_waived_condition_is_done_and_asks_nothing_of_anybody() -> None:
    table = a_case()
    table.share("note", "ann")
    table.do("agree", "bob", waiver=waive(table, table.party("B")))

    shown = table.progress()

    assert (shown.progress.done, shown.progress.total) == (2, 2)
    assert [one.kind for one in shown.todo] == ["move"]


CLERKS: dict[str, Any] = {**WITH_GUIDE, "clerk": {"title": "Clerk"}, "aide": {"title": "Aide"}}


def asked(table: Table, *subject: str) -> list[list[tuple[str | None, str | None]]]:
    """Return who is asked to agree to a waiver of the only condition, each apart: somebody in a role, or a party."""
    gate = table.method.gate_of_move("work.finish")
    assert gate is not None
    (need,) = needs_in(gate)
    entries = protected(table.method, table.situation, need, subject)
    return [[(seat.participant or seat.party, seat.role) for seat in entry.seats] for entry in entries]


def test_without_parties_all_who_may_propose_are_asked_by_name_and_role_whoever_came_first() -> None:
    names = ("eve", "hal", "ann", "gil", "dee", "cas", "fay", "bob")
    need = a_need("false", waivable_by=["clerk", "aide"])
    table = a_case(need, roles=CLERKS, people=[(name, None, "clerk", "aide") for name in names])

    assert asked(table) == [[(name, role)] for name in sorted(names) for role in ("aide", "clerk")]


def test_of_a_role_of_which_one_holder_is_named_nobody_else_is_asked() -> None:
    people = [("ann", None, "clerk"), ("bob", None, "clerk")]
    table = a_case(a_need("false", waivable_by={"named_in": "clerk[0]"}), roles=CLERKS, people=people)

    assert asked(table) == [[("ann", "clerk")]]


def test_where_nobody_holds_a_role_that_may_propose_nobody_is_asked() -> None:
    assert asked(a_case(a_need("false", waivable_by=["clerk", "aide"]), roles=CLERKS, people=[])) == []


def test_without_parties_nobody_is_asked_about_what_nobody_may_waive() -> None:
    assert (
        asked(a_case(a_need("plan.accepted"), decisions={"plan": a_decision()}, people=[("gus", None, "guide")])) == []
    )


def test_of_what_is_kept_for_somebody_his_party_is_asked_and_every_party_where_he_has_none() -> None:
    diary = a_record(per="participant", written_by="anyone")
    table = a_case(a_need("false", each="diary"), records={"diary": diary})
    hers, his = (table.share("diary", who, subject=who) for who in ("ann", "gus"))

    parties = [[(table.party(name), None)] for name in ("A", "B")]
    assert asked(table, hers) == parties[:1]
    assert asked(table, his) == parties


def test_a_waiver_is_agreed_to_once_and_not_when_it_counts() -> None:
    table = a_case()
    waiver = waive(table, None)
    table.do("agree", "ann", waiver=waiver)
    assert table.refused("agree", "ann", waiver=waiver).message == "agreed_already"
    table.do("agree", "bob", waiver=waiver)

    refusal = table.refused("agree", "bob", waiver=waiver)

    assert (refusal.kind, refusal.message) == ("not-now", "waiver_granted")
