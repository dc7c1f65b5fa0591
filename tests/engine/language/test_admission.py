"""Whether a process can be joined at all: whoever opens is alone at first."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import MethodInvalid
from tests.factories import a_method, a_record

CHAIR, ENVOY = {"title": "Chair"}, {"title": "Envoy", "of": "party"}
GUIDE = {"title": "Guide", "neutral": True, "accepted_by": "parties"}
NEUTRAL = {"title": "Chair", "neutral": True}
NOTE = {"note": a_record()}

NOBODY: dict[str, dict[str, Any]] = {
    "one of a party, where a neutral opens": {"admit": "envoy", "roles": {"chair": NEUTRAL, "envoy": ENVOY}},
    "the parties, where a neutral opens": {"admit": "parties", "roles": {"chair": NEUTRAL, "envoy": ENVOY}},
    "a neutral whom parties accept": {"admit": "guide", "roles": {"chair": CHAIR, "envoy": ENVOY, "guide": GUIDE}},
    "one whom such a one names": {
        "admit": "clerk",
        "roles": {"chair": CHAIR, "envoy": ENVOY, "guide": GUIDE, "clerk": {"title": "Clerk", "named_by": "guide"}},
    },
    "the opener, whom parties accept first": {
        "admit": "chair",
        "roles": {"chair": {**NEUTRAL, "accepted_by": "envoy"}, "envoy": ENVOY},
    },
    "who writes what a party writes": {
        "admit": {"writer_of": "note"},
        "roles": {"chair": NEUTRAL, "envoy": ENVOY},
        "records": NOTE,
    },
}
SOMEBODY: dict[str, dict[str, Any]] = {
    "whoever opens, where nothing is said": {"roles": {"chair": NEUTRAL, "envoy": ENVOY}},
    "the role that opens": {"admit": "chair", "roles": {"chair": NEUTRAL, "envoy": ENVOY}},
    "one of a party, which whoever opens can bring": {"admit": "envoy", "roles": {"chair": CHAIR, "envoy": ENVOY}},
    "a role that whoever opens can take": {"admit": "clerk", "roles": {"chair": CHAIR, "envoy": ENVOY, "clerk": CHAIR}},
    "a neutral whom nobody accepts first": {
        "admit": "guide",
        "roles": {"chair": CHAIR, "envoy": ENVOY, "guide": {"title": "Guide", "neutral": True}},
    },
    "either of two": {"admit": ["guide", "chair"], "roles": {"chair": CHAIR, "envoy": ENVOY, "guide": GUIDE}},
}


def method(admit: object = None, **told: Any) -> None:
    a_method(may={"open": "chair", **({"admit": admit} if admit else {})}, **told)


@pytest.mark.parametrize("told", NOBODY.values(), ids=NOBODY)
def test_nobody_can_join_where_those_who_admit_would_have_to_join_first(told: dict[str, Any]) -> None:
    with pytest.raises(MethodInvalid, match="nobody can ever join") as raised:
        method(**told)

    assert [one.code for one in raised.value.diagnostics] == ["nobody-joins"]


@pytest.mark.parametrize("told", SOMEBODY.values(), ids=SOMEBODY)
def test_a_process_can_be_joined_where_whoever_opens_can_let_people_in(told: dict[str, Any]) -> None:
    method(**told)


def test_of_a_role_that_nobody_can_ever_hold_that_is_said_and_no_more() -> None:
    roles = {"chair": CHAIR, "envoy": ENVOY, "guide": {"title": "Guide", "named_by": "guide"}}

    with pytest.raises(MethodInvalid) as raised:
        method(admit="guide", roles=roles)

    assert [one.code for one in raised.value.diagnostics] == ["nobody-holds"]


@pytest.mark.parametrize(
    ("opener", "mend"),
    [(NEUTRAL, "add 'chair'"), ({**NEUTRAL, "accepted_by": "parties"}, "leave 'admit' out: then whoever opened")],
    ids=["who may act alone", "who must be accepted first"],
)
def test_the_mend_that_is_told_is_one_that_helps(opener: dict[str, Any], mend: str) -> None:
    with pytest.raises(MethodInvalid, match=mend):
        method(admit="envoy", roles={"chair": opener, "envoy": ENVOY})

    method(admit=["envoy", "chair"] if "add" in mend else None, roles={"chair": opener, "envoy": ENVOY})
