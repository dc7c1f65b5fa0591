"""Telling people: that something happened which a method says they are to hear of, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import labels
from engine.process.events import PeopleTold
from engine.process.who import people_in, wanted

if TYPE_CHECKING:
    from engine.language.who import Who
    from engine.process.scope import Scope
    from engine.process.turn import Turn


def tell(
    turn: Turn, who: Who, about: str, known_by: str = labels.PROCESS, scope: Scope | None = None, told_before: str = ""
) -> None:
    """Record that people are told of something, as far as they may know of it.

    `about` names it, as `record:…`, `run:…`, `move:…` or a standing gate; `known_by` is who may know of it; whoever did
    so before by `told_before` was told then.
    """
    entries = wanted(turn.method, turn.situation, who, scope=scope)
    people = {one for entry in entries for seat in entry.seats for one in people_in(turn.situation, seat)}
    now = (one for one in people if turn.sight(one).may_know(known_by))
    told = tuple(sorted(one for one in now if not told_before or not turn.sight(one).may_know(told_before)))
    if told:
        with turn.by_itself():
            turn.emit(PeopleTold(about, told), known_by)
