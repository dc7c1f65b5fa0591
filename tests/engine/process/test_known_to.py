"""Who may know what becomes of a condition for one subject, and of its timers."""

from __future__ import annotations

from typing import Any

import pytest

from engine.language.conditions import needs_in
from engine.process.known_to import known_to
from tests.factories import Table, a_method, a_need, a_record, two_parties

RECORDS = {
    "wish": a_record(per="party", many=True, plural="wishes"),
    "secret": a_record(many=True, seen_by="party"),
    "topic": a_record(many=True, written_by="chair"),
}


def a_case(**told: Any) -> Table:
    """Return a process of two parties with one condition."""
    table = two_parties(a_method(records=RECORDS, gate=[a_need("true", **told)], published=True))
    for name, by in (("wish", "ann"), ("secret", "ann"), ("topic", "chair")):
        table.share(name, by, name)
    return table


def known(table: Table, *subject: str, besides: tuple[str, ...] = ()) -> str:
    gate = table.method.gate_of_move("work.finish")
    assert gate is not None
    return known_to(table.method, table.situation, needs_in(gate)[0], subject, *besides)


@pytest.mark.parametrize("shows", ["count", "outcome"])
def test_what_a_condition_does_not_tell_is_known_to_those_it_is_about(shows: str) -> None:
    parties = a_case(each="party", shows=shows)
    people = a_case(each="envoy", shows=shows)
    records = a_case(each="wish", shows=shows)
    party = parties.party("A")

    assert known(parties, party) == f"party:{party}"
    assert known(people, "bob") == "owner:bob"
    assert known(records, "wish") == f"party:{records.party('A')}"


def test_others_can_be_told_besides() -> None:
    table = a_case(each="party", shows="count")

    assert known(table, table.party("A"), besides=("owner:bob",)) == f"owner:bob|party:{table.party('A')}"


def test_what_is_about_nobody_is_known_to_whoever_opened_the_process() -> None:
    topics = a_case(each="topic", shows="count")

    assert known(topics, "topic") == "owner:chair"
    assert known(a_case(shows="outcome")) == "owner:chair"


def test_what_is_about_a_record_of_a_few_is_known_to_those_few() -> None:
    table = a_case(each="secret", shows="count")

    assert known(table, "secret") == table.record("secret").label == f"party:{table.party('A')}"


def test_what_a_condition_tells_is_known_to_all() -> None:
    assert known(a_case(each="wish"), "wish") == "process"
