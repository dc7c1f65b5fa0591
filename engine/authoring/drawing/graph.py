"""A chart as points and arrows, for programs that lay out graphs themselves.

A phase that holds others has a point at which it is entered, and one at which it is left where a move of its own or the
end of what is inside asks for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.drawing.chart import Chart, Passage, Stage

Kind = Literal["on", "back", "inside"]


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two points, with what is written on it line by line."""

    start: str
    to: str
    label: tuple[str, ...]
    kind: Kind


def first_of(stage: Stage) -> str:
    """Return the point at which a phase is entered."""
    return f"{stage.path}>" if stage.inside else stage.path


def last_of(stage: Stage) -> str:
    """Return the point at which a phase is left."""
    return f"{stage.path}<" if stage.inside else stage.path


def label_of(stage: Stage) -> tuple[str, ...]:
    """Return what is written at a phase."""
    return tuple(one for one in (f"{stage.number} {stage.title}", stage.standing, stage.together) if one)


def arrows(chart: Chart) -> Iterator[Arrow]:
    """Yield all arrows, in order."""
    stages = {stage.path: stage for stage in chart.walk()}
    yield Arrow("start", first_of(chart.stages[0]), (), "inside")
    for stage in stages.values():
        entered = stage.inside if stage.together else stage.inside[:1]
        yield from (Arrow(first_of(stage), first_of(one), (), "inside") for one in entered)
    for owner, passage in chart.passages():
        start, to = last_of(owner) if owner else "everywhere", _target(passage, owner, stages)
        yield Arrow(start, to, _said(passage), "back" if passage.way == "back" else "on")


def _target(passage: Passage, stage: Stage | None, stages: dict[str, Stage]) -> str:
    if passage.to is not None:
        return first_of(stages[passage.to]) if passage.to in stages else passage.to
    path = stage.path if stage else ""
    around = path.rpartition(".")[0]
    return last_of(stages[around]) if around in stages else "start"


def _said(passage: Passage) -> tuple[str, ...]:
    return (passage.title, *passage.notes[:1], *([passage.label] if passage.label else []))


def points(chart: Chart) -> dict[str, str]:
    """Return a plain id for every point that is needed: ids of phases may be words that a program keeps for itself."""
    used = {point for one in arrows(chart) for point in (one.start, one.to)}
    names = ["start", *(["everywhere"] if chart.everywhere else [])]
    for stage in chart.walk():
        names += [first_of(stage), *([last_of(stage)] if stage.inside and last_of(stage) in used else [])]
    names += [f"end.{end.name}" for end in chart.ends]
    return {name: f"n{number}" for number, name in enumerate(names)}
