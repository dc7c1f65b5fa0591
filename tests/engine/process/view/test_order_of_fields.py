"""Fields stand in one order whatever the server: a map has another in every one, by which the bytes would differ."""

from __future__ import annotations

from engine.process.view import entries, records
from tests.factories import Table, a_method, a_record, two_parties
from tests.promises.seen import numbered

FIELDS = ["text", "harm", "aim", "cost", "where", "when", "by", "until"]


def a_case(**told: str) -> Table:
    """Return a process in which three parties share a record of eight fields."""
    fields = {name: {"type": "line", "title": name} for name in FIELDS}
    table = two_parties(a_method(records={"wish": a_record(per="party", fields=fields, **told)}))
    table.join("carl", "C", "envoy")
    for who in ("ann", "bob", "carl"):
        table.share("wish", who, fields={name: f"{name} of {who}" for name in FIELDS})
    return table


def orders(table: Table, kind: str) -> list[list[str]]:
    lines = entries(table.telling("ann"), numbered(table.events))
    return [list(one.data["fields"]) for one in lines if one.type == kind]  # type: ignore[arg-type]  # a mapping


def test_the_fields_of_a_record_stand_in_the_order_of_the_method_and_in_the_log_by_name() -> None:
    table = a_case()

    assert [list(one.fields or ()) for one in records(table.telling("ann"))] == [FIELDS] * 3
    assert orders(table, "RecordShared") == [sorted(FIELDS)] * 3


def test_the_fields_of_an_answer_without_a_name_stand_by_name_in_the_log() -> None:
    table = a_case(attribution="unattributed", plural="wishes")

    assert orders(table, "AnswerShown") == [sorted(FIELDS)] * 3
