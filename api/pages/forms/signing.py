"""Forms to confirm a record, to take that back, to close a deposit, and to accept whoever holds a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import (
    button,
    called,
    is_neutral,
    names_picked,
    picked_for,
    roles_to_choose,
    seen_act,
    text_of,
    title_of,
)
from api.pages.forms.rights import can_be_written, known_record, writers
from api.pages.forms.shapes import Form, Target
from api.pages.seen import who_sees
from engine.process.deposits import are_deposited, depositors, is_of, is_sealed
from engine.process.scope import scope_of_record
from engine.process.view import deposits
from engine.process.who import acceptors, acting_for, confirmers, holding_of, revocable

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from engine.process.situation import Record, Version
    from engine.process.who import Wanted

YES, NO = "yes", "no"


def confirm(desk: Desk, target: Target) -> Form | None:
    """Return the form to confirm the version that is shared, or to accept a correction of it."""
    known = known_record(desk, target.get("id"))
    live = desk.telling.sight.live(known) if known else None
    if known is None or live is None or not known.is_live:
        return None
    entries = asked(desk, known)
    able = [one for one in desk.able(entries) if not is_neutral(desk, entries, one)]
    waiting = known.correction
    shown = waiting.version if waiting else live
    signed = {one.by.participant for one in waiting.acceptances} if waiting else {
        one.participant for one in known.confirmations
    }  # fmt: skip
    if not able or desk.seat in signed:
        return None
    return Form(
        target,
        desk.say("do_confirm", what=called(desk, known)),
        (button(desk, "go_confirm"),),
        texts=(text_of(desk, known, shown),),
        sight=seen_act(desk, known.type),
        roles=roles_to_choose(desk, able),
        basis=(shown.number, known.state, bool(waiting)),
        fixed={"version": str(shown.number)},
    )


def unconfirm(desk: Desk, target: Target) -> Form | None:
    """Return the form to take back a confirmation of one's own, or of one's party."""
    known = known_record(desk, target.get("id"))
    live = desk.telling.sight.live(known) if known else None
    if known is None or live is None or desk.seat is None or not can_be_written(desk, known.type):
        return None
    entries = asked(desk, known)
    acting = acting_for(desk.method, desk.situation, desk.seat, entries, None)
    mine = revocable(entries, known.confirmations, desk.seat, acting)
    if not mine:
        return None
    return Form(
        target,
        desk.say("do_unconfirm", what=called(desk, known)),
        (button(desk, "go_unconfirm"),),
        texts=(text_of(desk, known, live),),
        sight=seen_act(desk, known.type),
        basis=(live.number, known.state, [one.participant for one in mine]),
        fixed={"version": str(live.number)},
        is_grave=True,
    )


def seal(desk: Desk, target: Target) -> Form | None:
    """Return the form to close a deposit: all that one's side drafted, or nothing."""
    name = target.get("record")
    declared = desk.method.declared.records.get(name)
    if declared is None or declared.sealed_until is None or not can_be_written(desk, name):
        return None
    able = writers(desk, declared, None, ())
    among = depositors(desk.telling.world, name)
    if not able or target.subject not in among or not are_deposited(desk.method, desk.situation, name):
        return None
    if not is_own_deposit(desk, name, target.subject) or is_sealed(desk.situation, name, target.subject):
        return None
    held = deposited(desk, name, target.subject)
    drafted = [known for known, _ in held]
    told = [one for one in deposits(desk.telling) if one.record == name]
    closed = sum(one.sealed_at is not None for one in told)
    lines = [desk.say("seal_holds" if held else "seal_empty")]
    lines += [desk.say("seal_others", sealed=closed, all=len(told))] if told else []
    lines += [desk.say("seal_last")] if closed == len(told) - 1 else []
    return Form(
        target,
        desk.say("do_seal", what=title_of(desk, name)),
        (button(desk, "go_seal"),),
        lines=tuple(lines),
        texts=tuple(text_of(desk, known, draft) for known, draft in held),
        sight=(desk.say("see_sealed", who=who_sees(desk, name, names_picked(desk, *drafted), mine=True)),),
        roles=roles_to_choose(desk, able),
        basis=(
            sorted([known.id, draft.number, draft.event, sorted(picked_for(desk, known))] for known, draft in held),
            closed,
            len(told),
        ),
        is_grave=True,
    )


def accept(desk: Desk, target: Target) -> Form | None:
    """Return the form to accept the holder of a role, or to take that back."""
    role, person = target.get("role"), target.get("participant")
    holding = holding_of(desk.situation, role, person)
    if desk.seat is None or holding is None or desk.situation.end:
        return None
    entries = acceptors(desk.method, desk.situation, holding)
    acting = acting_for(desk.method, desk.situation, desk.seat, entries, None)
    mine = revocable(entries, holding.acceptances, desk.seat, acting)
    is_yes = target.get("answer") != NO
    has_signed = any(one.participant == desk.seat for one in mine)
    if acting is None or (has_signed if is_yes else not mine):
        return None
    named = desk.telling.person(person)
    words = {"who": named.name if named else "…", "role": desk.telling.role(role)}
    return Form(
        target,
        desk.say("do_accept" if is_yes else "do_refuse", **words),
        (button(desk, "go_accept" if is_yes else "go_refuse"),),
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, desk.able(entries)),
        basis=(role, person, [one.participant for one in mine]),
        is_grave=not is_yes,
    )


def asked(desk: Desk, known: Record) -> tuple[Wanted, ...]:
    """Return whose confirmation a record needs."""
    return confirmers(desk.method, desk.situation, known, scope_of_record(desk.telling.world, known))


def is_own_deposit(desk: Desk, name: str, subject: tuple[str, ...]) -> bool:
    """Tell whether the deposit of a subject is one's own, or that of one's party."""
    sealing = desk.method.declared.records[name].sealed_until
    records = desk.method.declared.records
    return sealing is not None and all(
        one == desk.party if part.kind == "party" else part.kind in records or one == desk.seat
        for part, one in zip(sealing.each, subject, strict=True)
    )


def deposited(desk: Desk, name: str, subject: tuple[str, ...]) -> list[tuple[Record, Version]]:
    """Return the drafts that lie in a deposit, of which the reader may know."""
    declared = desk.method.declared.records[name]
    each, per = declared.sealed_until.each if declared.sealed_until else (), declared.per or ()
    found = [(one, desk.telling.sight.draft(one)) for one in desk.situation.of_type(name) if one.live is None]
    return [(one, draft) for one, draft in found if draft and is_of(each, per, one, draft, subject)]
