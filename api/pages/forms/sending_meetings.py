"""The commands that forms stand for about meetings: see `sending`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.meetings import digest_of, moment_typed
from api.pages.forms.replanning import is_call_off
from api.pages.forms.sent import filled, typed_in
from api.pages.forms.shapes import Mistyped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.pages.desk import Desk
    from api.pages.forms.sent import Command, Sent


def _plan(desk: Desk, sent: Sent) -> list[Command]:
    if is_call_off(sent.target):
        told = filled({"do": "plan", "session": sent.target.get("session")}, sent, "called_off")
        return [{"called_off": "", **told}]  # left empty it is refused by name: without it, it would plan anew
    if sent.target.get("session"):
        return [_anew(desk, sent)]
    told = filled({"do": "plan", "phase": sent.target.get("phase")}, sent, "title", "agenda")
    new = desk.signer.new_id(sent.own["key"]) if desk.signer else ""
    starts = typed_in(sent, "starts_at")
    return [told | {"session": new} | ({"starts_at": moment_typed(starts, desk.situation.zone)} if starts else {})]


def _anew(desk: Desk, sent: Sent) -> Command:
    """Return what plans a meeting anew: what was changed alone, or a calendar would be told that all of it was."""
    told: Command = {"do": "plan", "session": sent.target.get("session")}
    typed = filled({"title": "", "agenda": ""}, sent, "title", "agenda")
    before, starts = sent.fixed, typed_in(sent, "starts_at")
    changed: Command = {name: typed[name] for name in typed if _digest(typed[name]) != before.get(name, "")}
    if starts != before.get("starts_at"):
        changed["starts_at"] = moment_typed(starts, desk.situation.zone)
    if not changed:
        raise Mistyped("/starts_at", "meeting_unchanged")
    return told | changed


def _digest(text: str) -> str:
    return digest_of(text) if text else ""


def _attend(desk: Desk, sent: Sent) -> list[Command]:
    told = filled({"do": "attend", "session": sent.target.get("session")}, sent, "minutes")
    present = sent.typed.get("present", ())
    told |= {"present": list(present)} if present else {}
    told |= {"ended": True} if sent.typed.get("ended") else {}
    if before := sent.fixed.get("minutes"):
        told.setdefault("minutes", "")  # they were there: emptied they are refused by name
        if digest_of(str(told["minutes"])) == before and (present or "ended" in told):
            del told["minutes"]  # alone they stay: without anything it would say that one was there
    return [told]


SAY_MEETINGS: Mapping[str, Callable[[Desk, Sent], list[Command]]] = {"plan": _plan, "attend": _attend}
