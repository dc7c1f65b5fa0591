"""Waivers: proposed for one condition and subject, in effect once those whom it protects have agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.who import is_scoped
from engine.process import events, labels
from engine.process.decide.subjects import owner_of, subject_of
from engine.process.instants import end_of_day, must_be_tellable
from engine.process.labels import may_be_named
from engine.process.refusal import refuse
from engine.process.scope import scope_of_subject
from engine.process.waivers import protected
from engine.process.who import acting_for, are_signed, neutral_role, wanted

if TYPE_CHECKING:
    from engine.language.conditions import Need
    from engine.process.commands import Agree, Waive
    from engine.process.situation import Subject, Waiver
    from engine.process.turn import Turn
    from engine.process.who import Seat


def waive(turn: Turn, command: Waive) -> None:
    """Propose a waiver. Whoever proposes and is among those who must agree, agrees with it."""
    need = _condition(turn, command.condition)
    subject = _subject(turn, command, need) if need.waivable_by and is_scoped(need.waivable_by) else ()
    scope = scope_of_subject(turn.world, need.scope, subject)
    entries = wanted(turn.method, turn.situation, need.waivable_by, scope=scope) if need.waivable_by else ()
    turn.act(command, entries, "waive_not_yours", condition=need.address)
    subject = subject or _subject(turn, command, need)
    label = _label(turn, need, subject)
    if any(_is_the_same(turn, one, need, subject, label) for one in turn.situation.waivers.values()):
        raise refuse("not-now", "waived_already", condition=need.address)
    if not protected(turn.method, turn.situation, need, subject):
        raise refuse("rule", "nobody_can_agree", condition=need.address)
    must_be_tellable(command.until, "/until")
    until = end_of_day(command.until, turn.situation.zone) if command.until else None
    if until and until <= turn.at:
        raise refuse("rule", "waiver_over", "/until", found=str(command.until))
    identity = turn.new_id(command.waiver, "/waiver")
    proposed = events.WaiverProposed(identity, need.address, subject, until, command.reason)
    turn.emit(proposed, label)
    _agree_if_asked(turn, command, turn.situation.waivers[identity], need)


def agree(turn: Turn, command: Agree) -> None:
    """Agree to a waiver that was proposed, for oneself or one's party. A neutral never does."""
    waiver = turn.situation.waivers.get(command.waiver)
    if waiver is None or not turn.sight(command.actor).may_know(waiver.label):
        raise refuse("unknown-thing", "waiver_unknown", "/waiver", waiver=command.waiver)
    if waiver.state != "proposed":
        raise refuse("not-now", f"waiver_{waiver.state}", "/waiver")
    need = turn.method.needs[waiver.condition]
    entries = protected(turn.method, turn.situation, need, waiver.subject)
    acting = turn.act(command, entries, "agree_not_yours", neutral="neutral_never_waives", condition=need.address)
    if any(one.participant == command.actor for one in waiver.agreements):
        raise refuse("rule", "agreed_already", "/waiver")
    turn.emit(events.WaiverAgreed(waiver.id, command.actor, acting.role, acting.party), waiver.label)


def grant(turn: Turn) -> None:
    """Let each proposed waiver take effect to which all whom it protects have agreed."""
    for waiver in sorted(turn.situation.waivers.values(), key=lambda one: one.order):
        if waiver.state == "proposed":
            need = turn.method.needs[waiver.condition]
            if are_signed(protected(turn.method, turn.situation, need, waiver.subject), waiver.agreements):
                turn.emit(events.WaiverGranted(waiver.id), waiver.label)


def _subject(turn: Turn, command: Waive, need: Need) -> Subject:
    return subject_of(turn, need.scope, command, {}) if command.subject is not None else ()


def _condition(turn: Turn, address: str) -> Need:
    need = turn.method.needs.get(address)
    if need is None:
        allowed = tuple(name for name, one in turn.method.needs.items() if one.waivable_by)
        raise refuse("malformed", "condition_unknown", "/condition", found=address, allowed=allowed)
    if need.waivable_by is None:
        raise refuse("rule", "never_waived", "/condition", condition=address)
    return need


def _is_the_same(turn: Turn, waiver: Waiver, need: Need, subject: Subject, label: str) -> bool:
    """Tell whether a waiver does as well as one with this label: all who are to know of that know of it already."""
    if waiver.state == "expired" or (waiver.condition, waiver.subject) != (need.address, subject):
        return False
    return labels.covers(turn.method, turn.situation, waiver.label, label)


def _label(turn: Turn, need: Need, subject: Subject) -> str:
    """Return who may know of a waiver: the process, as it knows the verdict.

    Where the condition does not tell for whom it is met, and it is waived for one subject, it is those who are to
    agree, that subject's party and whoever proposed it; where fewer know of the subject, those who do.
    """
    known = [turn.situation.records[one].label for one in subject if one in turn.situation.records]
    hidden = [one for one in known if not may_be_named(turn.method, turn.situation, one, labels.PROCESS)]
    if hidden:
        return hidden[0]
    if need.tells_subjects or not subject:
        return labels.PROCESS
    party = owner_of(turn.method, turn.situation, need.scope, subject)
    asked = {_audience(seat) for entry in protected(turn.method, turn.situation, need, subject) for seat in entry.seats}
    mine = {labels.owner(turn.acting.participant)} if turn.acting else set()
    return labels.joined(turn.situation, asked | mine | ({labels.party(party)} if party else set()))


def _audience(seat: Seat) -> str:
    """Return the audience of somebody who is asked to agree: one participant, or a party."""
    return labels.owner(seat.participant) if seat.participant else labels.party(str(seat.party))


def _agree_if_asked(turn: Turn, command: Waive, waiver: Waiver, need: Need) -> None:
    entries = protected(turn.method, turn.situation, need, waiver.subject)
    acting = acting_for(turn.method, turn.situation, command.actor, entries, None)
    if acting and neutral_role(turn.method, turn.situation, acting) is None:
        turn.emit(events.WaiverAgreed(waiver.id, command.actor, acting.role, acting.party), waiver.label)
