from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.wording.saying import say_in
from engine.process import events
from engine.process.view import entries, records, telling_for
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table
from tests.promises.seen import numbered

PEOPLE = [("ann", "A", "envoy"), ("amy", "A", "envoy"), ("bob", "B", "envoy"), ("cas", "C", "envoy")]
EACH = {"each": "party", "role": "envoy"}


def a_clause(confirmed: str = "ann bob", **clause: Any) -> Table:
    """Return a process in which some have confirmed a clause of the chair, who drafted another wording."""
    told = {"many": True, "written_by": "chair", "confirmed_by": EACH, **clause}
    method = a_method(
        roles=ROLES,
        records={"clause": a_record(**told)},
        decisions={"pact": a_decision(about=["clause"], seen_by=told.get("seen_by", "process"))},
    )
    table = a_table(method, PEOPLE)
    table.share("clause", "chair", "clause")
    for name in confirmed.split():
        table.do("confirm", name, id="clause", version=1)
    table.draft("clause", "chair", "clause", fields={"text": "Without the slip"})
    return table


def proposed(confirmed: str = "ann bob", **clause: Any) -> Table:
    """Return the same with the correction proposed."""
    table = a_clause(confirmed, **clause)
    table.do("share", "chair", id="clause", version=2, editorial=True)
    return table


def text(table: Table) -> Any:
    live = table.record("clause").live
    assert live is not None
    assert live.fields is not None
    return live.fields["text"]


def confirmed(table: Table) -> set[str]:
    return {one.participant for one in table.record("clause").confirmations}


def test_a_correction_counts_once_all_who_confirmed_accept_it_and_keeps_their_confirmations() -> None:
    table = proposed()
    since = table.record("clause").shared_at
    assert (text(table), confirmed(table)) == ("Something", {"ann", "bob"})

    table.do("confirm", "ann", id="clause", version=2)
    assert text(table) == "Something"
    happened = table.do("confirm", "bob", id="clause", version=2)

    assert events.RecordCorrected("clause", 2, ("ann", "bob")) in happened
    assert (text(table), confirmed(table)) == ("Without the slip", {"ann", "bob"})
    assert not any(isinstance(one, events.ConfirmationLapsed) for one in happened)
    assert (table.record("clause").shared_at, table.record("clause").correction) == (since, None)
    table.do("confirm", "cas", id="clause", version=2)
    assert table.record("clause").state == "confirmed"


def test_what_was_confirmed_by_all_stays_confirmed_since_it_was() -> None:
    table = proposed("ann bob cas")
    since = table.record("clause").confirmed_at
    table.wait(hours=5)

    for name in ("ann", "bob", "cas"):
        happened = table.do("confirm", name, id="clause", version=2)

    assert not [one for one in happened if isinstance(one, events.RecordUnconfirmed | events.RecordConfirmed)]
    assert (table.record("clause").confirmed_at, table.record("clause").state) == (since, "confirmed")


def test_another_of_the_same_party_accepts_for_it() -> None:
    table = proposed("ann")

    table.do("confirm", "amy", id="clause", version=2)

    assert (text(table), confirmed(table)) == ("Without the slip", {"amy"})


def test_one_who_declines_is_enough_and_the_old_wording_stays_confirmed() -> None:
    table = proposed()
    table.do("confirm", "ann", id="clause", version=2)

    happened = table.do("decline", "bob", id="clause", version=2, reason="It changes the meaning")

    assert happened == [events.CorrectionEnded("clause", 2, "declined", "bob", "It changes the meaning")]
    assert (text(table), confirmed(table)) == ("Something", {"ann", "bob"})
    assert table.refused("confirm", "ann", id="clause", version=2).kind == "stale-version"


def test_no_two_wordings_that_were_proposed_have_the_same_number() -> None:
    table = proposed()
    table.do("withdraw", "chair", id="clause", version=2)

    table.draft("clause", "chair", "clause", fields={"text": "A trap"})
    table.do("share", "chair", id="clause", version=3, editorial=True)

    assert table.refused("confirm", "ann", id="clause", version=2).kind == "stale-version"
    assert [one.correction.version for one in records(table.telling("ann")) if one.correction] == [3]


@pytest.mark.parametrize("act", ["withdraw", "share"])
def test_a_correction_ends_with_the_version_it_corrects(act: str) -> None:
    table = proposed()
    if act == "share":
        table.draft("clause", "chair", "clause", fields={"text": "Otherwise"})
    version = {"withdraw": 1, "share": 3}[act]

    happened = table.do(act, "chair", id="clause", version=version)

    assert events.CorrectionEnded("clause", 2, "replaced") in happened
    assert table.record("clause").correction is None


def test_only_those_who_confirmed_are_asked_and_whoever_confirms_meanwhile_is_asked_as_well() -> None:
    table = proposed("ann")
    assert table.refused("confirm", "bob", id="clause", version=2).message == "correction_not_yours"
    assert table.refused("decline", "chair", id="clause", version=2).kind == "not-yours"

    table.do("confirm", "bob", id="clause", version=1)
    table.do("confirm", "ann", id="clause", version=2)
    assert text(table) == "Something"

    table.do("confirm", "bob", id="clause", version=2)
    assert text(table) == "Without the slip"


def test_whoever_left_is_not_waited_for_and_his_confirmation_lapses() -> None:
    table = proposed("ann bob")
    table.do("confirm", "ann", id="clause", version=2)

    happened = table.do("leave", "bob")

    assert events.ConfirmationLapsed("clause", 1, "bob") in happened
    assert (text(table), confirmed(table)) == ("Without the slip", {"ann"})


def test_a_confirmation_that_is_taken_back_is_not_renewed() -> None:
    table = proposed("ann bob")
    table.do("confirm", "ann", id="clause", version=2)
    table.do("unconfirm", "ann", id="clause", version=1)

    table.do("confirm", "bob", id="clause", version=2)

    assert (text(table), confirmed(table)) == ("Without the slip", {"bob"})


def test_a_correction_with_no_confirmation_left_comes_to_nothing() -> None:
    table = proposed("ann")

    happened = table.do("unconfirm", "ann", id="clause", version=1)

    assert events.CorrectionEnded("clause", 2, "nothing_to_keep") in happened
    assert text(table) == "Something"


def test_what_is_decided_about_it_lapses_when_the_correction_counts_and_not_before() -> None:
    table = a_clause("ann")
    run = table.propose("pact")
    table.vote(run, ann="yes", bob="yes", cas="yes")
    table.do("close", "chair", run=run)
    table.do("share", "chair", id="clause", version=2, editorial=True)
    assert table.run(run).state == "accepted"

    table.do("confirm", "ann", id="clause", version=2)

    assert table.run(run).state == "lapsed"


def test_a_dispute_is_not_ended_by_a_correction() -> None:
    table = proposed("ann")
    table.do("dispute", "bob", id="clause", version=1)

    table.do("confirm", "ann", id="clause", version=2)

    assert [one.participant for one in table.record("clause").disputes] == ["bob"]


def test_a_correction_is_refused_where_there_is_nothing_to_keep_or_one_waits() -> None:
    unconfirmed = a_clause("")
    assert unconfirmed.refused("share", "chair", id="clause", version=2, editorial=True).message == "nothing_to_keep"
    table = proposed()
    table.draft("clause", "chair", "clause", fields={"text": "Another"})
    assert table.refused("share", "chair", id="clause", version=3, editorial=True).message == "correction_waits"


def test_what_others_would_see_is_no_correction() -> None:
    fields = {
        "text": {"type": "text", "title": "Text"},
        "why": {"type": "text", "title": "Why", "optional": True, "seen_by": "owner"},
    }
    table = a_clause("", written_by=["chair", "envoy"], fields=fields)
    table.share("clause", "ann", "wish", fields={"text": "Quiet", "why": "Of ann alone"})
    table.do("confirm", "ann", id="wish", version=1)
    table.draft("clause", "amy", "wish", fields={"text": "Quiet!"})
    table.do("share", "amy", id="wish", version=2, editorial=True)
    table.do("confirm", "ann", id="wish", version=2)

    seen = {who: one.fields for who in ("ann", "amy") for one in records(table.telling(who)) if one.id == "wish"}
    assert seen == {"ann": {"text": "Quiet!", "why": "Of ann alone"}, "amy": {"text": "Quiet!"}}
    table.draft("clause", "amy", "wish", fields={"text": "Quiet!", "why": "Of amy alone"})
    refused = table.refused("share", "amy", id="wish", version=3, editorial=True)
    assert refused.message == "not_editorial"


def test_a_correction_is_shown_with_whose_turn_it_is_to_those_who_see_what_it_corrects() -> None:
    table = proposed("ann bob", seen_by=["envoy", "chair"])
    table.do("confirm", "ann", id="clause", version=2)

    (shown,) = [one.correction for one in records(table.telling("cas"))]

    assert shown is not None
    assert (shown.version, shown.fields, [one.name for one in shown.accepted_by]) == (
        2,
        {"text": "Without the slip"},
        ["A"],
    )
    assert [(one.role, one.party.name if one.party else None) for one in shown.owed_by] == [("envoy", "B")]
    assert [
        one.owed_by[0].party for one in table.progress("cas").todo if one.text.startswith("correction_waits_for")
    ] != []
    assert records(table.telling()) == []
    assert "Without the slip" not in str(entries(table.telling(), numbered(table.events)))


def test_the_log_says_what_became_of_a_correction() -> None:
    table = proposed("ann")
    table.do("confirm", "ann", id="clause", version=2)
    telling = telling_for(table.method, table.situation, table.telling("ann").sight.reader, say_in("en"))

    lines = [one.text for one in entries(telling, numbered(table.events)) if "orrect" in one.type]

    assert lines == [
        "Chair proposed version 2 of “Record” as an editorial correction",
        "Ann accepted the correction of “Record” for A",
        "The correction of “Record” is accepted: version 2 counts and stays confirmed",
    ]


def test_a_gate_sees_the_wording_that_counts_only() -> None:
    told = {"many": True, "written_by": "chair", "confirmed_by": EACH}
    need = a_need("clauses.exists(c, c.text == 'Slip')")
    table = a_table(a_method(roles=ROLES, records={"clause": a_record(**told)}, gate=[need]), PEOPLE)
    table.share("clause", "chair", "clause", fields={"text": "Slip"})
    table.do("confirm", "ann", id="clause", version=1)
    table.draft("clause", "chair", "clause", fields={"text": "Mended"})
    table.do("share", "chair", id="clause", version=2, editorial=True)
    table.do("confirm", "ann", id="clause", version=2)

    assert table.refused("move", "chair", move="finish").kind == "gate-shut"


def test_a_correction_that_was_erased_comes_to_nothing() -> None:
    table = proposed("ann")
    known = table.record("clause")
    assert known.correction is not None
    waiting = replace(known.correction, version=replace(known.correction.version, fields=None))
    records_ = table.situation.records.set("clause", replace(known, correction=waiting))
    table.simulation.situation = replace(table.situation, records=records_)

    assert events.CorrectionEnded("clause", 2, "erased") in table.do("confirm", "ann", id="clause", version=2)
    assert text(table) == "Something"


def test_a_correction_is_accepted_once_and_declined_only_while_it_waits() -> None:
    table = proposed()
    table.do("confirm", "ann", id="clause", version=2)

    assert table.refused("confirm", "ann", id="clause", version=2).message == "confirmed_already"
    refusal = table.refused("decline", "bob", id="clause", version=7, reason="It says something else")
    assert (refusal.kind, refusal.message, refusal.values["found"]) == ("stale-version", "no_such_correction", 7)
