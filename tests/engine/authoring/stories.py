"""Stories told in short, and how they go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.authoring.playing import Played, Player
from engine.authoring.scenario import Scenario, read_scenario
from engine.authoring.simulation import Simulation

if TYPE_CHECKING:
    from engine.language import Method

PEOPLE = {
    "carl": {"name": "Carl", "roles": ["chair"]},
    "ann": {"name": "Ann", "party": "A", "roles": ["envoy"]},
    "bob": {"name": "Bob", "party": "B", "roles": ["envoy"]},
}


def a_story(method: Method, *steps: dict[str, Any], **given: Any) -> Scenario:
    """Return a story of Carl, who chairs, Ann of party A and Bob of party B."""
    begun = {"at": "2026-03-02T09:00:00+01:00", "people": PEOPLE, **given}
    told = {"scenario": "told", "method": method.id, "given": begun, "steps": list(steps)}
    return read_scenario(json.dumps(told), "told.yaml")


def goes(method: Method, *steps: dict[str, Any], **given: Any) -> list[Played]:
    """Return each step of a story as it goes."""
    return list(Player(method, a_story(method, *steps, **given), Simulation(method)).play())


def problems(played: list[Played]) -> list[tuple[int, tuple[str, ...]]]:
    """Return what is not as told, by the number of the step."""
    return [(one.number, one.problems) for one in played if one.problems]
