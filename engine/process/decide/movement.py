"""Moving: leaving and entering phases, tracks that wait for one another, and the end of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.language.machine import region_of, state_after, state_of
from engine.language.plan import ROOT, Destination, ToDone, ToEnd, ToPhase, Way, destination
from engine.process.decide.children import dismiss
from engine.process.decide.deposits import renew
from engine.process.decide.holds import must_not_be_held
from engine.process.decide.lapses import lapse_for, lapse_run
from engine.process.decide.told import tell
from engine.process.events import (
    BroughtBy,
    Moved,
    ParentBrought,
    PhaseEnded,
    PhaseEntered,
    PhaseLeft,
    PhasePassed,
    ProcessEnded,
)
from engine.process.gates import findings, judge
from engine.process.joins import unfinished
from engine.process.refusal import Refusal, Refused, refuse
from engine.process.timing.clocks import due_of
from engine.process.whereabouts import innermost
from engine.process.who import wanted, wanted_or_opener

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from engine.process.commands import Cancel, Move
    from engine.process.gates import Verdict
    from engine.process.situation import Situation as Child
    from engine.process.turn import Turn

CANCELLED = "cancelled"
MOST_PASSED = 50


def move(turn: Turn, command: Move) -> None:
    """Take a move whose gate is met, or refuse with every unmet condition."""
    way = _way(turn, command.move)
    entries = wanted(turn.method, turn.situation, way.declared.by) if way.declared.by else ()
    turn.act(command, entries, "move_not_yours", move=way.address)
    if way.declared.reason == "required" and not command.reason:
        raise refuse("rule", "reason_required", "/reason", move=way.address)
    if command.resume_at is not None:
        must_be_offered(turn, command.resume_at, way)
    _must_be_free(turn, way)
    verdict = _judged(turn, way)
    if verdict and not verdict.passes:
        raise Refused(Refusal("gate-shut", "gate_shut", {"move": way.address}, gate=verdict, at=way.owner))
    take(turn, way, Moved(way.address, way.declared.to, findings(verdict), command.reason), command.resume_at)


def must_be_offered(turn: Turn, phase: str, way: Way) -> None:
    """Refuse to bring the parent to a phase that it does not offer, or with a move that does not end this well."""
    offered = turn.situation.lineage.offers if turn.situation.lineage else ()
    if phase not in offered:
        raise refuse("malformed", "resumes_elsewhere", "/resume_at", found=phase, allowed=offered)
    if not isinstance(way.to, ToEnd) or turn.method.declared.ends[way.to.end].verdict != "success":
        raise refuse("rule", "resumes_at_a_good_end", "/resume_at", move=way.address)


def _must_be_free(turn: Turn, way: Way) -> None:
    """Refuse a move that was taken too often, that a hold keeps, or that waits for tracks."""
    if is_used_up(turn, way):
        others = tuple(other.address for other in available(turn) if not is_used_up(turn, other))
        raise refuse("rule", "move_used_up", move=way.address, most=way.declared.limit or 0, allowed=others)
    if not way.declared.back:
        must_not_be_held(turn)
    waiting = unfinished(turn.method, turn.situation, way)
    if waiting:
        raise refuse("not-now", "tracks_unfinished", move=way.address, tracks=tuple(waiting))


def is_used_up(turn: Turn, way: Way) -> bool:
    """Tell whether a move has been taken as often as it can."""
    return way.declared.limit is not None and turn.situation.taken.get(way.address, 0) >= way.declared.limit


def may_go(turn: Turn, way: Way) -> bool:
    """Tell whether nothing holds a move back, whoever takes it."""
    if is_used_up(turn, way) or unfinished(turn.method, turn.situation, way):
        return False
    if turn.situation.open_holds() and not way.declared.back:
        return False
    verdict = _judged(turn, way)
    return (verdict is None or verdict.passes) and not _has_ended(turn, way.owner)


def take_by_itself(turn: Turn, way: Way) -> None:
    """Let a move happen that nobody takes."""
    with turn.by_itself():
        take(turn, way, Moved(way.address, way.declared.to, findings(_judged(turn, way))))


def _judged(turn: Turn, way: Way) -> Verdict | None:
    gate = turn.method.gate_of_move(way.address)
    return judge(turn.world, gate, way.owner) if gate else None


def _has_ended(turn: Turn, path: str) -> bool:
    """Tell whether a phase has come to its end and only waits for its surroundings."""
    return turn.situation.visits[path].ended and turn.method.plan.nodes[path].kind in ("leaf", "run")


def cancel(turn: Turn, command: Cancel) -> None:
    """End the process in the reserved end `cancelled`."""
    may = turn.method.declared.may.cancel
    entries = wanted_or_opener(turn.method, turn.situation, may)
    turn.act(command, entries, "cancel_not_yours")
    leave(turn, ROOT)
    turn.emit(ProcessEnded(CANCELLED, command.reason))


def take(turn: Turn, way: Way, moved: Moved, resume_at: str | None = None) -> None:
    """Let a move happen: its region steps on, what lies behind is left, what lies ahead is entered."""
    region = region_of(turn.method.plan, way)
    before = state_of(turn.method.plan, region, _current(turn))
    after = turn.method.machines.next_state(region, before, way, gate_open=True)
    if after != state_after(turn.method.plan, way):
        raise _not_from_here(turn, way)
    turn.emit(moved)
    lapse_for(turn, way)
    if way.declared.tells:
        tell(turn, way.declared.tells, f"move:{way.address}")
    if resume_at is not None:
        turn.emit(ParentBrought(resume_at))
    _go(turn, way.to, way.owner)


def bring(turn: Turn, child: Child) -> None:
    """Go to the phase to which the end of a process brings its parent."""
    phase = child.lineage.brings if child.lineage else None
    owner = child.lineage.phase if child.lineage else ROOT
    if phase is None or not turn.situation.is_now(owner):
        return
    to = destination(turn.method.plan, owner, phase, turn.method.declared.ends)
    turn.emit(BroughtBy(child.process, phase))
    _go(turn, to, owner)


def enter(turn: Turn, path: str, towards: str = "") -> None:
    """Enter a phase and what begins with it; `towards` names a phase inside it that is meant."""
    turn.method.plan.nodes[path]
    known = turn.situation.visits.get(path)
    number = known.number + 1 if known else 1
    if not _applies(turn, path):
        turn.emit(PhasePassed(path, number))
        _pass_on(turn, path)
        return
    turn.emit(PhaseEntered(path, number, _term(turn, path)))
    renew(turn, path)
    for child in _first_inside(turn, path, towards):
        enter(turn, child, towards)


def _term(turn: Turn, path: str) -> datetime | None:
    term = turn.method.plan.nodes[path].declared.term
    return due_of(turn.world, term, turn.moment, {}, path) if term else None


def leave(turn: Turn, path: str) -> None:
    """Leave a phase and everything in it, the innermost first; what was open in it lapses."""
    open_runs = turn.situation.open_runs()
    for inner in reversed(list(turn.method.plan.inside(path))):
        if not turn.situation.is_now(inner):
            continue
        for run in (run for run in open_runs if run.phase == inner):
            lapse_run(turn, run, "phase_left")
        dismiss(turn, inner)
        turn.emit(PhaseLeft(inner, turn.situation.visits[inner].number))


def _way(turn: Turn, name: str) -> Way:
    ways = turn.method.plan.find(name)
    if not ways:
        known = tuple(way.address for way in available(turn))
        raise refuse("unknown-thing", "move_unknown", "/move", move=name, allowed=known)
    here = [way for way in ways if turn.situation.is_now(way.owner)]
    if len(here) > 1:
        raise refuse("malformed", "move_ambiguous", "/move", move=name, allowed=tuple(way.address for way in here))
    if not here:
        raise _not_from_here(turn, ways[0])
    return here[0]


def _not_from_here(turn: Turn, way: Way) -> Refused:
    """Refuse a move, and say where the process is now: somebody may just have moved it on."""
    return refuse(
        "not-now", "move_not_from_here", move=way.address, phases=tuple(innermost(turn.method, turn.situation))
    )


def available(turn: Turn) -> list[Way]:
    """Return the moves of the phases in which the process is."""
    return [way for way in turn.method.plan.ways.values() if turn.situation.is_now(way.owner)]


def _current(turn: Turn) -> dict[str, str]:
    """Return for each phase whether the process is in it and has not ended inside it."""
    visits = turn.situation.visits.items()
    return {path: "ended" if visit.ended and visit.status == "now" else visit.status for path, visit in visits}


def _go(turn: Turn, to: Destination, owner: str) -> None:
    match to:
        case ToEnd(end):
            leave(turn, ROOT)
            turn.emit(ProcessEnded(end))
        case ToDone(ended):
            finish(turn, ended, by_itself=owner == ended)
        case ToPhase(container, child, target):
            if turn.method.plan.nodes[container].kind == "tracks":
                leave(turn, child)
            else:
                for inside in turn.method.plan.nodes[container].children:
                    leave(turn, inside)
            enter(turn, child, target)


def finish(turn: Turn, path: str, *, by_itself: bool) -> None:
    """End a track, or the sequence inside a phase.

    A track ends with the sequence inside it, unless it declares a move to `done` of its own, which then follows.
    """
    plan = turn.method.plan
    for child in plan.nodes[path].children:
        leave(turn, child)
    if not turn.situation.visits[path].ended:
        turn.emit(PhaseEnded(path))
    own_end_follows = any(isinstance(way.to, ToDone) and way.to.ended == path for way in plan.own_ways(path))
    if plan.is_track(path) and (by_itself or not own_end_follows):
        leave(turn, path)


def _first_inside(turn: Turn, path: str, towards: str) -> Sequence[str]:
    node = turn.method.plan.nodes[path]
    if node.kind == "sequence":
        meant = [child for child in node.children if _leads_to(child, towards)]
        return meant or node.children[:1]
    if node.kind == "tracks":
        meant = [child for child in node.children if _leads_to(child, towards)]
        return (
            [child for child in node.children if child in meant or not _was_done(turn, child)]
            if meant
            else node.children
        )
    return ()


def _leads_to(path: str, target: str) -> bool:
    return target == path or target.startswith(f"{path}.")


def _was_done(turn: Turn, track: str) -> bool:
    visit = turn.situation.visits.get(track)
    return visit is not None and visit.status != "now" and visit.ended


def _applies(turn: Turn, path: str) -> bool:
    where = turn.method.wheres.get(path)
    if where is None:
        return True
    try:
        return turn.world.evaluate(where, {}, path) is not False
    except Unknown:
        return True


def _pass_on(turn: Turn, path: str) -> None:
    """Go on from a phase that does not apply: a track counts as done, another takes its single forward move.

    A move that leads out of a track ends that track instead, so that those beside it are still waited for.
    """
    plan = turn.method.plan
    if plan.is_track(path):
        return
    if sum(isinstance(event.body, PhasePassed) for event in turn.events) > MOST_PASSED:
        raise refuse("rule", "endless_phases", phase=path)
    way = plan.forward(path)[0]
    track = next((around for around in plan.ancestors(path) if plan.is_track(around)), None)
    if track is not None and _leads_out(way, track):
        finish(turn, track, by_itself=False)
    else:
        _go(turn, way.to, way.owner)


def _leads_out(way: Way, track: str) -> bool:
    match way.to:
        case ToPhase(container, _, _):
            return not _leads_to(track, container)
        case ToDone(ended):
            return not _leads_to(track, ended)
        case ToEnd():
            return True
