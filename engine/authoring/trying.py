"""Tries stories: whether each goes as it is told, and how much of the method they show together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.authoring.casting import StoryWrong
from engine.authoring.coverage import Mark, judged, seen
from engine.authoring.playing import Player, without_words
from engine.authoring.simulation import Simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.authoring.playing import Played
    from engine.authoring.scenario import Scenario
    from engine.language.method import Method
    from engine.process.events import Event
    from engine.process.refusal import Refusal
    from engine.process.situation import Situation


@dataclass(frozen=True, slots=True)
class Tried:
    """How a story went: how many steps, how many of them refused, what is not as told by step, and what was seen."""

    steps: int
    refused: int
    problems: tuple[tuple[int, str], ...]
    marks: frozenset[Mark]


def try_story(
    method: Method, scenario: Scenario, explain: Callable[[Method, Situation, Refusal], str] = without_words
) -> Tried:
    """Play a story to its end, or to where it cannot be told on; `explain` words what was refused and should not."""
    stage, marks = Simulation(method), set[Mark]()
    problems: list[tuple[int, str]] = []
    steps, refused, told = -1, 0, 0
    try:
        for played in Player(method, scenario, stage, explain=explain).play():
            steps, refused = played.number, refused + (played.refusal is not None)
            problems += [(played.number, problem) for problem in played.problems]
            marks |= seen_in_step(method, stage, played, stage.log[told:])
            told = len(stage.log)
    except StoryWrong as wrong:
        problems.append((steps + 1, str(wrong)))
    return Tried(max(steps, 0), refused, tuple(problems), frozenset(marks))


def shown_by(method: Method, scenarios: Iterable[Scenario]) -> set[Mark]:
    """Return what stories show of a method together."""
    return {mark for one in scenarios for mark in try_story(method, one).marks}


def seen_in_step(method: Method, stage: Simulation, played: Played, log: Sequence[tuple[str, Event]]) -> set[Mark]:
    """Return what a step shows of a method, in all processes of it in the family."""
    gate = played.refusal.gate if played.refusal and played.method is method else None
    marks = set(judged(gate)) if gate else set()
    for situation in _of_method(method, stage):
        happened = [event for process, event in log if process == situation.process]
        marks |= seen(method, situation, happened) if happened else set()
    return marks


def _of_method(method: Method, stage: Simulation) -> Iterator[Situation]:
    if stage.situation:
        yield stage.situation
    yield from (situation for one, situation in stage.children.values() if one is method)
