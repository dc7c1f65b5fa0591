"""Taking in a collaboration that was under way: it begins at a later phase, and says so for ever."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from engine.language.plan import ROOT
from engine.process.decide.movement import enter
from engine.process.events import TakenIn
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from engine.process.turn import Turn


def must_take_in(turn: Turn, phase: str) -> None:
    """Refuse a phase at which the method takes in no collaboration."""
    allowed = turn.method.declared.takes_in or ()
    if not allowed:
        raise refuse("rule", "takes_in_nothing", "/at_phase")
    if phase not in allowed:
        raise refuse("malformed", "takes_in_elsewhere", "/at_phase", found=phase, allowed=allowed)


def take_in(turn: Turn, phase: str) -> None:
    """Enter a later phase, and those around it, as the first."""
    before = takewhile(lambda one: one != phase, turn.method.declared.phases)
    turn.emit(TakenIn(phase, tuple(before)))
    enter(turn, ROOT, phase)
    if not turn.situation.is_now(phase):
        raise refuse("rule", "taken_in_where_not_applicable", "/at_phase", phase=phase)
