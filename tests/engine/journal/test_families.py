"""A parent and what its phases run, kept in a store: they change together or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from engine import Engine
from engine.errors import MethodInvalid, SluisError, StoreBusy
from engine.journal.codec import canonical
from engine.journal.ledger import Receipt
from engine.journal.rows import Filters
from engine.journal.store import Connection
from engine.journal.verifying import verify
from engine.language import read_method
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from tests.engine.journal.neighbours import Time, a_command, accepted, counted_ids, forbid_writing
from tests.engine.process.family_methods import AT_ONCE, DIGS, FINDING, ON_BY_ITSELF, ONE_DIGS, OVER_AT_ONCE, TALKS

FACTS = "facts"


def published(engine: Engine, talks: str = TALKS) -> None:
    engine.publish(read_method(FINDING, "finding.yaml"))
    engine.publish(read_method(talks, "talks.yaml", engine.newest))


def a_parent(engine: Engine) -> str:
    """Return a process with one topic, about to begin a process for it."""
    published(engine)
    opening = a_command("open", "chair", method="talks", title="Talks", name="Chair")
    process = accepted(engine.submit(None, opening)).process
    do(engine, process, "join", "chair", participant="ann", name="Ann", party="Town", roles=["envoy"])
    fields = {"question": "Is it wet?", "disputed": True}
    do(engine, process, "record", "ann", record="topic", id="wet", fields=fields)
    do(engine, process, "share", "ann", id="wet", version=1)
    return process


def do(engine: Engine, process: str, what: str, actor: str, **told: Any) -> Receipt:
    return accepted(engine.submit(process, a_command(what, actor, **told)))


def begun(engine: Engine) -> tuple[str, str]:
    """Return a parent and the child that it has begun."""
    process = a_parent(engine)
    do(engine, process, "move", "chair", move="on")
    (child,) = standing(engine, process).children
    return process, child


def standing(engine: Engine, process: str) -> Situation:
    return engine.situation(process)[1]


def settle(engine: Engine, child: str) -> None:
    do(engine, child, "record", "ann", record="answer", id="found", fields={"text": "It is"})
    do(engine, child, "share", "ann", id="found", version=1)
    do(engine, child, "move", "chair", move="settle")


def test_a_child_begins_with_its_parents_move_and_its_end_comes_back(engine: Engine) -> None:
    parent, child = begun(engine)
    assert standing(engine, child).is_now("look")

    settle(engine, child)

    assert standing(engine, parent).children[child].outcome == "settled"
    do(engine, parent, "move", "chair", move="agree")
    assert standing(engine, parent).end == "agreed"


def test_a_family_is_listed_by_the_process_of_which_it_comes(engine: Engine) -> None:
    parent, child = begun(engine)
    other = accepted(
        engine.submit(None, a_command("open", "chair", method="talks", title="Else", name="Chair"))
    ).process

    listed = {one.id for one in engine.processes(Filters(family=parent)).items}

    assert listed == {parent, child}
    assert other not in listed


def test_everything_is_the_same_when_it_is_made_anew_or_opened_again(
    engine: Engine, reopened: Callable[[], Engine]
) -> None:
    parent, child = begun(engine)
    settle(engine, child)
    before = standing(engine, parent), standing(engine, child)

    engine.rebuild()
    assert (standing(engine, parent), standing(engine, child)) == before
    assert {one.id for one in engine.processes(Filters(family=parent)).items} == {parent, child}
    engine.close()

    again = reopened()
    assert (standing(again, parent), standing(again, child)) == before


@pytest.mark.parametrize("table", ["event", "process"])
def test_where_the_child_cannot_be_written_nothing_of_the_parent_is(
    engine: Engine, beside: Connection, table: str
) -> None:
    parent = a_parent(engine)
    before = standing(engine, parent)
    which = "NEW.process" if table == "event" else "NEW.id"
    refuse_others(engine, beside, table, which, parent)

    with pytest.raises(StoreBusy):
        engine.submit(parent, a_command("move", "chair", move="on"))

    assert standing(engine, parent) == before
    assert engine.processes(Filters(family=parent)).items[0].id == parent


def refuse_others(engine: Engine, beside: Connection, table: str, which: str, parent: str) -> None:
    """Let the database refuse rows of every process but one."""
    if table == "event":
        forbid_writing(engine, beside, "event", f"{which} <> '{parent}'")
        return
    if engine._journal.store.shares:  # noqa: SLF001 - the two databases say it differently
        beside.execute(
            "CREATE FUNCTION no() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'disk on fire'; END $$ LANGUAGE plpgsql"
        )
        beside.execute(
            f"CREATE TRIGGER no BEFORE INSERT ON process FOR EACH ROW WHEN ({which} <> '{parent}') "
            "EXECUTE FUNCTION no()"
        )
    else:
        beside.execute(
            f"CREATE TRIGGER no BEFORE INSERT ON process WHEN {which} <> '{parent}' "
            "BEGIN SELECT RAISE(ABORT, 'disk on fire'); END"
        )


def test_where_the_parent_cannot_be_written_the_child_does_not_end(engine: Engine, beside: Connection) -> None:
    parent, child = begun(engine)
    do(engine, child, "record", "ann", record="answer", id="found", fields={"text": "It is"})
    do(engine, child, "share", "ann", id="found", version=1)
    forbid_writing(engine, beside, "event", f"NEW.process = '{parent}'")

    with pytest.raises(StoreBusy):
        engine.submit(child, a_command("move", "chair", move="settle"))

    assert standing(engine, child).end is None
    assert standing(engine, parent).children[child].outcome is None


def test_of_several_that_end_at_once_a_parent_that_goes_on_after_the_first_says_what_they_say(engine: Engine) -> None:
    engine.publish(read_method(OVER_AT_ONCE, "finding.yaml"))
    engine.publish(read_method(ON_BY_ITSELF, "talks.yaml", engine.newest))
    opening = a_command("open", "chair", method="talks", title="Talks", name="Chair")
    process = accepted(engine.submit(None, opening)).process
    for name in ("wet", "old"):
        fields = {"question": f"Is it {name}?", "disputed": True}
        do(engine, process, "record", "chair", record="topic", id=name, fields=fields)
        do(engine, process, "share", "chair", id=name, version=1)

    do(engine, process, "move", "chair", move="on")

    parent = standing(engine, process)
    assert (parent.end, parent.is_now("gather")) == (None, True)
    assert [(one.outcome, standing(engine, one.id).end) for one in parent.children.values()] == 2 * [
        ("settled", "settled")
    ]


def test_what_ends_deep_below_is_told_before_a_parent_goes_on_with_what_ended_right_below(engine: Engine) -> None:
    for text in (AT_ONCE, DIGS, ONE_DIGS):
        engine.publish(read_method(text, "method.yaml", engine.newest))
    process = accepted(
        engine.submit(None, a_command("open", "chair", method="talks", title="Talks", name="Chair"))
    ).process
    for name, deep in (("wet", True), ("old", False)):
        fields = {"question": f"Is it {name}?", "disputed": deep}
        do(engine, process, "record", "chair", record="topic", id=name, fields=fields)
        do(engine, process, "share", "chair", id=name, version=1)

    do(engine, process, "move", "chair", move="on")

    talks = standing(engine, process)
    assert talks.is_now("gather")
    assert [one.outcome for one in talks.children.values()] == ["settled", "settled"]
    (below,) = [one for child in talks.children for one in standing(engine, child).children.values()]
    assert (below.outcome, standing(engine, below.id).end) == ("seen", "seen")


def test_what_is_left_as_it_begins_is_cancelled_in_its_own_log_too(engine: Engine) -> None:
    left = TALKS.replace(
        "      again: {title",
        "      at_once:\n        {title: On, to: gather, back: true, auto: true,\n"
        "         gate: [{id: any, need: 'facts.exists(f, f.started)', unmet: None, owed_by: chair}]}\n"
        "      again: {title",
    )
    for text in (OVER_AT_ONCE, left):
        engine.publish(read_method(text, "method.yaml", engine.newest))
    process = accepted(
        engine.submit(None, a_command("open", "chair", method="talks", title="Talks", name="Chair"))
    ).process
    do(engine, process, "record", "chair", record="topic", id="wet", fields={"question": "Is it?", "disputed": True})
    do(engine, process, "share", "chair", id="wet", version=1)

    do(engine, process, "move", "chair", move="on")

    (child,) = standing(engine, process).children.values()
    assert (child.outcome, standing(engine, child.id).end) == ("cancelled", "cancelled")


def test_the_clock_ends_a_child_and_its_parent_learns_it_at_the_same_tick(engine: Engine, time: Time) -> None:
    parent, child = begun(engine)
    time.pass_by(days=22)

    engine.tick()

    assert engine.processes(Filters(family=parent, state="ended")).items[0].id == child
    assert standing(engine, parent).children[child].outcome == "not_settled"


def test_a_family_that_is_written_to_from_both_ends_at_once_comes_out_as_if_one_was_first(engine: Engine) -> None:
    parent, child = begun(engine)
    do(engine, child, "record", "ann", record="answer", id="found", fields={"text": "It is"})
    do(engine, child, "share", "ann", id="found", version=1)
    answers: dict[str, Receipt | Refusal | SluisError] = {}

    def ask(process: str, move: str) -> None:
        answers[move] = engine.submit(process, a_command("move", "chair", move=move))

    threads = [Thread(target=ask, args=one) for one in ((child, "settle"), (parent, "again"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told, was = standing(engine, parent).children[child].outcome, standing(engine, child).end
    assert told == was
    assert isinstance(answers["settle"], Receipt) == (was == "settled")
    assert isinstance(answers["again"], Receipt)


def test_each_process_of_a_family_has_an_export_of_its_own_that_is_verified(
    url: str, time: Time, tmp_path: Path
) -> None:
    with Engine.open(url, now=time, ids=counted_ids(), signing_key=tmp_path / "signing.key") as engine:
        _each_is_verified(engine)


def _each_is_verified(engine: Engine) -> None:
    parent, child = begun(engine)
    settle(engine, child)

    for process in (parent, child):
        assert verify(canonical(engine.export(process))).findings == ()


def test_a_method_is_published_after_those_that_it_runs(engine: Engine) -> None:
    talks = read_method(TALKS, "talks.yaml", {"finding": read_method(FINDING, "finding.yaml")}.get)

    with pytest.raises(MethodInvalid, match="there is no method"):
        engine.publish(talks)


def test_a_published_method_runs_for_ever_the_versions_there_were_when_it_was_published(
    engine: Engine, reopened: Callable[[], Engine]
) -> None:
    published(engine)
    engine.publish(read_method(FINDING.replace("1.0.0", "2.0.0"), "finding.yaml"))
    assert engine.method("talks").child(FACTS).version == "1.0.0"
    engine.publish(read_method(TALKS.replace("1.0.0", "1.1.0"), "talks.yaml", engine.newest))
    engine.close()

    again = reopened()

    assert again.method("talks", "1.0.0").child(FACTS).version == "1.0.0"
    assert again.method("talks", "1.1.0").child(FACTS).version == "2.0.0"
