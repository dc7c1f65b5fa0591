from __future__ import annotations

from typing import Any

import pytest

from engine.process import events
from tests.factories import ROLES, Table, a_method, a_record, a_table

PEOPLE = [
    ("ann", "A", "envoy"),
    ("abe", "A", "board"),
    ("bob", "B", "envoy"),
    ("bea", "B", "board"),
    ("gus", None, "guide"),
]
WITH_BOARD: dict[str, Any] = {
    **ROLES,
    "board": {"title": "Board", "of": "party"},
    "guide": {"title": "Guide", "neutral": True},
}
EVERY = {"each": "party", "role": "board"}


def a_case(**record: Any) -> Table:
    """Return a process in which a note can be written and confirmed."""
    told = {"many": True, "written_by": ["envoy", "chair"], **record}
    return a_table(a_method(roles=WITH_BOARD, records={"note": a_record(**told)}), PEOPLE)


def test_a_record_is_confirmed_only_when_all_who_must_have_confirmed_it() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "chair")

    assert [type(body) for body in table.do("confirm", "abe", id=note, version=1)] == [events.ConfirmationGiven]
    assert table.record(note).state == "shared"
    confirmed = table.do("confirm", "bea", id=note, version=1)

    assert confirmed[-1] == events.RecordConfirmed(note, 1)
    assert (table.record(note).state, table.record(note).confirmed_at) == ("confirmed", table.at)


def test_each_party_is_asked_even_when_one_of_them_wrote_the_record() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "ann")

    table.do("confirm", "abe", id=note, version=1)
    assert table.record(note).confirmed_at is None
    table.do("confirm", "bea", id=note, version=1)
    assert table.record(note).confirmed_at is not None


def test_each_party_is_asked_of_what_is_kept_for_one_of_them_too() -> None:
    table = a_case(per="party", confirmed_by="parties")
    note = table.share("note", "ann")

    table.do("confirm", "abe", id=note, version=1)
    assert table.record(note).confirmed_at is None
    table.do("confirm", "bob", id=note, version=1)
    assert table.record(note).confirmed_at is not None


def test_a_role_named_alone_confirms_within_the_party_whose_record_it_is() -> None:
    table = a_case(per="party", written_by="envoy", confirmed_by="board")
    note = table.share("note", "ann")

    refusal = table.refused("confirm", "bea", id=note, version=1)
    assert (refusal.kind, refusal.message) == ("not-yours", "confirm_not_yours")
    assert refusal.values == {"roles": ("board",), "record": "note"}

    table.do("confirm", "abe", id=note, version=1)
    assert table.record(note).confirmed_at is not None


def test_a_record_of_nobody_in_particular_is_confirmed_by_any_one_holder() -> None:
    table = a_case(confirmed_by="board")
    note = table.share("note", "chair")

    table.do("confirm", "bea", id=note, version=1)
    assert table.record(note).confirmed_at is not None


def test_any_of_a_list_confirms_for_all() -> None:
    table = a_case(confirmed_by=["board", "envoy"])
    note = table.share("note", "chair")

    table.do("confirm", "bob", id=note, version=1)
    assert table.record(note).confirmed_at is not None


def test_a_confirmation_belongs_to_one_version_and_lapses_with_it() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "chair", "note-1")
    for board in ("abe", "bea"):
        table.do("confirm", board, id=note, version=1)
    table.draft("note", "chair", note)
    assert table.record(note).confirmed_at is not None

    happened = table.do("share", "chair", id=note, version=2)

    assert happened[:2] == [events.ConfirmationLapsed(note, 1, "abe"), events.ConfirmationLapsed(note, 1, "bea")]
    assert table.record(note).confirmations == ()
    assert table.record(note).state == "shared"


@pytest.mark.parametrize(("version", "do"), [(1, "confirm"), (3, "confirm"), (1, "unconfirm"), (3, "unconfirm")])
def test_only_the_shared_version_is_confirmed(version: int, do: str) -> None:
    table = a_case(confirmed_by=EVERY)
    table.share("note", "chair", "note-1")
    table.share("note", "chair", "note-1")

    refusal = table.refused(do, "abe", id="note-1", version=version)

    assert (refusal.kind, refusal.pointer) == ("stale-version", "/version")
    assert refusal.values == {"found": version, "latest": 2}


def test_a_draft_is_not_confirmed_even_by_its_own_side() -> None:
    table = a_case(confirmed_by="board")
    note = table.draft("note", "ann")

    refusal = table.refused("confirm", "abe", id=note, version=1)

    assert (refusal.message, refusal.values) == ("not_the_shared_version", {"found": 1, "latest": 0})


def test_what_needs_no_confirmation_gets_none() -> None:
    table = a_case()
    note = table.share("note", "ann")

    refusal = table.refused("confirm", "abe", id=note, version=1)
    assert (refusal.kind, refusal.message, refusal.values) == ("rule", "no_confirmation_needed", {"record": "note"})
    assert table.refused("unconfirm", "abe", id=note, version=1).message == "not_confirmed"


def test_nobody_confirms_twice() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "ann")
    table.do("confirm", "abe", id=note, version=1)

    refusal = table.refused("confirm", "abe", id=note, version=1)

    assert (refusal.kind, refusal.message, refusal.values) == ("rule", "confirmed_already", {"record": "note"})


def test_a_neutral_does_not_confirm_as_just_anyone() -> None:
    table = a_case(confirmed_by="anyone")
    note = table.share("note", "ann")

    assert table.refused("confirm", "gus", id=note, version=1).message == "neutral_never_confirms"
    table.do("confirm", "chair", id=note, version=1)


# taking back


def test_taking_a_confirmation_back_unconfirms_the_record() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "ann")
    for board in ("abe", "bea"):
        table.do("confirm", board, id=note, version=1)

    happened = table.do("unconfirm", "abe", id=note, version=1)

    assert happened == [events.ConfirmationWithdrawn(note, 1, "abe"), events.RecordUnconfirmed(note, 1)]
    assert table.events[-2].role == "board"


def test_only_what_was_confirmed_is_taken_back() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "ann")

    refusal = table.refused("unconfirm", "abe", id=note, version=1)

    assert (refusal.kind, refusal.message, refusal.values) == ("rule", "not_confirmed", {"record": "note"})


def test_a_party_takes_back_what_one_of_its_people_confirmed_for_it() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "ann")
    table.do("confirm", "abe", id=note, version=1)
    table.join("ada", "A", "board")

    assert table.refused("unconfirm", "bea", id=note, version=1).message == "not_confirmed"
    assert table.refused("unconfirm", "ann", id=note, version=1).message == "not_confirmed"
    assert table.do("unconfirm", "ada", id=note, version=1) == [events.ConfirmationWithdrawn(note, 1, "abe")]


def test_ones_own_confirmation_is_taken_back_without_the_role_too() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "ann")
    table.do("confirm", "abe", id=note, version=1)
    table.do("step_down", "abe", role="board")

    table.do("unconfirm", "abe", id=note, version=1)

    assert table.events[-1].role is None


# people who come and go


def test_a_party_that_joins_must_confirm_too_and_one_that_leaves_need_not() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "ann")
    for board in ("abe", "bea"):
        table.do("confirm", board, id=note, version=1)

    table.join("cas", "C", "board")
    assert table.events[-1].body == events.RecordUnconfirmed(note, 1)
    assert table.record(note).state == "shared"

    assert events.RecordConfirmed(note, 1) in table.do("leave", "cas")
    assert table.record(note).state == "confirmed"


def test_where_each_holder_is_asked_a_new_holder_is_asked_too() -> None:
    table = a_case(confirmed_by={"each": "board"})
    note = table.share("note", "chair")
    for board in ("abe", "bea"):
        table.do("confirm", board, id=note, version=1)
    assert table.record(note).confirmed_at is not None

    table.do("appoint", "chair", participant="ann", role="board")
    assert table.record(note).confirmed_at is None
    table.do("step_down", "ann", role="board")
    assert table.record(note).confirmed_at is not None


def test_without_anybody_to_ask_nothing_is_confirmed() -> None:
    table = a_case(confirmed_by=EVERY)
    note = table.share("note", "chair")
    for board in ("abe", "bea"):
        table.do("confirm", board, id=note, version=1)

    for one in ("ann", "abe", "bob", "bea"):
        table.do("leave", one)

    assert table.situation.present_parties() == []
    assert table.record(note).confirmed_at is None


def test_several_different_people_can_be_asked_to_confirm() -> None:
    table = a_case(confirmed_by={"role": "board", "at_least": 2})
    note = table.share("note", "chair")

    table.do("confirm", "abe", id=note, version=1)
    assert table.record(note).confirmed_at is None
    table.do("confirm", "bea", id=note, version=1)
    assert table.record(note).confirmed_at is not None
