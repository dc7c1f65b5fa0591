"""Holds: asked for by people, or begun and ended by standing gates. What is not allowed while the process waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import events
from engine.process.decide.told import tell
from engine.process.gates import PASSING, findings, judge
from engine.process.instants import end_of_day, must_be_tellable
from engine.process.refusal import refuse
from engine.process.standing import is_judged, standing_gates, standing_key
from engine.process.who import wanted_or_opener

if TYPE_CHECKING:
    from engine.process.commands import Hold, Resume
    from engine.process.situation import Hold as Known
    from engine.process.situation import Judged
    from engine.process.turn import Turn
    from engine.process.who import Wanted


def must_not_be_held(turn: Turn) -> None:
    """Refuse what has to wait while the process is held."""
    holds = turn.situation.open_holds()
    if not holds:
        return
    gates = tuple(dict.fromkeys(one.gate for one in holds if one.gate))
    raise refuse("not-now", "held_by_gate" if gates else "held", gates=gates)


def hold(turn: Turn, command: Hold) -> None:
    """Hold the process, until somebody resumes it or its last day is over."""
    turn.act(command, _holders(turn), "hold_not_yours")
    must_be_tellable(command.until, "/until")
    until = end_of_day(command.until, turn.situation.zone) if command.until else None
    if until and until <= turn.at:
        raise refuse("rule", "hold_over", "/until", found=str(command.until))
    identity = turn.new_id(command.hold, "/hold")
    turn.emit(events.HoldBegan(identity, "", None, until, command.reason))


def resume(turn: Turn, command: Resume) -> None:
    """End holds that people asked for. Those of standing gates end when these are met, those of children with them."""
    turn.act(command, _holders(turn), "resume_not_yours")
    asked = [one for one in turn.situation.open_holds() if _is_asked_for(turn, one) and command.hold in (None, one.id)]
    if not asked:
        raise refuse("not-now", "nothing_to_resume", "/hold")
    for one in asked:
        turn.emit(events.HoldEnded(one.id, "resumed", command.reason))


def _is_asked_for(turn: Turn, one: Known) -> bool:
    return one.gate is None and one.id not in turn.situation.children


def stand(turn: Turn) -> None:
    """Judge the standing gates of the phases in which the process is, and let follow what their authors say."""
    with turn.by_itself():
        for one in turn.situation.open_holds():
            if one.gate is not None and not turn.situation.is_now(one.phase):
                turn.emit(events.HoldEnded(one.id, "left"))
    for path, gate, then in list(standing_gates(turn.method, turn.situation)):
        key = standing_key(path, gate)
        before = turn.situation.judged.get(key)
        verdict = judge(turn.world, turn.method.gates[f"gate:{gate}"], path, standing=True)
        found = findings(verdict)
        if not is_judged(turn.situation, key, verdict.verdict, found):
            with turn.by_itself():
                turn.emit(events.GateJudged(key, verdict.verdict, found))
        if then == "hold":
            _hold_while(turn, path, gate, passes=verdict.passes)
        elif then.tell and not verdict.passes and _passed(before):
            tell(turn, then.tell, key)


def _passed(before: Judged | None) -> bool:
    return before is None or before.verdict in PASSING


def _hold_while(turn: Turn, path: str, gate: str, *, passes: bool) -> None:
    going_on = next((one for one in turn.situation.open_holds() if (one.phase, one.gate) == (path, gate)), None)
    with turn.by_itself():
        if passes and going_on:
            turn.emit(events.HoldEnded(going_on.id, "met"))
        elif not passes and not going_on:
            turn.emit(events.HoldBegan(next(turn.ids), path, gate))


def _holders(turn: Turn) -> tuple[Wanted, ...]:
    may = turn.method.declared.may.hold
    return wanted_or_opener(turn.method, turn.situation, may)
