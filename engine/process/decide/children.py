"""Processes that a phase runs: for which subjects one begins, and that it is dismissed when the phase is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process import events
from engine.process.decide.handed import lapse_handed
from engine.process.gates import subjects_of
from engine.process.handed_down import case_of
from engine.process.process_ids import process_id_from
from engine.process.world import identity_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.declaration import Phase
    from engine.process.situation import Subject
    from engine.process.turn import Turn
    from engine.process.world import Thing


def start_children(turn: Turn) -> None:
    """Begin a process for each subject of the phases one is in that has none in this visit, also where it came later.

    Subjects whose `where` is not told yet, or whose case cannot be filled yet, wait. What an earlier visit of any of
    them brought back has lapsed by then, so that nothing begins for what is gone.
    """
    for path, _ in turn.method.plan.runs():
        if turn.situation.is_now(path):
            _lapse_of_earlier_visits(turn, path)
    for path, phase in turn.method.plan.runs():
        if turn.situation.is_now(path) and _may_begin(turn, phase):
            for subject in _lacking(turn, path, phase):
                _start(turn, path, phase, subject)
                if phase.in_turn:
                    break


def dismiss(turn: Turn, path: str) -> None:
    """Let go of what a phase still runs when it is left."""
    for child in turn.situation.running():
        if child.phase == path:
            turn.emit(events.ChildDismissed(child.id))
            _resume(turn, child.id, "left")


def end_child(turn: Turn, child: str, outcome: str) -> None:
    """Take note that a process that was begun here has ended."""
    with turn.by_itself():
        turn.emit(events.ChildEnded(child, outcome))
        _resume(turn, child, "over")


def _start(turn: Turn, path: str, phase: Phase, subject: Subject) -> None:
    method, child = turn.method.child(path), process_id_from(turn.at, next(turn.ids))
    visit = turn.situation.visits[path].number
    with turn.by_itself():
        turn.emit(events.ChildStarted(child, path, visit, subject, method.id, method.version))
        if phase.holds:
            turn.emit(events.HoldBegan(child, path, None))


def _lapse_of_earlier_visits(turn: Turn, path: str) -> None:
    """Let lapse what came back from what earlier visits of a phase ran: this one looks for it anew."""
    visit = turn.situation.visits[path].number
    earlier = {one.id for one in turn.situation.children_of(path) if one.visit < visit}
    types = turn.method.declared.records if earlier else ()
    for known in [one for name in types for one in turn.situation.of_type(name)]:
        if known.origin and known.origin.process in earlier and known.origin_counts:
            with turn.by_itself():
                lapse_handed(turn, known, "anew")


def _resume(turn: Turn, child: str, because: events.WhyOver) -> None:
    if any(one.id == child for one in turn.situation.open_holds()):
        turn.emit(events.HoldEnded(child, because))


def _may_begin(turn: Turn, phase: Phase) -> bool:
    """Tell whether a method that runs itself may go as deep as this."""
    level = turn.situation.lineage.level if turn.situation.lineage else 0
    return phase.depth is None or level < phase.depth


def _lacking(turn: Turn, path: str, phase: Phase) -> Iterator[Subject]:
    visit = turn.situation.visits[path].number
    known = [one for one in turn.situation.children_of(path) if one.visit == visit]
    if phase.in_turn and any(one.outcome is None for one in known):
        return
    begun = {one.subject for one in known}
    for bound in _subjects(turn, phase):
        subject = tuple(identity_of(one) for one in bound.values())
        if subject not in begun and _is_meant(turn, path, phase, bound):
            yield subject


def _subjects(turn: Turn, phase: Phase) -> list[dict[str, Thing]]:
    return subjects_of(turn.world, phase.each, {}) if phase.each else [{}]


def _is_meant(turn: Turn, path: str, phase: Phase, bound: Mapping[str, Thing]) -> bool:
    try:
        if phase.each and phase.where and turn.world.value(phase.where, bound, path) is not True:
            return False
    except Unknown:
        return False
    return case_of(turn.world, path, phase, bound) is not None
