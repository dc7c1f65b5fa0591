"""A key that comes again while its command still waits, or after the server was replaced by another release."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import Field

from engine import Engine, Receipt
from engine.errors import KeyReused
from engine.journal.ledger import Asked
from engine.journal.writer import Done
from engine.process.commands import Record
from tests.engine.journal.neighbours import accepted, two_stores
from tests.promises import mixture
from tests.promises.races import asked
from tests.promises.replicas import Answer, answered, two_doors

if TYPE_CHECKING:
    from engine.journal.group import Group

pytestmark = pytest.mark.P2
SHORT, LONG = 0.3, 30


class RecordOfTheNext(Record):
    """The command as another release has it: it can say more."""

    urgent: bool = False
    tags: list[str] = Field(default_factory=list)


@pytest.fixture(params=["postgres", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return two_stores(request, tmp_path)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(6) as pool:
        yield pool


def note(text: str = "said") -> Any:
    return asked("record", "chair", record="note", fields={"text": text})


def notes(engine: Engine, process: str) -> int:
    return sum(getattr(one.event.body, "record", "") == "note" for one in engine.history(process))


def test_a_key_that_still_waits_is_waited_for_and_answered_alike(url: str, pool: ThreadPoolExecutor) -> None:
    go, begun = threading.Event(), threading.Event()

    def hold(_: Group) -> Done[None]:
        begun.set()
        assert go.wait(LONG)
        return Done(None)

    with two_doors(url) as doors:
        doors[0].publish(mixture.METHOD)
        process = accepted(doors[0].submit(None, list(mixture.OPENING))).process
        held = doors[0]._journal.writer.send(hold, process)  # noqa: SLF001 - from behind the door
        assert begun.wait(LONG)
        same = [partial(door.submit, process, note(), key="k") for door in doors * 2]
        other = partial(doors[0].submit, process, note("other"), key="k")
        waiting = [pool.submit(answered, ask) for ask in (*same, other)]

        assert not wait(waiting, SHORT).done
        go.set()
        answers: list[Answer] = [one.result(LONG) for one in waiting]

        assert held.result(LONG) is None
        assert notes(doors[0], process) == 1
        assert {type(one) for one in answers} <= {Receipt, KeyReused}
        receipts = [one for one in answers if isinstance(one, Receipt)]
        assert len(receipts) in (1, 4)  # whichever body came first has the key
        assert all(one == receipts[0] for one in receipts)


def test_a_key_is_known_to_the_release_that_comes_next(url: str) -> None:
    command = note()
    later = RecordOfTheNext.model_validate(command.model_dump(by_alias=True, exclude_unset=True))
    with Engine.open(url) as engine:
        engine.publish(mixture.METHOD)
        process = accepted(engine.submit(None, list(mixture.OPENING), key="opened")).process
        first = engine.submit(process, command, key="k")
    with Engine.open(url) as engine:
        assert accepted(engine.submit(None, list(mixture.OPENING), key="opened")).process == process
        assert engine.submit(process, later, key="k") == first
        assert engine.submit(process, command, key="k") == first
        with pytest.raises(KeyReused):
            engine.submit(process, later.model_copy(update={"urgent": True}), key="k")
        assert notes(engine, process) == 1


def test_what_is_left_out_and_what_is_said_to_be_the_default_are_the_same_command() -> None:
    said = asked("record", "chair", record="note", fields={}, subject=None)
    other = asked("share", "chair", id="note", version=1)
    assert Asked("p", (said,)).body() == Asked("p", (asked("record", "chair", record="note", fields={}),)).body()
    assert len({Asked("p", (one,)).body() for one in (said, other, note())}) == 3
