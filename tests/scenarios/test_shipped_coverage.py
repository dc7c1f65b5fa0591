"""The scenarios of every shipped method show all of it: each phase, move, condition both ways, and end."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.authoring.coverage import ground
from engine.authoring.story_names import read_story
from engine.authoring.trying import try_story
from engine.files import method_from

METHODS = sorted((Path(__file__).resolve().parents[2] / "methods").glob("*/method.yaml"))


@pytest.mark.parametrize("path", METHODS, ids=lambda path: path.parent.name)
def test_the_scenarios_of_a_shipped_method_show_all_of_it(path: Path) -> None:
    method = method_from(path)
    files = sorted((path.parent / "scenarios").glob("*.yaml"))
    stories = [read_story(file.read_text(encoding="utf-8"), file.name, method) for file in files]

    tried = [try_story(method, story.scenario) for story in stories]

    seen = {mark for one in tried for mark in one.marks}
    assert [one.problems for one in tried if one.problems] == []
    assert [mark for mark in ground(method) if mark not in seen and mark.kind != "decision"] == []
