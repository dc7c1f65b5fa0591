"""P6: of a timer there is one effect, and none is early or lost, though servers are killed and their clocks differ."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from tests.engine.journal.neighbours import accepted
from tests.promises.replicas import differs_when_made_anew
from tests.promises.timers import Watcher, a_chain, a_server, is_ticking, kill, opening, wrong_with

if TYPE_CHECKING:
    from random import Random

    from tests.postgres import Server
    from tests.promises.sizes import Rounds

PROCESSES, PHASES, LENGTH = 40, 5, timedelta(seconds=1)
REPLICAS, MOST_KILLS, BETWEEN_KILLS = 3, 2, 1.5
WRONG_CLOCKS = (0.0, 30.0, -30.0, 1.0, -1.0, 300.0, -300.0, 3_600.0, -3_600.0, 86_400.0, -86_400.0)
GIVEN_UP = 180  # seconds without which a timer counts as lost


def ticked_off(url: str, servers: int, chance: Random) -> tuple[int, list[str]]:
    """Let servers tick, and kill some while they do, until all is over; returns how many, and what was early or lost.

    Where there is one server, it is killed when it has begun.
    """
    kills, early, watcher, begun = 0, list[str](), Watcher(url), time.monotonic()
    with closing(watcher), ExitStack() as stack:
        running = [stack.enter_context(a_server(url, chance.choice(WRONG_CLOCKS))) for _ in range(servers)]
        until = time.monotonic() + chance.uniform(0, BETWEEN_KILLS)
        while (found := watcher.look())[0] and time.monotonic() - begun < GIVEN_UP:
            early += found[1]
            time.sleep(0.05)
            ticking = [number for number, one in enumerate(running) if is_ticking(one)]
            if kills < MOST_KILLS and ticking and time.monotonic() > until:
                victim = chance.choice(ticking)
                kill(running[victim])
                running[victim] = stack.enter_context(a_server(url, chance.choice(WRONG_CLOCKS)))
                kills, until = kills + 1, time.monotonic() + chance.uniform(0, BETWEEN_KILLS)
        for server in running:
            kill(server)
    return kills, [*early, *([f"{found[0]} processes came to no end"] if found[0] else [])]


def faults(url: str, servers: int, chance: Random) -> list[str]:
    """Return what was wrong with timers that servers saw to."""
    with Engine.open(url) as engine:
        engine.publish(a_chain(PHASES))
        processes = [accepted(engine.submit(None, opening())).process for _ in range(PROCESSES)]
    kills, wrong = ticked_off(url, servers, chance)
    with Engine.open(url) as engine:
        logs = [[one.event for one in engine.history(process)] for process in processes]
        wrong += differs_when_made_anew(engine)
    late = sorted((one.at - one.moment).total_seconds() for log in logs for one in log)
    print(f"{kills} kills; late by at most {late[-1]:.1f} s, half of them by {late[len(late) // 2]:.1f} s")
    return wrong + [one for log in logs for one in wrong_with(log, PHASES, LENGTH)]


@pytest.mark.P6
def test_three_replicas_of_which_some_are_killed_let_each_timer_happen_once(postgres: Server, rounds: Rounds) -> None:
    for chance in rounds(PROCESSES * PHASES, each=PROCESSES * PHASES):
        assert faults(postgres.database(), REPLICAS, chance) == []


@pytest.mark.P6
def test_a_server_that_is_killed_lets_each_timer_happen_once(tmp_path: Path, rounds: Rounds) -> None:
    for number, chance in enumerate(rounds(PROCESSES * PHASES, each=PROCESSES * PHASES)):
        assert faults(f"sqlite:///{tmp_path}/{number}.db", 1, chance) == []
