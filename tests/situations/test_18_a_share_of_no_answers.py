"""Hard situation 18: a gate asks for a share of the answers, and there are none.

It is not passed, and the verdict is *unknown*: there are no answers yet. It is no error of division, and never counts
as met. A share of subjects (`at_least: 60%`) of which there are none is unmet, as `if_none` has it: there the engine
knows that nobody is there.
"""

from __future__ import annotations

from typing import Any

import pytest

from api.wording.saying import say_in
from engine.process.view.messages import Message
from tests.factories import ROLES, Part, Table, a_decision, a_method, a_need, a_record, a_table, unmet

FIELDS = {
    "asked": {"type": "whole", "title": "Asked", "from": 0},
    "favour": {"type": "whole", "title": "In favour", "from": 0},
}
OF_NOTHING, OF_NO_ANSWERS, TOO_FEW, NONE = "of_nothing", "division_by_zero", "too_few_answers", "nothing_there"


def asking(need: str, **told: Any) -> Table:
    """Return a process of one party whose gate asks something of the polls."""
    poll = a_record(many=True, fields=FIELDS, **told)
    return a_table(a_method(roles=ROLES, records={"poll": poll}, gate=[a_need(need)]), [("ann", "A", "envoy")])


def verdict(table: Table) -> tuple[str, str | None]:
    """Return the verdict on the gate of somebody who wants to go on, and why."""
    refusal = table.refused("move", "chair", move="finish")
    assert refusal.gate is not None
    return unmet(refusal)["asked"], refusal.gate.conditions[0].reason


@pytest.mark.parametrize(
    ("need", "reason"),
    [
        ("polls.map(p, p.favour * 100 / p.asked).avg() >= 60", OF_NOTHING),
        ("polls.map(p, p.favour).sum() * 100 / polls.map(p, p.asked).sum() >= 60", OF_NO_ANSWERS),
        ("polls.filter(p, p.favour > 0).size() * 1.0 / polls.size() >= 0.6", OF_NO_ANSWERS),
    ],
)
def test_a_share_of_no_answers_is_unknown_and_passes_once_there_are_enough(need: str, reason: str) -> None:
    table = asking(need)
    assert verdict(table) == ("unknown", reason)

    table.share("poll", "ann", fields={"asked": 10, "favour": 7})
    table.do("move", "chair", move="finish")


def test_a_poll_that_nobody_answered_is_unknown_too() -> None:
    table = asking("polls.all(p, p.favour * 100 / p.asked >= 60)")

    table.share("poll", "ann", fields={"asked": 0, "favour": 0})

    assert verdict(table) == ("unknown", OF_NO_ANSWERS)


def test_a_share_of_answers_that_are_told_in_figures_is_unknown_before_there_are_any() -> None:
    pulse = a_record(per="party", fields=FIELDS, attribution="aggregate")
    need = a_need("pulses.filter(p, p.favour > 3).size() * 100 >= pulses.size() * 60")
    table = a_table(a_method(roles=ROLES, records={"pulse": pulse}, gate=[need]), [("ann", "A", "envoy")])

    assert verdict(table) == ("unknown", TOO_FEW)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("reason", [OF_NOTHING, OF_NO_ANSWERS, TOO_FEW])
def test_people_are_told_that_there_is_nothing_yet_and_not_of_an_error(reason: str, language: str) -> None:
    told = say_in(language)(Message(f"unknown_{reason}", {"what": "x", "about": ""}))

    assert any(word in told for word in ("nothing", "too few", "niets", "te weinig")), told


def test_a_share_of_subjects_of_which_there_are_none_is_unmet() -> None:
    some = a_need("poll.favour >= 1", each="poll", at_least="60%")
    poll = a_record(many=True, fields=FIELDS)
    table = a_table(a_method(roles=ROLES, records={"poll": poll}, gate=[some]), [("ann", "A", "envoy")])

    assert verdict(table) == ("unmet", NONE)


@pytest.mark.parametrize(
    "rule",
    [
        "majority",
        "most",
        {"majority": {"of": "cast", "at_least": "60%"}},
        {"majority": {"of": "eligible", "at_least": "60%"}},
        {"accepted": "tally.yes * 1.0 / tally.cast >= 0.6"},
    ],
    ids=str,
)
def test_a_vote_in_which_nobody_voted_is_not_accepted_by_a_share(rule: str | Part) -> None:
    decision = a_decision(rule=rule, open_for="P1D", silence="abstains")
    table = a_table(a_method(decisions={"choice": decision}), [("ann", "A", "envoy"), ("bob", "B", "envoy")])
    run = table.propose("choice")

    table.wait(days=2)

    assert table.run(run).state == "rejected"
