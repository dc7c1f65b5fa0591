"""The form to remind people that it is their turn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.pages.forms.common import button, named_with_party, roles_to_choose
from api.pages.forms.shapes import Choice, Form, Input, Target
from engine.process.decide.reminding import reminders
from engine.process.sight import Reader
from engine.process.view import telling_for
from engine.process.view.moves import moves
from engine.process.view.todo import todos
from engine.process.who import Seat, people_in

if TYPE_CHECKING:
    from api.pages.desk import Desk

PEOPLE = "people"


def remind(desk: Desk, target: Target) -> Form | None:
    """Return the form to remind those whose turn it is, as all see it who take part: all see who was reminded."""
    able = desk.able(reminders(desk.method, desk.situation))
    if not able or desk.situation.end:
        return None
    whom = [one for one in _at_turn(desk) if one != desk.seat]
    if not whom:
        return None
    choices = tuple(Choice(one, _called(desk, one)) for one in whom)
    return Form(
        target,
        desk.say("do_remind"),
        (button(desk, "go_remind"),),
        (Input(PEOPLE, desk.say("remind_whom"), "many", "/participants", tuple(whom), choices),),
        lines=(desk.say("remind_means"),),
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=(whom,),
    )


def _at_turn(desk: Desk) -> list[str]:
    """Return whose turn it is by role and party, as all see it who take part."""
    telling = replace(telling_for(desk.method, desk.situation, Reader()), explains=False)
    owed_by = [owed for one in todos(telling, moves(telling)) for owed in one.owed_by]
    seats = [Seat(one.role, one.party.id if one.party else None) for one in owed_by]
    named = [one for one in dict.fromkeys(seats) if one.role or one.party]
    return list(dict.fromkeys(person for one in named for person in people_in(desk.situation, one)))


def _called(desk: Desk, participant: str) -> str:
    """Return what somebody is called, and when he was reminded last."""
    name, before = named_with_party(desk, participant), desk.situation.reminded.get(participant)
    return f"{name}, {desk.say('reminded_on', when=desk.telling.instant(before))}" if before else name
