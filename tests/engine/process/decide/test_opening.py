from __future__ import annotations

import pytest

from engine.authoring.simulation import counted_ids
from engine.process import events
from engine.process.decide import decide
from engine.process.refusal import Refusal
from tests.factories import NINE, ROLES, Table, a_method, a_move, a_phase, a_table, command


def opening(**told: object) -> dict[str, object]:
    return {"method": "small", "title": "Table", "name": "Chair", **told}


def test_opening_makes_the_opener_holder_of_the_role_that_opens_and_enters_the_first_phase() -> None:
    table = Table(a_method())

    happened = table.do("open", "chair", **opening())

    assert [type(body).__name__ for body in happened] == [
        "ProcessOpened",
        "ParticipantJoined",
        "RoleTaken",
        "PhaseEntered",
        "PhaseEntered",
    ]
    assert [held.participant for held in table.situation.holders("chair")] == ["chair"]
    assert table.now() == ["work"]


def test_a_process_takes_the_first_of_its_ids_and_the_method_as_it_was_published() -> None:
    method = a_method()
    table = Table(method)
    table.do("open", "chair", **opening())

    assert table.situation.process == next(counted_ids("simulation"))
    assert (table.situation.method, table.situation.version) == ("small", "1.0.0")
    assert table.situation.digest == method.digest


def test_without_a_role_that_opens_the_opener_holds_none() -> None:
    table = Table(a_method(may={}))
    table.do("open", "chair", **opening())

    assert not table.situation.holdings


def test_the_opener_of_a_party_role_brings_the_party() -> None:
    method = a_method(may={"open": "envoy"})

    refusal = Table(method).refused("open", "ann", **opening())
    assert (refusal.kind, refusal.message, refusal.pointer) == ("malformed", "party_needed", "/party")
    assert refusal.values == {"role": "envoy"}

    table = Table(method)
    table.do("open", "ann", **opening(party="A"))
    assert table.situation.participants["ann"].party == table.party("A")


def test_a_neutral_opener_brings_no_party() -> None:
    roles = {**ROLES, "chair": {"title": "Chair", "neutral": True}}
    refusal = Table(a_method(roles=roles)).refused("open", "chair", **opening(party="A"))

    assert (refusal.kind, refusal.message) == ("rule", "neutral_needs_no_party")


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    refusal = Table(a_method()).refused("open", "chair", **opening(zone=zone))

    assert (refusal.kind, refusal.message, refusal.pointer) == ("malformed", "zone_unknown", "/zone")
    assert refusal.values == {"found": zone}


def test_a_process_has_a_zone_and_a_language_even_when_nobody_says() -> None:
    table = a_table(a_method())

    assert (table.situation.zone, table.situation.language) == ("Europe/Amsterdam", "en")


def test_a_language_the_method_does_not_have_is_refused() -> None:
    refusal = Table(a_method()).refused("open", "chair", **opening(language="fr"))

    assert (refusal.kind, refusal.message) == ("malformed", "language_unknown")
    assert refusal.values == {"found": "fr", "allowed": ("en",)}


def test_the_case_is_checked_like_any_fields() -> None:
    method = a_method(case={"size": {"type": "whole", "title": "Size"}})

    refusal = Table(method).refused("open", "chair", **opening(case={}))
    assert (refusal.message, refusal.pointer) == ("field_missing", "/case/size")

    table = a_table(method, case={"size": 3})
    assert table.situation.case is not None
    assert dict(table.situation.case) == {"size": 3}


def test_an_open_process_is_not_opened_again() -> None:
    refusal = a_table(a_method()).refused("open", "chair", **opening())

    assert (refusal.kind, refusal.message) == ("rule", "opened_already")


def test_nothing_can_be_done_before_the_opening() -> None:
    answer = decide(a_method(), None, command("leave", "chair"), NINE, counted_ids("x"))

    assert isinstance(answer, Refusal)
    assert (answer.kind, answer.message) == ("unknown-thing", "not_opened")


def test_a_first_phase_that_does_not_apply_is_passed_at_once() -> None:
    method = a_method(
        case={"small": {"type": "yes_no", "title": "Small"}},
        phases={
            "talk": a_phase({"on": a_move("work")}, where="!case.small"),
            "work": a_phase({"finish": a_move("end.finished")}),
        },
    )
    table = a_table(method, case={"small": True})

    assert table.now() == ["work"]
    assert events.PhasePassed("talk", 1) in [event.body for event in table.events]
