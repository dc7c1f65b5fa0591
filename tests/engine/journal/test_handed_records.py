"""Records that pass between a parent and its child, kept in a store: in the log of each, and erased from both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.wording.saying import say_in
from engine import Engine
from engine.journal.codec import canonical
from engine.journal.contents import parts_of
from engine.journal.verifying import verify
from engine.language import read_method
from engine.process.events import Event, RecordShared
from engine.process.sight import Reader
from engine.process.situation import Record, Situation
from engine.process.view import entries, telling_for
from tests.engine.journal.neighbours import Time, a_command, accepted, counted_ids
from tests.engine.journal.test_families import do, settle, standing
from tests.engine.process.family_methods import TALKS
from tests.engine.process.test_giving_back import GIVING, ONE
from tests.engine.process.test_reading_the_parent import ALL, DEEPER, NO_EACH, TOPIC, reading

WITH = "    with: {question: topic.question, weight: topic.weight}\n"


def begun(engine: Engine, child: str | None = None, talks: str = TALKS) -> tuple[str, str]:
    """Return a parent with one topic, and the child that reads it."""
    engine.publish(read_method(child or reading(), "finding.yaml"))
    engine.publish(read_method(talks, "talks.yaml", engine.newest))
    opening = a_command("open", "chair", method="talks", title="Talks", name="Chair")
    process = accepted(engine.submit(None, opening)).process
    do(engine, process, "join", "chair", participant="ann", name="Ann", party="Town", roles=["envoy"])
    shared(engine, process, 1, question="Is it wet?")
    do(engine, process, "move", "chair", move="on")
    (found,) = standing(engine, process).children
    return process, found


def shared(engine: Engine, process: str, version: int, question: str) -> None:
    fields = {"question": question, "disputed": True}
    do(engine, process, "record", "ann", record="topic", id="wet", fields=fields)
    do(engine, process, "share", "ann", id="wet", version=version)


def topic(situation: Situation) -> Record:
    (found,) = situation.of_type("topic")
    return found


def test_what_a_child_reads_is_in_its_own_log_and_the_same_when_it_is_made_anew_or_opened_again(
    engine: Engine, reopened: Callable[[], Engine]
) -> None:
    parent, child = begun(engine)
    shared(engine, parent, 2, "Is it?")
    before = standing(engine, child)
    assert topic(before).live

    engine.rebuild()
    assert standing(engine, child) == before
    engine.close()

    assert standing(reopened(), child) == before


def test_the_export_of_a_child_has_what_it_read_and_is_verified_by_itself(url: str, time: Time, tmp_path: Path) -> None:
    with Engine.open(url, now=time, ids=counted_ids(), signing_key=tmp_path / "signing.key") as engine:
        _, child = begun(engine)
        told = canonical(engine.export(child))

    assert b"Is it wet?" in told
    assert verify(told).findings == ()


def test_the_log_says_where_a_record_comes_from_and_that_it_counts_no_longer(engine: Engine) -> None:
    parent, child = begun(engine)
    do(engine, parent, "withdraw", "ann", id="wet", version=1)
    method, situation = engine.situation(child)
    kept: list[tuple[int, Event, dict[str, str]]] = [
        (number, one.event, {}) for number, one in enumerate(engine.history(child), 1)
    ]
    said = [entry.text for entry in entries(telling_for(method, situation, Reader(), say_in("en")), kept)]

    assert "“Topic” of Town was taken over from the process that began this one, version 1" in said
    assert "“Topic” counts no longer: it counts no longer where it comes from" in said


def bytes_of(engine: Engine, process: str) -> str:
    return str([one.event for one in engine.history(process)])


@pytest.mark.parametrize("named", ["record", "person"])
def test_what_is_erased_in_the_parent_is_erased_in_the_child_with_it(engine: Engine, named: str) -> None:
    parent, child = begun(engine, talks=TALKS.replace(WITH, "    with: {question: process.title}\n"))
    assert "Is it wet?" in bytes_of(engine, child)

    do(engine, parent, "redact", "chair", content="wet" if named == "record" else "ann", reason="A mistake")

    found = topic(standing(engine, child))
    assert found.live
    assert found.live.fields is None
    assert "Is it wet?" not in bytes_of(engine, child)
    assert "A mistake" not in bytes_of(engine, child)


def test_what_is_erased_reaches_a_child_that_has_ended_and_earlier_versions(engine: Engine) -> None:
    parent, child = begun(engine)
    shared(engine, parent, 2, "Is it damp?")
    settle(engine, child)

    do(engine, parent, "redact", "chair", content="wet", reason="A mistake")

    assert "damp" not in bytes_of(engine, child)
    assert standing(engine, child).end == "settled"


def test_what_is_erased_in_the_child_alone_stays_in_the_parent_and_does_not_come_back(engine: Engine) -> None:
    parent, child = begun(engine)
    do(engine, child, "redact", "chair", content=topic(standing(engine, child)).id, reason="Not here")

    do(engine, parent, "record", "ann", record="topic", id="more", fields={"question": "More?", "disputed": False})
    do(engine, parent, "share", "ann", id="more", version=1)

    here, there = topic(standing(engine, child)).live, standing(engine, parent).records["wet"].live
    assert here
    assert there
    assert (here.fields, here.number) == (None, 1)
    assert there.fields


def test_what_was_erased_before_a_child_begins_is_not_taken_over(engine: Engine) -> None:
    parent, _ = begun(engine, reading(ALL), TALKS.replace(*NO_EACH))
    do(engine, parent, "redact", "chair", content="wet", reason="A mistake")
    do(engine, parent, "move", "chair", move="again")
    do(engine, parent, "move", "chair", move="on")
    child = standing(engine, parent).running()[0].id

    assert standing(engine, child).of_type("topic") == []


def test_title_and_case_that_were_made_of_it_and_names_go_with_it(engine: Engine) -> None:
    parent, child = begun(engine)
    shared(engine, parent, 2, "Is it damp?")
    begun_with = standing(engine, child)
    assert (begun_with.title, begun_with.case and begun_with.case["question"]) == (
        "Joint fact-finding: Is it wet?",
        "Is it wet?",
    )

    do(engine, parent, "redact", "chair", content="ann", reason="She asked for it")

    now = standing(engine, child)
    assert (now.title, now.case) == (None, None)
    assert (now.participants["ann"].name, now.participants["chair"].name) == (None, "Chair")
    assert not [one for one in ("'Ann'", "Is it wet", "damp") if one in bytes_of(engine, child)]


def test_title_and_case_that_were_not_made_of_it_stay(engine: Engine) -> None:
    parent, child = begun(engine)
    shared(engine, parent, 2, "Is it damp?")
    second = [one for one in engine.history(parent) if isinstance(one.event.body, RecordShared)][-1]
    do(engine, parent, "redact", "chair", content=parts_of(second.skeleton)["fields"], reason="Too much")

    now = standing(engine, child)
    live = topic(now).live
    assert live
    assert live.fields is None
    assert now.case


def given_back(engine: Engine) -> tuple[str, str]:
    """Return a parent, and the child that gave it an answer."""
    parent, child = begun(engine, GIVING, TALKS.replace("records:", f"records:{ONE}", 1))
    settle(engine, child)
    return parent, child


def test_what_a_child_gives_back_is_kept_in_the_log_of_its_parent(
    engine: Engine, reopened: Callable[[], Engine]
) -> None:
    parent, child = given_back(engine)
    before = standing(engine, parent)
    (answer,) = before.of_type("answer")
    assert answer.origin
    assert (answer.origin.process, answer.subject) == (child, ("wet",))

    engine.rebuild()
    assert standing(engine, parent) == before
    engine.close()
    assert standing(reopened(), parent) == before


@pytest.mark.parametrize("content", ["found", "ann"])
def test_what_is_erased_in_a_child_that_ended_is_erased_in_its_parent(engine: Engine, content: str) -> None:
    parent, child = given_back(engine)
    do(engine, child, "redact", "chair", content=content, reason="A mistake")

    (answer,) = standing(engine, parent).of_type("answer")

    assert answer.live
    assert answer.live.fields is None
    assert "It is" not in bytes_of(engine, parent).replace("Is it wet", "")
    assert standing(engine, parent).participants["ann"].name == "Ann"


def test_not_a_byte_of_what_was_erased_is_left_of_a_family_and_what_is_left_is_verified(tmp_path: Path) -> None:
    url, word = f"sqlite:///{tmp_path}/family.db", "Is it wet?"
    with Engine.open(url, signing_key=tmp_path / "signing.key") as engine:
        parent, child = given_back(engine)
        assert any(word.encode() in file.read_bytes() for file in tmp_path.glob("family.db*"))

        do(engine, parent, "redact", "chair", content="wet", reason="A mistake")

        assert not [file for file in tmp_path.glob("family.db*") if word.encode() in file.read_bytes()]
        for process in (parent, child):
            assert verify(canonical(engine.export(process))).findings == ()
    assert not [file for file in tmp_path.glob("family.db*") if word.encode() in file.read_bytes()]


def test_what_is_erased_goes_from_the_children_of_a_child_as_well(engine: Engine) -> None:
    parent, child = begun(engine, reading(TOPIC, ("phases:\n", DEEPER)))
    (deeper,) = standing(engine, child).children
    assert "Is it wet?" in bytes_of(engine, deeper)

    do(engine, parent, "redact", "chair", content="wet", reason="A mistake")

    assert not [one for one in (child, deeper) if "Is it wet?" in bytes_of(engine, one)]
