"""What waits for whom: for everybody, and for one reader alone."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from engine.language.plan import ROOT
from engine.process.view.behalf import confirmations_on_behalf
from engine.process.view.catch_up import duties_to_do
from engine.process.view.corrections import corrections_to_accept
from engine.process.view.decisions import counting
from engine.process.view.gates import missing_in
from engine.process.view.holds import holds
from engine.process.view.messages import Message
from engine.process.view.moves import counts, is_ahead, moves
from engine.process.view.ratification import ratifications_to_give
from engine.process.view.shapes import Gate, Move, Owed, Todo
from engine.process.view.waivers import waivers_to_agree
from engine.process.who import Seat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.process.situation import Voter
    from engine.process.view.telling import Telling


def todo(telling: Telling) -> list[Todo]:
    """Return what waits for the reader himself; nothing where he takes no part."""
    own = telling.of_own_turns()
    return [one for one in todos(own, moves(own)) if one.owed_by]


def todos(telling: Telling, ways: list[Move]) -> Iterator[Todo]:
    """Yield what waits for somebody, given the moves that can be taken; the same for the same people once."""
    seen: set[tuple[str, tuple[Owed, ...]]] = set()
    found = _held(telling), _missing(telling, ways), _beside_gates(telling), _open_moves(telling, ways)
    for one in chain(*found):
        key = (one.text, tuple(one.owed_by))
        if key not in seen:
            seen.add(key)
            yield one


def todos_beside_moves(telling: Telling) -> Iterator[Todo]:
    """Yield what waits for somebody besides the moves and their gates."""
    yield from chain(_held(telling), _beside_gates(telling))


def _beside_gates(telling: Telling) -> Iterator[Todo]:
    """Yield what waits for somebody whatever the gates say."""
    yield from _votes(telling)
    yield from waivers_to_agree(telling)
    yield from duties_to_do(telling)
    yield from ratifications_to_give(telling, counting(telling))
    yield from confirmations_on_behalf(telling)
    yield from corrections_to_accept(telling)


def _held(telling: Telling) -> Iterator[Todo]:
    """Yield what would end the holds by standing gates."""
    for hold in holds(telling):
        if hold.gate is not None and hold.ended_at is None:
            yield from _of_gate(telling, hold.gate)


def _missing(telling: Telling, ways: list[Move]) -> Iterator[Todo]:
    for move in ways:
        if move.gate and not move.gate.met and counts(telling, move):
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
            if voter.id not in run.answered and telling.asks(Seat(voter.role, voter.party, voter.participant)):
                who = telling.party(voter.party) or telling.person(voter.participant)
                name = who.name if who else "…"
                text = telling.say(Message("vote_missing", {"who": name, "decision": title}))
                owed = Owed(voter.role, telling.party(voter.party), _voter_text(telling, voter, name))
                yield Todo("vote", text, [owed], [who] if who else [], run.due_at)


def _voter_text(telling: Telling, voter: Voter, name: str) -> str:
    if voter.role is None:
        return name
    role = telling.role(voter.role)
    return telling.say(Message("role_of_party", {"role": role, "party": name})) if voter.party else f"{role} {name}"


def _open_moves(telling: Telling, ways: list[Move]) -> Iterator[Todo]:
    """Yield the moves that somebody can take now; those that the clock alone takes wait for nobody."""
    for move in ways:
        way = telling.method.plan.ways[move.id]
        if move.open and way.declared.by is not None and way.owner != ROOT and is_ahead(telling.method, way):
            text = telling.say(Message("move_is_open", {"move": move.title}))
            yield Todo("move", text, move.by, [], telling.situation.visits[way.owner].due_at)
