"""Two acts meet, each through a replica of its own: the one that comes second finds the other's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import psycopg
import pytest

from engine.journal.postgres import PostgresStore
from tests.engine.journal.neighbours import two_stores
from tests.promises.races import NO_ORDER, PAIRS, Race, Track
from tests.promises.replicas import beside, differs_when_made_anew, told, two_doors
from tests.promises.unlocked import without_locks

if TYPE_CHECKING:
    from tests.postgres import Server
    from tests.promises.sizes import Rounds

ROUNDS = {"postgres": 250, "sqlite": 100}
ENOUGH = 50
CONTROL_ROUNDS, MOST_ROUNDS = 15, 150  # on a busy machine acts overlap seldom
CONTRADICTIONS = CONTROL_ROUNDS * len(PAIRS) // 4
CAUGHT = 10  # in the other pairs one act leaves no trace, so that hardly any overlap contradicts


@pytest.fixture(params=["postgres", "sqlite"])
def track(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Track]:
    with two_doors(two_stores(request, tmp_path)) as doors, ThreadPoolExecutor(2 * len(PAIRS)) as pool:
        yield Track(doors, pool)


def held(track: Track, chance: Random) -> list[Race]:
    """Hold a race of every pair: all at once, a few at a time, or one by one."""
    races = track.ready(PAIRS)
    chance.shuffle(races)
    several = chance.choice((1, 3, len(races)))
    for start in range(0, len(races), several):
        track.run(races[start : start + several], chance)
    return races


@pytest.mark.P5
def test_two_acts_that_meet_come_out_as_if_one_had_been_first(
    track: Track, rounds: Rounds, request: pytest.FixtureRequest
) -> None:
    seen: Counter[tuple[str, ...]] = Counter()
    number = ROUNDS["sqlite" if track.doors[0] is track.doors[1] else "postgres"]

    for chance in rounds(number * len(PAIRS), each=len(PAIRS)):
        races = held(track, chance)

        assert [fault for race in races for fault in track.faults(race)] == []
        seen.update((race.pair.name, *map(told, (race.answers[0], race.answers[1]))) for race in races)

    assert differs_when_made_anew(track.doors[0]) == []
    if rounds.tried >= ENOUGH * len(PAIRS):
        assert {(pair.name, *first[:2]) for pair in PAIRS for first in (pair.one_first, pair.other_first)} == set(seen)


# ---------------------------------------------------------------------- controls that must fail


@pytest.fixture
def meetings(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Let no claim lock anything, and return the errors by which the database then keeps two replicas apart."""
    met: list[Exception] = []
    sensible = PostgresStore.may_pass

    def may_pass(store: PostgresStore, error: Exception) -> bool:
        met.append(error)
        return sensible(store, error)

    without_locks(monkeypatch)
    monkeypatch.setattr(PostgresStore, "may_pass", may_pass)
    return met


def faults_of(server: Server, *spoiled: str, met: Callable[[list[str]], bool]) -> list[str]:
    """Hold races on a database after spoiling it, and return what was wrong; more of them until enough have `met`.

    Whether two acts meet at all hangs on how busy the machine is.
    """
    with two_doors(server.database()) as doors, ThreadPoolExecutor(2 * len(PAIRS)) as pool:
        track, chance = Track(doors, pool), Random("control")
        with beside(doors[0]) as connection:
            for statement in spoiled:
                connection.execute(statement)
        faults: list[str] = []
        held = 0
        while held < (CONTROL_ROUNDS if met(faults) else MOST_ROUNDS):
            held += 1
            for race in track.ready(PAIRS):
                track.run([race], chance)
                faults += track.faults(race)
    return faults


def apart(meetings: list[Exception]) -> int:
    """Return how often the unique places in the log kept two replicas apart."""
    return sum(isinstance(one, psycopg.errors.UniqueViolation) for one in meetings)


@pytest.mark.P5
def test_without_the_lock_the_places_in_the_log_still_keep_two_replicas_apart(
    postgres: Server, meetings: list[Exception]
) -> None:
    faults = faults_of(postgres, met=lambda _: apart(meetings) > CONTROL_ROUNDS)

    unread = [fault for fault in faults if NO_ORDER in fault and "LogBroken: process" in fault]
    print(len(unread), "were refused, for what they read while the other wrote")
    assert [fault for fault in faults if fault not in unread] == []
    assert apart(meetings) > CONTROL_ROUNDS


@pytest.mark.P5
@pytest.mark.usefixtures("meetings")
def test_without_the_lock_and_the_places_in_the_log_contradictions_are_caught(postgres: Server) -> None:
    faults = faults_of(
        postgres,
        "ALTER TABLE event DROP CONSTRAINT pk_event",
        "ALTER TABLE event DROP CONSTRAINT uq_event_process_label_n",
        met=lambda faults: len(faults) > CONTRADICTIONS and len(caught_in(faults)) >= CAUGHT,
    )

    print(len(faults), "faults in races without lock and order")
    assert len(caught_in(faults)) >= CAUGHT, caught_in(faults)
    assert len(faults) > CONTRADICTIONS


def caught_in(faults: list[str]) -> set[str]:
    """Return the pairs that were found to contradict."""
    return {pair.name for pair in PAIRS if any(fault.startswith(f"{pair.name}: ") for fault in faults)}
