from __future__ import annotations

from typing import Any

from engine.process import events
from engine.process.refusal import Refusal
from engine.process.view import lenses, records
from tests.factories import ROLES, Table, a_method, a_need, a_record, a_table, unmet

PEOPLE = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("gus", None, "guide")]
CASE = {"kind": {"type": "choice", "title": "Kind", "options": {"new": "New", "stuck": "Stuck"}}}


def a_case(kind: str = "new", need: str = "true", **note: Any) -> Table:
    roles = {**ROLES, "guide": {"title": "Guide", "neutral": True}}
    told = {"many": True, "written_by": ["envoy", "guide"], **note}
    records = {"note": a_record(**told), "topic": a_record(many=True)}
    return a_table(a_method(roles=roles, records=records, case=CASE, gate=[a_need(need)]), PEOPLE, case={"kind": kind})


def test_a_record_is_kept_only_in_the_cases_its_method_says() -> None:
    assert a_case(where="case.kind == 'new'").share("note", "ann")

    refusal = a_case("stuck", where="case.kind == 'new'").refused("record", "ann", record="note", fields={"text": "X"})

    assert (refusal.kind, refusal.message) == ("rule", "record_not_kept_here")


def test_a_record_is_not_shared_before_its_gate_is_met_which_sees_what_it_says() -> None:
    table = a_case(gate=[a_need("topics.size() >= 1 && note.text != 'Nothing'")])
    note = table.draft("note", "ann", fields={"text": "Nothing"})
    shut = table.refused("share", "ann", id=note, version=1)
    assert (shut.kind, shut.message, unmet(shut)) == ("gate-shut", "record_gate_shut", {"asked": "unmet"})
    table.share("topic", "bob")
    assert isinstance(table.ask("share", "ann", id=note, version=1), Refusal)

    table.draft("note", "ann", note, fields={"text": "Something"})

    table.do("share", "ann", id=note, version=1)


def test_a_record_can_be_disputed_by_others_and_conditions_see_it_until_it_ends() -> None:
    table = a_case(need="notes.all(n, !n.disputed)")
    note = table.share("note", "ann")
    assert table.refused("dispute", "ann", id=note, version=1).message == "own_record"
    assert table.refused("dispute", "gus", id=note, version=1).message == "neutral_never_disputes"

    table.do("dispute", "bob", id=note, version=1, reason="We counted otherwise")

    assert table.refused("dispute", "bob", id=note, version=1).message == "disputed_already"
    assert (table.record(note).state, [one.name for one in records(table.telling())[0].disputed_by]) == (
        "disputed",
        ["B"],
    )
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}
    assert events.DisputeEnded(note, 1, "bob") in table.do("dispute", "bob", id=note, version=1, answer="no")
    table.do("move", "chair", move="finish")


def test_a_new_version_ends_the_disputes_about_the_one_before() -> None:
    table = a_case()
    note = table.share("note", "ann")
    table.do("dispute", "bob", id=note, version=1)
    table.draft("note", "ann", note, fields={"text": "Better"})

    table.do("share", "ann", id=note, version=2)

    assert table.record(note).state == "shared"


VERDICT = {"type": "choice", "title": "Verdict", "options": {"yes": "Yes", "no": "No"}, "optional": True}


def test_a_field_with_writers_of_its_own_is_filled_by_them_alone_and_stays_when_others_write() -> None:
    fields = {"text": {"type": "text", "title": "Text"}, "verdict": {**VERDICT, "written_by": "guide"}}
    table = a_case(fields=fields, written_by="envoy")
    asked = {"text": "Mine", "verdict": "yes"}
    refused = table.refused("record", "ann", record="note", fields=asked)
    assert (refused.message, refused.pointer, refused.values["allowed"]) == (
        "field_not_yours", "/fields/verdict", ("text",),
    )  # fmt: skip
    note = table.share("note", "ann", fields={"text": "Mine"})
    assert table.refused("record", "gus", record="note", id=note, fields={"text": "His"}).message == "field_not_yours"

    table.draft("note", "gus", note, fields={"verdict": "yes"})
    table.do("share", "gus", id=note, version=2)
    assert dict(table.record(note).live.fields or {}) == {"text": "Mine", "verdict": "yes"}  # type: ignore[union-attr]
    table.draft("note", "ann", note, fields={"text": "Better"})
    table.do("share", "ann", id=note, version=3)

    assert dict(table.record(note).live.fields or {}) == {"text": "Better", "verdict": "yes"}  # type: ignore[union-attr]


def test_a_new_version_by_somebody_who_cannot_see_a_field_leaves_it_as_it_was() -> None:
    fields = {"text": {"type": "text", "title": "Text"}, "bounds": {"type": "text", "title": "B", "seen_by": "party"}}
    table = a_case(fields=fields)
    note = table.share("note", "ann", fields={"text": "One", "bounds": "Ten at most"})

    table.draft("note", "gus", note, fields={"text": "Two"})
    table.do("share", "gus", id=note, version=2)

    assert dict(table.record(note).live.fields or {}) == {"text": "Two", "bounds": "Ten at most"}  # type: ignore[union-attr]
    assert [dict(one.fields or {}) for one in records(table.telling("gus"))] == [{"text": "Two"}]


def test_a_lens_tells_how_far_the_answers_lie_apart_from_three_on() -> None:
    score = {"type": "whole", "title": "Do we see our own gain?", "from": 1, "to": 5}
    table = a_case(fields={"ambition": score}, many=True, shown_as="lens")
    for number, envoy in enumerate(("ann", "bob")):
        table.share("note", envoy, fields={"ambition": number + 1})
    (few,) = lenses(table.telling())[0].perspectives
    table.share("note", "gus", fields={"ambition": 5})

    (lens,) = lenses(table.telling())[0].perspectives

    assert (few.answers, few.average) == (2, None)
    assert (lens.answers, lens.lowest, lens.highest, lens.average, lens.spread) == (3, "1", "5", "2.67", "4")


def test_a_gate_of_a_record_can_ask_when_it_is_shared() -> None:
    asked = [a_need("record.shared_at - phase.entered_at <= duration('P7D') && record.changed_at > phase.entered_at")]
    table = a_table(a_method(records={"record": a_record(written_by="chair", many=True, gate=asked)}))
    table.wait(days=6)
    kept = table.share("record", "chair")
    late = table.draft("record", "chair")
    table.wait(days=2)

    assert table.refused("share", "chair", id=late, version=1).message == "record_gate_shut"
    table.share("record", "chair", kept)


def test_what_is_disputed_is_the_version_that_counts_and_only_ones_own_dispute_is_taken_back() -> None:
    table = a_case()
    note = table.share("note", "ann")

    refusal = table.refused("dispute", "bob", id=note, version=7)
    assert (refusal.kind, refusal.message, refusal.values["latest"]) == ("stale-version", "not_the_shared_version", 1)
    assert table.refused("dispute", "bob", id=note, version=1, answer="no").message == "not_disputed"
