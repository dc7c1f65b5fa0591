"""A condition that is met is told by its sentence too, of nobody in particular: its id says nothing to who reads it."""

from __future__ import annotations

import pytest

from api.wording import say_in
from engine.process import events
from engine.process.sight import Reader
from engine.process.view import progress, telling_for
from engine.process.view.grounds import grounds
from engine.process.view.log import entries
from tests.factories import a_method, a_need, a_record, two_parties


def test_what_was_missing_is_said_of_a_condition_that_is_met() -> None:
    asked = a_need("note.shared", each="party", unmet="{party.name} has written nothing", owed_by="envoy")
    table = two_parties(a_method(records={"note": a_record(per="party")}, gate=[asked]))

    def told() -> tuple[str, str]:
        telling = telling_for(table.method, table.situation, Reader(language="en"), say_in("en"))
        (condition,) = progress(telling).moves[0].gate.conditions  # type: ignore[union-attr]  # it has one
        return condition.verdict, condition.text

    before = told()
    for who in ("ann", "bob"):
        table.do("record", who, record="note", id=f"note_{who}", fields={"text": "x"})
        table.do("share", who, id=f"note_{who}", version=1)

    assert before == ("unmet", "A has written nothing")
    assert told() == ("met", "… has written nothing")


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_title_tells_what_is_asked_whatever_the_verdict_and_the_log_calls_the_condition_by_it(
    is_shared: bool,
) -> None:
    asked = a_need(
        "note.shared", each="party", title="Every party wrote", unmet="{party.name} wrote nothing", owed_by="envoy"
    )
    table = two_parties(a_method(records={"note": a_record(per="party")}, gate=[asked]))
    for who in ("ann", "bob") if is_shared else ():
        table.do("record", who, record="note", id=f"note_{who}", fields={"text": "x"})
        table.do("share", who, id=f"note_{who}", version=1)

    telling = telling_for(table.method, table.situation, Reader(language="en"), say_in("en"))
    (condition,) = progress(telling).moves[0].gate.conditions  # type: ignore[union-attr]  # it has one
    told = [one for one in entries(telling, [(n, event, {}) for n, event in enumerate(table.events)]) if one.details]

    assert condition.title == "Every party wrote"
    assert condition.text == ("Every party wrote" if is_shared else "A wrote nothing")
    assert told[-1].details == ["Every party wrote: met (A, B)" if is_shared else "Every party wrote: missing (A, B)"]


def test_a_condition_that_the_method_of_now_has_no_more_is_called_by_its_id() -> None:
    table = two_parties(a_method(gate=[a_need("parties.size() > 1", id="enough", title="There are enough")]))
    telling = telling_for(table.method, table.situation, Reader(language="en"), say_in("en"))
    found = events.Finding("gone", "met", conditions=(events.Finding("inner", "unmet"),))

    assert grounds(telling, events.GateJudged("work.finish", "met", (found,))) == ["gone: met", "gone.inner: missing"]
    assert grounds(telling, events.GateJudged("while:gone:gone", "met", (found,)))[0] == "gone: met"


def test_for_whom_it_was_found_is_told_with_each_verdict_where_they_differ() -> None:
    table = two_parties(a_method(gate=[a_need("parties.size() > 1", id="enough", title="There are enough")]))
    telling = telling_for(table.method, table.situation, Reader(language="en"), say_in("en"))
    a, b = table.party("A"), table.party("B")

    def told(*verdicts: tuple[tuple[str, ...], str]) -> list[str]:
        subjects = tuple(events.SubjectFinding(subject, verdict) for subject, verdict in verdicts)
        return grounds(telling, events.GateJudged("work.finish", "unmet", (events.Finding("each", "unmet", subjects),)))

    assert told(((a,), "met"), ((b,), "unmet")) == ["each: missing (A: met, B: missing)"]
    assert told(((a, b), "unmet"), ((b, a), "unmet")) == ["each: missing (A, B; B, A)"]
