"""Another version of the method in a family of processes: each on its own, and what runs goes on as it began."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.language import read_method
from engine.process.refusal import Refusal
from tests.engine.journal.neighbours import a_command
from tests.engine.journal.test_families import do, standing
from tests.engine.process.family_methods import FINDING, TALKS
from tests.engine.process.test_reading_the_parent import reading

MAY = {
    "talks": ("may: {open: chair,", "may: {adopt: chair, open: chair,"),
    "finding": ("may: {", "may: {adopt: guide, "),
}
UNTOLD = ((", weight: topic.weight}", "}"),)
MORE = "disputed: {type: yes_no, title: Disputed}, weight: {type: whole, title: Weight, optional: true}"
TWO = ("version: 1.0.0", "version: 2.0.0")


def version(text: str, *changes: tuple[str, str]) -> str:
    """Return the text of a method with some of it replaced."""
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


@pytest.fixture
def family(engine: Engine) -> tuple[str, str]:
    """Return a parent and the child that it has begun, of which both can come to other versions."""
    engine.publish(read_method(version(FINDING, MAY["finding"]), "finding.yaml"))
    engine.publish(read_method(version(TALKS, MAY["talks"]), "talks.yaml", engine.newest))
    return begun(engine)


def begun(engine: Engine) -> tuple[str, str]:
    """Return a parent and the child that it has begun, of the methods that were published."""
    opening = a_command("open", "chair", method="talks", title="Talks", name="Chair")
    answer = engine.submit(None, opening)
    assert not isinstance(answer, Refusal)
    fields = {"question": "Is it wet?", "disputed": True, "weight": 2}
    do(engine, answer.process, "record", "chair", record="topic", id="wet", fields=fields)
    do(engine, answer.process, "share", "chair", id="wet", version=1)
    do(engine, answer.process, "move", "chair", move="on")
    return answer.process, next(iter(standing(engine, answer.process).children))


def adopts(engine: Engine, process: str) -> object:
    return engine.submit(process, a_command("adopt", "chair", version="2.0.0", reason="Better rules"))


def missing(answer: object) -> object:
    assert isinstance(answer, Refusal), answer
    return answer.values["missing"]


def test_a_parent_comes_to_another_version_that_runs_the_same_and_hears_of_the_end(
    engine: Engine, family: tuple[str, str]
) -> None:
    parent, child = family
    shorter = version(TALKS, MAY["talks"], TWO, ("title: Agree,", "title: Shake hands,"))
    engine.publish(read_method(shorter, "talks.yaml", engine.newest))

    assert not isinstance(adopts(engine, parent), Refusal)
    do(engine, child, "cancel", "chair", reason="No more")

    assert standing(engine, parent).children[child].outcome == "cancelled"


def test_a_parent_whose_child_goes_on_comes_to_no_version_that_runs_another(
    engine: Engine, family: tuple[str, str]
) -> None:
    parent, child = family
    engine.publish(read_method(version(FINDING, MAY["finding"], TWO), "finding.yaml"))
    engine.publish(read_method(version(TALKS, MAY["talks"], TWO), "talks.yaml", engine.newest))

    assert missing(adopts(engine, parent)) == ("phases.facts.run",)
    do(engine, child, "cancel", "chair", reason="No more")
    assert not isinstance(adopts(engine, parent), Refusal)


def test_a_child_comes_to_another_version_on_its_own_and_its_parent_hears_of_its_end(
    engine: Engine, family: tuple[str, str]
) -> None:
    parent, child = family
    open_gate = (
        ",\n         gate: [{id: told, need: answer.exists, unmet: Nothing was found yet, owed_by: guide}]}",
        "}",
    )
    engine.publish(read_method(version(FINDING, MAY["finding"], TWO, open_gate), "finding.yaml"))

    assert not isinstance(adopts(engine, child), Refusal)
    do(engine, child, "move", "chair", move="settle")

    assert (standing(engine, child).version, standing(engine, parent).version) == ("2.0.0", "1.0.0")
    assert standing(engine, parent).children[child].outcome == "settled"


def test_a_child_keeps_to_the_ends_that_its_parent_may_ask_for(engine: Engine, family: tuple[str, str]) -> None:
    _, child = family
    more = ("ends: {settled:", "ends: {given_up: {title: Given up, verdict: failure}, settled:")
    way = ("      late:", "      stop: {title: Stop, to: end.given_up, by: guide}\n      late:")
    engine.publish(read_method(version(FINDING, MAY["finding"], TWO, more, way), "finding.yaml"))

    assert missing(adopts(engine, child)) == ("ends.given_up",)


def test_a_child_comes_to_no_version_that_reads_more_of_its_parent(engine: Engine) -> None:
    """Whether all may see it in the parent was never asked: of this one only the convener sees how heavy it is."""
    engine.publish(read_method(version(reading(), MAY["finding"]), "finding.yaml"))
    hidden = version(TALKS, ("title: Weight, optional: true}\n", "title: Weight, optional: true, seen_by: chair}\n"))
    engine.publish(read_method(version(hidden, *UNTOLD), "talks.yaml", engine.newest))
    parent, child = begun(engine)
    more = ("disputed: {type: yes_no, title: Disputed}", MORE)
    engine.publish(read_method(version(reading(), MAY["finding"], TWO, more), "finding.yaml"))

    assert missing(adopts(engine, child)) == ("records.topic.fields.weight",)
    assert standing(engine, parent).running()
