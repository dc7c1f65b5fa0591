"""Hard situation 12: a pulse with two respondents.

Its figures are not told, and the gate says that there are too few answers rather than that it is not met.
"""

from __future__ import annotations

from engine.process.view import figures
from tests.factories import ROLES, Table, a_method, a_need, a_record, a_table, unmet


def two_respondents() -> Table:
    """Return a process of four parties, two of which have answered how it goes."""
    score = {"score": {"type": "whole", "title": "Score", "from": 1, "to": 5}}
    pulse = a_record(per="party", fields=score, attribution="aggregate")
    method = a_method(roles=ROLES, records={"pulse": pulse}, gate=[a_need("pulses.map(p, p.score).avg() >= 3")])
    table = a_table(method, [(name, name.upper(), "envoy") for name in "abcd"])
    for name in "ab":
        table.share("pulse", name, fields={"score": 1})
    return table


def test_the_gate_says_insufficient_response_and_not_unmet() -> None:
    table = two_respondents()

    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unknown"}
    (move,) = [one for one in table.progress("chair").moves if one.id == "work.finish"]
    assert move.gate is not None
    (condition,) = move.gate.conditions
    assert condition.verdict == "unknown"
    assert [one for one in condition.because if "too_few_answers" in one]


def test_the_figures_are_suppressed_for_everybody_and_told_with_the_third_answer() -> None:
    table = two_respondents()

    assert [figures(table.telling(reader)) for reader in ("a", "b", "chair", None)] == [[], [], [], []]
    table.share("pulse", "c", fields={"score": 1})

    assert [one.answers for one in figures(table.telling(None))] == [3]
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}
