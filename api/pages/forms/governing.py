"""Forms about the process as a whole: more time, the end before its time, erasing, and deleting a rehearsal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import button, called, roles_to_choose, text_of
from api.pages.forms.rights import known_record
from api.pages.forms.shapes import Choice, Form, Input, Target
from api.pages.seen import who_sees
from api.pages.values import name_of
from engine.language.clocks import Period
from engine.language.declaration.people import Extension
from engine.language.who import Holder, parts_of
from engine.process.who import roles_of, wanted_or_opener

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from engine.language.who import Who
    from engine.process.situation import Visit

AMOUNT, UNIT = "amount", "unit"
UNITS = {"D": "days", "W": "weeks", "M": "months"}
SECONDS_AN_HOUR = 3_600


def extend(desk: Desk, target: Target) -> Form | None:
    """Return the form to give a phase more time, or all that have a term now."""
    may = desk.method.declared.may.extend
    able = _allowed(desk, may.by if isinstance(may, Extension) else may)
    meant = [one for one in with_term(desk) if target.get("phase") in ("", one.path)]
    if not able or not meant:
        return None
    units = tuple(Choice(one, desk.say(word)) for one, word in UNITS.items())
    inputs = (
        Input(AMOUNT, desk.say("extend_by"), "whole", "/more"),
        Input(UNIT, desk.say("extend_unit"), "radio", "/unit", ("D",), units),
        Input("reason", desk.say("reason"), "text", "/reason"),
    )
    is_whole = not target.get("phase")
    title = desk.say("do_extend_all") if is_whole else desk.say("do_extend", what=_called(desk, meant[0]))
    return Form(
        target,
        title,
        (button(desk, "go_extend"),),
        inputs,
        lines=(*(_due(desk, one) for one in meant), *_most(desk)),
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=([[one.path, one.number, str(one.due_at), one.extended] for one in meant],),
    )


def cancel(desk: Desk, target: Target) -> Form | None:
    """Return the form to end the process before its time."""
    able = _allowed(desk, desk.method.declared.may.cancel)
    if not able or desk.situation.end:
        return None
    return Form(
        target,
        desk.say("do_cancel"),
        (button(desk, "go_cancel"),),
        (Input("reason", desk.say("reason"), "text", "/reason"),),
        lines=(desk.say("cancel_means"),),
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=(sorted(path for path in desk.situation.visits if desk.situation.is_now(path)),),
        is_grave=True,
    )


def redact(desk: Desk, target: Target) -> Form | None:
    """Return the form to erase what a record says, or all that concerns somebody; also where the process ended."""
    able = _allowed(desk, desk.method.declared.may.redact)
    if not able or (target.get("participant") and target.get("id")):  # it has to be clear what goes
        return None
    if target.get("participant"):
        return _redact_person(desk, target, able)
    known = known_record(desk, target.get("id"))
    if known is None:
        return None
    shown = desk.telling.sight.live(known) or desk.telling.sight.draft(known)
    if shown is None or shown.fields is None:
        return None
    return Form(
        target,
        desk.say("do_redact", what=called(desk, known)),
        (button(desk, "go_redact"),),
        (Input("reason", desk.say("reason"), "text", "/reason"),),
        lines=(desk.say("redact_means"), desk.say("redact_for_ever")),
        texts=(text_of(desk, known, shown),),
        sight=(desk.say("see_act", who=who_sees(desk, known.type)),),
        roles=roles_to_choose(desk, able),
        basis=(shown.number, shown.event),
        is_grave=True,
    )


def delete(desk: Desk, target: Target) -> Form | None:
    """Return the form to delete a rehearsal whole."""
    situation, may = desk.situation, desk.method.declared.may.open
    opening = {one.role for one in parts_of(may) if isinstance(one, Holder)} if may else set()
    is_theirs = desk.seat == situation.opener or not opening.isdisjoint(roles_of(situation, desk.seat or ""))
    if not situation.rehearsal or situation.lineage or not is_theirs:
        return None
    return Form(
        target,
        desk.say("do_delete"),
        (button(desk, "go_delete"),),
        lines=(desk.say("delete_means"), desk.say("redact_for_ever")),
        is_grave=True,
    )


def with_term(desk: Desk) -> list[Visit]:
    """Return the visits that have a term now, also one that a hold keeps from passing."""
    nodes, is_held = desk.method.plan.nodes, bool(desk.situation.open_holds())
    here = [desk.situation.visits[path] for path in nodes if desk.situation.is_now(path)]
    return [one for one in here if one.due_at or (is_held and nodes[one.path].declared.term is not None)]


def _redact_person(desk: Desk, target: Target, able: list[str | None]) -> Form | None:
    person = desk.situation.participants.get(target.get("participant"))
    if person is None or person.name is None:
        return None
    return Form(
        target,
        desk.say("do_redact_person", who=name_of(desk, "participant", person.id)),
        (button(desk, "go_redact"),),
        (Input("reason", desk.say("reason"), "text", "/reason"),),
        lines=(desk.say("redact_person_means"), desk.say("redact_for_ever")),
        sight=(desk.say("see_redact_person"),),
        roles=roles_to_choose(desk, able),
        basis=(person.name,),
        is_grave=True,
    )


def _allowed(desk: Desk, may: Who | None) -> list[str | None]:
    """Return the roles in which the reader may do what `may` says; as whoever opened, where it says nothing."""
    return desk.able(wanted_or_opener(desk.method, desk.situation, may))


def _called(desk: Desk, visit: Visit) -> str:
    return desk.telling.phase(visit.path) if visit.path else desk.telling.text(desk.method.declared.title)


def _due(desk: Desk, visit: Visit) -> str:
    name = _called(desk, visit)
    if visit.due_at is None:
        return desk.say("extend_stopped", what=name)
    return desk.say("extend_until", what=name, when=desk.telling.instant(visit.due_at))


def _most(desk: Desk) -> tuple[str, ...]:
    """Return how much more time the method allows in all, where it says so as a length of time."""
    may = desk.method.declared.may.extend
    most = may.up_to.amount if isinstance(may, Extension) else None
    if not isinstance(most, Period):
        return ()
    told = {"months": most.months, "days": most.days, "hours": most.seconds // SECONDS_AN_HOUR}
    words = [f"{number} {desk.say(word)}" for word, number in told.items() if number]
    return (desk.say("extend_most", most=", ".join(words)),) if words else ()
