from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import immutables
import pytest

from engine.language.conditions import needs_in
from engine.process import events
from engine.process.gates import Verdict, findings, judge
from engine.process.situation import Duty, OpenDuty
from engine.process.world import World
from tests.factories import (
    NINE,
    ROLES,
    Table,
    a_decision,
    a_method,
    a_need,
    a_record,
    a_table,
    by_subject,
    two_parties,
)

RECORDS: dict[str, Any] = {
    "note": a_record(per="party", fields={"grade": {"type": "whole", "title": "Grade", "optional": True}}),
    "topic": a_record(
        many=True, written_by="chair",
        fields={"name": {"type": "line", "title": "Name"}, "hot": {"type": "yes_no", "title": "Hot", "optional": True}},
    ),
    "view": a_record(per=["topic", "party"]),
    "duel": a_record(per=["party as a", "party as b"]),
    "wish": a_record(per="party", many=True, plural="wishes"),
}  # fmt: skip
PEOPLE = [("ann", "A", "envoy"), ("abe", "A"), ("bob", "B", "envoy"), ("cas", "C", "envoy"), ("gus", None, "guide")]
PARTIES = ("A", "B", "C")


def a_case(*gate: Mapping[str, Any]) -> Table:
    """Return a process of three parties whose move has this gate."""
    roles = {**ROLES, "guide": {"title": "Guide", "accepted_by": "parties"}}
    return a_table(a_method(roles=roles, records=RECORDS, decisions={"plan": a_decision()}, gate=list(gate)), PEOPLE)


def judged(table: Table) -> Verdict:
    gate = table.method.gate_of_move("work.finish")
    assert gate is not None
    return judge(World(table.method, table.situation), gate, "work")


def verdict(table: Table) -> str:
    return judged(table).conditions[0].verdict


def grade(table: Table, **grades: int | None) -> None:
    """Let envoys write their notes, with a grade or with none."""
    for envoy, given in grades.items():
        table.share("note", envoy, fields={} if given is None else {"grade": given})


def topic(table: Table, name: str, *, hot: bool | None) -> str:
    return table.share("topic", "chair", name, fields={"name": name, **({} if hot is None else {"hot": hot})})


# one condition


@pytest.mark.parametrize(("need", "expected"), [("true", "met"), ("false", "unmet"), ("1 / 0 == 1", "unknown")])
def test_a_condition_is_met_unmet_or_cannot_be_told(need: str, expected: str) -> None:
    table = a_case(a_need(need))

    assert verdict(table) == expected
    assert judged(table).passes is (expected == "met")
    assert judged(table).conditions[0].single


@pytest.mark.parametrize(
    ("where", "expected"), [("true", "met"), ("false", "not_applicable"), ("1 / 0 == 1", "unknown")]
)
def test_a_condition_applies_where_it_says(where: str, expected: str) -> None:
    table = a_case(a_need("true", where=where))

    assert verdict(table) == expected
    assert judged(table).passes is (expected != "unknown")


def test_a_gate_of_which_nothing_applies_does_not_hold_anything_back() -> None:
    table = a_case(a_need("false", where="false"))

    assert judged(table).verdict == "not_applicable"
    table.do("move", "chair", move="finish")


def test_what_cannot_be_told_lets_nothing_through() -> None:
    table = a_case(a_need("topics.map(t, t.hot)[0]"))
    topic(table, "x", hot=None)

    refusal = table.refused("move", "chair", move="finish")

    assert refusal.gate is not None
    assert (refusal.gate.verdict, refusal.gate.conditions[0].reason) == ("unknown", "left_empty")


def test_a_condition_that_takes_too_many_steps_is_unknown() -> None:
    heavy = "[1,2,3,4,5,6,7,8,9,10]"
    need = heavy
    for name in "abcde":
        need = f"{heavy}.map({name}, {need})"
    table = a_case(a_need(f"size({need}) == 10"))

    assert judged(table).conditions[0].reason == "too_many_steps"


def test_there_are_more_steps_where_there_are_more_of_the_records_that_are_looked_at() -> None:
    table = a_case(a_need("notes.size() > 3"))
    gate = table.method.gate_of_move("work.finish")
    assert gate is not None
    (need,) = needs_in(gate)

    def budget() -> int:
        assert need.need
        assert need.need is not None
        return World(table.method, table.situation).budget(need.need)

    before = budget()
    table.draft("note", "ann", fields={})
    topic(table, "x", hot=None)
    assert budget() == before
    grade(table, ann=1)
    assert budget() == before + 200


@pytest.mark.parametrize(
    ("need", "before", "after"),
    [
        ("true", ("unmet", "waits"), ("met", None)),
        ("false", ("unmet", None), ("unmet", None)),
        ("1 / 0 == 1", ("unmet", "waits"), ("unknown", "division_by_zero")),
    ],
)
def test_what_is_so_has_to_wait_and_what_is_not_so_is_not_met_whatever_it_waits_for(
    need: str, before: tuple[str, str | None], after: tuple[str, str | None]
) -> None:
    table = a_case(a_need(need, waited="P3D"))

    found = []
    for days in (2, 1):
        table.wait(days=days)
        found.append((judged(table).conditions[0].verdict, judged(table).conditions[0].reason))

    assert found == [before, after]


# for each of something


def test_a_condition_for_each_party_is_met_when_it_is_for_all() -> None:
    table = a_case(a_need("note.exists", each="party"))
    grade(table, ann=1, bob=1)
    found = judged(table).conditions[0]

    assert found.verdict == "unmet"
    assert by_subject(found) == {("A",): "met", ("B",): "met", ("C",): "unmet"}
    assert (found.met, found.of) == (2, 3)

    grade(table, cas=None)
    assert verdict(table) == "met"


def test_a_party_that_joins_counts_at_once_and_one_that_left_no_longer() -> None:
    table = a_case(a_need("note.exists", each="party"))
    grade(table, ann=1, bob=1, cas=1)

    table.join("dan", "D", "envoy")
    assert verdict(table) == "unmet"
    table.do("leave", "dan")
    assert verdict(table) == "met"


def test_where_leaves_subjects_out() -> None:
    table = a_case(a_need("note.grade > 3", each="party", where="note.exists"))
    grade(table, ann=4)

    found = judged(table).conditions[0]
    assert by_subject(found) == {("A",): "met"}
    assert found.verdict == "met"


def test_a_where_that_cannot_be_told_makes_its_subject_unknown_never_absent() -> None:
    table = a_case(a_need("topic.name != 'x'", each="topic", where="topic.hot"))
    topic(table, "a", hot=True)
    topic(table, "b", hot=None)
    topic(table, "c", hot=False)

    found = judged(table).conditions[0]
    assert by_subject(found) == {("a",): "met", ("b",): "unknown"}
    assert (found.verdict, found.of) == ("unknown", 2)


@pytest.mark.parametrize(("if_none", "expected"), [(None, "unmet"), ("unmet", "unmet"), ("met", "met")])
def test_an_empty_set_is_unmet_unless_it_is_said_to_be_met(if_none: str | None, expected: str) -> None:
    table = a_case(a_need("true", each="topic", **({"if_none": if_none} if if_none else {})))

    assert verdict(table) == expected
    assert judged(table).conditions[0].reason == (None if expected == "met" else "nothing_there")


def test_a_set_of_which_nothing_is_left_is_empty_too() -> None:
    table = a_case(a_need("true", each="party", where="note.exists", at_least="60%"))

    found = judged(table).conditions[0]
    assert (found.verdict, found.met, found.of, found.subjects) == ("unmet", 0, 0, ())


@pytest.mark.parametrize(
    ("at_least", "met", "expected", "of"),
    [
        (1, 0, "unmet", 1),
        (1, 1, "met", 1),
        (3, 2, "unmet", 3),
        (3, 3, "met", 3),
        (4, 3, "unmet", 4),
        ("60%", 1, "unmet", 2),
        ("60%", 2, "met", 2),
        ("2/3", 2, "met", 2),
        ("67%", 2, "unmet", 3),
        ("100%", 3, "met", 3),
        ("0%", 0, "met", 0),
        ("1/3", 1, "met", 1),
        ("34%", 1, "unmet", 2),
    ],
)
def test_at_least_so_many_a_share_rounded_up(at_least: object, met: int, expected: str, of: int) -> None:
    table = a_case(a_need("note.exists", each="party", at_least=at_least))
    grade(table, **dict.fromkeys(("ann", "bob", "cas")[:met], 1))

    found = judged(table).conditions[0]

    assert (found.verdict, found.met, found.of) == (expected, met, of)


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ({"ann": 5, "bob": 5, "cas": None}, "met"),
        ({"ann": 5, "bob": None, "cas": 1}, "unknown"),
        ({"ann": 1, "bob": None, "cas": 1}, "unmet"),
    ],
)
def test_an_unknown_subject_leaves_the_whole_open_only_where_it_can_matter(
    grades: dict[str, int | None], expected: str
) -> None:
    table = a_case(a_need("note.grade >= 3", each="party", at_least=2))
    grade(table, **grades)

    assert verdict(table) == expected


def test_a_share_is_of_the_subjects_that_are_left() -> None:
    table = a_case(a_need("note.grade >= 3", each="party", where="note.exists", at_least="1/2"))
    grade(table, ann=5, bob=1)

    assert verdict(table) == "met"


# several subjects


def test_several_subjects_are_asked_in_every_combination() -> None:
    table = a_case(a_need("view.exists", each=["topic", "party"]))
    one, two = topic(table, "one", hot=True), topic(table, "two", hot=False)
    table.share("view", "ann", subject=one)
    table.share("view", "bob", subject=two)

    found = by_subject(judged(table).conditions[0])
    assert len(found) == 6
    assert {pair for pair, given in found.items() if given == "met"} == {("one", "A"), ("two", "B")}


def test_what_is_kept_for_several_is_found_whatever_the_order_they_are_asked_in() -> None:
    table = a_case(a_need("view.exists", each=["party", "topic"], at_least=1))
    table.share("view", "ann", subject=topic(table, "one", hot=True))

    assert verdict(table) == "met"


def test_ordered_pairs_are_asked_both_ways_and_nobody_with_itself() -> None:
    table = a_case(a_need("duel.exists", each=["party as a", "party as b"]))
    table.share("duel", "ann", subject=table.party("B"))

    found = by_subject(judged(table).conditions[0])

    assert set(found) == {(a, b) for a in PARTIES for b in PARTIES if a != b}
    assert {pair for pair, given in found.items() if given == "met"} == {("A", "B")}


def test_a_pair_is_found_by_the_names_of_its_sides() -> None:
    table = a_case(a_need("duel.exists", each=["party as b", "party as a"]))
    table.share("duel", "ann", subject=table.party("B"))

    found = by_subject(judged(table).conditions[0])

    assert {pair for pair, given in found.items() if given == "met"} == {("B", "A")}


def test_a_pair_under_other_names_is_found_in_their_order() -> None:
    table = a_case(a_need("duel.exists", each=["party as us", "party as them"]))
    table.share("duel", "ann", subject=table.party("B"))

    found = by_subject(judged(table).conditions[0])

    assert {pair for pair, given in found.items() if given == "met"} == {("A", "B")}


def test_a_pair_inside_a_party_is_the_innermost_pair() -> None:
    pair = a_need("duel.exists", each=["party as us", "party as them"], at_least=1)
    table = a_case({"id": "outer", "each": "party", "all": [pair]})
    table.share("duel", "bob", subject=table.party("C"))

    assert verdict(table) == "met"


def test_holders_and_participants_can_be_asked() -> None:
    table = a_case(
        a_need("guide.accepted", each="guide"),
        a_need("participant.name != 'Abe'", each="participant", id="people"),
        a_need("envoy.party.name != 'B'", each="envoy", id="envoys"),
    )

    guides, people, envoys = judged(table).conditions
    assert by_subject(guides) == {("Gus",): "unmet"}
    assert {name for (name,), given in by_subject(people).items() if given == "unmet"} == {"Abe"}
    assert by_subject(envoys) == {("Ann",): "met", ("Bob",): "unmet", ("Cas",): "met"}


# groups


@pytest.mark.parametrize(
    ("kind", "needs", "expected"),
    [
        ("all", ["true", "true"], "met"),
        ("all", ["true", "1 / 0 == 1"], "unknown"),
        ("all", ["false", "1 / 0 == 1"], "unmet"),
        ("any", ["false", "false"], "unmet"),
        ("any", ["false", "1 / 0 == 1"], "unknown"),
        ("any", ["true", "1 / 0 == 1"], "met"),
    ],
)
def test_all_is_its_worst_part_and_any_its_best(kind: str, needs: list[str], expected: str) -> None:
    table = a_case({"id": "group", kind: [a_need(need, id=f"n{index}") for index, need in enumerate(needs)]})

    assert verdict(table) == expected


@pytest.mark.parametrize("kind", ["all", "any"])
def test_what_does_not_apply_drops_out_of_a_group(kind: str) -> None:
    parts = [a_need("false", where="false", id="out"), a_need("true", id="in")]
    assert verdict(a_case({"id": "group", kind: parts})) == "met"
    assert verdict(a_case({"id": "group", kind: parts[:1]})) == "not_applicable"


@pytest.mark.parametrize("kind", ["all", "any"])
@pytest.mark.parametrize("advice", ["true", "false", "1 / 0 == 1"])
def test_advice_neither_helps_nor_holds_back(kind: str, advice: str) -> None:
    parts = [a_need(advice, id="advice", advisory=True)]
    assert verdict(a_case({"id": "group", kind: parts})) == "not_applicable"
    for need, expected in (("true", "met"), ("false", "unmet")):
        assert verdict(a_case({"id": "group", kind: [*parts, a_need(need)]})) == expected


def test_groups_nest() -> None:
    inner = {"id": "either", "any": [a_need("topics.size() > 0", id="topics"), a_need("note.exists", id="note")]}
    table = a_case({"id": "outer", "each": "party", "all": [a_need("wishes.size() > 0", id="wish"), inner]})
    table.share("wish", "ann")
    grade(table, ann=1)
    table.share("wish", "bob")

    assert by_subject(judged(table).conditions[0]) == {("A",): "met", ("B",): "unmet", ("C",): "unmet"}

    topic(table, "one", hot=None)
    table.share("wish", "cas")
    assert verdict(table) == "met"


def test_a_group_applies_where_it_says_and_for_so_many() -> None:
    part = a_need("wishes.size() > 0", id="wish")
    table = a_case({"id": "some", "each": "party", "where": "note.exists", "at_least": "50%", "all": [part]})
    grade(table, ann=1, bob=1)
    assert verdict(table) == "unmet"

    table.share("wish", "bob")
    assert by_subject(judged(table).conditions[0]) == {("A",): "unmet", ("B",): "met"}
    assert verdict(table) == "met"
    assert verdict(a_case({"id": "never", "where": "false", "all": [a_need("false")]})) == "not_applicable"


def test_a_subject_for_which_nothing_in_the_group_applies_drops_out() -> None:
    part = a_need("note.grade > 3", where="note.exists")
    table = a_case({"id": "group", "each": "party", "all": [part]})
    grade(table, ann=5)

    assert by_subject(judged(table).conditions[0]) == {("A",): "met"}


def test_inside_each_party_its_own_records_and_people_are_meant() -> None:
    wish = a_need("wish.text != 'bad'", each="wish", id="wish")
    envoy = a_need("envoy.party.name == party.name", each="envoy", id="envoy")
    person = a_need("participant.name != 'Bob'", each="participant", id="person")
    guide = a_need("guide.name == 'Gus'", each="guide", id="guide")
    other = a_need("true", each="topic", id="topic", if_none="met")
    table = a_case({"id": "own", "each": "party", "all": [wish, envoy, person, guide, other]})
    for by, text in (("ann", "good"), ("bob", "good"), ("cas", "bad")):
        table.share("wish", by, fields={"text": text})

    found = judged(table).conditions[0]

    inner = {
        one.bound["party"].name(): {part.part.id: by_subject(part) for part in one.conditions} for one in found.subjects
    }
    assert inner["C"]["wish"] == {("bad",): "unmet"}
    assert inner["A"]["envoy"] == {("Ann",): "met"}
    assert set(inner["A"]["person"]) == {("Ann",), ("Abe",)}
    assert inner["A"]["guide"] == {("Gus",): "met"}
    assert by_subject(found) == {("A",): "met", ("B",): "unmet", ("C",): "unmet"}


def test_inside_each_topic_what_is_kept_for_it_is_meant() -> None:
    table = a_case({"id": "own", "each": "topic", "all": [a_need("view.exists", each="view", if_none="unmet")]})
    one = topic(table, "one", hot=True)
    topic(table, "two", hot=True)
    table.share("view", "ann", subject=one)

    assert by_subject(judged(table).conditions[0]) == {("one",): "met", ("two",): "unmet"}


def test_inside_each_topic_the_people_of_all_parties_are_meant() -> None:
    envoy = a_need("envoy.name != 'Bob'", each="envoy", id="envoy")
    person = a_need("participant.name != 'Gus'", each="participant", id="person")
    table = a_case({"id": "own", "each": "topic", "all": [envoy, person]})
    topic(table, "one", hot=True)

    (found,) = judged(table).conditions[0].subjects

    assert {part.part.id: by_subject(part) for part in found.conditions} == {
        "envoy": {("Ann",): "met", ("Bob",): "unmet", ("Cas",): "met"},
        "person": {("Chair",): "met", ("Ann",): "met", ("Abe",): "met", ("Bob",): "met", ("Cas",): "met"}
        | {("Gus",): "unmet"},
    }


def test_what_is_kept_for_nothing_is_meant_inside_each_party() -> None:
    hot = a_need("topic.hot", each="topic", id="hot")
    table = a_case({"id": "own", "each": "party", "all": [hot]})
    for name, is_hot in (("one", True), ("two", False)):
        topic(table, name, hot=is_hot)

    found = judged(table).conditions[0].subjects

    assert [by_subject(one.conditions[0]) for one in found] == [{("one",): "met", ("two",): "unmet"}] * 3


# skeletons


def test_findings_hold_ids_and_verdicts_only() -> None:
    table = a_case({"id": "own", "each": "party", "at_least": 1, "all": [a_need("note.exists")]})
    grade(table, ann=3)
    subjects = [
        events.SubjectFinding((table.party(name),), given, (events.Finding("asked", given),))
        for name, given in zip(PARTIES, ("met", "unmet", "unmet"), strict=True)
    ]

    assert findings(judged(table)) == (events.Finding("own", "met", tuple(subjects)),)
    assert findings(None) == ()


def test_equal_findings_have_equal_fingerprints_and_others_have_others() -> None:
    table = a_case(a_need("note.exists", each="party"))
    empty = findings(judged(table))
    grade(table, ann=3)
    one = findings(judged(table))
    grade(table, ann=4)

    assert events.fingerprint(empty) != events.fingerprint(one) == events.fingerprint(findings(judged(table)))


@pytest.mark.parametrize("need", ["has(record.text)", "!has(record.text)", "record.text == 'x'", "record.text != 'x'"])
def test_nothing_can_be_told_of_what_was_erased_not_even_that_it_was_there(need: str) -> None:
    """Erased content makes a gate unknown, never met, however the condition asks."""
    fields = {"text": {"type": "text", "title": "Text", "optional": True}}
    table = two_parties(a_method(records={"record": a_record(fields=fields)}, gate=[a_need(need)]))
    table.share("record", "ann")
    before = table.situation
    (record,) = before.records.values()
    assert record.live is not None
    erased = replace(record, live=replace(record.live, fields=None))
    situation = replace(before, records=before.records.set(record.id, erased))

    gate = table.method.gate_of_move("work.finish")
    assert gate is not None
    verdict = judge(World(table.method, situation), gate, "work")

    assert verdict.verdict == "unknown"
    assert not verdict.passes


def test_a_gate_counts_the_working_days_between_two_moments() -> None:
    need = a_need("workdays(process.opened_at, note.shared_at) >= 3", unmet="Three working days")
    people = [("ann", "A", "envoy")]
    table = a_table(a_method(roles=ROLES, records={"note": a_record()}, gate=[need]), people)  # opened on a Monday

    table.wait(days=2)
    table.share("note", "ann", "wednesday")
    refusal = table.refused("move", "chair", move="finish")
    assert refusal.gate is not None
    assert refusal.gate.verdict == "unmet"
    (move,) = table.progress().moves
    assert move.gate is not None
    assert move.gate.verdict == "unmet"

    table.do("withdraw", "ann", id="wednesday", version=1)
    table.wait(days=2)
    table.share("note", "ann", "friday")
    table.do("move", "chair", move="finish")


@pytest.mark.parametrize(
    ("shows", "count", "subjects"), [("names", None, 3), ("count", (1, 3), 0), ("outcome", None, 0)]
)
def test_events_keep_no_more_of_a_condition_than_it_shows(
    shows: str, count: tuple[int, int] | None, subjects: int
) -> None:
    table = a_case(a_need("note.exists", each="party", shows=shows))
    grade(table, ann=1)

    (found,) = findings(judged(table))

    assert (found.count, len(found.subjects)) == (count, subjects)


@pytest.mark.parametrize("need", [a_need("true", shows="count"), a_need("true", each="topic", shows="count")])
def test_where_nothing_is_counted_no_count_is_kept(need: dict[str, Any]) -> None:
    (found,) = findings(judged(a_case(need)))

    assert found.count is None


def test_what_is_asked_of_an_instant_is_judged_anew_for_each_instant_in_one_world() -> None:
    table = a_case({"id": "waits", "each": "party", "waited": "P3D", "unmet": "Too early", "owed_by": "chair"})
    gate, world = table.method.gate_of_move("work.finish"), World(table.method, table.situation)
    assert gate is not None

    found = [judge(world, gate, "work", at=NINE + timedelta(days=days)).verdict for days in (2, 3, 2)]

    assert found == ["unmet", "met", "unmet"]


def test_what_is_asked_of_somebody_is_judged_anew_for_each_in_one_world() -> None:
    table = a_case({"id": "own", "each": "party", "all": [a_need("note.exists")]})
    grade(table, bob=1)
    gate, world = table.method.gate_of_move("work.finish"), World(table.method, table.situation)
    assert gate is not None
    (need,) = needs_in(gate)

    found = [judge(world, need, "work", {"party": world.party(table.party(name))}).verdict for name in PARTIES]

    assert found == ["unmet", "met", "unmet"]


def test_a_standing_gate_asks_nothing_of_a_party_that_catches_up_also_not_beside_something_else() -> None:
    table = a_case(a_need("view.exists", each=["topic", "party"]))
    topic(table, "one", hot=True)
    late = table.party("B")
    gate = table.method.gate_of_move("work.finish")
    assert gate is not None
    owed = immutables.Map({late: (OpenDuty(Duty("work:finish.asked", "work")),)})
    world = World(table.method, replace(table.situation, duties=owed))

    standing, moving = (judge(world, gate, "work", standing=standing).conditions[0] for standing in (True, False))

    assert by_subject(standing) == {("one", "A"): "unmet", ("one", "C"): "unmet"}
    assert by_subject(moving) == {("one", name): "unmet" for name in PARTIES}


def test_a_condition_with_a_term_counts_as_met_until_that_is_over_in_a_standing_gate_alone() -> None:
    table = a_case(a_need("note.exists", each="party", due="P3D"))
    grade(table, ann=1)
    gate = table.method.gate_of_move("work.finish")
    assert gate is not None

    found = []
    for days in (2, 1):
        table.wait(days=days)
        world = World(table.method, table.situation)
        found.append([judge(world, gate, "work", standing=standing).verdict for standing in (True, False)])

    assert found == [["met", "unmet"], ["unmet", "unmet"]]
