"""What a child reads of its parent must be there, fit, and be seen by all who see either."""

from __future__ import annotations

import pytest

from engine.errors import MethodInvalid
from engine.language import read_method
from engine.language.declaration import Declaration
from engine.language.handed import passing_fields
from tests.engine.process.family_methods import talks
from tests.engine.process.test_giving_back import GIVING, ONE
from tests.engine.process.test_reading_the_parent import ALL, NO_EACH, TOPIC, reading
from tests.factories import Part

SHARED = "{id: g, need: topic.disputed, unmet: U, owed_by: guide}"
QUESTION = "question: {type: line, title: Question}"
OWN = {
    "gate": ("    seen_by", f"    gate: [{SHARED}]\n    seen_by",
             "'topic' comes from another process, which settles this: leave 'gate' out"),
    "where": ("    seen_by", "    where: has(case.weight)\n    seen_by", "leave 'where' out"),
    "hidden": ("seen_by: process", "seen_by: guide", "seen by all who see either: let 'process' see 'topic'"),
    "hidden field": ("title: Question}", "title: Question, seen_by: guide}", "and whole: leave 'seen_by' out"),
    "field written here": ("title: Question}", "title: Question, written_by: guide}", "leave 'written_by' out"),
    "document": ("{question:", "{paper: {type: document, title: P, optional: true}, question:",
                 "documents stay where they are"),
    "link": ("{question:", "{to: {type: link, to: answer, title: To, optional: true}, question:",
             "comes from another process, and 'answer' does not"),
    "kept for a role": ("    seen_by", "    per: guide\n    seen_by", "it is kept for each party, or for records that"),
}  # fmt: skip
TOGETHER = {
    "no such record": (("parent: [topic]", "parent: [topic, answer]"), "of this process: declare it under 'records'"),
    "no such field": ((" disputed: ", " more: {type: line, title: More}, disputed: "), "it has no field 'more'"),
    "another type": ((QUESTION, QUESTION.replace("line", "text")), "its field 'question' is another where it goes"),
    "optional": (("disputed: {type: yes_no, title: Disputed}", "weight: {type: whole, title: Weight}"),
                 "'weight' may be left empty where it comes from"),
    "public": (("seen_by: process\n    fields: {question", "seen_by: public\n    fields: {question"),
               "seen by the public where it goes"),
    "kept for what it is not": (("    written_by: never", "    per: party\n    written_by: never"),
                                "it is kept for each 'party' where it goes, and not where it comes from"),
}  # fmt: skip


@pytest.mark.parametrize("case", OWN.values(), ids=OWN)
def test_a_type_that_cannot_come_from_elsewhere_is_complained_about(case: tuple[str, str, str]) -> None:
    old, new, message = case
    with pytest.raises(MethodInvalid) as caught:
        read_method(reading(TOPIC.replace(old, new, 1)), "finding.yaml")

    assert any(message in one.message for one in caught.value.diagnostics), caught.value.diagnostics


@pytest.mark.parametrize("case", TOGETHER.values(), ids=TOGETHER)
def test_a_parent_that_does_not_have_what_its_child_reads_is_complained_about(
    case: tuple[tuple[str, str], str],
) -> None:
    change, message = case
    with pytest.raises(MethodInvalid) as caught:
        talks(child=reading(TOPIC, change))

    told = [one.message for one in caught.value.diagnostics]
    assert any(message in one and one.startswith("'finding' reads '") for one in told), told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    seen_by: process\n    fields:\n      question",
         "    seen_by: [chair, party]\n    fields:\n      question",
         "fewer may see it than see the process"),
        ("question: {type: line, title: Question}", "question: {type: line, title: Question, seen_by: chair}",
         "fewer may see its field 'question' than see the process"),
        (*NO_EACH, "there can be several of it where it goes: say 'many: true' there"),
    ],
)  # fmt: skip
def test_what_fewer_see_in_the_parent_or_of_what_there_can_be_more_does_not_pass(
    old: str, new: str, message: str
) -> None:
    with pytest.raises(MethodInvalid) as caught:
        talks(old, new, reading())

    assert any(message in one.message for one in caught.value.diagnostics), caught.value.diagnostics


def test_of_several_the_child_has_many() -> None:
    talks(*NO_EACH, reading(ALL))


def test_a_record_that_nobody_writes_and_that_comes_from_nowhere_is_complained_about() -> None:
    with pytest.raises(MethodInvalid, match="nobody could ever write 'topic', and it comes from no other process"):
        read_method(reading().replace("parent: [topic]\n", ""), "finding.yaml")


def test_where_a_method_that_is_run_is_not_known_that_alone_is_said() -> None:
    with pytest.raises(MethodInvalid) as raised:
        talks("run: finding", "run: another", child=GIVING, records=ONE)

    assert [one.code for one in raised.value.diagnostics] == ["run-unknown"]


BACK = {
    "nowhere to go": ("", "'finding' gives back 'answer': declare under 'records' what is taken over of it"),
    "no such field": (ONE.replace("text:", "word:"), "'finding' gives back 'answer': it has no field 'word'"),
    "several for one": (ONE.replace("    per: topic\n", ""), "there can be several of it where it goes"),
    "written besides": (ONE.replace("never", "envoy"), "there can be one of 'answer', and it comes back from"),
    "kept for others": (ONE.replace("per: topic", "per: [topic, party]"), "for each 'party' where it goes"),
    "seen by fewer": (ONE.replace("type: text", "type: text, seen_by: chair"), "leave 'seen_by' out"),
}


@pytest.mark.parametrize("case", BACK.values(), ids=BACK)
def test_what_cannot_come_back_is_complained_about(case: tuple[str, str]) -> None:
    kept, message = case
    with pytest.raises(MethodInvalid) as caught:
        talks(child=GIVING, records=kept)

    told = [one.message for one in caught.value.diagnostics]
    assert any(message in one for one in told), told


def test_what_fewer_see_in_the_child_does_not_come_back() -> None:
    narrow = GIVING.replace("seen_by: process, fields: {text", "seen_by: guide, fields: {text")
    with pytest.raises(MethodInvalid, match="seen by all who see either: let 'process' see 'answer'"):
        read_method(narrow, "finding.yaml")


def test_what_is_read_of_the_parent_is_not_given_back_to_it() -> None:
    with pytest.raises(MethodInvalid, match="'topic' is read of the parent, which has it already"):
        read_method(reading(ALL).replace("parent: [topic]", "parent: [topic]\nreturns: [topic]"), "finding.yaml")


def test_a_record_called_as_something_of_the_child_cannot_come_back() -> None:
    called = ONE.replace("title: Answer\n", "title: Answer\n    plural: runs\n")
    with pytest.raises(MethodInvalid, match="what a phase runs has 'runs' already"):
        talks(child=GIVING, records=called)


def test_one_record_does_not_come_back_to_two_phases() -> None:
    second = (
        "  second: {title: Second, run: finding, with: {question: process.title}, roles: {guide: chair}, moves: {}}\n"
    )
    with pytest.raises(MethodInvalid, match="comes back to another phase too, and there can be one of it"):
        talks("ends:\n", f"{second}ends:\n", GIVING, ONE)


def topics_with(declared: Declaration, weight: Part, **told: object) -> Declaration:
    """Return a declaration in which topics have something else, or their weight has."""
    topic = declared.records["topic"]
    fields = {**topic.fields, "weight": topic.fields["weight"].model_copy(update=weight)}
    changed = topic.model_copy(update={"fields": fields, **told})
    return declared.model_copy(update={"records": {**declared.records, "topic": changed}})


def test_of_versions_that_were_never_checked_together_only_what_all_see_and_what_fits_passes() -> None:
    weight = ("disputed: {type: yes_no, title: Disputed}", "weight: {type: whole, title: Weight, optional: true}")
    child, parent = read_method(reading(TOPIC, weight), "finding.yaml").declared, talks().declared

    assert passing_fields(parent, child, "topic") == {"question", "weight"}
    assert passing_fields(topics_with(parent, {"seen_by": ("chair",)}), child, "topic") == {"question"}
    assert passing_fields(topics_with(parent, {"type": "line"}), child, "topic") == {"question"}
    assert passing_fields(topics_with(parent, {}, seen_by=("party",)), child, "topic") == frozenset()
