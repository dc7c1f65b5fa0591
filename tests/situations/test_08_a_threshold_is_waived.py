"""Hard situation 8: the waiver of party Y's consultation threshold.

It takes effect when those it protects agree, as the method says; it expires; it is visible in the explanation.
"""

from __future__ import annotations

from engine.process import events
from tests.factories import ROLES, Table, a_method, a_need, a_record, a_table, unmet

CONSULTATION = a_record(
    per="party",
    fields={"share": {"type": "whole", "title": "In favour, per cent", "from": 0, "to": 100}},
)
SUPPORT = a_need(
    "consultation.share >= 60",
    id="support",
    each="party",
    unmet="Too few of the members of {party.name} are in favour",
    owed_by="envoy",
)


def a_vote_at_home() -> Table:
    """Return a process in which the members of X were consulted and agree, and those of Y do not."""
    roles = {**ROLES, "guide": {"title": "Guide", "neutral": True}}
    method = a_method(roles=roles, records={"consultation": CONSULTATION}, waivable_by="guide", gate=[SUPPORT])
    table = a_table(method, [("xen", "X", "envoy"), ("yve", "Y", "envoy"), ("gus", None, "guide")])
    table.share("consultation", "xen", fields={"share": 80})
    table.share("consultation", "yve", fields={"share": 40})
    return table


def proposed(table: Table) -> str:
    """Let the guide propose to waive Y's threshold until the end of the week; returns the waiver."""
    told = {"subject": table.party("Y"), "reason": "Its members meet in autumn", "until": "2026-03-06"}
    happened = table.do("waive", "gus", condition="work:finish.support", **told)
    return str(getattr(happened[0], "waiver"))  # noqa: B009  # the body is a WaiverProposed


def test_neither_the_facilitator_nor_the_other_party_waives_the_threshold_of_y() -> None:
    table = a_vote_at_home()
    waiver = proposed(table)

    assert table.refused("agree", "gus", waiver=waiver).kind == "not-yours"
    assert table.refused("agree", "xen", waiver=waiver).kind == "not-yours"
    assert unmet(table.refused("move", "chair", move="finish")) == {"support": "unmet"}


def test_it_takes_effect_when_y_agrees() -> None:
    table = a_vote_at_home()

    assert events.WaiverGranted(waiver := proposed(table)) in table.do("agree", "yve", waiver=waiver)
    table.do("move", "chair", move="finish")


def test_after_its_last_day_it_is_over_and_the_threshold_asks_again() -> None:
    table = a_vote_at_home()
    table.do("agree", "yve", waiver=(waiver := proposed(table)))

    table.wait(days=3)
    assert events.WaiverExpired(waiver) in table.wait(days=2)

    assert unmet(table.refused("move", "chair", move="finish")) == {"support": "unmet"}
    assert [one.state for one in table.progress().waivers] == ["expired"]


def test_it_is_visible_for_ever_why_and_for_whom_it_was_waived() -> None:
    table = a_vote_at_home()
    table.do("agree", "yve", waiver=proposed(table))
    (move,) = [one for one in table.progress().moves if one.gate]
    table.do("move", "chair", move="finish")

    shown = table.progress().waivers[0]

    assert move.gate is not None
    assert [(one.subject[0].name, one.verdict) for one in move.gate.conditions[0].subjects] == [
        ("X", "met"),
        ("Y", "waived"),
    ]
    assert (shown.text, shown.reason, [one.name for one in shown.subject]) == (
        "Too few of the members of Y are in favour",
        "Its members meet in autumn",
        ["Y"],
    )
