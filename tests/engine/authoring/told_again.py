"""A run that `prove` found, told as a story and played again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.authoring.proving import Run, as_yaml
from engine.authoring.story_names import read_story
from engine.authoring.trying import try_story

if TYPE_CHECKING:
    from engine.language import Method


def told_again(method: Method, run: Run) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return what goes wrong when a run is played as the story that it is written as, and what its last step says."""
    story = read_story(as_yaml(run.told, "Found."), "found.yaml", method)
    return tuple(try_story(method, story.scenario).problems), run.told["steps"][-1]["then"]
