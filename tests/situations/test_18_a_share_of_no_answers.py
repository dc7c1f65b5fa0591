"""Hard situation 18: a gate asks for a share of the answers, and there are none.

It is not passed, it is not an error of division, and it does not count as met: it cannot be told yet.
"""

from __future__ import annotations

import pytest

from tests.factories import ROLES, a_method, a_need, a_record, a_table, unmet

FIELDS = {
    "asked": {"type": "whole", "title": "Asked", "from": 0},
    "favour": {"type": "whole", "title": "In favour", "from": 0},
}


@pytest.mark.parametrize(
    ("need", "before", "reason"),
    [
        ("polls.map(p, p.favour).sum() * 100 >= 60 * polls.map(p, p.asked).sum() && polls.size() > 0", "unmet", None),
        ("polls.map(p, p.favour * 100 / p.asked).avg() >= 60", "unknown", "of_nothing"),
        ("polls.map(p, p.favour).sum() * 100 / polls.map(p, p.asked).sum() >= 60", "unknown", "division_by_zero"),
    ],
)
def test_a_share_of_nothing_never_passes(need: str, before: str, reason: str | None) -> None:
    poll = a_record(many=True, fields=FIELDS)
    table = a_table(a_method(roles=ROLES, records={"poll": poll}, gate=[a_need(need)]), [("ann", "A", "envoy")])

    refusal = table.refused("move", "chair", move="finish")
    assert unmet(refusal) == {"asked": before}
    assert refusal.gate is not None
    assert refusal.gate.conditions[0].reason == reason

    table.share("poll", "ann", fields={"asked": 10, "favour": 7})
    table.do("move", "chair", move="finish")


def test_a_share_of_subjects_of_which_there_are_none_is_unmet() -> None:
    some = a_need("poll.favour >= 1", each="poll", at_least="60%")
    poll = a_record(many=True, fields=FIELDS)
    table = a_table(a_method(roles=ROLES, records={"poll": poll}, gate=[some]), [("ann", "A", "envoy")])

    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}
