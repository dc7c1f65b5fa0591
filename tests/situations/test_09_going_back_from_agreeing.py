"""Hard situation 9: the process goes back from agreeing to interests.

Clauses that are linked to interests lapse with them, and so do their decisions and ratifications; what is not linked
stays; people are told once.
"""

from __future__ import annotations

from engine.process import events
from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_phase, a_record, a_table

PEOPLE = [("ann", "A", "envoy"), ("abe", "A", "board"), ("bob", "B", "envoy"), ("bea", "B", "board")]
SERVES = {"serves": {"type": "link", "to": "interest", "title": "Serves", "optional": True}}
TEXT = {"text": {"type": "text", "title": "Text"}}


def agreeing() -> tuple[Table, str]:
    """Return a process with two clauses, one of which serves an interest, agreed to and ratified by A; and the run."""
    clause = a_record(many=True, fields={**TEXT, **SERVES}, lapses_with=["interest"])
    back = a_move("share", back=True, lapses=["interest"], tells=["envoy", "board"])
    phases = {
        "share": a_phase({"on": a_move("agree")}, open=["interest"]),
        "agree": a_phase({"sign": a_move("end.finished"), "deeper": back}, open=["clause", "agreement"]),
    }
    method = a_method(
        roles={**ROLES, "board": {"title": "Board", "of": "party"}},
        records={"interest": a_record(per="party", many=True), "clause": clause},
        decisions={"agreement": a_decision(about=["clause"], ratified_by={"each": "party", "role": "board"})},
        phases=phases,
    )
    table = a_table(method, PEOPLE)
    table.share("interest", "ann", "quiet", fields={"text": "Quiet nights"})
    table.do("move", "chair", move="on")
    table.share("clause", "ann", "linked", fields={"text": "No lorries", "serves": "quiet"})
    table.share("clause", "bob", "apart", fields={"text": "We meet monthly"})
    run = table.propose("agreement")
    table.vote(run, ann="yes", bob="yes")
    table.do("close", "chair", run=run)
    table.do("ratify", "abe", run=run)
    return table, run


def test_what_is_linked_lapses_with_what_it_rests_on_and_the_rest_stays() -> None:
    table, run = agreeing()

    table.do("move", "chair", move="deeper")

    states = {one: table.record(one).state for one in ("quiet", "linked", "apart")}
    assert states == {"quiet": "lapsed", "linked": "lapsed", "apart": "shared"}
    assert table.run(run).state == "lapsed"


def test_a_ratification_that_was_given_counts_for_nothing_any_more() -> None:
    table, run = agreeing()

    table.do("move", "chair", move="deeper")

    assert table.refused("ratify", "bea", run=run).message == "nothing_to_ratify"


def test_people_are_told_once() -> None:
    table, _ = agreeing()

    told = [one for one in table.do("move", "chair", move="deeper") if isinstance(one, events.PeopleTold)]

    assert told == [events.PeopleTold("move:agree.deeper", ("abe", "ann", "bea", "bob"))]
