"""What waits for one reader: his own turns, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.process.view import Telling, progress, todo
from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, a_table

PEOPLE = [("ann", "A", "envoy"), ("abe", "A", "board"), ("bob", "B", "envoy"), ("gus", None, "guide"), ("oda", None)]


def a_case(**told: Any) -> Table:
    """Return a process in which each envoy owes a mandate, and each board its confirmation."""
    roles = {**ROLES, "board": {"title": "Board", "of": "party"}, "guide": {"title": "Guide"}}
    mandate = a_record(title="Mandate", per="party", confirmed_by="board")
    gate = [
        a_need("mandate.shared", id="shared", each="party", owed_by="envoy", unmet="{party} has no mandate"),
        a_need("mandate.confirmed", id="confirmed", each="party", owed_by="board", unmet="{party} confirmed nothing"),
    ]
    return a_table(a_method(**{"roles": roles, "records": {"mandate": mandate}, "gate": gate, **told}), PEOPLE)


def waits_for(table: Table, *people: str) -> dict[str, list[str]]:
    return {one: [each.text for each in todo(table.telling(one))] for one in people}


def test_everybody_is_told_what_is_asked_of_his_own_role_in_his_own_party() -> None:
    table = a_case()

    assert waits_for(table, "ann", "abe", "bob", "gus", "oda") == {
        "ann": ["A has no mandate"], "abe": ["A confirmed nothing"], "bob": ["B has no mandate"], "gus": [], "oda": [],
    }  # fmt: skip


def test_what_is_done_waits_no_more() -> None:
    table = a_case()
    table.share("mandate", "ann")

    assert waits_for(table, "ann", "bob") == {"ann": [], "bob": ["B has no mandate"]}


def test_nothing_waits_for_who_takes_no_part_or_has_left() -> None:
    table = a_case()
    assert todo(table.telling()) == []
    table.do("leave", "ann")

    assert todo(table.telling("ann")) == []


def test_what_anyone_may_do_waits_for_everybody_who_takes_part_and_for_nobody_who_left() -> None:
    table = a_case(gate=[a_need("mandate.shared", id="any", each="party", owed_by="anyone", unmet="Somebody write")])
    waiting = ["Somebody write"]
    assert waits_for(table, "ann", "oda") == {"ann": waiting, "oda": waiting}

    table.do("leave", "oda")

    assert waits_for(table, "ann", "oda") == {"ann": waiting, "oda": []}


def test_a_vote_waits_for_whoever_may_cast_it_until_it_is_cast() -> None:
    pact = a_decision(title="Pact", voters={"each": "party", "role": "envoy"})
    table = a_case(records={}, gate=None, decisions={"pact": pact})
    run = table.propose("pact")
    assert {one: [each.kind for each in todo(table.telling(one))] for one in ("ann", "abe", "chair")} == {
        "ann": ["vote"], "abe": [], "chair": ["move"],
    }  # fmt: skip

    table.vote(run, ann="yes")

    assert [one.kind for one in todo(table.telling("ann"))] == []


def test_of_two_who_hold_a_role_only_the_one_who_is_meant_is_told() -> None:
    paper = a_record(title="Paper", many=True, written_by="guide")
    gate = [a_need("paper.confirmed", id="asked", each="paper", owed_by={"writer_of": "paper"}, unmet="To be finished")]
    paper["confirmed_by"] = "chair"
    table = a_case(records={"paper": paper}, gate=gate)
    table.join("gil", None, "guide")
    table.share("paper", "gil")

    assert [one.text for one in table.progress("gus").todo] == ["To be finished"]
    assert waits_for(table, "gil", "gus") == {"gil": ["To be finished"], "gus": []}


def test_a_role_in_which_one_is_not_accepted_yet_asks_nothing_of_one() -> None:
    roles = {**ROLES, "judge": {"title": "Judge", "accepted_by": "parties"}}
    work = a_phase({"finish": a_move("end.finished", by="judge")})
    table = a_table(a_method(roles=roles, phases={"work": work}), [("ann", "A", "envoy"), ("jim", None, "judge")])
    assert todo(table.telling("jim")) == []

    table.do("accept", "ann", role="judge", participant="jim")

    assert [one.kind for one in todo(table.telling("jim"))] == ["move"]


def test_where_no_reasons_are_told_the_same_is_asked_of_the_same_people() -> None:
    whole = a_case().telling()

    brief = replace(whole, explains=False)

    assert progress(brief).todo == progress(whole).todo
    assert [bool(because) for because in reasons(whole)] == [True] * 4
    assert not any(reasons(brief))


def reasons(telling: Telling) -> list[list[str]]:
    (move,) = progress(telling).moves
    assert move.gate is not None
    return [one.because for condition in move.gate.conditions for one in condition.subjects]


def test_what_was_written_on_behalf_of_a_party_waits_for_it_until_it_confirms() -> None:
    note = a_record(title="Note", many=True, written_by=["envoy", "guide"], confirmed_by="envoy")
    table = a_case(records={"note": note}, gate=None)
    known = table.share("note", "gus", on_behalf_of="A")
    (waiting,) = [one for one in table.progress().todo if one.kind == "confirmation"]

    table.do("confirm", "ann", id=known, version=1)

    assert waiting.text == "behalf_unconfirmed(record=Note)"
    assert [one.name for one in waiting.subject] == ["A"]
    assert [one.party.name for one in waiting.owed_by if one.party] == ["A"]
    assert [one for one in table.progress().todo if one.kind == "confirmation"] == []
