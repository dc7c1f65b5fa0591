"""P6: a server that was down for a second or for three days does late what came due, and nothing else is different."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from engine import Engine
from engine.authoring.simulation import Simulation, counted_ids
from engine.process.events import Event
from tests.engine.journal.neighbours import Time, accepted, two_stores
from tests.factories import NINE
from tests.promises import mixture
from tests.promises.acts import Chance, beginning
from tests.promises.methods import a_method
from tests.promises.replicas import differs_when_made_anew

if TYPE_CHECKING:
    from tests.promises.sizes import Rounds

OUTAGES = (timedelta(seconds=1), timedelta(seconds=3), timedelta(hours=1), timedelta(hours=72))
PROCESSES, ACTS = 60, 30
STORED, STORED_A_ROUND = 8, 4
LOOKS = 12
BEFORE = (timedelta(days=5), timedelta(days=9))  # when a term passes, and a vote closes


class Told(NamedTuple):
    """An event without its id and without how late it was."""

    moment: datetime
    label: str
    body: object


def told(events: Sequence[Event]) -> list[Told]:
    """Return what events say, but for how late."""
    return [Told(one.moment, one.label, one.body) for one in events]


def wrong_with(events: Sequence[Event], after: datetime, at: datetime) -> list[str]:
    """Tell what events that the clock made at an instant, after an outage, say wrongly of when they were due."""
    moments = [one.moment for one in events]
    return [
        *(f"{one.type} out of order" for one, before in zip(events[1:], moments, strict=False) if one.moment < before),
        *(f"{one.type} early" for one in events if not after < one.moment <= one.at),
        *(f"{one.type} not marked late" for one in events if (one.at, one.due_at) != (at, _marked(one, at))),
    ]


def _marked(event: Event, at: datetime) -> datetime | None:
    """Return what `due_at` has to be: when it counts from, unless that is now; a term says also then when it passed."""
    return event.due_at if event.moment == at else event.moment


def living(chance: Random) -> tuple[Simulation, datetime]:
    """Return a process by a method made by chance, in which people did this and that, and what time it is there."""
    method, declared = a_method(chance)
    people, simulation, at = Chance(chance, declared), Simulation(method), NINE
    simulation.submit(beginning(**dict.fromkeys(declared.get("case", ()), "Case")), at)
    for _ in range(ACTS):
        if simulation.situation is None or simulation.situation.end:
            break
        at += timedelta(minutes=chance.randint(0, 50))
        simulation.submit([people.act(simulation.situation)], at)
    return simulation, at


@pytest.mark.P6
def test_whoever_finds_the_server_back_finds_the_history_of_one_that_was_never_away(rounds: Rounds) -> None:
    late = 0
    for chance in rounds(PROCESSES * len(OUTAGES), each=len(OUTAGES)):
        begun, at = living(chance)
        if begun.situation is None or begun.situation.end:
            continue
        for outage in OUTAGES:
            away, there = begun.fork(), begun.fork()
            happened = away.wait(at + outage)
            looks = sorted(outage * chance.random() for _ in range(LOOKS))
            watched = [event for look in [*looks, outage] for event in there.wait(at + look)]

            assert told(happened) == told(watched)
            assert wrong_with(happened, at, at + outage) == []
            assert all(event.moment <= event.at for event in watched)
            late += sum(event.at > event.moment for event in happened)
    assert late
    print(late, "events were late")


@pytest.fixture(params=["postgres", "sqlite"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Return the URLs of two empty stores of a kind."""
    for name in ("away", "there"):
        (tmp_path / name).mkdir()
    return two_stores(request, tmp_path / "away"), two_stores(request, tmp_path / "there")


def begin(engine: Engine, chance: Random, processes: int) -> list[str]:
    """Let processes begin by chance, the same in whatever engine."""
    engine.publish(mixture.METHOD)
    found = [accepted(engine.submit(None, list(mixture.OPENING))).process for _ in range(processes)]
    for number in range(ACTS // 2):
        for process in found:
            engine.submit(process, mixture.any_command(chance, engine.situation(process)[1], f"n{number}"))
    return found


def opened(url: str, time: Time, name: str) -> Engine:
    """Open a store in which ids are made from a name."""
    return Engine.open(
        url, now=time, ids=partial(next, counted_ids(name)), process_ids=partial(next, counted_ids(f"process {name}"))
    )


def lived(url: str, seed: float, outage: timedelta, looks: int) -> list[list[Event]]:
    """Return the logs of processes after an outage, in which somebody looked so often after all."""
    chance, time = Random(seed), Time()
    wholes = chance.choice(BEFORE) - outage * chance.uniform(0.1, 0.9)
    with opened(url, time, f"{seed} before") as engine:
        processes = begin(engine, chance, STORED_A_ROUND)
        time.at += wholes
        engine.tick()
        for _ in range(looks):
            time.at += outage / LOOKS
            engine.tick()
    time.at = Time().at + wholes + outage
    with opened(url, time, f"{seed} after") as engine:
        engine.tick()
        logs = [[one.event for one in engine.history(process)] for process in processes]
        assert differs_when_made_anew(engine) == []
    return logs


@pytest.mark.P6
def test_a_store_that_was_shut_meanwhile_has_the_log_of_one_that_was_not(urls: tuple[str, str], rounds: Rounds) -> None:
    late = 0
    for chance in rounds(STORED, each=STORED_A_ROUND):
        seed, outage = chance.random(), chance.choice(OUTAGES)

        away, there = lived(urls[0], seed, outage, 0), lived(urls[1], seed, outage, LOOKS)

        assert [told(log) for log in away] == [told(log) for log in there]
        late += sum(event.at > event.moment for log in away for event in log)
    assert late
    print(late, "events were late")
