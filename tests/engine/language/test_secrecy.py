"""What does not go with secret ballots, because it would tell whose one is."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import MethodInvalid
from tests.factories import ROLES, a_decision, a_method, a_need, a_record

BOARD = {**ROLES, "board": {"title": "Board"}}
SECRET = {"voters": "board", "rule": "majority", "secret": True}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"weight": "1"}, "'weight' does not go with 'secret'"),
        ({"reason": ["no"]}, "'reason' does not go with 'secret'"),
        ({"rule": "consent", "objections": "worry"}, "'objections' does not go with 'secret'"),
        ({"seen_by": ["picked", "chair", "board"]}, "who sees a secret vote stays the same"),
        ({"rule": "one_decides"}, "where one decides there is no secret"),
        (
            {"rule": "most", "ballot": {"choice": {"a": "A", "b": "B"}}, "tie": "chair"},
            "a casting vote is somebody's ballot",
        ),
    ],
)
def test_what_would_tell_whose_a_secret_ballot_is_is_refused_and_fine_without_secrecy(told: Any, why: str) -> None:
    def read(secret: bool) -> None:
        plan = a_decision(**SECRET) | told | {"secret": secret}
        a_method(roles=BOARD, records={"worry": a_record(many=True)}, decisions={"plan": plan})

    with pytest.raises(MethodInvalid, match=why):
        read(secret=True)
    read(secret=False)


@pytest.mark.parametrize(
    "need",
    [
        "participants.exists(p, plan.ballot(p) == 'no')",
        "plan.runs.exists(r, participants.exists(p, r.ballot(p) in ['no']))",
    ],
)
def test_no_condition_asks_for_a_secret_ballot(need: str) -> None:
    def read(**more: Any) -> None:
        a_method(roles=BOARD, decisions={"plan": a_decision(**{**SECRET, **more})}, gate=[a_need(need)])

    with pytest.raises(MethodInvalid, match="nobody can ask for somebody's ballot"):
        read()
    read(secret=False)


def test_a_tie_between_secret_ballots_can_be_broken_by_an_option() -> None:
    ballot = {"choice": {"a": "A", "b": "B"}}
    a_method(roles=BOARD, decisions={"plan": a_decision(**{**SECRET, "rule": "most"}, ballot=ballot, tie="'a'")})
