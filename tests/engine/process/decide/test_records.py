from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.process import events
from tests.factories import (
    NINE,
    ROLES,
    Table,
    a_decision,
    a_method,
    a_move,
    a_need,
    a_phase,
    a_record,
    a_table,
    two_parties,
)

PEOPLE = [("ann", "A", "envoy"), ("abe", "A", "board"), ("bob", "B", "envoy"), ("gus", None, "guide")]
WITH_GUIDE: dict[str, Any] = {
    **ROLES,
    "board": {"title": "Board", "of": "party"},
    "guide": {"title": "Guide", "neutral": True},
}


def a_case(**record: Any) -> Table:
    """Return a process in which a note can be written."""
    return a_table(a_method(roles=WITH_GUIDE, records={"note": a_record(**record)}), PEOPLE)


# drafting


def test_a_draft_is_known_to_its_side_alone() -> None:
    table = a_case(per="party")
    table.draft("note", "ann")

    assert table.events[-1].label == f"party:{table.party('A')}"
    assert isinstance(table.events[-1].body, events.RecordWritten)


def test_a_draft_of_somebody_outside_all_parties_is_known_to_the_author_alone() -> None:
    table = a_case(many=True, written_by="guide")
    table.draft("note", "gus")

    assert table.events[-1].label == "owner:gus"


def test_a_draft_on_a_partys_record_is_still_the_authors() -> None:
    method = a_method(
        roles=WITH_GUIDE,
        records={
            "wish": a_record(per="party", many=True),
            "view": a_record(per="wish", written_by=["envoy", "guide"]),
        },
    )
    table = a_table(method, PEOPLE)
    wish = table.share("wish", "ann")

    view = table.draft("view", "gus", subject=wish)

    assert table.events[-1].label == "owner:gus"
    assert table.record(view).party == table.party("A")


def test_writing_a_draft_again_replaces_it_under_the_same_number() -> None:
    table = a_case(per="party")
    note = table.draft("note", "ann", fields={"text": "one"})
    table.draft("note", "ann", fields={"text": "two"})

    (draft,) = table.record(note).drafts.values()
    assert draft.number == 1
    assert draft.fields is not None
    assert draft.fields["text"] == "two"


def test_a_draft_on_what_is_shared_is_the_next_version() -> None:
    table = a_case(per="party")
    note = table.share("note", "ann")
    table.draft("note", "ann")

    assert table.record(note).draft is not None
    assert table.record(note).draft.number == 2  # type: ignore[union-attr]  # asserted one line above
    assert table.record(note).latest == 2


@pytest.mark.parametrize(
    ("by", "told", "kind", "message"),
    [
        ("ann", {"record": "letter"}, "malformed", "record_type_unknown"),
        ("chair", {"record": "note"}, "not-yours", "write_not_yours"),
        ("ann", {"record": "note", "subject": "nobody"}, "malformed", "subject_needed"),
        ("ann", {"record": "note", "subject": ["a", "b"]}, "malformed", "subject_wrong"),
        ("ann", {"record": "note", "subject": {"topic": "a"}}, "malformed", "subject_unknown"),
        ("ann", {"record": "note", "fields": {}}, "malformed", "field_missing"),
        ("ann", {"record": "note", "fields": {"txt": "x"}}, "malformed", "field_unknown"),
    ],
)
def test_what_cannot_be_written_is_refused(by: str, told: dict[str, Any], kind: str, message: str) -> None:
    refusal = a_case(per="party").refused("record", by, **{"fields": {"text": "x"}, **told})

    assert (refusal.kind, refusal.message) == (kind, message)


def test_only_what_a_phase_opens_is_written_in_it() -> None:
    method = a_method(
        records={"note": a_record(per="party"), "letter": a_record(per="party")},
        phases={
            "work": a_phase({"on": a_move("rest")}, open=["note"]),
            "rest": a_phase({"finish": a_move("end.finished")}, open=["letter"]),
        },
    )
    table = two_parties(method)
    note = table.draft("note", "ann")

    refusal = table.refused("record", "ann", record="letter", fields={"text": "x"})
    assert (refusal.kind, refusal.message) == ("not-open-here", "not_open_here")
    assert refusal.values == {"name": "letter", "phases": ("rest",)}

    table.do("move", "chair", move="on")
    assert table.refused("share", "ann", id=note, version=1).message == "not_open_here"
    assert table.refused("record", "ann", record="note", fields={"text": "x"}).message == "not_open_here"
    table.do("withdraw", "ann", id=note, version=1)


def test_what_a_phase_opens_holds_in_the_phases_inside_it() -> None:
    inside = {"first": a_phase({"on": a_move("done")})}
    method = a_method(
        records={"note": a_record(per="party")},
        phases={"work": a_phase({"finish": a_move("end.finished")}, open=["note"], phases=inside)},
    )

    two_parties(method).share("note", "ann")


# for whom it is kept


def test_what_is_kept_for_a_party_is_its_own_when_nobody_says_for_which() -> None:
    table = a_case(per="party")
    note = table.draft("note", "bob")

    assert table.record(note).subject == (table.party("B"),)
    assert table.record(note).party == table.party("B")


@pytest.mark.parametrize("written_by", ["envoy", "anyone", ["envoy", "guide"]])
def test_only_a_party_writes_what_is_kept_for_it(written_by: str) -> None:
    table = a_case(per="party", written_by=written_by)

    refusal = table.refused("record", "ann", record="note", subject=table.party("B"), fields={"text": "x"})
    assert (refusal.kind, refusal.message, refusal.values) == ("not-yours", "other_party", {"record": "note"})


def test_somebody_outside_all_parties_does_not_write_for_one() -> None:
    table = a_case(per="party", written_by=["envoy", "guide"])

    refusal = table.refused("record", "gus", record="note", subject=table.party("A"), fields={"text": "x"})

    assert refusal.message == "other_party"


def test_another_party_does_not_change_a_shared_record_of_a_party() -> None:
    table = a_case(per="party", many=True)
    note = table.share("note", "ann")

    assert table.refused("record", "bob", record="note", id=note, fields={"text": "x"}).message == "other_party"
    assert table.refused("withdraw", "bob", id=note, version=1).message == "other_party"


def test_there_is_one_record_for_each_subject_unless_there_are_many() -> None:
    table = a_case(per="party")
    assert table.share("note", "ann") == table.share("note", "ann") != table.share("note", "bob")

    table = a_case(per="party", many=True)
    assert table.share("note", "ann") != table.share("note", "ann")


def test_after_it_was_withdrawn_a_new_one_takes_its_place() -> None:
    table = a_case(per="party")
    note = table.share("note", "ann")
    table.do("withdraw", "ann", id=note, version=1)

    assert table.share("note", "ann") != note


def test_a_single_record_of_nobody_in_particular_is_written_by_all_who_may() -> None:
    table = a_case(written_by=["envoy", "guide"])
    note = table.share("note", "ann", fields={"text": "by ann"})
    table.share("note", "bob", fields={"text": "by bob"})
    table.share("note", "gus", fields={"text": "by gus"})

    record = table.record(note)
    assert record.party is None
    assert record.live is not None
    assert (record.live.number, record.live.author) == (3, "gus")


def test_what_is_kept_for_each_holder_of_a_role_is_written_by_that_holder() -> None:
    table = a_case(per="envoy")
    table.join("abi", "A", "envoy")
    note = table.share("note", "ann")

    assert table.record(note).subject == ("ann",)
    assert table.record(note).party == table.party("A")
    refusal = table.refused("record", "abi", record="note", subject="ann", fields={"text": "x"})
    assert (refusal.kind, refusal.message, refusal.values) == ("not-yours", "other_person", {"record": "note"})
    assert table.refused("record", "abi", record="note", id=note, fields={"text": "x"}).message == "other_person"
    assert table.refused("record", "abi", record="note", subject="bob", fields={"text": "x"}).message == "other_party"


def test_another_role_of_the_same_party_may_write_about_each_holder() -> None:
    table = a_case(per="envoy", written_by="board")

    assert table.record(table.share("note", "abe", subject="ann")).subject == ("ann",)
    assert table.refused("record", "abe", record="note", subject="bob", fields={"text": "x"}).message == "other_party"
    assert table.refused("record", "abe", record="note", fields={"text": "x"}).message == "subject_needed"


def test_a_guide_may_write_about_each_holder_and_it_is_that_party_s() -> None:
    table = a_case(per="envoy", written_by="guide")
    note = table.share("note", "gus", subject="ann")

    assert table.record(note).party == table.party("A")


def test_what_is_kept_for_each_participant_is_written_by_that_participant() -> None:
    table = a_case(per="participant", written_by="anyone")
    table.share("note", "gus")

    assert table.refused("record", "abe", record="note", subject="ann", fields={"text": "x"}).message == "other_person"


def test_what_is_kept_for_a_partys_record_is_that_partys() -> None:
    method = a_method(
        records={"wish": a_record(per="party", many=True), "waiver": a_record(per="wish")},
    )
    table = two_parties(method)
    wish = table.share("wish", "ann")

    assert table.refused("record", "bob", record="waiver", subject=wish, fields={"text": "x"}).message == "other_party"
    assert table.record(table.share("waiver", "ann", subject=wish)).party == table.party("A")


def test_a_record_can_be_kept_for_a_thing_and_a_party_together() -> None:
    method = a_method(
        records={"topic": a_record(many=True, written_by="chair"), "view": a_record(per=["topic", "party"])}
    )
    table = two_parties(method)
    topic = table.share("topic", "chair")

    for told in (topic, [topic], [topic, table.party("A")], {"topic": topic}):
        view = table.draft("view", "ann", subject=told)
        assert table.record(view).subject == (topic, table.party("A"))
    assert table.record(view).party == table.party("A")


def test_of_a_pair_the_first_owns_and_writes() -> None:
    table = a_case(per=["party as a", "party as b"])
    a, b = table.party("A"), table.party("B")

    for told in (b, [a, b], {"b": b}, {"b": b, "a": a}):
        assert table.record(table.draft("note", "ann", subject=told)).subject == (a, b)
    note = table.record(table.draft("note", "bob", subject=a))
    assert (note.subject, note.party) == ((b, a), b)
    assert table.refused("record", "bob", record="note", subject=[a, b], fields={"text": "x"}).message == "other_party"


def test_nobody_is_paired_with_itself() -> None:
    table = a_case(per=["party as a", "party as b"])

    refusal = table.refused("record", "ann", record="note", subject=table.party("A"), fields={"text": "x"})

    assert (refusal.kind, refusal.message, refusal.pointer) == ("malformed", "subject_pair", "/subject")


def test_a_subject_that_left_or_was_withdrawn_is_none() -> None:
    method = a_method(
        records={
            "topic": a_record(many=True, written_by="chair"),
            "view": a_record(per=["topic", "party"]),
            "letter": a_record(per=["party as a", "party as b"]),
            "card": a_record(per="participant", written_by="chair"),
            "pass": a_record(per="envoy", plural="passes", written_by="chair"),
        }
    )
    table = two_parties(method)
    topic = table.share("topic", "chair")
    table.do("withdraw", "chair", id=topic, version=1)
    table.do("leave", "bob")

    for by, record, subject in [
        ("ann", "view", topic),
        ("ann", "letter", table.party("B")),
        ("chair", "card", "bob"),
        ("chair", "pass", "bob"),
        ("chair", "pass", topic),
    ]:
        refusal = table.refused("record", by, record=record, subject=subject, fields={"text": "x"})
        assert (refusal.message, refusal.values["found"]) == ("subject_needed", subject)


# sharing


def test_sharing_replaces_the_version_before() -> None:
    table = a_case(per="party")
    note = table.share("note", "ann", fields={"text": "one"})
    table.wait(hours=1)
    table.share("note", "ann", fields={"text": "two"})

    record = table.record(note)
    assert record.live is not None
    assert record.live.fields is not None
    assert (record.live.number, record.live.fields["text"], record.drafts.get("x")) == (2, "two", None)
    assert record.shared_at == NINE
    assert record.changed_at == table.at
    assert record.state == "shared"


def test_only_the_draft_that_is_there_is_shared() -> None:
    table = a_case(per="party")
    note = table.draft("note", "ann")

    refusal = table.refused("share", "ann", id=note, version=2)
    assert (refusal.kind, refusal.message, refusal.pointer) == ("stale-version", "no_such_draft", "/version")
    assert refusal.values == {"found": 2, "latest": 1}

    table.do("share", "ann", id=note, version=1)
    assert table.refused("share", "ann", id=note, version=1).values == {"found": 1, "latest": 1}


def test_only_a_writer_shares() -> None:
    table = a_case(per="party")
    note = table.draft("note", "ann")

    refusal = table.refused("share", "abe", id=note, version=1)

    assert (refusal.kind, refusal.message) == ("not-yours", "write_not_yours")
    assert refusal.values == {"roles": ("envoy",), "record": "note"}


def test_a_draft_over_which_another_side_shared_is_written_again_first() -> None:
    table = a_case(written_by=["envoy", "guide"])
    note = table.share("note", "ann")
    table.draft("note", "bob")
    table.draft("note", "gus")
    table.do("share", "bob", id=note, version=2)

    refusal = table.refused("share", "gus", id=note, version=2)
    assert (refusal.kind, refusal.message, refusal.values["latest"]) == ("stale-version", "no_such_draft", 2)

    table.draft("note", "gus")
    table.do("share", "gus", id=note, version=3)


def test_of_two_sides_that_draft_the_same_single_record_one_shares_and_the_other_writes_on() -> None:
    table = a_case(written_by=["envoy", "guide"])
    first, second = table.draft("note", "ann"), table.draft("note", "bob")
    assert first != second
    table.do("share", "ann", id=first, version=1)

    refusal = table.refused("share", "bob", id=second, version=1)
    assert (refusal.kind, refusal.message, refusal.values) == ("stale-version", "shared_meanwhile", {"record": "note"})

    assert table.share("note", "bob") == first


# withdrawing


def test_withdrawing_takes_the_shared_record_back() -> None:
    table = a_case(per="party", confirmed_by="board")
    note = table.share("note", "ann")
    table.do("confirm", "abe", id=note, version=1)

    happened = table.do("withdraw", "ann", id=note, version=1)

    assert happened == [events.ConfirmationLapsed(note, 1, "abe"), events.RecordWithdrawn(note, 1)]
    assert table.events[-1].label == "process"
    record = table.record(note)
    assert (record.state, record.confirmed_at, record.changed_at) == ("withdrawn", None, table.at)


def test_withdrawing_a_draft_gives_up_that_draft_alone() -> None:
    table = a_case(per="party")
    note = table.share("note", "ann")
    table.draft("note", "ann")

    table.do("withdraw", "ann", id=note, version=2)

    assert table.events[-1].label == f"party:{table.party('A')}"
    assert table.record(note).state == "shared"
    assert not table.record(note).drafts


def test_a_record_that_was_only_ever_drafted_is_gone_with_its_draft() -> None:
    table = a_case(per="party")
    note = table.draft("note", "ann")
    table.do("withdraw", "ann", id=note, version=1)

    assert table.record(note).state == "withdrawn"
    refusal = table.refused("share", "ann", id=note, version=1)
    assert (refusal.kind, refusal.message) == ("unknown-thing", "record_unknown")
    assert table.draft("note", "ann") != note


def test_a_version_that_is_neither_shared_nor_drafted_is_not_withdrawn() -> None:
    table = a_case(per="party")
    note = table.share("note", "ann")

    refusal = table.refused("withdraw", "ann", id=note, version=2)

    assert (refusal.kind, refusal.message) == ("stale-version", "not_the_latest_version")
    assert refusal.values == {"found": 2, "latest": 1}


def test_only_a_writer_withdraws() -> None:
    table = a_case(per="party")
    note = table.share("note", "ann")

    assert table.refused("withdraw", "abe", id=note, version=1).message == "write_not_yours"
    table.draft("note", "ann")
    assert table.refused("withdraw", "abe", id=note, version=2).message == "write_not_yours"


def test_what_is_shared_stays_once_the_phases_that_open_it_are_left() -> None:
    method = a_method(
        roles=WITH_GUIDE,
        records={"note": a_record(per="party", confirmed_by="board")},
        phases={
            "work": a_phase({"on": a_move("rest")}, open=["note"]),
            "rest": a_phase({"finish": a_move("end.finished")}),
        },
    )
    table = a_table(method, PEOPLE)
    note = table.share("note", "ann")
    table.do("confirm", "abe", id=note, version=1)
    table.do("move", "chair", move="on")

    assert table.refused("withdraw", "ann", id=note, version=1).message == "not_open_here"
    assert table.refused("unconfirm", "abe", id=note, version=1).message == "not_open_here"


def test_a_version_that_lapsed_is_not_withdrawn_so_a_draft_begun_on_it_stays() -> None:
    phases = {
        "work": a_phase({"on": a_move("rest")}, open=["note"]),
        "rest": a_phase({"back": a_move("work", back=True, lapses=["note"]), "finish": a_move("end.finished")}),
    }
    table = a_table(a_method(roles=WITH_GUIDE, records={"note": a_record(per="party")}, phases=phases), PEOPLE)
    note = table.share("note", "ann")
    table.draft("note", "ann")
    table.do("move", "chair", move="on")
    table.do("move", "chair", move="back")

    assert table.refused("withdraw", "ann", id=note, version=1).message == "not_the_latest_version"
    table.do("share", "ann", id=note, version=2)
    assert table.record(note).state == "shared"


# what others do not see


def test_another_sides_draft_is_answered_like_a_record_that_is_not_there() -> None:
    table = a_case(many=True, written_by=["envoy", "guide"], confirmed_by="board")
    hidden = table.draft("note", "ann")

    for do in ("share", "withdraw", "confirm", "unconfirm"):
        there, not_there = (table.refused(do, "bob", id=one, version=1) for one in (hidden, "nothing"))
        assert (there.kind, there.message, there.pointer) == ("unknown-thing", "record_unknown", "/id")
        assert (there.kind, there.message, there.pointer) == (not_there.kind, not_there.message, not_there.pointer)
        assert (there.values, not_there.values) == ({"id": hidden}, {"id": "nothing"})


def test_the_id_of_another_sides_draft_is_taken_like_any_id() -> None:
    table = a_case(many=True)
    hidden = table.draft("note", "ann")

    for taken in (hidden, "bob", table.party("B")):
        refusal = table.refused("record", "bob", record="note", id=taken, fields={"text": "x"})
        assert (refusal.kind, refusal.message, refusal.values) == ("rule", "id_taken", {"id": taken})


def test_another_sides_draft_leaves_no_trace_in_ones_own_acts() -> None:
    """The same acts of bob cause the same events whether or not ann drafts beside him."""

    def told(*, ann_drafts: int) -> list[tuple[str, events.Body]]:
        table = a_case(written_by="envoy", confirmed_by={"each": "party", "role": "board"})
        for _ in range(ann_drafts):
            table.draft("note", "ann")
        note = table.share("note", "bob", "shared")
        for _ in range(ann_drafts):
            table.draft("note", "ann")
        table.do("confirm", "abe", id=note, version=1)
        table.share("note", "bob", "shared")
        own = ("process", f"party:{table.party('B')}")
        seen = [event for event in table.events if event.label in own]
        number = {event.id: place for place, event in enumerate(seen)}
        return [(event.label, numbered(event.body, number)) for event in seen]

    def numbered(body: events.Body, number: dict[str, int]) -> events.Body:
        """Name the event that a release opens by its place: ids are random."""
        return replace(body, opens=str(number[str(body.opens)])) if isinstance(body, events.RecordShared) else body

    assert told(ann_drafts=0) == told(ann_drafts=3)


def test_a_draft_cannot_be_linked_decided_about_or_be_a_subject_by_another_side() -> None:
    fields = {"wish": {"type": "link", "title": "Wish", "to": "wish"}}
    method = a_method(
        records={
            "wish": a_record(many=True),
            "answer": a_record(fields=fields),
            "view": a_record(per="wish"),
        },
        decisions={"plan": a_decision(about="wish")},
    )
    table = two_parties(method)
    hidden = table.draft("wish", "ann")

    for identity in (hidden, "nothing"):
        refusal = table.refused("record", "bob", record="answer", fields={"wish": identity})
        assert refusal.message == "no_such_record"
        assert refusal.values == {"found": identity, "record": "wish"}
        refusal = table.refused("record", "bob", record="view", subject=identity, fields={"text": "x"})
        assert (refusal.message, refusal.values) == ("subject_needed", {"dimension": "wish", "found": identity})
        refusal = table.refused("propose", "chair", decision="plan", about=[identity])
        assert (refusal.message, refusal.values) == ("no_such_record", {"found": identity, "record": "wish"})
    assert table.refused("propose", "chair", decision="plan").message == "nothing_to_decide_about"


def test_the_order_of_shared_records_does_not_tell_which_was_drafted_first() -> None:
    table = a_case(many=True)
    first, second = table.draft("note", "ann"), table.draft("note", "bob")
    table.do("share", "bob", id=second, version=1)
    table.do("share", "ann", id=first, version=1)
    table.share("note", "bob", second)

    assert [record.id for record in table.situation.of_type("note")] == [second, first]


# decisions that were about it


def test_a_new_version_and_a_withdrawal_lapse_what_was_decided_about_a_record() -> None:
    method = a_method(records={"note": a_record(many=True)}, decisions={"plan": a_decision(about="note")})
    table = two_parties(method)
    note = table.share("note", "ann")
    accepted = table.propose("plan", about=[note])
    table.vote(accepted, ann="yes", bob="yes")
    table.do("close", "chair", run=accepted)
    opened = table.propose("plan", about=[note])

    table.draft("note", "ann", note)
    assert (table.run(accepted).state, table.run(opened).state) == ("accepted", "open")
    lapsed = table.do("share", "ann", id=note, version=2)

    assert [body for body in lapsed if isinstance(body, events.DecisionLapsed)] == [
        events.DecisionLapsed(accepted, "plan", "record_changed", note),
        events.DecisionLapsed(opened, "plan", "record_changed", note),
    ]
    assert (table.run(accepted).state, table.run(opened).state) == ("lapsed", "lapsed")


def test_a_decision_about_another_record_stays() -> None:
    method = a_method(
        records={"note": a_record(many=True)},
        decisions={"plan": a_decision(about="note")},
        gate=[a_need("plan.accepted")],
    )
    table = two_parties(method)
    note, other = table.share("note", "ann"), table.share("note", "bob")
    run = table.propose("plan", about=[note])
    table.vote(run, ann="yes", bob="yes")
    table.do("close", "chair", run=run)

    table.do("withdraw", "bob", id=other, version=1)

    assert table.run(run).state == "accepted"
    table.do("move", "chair", move="finish")
