"""Notes: for oneself alone, until their writer hands them over to another holder of the same role."""

from __future__ import annotations

from typing import Any

import pytest

from engine.process.view import notes
from tests.factories import ROLES, Table, a_method, two_parties
from tests.promises.seen import as_text, log, numbered, standing, views

GUIDED: dict[str, Any] = {**ROLES, "guide": {"title": "Guide", "neutral": True, "accepted_by": "parties"}}


def guided() -> Table:
    """Return a table of A and B with gus, whom both accepted as their guide, and gil, whom nobody did yet."""
    table = two_parties(a_method(roles=GUIDED))
    for name in ("gus", "gil"):
        table.join(name, None, "guide")
    for party in ("ann", "bob"):
        table.do("accept", party, role="guide", participant="gus")
    return table


def accept(table: Table, name: str) -> None:
    for party in ("ann", "bob"):
        table.do("accept", party, role="guide", participant=name)


def texts(table: Table, reader: str | None) -> list[str]:
    return [one.text for one in notes(table.telling(reader))]


def everything(table: Table, reader: str | None) -> str:
    """Return all that somebody can get."""
    seen = [views(table.method, table.situation, reader), standing(table.method, table.situation, reader)]
    return as_text([*seen, log(table.method, table.situation, reader, numbered(table.events))])


def test_a_note_is_for_its_writer_alone_and_leaves_no_trace_for_anybody_else() -> None:
    table = guided()
    others = ("chair", "ann", "bob", "gil", None)
    before = [everything(table, one) for one in others]

    table.do("note", "gus", text="A hides something", **{"as": "guide"})

    assert texts(table, "gus") == ["A hides something"]
    assert [everything(table, one) for one in others] == before
    assert [texts(table, one) for one in others] == [[]] * 5


def test_a_successor_gets_the_notes_that_were_kept_in_the_role_and_no_other() -> None:
    table = guided()
    accept(table, "gil")
    table.do("note", "gus", text="For the work", **{"as": "guide"})
    table.do("note", "gus", text="For myself")

    table.do("hand_over", "gus", role="guide", participant="gil")
    table.do("leave", "gus")

    assert texts(table, "gil") == ["For the work"]
    assert [texts(table, one) for one in ("chair", "ann", "gus")] == [[], [], []]


def test_handing_over_leaves_no_trace_for_anybody_else() -> None:
    table = guided()
    accept(table, "gil")
    table.do("note", "gus", text="For the work", **{"as": "guide"})
    before = [everything(table, one) for one in ("chair", "ann", "bob", None)]

    table.do("hand_over", "gus", role="guide", participant="gil")

    assert [everything(table, one) for one in ("chair", "ann", "bob", None)] == before


def test_nobody_gets_them_by_being_appointed_and_nobody_takes_them() -> None:
    table = guided()
    table.do("note", "gus", text="For the work", **{"as": "guide"})
    accept(table, "gil")

    assert texts(table, "gil") == []
    assert table.refused("hand_over", "gil", role="guide", participant="gus").message == "nothing_to_hand_over"


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("ann", "successor_needed"),
        ("gus", "successor_needed"),
        ("nobody", "successor_needed"),
        ("gil", "successor_not_accepted"),
    ],
)
def test_notes_go_to_another_accepted_holder_of_the_role_and_to_nobody_else(to: str, message: str) -> None:
    table = guided()
    table.do("note", "gus", text="For the work", **{"as": "guide"})

    assert table.refused("hand_over", "gus", role="guide", participant=to).message == message


def test_what_was_handed_over_is_not_handed_over_again_and_what_came_since_is() -> None:
    table = guided()
    accept(table, "gil")
    table.do("note", "gus", text="One", **{"as": "guide"})
    table.do("hand_over", "gus", role="guide", participant="gil")

    assert table.refused("hand_over", "gus", role="guide", participant="gil").message == "nothing_to_hand_over"
    table.do("note", "gus", text="Two", **{"as": "guide"})
    table.do("hand_over", "gus", role="guide", participant="gil")

    assert texts(table, "gil") == ["One", "Two"]


def test_an_id_is_taken_for_its_writer_alone() -> None:
    table = guided()
    table.do("note", "gus", note="n", text="Mine")

    table.do("note", "ann", note="n", text="Mine too")

    assert table.refused("note", "gus", note="n", text="Again").message == "id_taken"
    assert (texts(table, "gus"), texts(table, "ann")) == (["Mine"], ["Mine too"])


def test_a_note_is_kept_in_a_role_that_one_acts_in() -> None:
    table = guided()

    assert table.refused("note", "gil", text="x", **{"as": "guide"}).kind == "not-yours"


def test_a_note_is_handed_over_in_a_role_that_there_is() -> None:
    refusal = guided().refused("hand_over", "gus", role="referee", participant="gil")

    assert (refusal.message, refusal.pointer, refusal.values["role"]) == ("role_unknown", "/role", "referee")
