from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.authoring.playing import Player
from engine.authoring.simulation import Simulation
from engine.authoring.story_names import read_story
from engine.files import read_file
from engine.process.decide import decide
from engine.process.sight import Reader
from engine.process.view import progress, summary, telling_for
from engine.process.world import World

SCENARIOS = Path(__file__).resolve().parents[4] / "methods"


NAMES = sorted(one.parent.name for one in SCENARIOS.glob("*/method.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_lists_keep_what_progress_says(name: str) -> None:
    method = read_file(SCENARIOS / name / "method.yaml").method
    assert method is not None
    owing = set[str]()

    for file in sorted((SCENARIOS / name / "scenarios").glob("*.yaml")):
        stage = Simulation(method)
        for _ in Player(method, read_story(file.read_text(), str(file), method).scenario, stage).play():
            situation = stage.situation
            if situation is None:
                continue
            telling = telling_for(method, situation, Reader())
            whole, kept = progress(telling), summary(telling)
            owed = {one for todo in whole.todo for each in todo.owed_by for one in (each.role, each.party)}
            assert kept.owed_by == {one if isinstance(one, str) else one.id for one in owed if one}
            assert (kept.overdue, kept.changed_at) == (any(one.overdue for one in whole.phases), whole.changed_at)
            owing |= kept.owed_by

    assert len(owing) > 2


@pytest.mark.parametrize("name", ["joint-fact-finding", "starting-collaboration"])
def test_lists_keep_the_same_of_what_was_seen_while_it_was_decided(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method = read_file(SCENARIOS / name / "method.yaml").method
    assert method is not None
    worlds: list[World | None] = []
    handed_on = 0

    def decided(*asked: Any) -> Any:
        found = decide(*asked)
        worlds.append(getattr(found, "world", None))
        return found

    monkeypatch.setattr("engine.authoring.simulation.decide", decided)
    for file in sorted((SCENARIOS / name / "scenarios").glob("*.yaml")):
        stage = Simulation(method)
        for _ in Player(method, read_story(file.read_text(), str(file), method).scenario, stage).play():
            seen, situation = worlds[-1] if worlds else None, stage.situation
            worlds.clear()
            if seen is None or situation is None or seen.situation.process != situation.process:
                continue
            telling = telling_for(method, situation, Reader())
            assert seen.verdicts
            assert summary(replace(telling, world=seen)) == summary(telling)
            handed_on += 1

    assert handed_on > 10
