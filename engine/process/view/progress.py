"""Where a process stands: the phases, the gates ahead with what is missing, whose turn it is, what was decided."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Literal

from engine.language.plan import ROOT, ToEnd, Way
from engine.process.decide.movement import CANCELLED
from engine.process.joins import unfinished
from engine.process.sight import sight_of
from engine.process.timing.keys import move_key
from engine.process.view.behalf import confirmations_on_behalf
from engine.process.view.catch_up import catch_ups, duties_to_do
from engine.process.view.children import children, parent
from engine.process.view.corrections import corrections_to_accept
from engine.process.view.decisions import counting, decisions_that_count
from engine.process.view.gates import counted, gate_view, missing_in
from engine.process.view.holds import holds
from engine.process.view.messages import Message, Say, as_id
from engine.process.view.ratification import ratifications_to_give
from engine.process.view.shapes import (
    End,
    Gate,
    Level,
    MethodRef,
    Move,
    Named,
    Owed,
    Phase,
    Progress,
    Todo,
)
from engine.process.view.taken_in import taken_in
from engine.process.view.telling import Telling
from engine.process.view.waivers import waivers, waivers_to_agree
from engine.process.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

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
    moves = (
        []
        if situation.end
        else [_move(telling, way) for way in method.plan.ways.values() if situation.is_now(way.owner)]
    )
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
        progress=_level(telling, moves),
        moves=moves,
        todo=list(_todo(telling, moves)),
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


def is_ahead(method: Method, way: Way) -> bool:
    """Tell whether a move leads forward: not back, and not out of the process but for a good end."""
    if way.declared.back:
        return False
    return not isinstance(way.to, ToEnd) or method.declared.ends[way.to.end].verdict == "success"


def _move(telling: Telling, way: Way) -> Move:
    title = telling.text(way.declared.title)
    group = telling.method.gate_of_move(way.address)
    gate = gate_view(telling, group, way.owner, title) if group else None
    waiting = unfinished(telling.method, telling.situation, way)
    return Move(
        id=way.address,
        title=title,
        to=way.declared.to,
        back=way.declared.back,
        by=telling.owed(way.declared.by),
        open=_is_open(telling, way) and not waiting and (gate is None or gate.met),
        waits_for=[Named(path, telling.phase(path)) for path in waiting],
        reason_required=way.declared.reason == "required",
        left=_left(telling, way),
        due_at=_due(telling, way),
        gate=gate,
    )


def _is_open(telling: Telling, way: Way) -> bool:
    """Tell whether a move could be taken if its gate were met: not in a hold, not too often, not from what is over."""
    visit = telling.situation.visits[way.owner]
    has_ended = visit.ended and telling.method.plan.nodes[way.owner].kind in ("leaf", "run")
    held = telling.situation.state == "held" and not way.declared.back
    return not has_ended and not held and _left(telling, way) != 0


def _left(telling: Telling, way: Way) -> int | None:
    limit = way.declared.limit
    return None if limit is None else max(0, limit - telling.situation.taken.get(way.address, 0))


def _due(telling: Telling, way: Way) -> datetime | None:
    """Return when the clock takes a move, where it does."""
    if way.declared.at == "term":
        return telling.situation.visits[way.owner].due_at
    return telling.situation.due(move_key(telling.situation, way.owner, way.address)) if way.declared.at else None


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
        bool(shown and shown.overdue and status == "now"),
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


def _level(telling: Telling, moves: list[Move]) -> Level:
    """Count the gates ahead; one that several moves of a phase share counts once."""
    ways = telling.method.plan.ways
    gates = {
        (ways[move.id].owner, move.gate.id or move.id): move.gate
        for move in moves
        if move.gate and _counts(telling, move)
    }
    pairs = [counted(gate.conditions) for gate in gates.values()]
    done, total = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return Level(done, total, done * 100 // total) if total else Level(None, None, None)


def _counts(telling: Telling, move: Move) -> bool:
    return is_ahead(telling.method, telling.method.plan.ways[move.id])


def _todo(telling: Telling, moves: list[Move]) -> Iterator[Todo]:
    seen: set[tuple[str, tuple[Owed, ...]]] = set()
    found = (
        _held(telling),
        _missing(telling, moves),
        _votes(telling),
        waivers_to_agree(telling),
        duties_to_do(telling),
    )
    for one in chain(
        *found,
        ratifications_to_give(telling, counting(telling)),
        confirmations_on_behalf(telling),
        corrections_to_accept(telling),
        _open_moves(telling, moves),
    ):
        key = (one.text, tuple(one.owed_by))
        if key not in seen:
            seen.add(key)
            yield one


def _held(telling: Telling) -> Iterator[Todo]:
    """Yield what would end the holds by standing gates."""
    for hold in holds(telling):
        if hold.gate is not None and hold.ended_at is None:
            yield from _of_gate(telling, hold.gate)


def _missing(telling: Telling, moves: list[Move]) -> Iterator[Todo]:
    for move in moves:
        if move.gate and not move.gate.met and _counts(telling, move):
            yield from _of_gate(telling, move.gate)


def _of_gate(telling: Telling, gate: Gate) -> Iterator[Todo]:
    for one in missing_in(gate.conditions):
        unknown = one.verdict == "unknown"
        text = telling.say(Message("cannot_be_told_yet", {"what": one.text})) if unknown else one.text
        yield Todo("condition", text, one.owed_by, one.subject, one.due_at)


def _votes(telling: Telling) -> Iterator[Todo]:
    for run in counting(telling):
        if run.state != "open":
            continue
        title = telling.text(telling.method.declared.decisions[run.decision].title)
        for voter in run.voters:
            if voter.id not in run.answered:
                who = telling.party(voter.party) or telling.person(voter.participant)
                name = who.name if who else "…"
                text = telling.say(Message("vote_missing", {"who": name, "decision": title}))
                owed = Owed(voter.role, telling.party(voter.party), _voter_text(telling, voter.role, name))
                yield Todo("vote", text, [owed], [who] if who else [], run.due_at)


def _voter_text(telling: Telling, role: str | None, name: str) -> str:
    return telling.say(Message("role_of_party", {"role": telling.role(role), "party": name})) if role else name


def _open_moves(telling: Telling, moves: list[Move]) -> Iterator[Todo]:
    for move in moves:
        way = telling.method.plan.ways[move.id]
        if move.open and way.owner != ROOT and is_ahead(telling.method, way):
            text = telling.say(Message("move_is_open", {"move": move.title}))
            yield Todo("move", text, move.by, [], telling.situation.visits[way.owner].due_at)


def _end(telling: Telling) -> End | None:
    end = telling.situation.end
    if end is None:
        return None
    if end == CANCELLED and end not in telling.method.declared.ends:
        return End(end, telling.say(Message("cancelled")), "cancelled")
    declared = telling.method.declared.ends[end]
    return End(end, telling.text(declared.title), declared.verdict)
