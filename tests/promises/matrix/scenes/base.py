"""What a scene of the matrix is: how something comes to be in a process, and where a reader finds it.

What people type there has the word canary in it, so that it can be looked for everywhere else as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.promises.matrix.cast import Stage, a_stage
from tests.promises.matrix.looking import Seen

Find = Callable[[Seen], Any]
TEXT = "a canaryTEXT"
SAID = {"fields": {"text": TEXT}}


@dataclass(frozen=True, slots=True)
class Scene:
    """A process as it is played, and where what the line is about stands in what a reader gets.

    `whole` is the reader who has all of what is somebody's own.
    """

    play: Callable[[Stage], Find]
    whole: str = "nobody"
    stage: Callable[[], Stage] = a_stage


SCENES: dict[str, Scene] = {}


def scene(name: str, **told: Any) -> Callable[[Callable[[Stage], Find]], Callable[[Stage], Find]]:
    """Keep how the line of the matrix by this name is played."""

    def keep(play: Callable[[Stage], Find]) -> Callable[[Stage], Find]:
        assert name not in SCENES, name
        SCENES[name] = Scene(play, **told)
        return play

    return keep
