"""A condition that is met is told by its sentence too, of nobody in particular: its id says nothing to who reads it."""

from __future__ import annotations

from api.wording import say_in
from engine.process.sight import Reader
from engine.process.view import progress, telling_for
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
