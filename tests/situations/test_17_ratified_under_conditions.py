"""Hard situation 17: ratification is answered with conditions.

The decision goes back to "subject to"; the others' ratifications stay while the text stays, and lapse with the decision
when it changes.
"""

from __future__ import annotations

from engine.process import events
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table, unmet

PEOPLE = [("ann", "A", "envoy"), ("abe", "A", "board"), ("bob", "B", "envoy"), ("bea", "B", "board")]


def agreed() -> tuple[Table, str]:
    """Return a process in which an agreement was accepted and A has ratified it, and its run."""
    roles = {**ROLES, "board": {"title": "Board", "of": "party"}}
    home = {"each": "party", "role": "board"}
    method = a_method(
        roles=roles,
        records={"clause": a_record(many=True, written_by="envoy")},
        decisions={"agreement": a_decision(about=["clause"], ratified_by=home, ratify_within="P42D")},
        gate=[a_need("agreement.ratified", id="ratified")],
    )
    table = a_table(method, PEOPLE)
    table.share("clause", "ann", "clause")
    run = table.propose("agreement")
    table.vote(run, ann="yes", bob="yes")
    table.do("close", "chair", run=run)
    table.do("ratify", "abe", run=run)
    return table, run


def test_an_answer_with_conditions_leaves_the_decision_subject_to_ratification() -> None:
    table, run = agreed()

    table.do("ratify", "bea", run=run, answer="with_conditions", conditions="Only with a review in a year")

    shown = table.progress().decisions[0]
    assert shown.state == "accepted"
    assert shown.ratification is not None
    assert [(one.by.name, one.answer, one.conditions) for one in shown.ratification.answers] in (
        [("A", "yes", None), ("B", "with_conditions", "Only with a review in a year")],
        [("B", "with_conditions", "Only with a review in a year"), ("A", "yes", None)],
    )
    assert [one.party.name for one in shown.ratification.owed_by if one.party] == ["B"]
    assert unmet(table.refused("move", "chair", move="finish")) == {"ratified": "unmet"}


def test_the_ratification_of_the_others_stays_and_completes_it_when_the_conditions_are_dropped() -> None:
    table, run = agreed()
    table.do("ratify", "bea", run=run, answer="with_conditions", conditions="Only with a review in a year")

    done = table.do("ratify", "bea", run=run)

    assert events.DecisionRatified(run, "agreement") in done


def test_when_the_text_is_changed_to_meet_the_conditions_all_decide_and_ratify_anew() -> None:
    table, run = agreed()
    table.do("ratify", "bea", run=run, answer="with_conditions", conditions="Only with a review in a year")
    table.draft("clause", "ann", "clause", fields={"text": "With a review in a year"})

    table.do("share", "ann", id="clause", version=2)

    assert table.run(run).state == "lapsed"
    again = table.propose("agreement")
    table.vote(again, ann="yes", bob="yes")
    table.do("close", "chair", run=again)
    assert len(list(table.progress().decisions[0].ratification.owed_by)) == 2  # type: ignore[union-attr]


def test_conditions_have_to_be_said() -> None:
    table, run = agreed()

    assert table.refused("ratify", "bea", run=run, answer="with_conditions").message == "conditions_required"
