from __future__ import annotations

import pytest

from engine.authoring.story_names import read_story
from engine.errors import MethodInvalid
from tests.engine.process.family_methods import talks
from tests.factories import a_decision, a_method, a_need, a_record

STORY = """\
scenario: told
method: small
given:
  at: "2026-03-02T09:00:00+01:00"
  zone: Europe/Amsterdam
  people:
    carl: {name: Carl, roles: [chair]}
    ann: {name: Ann, party: Anna's, roles: [envoy]}
steps:
  - when: {do: record, by: ann, record: note, id: first, fields: {text: Hello, kind: big}}
  - when: {do: share, by: ann, id: first}
    then: {phase: work, seen_by: [ann, carl]}
  - when: {do: move, by: carl, move: finish}
    then: {refused: ["asked@Anna's"]}
  - when: {do: propose, by: carl, decision: pact, run: run_one, about: [first]}
  - when: {do: vote, by: ann, run: run_one, ballot: yes}
  - when: {do: pick, by: ann, id: first, parties: Anna's}
    then: {refused: [malformed]}
  - when: {do: join, by: carl, participant: dora, name: Dora, party: Doras, roles: [envoy]}
  - when: {do: appoint, by: carl, participant: dora, role: envoy}
  - when: {do: waive, by: carl, condition: "work:finish.asked", subject: Doras, reason: Late, waiver: late}
    then: {refused: [not-yours]}
  - when: {do: move, by: carl, move: finish}
    then: {end: finished}
"""
FIELDS = {
    "text": {"type": "text", "title": "Text"},
    "kind": {"type": "choice", "title": "Kind", "options": {"big": "Big", "small": "Small"}},
}


def complaints(text: str) -> list[tuple[int, str]]:
    method = a_method(
        records={"note": a_record(many=True, fields=FIELDS)},
        decisions={"pact": a_decision(about="note")},
        gate=[a_need("envoy.size() > 0", each="party")],
    )
    try:
        read_story(text, "told.yaml", method)
    except MethodInvalid as invalid:
        return [(one.line, one.message) for one in invalid.diagnostics]
    return []


def test_a_story_whose_names_are_those_of_its_method_is_read_with_the_lines_of_its_steps() -> None:
    assert complaints(STORY) == []


def test_the_opening_of_a_story_is_at_its_first_line_and_each_step_at_its_own() -> None:
    told = STORY.split("  - when: {do: share", maxsplit=1)[0]

    story = read_story(told, "told.yaml", a_method(records={"note": a_record(many=True, fields=FIELDS)}))

    assert (story.line(0), story.line(1)) == (1, 10)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "meant"),
    [
        ("method: small", "method: smal", 2, "small"),
        ("zone: Europe/Amsterdam", "zone: Europe/Amstrdam", 5, "Europe/Amsterdam"),
        ("roles: [chair]", "roles: [chiar]", 7, "chair"),
        ("do: record", "do: recrod", 10, "record"),
        ("by: ann, record", "by: anne, record", 10, "ann"),
        ("record: note", "record: notes", 10, "note"),
        ("text: Hello", "txt: Hello", 10, "text"),
        ("kind: big", "kind: bigg", 10, "big"),
        ("fields: {", "field: {", 10, "fields"),
        ("share, by: ann, id: first", "share, by: ann, id: frist", 11, "first"),
        ("phase: work", "phase: wrok", 12, "work"),
        ("seen_by: [ann", "seen_by: [anm", 12, "ann"),
        ("move: finish}\n    then: {ref", "move: finsh}\n    then: {ref", 13, "finish"),
        ("asked@", "askd@", 14, "asked"),
        ("[\"asked@Anna's", "[\"asked@Anne's", 14, "Anna's"),
        ("decision: pact", "decision: pcat", 15, "pact"),
        ("about: [first]", "about: [fist]", 15, "first"),
        ("run: run_one, ballot", "run: run_on, ballot", 16, "run_one"),
        ("ballot: yes", "ballot: yess", 16, "yes"),
        ("refused: [malformed]", "refused: [malformd]", 18, "malformed"),
        ("participant: dora, role", "participant: dorra, role", 20, "dora"),
        ("role: envoy}", "role: envoi}", 20, "envoy"),
        ('condition: "work:finish.asked"', 'condition: "work:finish.askd"', 21, "work:finish.asked"),
        ("subject: Doras", "subject: Dorsa", 21, "Doras"),
        ("end: finished", "end: finishd", 24, "finished"),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_told_at_its_line_with_the_nearest(right: str, wrong: str, line: int, meant: str) -> None:
    assert STORY.count(right) == 1

    ((told, message), *more) = complaints(STORY.replace(right, wrong))

    assert told == line, message
    assert f"did you mean '{meant}'?" in message
    assert more == []


def test_a_step_that_tries_a_name_on_purpose_says_so_by_its_refusal() -> None:
    assert "parties: Anna's" in STORY

    assert complaints(STORY.replace("parties: Anna's", "parties: Nobodies")) == []


def test_names_in_a_step_of_a_child_are_those_of_its_method() -> None:
    story = """\
scenario: told
method: talks
given:
  at: "2026-03-02T09:00:00+01:00"
  people: {carl: {name: Carl, roles: [chair]}}
steps:
  - in: facts/dust
    when: {do: move, by: carl, move: settl}
  - in: fact
    wait: P1D
"""

    with pytest.raises(MethodInvalid) as invalid:
        read_story(story, "told.yaml", talks())

    assert [(one.line, "did you mean" in one.message) for one in invalid.value.diagnostics] == [(8, True), (9, True)]
