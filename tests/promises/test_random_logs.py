"""Logs by chance: whatever happened, everything that follows from them can be made anew and is the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from engine.journal.loading import load, replayed
from tests.engine.journal.neighbours import Time, accepted
from tests.promises import mixture
from tests.promises.races import asked
from tests.promises.replicas import Doors, beside, differs_when_made_anew, two_doors
from tests.promises.unchangeable import forbid_changes
from tests.sqlite import a_file

if TYPE_CHECKING:
    from engine.journal.store import Connection
    from engine.process.commands import Command
    from engine.process.situation import Situation
    from tests.postgres import Server
    from tests.promises.sizes import Rounds

LOGS = {"postgres": 60, "sqlite": 140}
LOGS_A_ROUND = 20
ACTS = 30
SNAPSHOT_EVERY = 13
CALLERS = 4
SOME_HOURS = 20


@pytest.fixture(params=["postgres", "sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def a_url(request: pytest.FixtureRequest, kind: str, folder: Path, number: int) -> str:
    """Return the URL of a store that nothing is in yet."""
    if kind == "sqlite":
        return a_file(folder / f"{number}.db")
    server: Server = request.getfixturevalue("postgres")
    return server.database()


@contextmanager
def strict_doors(url: str, time: Time) -> Iterator[Doors]:
    """Open a store for two in which what was cannot be changed."""
    with two_doors(url, time) as doors:
        with beside(doors[0]) as connection:
            forbid_changes(doors[0], connection)
        doors[0].publish(mixture.METHOD)
        yield doors


def live(doors: Doors, time: Time, seed: float) -> str:
    """Let a process live by chance: commands through both doors, hours that pass, things that are erased."""
    chance = Random(seed)
    process = accepted(doors[0].submit(None, list(mixture.OPENING))).process
    for number in range(ACTS):
        door = chance.choice(doors)
        seen = door.situation(process)[1]
        door.submit(process, an_act(chance, seen, f"n{number}"))
        if chance.randrange(ACTS) < 2:
            time.pass_by(hours=chance.randrange(SOME_HOURS))
    return process


def an_act(chance: Random, seen: Situation, new: str) -> Command:
    """Return a command by chance, now and then one that erases or ends."""
    if chance.randrange(ACTS) == 0:
        named = chance.choice([*seen.records, *seen.participants])
        return asked("redact", content=named, reason="On request")
    if chance.randrange(5 * ACTS) == 0:
        return asked("cancel", reason="No time")
    return mixture.any_command(chance, seen, new)


def wrong_with(doors: Doors, connection: Connection, process: str) -> list[str]:
    """Tell where snapshot and memories do not say the same of a process as its log."""
    by_log = list(replayed(connection, process))[-1]
    told = {"snapshot": load(connection, process).situation, "memory": doors[0].situation(process)[1]}
    told["other memory"] = doors[1].situation(process)[1]
    return [f"{where} is not what the log of {process} says" for where, one in told.items() if one != by_log.situation]


@pytest.mark.P3
def test_all_that_follows_from_a_log_can_be_made_anew_and_is_the_same(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("group", "journal"):
        monkeypatch.setattr(f"engine.journal.{module}.SNAPSHOT_EVERY", SNAPSHOT_EVERY)
    for number, chance in enumerate(rounds(LOGS[kind], each=LOGS_A_ROUND)):
        time, seeds = Time(), [chance.random() for _ in range(LOGS_A_ROUND)]
        with strict_doors(a_url(request, kind, tmp_path, number), time) as doors:
            with ThreadPoolExecutor(CALLERS) as pool:
                processes = list(pool.map(lambda seed: live(doors, time, seed), seeds))  # noqa: B023 - done in this round
            doors[0].tick()

            with beside(doors[0]) as connection:
                assert [told for one in processes for told in wrong_with(doors, connection, one)] == []
            assert differs_when_made_anew(doors[0]) == []
            assert len(processes) == LOGS_A_ROUND
