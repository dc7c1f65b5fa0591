"""Hard situation 6: there are no disputed topics, and nobody declared that there are none.

The gate on facts is unmet, and says why; it is met when every party has declared that nothing is disputed.
"""

from __future__ import annotations

from tests.factories import ROLES, Table, a_method, a_need, a_record, a_table, unmet

TOPIC = a_record(
    many=True, fields={"name": {"type": "line", "title": "Name"}, "disputed": {"type": "yes_no", "title": "Disputed"}}
)
NONE = a_record(per="party", fields={"none": {"type": "yes_no", "title": "Nothing is disputed"}})
FACTS = {
    "any": [
        a_need("topic.confirmed", id="found", each="topic", where="topic.disputed", unmet="A fact is open"),
        a_need(
            "quiet.exists && quiet.none",
            id="none",
            each="party",
            unmet="{party.name} has not said that nothing is disputed",
        ),
    ]
}


def a_case() -> Table:
    """Return a process whose facts are settled when each disputed one is, or all declared that there are none."""
    topic = {**TOPIC, "confirmed_by": {"each": "party", "role": "envoy"}}
    method = a_method(roles=ROLES, records={"topic": topic, "quiet": {**NONE, "plural": "quiets"}}, gate=[FACTS])
    return a_table(method, [("ann", "A", "envoy"), ("bob", "B", "envoy")])


def test_without_topics_and_without_a_declaration_the_gate_is_shut_and_says_why() -> None:
    table = a_case()

    assert unmet(table.refused("move", "chair", move="finish")) == {"any_0": "unmet"}
    (move,) = [one for one in table.progress().moves if one.gate]
    assert move.gate is not None
    texts = [missing.text for part in move.gate.conditions[0].conditions for missing in part.missing]
    assert texts == [
        "none_there(kinds=('Record',))",
        "A has not said that nothing is disputed",
        "B has not said that nothing is disputed",
    ]


def test_a_topic_that_nobody_disputes_does_not_open_it_either() -> None:
    table = a_case()
    table.share("topic", "ann", fields={"name": "Noise", "disputed": False})

    assert unmet(table.refused("move", "chair", move="finish")) == {"any_0": "unmet"}


def test_when_every_party_has_declared_that_there_are_none_it_is_met() -> None:
    table = a_case()
    for envoy in ("ann", "bob"):
        table.share("quiet", envoy, fields={"none": True})

    table.do("move", "chair", move="finish")
