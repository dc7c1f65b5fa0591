"""Answers that are shown without saying whose they are: nothing a reader gets tells one writer from another."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from engine.authoring.simulation import counted_ids
from engine.process import events
from engine.process.view import entries, figures, records
from tests.factories import NINE, ROLES, Table, a_method, a_need, a_record, a_table, command, unmet
from tests.promises.seen import as_text, numbered
from tests.promises.worlds import Normal, PureWorld, looked

FIVE = "abcde"


def an_answer(**told: Any) -> dict[str, Any]:
    return a_record(per="party", plural="answers", attribution="unattributed", **told)


def a_case(**told: Any) -> Table:
    """Return a process of five parties that answer without a name."""
    need = a_need("answers.size() >= 3")
    method = a_method(roles=ROLES, records={"answer": an_answer(**told)}, gate=[need])
    return a_table(method, [(name, name.upper(), "envoy") for name in FIVE])


def answer(table: Table, **said: str) -> None:
    for name, text in said.items():
        table.share("answer", name, fields={"text": text})


def wordings(table: Table, reader: str | None = None) -> list[Any]:
    return [one["text"] for shown in figures(table.telling(reader)) for one in shown.wordings]


def test_answers_are_read_by_all_once_three_have_answered_and_by_their_own_side_before() -> None:
    table = a_case()
    answer(table, a="Zeal", b="Quiet")
    assert wordings(table) == wordings(table, "a") == []
    assert [one.fields for one in records(table.telling("a"))] == [{"text": "Zeal"}]

    answer(table, c="More")

    assert wordings(table) == wordings(table, "e") == ["More", "Quiet", "Zeal"]
    assert [one.fields for one in records(table.telling("e"))] == []


def test_more_are_shown_when_so_many_sides_have_answered_since_that_nobody_tells_who() -> None:
    table = a_case()
    answer(table, a="One", b="Two", c="Three")
    answer(table, d="Four", e="Five")
    assert wordings(table) == ["One", "Three", "Two"]

    answer(table, a="Six")

    assert wordings(table) == ["Five", "Four", "Six", "Three", "Two"]


def test_an_answer_names_nobody_and_comes_in_an_order_that_says_nothing() -> None:
    table = a_case()
    answer(table, c="Apple", a="Pear", b="Cherry")
    lines = [one for one in entries(table.telling("e"), numbered(table.events)) if one.type == "AnswerShown"]

    assert [one.data["fields"] for one in lines] == [{"text": "Apple"}, {"text": "Cherry"}, {"text": "Pear"}]
    assert {(one.actor, one.role) for one in lines} == {(None, None)}
    assert all(one.data.keys() == {"record", "about", "fields"} for one in lines)
    ids = {one.id for one in table.situation.records.values()}
    assert not [one for one in ids if one in as_text(lines)]


@pytest.mark.parametrize("sealed", [False, True])
def test_whoever_said_what_others_get_the_same_bytes(sealed: bool) -> None:
    told: dict[str, Any] = {"sealed_until": {"each": "party"}} if sealed else {}
    method = a_method(roles=ROLES, records={"answer": an_answer(**told)}, gate=[a_need("answers.size() >= 3")])
    seen = []
    for said in permutations(("Zeal", "Quiet", "More")):
        world = PureWorld(method, counted_ids("start"))
        world.submit(command("open", "chair", method="small", title="Table", name="Chair"), NINE)
        people = [("a", "A"), ("b", "B"), ("c", "C"), *([] if sealed else [("d", "D")])]
        for name, party in people:
            joins = command("join", "chair", participant=name, name=name, party=party, roles=["envoy"])
            world.submit(joins, NINE)
        world.ids = counted_ids(repr(said))
        for (name, _), text in zip(people, said, strict=False):
            world.submit(command("record", name, record="answer", id=f"of-{name}", fields={"text": text}), NINE)
            last = {"do": "seal", "record": "answer"} if sealed else {"do": "share", "id": f"of-{name}", "version": 1}
            world.submit(command(by=name, **last), NINE)
        seen.append(looked(world, ["chair", None, *([] if sealed else ["d"])], "at the end", Normal()))

    assert "Quiet" in as_text(seen[0])
    assert all(one == seen[0] for one in seen)


def test_with_a_higher_number_they_are_shown_from_there_on() -> None:
    table = a_case(shown_from=4)
    answer(table, a="One", b="Two", c="Three")
    assert wordings(table) == []
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unknown"}

    answer(table, d="Four")

    assert len(wordings(table)) == 4
    table.do("move", "chair", move="finish")


def test_many_answers_of_one_party_are_one_side() -> None:
    table = a_case(many=True)
    for number in range(4):
        table.share("answer", "a", fields={"text": f"Number {number}"})

    assert wordings(table) == []


def test_what_nobody_answers_any_more_is_not_shown() -> None:
    table = a_case()
    answer(table, a="One", b="Two", c="Three")
    for known in list(table.situation.records.values()):
        assert known.live is not None
        happened = table.do("withdraw", known.live.author, id=known.id, version=1)

    assert events.FiguresTakenBack("answer", ()) in happened
    assert wordings(table) == []


def test_nobody_but_its_side_acts_on_a_single_answer() -> None:
    table = a_case()
    answer(table, a="One", b="Two", c="Three")
    (known, *_) = table.situation.records.values()

    for do in ("dispute", "confirm", "withdraw"):
        assert table.refused(do, "e", id=known.id, version=1).message == "record_unknown"
