"""A scenario as it is told step by step: what all may know of what happened, what was refused and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.news import repeats
from api.wording import say_in, say_refusal
from engine.process.sight import Reader
from engine.process.view import Telling, entries, telling_for
from engine.process.view.gates import missing_in, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.authoring.playing import Played
    from engine.authoring.simulation import Simulation
    from engine.language import Method
    from engine.process.events import Event
    from engine.process.refusal import Refusal
    from engine.process.situation import Situation
    from engine.process.view.shapes import Entry, Missing

QUIET = frozenset({"GateJudged", "PhaseLeft", "RecordWritten", "ConfirmationLapsed"})
QUIET_AT_FIRST = QUIET | {"RoleTaken"}  # those of the people at the opening, whom the scenario lists


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a step brought about in another process of the family."""

    method: Method
    situation: Situation
    events: tuple[Event, ...]


def elsewhere(stage: Simulation, played: Played, told: int) -> list[Elsewhere]:
    """Return what a step brought about in the other processes of the family."""
    found: dict[str, list[Event]] = {}
    for process, event in stage.log[told:]:
        if process != played.situation.process:
            found.setdefault(process, []).append(event)
    members = {one.process: (method, one) for method, one in members_of(stage)}
    return [Elsewhere(*members[process], tuple(happened)) for process, happened in found.items()]


def members_of(stage: Simulation) -> Iterator[tuple[Method, Situation]]:
    """Yield each process of the family with its method."""
    if stage.situation:
        yield stage.method, stage.situation
    yield from stage.children.values()


def explained(method: Method, situation: Situation, refusal: Refusal) -> str:
    """Say in a sentence why something was refused, and what is missing, for the author of a method."""
    telling = telling_of(method, situation, "en")
    sentence = say_refusal(telling, refusal)
    if refusal.gate is None:
        return sentence
    missing = [one.text for one in missing_in(told(telling, refusal.gate, refusal.at, "").conditions)]
    return f"{sentence}. Missing: {'; '.join(missing)}"


def telling_of(method: Method, situation: Situation, language: str) -> Telling:
    """Return a process as everybody may be told of it, in a language."""
    return telling_for(method, situation, Reader(language=language), say_in(language))


def told_of(telling: Telling, events: Sequence[Event], quiet: frozenset[str] = QUIET) -> list[Entry]:
    """Return what is told of events to everybody."""
    return [
        one
        for one in entries(telling, [(number, event, {}) for number, event in enumerate(events, 1)])
        if one.type not in quiet and not repeats(one.type, one.data)
    ]


def quiet_in(played: Played) -> frozenset[str]:
    """Return which events are not worth a line in a step."""
    return QUIET if played.number else QUIET_AT_FIRST


def lacking(telling: Telling, played: Played) -> list[Missing]:
    """Return what was missing where a gate refused a step, and whose turn it is."""
    refusal = played.refusal
    if refusal is None or refusal.gate is None:
        return []
    return list(missing_in(told(telling, refusal.gate, refusal.at, "").conditions))
