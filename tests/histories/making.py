"""Makes histories: processes played by chance and from the shipped scenarios, as rows with what they must lead to."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from api.demo import EngineStage
from engine import Engine, Refusal
from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import counted_ids
from engine.journal.store import EVERYBODY
from engine.language import Method, read_method
from engine.process.commands import Command
from tests.histories.projection import found_in
from tests.promises.acts import Chance, asked, beginning
from tests.promises.methods import a_method

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
METHODS = Path(__file__).resolve().parents[2] / "methods"
PLAYED, STEPS, OPEN_OF_THREE = 330, 24, 1
History = dict[str, Any]


def histories(seed: int) -> Generator[History]:
    """Yield histories of the format that this build writes: the same for the same seed and code."""
    salts = Random(f"{seed}/salts")
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("engine.journal.journal.random_salt", lambda: salts.randbytes(16)),
    ):
        clock, ids = [START], counted_ids(f"{seed}")
        engine = Engine.open(
            f"sqlite:///{folder}/sluis.db", now=lambda: clock[0], ids=lambda: next(ids), process_ids=_process_ids()
        )
        with engine:
            for number in range(PLAYED):
                yield _by_chance(engine, clock, Random(f"{seed}/{number}"), number)
            yield from _from_scenarios(engine, clock)


def _process_ids() -> Callable[[], str]:
    numbers = iter(range(1, 10_000))
    return lambda: f"01950000-0000-7000-8000-{next(numbers):012d}"


def _by_chance(engine: Engine, clock: list[datetime], chance: Random, number: int) -> History:
    _, declared = a_method(chance)
    name = f"any-{number}"
    method = read_method(json.dumps({**declared, "method": name}), f"{name}.yaml")
    engine.publish(method)
    opening, *joins = beginning()
    clock[0] = START + timedelta(hours=number)
    process = _done(engine, None, [opening.model_copy(update={"method": name})])
    _done(engine, process, joins)
    acts = Chance(chance, declared)
    for _ in range(STEPS):
        clock[0] += timedelta(minutes=chance.choice((0, 7, 90, 600)))
        engine.submit(process, _act(engine, process, acts, chance))
    if number % 3 >= OPEN_OF_THREE:
        _end(engine, process)
    return _told(engine, method, process, ["random"])


def _act(engine: Engine, process: str, acts: Chance, chance: Random) -> Command:
    situation = engine.situation(process)[1]
    if chance.random() < 0.04 and situation.records:
        return asked("redact", "chair", content=chance.choice(sorted(situation.records)), reason="Asked")
    return acts.act(situation)


def _end(engine: Engine, process: str) -> None:
    """Let a process end: by its own moves where their gates are met, else before its time."""
    for _ in range(8):
        if engine.situation(process)[1].end is None:
            engine.submit(process, asked("move", "chair", move="on"))
    if engine.situation(process)[1].end is None:
        _done(engine, process, [asked("cancel", "chair", reason="No time")])


def _done(engine: Engine, process: str | None, commands: Sequence[Command]) -> str:
    receipt = engine.submit(process, list(commands))
    assert not isinstance(receipt, Refusal), receipt
    return receipt.process


def _from_scenarios(engine: Engine, clock: list[datetime]) -> Iterator[History]:
    """Yield each shipped scenario as it stands after some of its steps, and at its end."""
    for path in sorted(METHODS.glob("*/scenarios/*.yaml")):
        source = path.parent.parent / "method.yaml"
        method = read_method(source.read_text(encoding="utf-8"), source.name)
        engine.publish(method)
        scenario = read_scenario(path.read_text(encoding="utf-8"), path.name)
        for share in (4, 8, 12):
            stage = EngineStage(engine, clock)
            for played in Player(method, scenario, stage).play():
                if played.number >= len(scenario.steps) * share // 12:
                    break
            assert stage.process
            yield _told(engine, method, stage.process, ["scenario", scenario.scenario])


def _told(engine: Engine, method: Method, process: str, origin: list[str]) -> History:
    """Return the rows of a process and what they must lead to."""
    with engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - rows are what is kept
        events = connection.execute(
            "SELECT skeleton, digest FROM event WHERE process=? ORDER BY seq", (process,)
        ).fetchall()
        contents = connection.execute(
            "SELECT commitment, label, about, salt, bytes FROM content WHERE process=? ORDER BY commitment", (process,)
        ).fetchall()
    return {
        "origin": origin,
        "method": method.source,
        "events": [bytes(skeleton).decode() for skeleton, _ in events],
        "head": bytes(events[-1][1]).hex(),
        "contents": [
            [bytes(commitment).hex(), label, about, bytes(salt).hex(), bytes(data).decode()]
            for commitment, label, about, salt, data in contents
        ],
        "found": found_in(*engine.situation(process)),
    }
