from __future__ import annotations

from typing import Any

import pytest

from engine.process import events
from engine.process.view import deposits, records
from tests.factories import ROLES, Table, a_method, a_move, a_need, a_phase, a_record, a_table, two_parties, unmet

PEOPLE = [("ann", "A", "envoy"), ("amy", "A"), ("bob", "B", "envoy"), ("cas", "C", "envoy"), ("gus", None, "guide")]
SHARED = a_need("wishes.sealed", each="party", unmet="{party.name} has yet to deposit", owed_by="envoy", shows="names")


def a_case(**told: Any) -> Table:
    """Return a process of three parties that deposit their wishes unseen."""
    roles = {**ROLES, "guide": {"title": "Guide", "neutral": True}}
    wish = a_record(per="party", many=True, plural="wishes", sealed_until={"each": "party"}, **told)
    phases = {
        "share": a_phase({"finish": a_move("rest", gate=[SHARED])}, open=["wish"]),
        "rest": a_phase({"again": a_move("share", back=True, lapses=["wish"]), "end": a_move("end.finished")}),
    }
    return a_table(a_method(roles=roles, records={"wish": wish}, phases=phases), PEOPLE)


def seen(table: Table, reader: str | None) -> list[str]:
    return [one.id for one in records(table.telling(reader))]


def shared(bodies: list[Any]) -> list[str]:
    return [one.id for one in bodies if isinstance(one, events.RecordShared)]


def test_what_is_deposited_is_seen_by_its_own_side_until_all_have_sealed() -> None:
    table = a_case()
    for envoy in ("ann", "bob"):
        table.draft("wish", envoy, f"of-{envoy}")
        table.do("seal", envoy, record="wish")
    table.draft("wish", "cas", "of-cas")

    assert {who: seen(table, who) for who in ("ann", "amy", "bob", "gus", None)} == {
        "ann": ["of-ann"], "amy": ["of-ann"], "bob": ["of-bob"], "gus": [], None: [],
    }  # fmt: skip
    assert [one.state for one in records(table.telling("ann"))] == ["sealed"]
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}

    released = table.do("seal", "cas", record="wish")

    assert shared(released) == ["of-ann", "of-bob", "of-cas"]
    assert seen(table, None) == ["of-ann", "of-bob", "of-cas"]
    table.do("move", "chair", move="finish")


def test_a_draft_is_shown_as_one_until_its_own_side_has_sealed_whoever_else_did() -> None:
    table = a_case()
    for envoy in ("ann", "bob"):
        table.draft("wish", envoy)
    table.do("seal", "ann", record="wish")

    states = {who: [one.state for one in records(table.telling(who))] for who in ("ann", "bob")}
    assert states == {"ann": ["sealed"], "bob": ["draft"]}


def test_released_records_come_by_party_whoever_sealed_first() -> None:
    table = a_case()
    for envoy in ("cas", "bob", "ann"):
        for number in (2, 1):
            table.draft("wish", envoy, f"{envoy}-{number}")
        released = table.do("seal", envoy, record="wish")

    assert shared(released) == ["ann-1", "ann-2", "bob-1", "bob-2", "cas-1", "cas-2"]


def test_nothing_to_declare_is_a_deposit_too() -> None:
    table = a_case()
    for envoy in ("ann", "bob"):
        table.do("seal", envoy, record="wish")

    assert shared(table.do("seal", "cas", record="wish")) == []
    table.do("move", "chair", move="finish")


def test_a_sealed_deposit_is_changed_only_by_taking_something_out_which_opens_it() -> None:
    table = a_case()
    wish = table.draft("wish", "ann")
    table.do("seal", "ann", record="wish")

    assert table.refused("record", "ann", record="wish", id=wish, fields={"text": "B"}).message == "deposit_sealed"
    assert table.refused("record", "ann", record="wish", fields={"text": "B"}).message == "deposit_sealed"
    assert table.refused("seal", "ann", record="wish").message == "sealed_already"
    taken = table.do("withdraw", "ann", id=wish, version=1)

    assert events.DepositReopened("wish", (table.party("A"),), "withdrawn") in taken
    table.draft("wish", "ann")
    table.do("seal", "ann", record="wish")


def test_what_is_to_be_deposited_is_not_shared_one_by_one() -> None:
    table = a_case()
    wish = table.draft("wish", "ann")

    refusal = table.refused("share", "ann", id=wish, version=1)

    assert (refusal.kind, refusal.message) == ("not-now", "is_deposited")


def test_a_party_that_joins_after_the_first_seal_lets_all_seal_again() -> None:
    table = a_case()
    table.draft("wish", "ann", "of-ann")
    table.do("seal", "ann", record="wish")

    table.join("dee", "D", "envoy")

    assert [one.sealed_at for one in deposits(table.telling())] == [None] * 4
    for envoy in ("ann", "bob", "cas"):
        assert shared(table.do("seal", envoy, record="wish")) == []
    assert shared(table.do("seal", "dee", record="wish")) == ["of-ann"]


def test_what_a_leaver_deposited_is_never_released() -> None:
    table = a_case()
    for envoy in ("ann", "bob", "cas"):
        table.draft("wish", envoy, f"of-{envoy}")
    for envoy in ("ann", "cas"):
        table.do("seal", envoy, record="wish")

    assert shared(table.do("leave", "cas")) == []
    table.do("seal", "bob", record="wish")
    assert shared(table.do("seal", "ann", record="wish")) == ["of-ann", "of-bob"]
    assert "of-cas" not in seen(table, "bob")


def test_after_the_release_additions_are_open_and_after_a_lapse_a_new_round_begins() -> None:
    table = a_case()
    for envoy in ("ann", "bob", "cas"):
        table.draft("wish", envoy, f"of-{envoy}")
        table.do("seal", envoy, record="wish")
    assert table.refused("seal", "ann", record="wish").message == "released_already"
    table.share("wish", "bob", "later")
    table.do("move", "chair", move="finish")

    renewed = table.do("move", "chair", move="again")

    assert events.DepositsRenewed("wish") in renewed
    assert table.refused("share", "ann", id=table.draft("wish", "ann"), version=1).message == "is_deposited"


@pytest.mark.parametrize(("who", "message"), [("gus", "write_not_yours"), ("amy", "write_not_yours")])
def test_only_who_writes_for_a_party_seals_for_it(who: str, message: str) -> None:
    assert a_case().refused("seal", who, record="wish", subject=None).message == message


def test_nobody_seals_for_another_party() -> None:
    table = a_case()

    assert table.refused("seal", "ann", record="wish", subject=table.party("B")).message == "deposit_not_yours"


def test_a_deposit_is_known_to_those_who_will_see_it_and_the_condition_says_what_it_tells() -> None:
    table = a_case()
    table.do("seal", "bob", record="wish")

    (move,) = [one for one in table.progress("gus").moves if one.id == "share.finish"]
    assert move.gate is not None
    assert [one.text for one in move.gate.conditions[0].missing] == ["A has yet to deposit", "C has yet to deposit"]
    assert [(one.subject[0].name, one.sealed_at is not None) for one in deposits(table.telling("gus"))] == [
        ("A", False), ("B", True), ("C", False),
    ]  # fmt: skip


def test_who_sealed_is_told_to_the_readers_of_all_deposits_and_not_to_the_first_party_that_sealed() -> None:
    table = a_case(seen_by=["party", "guide"])
    for envoy in ("ann", "bob"):
        table.do("seal", envoy, record="wish")

    assert [len(deposits(table.telling(reader))) for reader in ("ann", "cas", "gus")] == [0, 0, 3]


def test_only_what_is_deposited_is_sealed() -> None:
    table = two_parties(a_method(records={"note": a_record()}))

    assert table.refused("seal", "ann", record="note").message == "never_sealed"
    refusal = table.refused("seal", "ann", record="wishes")
    assert (refusal.message, refusal.values["allowed"]) == ("record_type_unknown", ("note",))
