"""Forms to keep notes for oneself, and to hand them over to whoever goes on with the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import button, named_with_party
from api.pages.forms.shapes import Choice, Form, Input, Target
from engine.process.who import actings, is_accepted, roles_of

if TYPE_CHECKING:
    from api.pages.desk import Desk

IN_ROLE = "in_role"


def note(desk: Desk, target: Target) -> Form | None:
    """Return the form to keep a note, in a role that one holds or in none."""
    if desk.seat is None or desk.situation.end:
        return None
    held = [one.role for one in actings(desk.method, desk.situation, desk.seat) if one.role]
    choices = tuple(Choice(one, desk.telling.role(one)) for one in held)
    role = Input(IN_ROLE, desk.say("note_role"), "choice", "/as", (), choices, required=False,
                 help=desk.say("note_role_help"))  # fmt: skip
    return Form(
        target,
        desk.say("do_note"),
        (button(desk, "go_note"),),
        (Input("text", desk.say("note_text"), "text", "/text"), *((role,) if choices else ())),
        sight=(desk.say("see_note"),),
        basis=(held,),
    )


def hand_over(desk: Desk, target: Target) -> Form | None:
    """Return the form to hand over the notes of a role to another holder of it."""
    role, me = target.get("role"), desk.seat
    if me is None or role not in desk.method.declared.roles or desk.situation.end:
        return None
    kept = [one for one in desk.situation.notes.values() if (one.author, one.role) == (me, role) and one.text]
    others = [
        one.participant
        for one in desk.situation.holders(role)
        if one.participant != me and is_accepted(desk.method, desk.situation, one)
    ]
    to = [who for who in others if any(who not in dict(one.to) for one in kept)]
    if not to:
        return None
    choices = tuple(Choice(one, named_with_party(desk, one)) for one in to)
    return Form(
        target,
        desk.say("do_hand_over", role=desk.telling.role(role)),
        (button(desk, "go_hand_over"),),
        (Input("to", desk.say("hand_over_to"), "choice", "/participant", (), choices),),
        lines=(desk.say("hand_over_holds", number=len(kept)),),
        sight=(desk.say("see_hand_over"),),
        basis=([[one.id, sorted(dict(one.to))] for one in kept], to),
        is_grave=True,
    )


def roles_of_notes(desk: Desk) -> list[str]:
    """Return the roles in which the reader kept notes."""
    mine = {one.role for one in desk.situation.notes.values() if one.author == desk.seat and one.role}
    return [one for one in roles_of(desk.situation, desk.seat or "") if one in mine]
