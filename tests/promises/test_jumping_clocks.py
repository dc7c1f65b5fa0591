"""P6: clocks that jump let nothing happen early or twice, and keep nothing from happening once they are past it.

There is no library here that lies to a whole process about the time, so each replica is given a clock of its own: the
one that decides, where a test hands one in, and that of its machine, where the database decides.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import psycopg
import pytest

from engine import Engine
from engine.journal import journal, stores
from engine.journal.postgres import libpq_url
from engine.process.refusal import Refusal
from tests.engine.journal.neighbours import START, Time, accepted, two_stores
from tests.promises.races import asked
from tests.promises.replicas import differs_when_made_anew
from tests.promises.timers import a_chain, opening, wrong_with

if TYPE_CHECKING:
    from tests.postgres import Server
    from tests.promises.sizes import Rounds

JUMPS = [
    sign * timedelta(**{unit: much})
    for unit, much in (("seconds", 1), ("minutes", 5), ("hours", 1), ("days", 1), ("seconds", 30))
    for sign in (1, -1)
]
ROUNDS, PROCESSES, PHASES, LENGTH = 10, 3, 4, timedelta(hours=6)
REPLICAS = 3
STEPS = 16
IN_TIME = 6


@pytest.fixture(params=["postgres", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return two_stores(request, tmp_path)


def looked_at(engine: Engine, processes: list[str], chance: Random) -> None:
    """Let somebody look at a replica: its clock, a reader, or one who tries an act."""
    process = chance.choice(processes)
    match chance.choice(("tick", "tick", "read", "act", "try")):
        case "tick":
            engine.tick()
        case "read":
            engine.view(process)
        case "act":
            engine.submit(process, asked("note", text="Hello"))
        case _:
            engine.dry_run(process, asked("hold", reason="Wait"))


def live(doors: list[Engine], clocks: list[Time], processes: list[str], chance: Random) -> datetime:
    """Let time go on with clocks that jump, also right when something is due; returns the latest that any has shown."""
    true = shown = START
    skews = [timedelta()] * len(clocks)
    for _ in range(STEPS):
        due = min((one for process in processes if (one := doors[0].situation(process)[1].next_due())), default=None)
        true = due if due and due > true and chance.random() < 0.5 else true + timedelta(minutes=chance.randint(1, 240))
        which = chance.randrange(len(doors))
        if chance.random() < 0.6:
            skews[which] = chance.choice([*JUMPS, timedelta()])
        for clock, skew in zip(clocks, skews, strict=True):
            clock.at = true + skew
        shown = max(shown, *(clock.at for clock in clocks))
        looked_at(doors[which], processes, chance)
    return shown


@pytest.mark.P6
def test_a_clock_that_decides_and_jumps_lets_each_timer_happen_once_and_never_before_it_showed_that(
    url: str, rounds: Rounds
) -> None:
    for chance in rounds(ROUNDS * PROCESSES * PHASES, each=PROCESSES * PHASES):
        with ExitStack() as stack:
            clocks = [Time()]
            doors = [stack.enter_context(Engine.open(url, now=clocks[0]))]
            if doors[0]._journal.store.shares:  # noqa: SLF001 - only there can be several
                clocks += [Time() for _ in range(REPLICAS - 1)]
                doors += [stack.enter_context(Engine.open(url, now=clock)) for clock in clocks[1:]]
            doors[0].publish(a_chain(PHASES, "PT6H"))
            processes = [accepted(doors[0].submit(None, opening())).process for _ in range(PROCESSES)]

            shown = live(doors, clocks, processes, chance)

            logs = {process: [one.event for one in doors[0].history(process)] for process in processes}
            assert [one for log in logs.values() for one in log if one.moment > shown] == []
            last = max(shown, START + LENGTH * PHASES)
            for clock in clocks:
                clock.at = last
            doors[-1].tick()
            for process in processes:
                events = [one.event for one in doors[-1].history(process)]
                assert wrong_with(events, PHASES, LENGTH) == []
                assert [one.at for one in events] == sorted(one.at for one in events)
            assert differs_when_made_anew(doors[-1]) == []


def database_time(url: str) -> datetime:
    """Return what time it is by the clock of a database."""
    with psycopg.connect(libpq_url(url)) as connection:
        at: datetime = connection.execute("SELECT clock_timestamp()").fetchall()[0][0]
    return at.astimezone(UTC)


@pytest.mark.P6
def test_where_the_database_decides_the_clocks_of_machines_change_nothing(
    postgres: Server, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.database()
    machine = Time(datetime.now(UTC))
    for module in (stores, journal):
        monkeypatch.setattr(module, "utc_now", machine)
    with Engine.open(url) as one, Engine.open(url) as other:
        one.publish(a_chain(1, "PT1H"))
        one.publish(a_chain(1, "PT0S", "short"))
        for chance in rounds(IN_TIME * 2, each=2):
            doors = (one, other)
            waiting = accepted(one.submit(None, opening())).process

            for _ in range(len(JUMPS)):
                machine.at = database_time(url) + chance.choice(JUMPS)
                looked_at(chance.choice(doors), [waiting], chance)

            assert other.view(waiting).end is None
            assert not isinstance(one.dry_run(waiting, asked("cancel", reason="No time")), Refusal)
            assert [each.event.type for each in one.history(waiting)].count("PhaseOverdue") == 0
            machine.at = database_time(url) - timedelta(days=1)
            over = accepted(one.submit(None, opening("short"))).process
            assert other.view(over).end is not None
            now = database_time(url)
            assert all(each.event.at <= now for process in (waiting, over) for each in one.history(process))
