"""Hard situation 7: the facilitator tries to confirm an interest, to vote, or to waive.

Each is refused and the rule is named; recording on behalf of a party succeeds, and awaits that party's confirmation.
"""

from __future__ import annotations

from engine.process.refusal import Refusal
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table, unmet

PEOPLE = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("gus", None, "guide")]
STATED = a_need(
    "interests.size() >= 1", id="stated", each="party", unmet="{party.name} has no interest", owed_by="envoy"
)


def a_case(confirmed_by: str = "anyone") -> Table:
    """Return a process with a neutral guide who may write for parties, and two parties whose interests are asked."""
    roles = {**ROLES, "guide": {"title": "Guide", "neutral": True}}
    interest = a_record(per="party", many=True, written_by=["envoy", "guide"], confirmed_by=confirmed_by)
    method = a_method(
        roles=roles,
        records={"interest": interest},
        decisions={"plan": a_decision(voters="anyone")},
        waivable_by="guide",
        gate=[STATED],
    )
    return a_table(method, PEOPLE)


def test_a_neutral_does_not_confirm_an_interest() -> None:
    table = a_case()
    interest = table.share("interest", "ann")

    assert why(table.refused("confirm", "gus", id=interest, version=1)) == ("rule", "neutral_never_confirms")


def test_a_neutral_does_not_vote() -> None:
    table = a_case()
    run = table.propose("plan")

    assert why(table.refused("vote", "gus", run=run, ballot="yes")) == ("rule", "neutral_never_votes")


def test_a_neutral_does_not_waive_alone_and_is_told_who_can() -> None:
    table = a_case()
    told = {"condition": "work:finish.stated", "subject": table.party("B"), "reason": "No time"}
    waiver = table.do("waive", "gus", **told)[0].waiver  # type: ignore[attr-defined]

    refusal = table.refused("agree", "gus", waiver=waiver)

    assert why(refusal) == ("not-yours", "agree_not_yours")
    assert table.progress().waivers[0].state == "proposed"


def why(refusal: Refusal) -> tuple[str, str]:
    return refusal.kind, refusal.message


def test_what_is_written_on_behalf_of_a_party_awaits_its_confirmation_and_counts_only_then() -> None:
    table = a_case("envoy")
    table.share("interest", "ann")
    written = table.share("interest", "gus", "for-b", on_behalf_of="B", subject=table.party("B"))

    assert unmet(table.refused("move", "chair", move="finish")) == {"stated": "unmet"}
    todo = [one for one in table.progress().todo if one.kind == "confirmation"]
    assert [[owed.party.name for owed in one.owed_by if owed.party] for one in todo] == [["B"]]
    assert table.refused("confirm", "ann", id=written, version=1).kind == "not-yours"

    table.do("confirm", "bob", id=written, version=1)

    assert table.record(written).state == "confirmed"
    table.do("move", "chair", move="finish")


def test_nobody_of_a_party_writes_on_behalf_of_another() -> None:
    table = a_case()

    refusal = table.refused("record", "ann", record="interest", fields={"text": "X"}, on_behalf_of="B")

    assert (refusal.kind, refusal.message) == ("rule", "behalf_of_others")


def test_a_party_that_is_not_there_is_named_with_those_that_are() -> None:
    refusal = a_case().refused("record", "gus", record="interest", fields={"text": "X"}, on_behalf_of="Z")

    assert (refusal.message, refusal.values["allowed"]) == ("no_such_party", ("A", "B"))
