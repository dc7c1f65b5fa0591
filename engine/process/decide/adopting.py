"""A running process comes to another version of its method: by whom, as was decided, and what ends by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.adoption_checks import VERSION
from engine.language.declaration.people import Adoption
from engine.language.successor import Whereabouts, is_asked_alike, is_decided_alike, without_place
from engine.process.catching_up import is_still_asked
from engine.process.decide.lapses import lapse_run
from engine.process.events import DutyDone, HoldEnded, VersionAdopted, WaiverExpired
from engine.process.refusal import refuse
from engine.process.standing import standing_gates
from engine.process.who import wanted

if TYPE_CHECKING:
    from engine.language.method import Method
    from engine.process.commands import Adopt
    from engine.process.situation import Run
    from engine.process.turn import Turn


def adopt(turn: Turn, command: Adopt, to: Method) -> None:
    """Let the process go on by another version of its method, in which all that it has keeps its place.

    Votes that go on and are put or counted otherwise there lapse, and waivers, duties and holds end of which it knows
    no condition. All else is as it was, and what the new version asks is asked from here.
    """
    may = turn.method.declared.may.adopt
    if may is None:
        raise refuse("rule", "adopts_nothing", "/do")
    turn.act(
        command, wanted(turn.method, turn.situation, may.by if isinstance(may, Adoption) else may), "adopt_not_yours"
    )
    if to.version == turn.situation.version:
        raise refuse("rule", "adopted_already", "/version", version=to.version)
    run = _agreed(turn, may.decision, to.version) if isinstance(may, Adoption) else None
    _must_have_place(turn, to)
    _end_what_is_asked_no_more(turn, to)
    turn.emit(VersionAdopted(turn.method.version, to.version, to.digest, run.id if run else None, command.reason))
    turn.go_by(to)


def _agreed(turn: Turn, decision: str, version: str) -> Run:
    """Return the vote by which this version was agreed. Each serves once: what came after it may have been another.

    Raises Refused where there is none, or its record names another version or was erased.
    """
    since = max((one.order for one in turn.situation.adopted), default=0)
    for run in turn.situation.runs_of(decision):
        is_agreed = run.state == "accepted" and not run.awaits_ratification and run.order > since
        if is_agreed and version in _named_by(turn, run):
            return run
    raise refuse("rule", "adoption_not_agreed", "/version", decision=decision, version=version)


def _named_by(turn: Turn, run: Run) -> list[object]:
    lives = (turn.situation.records[identity].live for identity, _ in run.about)
    return [live.fields.get(VERSION) for live in lives if live and live.fields is not None]


def _must_have_place(turn: Turn, to: Method) -> None:
    situation = turn.situation
    now = [path for path in situation.visits if situation.is_now(path)]
    running = {one.phase for one in situation.running()}
    where = Whereabouts(situation.visits.keys(), now, running, is_child=situation.lineage is not None)
    missing = without_place(turn.method, to, where)
    if missing:
        raise refuse("rule", "no_place", "/version", version=to.version, missing=missing)


def _end_what_is_asked_no_more(turn: Turn, to: Method) -> None:
    """Let end what hangs on rules that are others, or are gone; nobody does it, and few may know of some."""
    situation = turn.situation
    with turn.by_itself():
        for run in sorted(situation.runs.values(), key=lambda one: one.order):
            if turn.situation.runs[run.id].is_pending and not is_decided_alike(turn.method, to, run.decision):
                lapse_run(turn, run, "rules_changed")
        for waiver in sorted(situation.waivers.values(), key=lambda one: one.order):
            if waiver.state != "expired" and not is_asked_alike(turn.method, to, waiver.condition):
                turn.emit(WaiverExpired(waiver.id), waiver.label)
        for party, owed in sorted(situation.duties.items()):
            for one in owed:
                if not is_still_asked(to, one.duty):
                    turn.emit(DutyDone(party, one.duty.condition, "rules_changed"))
        standing = {(path, gate) for path, gate, then in standing_gates(to, situation) if then == "hold"}
        for hold in situation.open_holds():
            if hold.gate is not None and (hold.phase, hold.gate) not in standing:
                turn.emit(HoldEnded(hold.id, "rules_changed"))
