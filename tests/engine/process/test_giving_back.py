"""What a child found comes back to its parent with its end: records of the parent that say where they come from."""

from __future__ import annotations

import pytest

from engine.process import events
from engine.process.refusal import Refusal
from engine.process.situation import Record
from engine.process.view import records
from tests.engine.process.family_methods import FINDING
from tests.engine.process.test_families import Family, a_family
from tests.engine.process.test_reading_the_parent import NO_EACH, reading
from tests.factories import Part

GIVING = FINDING.replace("case: {", "returns: [answer]\ncase: {")
MANY = GIVING.replace("answer: {title: Answer,", "answer: {title: Answer, many: true,").replace(
    "need: answer.exists", "need: answers.size() > 0"
)
ONE = """
  answer:
    title: Answer
    per: topic
    written_by: never
    seen_by: process
    fields: {text: {type: text, title: Text}}
"""
SEVERAL = ONE.replace("    per: topic\n    written_by: never", "    many: true\n    written_by: envoy")
SETTLED = "facts.outcome == 'settled'"


def begun(*topics: str, child: str = GIVING, kept: str = ONE, old: str = "", new: str = "") -> Family:
    family = a_family(old, new, child, kept)
    for topic in topics or ("wet",):
        family.topic(topic)
    family.do("move", "chair", move="on")
    return family


def about(family: Family) -> dict[str, str]:
    return {one.subject[0]: one.id for one in family.situation.running()}


def answers(family: Family) -> list[Record]:
    return family.situation.of_type("answer")


def texts(family: Family) -> list[object]:
    return [one.live.fields["text"] for one in answers(family) if one.counts and one.live and one.live.fields]


def test_what_a_child_found_comes_back_with_its_end_for_what_it_is_about() -> None:
    family = begun("wet", "dry")
    ids = about(family)
    assert answers(family) == []

    family.found(ids["dry"])

    (answer,) = answers(family)
    assert (answer.subject, texts(family)) == (("dry",), ["It is"])
    assert answer.origin
    assert (answer.origin.process, answer.origin.record) == (ids["dry"], f"answer-{ids['dry']}")
    assert answer.live
    assert answer.live.author == "ann"


def test_while_a_child_goes_on_nothing_of_what_it_writes_is_known_in_the_parent() -> None:
    family = begun()
    before = family.situation.order
    family.must("record", "ann", record="answer", id="a", fields={"text": "It is"})
    family.must("share", "ann", id="a", version=1)
    assert family.situation.order == before


def test_it_counts_in_gates_by_its_subject_its_type_and_the_phase_that_ran_it() -> None:
    need = "topic.answer.exists && facts.answer.text == 'It is' && answers.size() == 1 && facts.answers.size() == 1"
    family = begun(old=SETTLED, new=need.replace('"', "'"))
    assert family.refused("move", "chair", move="agree").gate is not None

    family.found()

    family.do("move", "chair", move="agree")
    assert family.situation.end == "agreed"


def test_every_end_of_the_method_brings_it_back_and_being_cancelled_does_not() -> None:
    family = begun("wet", "dry", child=GIVING.replace("need: answer.exists", "need: case.weight == 9"))
    ids = about(family)
    for child in ids.values():
        family.must("record", "ann", child, record="answer", id=f"a-{child}", fields={"text": child})
        family.must("share", "ann", child, id=f"a-{child}", version=1)
    family.must("cancel", "chair", ids["dry"], reason="No use")
    assert answers(family) == []

    family.wait(days=22)

    assert family.outcomes() == {"wet": "not_settled", "dry": "cancelled"}
    assert texts(family) == [ids["wet"]]


def test_a_child_that_is_dismissed_gives_nothing_back() -> None:
    family = begun()
    family.must("record", "ann", record="answer", id="a", fields={"text": "It is"})
    family.must("share", "ann", id="a", version=1)
    family.do("move", "chair", move="again")
    assert answers(family) == []


def test_when_the_phase_is_entered_anew_what_came_back_before_lapses_at_once() -> None:
    family = begun()
    family.found()
    family.do("move", "chair", move="again")
    assert texts(family) == ["It is"]

    happened = family.do("move", "chair", move="on")

    assert texts(family) == []
    assert [one.because for one in happened if isinstance(one, events.HandedLapsed)] == ["anew"]
    family.found()
    assert texts(family) == ["It is"]


def test_where_there_can_be_many_people_write_their_own_beside_it_and_nobody_changes_what_came() -> None:
    opening = "    open: [topic]\n    moves"
    family = begun(child=MANY, kept=SEVERAL, old=opening, new=opening.replace("topic", "topic, answer"))
    family.found()
    family.do("move", "chair", move="again")
    (answer,) = answers(family)

    changes: list[tuple[str, Part]] = [
        ("record", {"record": "answer", "fields": {"text": "No"}}),
        ("withdraw", {"version": 1}),
    ]
    for do, told in changes:
        refused = family.refused(do, "ann", id=answer.id, **told)
        assert refused.message == "comes_from_elsewhere"
    family.do("record", "ann", record="answer", id="own", fields={"text": "Our own"})
    family.do("share", "ann", id="own", version=1)
    assert texts(family) == ["It is", "Our own"]


def test_a_party_confirms_what_came_back_and_a_vote_is_held_about_it() -> None:
    confirmed = ONE.replace("    seen_by", "    confirmed_by: {each: party, role: envoy}\n    seen_by")
    family = begun(kept=confirmed, old=SETTLED, new="topic.answer.confirmed")
    family.found()
    (answer,) = answers(family)
    for by in ("ann", "bob"):
        family.do("confirm", by, id=answer.id, version=1)
    family.do("move", "chair", move="agree")


def test_what_names_a_topic_in_the_child_names_that_of_the_parent_when_it_comes_back() -> None:
    link = "fields: {text: {type: text, title: Text}, on: {type: link, to: topic, title: On, optional: true}}"
    old = "fields: {text: {type: text, title: Text}}"
    child = reading().replace("parent: [topic]", "parent: [topic]\nreturns: [answer]").replace(old, link)
    family = begun(child=child, kept=ONE.replace(old, link))
    (topic,) = family.simulation.children[family.child][1].of_type("topic")
    family.must("record", "ann", record="answer", id="a", fields={"text": "It is", "on": topic.id})
    family.must("share", "ann", id="a", version=1)
    family.must("move", "chair", move="settle")

    (answer,) = answers(family)
    assert answer.live
    assert answer.live.fields
    assert answer.live.fields["on"] == "wet"


def test_readers_are_told_from_where_and_by_whom_also_by_one_who_was_in_the_child_alone() -> None:
    child = MANY.replace("written_by: [guide, envoy]", "written_by: [guide, envoy, expert]")
    family = begun(child=child, kept=SEVERAL, old=NO_EACH[0], new=NO_EACH[1])
    family.must("join", "chair", participant="eve", name="Eve", roles=["expert"])
    family.must("record", "eve", record="answer", id="e", fields={"text": "So it is"})
    family.must("share", "eve", id="e", version=1)
    family.must("move", "chair", move="settle")

    (told,) = records(family.telling("bob"), "answer")

    assert told.origin
    assert (told.origin.kind, told.origin.title, told.origin.written_by) == ("child", "Facts", "Eve")
    assert "eve" not in family.situation.participants


@pytest.mark.parametrize("party", ["Town", "Water"])
def test_whoever_wrote_it_is_told_in_the_parent_as_any_writer_is(party: str) -> None:
    family = begun(old=SETTLED, new=f"topic.answer.party.name == '{party}'")
    family.found()
    answer = family.ask("move", "chair", move="agree")
    assert isinstance(answer, Refusal) == (party == "Water")
