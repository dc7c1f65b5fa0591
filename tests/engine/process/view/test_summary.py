from __future__ import annotations

from pathlib import Path

import pytest

from engine.authoring.playing import Player
from engine.authoring.simulation import Simulation
from engine.authoring.story_names import read_story
from engine.files import read_file
from engine.process.sight import Reader
from engine.process.view import progress, summary, telling_for

SCENARIOS = Path(__file__).resolve().parents[4] / "methods"


@pytest.mark.parametrize("name", ["joint-fact-finding", "starting-collaboration"])
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

    assert len(owing) > 3
