"""Where a process stands: the phases, the gates ahead with what is missing, whose turn it is, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.language.plan import ROOT
from engine.process.decide.movement import CANCELLED
from engine.process.sight import sight_of
from engine.process.view.catch_up import catch_ups
from engine.process.view.children import children, parent
from engine.process.view.decisions import decisions_that_count
from engine.process.view.gates import counted
from engine.process.view.holds import holds
from engine.process.view.messages import Message, Say, as_id
from engine.process.view.moves import counts, moves
from engine.process.view.shapes import End, Level, MethodRef, Move, Phase, Progress
from engine.process.view.summary import is_overdue
from engine.process.view.taken_in import taken_in
from engine.process.view.telling import Telling
from engine.process.view.todo import todos
from engine.process.view.waivers import waivers
from engine.process.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.method import Method
    from engine.process.sight import Reader
    from engine.process.situation import Situation


Status = Literal["done", "now", "ahead", "passed"]


def telling_for(
    method: Method, situation: Situation, reader: Reader, say: Say = as_id, former: tuple[tuple[int, Method], ...] = ()
) -> Telling:
    """Prepare a situation to be told in the reader's language, else in the process's; `former` as Telling has it."""
    language = method.language(reader.language, situation.language)
    sight = sight_of(method, situation, reader)
    return Telling(method, situation, sight, language, say, World(method, situation), former)


def progress(telling: Telling, links: Mapping[str, str] | None = None) -> Progress:
    """Return what the reader may see of where the process stands. Holds nothing personal."""
    method, situation = telling.method, telling.situation
    ways = moves(telling)
    return Progress(
        id=situation.process,
        title=situation.title or "…",
        method=MethodRef(method.id, method.version, method.digest, telling.text(method.declared.title)),
        language=telling.language,
        zone=situation.zone,
        state=situation.state,
        outcome=situation.end,
        end=_end(telling),
        revision=telling.sight.revision(situation),
        opened_at=situation.opened_at,
        changed_at=telling.sight.changed_at(situation),
        phases=[_phase(telling, path) for path in method.plan.nodes if path != ROOT],
        progress=_level(telling, ways),
        moves=ways,
        todo=list(todos(telling, ways)),
        decisions=decisions_that_count(telling),
        holds=holds(telling),
        waivers=waivers(telling),
        catch_up=catch_ups(telling),
        taken_in=taken_in(telling),
        rehearsal=situation.rehearsal,
        children=children(telling),
        parent=parent(telling),
        links=dict(links or {}),
    )


def _phase(telling: Telling, path: str) -> Phase:
    visit = telling.situation.visits.get(path)
    status = _status(telling, path)
    shown = visit if status != "ahead" else None
    return Phase(
        path,
        telling.phase(path),
        status,
        shown.entered_at if shown else None,
        shown.due_at if shown and status == "now" else None,
        visit is not None and is_overdue(visit),
    )


def _status(telling: Telling, path: str) -> Status:
    visits, nodes = telling.situation.visits, telling.method.plan.nodes
    visit = visits.get(path)
    if visit and visit.status == "now":
        return "now"
    parent = nodes[path].parent or ROOT
    if nodes[parent].kind == "sequence":
        siblings = nodes[parent].children
        here = next((index for index, one in enumerate(siblings) if telling.situation.is_now(one)), None)
        if here is not None and siblings.index(path) > here:
            return "ahead"
        if here is not None and visit is None:
            return "passed"
    if visit is None:
        return "passed" if telling.situation.end or _is_behind(telling, parent) else "ahead"
    if parent != ROOT and not telling.situation.end and _status(telling, parent) == "ahead":
        return "ahead"
    return visit.status


def _is_behind(telling: Telling, path: str) -> bool:
    """Tell whether what is inside a phase has come to its end, or will not come any more."""
    visit = telling.situation.visits.get(path)
    ended = visit is not None and visit.status == "now" and visit.ended
    return path != ROOT and (ended or _status(telling, path) in ("done", "passed"))


def _level(telling: Telling, ahead: list[Move]) -> Level:
    """Count the gates ahead; one that several moves of a phase share counts once."""
    ways = telling.method.plan.ways
    gates = {
        (ways[move.id].owner, move.gate.id or move.id): move.gate
        for move in ahead
        if move.gate and counts(telling, move)
    }
    pairs = [counted(gate.conditions) for gate in gates.values()]
    done, total = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return Level(done, total, done * 100 // total) if total else Level(None, None, None)


def _end(telling: Telling) -> End | None:
    end = telling.situation.end
    if end is None:
        return None
    if end == CANCELLED and end not in telling.method.declared.ends:
        return End(end, telling.say(Message("cancelled")), "cancelled")
    declared = telling.method.declared.ends[end]
    return End(end, telling.text(declared.title), declared.verdict)
