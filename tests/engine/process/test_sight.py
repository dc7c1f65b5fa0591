from __future__ import annotations

from dataclasses import replace
from typing import Any

import immutables
import pytest

from engine.process import events
from engine.process.audiences import readers_of
from engine.process.labels import covers, joined, may_be_named, widened
from engine.process.sight import Reader, sight_of
from engine.process.view import records
from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_phase, a_record, a_table

WITH_OTHERS: dict[str, Any] = {
    **ROLES,
    "board": {"title": "Board", "of": "party"},
    "guide": {"title": "Guide", "neutral": True},
    "judge": {"title": "Judge", "accepted_by": "parties"},
}
PEOPLE = [
    ("ann", "A", "envoy"), ("amy", "A", "board"), ("abe", "A"), ("bob", "B", "envoy"), ("bea", "B", "board"),
    ("gus", None, "guide"), ("jim", None, "judge"), ("zoe", None),
]  # fmt: skip
EVERYBODY = {"chair", "ann", "amy", "abe", "bob", "bea", "gus", "jim", "zoe"}
TEXT = {"type": "text", "title": "Text"}


def a_case(seen_by: Any, **told: Any) -> Table:
    """Return a process in which a note can be written; at the table of the whole method sit envoys and the guide."""
    note = a_record(**{"many": True, "written_by": ["envoy", "chair", "board"], "seen_by": seen_by, **told})
    method = a_method(roles=WITH_OTHERS, table=["envoy", "guide"], records={"note": note})
    return a_table(method, PEOPLE)


def label(table: Table) -> str:
    """Return the label of the latest event, with parties by their names."""
    return named(table, table.events[-1].label)


def named(table: Table, text: str) -> str:
    for party in table.situation.parties.values():
        text = text.replace(party.id, str(party.name))
    return text


def seeing(table: Table, identity: str) -> set[str]:
    """Return who finds a record among those that can be read."""
    return {one for one in EVERYBODY if identity in [view.id for view in records(table.telling(one))]}


# whom a record is shared with


@pytest.mark.parametrize(
    ("seen_by", "expected", "readers"),
    [
        ("owner", "owner:ann", {"ann"}),
        ("party", "party:A", {"ann", "amy", "abe"}),
        ("table", "party:A|table:whole-process#1", {"ann", "amy", "abe", "bob", "gus"}),
        ("process", "process", EVERYBODY),
        ("public", "public", EVERYBODY),
        ("board", "party:A|role:board", {"ann", "amy", "abe", "bea"}),
        (["party", "guide"], "party:A|role:guide", {"ann", "amy", "abe", "gus"}),
        (["guide", "chair"], "party:A|role:chair|role:guide", {"ann", "amy", "abe", "gus", "chair"}),
        (["owner", "board"], "owner:ann|role:board", {"ann", "amy", "bea"}),
        (["party", "owner"], "party:A", {"ann", "amy", "abe"}),
        (["guide", "table"], "party:A|role:guide|table:whole-process#1", {"ann", "amy", "abe", "bob", "gus"}),
        (["board", "process"], "process", EVERYBODY),
        (["process", "public"], "public", EVERYBODY),
    ],
)
def test_a_record_is_seen_by_whom_its_type_says_and_by_the_side_that_wrote_it(
    seen_by: Any, expected: str, readers: set[str]
) -> None:
    table = a_case(seen_by)
    note = table.share("note", "ann")

    assert label(table) == expected
    assert seeing(table, note) == readers


@pytest.mark.parametrize(
    ("seen_by", "expected", "readers"),
    [
        ("owner", "owner:chair", {"chair"}),
        ("party", "owner:chair", {"chair"}),
        ("guide", "owner:chair|role:guide", {"chair", "gus"}),
        ("table", "owner:chair|table:whole-process#1", {"chair", "gus", "ann", "bob"}),
    ],
)
def test_outside_all_parties_the_side_is_the_writer_alone(seen_by: str, expected: str, readers: set[str]) -> None:
    table = a_case(seen_by)
    note = table.share("note", "chair")

    assert label(table) == expected
    assert seeing(table, note) == readers


def test_the_party_that_a_record_belongs_to_sees_it_whoever_wrote_it() -> None:
    told = {"wish": a_record(many=True), "view": a_record(per="wish", many=True, written_by="guide", seen_by="party")}
    table = a_table(a_method(roles=WITH_OTHERS, records=told), PEOPLE)
    wish = table.share("wish", "ann")

    view = table.share("view", "gus", subject=wish)

    assert table.record(view).party is None  # a guide belongs to none, and many of one thing may be written
    assert label(table) == "owner:gus"


@pytest.mark.parametrize(
    ("seen_by", "expected", "readers"),
    [("owner", "owner:ann", {"ann"}), ("party", "party:A", {"ann", "amy", "abe"}),
     ("board", "party:A", {"ann", "amy", "abe"}), (["owner", "board"], "owner:ann", {"ann"})],
)  # fmt: skip
def test_a_draft_is_seen_by_its_side_and_an_owners_draft_by_its_owner(
    seen_by: Any, expected: str, readers: set[str]
) -> None:
    table = a_case(seen_by)
    note = table.draft("note", "ann")

    assert label(table) == expected
    assert seeing(table, note) == readers


def test_two_of_one_party_draft_beside_each_other_what_each_keeps_alone() -> None:
    table = a_case("owner")
    table.draft("note", "ann", "anns")
    table.draft("note", "amy", "amys")

    assert seeing(table, "anns") == {"ann"}
    assert table.refused("share", "amy", id="anns", version=1).message == "record_unknown"
    table.do("share", "ann", id="anns", version=1)
    assert seeing(table, "anns") == {"ann"}
    assert seeing(table, "amys") == {"amy"}


def test_a_record_of_which_one_may_not_know_is_answered_like_one_that_is_not_there() -> None:
    table = a_case(["party", "guide"], confirmed_by="board")
    hidden = table.share("note", "ann")
    table.draft("note", "ann", hidden)

    for do in ("share", "withdraw", "confirm", "unconfirm"):
        for person in ("bob", "bea", "chair", "jim"):
            there, not_there = (table.refused(do, person, id=one, version=1) for one in (hidden, "nothing"))
            assert (there.kind, there.message, there.pointer) == ("unknown-thing", "record_unknown", "/id")
            assert (not_there.kind, not_there.message, not_there.pointer) == (there.kind, there.message, there.pointer)
            assert (there.values, not_there.values) == ({"id": hidden}, {"id": "nothing"})


def test_a_draft_on_what_one_may_know_of_no_longer_is_answered_like_nothing() -> None:
    table = a_case(["party", "judge"], written_by=["envoy", "judge"])
    for envoy in ("ann", "bob", "cas"):
        if envoy in table.situation.participants:
            table.do("accept", envoy, role="judge", participant="jim")
    note = table.share("note", "ann")
    table.draft("note", "jim", note)
    assert note in [view.id for view in records(table.telling("jim"))]
    table.do("accept", "ann", role="judge", participant="jim", answer="no")
    for _ in range(2):
        for do in ("share", "withdraw"):
            assert table.refused(do, "jim", id=note, version=2).message == "record_unknown"
        (mine,) = records(table.telling("jim"))
        assert (mine.state, mine.version) == ("draft", 2)
        table.share("note", "ann", note)


# all that happens to it later


def test_all_that_happens_to_a_record_is_known_by_the_label_it_was_shared_with() -> None:
    table = a_case(["party", "guide"], confirmed_by="board")
    note = table.share("note", "ann")
    table.do("confirm", "amy", id=note, version=1)
    table.do("unconfirm", "amy", id=note, version=1)
    table.do("confirm", "amy", id=note, version=1)
    table.share("note", "ann", note)
    table.do("withdraw", "ann", id=note, version=2)

    kinds = (
        events.RecordShared, events.ConfirmationGiven, events.RecordConfirmed, events.ConfirmationWithdrawn,
        events.RecordUnconfirmed, events.ConfirmationLapsed, events.RecordWithdrawn,
    )  # fmt: skip
    later = [event for event in table.events if isinstance(event.body, kinds)]
    assert {type(event.body) for event in later} == set(kinds)
    assert {named(table, event.label) for event in later} == {"party:A|role:guide"}


def phases(**tables: Any) -> dict[str, Any]:
    """Return the phases first, second and third, in each of which a note can be written at the table given."""
    names = list(tables)
    return {
        name: a_phase(
            {"on": a_move(names[index + 1] if index + 1 < len(names) else "end.finished"),
             **({"again": a_move("first", back=True)} if name != "first" else {})},
            open=["note"], **({"table": seats} if seats else {}),
        )
        for index, (name, seats) in enumerate(tables.items())
    }  # fmt: skip


def in_phases(seen_by: Any = "table", top: Any = None, **tables: Any) -> Table:
    note = a_record(many=True, written_by=["envoy", "chair"], seen_by=seen_by)
    table = {"table": top} if top else {}
    method = a_method(roles=WITH_OTHERS, records={"note": note}, phases=phases(**tables), **table)
    return a_table(method, PEOPLE)


def test_a_table_is_that_of_the_phase_in_which_it_was_shared_or_of_the_nearest_around_it() -> None:
    table = in_phases(first=["envoy", "guide"], second=["envoy", "board"], third=None, top=["envoy"])
    told = []
    for move in ("first.on", "second.on", None):
        note = table.share("note", "chair")
        told.append((label(table), seeing(table, note)))
        if move:
            table.do("move", "chair", move=move)

    assert told == [
        ("owner:chair|table:first#1", {"chair", "ann", "bob", "gus"}),
        ("owner:chair|table:second#1", {"chair", "ann", "bob", "amy", "bea"}),
        ("owner:chair|table:whole-process#1", {"chair", "ann", "bob"}),
    ]


def test_a_track_has_the_table_of_the_phase_around_it_unless_it_has_its_own() -> None:
    inside = {
        "talk": a_phase({"a": a_move("done")}, open=["note"], table="guide"),
        "work": a_phase({"b": a_move("done")}),
    }
    outer = a_phase({"on": a_move("end.finished")}, tracks=inside, table=["envoy", "board"])
    note = a_record(many=True, written_by="chair", seen_by="table")
    table = a_table(a_method(roles=WITH_OTHERS, records={"note": note}, phases={"outer": outer}), PEOPLE)
    assert seeing(table, table.share("note", "chair")) == {"chair", "gus"}
    assert label(table) == "owner:chair|table:outer.talk#1"


def test_each_visit_has_its_own_table_which_all_who_sit_there_now_may_read() -> None:
    table = in_phases(first=["guide"], second=["guide"])
    first = table.share("note", "chair")
    assert label(table) == "owner:chair|table:first#1"
    table.do("move", "chair", move="first.on")
    table.do("move", "chair", move="again")
    again = table.share("note", "chair")

    assert label(table) == "owner:chair|table:first#2"
    table.do("appoint", "chair", participant="zoe", role="guide")
    for note in (first, again):
        assert seeing(table, note) == {"chair", "gus", "zoe"}


def test_a_role_gives_sight_while_it_is_held() -> None:
    table = a_case("guide")
    note = table.share("note", "chair")
    assert "zoe" not in seeing(table, note)

    table.do("appoint", "chair", participant="zoe", role="guide")
    assert "zoe" in seeing(table, note)

    table.do("step_down", "zoe", role="guide")
    assert "zoe" not in seeing(table, note)


def test_a_role_gives_no_sight_before_its_holder_is_accepted() -> None:
    table = a_case("judge")
    note = table.share("note", "chair")
    assert seeing(table, note) == {"chair"}

    table.do("accept", "ann", role="judge", participant="jim")
    assert seeing(table, note) == {"chair"}
    table.do("accept", "bob", role="judge", participant="jim")
    assert seeing(table, note) == {"chair", "jim"}
    table.do("accept", "ann", role="judge", participant="jim", answer="no")
    assert seeing(table, note) == {"chair"}


def test_whoever_left_sees_nothing_of_what_only_some_may_see() -> None:
    table = a_case(["party", "envoy"])
    note = table.share("note", "ann")
    assert seeing(table, note) == {"ann", "amy", "abe", "bob"}

    table.do("leave", "ann")
    table.do("leave", "bob")

    assert seeing(table, note) == {"amy", "abe"}
    for one in ("amy", "abe"):
        table.do("leave", one)
    assert table.situation.parties[table.party("A")].left_at is not None
    assert seeing(table, note) == set()


def test_somebody_who_comes_to_a_party_sees_what_is_the_partys() -> None:
    table = a_case("party")
    note = table.share("note", "ann")
    table.join("ada", "A")

    assert note in [view.id for view in records(table.telling("ada"))]


def test_a_participant_is_in_the_party_and_roles_that_the_process_says_whatever_a_reader_claims() -> None:
    table = a_case("process")
    a, b = table.party("A"), table.party("B")
    claimed = Reader(participant="bob", party=a, roles=("guide", "board"))

    audiences = sight_of(table.method, table.situation, claimed).audiences

    assert audiences == {
        "public", "process", "owner:bob", f"party:{b}", f"party:{b}/role:envoy", "role:envoy", "table:whole-process#1",
    }  # fmt: skip
    assert sight_of(table.method, table.situation, Reader(participant="nobody", party=a)).audiences == {
        "public", "process",
    }  # fmt: skip
    assert sight_of(table.method, table.situation, Reader()).audiences == {"public", "process"}


# new versions


def test_a_new_version_is_seen_by_its_table_and_by_those_who_saw_the_one_before() -> None:
    table = in_phases(first=["guide"], second=["board"])
    note = table.share("note", "chair")
    table.do("move", "chair", move="first.on")
    table.share("note", "chair", note)

    assert label(table) == "owner:chair|table:first#1|table:second#1"
    assert seeing(table, note) == {"chair", "gus", "amy", "bea"}


@pytest.mark.parametrize(("second", "expected"), [(["guide", "board"], "second#1"), (["guide"], "first#1")])
def test_of_two_tables_that_are_one_in_the_other_the_wider_is_enough(second: list[str], expected: str) -> None:
    table = in_phases(first=["guide"], second=second)
    note = table.share("note", "chair")
    table.do("move", "chair", move="first.on")
    table.share("note", "chair", note)

    assert label(table) == f"owner:chair|table:{expected}"


def test_the_first_version_of_what_more_people_see_now_stays_with_those_who_saw_it() -> None:
    table = in_phases(first=["guide"], second=["board"])
    note = table.share("note", "chair", "note", fields={"text": "for the guide"})
    other = table.share("note", "ann", "other")
    table.do("move", "chair", move="first.on")
    table.wait(hours=1)
    table.share("note", "chair", note, fields={"text": "for both"})

    (seen,) = [view for view in records(table.telling("bea")) if view.id == note]
    assert (seen.fields, seen.shared_at, seen.version) == ({"text": "for both"}, table.at, 2)
    assert [record.id for record in table.situation.of_type("note")] == [other, note]


# fields


VEILED = {
    "open": TEXT,
    "ours": {**TEXT, "seen_by": "party"},
    "guides": {**TEXT, "seen_by": ["guide"]},
    "also_ours": {**TEXT, "seen_by": ["party"]},
    "mine": {**TEXT, "seen_by": "owner"},
    "same": {**TEXT, "seen_by": "process"},
}
FILLED = {name: f"the {name}" for name in VEILED}


def veils(table: Table, body: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(named(table, veil.label), veil.fields) for veil in body.veils]


def test_fields_that_fewer_see_stand_in_the_same_groups_in_the_draft_and_in_what_is_shared() -> None:
    table = a_case("process", fields=VEILED)
    note = table.draft("note", "ann", fields=FILLED)
    drafted = table.events[-1].body
    (shared, *_) = table.do("share", "ann", id=note, version=1)

    assert veils(table, drafted) == [
        ("party:A", ("ours", "also_ours")), ("party:A", ("guides",)), ("owner:ann", ("mine",)),
    ]  # fmt: skip
    assert veils(table, shared) == [
        ("party:A", ("ours", "also_ours")), ("party:A|role:guide", ("guides",)), ("owner:ann", ("mine",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "hidden"),
    [("ann", set()), ("amy", {"mine"}), ("gus", {"ours", "also_ours", "mine"}),
     ("bob", {"ours", "also_ours", "guides", "mine"}), (None, {"ours", "also_ours", "guides", "mine"})],
)  # fmt: skip
def test_a_field_is_seen_by_those_who_may_see_it_alone(reader: str | None, hidden: set[str]) -> None:
    table = a_case("process", fields=VEILED)
    table.share("note", "ann", fields=FILLED)

    (view,) = records(table.telling(reader))

    assert view.fields == {name: value for name, value in FILLED.items() if name not in hidden}


def test_a_field_of_a_draft_that_is_its_authors_alone_is_hidden_from_the_own_side_too() -> None:
    table = a_case("process", fields=VEILED)
    table.draft("note", "ann", fields=FILLED)

    (mine,), (partys,) = records(table.telling("ann")), records(table.telling("amy"))

    assert mine.fields == FILLED
    assert partys.fields == {name: value for name, value in FILLED.items() if name != "mine"}


def linking(**link: Any) -> dict[str, Any]:
    to_wish = {"type": "link", "to": "wish", "title": "Wish", "optional": True, **link}
    wishes = {"type": "list", "of": "wish", "title": "Wishes", "optional": True}
    return {
        "wish": a_record(many=True, written_by=["envoy", "board"], seen_by="board"),
        "note": a_record(
            many=True, written_by=["envoy", "board"], fields={"text": TEXT, "wish": to_wish, "all": wishes}
        ),
    }


def test_a_link_to_what_fewer_may_see_is_seen_by_those_few() -> None:
    table = a_table(a_method(roles=WITH_OTHERS, records=linking()), PEOPLE)
    wish = table.share("wish", "bea")
    table.share("note", "amy", fields={"text": "x", "wish": wish, "all": [wish]})

    assert veils(table, table.events[-1].body) == [("party:A|role:board", ("wish", "all"))]
    told = {
        one: next(view.fields for view in records(table.telling(one), "note")) for one in ("bea", "amy", "bob", "gus")
    }
    assert told["bea"] == told["amy"] == {"text": "x", "wish": wish, "all": [wish]}
    assert told["bob"] == told["gus"] == {"text": "x"}
    assert next(view.fields for view in records(table.telling("ann"), "note")) == {"text": "x"}  # no board, though of A


def test_a_record_that_one_may_not_know_of_cannot_be_linked_or_be_a_subject() -> None:
    told = {
        **linking(),
        "view": a_record(per="wish", many=True, written_by=["envoy", "board"], seen_by="board"),
    }
    table = a_table(a_method(roles=WITH_OTHERS, records=told), PEOPLE)
    hidden = table.share("wish", "bea")

    for identity in (hidden, "nothing"):
        refusal = table.refused("record", "ann", record="note", fields={"text": "x", "wish": identity})
        assert (refusal.message, refusal.values) == ("no_such_record", {"found": identity, "record": "wish"})
        refusal = table.refused("record", "ann", record="view", subject=identity, fields={"text": "x"})
        assert (refusal.message, refusal.values) == ("subject_needed", {"dimension": "wish", "found": identity})


def test_what_would_name_a_record_to_more_people_than_may_know_of_it_is_not_shared() -> None:
    """An envoy knows of both parties' wishes; the board of a party does not."""
    to_wish = {"type": "link", "to": "wish", "title": "Wish", "optional": True}
    told = {
        "wish": a_record(many=True, seen_by=["party", "envoy"]),
        "note": a_record(many=True, fields={"text": TEXT, "wish": to_wish}, seen_by=["party", "envoy"]),
        "view": a_record(per="wish", many=True, seen_by=["party", "envoy"]),
    }
    table = a_table(a_method(roles=WITH_OTHERS, records=told), PEOPLE)
    theirs, ours = table.share("wish", "bob"), table.share("wish", "ann")

    note = table.draft("note", "ann", fields={"text": "x", "wish": theirs})
    view = table.draft("view", "ann", subject=theirs)

    for refusal, name in ((table.refused("share", "ann", id=one, version=1), name) for one, name in
                          ((note, "note"), (view, "view"))):  # fmt: skip
        assert (refusal.kind, refusal.message) == ("rule", "tells_of_hidden")
        assert refusal.values == {"name": name, "record": "wish"}
    assert [one.subject[0].name for one in records(table.telling("amy"), "view")] == ["…"]
    assert [one.fields for one in records(table.telling("amy"), "note")] == [{"text": "x"}]
    table.share("note", "ann", fields={"text": "x", "wish": ours})
    table.share("view", "ann", subject=ours)


# decisions


def a_vote(seen_by: Any, **told: Any) -> Table:
    plan = a_decision(**{"seen_by": seen_by, "by": ["chair"], "voters": "board", "open_for": "P1D",
                         "silence": "blocks", **told})  # fmt: skip
    method = a_method(roles=WITH_OTHERS, table=["board", "chair"], records={"note": a_record(many=True)},
                      decisions={"plan": plan})  # fmt: skip
    return a_table(method, PEOPLE)


@pytest.mark.parametrize(
    ("seen_by", "expected"),
    [(["board", "chair"], "owner:chair|role:board|role:chair"), ("table", "owner:chair|table:whole-process#1")],
)
def test_all_of_a_decision_is_known_by_the_label_it_was_opened_with(seen_by: Any, expected: str) -> None:
    table = a_vote(seen_by)
    run = table.propose("plan")
    table.vote(run, amy="yes")
    table.do("leave", "bea")
    table.wait(days=2)
    second = table.propose("plan")
    table.do("cancel", "chair", reason="Enough")

    kinds = (events.DecisionOpened, events.VoteCast, events.VoterLeft, events.DecisionClosed, events.DecisionLapsed)
    told = [event for event in table.events if isinstance(event.body, kinds)]
    assert {type(event.body) for event in told} == set(kinds)
    assert {event.label for event in told} == {expected}
    assert table.run(second).label == expected


def test_a_run_that_one_may_not_know_of_is_answered_like_one_that_is_not_there() -> None:
    table = a_vote(["board", "chair"])
    run = table.propose("plan")

    for do, told in (("vote", {"ballot": "yes"}), ("close", {})):
        for person in ("ann", "gus", "bob"):
            there, not_there = (table.refused(do, person, run=one, **told) for one in (run, "nothing"))
            assert (there.kind, there.message, there.pointer) == ("unknown-thing", "run_unknown", "/run")
            assert (not_there.kind, not_there.message, not_there.pointer) == (there.kind, there.message, there.pointer)


def test_a_decision_of_one_party_is_opened_and_voted_on_by_its_people_alone() -> None:
    plan = a_decision(per="party", by="envoy", voters="board", seen_by="party")
    table = a_table(a_method(roles=WITH_OTHERS, decisions={"plan": plan}), PEOPLE)
    a = table.party("A")
    before = table.refused("propose", "bob", decision="plan", subject=a)

    run = table.propose("plan", "ann", subject=a)

    assert label(table) == "party:A"
    assert [voter.id for voter in table.run(run).voters] == ["amy"]
    assert before.message == "decision_not_seen"
    assert table.refused("propose", "bob", decision="plan", subject=a) == before
    table.propose("plan", "bob", subject=table.party("B"))


def test_a_decision_is_about_those_records_only_of_which_all_may_know_who_may_know_of_it() -> None:
    told = {"note": a_record(many=True, written_by=["envoy", "board"], seen_by=["party", "envoy"])}
    plan = a_decision(about="note", by="envoy", voters="board", per="party", seen_by=["party", "envoy"])
    table = a_table(a_method(roles=WITH_OTHERS, records=told, decisions={"plan": plan}), PEOPLE)
    theirs = table.share("note", "bob")

    for about in ({}, {"about": [theirs]}):
        refusal = table.refused("propose", "ann", decision="plan", subject=table.party("A"), **about)
        assert refusal.message == ("no_such_record" if about else "nothing_to_decide_about")
    ours = table.share("note", "ann")
    assert [one for one, _ in table.run(table.propose("plan", "ann", subject=table.party("A"))).about] == [ours]


# labels


def a_situation() -> Table:
    return in_phases(first=["guide", "envoy"], second=["guide"])


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("public", "process", True), ("process", "public", False), ("process", "role:guide", True),
        ("role:guide", "process", False), ("role:guide", "role:envoy", False), ("party:A", "owner:ann", True),
        ("party:A", "owner:bob", False), ("party:A", "party:A/role:envoy", True),
        ("role:envoy", "party:A/role:envoy", True), ("party:A/role:envoy", "party:A", False),
        ("table:first#1", "role:envoy", True), ("table:first#1", "role:board", False),
        ("role:guide", "table:second#3", True), ("role:guide", "table:first#1", False),
        ("table:first#1", "table:second#1", True), ("table:second#1", "table:first#1", False),
        ("table:first#1", "table:first#2", True), ("role:envoy|role:guide", "table:first#1", True),
        ("owner:bob|party:A", "owner:ann|owner:bob", True), ("owner:ann", "owner:ann", True),
        ("owner:ann|owner:bob", "party:A", False),
    ],
)  # fmt: skip
def test_one_audience_is_inside_another_when_whoever_is_in_it_is_always_in_the_other(
    wide: str, narrow: str, expected: bool
) -> None:
    table = a_situation()
    ids = {f"party:{name}": f"party:{table.party(name)}" for name in "AB"}
    for name, party in ids.items():
        wide, narrow = wide.replace(name, party), narrow.replace(name, party)

    assert covers(table.method, table.situation, wide, narrow) is expected
    assert may_be_named(table.method, table.situation, wide, narrow) is (expected or wide == "process")
    assert (widened(table.method, table.situation, wide, narrow) == wide) is expected


def test_a_label_of_several_audiences_is_sorted_and_has_none_that_is_inside_another() -> None:
    table = a_situation()
    party = table.party("A")

    assert joined(table.situation, ["role:x", "owner:bob", f"party:{party}", "owner:ann"]) == (
        f"owner:bob|party:{party}|role:x"
    )
    assert joined(table.situation, ["role:x", "process"]) == "process"
    assert joined(table.situation, [f"party:{party}/role:envoy", "role:envoy"]) == "role:envoy"


# what a reader counts and dates


def test_a_reader_counts_and_dates_what_he_may_know_of_and_nothing_else() -> None:
    table = a_case("party")
    before = sight_of(table.method, table.situation, Reader())
    counted, dated = before.vector(table.situation), before.changed_at(table.situation)
    began = table.at
    table.wait(days=1)

    table.draft("note", "ann")
    outside = sight_of(table.method, table.situation, Reader())
    inside = sight_of(table.method, table.situation, Reader(participant="ann"))

    assert (outside.vector(table.situation), outside.changed_at(table.situation)) == (counted, dated)
    assert (set(counted), dated) == ({"process"}, began)
    assert inside.vector(table.situation) == {**counted, f"party:{table.party('A')}": 1}
    assert inside.changed_at(table.situation) == table.at
    assert [one.revision(table.situation) for one in (outside, inside)] == [counted["process"], counted["process"] + 1]


def test_a_field_that_was_hidden_is_seen_by_those_to_whom_it_was_shown_since() -> None:
    table = a_case("process")
    version = table.record(table.share("note", "ann")).live
    assert version is not None
    hidden = replace(version, veils=immutables.Map({"text": "role:envoy"}))
    outside = sight_of(table.method, table.situation, Reader())

    seen = [hidden, *(replace(hidden, shown=immutables.Map({"text": to})) for to in ("role:chair", "process"))]

    assert [outside.sees_field(one, "text") for one in seen] == [False, False, True]


def test_of_what_all_may_know_of_a_type_the_sides_of_its_writers_are_no_part() -> None:
    records = {
        "wish": a_record(many=True, seen_by=["party", "chair"]),
        "note": a_record(many=True, seen_by=["owner", "chair"]),
    }
    table = a_table(a_method(records=records))

    assert [readers_of(table.method, table.situation, one) for one in records] == ["role:chair", "role:chair"]
