"""The boxes of secret votes: how many there are of each ballot, and nothing of who put it there, when or in what order.

A ballot is in no event and in no situation. It goes from the command into the box, and from there, with all others,
into the one event that tells what was in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

import immutables

from engine.process.commands import Vote
from engine.process.counting.ballots import read_ballot
from engine.process.events import BallotPut, DecisionClosed, DecisionLapsed
from engine.process.persistent import empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.language.method import Method
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Json, Situation

Box: TypeAlias = immutables.Map[str, int]
Boxes: TypeAlias = immutables.Map[str, Box]
NO_BOXES: Boxes = empty()


def with_ballot(boxes: Boxes, run: str, ballot: Json) -> Boxes:
    """Return boxes with one more ballot in that of a run. A ballot is kept as text, equal for equal ballots."""
    box, text = boxes.get(run, empty()), json.dumps(ballot, separators=(",", ":"), ensure_ascii=False)
    return boxes.set(run, box.set(text, box.get(text, 0) + 1))


def ballots_in(boxes: Boxes, run: str) -> tuple[Json, ...]:
    """Return the ballots in the box of a run, sorted by their text, so that no order is told."""
    box = boxes.get(run, empty())
    return tuple(json.loads(text) for text in sorted(box) for _ in range(box[text]))


def boxes_after(
    boxes: Boxes, method: Method, before: Situation | None, command: Command | None, caused: Sequence[Event]
) -> Boxes:
    """Return the boxes after a command, or after the clock: a ballot was put in, a box was emptied for good."""
    for event in caused:
        match event.body:
            case BallotPut(run) if isinstance(command, Vote) and before is not None:
                asked = before.runs[run]
                declared = method.declared.decisions[asked.decision]
                boxes = with_ballot(boxes, run, read_ballot(declared, asked.options, as_json(command.ballot)))
            case DecisionClosed(run) | DecisionLapsed(run) if run in boxes:
                boxes = boxes.delete(run)
            case _:
                pass
    return boxes


def as_json(ballot: str | int | list[str] | dict[str, int]) -> Json:
    """Return a ballot of a command as plain JSON."""
    if isinstance(ballot, dict):
        return {**ballot}
    return [*ballot] if isinstance(ballot, list) else ballot
