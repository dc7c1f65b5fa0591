"""From a command to the events it causes, or to a refusal. One room for each family of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import commands
from engine.process.ballot_box import NO_BOXES
from engine.process.decide.adopting import adopt
from engine.process.decide.confirmations import confirm, unconfirm
from engine.process.decide.consequences import settle
from engine.process.decide.corrections import decline
from engine.process.decide.decisions import close, propose, vote
from engine.process.decide.disputes import dispute
from engine.process.decide.holds import hold, resume
from engine.process.decide.movement import cancel, move
from engine.process.decide.notes import hand_over, note
from engine.process.decide.objections import advise, judge, object_, settle_objection
from engine.process.decide.opening import open_process
from engine.process.decide.people import accept, join, leave
from engine.process.decide.picked import pick
from engine.process.decide.ratification import ratify
from engine.process.decide.records import record, share, withdraw
from engine.process.decide.redaction import Erasable, erase_found, redact
from engine.process.decide.rehearsals import must_delete
from engine.process.decide.reminding import remind
from engine.process.decide.roles import appoint, step_down
from engine.process.decide.sealing import seal
from engine.process.decide.sessions import attend, plan
from engine.process.decide.timing import extend
from engine.process.decide.waivers import agree, waive
from engine.process.refusal import Refusal, Refused, refuse
from engine.process.turn import Caused, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.ballot_box import Boxes
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Participant, Situation

RULES: dict[type[commands.Asked], Callable[..., None]] = {
    commands.Join: join,
    commands.Leave: leave,
    commands.Appoint: appoint,
    commands.StepDown: step_down,
    commands.Accept: accept,
    commands.Record: record,
    commands.Seal: seal,
    commands.Share: share,
    commands.Withdraw: withdraw,
    commands.Confirm: confirm,
    commands.Unconfirm: unconfirm,
    commands.Decline: decline,
    commands.Dispute: dispute,
    commands.Pick: pick,
    commands.Propose: propose,
    commands.Vote: vote,
    commands.Close: close,
    commands.Ratify: ratify,
    commands.Object: object_,
    commands.Judge: judge,
    commands.Settle: settle_objection,
    commands.Advise: advise,
    commands.Waive: waive,
    commands.Agree: agree,
    commands.Plan: plan,
    commands.Attend: attend,
    commands.Hold: hold,
    commands.Resume: resume,
    commands.Extend: extend,
    commands.Move: move,
    commands.Cancel: cancel,
    commands.Note: note,
    commands.HandOver: hand_over,
    commands.Remind: remind,
}


def decide(
    method: Method, situation: Situation | None, command: Command, at: datetime, ids: Iterator[str],
    boxes: Boxes | None = NO_BOXES,
) -> Caused | Refusal:  # fmt: skip
    """Return every event that a command causes, in order, or why it is refused.

    `situation` is None for `open` alone, and must have been brought up to `at` (aware, UTC) by `elapse`. `ids` yields
    random ids: for `open` the first is the process's own. `boxes` are the ballots of secret votes, of which this takes
    none out and puts none in: see `boxes_after`; None where it is only tried what would happen.
    """
    turn = Turn(method, situation, at, ids, boxes=boxes)
    try:
        if isinstance(command, commands.Open):
            _not_open_yet(situation)
            open_process(turn, command)
        else:
            _known_actor(turn, situation, command)
            _rule_for(command)(turn, command)
        settle(turn)
        _must_change_something(turn)
    except Refused as no:
        return no.refusal
    return turn.caused


def _rule_for(command: commands.Asked) -> Callable[..., None]:
    """Return what does a command. Not among them is what asks for the store: erasing, deleting, another version."""
    if isinstance(command, commands.Adopt):
        raise refuse("malformed", "adopt_alone", "/do")
    if isinstance(command, commands.Redact):
        raise refuse("malformed", "redact_alone", "/do")
    if isinstance(command, commands.Delete):
        raise refuse("malformed", "delete_alone", "/do")
    return RULES[type(command)]


def erase(
    method: Method, situation: Situation, command: commands.Redact, found: Sequence[Erasable], at: datetime,
    ids: Iterator[str],
) -> tuple[Event, ...] | Refusal:  # fmt: skip
    """Return the events by which content that was found goes, or why it stays.

    What depended on it is judged once it is gone: see `settled`.
    """
    turn = Turn(method, situation, at, ids)
    try:
        _known_actor(turn, situation, command)
        redact(turn, command, found)
    except Refused as no:
        return no.refusal
    return tuple(turn.events)


def adoption(
    method: Method, to: Method, situation: Situation, command: commands.Adopt, at: datetime, ids: Iterator[str],
    boxes: Boxes | None = NO_BOXES,
) -> tuple[Event, ...] | Refusal:  # fmt: skip
    """Return every event by which a process comes to another version of its method, or why it stays with this one."""
    turn = Turn(method, situation, at, ids, boxes=boxes)
    try:
        _known_actor(turn, situation, command)
        adopt(turn, command, to)
        settle(turn)
    except Refused as no:
        return no.refusal
    return tuple(turn.events)


def deletion(method: Method, situation: Situation, command: commands.Delete) -> Refusal | None:
    """Return why a process may not be deleted whole; None where it may. That makes no event: nothing is left."""
    try:
        _known_person(situation, command)
        must_delete(method, situation, command)
    except Refused as no:
        return no.refusal
    return None


def erase_copies(
    method: Method, situation: Situation, found: Sequence[Erasable], at: datetime, ids: Iterator[str]
) -> tuple[Event, ...]:
    """Return the events by which content goes that was taken over from another process, where it was erased.

    Why that was is told there alone.
    """
    turn = Turn(method, situation, at, ids)
    erase_found(turn, found)
    return tuple(turn.events)


def settled(
    method: Method, before: Situation, after: Situation, erased: Sequence[Event], at: datetime, ids: Iterator[str]
) -> tuple[Event, ...]:  # fmt: skip
    """Return what follows once content is gone: gates that are now judged otherwise.

    `erased` are the events that led from the situation `before` to that `after`, which has the content no more.
    """
    turn = Turn(method, after, at, ids)
    turn.begun, turn.events = (before, 0), list(erased)
    settle(turn)
    return tuple(turn.events[len(erased) :])


def _not_open_yet(situation: Situation | None) -> None:
    if situation is not None:
        raise refuse("rule", "opened_already")


def _must_change_something(turn: Turn) -> None:
    """Refuse what would leave everything as it is: whatever is accepted stands in the log."""
    if not turn.events:
        raise refuse("rule", "changes_nothing")


def _known_actor(turn: Turn, situation: Situation | None, command: commands.Asked) -> None:
    if situation is None:
        raise refuse("unknown-thing", "not_opened")
    if _known_person(situation, command).left_at:
        raise refuse("not-yours", "actor_unknown", "/actor", actor=command.actor)
    if situation.end and not isinstance(command, commands.Redact):
        raise refuse("process-ended", "process_ended", end=situation.end)
    if command.as_ is not None and command.as_ not in turn.method.declared.roles:
        raise refuse("malformed", "role_unknown", "/as", role=command.as_, allowed=tuple(turn.method.declared.roles))


def _known_person(situation: Situation, command: commands.Asked) -> Participant:
    person = situation.participants.get(command.actor)
    if person is None:
        raise refuse("not-yours", "actor_unknown", "/actor", actor=command.actor)
    return person
