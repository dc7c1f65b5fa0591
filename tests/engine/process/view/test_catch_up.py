"""What a party that came late has to catch up with, and whose turn it is."""

from __future__ import annotations

from typing import Any

from engine.process.view.shapes import CatchUp
from tests.factories import Table, a_method, a_move, a_need, a_phase, a_record, two_parties

NOTE = a_need(
    "note.exists", id="note", each="party", due="P3D", owed_by="envoy", unmet="{party.name} has not shared a note"
)
HOPES: dict[str, Any] = {
    "id": "hopes", "each": "party", "title": "Hopes are there",
    "any": [
        a_need("hopes.size() >= 1", id="hope", owed_by="envoy", unmet="{party.name} has no hope"),
        a_need("note.shared", id="instead", owed_by="chair", unmet="{party.name} said nothing instead"),
    ],
}  # fmt: skip


def late(*gate: dict[str, Any], **told: Any) -> Table:
    """Return a process that left a phase by such a gate, at which carl of C arrived after that."""
    records = {"note": a_record(title="Note", per="party"), "hope": a_record(title="Hope", per="party", many=True)}
    phases = {
        "tell": a_phase({"on": a_move("talk", gate=[*gate])}, open=["note", "hope"]),
        "talk": a_phase({"finish": a_move("end.finished")}),
    }
    table = two_parties(a_method(records=records, phases=phases, **told))
    for who, party in (("ann", "A"), ("bob", "B")):
        table.share("note", who, subject=table.party(party))
        table.share("hope", who, subject=table.party(party))
    table.do("move", "chair", move="on")
    table.wait(days=1)
    table.join("carl", "C", "envoy")
    return table


def told(table: Table) -> list[tuple[str, str, str, list[str], str | None, bool]]:
    def shown(one: CatchUp) -> tuple[str, str, str, list[str], str | None, bool]:
        owed = [f"{each.role or '-'} {each.party.name if each.party else '-'}" for each in one.owed_by]
        return (
            one.party.name,
            one.condition,
            one.text,
            owed,
            f"{one.due_at:%m-%d}" if one.due_at else None,
            one.overdue,
        )

    return [shown(one) for one in table.progress().catch_up]


def test_what_a_gate_asked_of_each_party_is_told_of_the_party_that_came_late() -> None:
    table = late(NOTE)

    assert told(table) == [("C", "tell:on.note", "C has not shared a note", ["envoy C"], "03-06", False)]
    (todo,) = [one for one in table.progress().todo if one.kind == "catch_up"]
    assert (todo.text, [one.name for one in todo.subject]) == ("catch_up_owed(what=C has not shared a note)", ["C"])


def test_what_was_not_caught_up_with_in_time_is_overdue_and_gone_once_it_is_there() -> None:
    table = late(NOTE)
    table.wait(days=4)
    before = told(table)

    table.share("note", "carl", subject=table.party("C"))

    assert [one[-1] for one in before] == [True]
    assert told(table) == []


def test_each_way_in_which_a_group_can_be_met_is_told_with_whose_turn_it_is() -> None:
    table = late(HOPES)

    assert told(table) == [
        ("C", "tell:on.hopes", "C has no hope", ["envoy C"], None, False),
        ("C", "tell:on.hopes", "C said nothing instead", ["chair -"], None, False),
    ]


def test_what_two_conditions_say_in_the_same_words_is_told_once() -> None:
    twice = {**HOPES, "any": [{**one, "unmet": "{party.name} is silent"} for one in HOPES["any"]]}

    assert [one[2] for one in told(late(twice))] == ["C is silent"]


def test_whom_all_others_accepted_is_accepted_by_the_newcomer_too() -> None:
    guide = {"title": "Guide", "neutral": True, "accepted_by": "parties"}
    roles = {"chair": {"title": "Chair"}, "envoy": {"title": "Envoy", "of": "party"}, "guide": guide}
    phases = {"tell": a_phase({"on": a_move("talk")}), "talk": a_phase({"finish": a_move("end.finished")})}
    table = two_parties(a_method(roles=roles, phases=phases))
    table.join("gina", None, "guide")
    for who in ("ann", "bob"):
        table.do("accept", who, role="guide", participant="gina")
    table.do("move", "chair", move="on")

    table.join("carl", "C", "envoy")

    accepts = ("C", "accept:guide/gina", "accepts(who=Gina, role=Guide)", ["- C"], None, False)
    assert told(table) == [accepts]


def test_parties_that_are_late_stand_in_the_order_in_which_they_came() -> None:
    table = late(NOTE)
    table.join("dora", "D", "envoy")
    table.join("abel", "AA", "envoy")

    assert [one[0] for one in told(table)] == ["C", "D", "AA"]
