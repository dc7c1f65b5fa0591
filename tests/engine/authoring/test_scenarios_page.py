"""docs/reference/scenarios.md has every key of a scenario, and its example goes as told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.authoring.coverage import KINDS
from engine.authoring.scenario import Given, Person, Scenario, Step, Then
from engine.authoring.story_names import read_story
from engine.authoring.trying import try_story
from engine.language import read_method
from engine.language.declaration.base import Part
from tests.engine.process.family_methods import FINDING

PAGE = (Path(__file__).parents[3] / "docs/reference/scenarios.md").read_text(encoding="utf-8")
NEIGHBOURS = Path(__file__).parents[1] / "language" / "neighbours.yaml"


@pytest.mark.parametrize("part", [Scenario, Given, Person, Step, Then])
def test_every_key_is_explained(part: type[Part]) -> None:
    explained = set(re.findall(r"`(\w+)`", PAGE))

    assert part.keys() - explained == set()


def test_the_example_goes_as_told() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    told = FINDING.replace("method: finding", "method: joint-fact-finding").replace("guide", "facilitator")
    child = read_method(told.replace("envoy", "representative"), "child.yaml")
    method = read_method(NEIGHBOURS.read_text(encoding="utf-8"), "neighbours.yaml", {child.id: child}.get)

    tried = try_story(method, read_story(example, "bus_stop.yaml", method).scenario)

    assert tried.problems == ()
    assert tried.refused == 1


def test_all_that_is_counted_is_listed() -> None:
    assert [kind for kind in KINDS if f"- each {kind}" not in PAGE] == []
