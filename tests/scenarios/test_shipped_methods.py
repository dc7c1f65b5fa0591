"""Every shipped method: it can be published, and each of its scenarios goes as told, in memory and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.authoring.playing import Played, Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation
from engine.files import method_from
from engine.journal.group import SNAPSHOT_EVERY
from engine.journal.store import EVERYBODY
from engine.language import Method
from engine.process.commands import Command
from engine.process.events import Event
from engine.process.gates import PASSING
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from tests.engine.journal.neighbours import two_stores

METHODS = Path(__file__).resolve().parents[2] / "methods"
SCENARIOS = sorted(METHODS.glob("*/scenarios/*.yaml"))
ROWS = {"process": "SELECT * FROM process ORDER BY 1", "snapshot": "SELECT * FROM snapshot ORDER BY 1"}
CREATED, DONE, REFUSED = 201, 200, 409


def method_of(scenario: Path) -> Method:
    return method_from(scenario.parent.parent / "method.yaml")


def in_order(method: Method) -> list[Method]:
    """Return the methods that have to be published for this one, and it at last."""
    before = [one for child in method.children.values() for one in in_order(child)]
    return [*{one.id: one for one in before}.values(), method]


class OverHttp:
    """A stage on the HTTP interface: every act is a request, refusals come back as problems."""

    def __init__(self, client: TestClient, engine: Engine, clock: list[datetime]) -> None:
        self.client, self.engine, self.clock = client, engine, clock
        self.process: str | None = None
        self.problems: list[dict[str, Any]] = []

    @property
    def situation(self) -> Situation | None:
        return self.engine.situation(self.process)[1] if self.process else None

    def wait(self, until: datetime, process: str | None = None) -> tuple[Event, ...]:
        where = process or self.process
        if where is None:
            return ()
        before = len(self.engine.history(where))
        self.clock[0] = until
        assert self.client.get(f"/v1/processes/{where}").status_code == DONE
        return tuple(stored.event for stored in self.engine.history(where)[before:])

    def member(self, process: str) -> tuple[Method, Situation]:
        return self.engine.situation(process)

    def submit(
        self, commands: Sequence[Command], at: datetime, process: str | None = None
    ) -> tuple[Event, ...] | Refusal:
        self.clock[0] = at
        told = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in commands]
        if self.process is None:
            answer = self.client.post("/v1/processes", json=told[0])
            assert answer.status_code == CREATED, answer.text
            self.process = answer.json()["process"]
            return ()
        where = process or self.process
        before = len(self.engine.history(where))
        supposed = self.engine.dry_run(where, list(commands))
        answer = self.client.post(f"/v1/processes/{where}/commands", json=told)
        if isinstance(supposed, Refusal):
            assert answer.status_code == REFUSED, answer.text
            self.problems.append(answer.json())
            return supposed
        assert answer.status_code == DONE, answer.text
        return tuple(event.event for event in self.engine.history(where)[before:])


@dataclass
class Story:
    """A scenario as it was played over HTTP, and where: all that is asked of it is asked of one playing."""

    method: Method
    engine: Engine
    client: TestClient
    stage: OverHttp
    published: list[int]
    steps: list[Played]


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def story(request: pytest.FixtureRequest, path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    clock = [datetime.fromisoformat("2026-01-01T00:00:00+00:00")]
    with Engine.open(two_stores(request, tmp_path_factory.mktemp("story")), now=lambda: clock[0]) as engine:
        client, method = TestClient(create_app(engine, Settings())), method_of(path)
        published = [
            client.post("/v1/methods", content=one.source.encode(), headers={"content-type": "application/yaml"})
            for one in in_order(method)
        ]
        stage = OverHttp(client, engine, clock)
        steps = list(Player(method, read_scenario(path.read_text(encoding="utf-8"), path.name), stage).play())
        yield Story(method, engine, client, stage, [one.status_code for one in published], steps)


def test_every_method_has_a_scenario() -> None:
    assert (
        {path.parent.parent for path in SCENARIOS} == {path.parent for path in METHODS.glob("*/method.yaml")} != set()
    )


def test_a_scenario_goes_as_told(path: Path) -> None:
    scenario = read_scenario(path.read_text(encoding="utf-8"), path.name)

    played = list(Player(method_of(path), scenario, Simulation(method_of(path))).play())

    assert [(one.number, one.problems) for one in played if one.problems] == []
    assert played[-1].situation.end is not None


def test_a_scenario_goes_as_told_over_http(story: Story) -> None:
    assert set(story.published) == {CREATED}
    assert [(one.number, one.problems) for one in story.steps if one.problems] == []
    problems = story.stage.problems
    assert len([one for one in problems if one["type"] == "/problems/gate-shut"]) >= 2
    shut = [one for one in problems if "conditions" in one]
    assert [one for one in shut if not any(_sentences(one["conditions"]))] == []


def _sentences(conditions: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what is missing, of the conditions inside conditions too."""
    for one in conditions:
        yield from (missing["text"] for missing in one["missing"])
        yield from _sentences(one["conditions"])


def test_the_log_explains_every_move_condition_by_condition(story: Story) -> None:
    log = story.client.get(f"/v1/processes/{story.stage.process}/log", params={"limit": 500})
    moves = [one for one in log.json()["items"] if one["type"] == "Moved"]

    assert moves
    for move in moves:
        gate = story.method.gate_of_move(move["data"]["move"])
        assert [one["id"] for one in move["data"]["gate"]] == ([part.id for part in gate.parts] if gate else [])
        passed = [one["id"] for one in move["data"]["gate"] if one["verdict"] in PASSING]
        assert all(one["id"] in passed or _is_advisory(gate, one["id"]) for one in move["data"]["gate"])
        assert len(move["details"]) >= len(move["data"]["gate"])


def _is_advisory(gate: Any, identity: str) -> bool:
    return any(part.id == identity and part.advisory for part in gate.parts)


def test_rows_and_snapshots_made_anew_from_the_log_are_the_same_bytes(story: Story) -> None:
    engine, stage = story.engine, story.stage
    before = _rows(engine)

    engine.rebuild()

    assert before == _rows(engine)
    assert stage.situation
    family = [str(stage.process), *stage.situation.children]
    assert len(before["snapshot"]) == sum(len(engine.history(one)) >= SNAPSHOT_EVERY for one in family)


def _rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - the test looks behind the door
        return {table: connection.execute(query).fetchall() for table, query in ROWS.items()}
