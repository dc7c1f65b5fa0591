"""A party that came late catches up: its duties are listed when it comes, and done one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.catching_up import duties_of, is_behind, is_met, waits_for_all
from engine.process.events import CatchUpBegan, DutyDone, DutyOverdue
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from datetime import datetime

    from engine.process.turn import Turn


def begin(turn: Turn, party: str) -> None:
    """List what a party that just came has to catch up with, where there is anything."""
    if duties := duties_of(turn.world, party):
        turn.emit(CatchUpBegan(party, duties))


def catch_up(turn: Turn) -> None:
    """Let each duty be done that is met by now, or that the gate itself asks for again.

    It is nobody's act: that which meets it may be an act of which fewer may know.
    """
    with turn.by_itself():
        for party, owed in sorted(turn.situation.duties.items()):
            for one in owed:
                if not one.duty.holder and not is_behind(turn.method, turn.situation, one.duty.phase):
                    turn.emit(DutyDone(party, one.duty.condition, "moot"))
                elif is_met(turn.world, one.duty, party):
                    turn.emit(DutyDone(party, one.duty.condition))


def duty_is_late(turn: Turn, key: str, due: datetime) -> None:
    """Let the term of a duty be over."""
    party, _, condition = key.partition("/")
    turn.emit(DutyOverdue(party, condition), due_at=due)


def must_be_caught_up(turn: Turn, decision: str) -> None:
    """Refuse to put a decision to the vote in which each party votes, while one of them has yet to catch up."""
    late = turn.situation.catching_up()
    if late and waits_for_all(turn.method.declared.decisions[decision]):
        names = tuple(turn.situation.parties[one].name or "…" for one in sorted(late))
        raise refuse("not-now", "parties_catch_up", decision=decision, parties=names)
