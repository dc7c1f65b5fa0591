"""Many callers at two replicas: what they are told could have been told one at a time, in the order of the log."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from engine import Engine, Receipt
from engine.errors import LogBroken
from engine.process.situation import Situation
from tests.engine.journal.neighbours import Time, accepted, two_stores
from tests.promises import mixture, races
from tests.promises.order import Log, Op, faults
from tests.promises.races import asked, proposes, votes
from tests.promises.replicas import Doors, answered, beside, differs_when_made_anew, two_doors
from tests.promises.unlocked import without_locks

if TYPE_CHECKING:
    from tests.postgres import Server
    from tests.promises.sizes import Rounds

CALLERS = 16
PROCESSES = 3
ACTS = 10
MIXTURES = {"postgres": 10, "sqlite": 10}
VOTERS = 20
FOUND, MOST_MIXTURES = 3, 20  # of the control


@pytest.fixture(params=["postgres", "sqlite"])
def doors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Doors]:
    with two_doors(two_stores(request, tmp_path), Time()) as doors:
        yield doors


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(VOTERS) as pool:
        yield pool


def store_of(doors: Doors) -> str:
    return "sqlite" if doors[0] is doors[1] else "postgres"


def played(doors: Doors, pool: ThreadPoolExecutor, chance: Random) -> list[tuple[Log, list[Op]]]:
    """Let callers do as chance has it, side by side; returns the log of each process, and what was asked of it."""
    doors[0].publish(mixture.METHOD)
    opened = [accepted(doors[0].submit(None, list(mixture.OPENING))).process for _ in range(PROCESSES)]
    lengths = {process: doors[1].situation(process)[1].order for process in opened}
    start, seeds = threading.Barrier(CALLERS), [chance.random() for _ in range(CALLERS)]

    def call(caller: int) -> list[tuple[str, Op]]:
        dice = Random(seeds[caller])
        start.wait()
        return [one for number in range(ACTS) for one in _acts(doors, dice, dice.choice(opened), f"n{caller}-{number}")]

    asked_for = [one for done in pool.map(call, range(CALLERS)) for one in done]
    return [
        (_log_of(doors[0], process, lengths[process]), [op for where, op in asked_for if where == process])
        for process in opened
    ]


def _acts(doors: Doors, dice: Random, process: str, new: str) -> Iterator[tuple[str, Op]]:
    """Look through a door, act through one or another, often on condition that nothing has changed, and look again."""
    look = _look(dice.choice(doors), process)
    yield process, look
    if not isinstance(seen := look.answer, Situation):
        return
    command = mixture.any_command(dice, seen, new)
    expected = seen.order if dice.random() < 1 / 4 else None
    door = dice.choice(doors)

    def submit() -> Any:
        holds = None if expected is None else (lambda _method, situation: situation.order == expected)
        return answered(partial(door.submit, process, command, expected=holds))

    yield process, _timed(command, expected, submit)
    if dice.random() < 1 / 2:
        yield process, _look(dice.choice(doors), process)


def _look(door: Engine, process: str) -> Op:
    return _timed(None, None, lambda: answered(lambda: door.situation(process)[1]))


def _timed(command: Any, expected: int | None, ask: Callable[[], Any]) -> Op:
    start = time.perf_counter()
    answer = ask()
    return Op(start, time.perf_counter(), command, answer, expected)


def _log_of(door: Engine, process: str, opened: int) -> Log:
    return Log(mixture.METHOD, [one.event for one in door.history(process)], opened)


@pytest.mark.P5
def test_an_order_explains_everything_that_many_callers_are_told(
    doors: Doors, pool: ThreadPoolExecutor, rounds: Rounds
) -> None:
    number = MIXTURES[store_of(doors)] * CALLERS * ACTS
    for chance in rounds(number, each=CALLERS * ACTS):
        for log, ops in played(doors, pool, chance):
            assert list(faults(log, ops)) == []

    assert differs_when_made_anew(doors[0]) == []


@pytest.mark.P5
def test_whoever_was_answered_finds_it_through_the_other_replica(
    doors: Doors, pool: ThreadPoolExecutor, rounds: Rounds
) -> None:
    doors[0].publish(races.METHOD)
    process = accepted(doors[0].submit(None, list(races.OPENING))).process

    def write_here_and_look_there(turn: tuple[int, str]) -> str | None:
        here, there = doors[turn[0]], doors[1 - turn[0]]
        receipt = accepted(here.submit(process, races.joins(turn[1], None, "chair")))
        if turn[1] not in there.situation(process)[1].participants:
            return f"{turn[1]} was not seen"
        return None if there.view(process).revision >= receipt.revision else f"{turn[1]} saw an older view"

    for round_, chance in enumerate(rounds(600, each=VOTERS)):
        if round_ % 10 == 0:  # a process with thousands of people would slow down what is to be quick
            process = accepted(doors[0].submit(None, list(races.OPENING))).process
        turns = [(chance.randrange(2), f"p{round_}-{number}") for number in range(VOTERS)]

        assert set(pool.map(write_here_and_look_there, turns)) == {None}


@pytest.mark.P5
@pytest.mark.parametrize("key", [None, "the-same"], ids=["without a key", "with a key"])
def test_a_vote_that_comes_twenty_times_at_once_is_counted_once(
    doors: Doors, pool: ThreadPoolExecutor, rounds: Rounds, key: str | None
) -> None:
    doors[0].publish(races.METHOD)
    for chance in rounds(25):
        process = accepted(doors[0].submit(None, [*races.OPENING, proposes("pact")])).process
        start, choices = threading.Barrier(VOTERS), [chance.choice(doors) for _ in range(VOTERS)]

        def vote(door: Engine, process: str = process, start: threading.Barrier = start) -> Receipt:
            start.wait()
            return accepted(door.submit(process, votes(), key=key and f"{key} {process}"))

        receipts = list(pool.map(vote, choices))
        accepted(doors[1].submit(process, asked("close", run="run")))

        run = doors[0].situation(process)[1].runs["run"]
        cast = [one for one in doors[1].history(process) if one.event.type == "VoteCast"]
        assert run.state == "accepted"
        assert run.tally is not None
        assert (run.tally.eligible, run.tally.cast, dict(run.tally.counts)["yes"]) == (1, 1, 1)
        assert len(cast) == (1 if key else VOTERS)
        assert all(one == receipts[0] for one in receipts) == bool(key)


# ----------------------------------------------------------------------------- controls


@pytest.mark.P5
def test_without_lock_and_order_the_mixture_is_found_out(
    postgres: Server, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch)
    with two_doors(postgres.database(), Time()) as doors:
        with beside(doors[0]) as connection:
            connection.execute("ALTER TABLE event DROP CONSTRAINT pk_event, DROP CONSTRAINT uq_event_process_label_n")
        doors[0].publish(mixture.METHOD)
        found = 0
        for number in range(MOST_MIXTURES):
            found += _found_out(doors, pool, Random(f"control {number}"))
            if found == FOUND:
                break

    assert found == FOUND


def _found_out(doors: Doors, pool: ThreadPoolExecutor, chance: Random) -> bool:
    try:
        return any(list(faults(log, ops)) for log, ops in played(doors, pool, chance))
    except LogBroken as error:
        print(error)
        return True
