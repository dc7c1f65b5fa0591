"""A child reads records of its parent: they are there as they are in the parent, and go on being so."""

from __future__ import annotations

from typing import Any

import pytest

from engine.process import events
from engine.process.refusal import Refusal
from engine.process.sight import Reader
from engine.process.situation import Record, Situation
from engine.process.view import Telling, records, telling_for
from tests.engine.process.family_methods import FINDING, talks
from tests.engine.process.test_families import Family, a_family
from tests.factories import Part, a_table

TOPIC = """
  topic:
    title: Topic
    written_by: never
    seen_by: process
    fields: {question: {type: line, title: Question}, disputed: {type: yes_no, title: Disputed}}
"""
ALL = TOPIC.replace("    written_by", "    many: true\n    written_by")
DEEPER = """phases:
  deeper:
    title: Deeper
    run: finding
    depth: 2
    with: {question: topic.question}
    moves: {up: {title: Up, to: look, by: guide}}
"""
GATE = "gate: [{id: told, need: answer.exists, unmet: Nothing was found yet, owed_by: guide}]"
NO_EACH = ("    each: topic\n    where: topic.disputed\n    with: {question: topic.question, weight: topic.weight}\n",
           "    with: {question: process.title}\n")  # fmt: skip


def reading(topic: str = TOPIC, *changes: tuple[str, str]) -> str:
    """Return the child's method, reading topics of its parent."""
    child = FINDING.replace("case: {", "parent: [topic]\ncase: {").replace("records:\n", f"records:{topic}", 1)
    for old, new in changes:
        assert old in child
        child = child.replace(old, new)
    return child


def begun(child: str | None = None, records: str = "", old: str = "", new: str = "") -> Family:
    """Return talks of which the phase runs processes, and one topic."""
    family = a_family(old, new, child or reading(), records)
    family.topic("wet")
    family.do("move", "chair", move="on")
    return family


def child_of(family: Family, child: str | None = None) -> Situation:
    return family.simulation.children[child or family.child][1]


def topics(family: Family, child: str | None = None) -> list[Record]:
    return child_of(family, child).of_type("topic")


def fields(record: Record) -> Part:
    return dict(record.live.fields or {}) if record.live else {}


def telling(family: Family, participant: str) -> Telling:
    method, child = family.simulation.children[family.child]
    return telling_for(method, child, Reader(participant=participant))


def changed(family: Family, topic: str, version: int, **told: Any) -> None:
    family.do("record", "chair", record="topic", id=topic, fields=told)
    family.do("share", "chair", id=topic, version=version)


def test_a_child_has_the_record_it_is_about_and_of_that_only_the_fields_it_names() -> None:
    family = a_family(child=reading())
    family.do("record", "ann", record="topic", id="wet", fields={"question": "Wet?", "disputed": True, "weight": 3})
    family.do("share", "ann", id="wet", version=1)
    family.topic("dry", by="bob")
    family.do("move", "chair", move="on")
    about = {one.subject: one.id for one in family.situation.children.values()}

    (wet,), (dry,) = topics(family, about["wet",]), topics(family, about["dry",])

    assert (fields(wet), fields(dry)["question"]) == ({"question": "Wet?", "disputed": True}, "Is dry so?")
    assert wet.id != "wet"
    assert wet.live
    assert wet.live.author == "ann"
    assert wet.origin
    assert (wet.origin.process, wet.origin.record) == (family.situation.process, "wet")


def test_without_a_subject_a_child_has_all_of_them_also_those_that_come_later() -> None:
    family = begun(reading(ALL), old=NO_EACH[0], new=NO_EACH[1])
    family.topic("dry", by="bob")
    assert [fields(one)["question"] for one in topics(family)] == ["Is wet so?", "Is dry so?"]


def test_a_condition_of_the_child_follows_what_the_parent_records() -> None:
    gate = "gate: [{id: over, need: '!topic.disputed', unmet: It is disputed, owed_by: guide}]"
    family = begun(reading(TOPIC, (GATE, gate)))
    assert family.in_child("move", "chair", move="settle").gate is not None

    changed(family, "wet", 2, question="Is it?", disputed=False)

    (topic,) = topics(family)
    assert (topic.live and topic.live.number, fields(topic)["question"]) == (2, "Is it?")
    family.must("move", "chair", move="settle")
    assert family.outcomes() == {"wet": "settled"}


def test_a_version_that_says_the_same_here_is_no_new_one_and_a_draft_is_not_known() -> None:
    family = begun()
    before = child_of(family).order

    changed(family, "wet", 2, question="Is wet so?", disputed=True, weight=4)
    family.do("record", "bob", record="topic", id="secret", fields={"question": "Hush", "disputed": False})

    assert child_of(family).order == before


def test_what_is_withdrawn_in_the_parent_lapses_here_with_what_was_confirmed_of_it() -> None:
    confirmed = TOPIC.replace("    fields", "    confirmed_by: {each: party, role: envoy}\n    fields")
    family = begun(reading(confirmed))
    (topic,) = topics(family)
    family.must("confirm", "ann", id=topic.id, version=1)
    family.must("confirm", "bob", id=topic.id, version=1)
    assert topics(family)[0].state == "confirmed"

    changed(family, "wet", 2, question="Is it?", disputed=True)
    assert (topics(family)[0].state, topics(family)[0].confirmations) == ("shared", ())

    family.do("withdraw", "chair", id="wet", version=2)
    assert (topics(family)[0].state, topics(family)[0].counts) == ("lapsed", False)


@pytest.mark.parametrize("do", ["record", "withdraw"])
def test_nobody_writes_here_what_comes_from_the_parent(do: str) -> None:
    family = begun(reading(TOPIC.replace("never", "[guide, envoy]"), ("open: [answer]", "open: [answer, topic]")))
    (topic,) = topics(family)
    told: Part = {"id": topic.id, "version": 1} if do == "withdraw" else {"record": "topic", "fields": {}}

    answer = family.in_child(do, "chair", **told)

    assert isinstance(answer, Refusal)
    assert (answer.kind, answer.message) == ("rule", "comes_from_elsewhere")


def test_opened_by_itself_a_method_has_these_written_like_any_other_record() -> None:
    child = reading(TOPIC.replace("never", "guide"), ("open: [answer]", "open: [answer, topic]"),
                    ("may: {", "may: {open: guide, "))  # fmt: skip
    table = a_table(talks(child=child).child("facts"), case={"question": "Wet?"})
    table.do("record", "chair", record="topic", id="own", fields={"question": "Q", "disputed": True})
    table.do("share", "chair", id="own", version=1)
    assert table.record("own").origin is None


def test_records_are_kept_for_the_parties_and_records_that_come_along_and_name_these() -> None:
    stance = """
  stance:
    title: Stance
    per: [topic, party]
    many: true
    written_by: envoy
    seen_by: process
    fields:
      says: {type: line, title: Says}
      also: {type: link, to: topic, title: Also, optional: true}
      with: {type: list, of: party, title: With, optional: true}
"""
    child = reading(TOPIC + stance.replace("envoy", "never"), ("parent: [topic]", "parent: [topic, stance]"))
    opening = "    open: [topic]\n    moves"
    family = begun(child, old=opening, new=opening.replace("topic", "topic, stance"), records=stance)
    family.topic("dry")
    family.do("move", "chair", move="again")
    for name, by in (("s1", "ann"), ("s2", "bob")):
        told = {"says": name, "also": "wet", "with": list(family.situation.parties)}
        family.do("record", by, record="stance", id=name, subject=["wet"], fields=told)
        family.do("share", by, id=name, version=1)
    family.do("move", "chair", move="on")
    about = {one.subject: one.id for one in family.situation.running()}

    wet, dry = child_of(family, about["wet",]), child_of(family, about["dry",])

    (topic,), found = wet.of_type("topic"), wet.of_type("stance")
    sides = [family.situation.participants[by].party for by in ("ann", "bob")]
    assert [one.subject for one in found] == [(topic.id, party) for party in sides]
    assert [one.party for one in found] == sides
    assert [fields(one)["also"] for one in found] == [topic.id, topic.id]
    assert fields(found[0])["with"] == list(family.situation.parties)
    assert dry.of_type("stance") == []


def test_readers_are_told_where_a_record_comes_from_and_who_wrote_it_though_he_takes_no_part() -> None:
    apart = "    roles: {guide: chair}\n    parties: \"parties.filter(p, p.name != 'Town')\"\n"
    family = a_family("    roles: {guide: chair}\n", apart, reading())
    family.topic("wet", by="ann")
    family.do("move", "chair", move="on")

    (told,) = records(telling(family, "bob"), "topic")

    assert told.origin
    assert (told.origin.kind, told.origin.process) == ("parent", family.situation.process)
    assert (told.origin.record, told.origin.written_by) == ("wet", "Ann")
    assert "ann" not in child_of(family).participants


def test_a_party_that_comes_to_take_part_changes_nothing_of_what_was_confirmed_of_its_record() -> None:
    meant = '    roles: {guide: chair}\n    parties: "parties.filter(p, topics.exists(t, t.question == p.name))"\n'
    confirmed = TOPIC.replace("    seen_by", "    confirmed_by: guide\n    seen_by")
    gate = "gate: [{id: told, need: topic.party.name == 'Town', unmet: Not Town, owed_by: {writer_of: topic}}]"
    family = a_family("    roles: {guide: chair}\n", meant, reading(confirmed, (GATE, gate)))
    family.topic("wet", by="ann")
    family.do("move", "chair", move="on")
    (topic,) = topics(family)
    family.must("confirm", "chair", id=topic.id, version=1)
    assert family.in_child("move", "chair", move="settle").gate is not None

    family.do("record", "chair", record="topic", id="t", fields={"question": "Town", "disputed": False})
    family.do("share", "chair", id="t", version=1)

    (topic,) = topics(family)
    assert topic.live
    assert (topic.live.number, topic.confirmed_at is not None, topic.party) == (1, True, family.party("Town"))
    family.must("move", "chair", move="settle")


def test_whoever_wrote_it_is_known_to_the_conditions_of_the_child_where_he_takes_part() -> None:
    gate = "gate: [{id: told, need: topic.party.name == 'Town', unmet: Not Town, owed_by: {writer_of: topic}}]"
    family = a_family(child=reading(TOPIC, (GATE, gate)))
    family.topic("wet", by="ann")
    family.topic("dry", by="chair")
    family.do("move", "chair", move="on")
    about = {one.subject: one.id for one in family.situation.running()}

    assert isinstance(family.in_child("move", "chair", about["dry",], move="settle"), Refusal)
    family.must("move", "chair", about["wet",], move="settle")


def test_what_changes_in_fields_that_fewer_see_in_the_parent_leaves_no_trace_in_the_child() -> None:
    old, untold = "      weight: {type: whole, title: Weight, optional: true}\n", (", weight: topic.weight}", "}")
    family = a_family(old, old.replace("true}", "true, seen_by: chair}"), reading(), changes=[untold])
    family.topic("wet")
    family.do("move", "chair", move="on")
    before = child_of(family)

    changed(family, "wet", 2, question="Is wet so?", disputed=True, weight=5)

    assert child_of(family) == before
    assert family.situation.records["wet"].latest == 2


def test_what_lapsed_by_a_rule_of_the_child_is_back_with_the_next_version_that_says_something_else() -> None:
    lapsing = (
        "      settle:",
        "      drop: {title: Drop, to: look, by: guide, back: true, lapses: [topic]}\n      settle:",
    )
    family = begun(reading(TOPIC, lapsing))
    family.must("move", "chair", move="drop")
    assert topics(family)[0].state == "lapsed"

    changed(family, "wet", 2, question="Is wet so?", disputed=True, weight=5)
    assert topics(family)[0].state == "lapsed"
    changed(family, "wet", 3, question="Is it?", disputed=True)
    assert topics(family)[0].state == "shared"


@pytest.mark.parametrize("kind", ["party", "participant"])
def test_who_takes_no_part_is_left_out_of_what_names_him_until_he_does(kind: str) -> None:
    asked = f"asked: {{type: {kind}, title: Asked, optional: true}}"
    kept = (
        "      question: {type: line, title: Question}\n",
        f"      question: {{type: line, title: Question}}\n      {asked}\n",
    )
    family = a_family(*kept, child=reading(TOPIC.replace("disputed: {", f"{asked}, disputed: {{")))
    family.do("join", "chair", participant="eve", name="Eve", party="Wood", roles=[])
    named = family.situation.participants["eve"].party if kind == "party" else "eve"
    family.do("record", "ann", record="topic", id="wet", fields={"question": "Q", "disputed": True, "asked": named})
    family.do("share", "ann", id="wet", version=1)
    family.do("move", "chair", move="on")
    assert "asked" not in fields(topics(family)[0])

    family.do("appoint", "chair", participant="eve", role="envoy")

    assert fields(topics(family)[0])["asked"] == named


def test_a_party_disputes_what_comes_from_the_parent_until_there_is_a_new_version() -> None:
    family = begun()
    family.must("dispute", "bob", id=topics(family)[0].id, version=1, reason="No")
    assert topics(family)[0].state == "disputed"
    changed(family, "wet", 2, question="Is it?", disputed=True)
    assert topics(family)[0].state == "shared"


def test_a_decision_about_it_lapses_with_the_version_it_was_about() -> None:
    vote = """decisions:
  course:
    {title: Course, about: topic, by: guide, voters: {each: party, role: envoy}, rule: unanimity, seen_by: process}
phases:"""
    family = begun(reading(TOPIC, ("phases:", vote), ("open: [answer]", "open: [answer, course]")))
    family.must("propose", "chair", decision="course")
    (run,) = child_of(family).runs.values()
    assert [(topics(family)[0].id, 1)] == list(run.about)

    changed(family, "wet", 2, question="Is it?", disputed=True)

    assert [one.state for one in child_of(family).runs.values()] == ["lapsed"]


def test_a_grandchild_reads_what_its_parent_reads() -> None:
    family = begun(reading(TOPIC, ("phases:\n", DEEPER)))
    child = family.situation.running()[0].id
    grandchild = child_of(family, child).running()[0].id
    assert fields(topics(family, grandchild)[0])["question"] == "Is wet so?"

    changed(family, "wet", 2, question="Is it?", disputed=True)

    (topic,) = topics(family, grandchild)
    assert fields(topic)["question"] == "Is it?"
    assert topic.origin
    assert (topic.origin.process, topic.origin.record) == (child, topics(family, child)[0].id)


def test_the_child_tells_its_people_of_what_comes_along_and_of_each_version_that_says_something_else() -> None:
    family = begun(reading(TOPIC.replace("    seen_by", "    tells: guide\n    seen_by")))
    changed(family, "wet", 2, question="Is it?", disputed=True)
    changed(family, "wet", 3, question="Is it?", disputed=True, weight=5)

    told = [event.body for process, event in family.simulation.log if process == family.child]
    about = f"record:{topics(family)[0].id}"
    assert [one for one in told if isinstance(one, events.PeopleTold)] == [events.PeopleTold(about, ("chair",))] * 2


def test_what_is_kept_for_a_party_comes_along_only_where_that_party_takes_part() -> None:
    stance = """
  stance:
    title: Stance
    per: party
    written_by: envoy
    seen_by: process
    fields: {says: {type: line, title: Says}}
"""
    roles = "    roles: {guide: chair}\n"
    apart = roles + "    parties: \"parties.filter(p, p.name != 'Town')\"\n"
    child = reading(TOPIC + stance.replace("envoy", "never"), ("parent: [topic]", "parent: [topic, stance]"))
    opening = "    open: [topic]\n    moves"
    family = a_family(
        opening, opening.replace("topic", "topic, stance"), child, records=stance, changes=[(roles, apart)]
    )
    family.topic("wet")
    for by in ("ann", "bob"):
        family.share("stance", by, f"of-{by}", fields={"says": f"Says {by}"})
    family.do("move", "chair", move="on")

    assert [fields(one) for one in child_of(family).of_type("stance")] == [{"says": "Says bob"}]
