"""The document of a decision: its exact text, who decided by which rule, and what became of objections."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.exports.copying import Copy
from api.exports.formats import document
from api.reports.agreement import NoSuchDecision
from api.reports.shapes import Document
from engine.process.view import decisions
from tests.factories import ROLES, Table, a_decision, a_method, a_record, a_table
from tests.promises.seen import log, numbered


def a_case(**told: Any) -> Table:
    """Return a process of three parties in which a plan can be put to the vote."""
    records = {"plan": a_record(many=True), "worry": a_record(many=True)}
    rule: dict[str, Any] = {"rule": "unanimity", "about": ["plan"], "by": "chair"} | told
    method = a_method(roles=ROLES, records=records, decisions={"go": a_decision(**rule)})
    return a_table(method, [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("gus", "C", "envoy")])


def copy_for(table: Table, reader: str | None = None) -> Copy:
    lines = log(table.method, table.situation, reader, numbered(table.events))
    kept = [replace(one, parts={"fields": "ab" * 32}) if one.type == "RecordShared" else one for one in lines]
    return Copy(table.telling(reader), kept)


def told(table: Table, reader: str | None = None) -> Document:
    copy = copy_for(table, reader)
    return document(copy, decisions(copy.telling)[-1].run)


def text_of(one: Document) -> str:
    """Return all that a document says, a line for each row."""
    rows = [": ".join(row) for row in one.head]
    for section in one.sections:
        rows += [section.title, *(": ".join(row) for block in section.blocks for row in block.rows)]
    return "\n".join([one.kind, one.title, *one.made, *rows])


def voted(table: Table) -> str:
    """Put a plan to the vote that is changed afterwards, and return its id."""
    plan = table.share("plan", "ann", fields={"text": "Ten houses"})
    table.do("propose", "chair", decision="go", run="first")
    for name in ("ann", "bob", "gus"):
        table.do("vote", name, run="first", ballot="yes", **({"reason": "It is fair"} if name == "bob" else {}))
    table.do("close", "chair", run="first")
    return plan


def test_it_has_the_exact_text_with_its_version_and_its_commitment_and_by_which_rule_it_was_adopted() -> None:
    table = a_case()
    voted(table)

    said = text_of(told(table))

    assert "Record, version 1" in said
    assert "Text: Ten houses" in said
    assert "ab" * 32 in said
    assert "Rule: unanimity: all who may vote say yes" in said
    assert "Entitled to vote: 3" in said
    assert "State: adopted" in said
    assert "yes: 3" in said
    assert "Because: It is fair" in said
    assert "Made for a reader who takes no part." in said


def test_the_text_stays_the_one_that_was_decided_on_when_it_is_changed_later() -> None:
    table = a_case()
    plan = voted(table)
    table.share("plan", "ann", plan, fields={"text": "Twenty houses"})

    said = text_of(told(table))

    assert "Text: Ten houses" in said
    assert "Twenty" not in said
    assert "The text has changed since: version 2 is shared." in said


def test_an_objection_stands_in_it_with_how_it_was_met() -> None:
    table = a_case(rule="consent", objections="worry")
    table.share("plan", "ann", fields={"text": "Ten houses"})
    table.do("propose", "chair", decision="go", run="first")
    table.do("object", "gus", run="first", fields={"text": "The road is too narrow"}, id="narrow")
    table.do("settle", "gus", id="narrow", how="A second road")

    said = text_of(told(table))

    assert "Text: The road is too narrow" in said
    assert "A second road" in said
    assert "Document of a decision" in said


def test_a_vote_of_which_a_reader_may_not_know_is_one_that_never_was() -> None:
    table = a_case(seen_by=["chair", "envoy"])
    table.share("plan", "ann", fields={"text": "Ten houses"})
    table.do("propose", "chair", decision="go", run="hidden")

    assert document(copy_for(table, "ann"), "hidden")
    for run in ("hidden", "never"):
        with pytest.raises(NoSuchDecision):
            document(copy_for(table), run)


def test_a_report_leaves_out_drafts_also_those_of_its_reader_and_says_for_whom_it_is() -> None:
    table = a_case()
    table.share("plan", "ann", fields={"text": "Ten houses"})
    plan = table.share("plan", "ann", fields={"text": "Five lanes"})
    table.draft("plan", "ann", fields={"text": "Not yet for others"})
    table.draft("plan", "ann", plan, fields={"text": "Not yet so"})

    said = text_of(document(copy_for(table, "ann"), None))

    assert "Text: Ten houses" in said
    assert "Not yet" not in said
    assert "draft" not in said.lower()
    assert "Made for Ann" in said


def test_a_ballot_that_the_others_cannot_see_yet_is_not_handed_on_by_its_voter() -> None:
    table = a_case(sealed=True)
    table.share("plan", "ann", fields={"text": "Ten houses"})
    table.do("propose", "chair", decision="go", run="first")
    table.do("vote", "bob", run="first", ballot="no", reason="Too dear")

    assert "Too dear" not in text_of(told(table, "bob"))
    for name in ("ann", "gus"):
        table.do("vote", name, run="first", ballot="yes")
    table.do("close", "chair", run="first")
    assert "Too dear" in text_of(told(table, "ann"))


def test_a_report_tells_steps_waivers_holds_and_what_is_open() -> None:
    table = a_case()
    voted(table)
    table.do("hold", "chair", reason="Summer")

    said = text_of(document(copy_for(table), None))

    assert "Report of the process" in said
    assert "Because: Summer" in said
    assert "still going on" in said
    assert "No condition was waived." in said
    assert "Decision: adopted" in said
