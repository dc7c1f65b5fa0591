"""What follows from what happened: confirmations that are complete or no longer so, and gates whose verdict changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import events
from engine.process.decide.automatic import go_by_itself, rests
from engine.process.decide.catch_up import catch_up
from engine.process.decide.children import start_children
from engine.process.decide.confirmations import is_complete
from engine.process.decide.corrections import correct
from engine.process.decide.documents import show_documents
from engine.process.decide.electorate import refresh
from engine.process.decide.figures import show_figures
from engine.process.decide.held import hold_by_rule
from engine.process.decide.holds import stand
from engine.process.decide.ratification import ratify_complete
from engine.process.decide.sealing import release
from engine.process.decide.timing import set_dues
from engine.process.decide.waivers import grant
from engine.process.gates import findings, judge
from engine.process.standing import is_judged

if TYPE_CHECKING:
    from engine.process.turn import Turn

MOST_MOVES = 50
ABOUT_PEOPLE = (
    events.PartyJoined, events.PartyLeft, events.ParticipantJoined, events.ParticipantLeft, events.RoleTaken,
    events.RoleEnded,
)  # fmt: skip
ABOUT_CONFIRMATION = (
    events.ConfirmationGiven, events.ConfirmationWithdrawn, events.ConfirmationLapsed, events.RecordShared,
    events.RecordCorrected, events.RecordHanded,
)  # fmt: skip


def settle(turn: Turn) -> None:
    """Let the consequences of a command happen, in a fixed order, until nothing follows any more.

    Moves that nobody takes are taken one at a time, at most so many; then gates and what is due are told anew.
    Those that were cut off go on when something happens of which everybody may know.
    """
    resting = rests(turn)
    show_documents(turn)
    for _ in range(MOST_MOVES):
        if turn.situation.end:
            return
        hold_by_rule(turn)
        correct(turn)
        _confirmations(turn)
        _voters(turn)
        release(turn)
        show_documents(turn)
        show_figures(turn)
        ratify_complete(turn)
        grant(turn)
        catch_up(turn)
        start_children(turn)
        stand(turn)
        went = not resting and go_by_itself(turn)
        if not went and not hold_by_rule(turn):
            break
    _gates(turn)
    set_dues(turn)


def _confirmations(turn: Turn) -> None:
    for identity in _touched(turn):
        known = turn.situation.records[identity]
        complete = is_complete(turn, known)
        if known.live is None or complete == (known.confirmed_at is not None):
            continue
        kind = events.RecordConfirmed if complete else events.RecordUnconfirmed
        turn.emit(kind(identity, known.live.number), known.label)


def _voters(turn: Turn) -> None:
    """Take the voters again, when people came or went, of runs in which they are counted at the end."""
    if any(isinstance(event.body, ABOUT_PEOPLE) for event in turn.events):
        for run in turn.situation.open_runs():
            refresh(turn, run)


def _touched(turn: Turn) -> list[str]:
    """Return the records whose confirmation may have changed: all that need one when people came or went."""
    happened = [event.body for event in turn.events]
    if any(isinstance(body, ABOUT_PEOPLE) for body in happened):
        declared = turn.method.declared.records
        return [
            one.id
            for name in declared
            for one in turn.situation.of_type(name)
            if declared[name].confirmed_by or (one.live and one.live.on_behalf_of)
        ]
    return list(dict.fromkeys(body.id for body in happened if isinstance(body, ABOUT_CONFIRMATION)))


def _gates(turn: Turn) -> None:
    """Judge the gates of the moves from here, all in one world: to tell of a verdict changes none."""
    for address, way, gate in turn.method.gated_ways:
        if not turn.situation.is_now(way.owner):
            continue
        verdict = judge(turn.world, gate, way.owner)
        found = findings(verdict)
        if not is_judged(turn.situation, address, verdict.verdict, found):
            turn.remark(events.GateJudged(address, verdict.verdict, found))
