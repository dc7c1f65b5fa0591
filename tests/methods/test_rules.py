"""Every rule of a published method that is called enforced is broken once, and can be broken without its construct.

The tables are made anew with `python -m tests.methods.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine import Engine
from engine.authoring.playing import Played, Player
from engine.authoring.scenario import Scenario
from engine.authoring.simulation import Simulation
from engine.errors import MethodInvalid
from engine.language import Method
from engine.process.commands import Command
from engine.process.events import Event
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from tests.methods.rules import HERE, MARKED, Attempt, method_of, names, rules_of, stories, story, table, tried
from tests.sqlite import a_file

ATTEMPTS = [
    pytest.param(one, id=f"{name}-{key}-{number}")
    for name in names()
    for key, rule in rules_of(name).rules.items()
    for number, one in enumerate(rule.enforced, 1)
]


class Kept:
    """A stage on an engine that keeps everything in a database."""

    def __init__(self, engine: Engine, clock: list[datetime]) -> None:
        self.engine, self.clock = engine, clock
        self.process: str | None = None

    @property
    def situation(self) -> Situation | None:
        return self.engine.situation(self.process)[1] if self.process else None

    def wait(self, until: datetime, process: str | None = None) -> tuple[Event, ...]:
        self.clock[0] = until
        return ()

    def submit(
        self, commands: Sequence[Command], at: datetime, process: str | None = None
    ) -> tuple[Event, ...] | Refusal:
        self.clock[0] = at
        where = process or self.process
        before = len(self.engine.history(where)) if where else 0
        receipt = self.engine.submit(where, list(commands))
        if isinstance(receipt, Refusal):
            return receipt
        self.process = self.process or receipt.process
        return tuple(stored.event for stored in self.engine.history(receipt.process)[before:])

    def member(self, process: str) -> tuple[Method, Situation]:
        return self.engine.situation(process)


@pytest.fixture
def clock() -> list[datetime]:
    return [datetime.fromisoformat("2026-01-01T00:00:00+00:00")]


@pytest.fixture
def engine(tmp_path: Path, clock: list[datetime]) -> Iterator[Engine]:
    with Engine.open(a_file(tmp_path / "methods.db"), now=lambda: clock[0]) as opened:
        yield opened


def played(scenario: Scenario, without: dict[str, Any] | None = None) -> list[Played]:
    method = method_of(scenario.method, without)
    return list(Player(method, scenario, Simulation(method)).play())


def wrong(steps: Sequence[Played]) -> list[tuple[int, tuple[str, ...]]]:
    return [(one.number, one.problems) for one in steps if one.problems]


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
def test_a_story_of_a_published_method_goes_as_told(path: Path, engine: Engine, clock: list[datetime]) -> None:
    told = story(path)
    method = method_of(told.method)
    engine.publish(method)
    stage = Kept(engine, clock)

    steps = list(Player(method, told, stage).play())

    assert wrong(steps) == []
    assert steps[-1].situation.end is not None


def test_every_end_of_a_published_method_is_reached_by_a_story() -> None:
    told = [story(path) for path in stories()]
    reached = {(one.method, one.steps[-1].then.end) for one in told if one.steps[-1].then}

    assert reached == {(name, end) for name in {one.method for one in told} for end in method_of(name).declared.ends}


def test_every_declared_method_has_a_story_and_every_story_a_method() -> None:
    declared = {path.stem for path in HERE.glob("*.yaml") if not path.name.endswith(".rules.yaml")}

    assert {story(path).method for path in stories()} == declared != set()


@pytest.mark.parametrize("name", names())
def test_every_rule_of_the_published_text_has_its_line(name: str) -> None:
    published = rules_of(name)

    assert list(published.rules) == [f"R{number}" for number in range(1, published.published + 1)]


@pytest.mark.parametrize("name", names())
def test_the_table_is_made_of_the_rules(name: str) -> None:
    written = (HERE / f"{name}.md").read_text(encoding="utf-8")

    assert written.partition(MARKED)[2] == "\n" + table(rules_of(name))


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_rule_that_is_enforced_cannot_be_broken(attempt: Attempt) -> None:
    assert "then" in attempt.steps[-1]
    assert wrong(played(tried(attempt))) == []


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_without_its_construct_a_rule_can_be_broken(attempt: Attempt) -> None:
    if attempt.checked:
        with pytest.raises(MethodInvalid, match=attempt.checked):
            method_of(tried(attempt).method, attempt.without)
        return

    *before, last = played(tried(attempt), attempt.without)

    assert wrong(before) == []
    assert last.problems
    assert last.refusal is None or "refused" not in attempt.steps[-1]["then"]
