"""The page on conditions names every member of every thing, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.language.expressions.calls import FUNCTIONS
from engine.language.scopes import scopes_of
from engine.language.vocabulary import vocabulary_of
from tests.factories import ROLES, a_decision, a_method, a_move, a_phase, a_record

PAGE = (Path(__file__).parents[4] / "docs/reference/conditions.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("### What each thing tells")[2].partition("\n## ")[0]
ROWS = dict(re.findall(r"^\| (.+?) \| (.+) \|$", SECTION, re.MULTILINE))
METHOD = a_method(
    roles={**ROLES, "guide": {"title": "Guide", "accepted_by": "parties"}},
    records={
        "note": a_record(confirmed_by="chair"),
        "doubt": a_record(many=True),
    },
    decisions={
        "plan": a_decision(rule="consent", objections="doubt"),
        "choice": a_decision(ballot={"choice": ["note"]}, rule="most"),
    },
    phases={"work": a_phase({"finish": a_move("end.finished")}, open=["note", "doubt", "plan", "choice"])},
)
THINGS = vocabulary_of(METHOD.declared, {}).things
OURS = {"text", "envoy"}  # what this method itself calls things
CASES = {
    "`process`": "process",
    "`phase`: the one around the condition": "phase",
    "a party": "party",
    "a participant": "participant",
    "a holder of a role": "role:guide",
    "a record": "record:note",
    "a decision": "decision:choice",
    "a meeting": "session",
    "`tally`, in the rule `accepted`": "tally",
}
NOT_MEMBERS = {"accepted_by", "confirmed_by"}


def named(row: str) -> set[str]:
    return set(re.findall(r"`(\w+)(?:\([^`]*\))?`", ROWS[row])) - NOT_MEMBERS


@pytest.mark.parametrize("row", CASES)
def test_the_page_names_exactly_what_a_thing_tells(row: str) -> None:
    assert named(row) == set(THINGS[CASES[row]]) - OURS


def test_the_page_names_what_an_objection_tells_besides() -> None:
    assert named("an objection") == set(THINGS["record:doubt"]) - set(THINGS["record:note"]) - OURS


def test_the_page_names_what_is_known_anywhere() -> None:
    top = scopes_of(METHOD.declared, vocabulary_of(METHOD.declared, {})).top
    ours = {*METHOD.declared.roles, *METHOD.declared.decisions, "note", "notes", "doubts"}

    assert named("a condition, anywhere") == set(top.globals) - ours


def test_the_page_names_every_function() -> None:
    functions = PAGE.partition("## What")[2]

    assert {name for name in FUNCTIONS if not re.search(rf"`{name}[`(]", functions)} == set()
