"""Commands that are written together: each is answered for itself, and one that goes wrong takes no other along."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from engine import Engine, Receipt, Refusal
from engine.errors import KeyReused, OutcomeUnknown, ProcessUnknown, StoreBusy
from engine.journal import ledger
from engine.journal.fair import FairQueue
from engine.journal.loading import load
from engine.journal.writer import MOST_IN_GROUP, Done, Writer
from engine.process.decide import decide as sensible
from tests.engine.journal.gathering import PATIENCE, gathering, told
from tests.engine.journal.neighbours import (
    a_command,
    a_method,
    accepted,
    allow_writing,
    an_open_process,
    an_opening,
    forbid_writing,
)
from tests.engine.journal.statements import Watch, fails_with, watched

if TYPE_CHECKING:
    from engine.journal.group import Group
    from engine.journal.store import Connection
    from engine.process.commands import Command


@pytest.fixture
def watch(engine: Engine) -> Iterator[Watch]:
    engine.publish(a_method())
    with watched(engine) as watch:
        yield watch


def joining(name: str, **given: Any) -> Command:
    return a_command("join", participant=name, name=name, **given)


def names(engine: Engine, process: str) -> set[str]:
    return set(engine.situation(process)[1].participants)


# ------------------------------------------------------------------ one of a group


def test_what_waits_together_is_written_in_one_transaction(engine: Engine, watch: Watch) -> None:
    process = an_open_process(engine)
    with gathering(engine) as group:
        watch.reset()
        answers = [group.send(process, joining(f"p{number}")) for number in range(20)]

    assert all(isinstance(told(one), Receipt) for one in answers)
    assert len(watch.places("COMMIT")) == 2  # that of what kept the writer busy, and theirs
    assert len(watch.places("INSERT INTO event")) == 1


def test_nobody_reads_what_is_not_committed_yet(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    process, seen, commits = an_open_process(engine), list[set[str]](), Writer._is_committed  # noqa: SLF001 - the moment
    before = names(engine, process)

    def looked(writer: Writer[Any], *given: Any) -> bool:
        seen.append(names(engine, process))
        return commits(writer, *given)

    monkeypatch.setattr(Writer, "_is_committed", looked)
    accepted(engine.submit(process, joining("Ben")))

    assert seen == [before]
    assert names(engine, process) == before | {"Ben"}


def test_a_command_sees_what_the_ones_before_it_in_its_group_did(engine: Engine) -> None:
    process = an_open_process(engine)
    with gathering(engine) as group:
        town = group.send(process, joining("Ben", party="Town", roles=("representative",)))
        record = a_command("record", "Ben", record="mandate", id="m", fields={"level": "commit"})
        written = group.send(process, record)
        shared = group.send(process, a_command("share", "Ben", id="m", version=1))
        again = group.send(process, joining("Ben"))

    assert [type(told(one)) for one in (town, written, shared, again)] == [Receipt, Receipt, Receipt, Refusal]
    assert engine.situation(process)[1].records["m"].is_live


def test_a_process_that_is_opened_can_be_acted_in_by_its_own_group(engine: Engine) -> None:
    engine.publish(a_method())
    with gathering(engine) as group:
        asked = ledger.Asked("0190-here", (an_opening(),))
        journal = engine._journal  # noqa: SLF001 - the id of a new process is the engine's own affair
        opened = journal.writer.send(lambda unit: journal.ledger.submit(unit, asked))
        joined = group.send("0190-here", joining("Ben"))

    assert accepted(opened.result(PATIENCE)).process == "0190-here"
    assert isinstance(told(joined), Receipt)


def test_the_same_key_twice_in_one_group_counts_once(engine: Engine) -> None:
    process = an_open_process(engine)
    with gathering(engine) as group:
        answers = [group.send(process, joining("Ben"), key="k") for _ in range(3)]
        other = group.send(process, joining("Cas"), key="k")

    first, *again = [told(one) for one in answers]
    assert isinstance(first, Receipt)
    assert again == [first, first]
    assert isinstance(told(other), KeyReused)
    assert names(engine, process) == {"anna", "Ben"}


def test_opening_with_the_same_key_twice_in_one_group_opens_one_process(engine: Engine) -> None:
    engine.publish(a_method())
    with gathering(engine) as group:
        answers = [group.send(None, an_opening(), key="k") for _ in range(2)]

    assert told(answers[0]) == told(answers[1])
    assert len(engine.processes().items) == 1


def test_refusals_and_objections_leave_the_rest_of_their_group_alone(engine: Engine) -> None:
    process = an_open_process(engine)
    with gathering(engine) as group:
        before = group.send(process, joining("Ben"))
        nowhere = group.send(process, a_command("move", move="nowhere"))
        unknown = group.send("no-such-process", joining("Ben"))
        after = group.send(process, joining("Cas"))

    assert [type(told(one)) for one in (before, nowhere, unknown, after)] == [Receipt, Refusal, ProcessUnknown, Receipt]
    assert names(engine, process) == {"anna", "Ben", "Cas"}


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_command_that_the_database_refuses_is_alone_in_being_refused(
    engine: Engine, beside: Connection, place: int
) -> None:
    process, other = an_open_process(engine), an_open_process(engine)
    accepted(engine.submit(process, joining("eve", party="Town", roles=("representative",))))
    forbid_writing(engine, beside, "event", when="NEW.actor = 'eve'")
    asked: list[tuple[str, Command]] = [(process if n % 2 else other, joining(f"p{n}")) for n in range(6)]
    poisoned = a_command("record", "eve", record="mandate", fields={"level": "commit"})
    asked.insert(place, (process, poisoned))

    with gathering(engine) as group:
        answers = [group.send(*one, key=f"k{number}") for number, one in enumerate(asked)]

    refused = told(answers.pop(place))
    assert isinstance(refused, StoreBusy)
    assert "disk on fire" in str(refused)
    assert all(isinstance(told(one), Receipt) for one in answers)
    assert names(engine, process) | names(engine, other) == {"anna", "eve", *(f"p{n}" for n in range(6))}
    allow_writing(engine, beside, "event")
    accepted(engine.submit(process, poisoned, key=f"k{place}"))


@pytest.mark.parametrize("place", [0, 2, 4])
def test_an_error_nobody_foresaw_is_told_to_whoever_caused_it_and_to_nobody_else(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    process = an_open_process(engine)

    def decide(method: Any, situation: Any, command: Command, *rest: Any) -> Any:
        if command.actor == "eve":
            raise ZeroDivisionError("nobody foresaw this")
        return sensible(method, situation, command, *rest)

    monkeypatch.setattr(ledger, "decide", decide)
    asked = [joining(f"p{number}") for number in range(4)]
    asked.insert(place, joining("x", actor="eve"))
    with gathering(engine) as group:
        answers = [group.send(process, one, key=f"k{number}") for number, one in enumerate(asked)]

    with pytest.raises(ZeroDivisionError, match="nobody foresaw this"):
        answers.pop(place).result(PATIENCE)
    assert all(isinstance(told(one), Receipt) for one in answers)
    assert names(engine, process) == {"anna", "p0", "p1", "p2", "p3"}


def test_publishing_in_a_group_that_is_done_again_one_by_one_keeps_the_methods_right(engine: Engine) -> None:
    with gathering(engine) as group:
        published = group.publish(a_method())
        opened = group.send(None, an_opening())
        unknown = group.send("no-such-process", joining("Ben"))

    assert published.result(PATIENCE) is True
    assert isinstance(told(opened), Receipt)
    assert isinstance(told(unknown), ProcessUnknown)
    assert [one.id for one in engine.methods()] == ["neighbours"]


# ---------------------------------------------------------------- the commit fails


@pytest.mark.parametrize("when", ["before", "after"])
def test_where_the_commit_fails_everybody_is_told_that_nobody_knows_and_can_find_out(
    engine: Engine, watch: Watch, beside: Connection, when: Any
) -> None:
    process = an_open_process(engine)
    store = engine._journal.store  # noqa: SLF001 - for its kind of error
    with gathering(engine) as group:
        answers = [group.send(process, joining(f"p{number}"), key=f"k{number}") for number in range(5)]
        watch.at(2, when, fails_with(store.errors("gone")), word="COMMIT")

    assert [type(told(one)) for one in answers] == [OutcomeUnknown] * 5
    was_written = {"anna", *(f"p{number}" for number in range(5))} if when == "after" else {"anna"}
    assert names(engine, process) == was_written
    assert engine.situation(process)[1] == load(beside, process).situation
    receipts = [accepted(engine.submit(process, joining(f"p{number}"), key=f"k{number}")) for number in range(5)]
    assert len(receipts) == 5
    assert len(names(engine, process)) == 6


# --------------------------------------------------------------------- fair and bounded


def test_a_burst_of_one_organisation_does_not_keep_another_waiting(engine: Engine) -> None:
    writer, done = engine._journal.writer, list[str]()  # noqa: SLF001 - one organisation is all that the door knows yet

    def work(name: str) -> Callable[[Group], Done[str]]:
        def note(_group: Group) -> Done[str]:
            done.append(name)
            return Done(name)

        return note

    with gathering(engine):
        burst = [writer.send(work("burst"), organisation="busy") for _ in range(500)]
        others = [writer.send(work(name), organisation=name) for name in ("calm", "quiet")]

    assert [one.result(PATIENCE) for one in others] == ["calm", "quiet"]
    assert {one.result(PATIENCE) for one in burst} == {"burst"}
    assert len(done) == 502
    assert max(done.index("calm"), done.index("quiet")) < MOST_IN_GROUP


def test_an_organisation_that_fills_its_room_leaves_room_for_others(engine: Engine) -> None:
    writer = engine._journal.writer  # noqa: SLF001 - the same

    def work(_group: Group) -> Done[str]:
        return Done("done")

    with gathering(engine):
        waiting = [writer.send(work, organisation="busy") for _ in range(1_000)]
        assert writer.is_full("busy")
        with pytest.raises(StoreBusy, match="too many commands are waiting"):
            writer.send(work, organisation="busy")
        assert not writer.is_full("calm")
        waiting.append(writer.send(work, organisation="calm"))

    assert {one.result(PATIENCE) for one in waiting} == {"done"}
    assert not writer.is_full("busy")


def test_what_is_put_back_stands_first_in_its_line_again_in_its_order() -> None:
    waiting: FairQueue[str] = FairQueue(each=4, total=100)
    for job in ("a1", "a2", "a3"):
        waiting.put("a", job)
    waiting.put("b", "b1")
    taken = waiting.take(3)

    waiting.put_back([("a", "a1"), ("a", "a2")])

    assert taken == ["a1", "b1", "a2"]
    assert waiting.take(9) == ["a1", "a2", "a3"]


def test_whoever_waits_when_it_closes_is_answered(engine: Engine) -> None:
    process = an_open_process(engine)
    with gathering(engine) as group:
        answers = [group.send(process, joining(f"p{number}")) for number in range(100)]
        closing = threading.Thread(target=engine.close)
        closing.start()

    assert all(isinstance(told(one), Receipt) for one in answers)
    closing.join(PATIENCE)
    assert not closing.is_alive()
