"""Forms about who sits at the table: to admit people, to give roles and to give them up, and to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import button, parties_to_choose, roles_to_choose
from api.pages.forms.shapes import Choice, Form, Input, Target
from api.pages.values import name_of
from engine.language.who import Oneself, parts_of
from engine.process.scope import Scope
from engine.process.who import (
    Seat,
    Wanted,
    acting_for,
    holding_of,
    is_party_role,
    opener,
    roles_of,
    wanted,
    wanted_or_opener,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from api.pages.desk import Desk
    from engine.language.declaration import Role
    from engine.language.who import Who

ROLES, PARTY, NEW_PARTY, ROLE, ALTERNATE = "roles", "party", "new_party", "given_role", "alternate"


def join(desk: Desk, target: Target) -> Form | None:
    """Return the form to admit somebody, to a party that is there, to a new one, or outside all."""
    may = desk.method.declared.may.admit
    entries = wanted_or_opener(desk.method, desk.situation, may)
    able = desk.able(entries)
    if not able or desk.situation.end:
        return None
    roles = [one for one in _appointed(desk) if _names(desk, one, None, None)]
    given_by_others = [one for one in _appointed(desk) if one not in roles]
    parties = parties_to_choose(desk)
    inputs = (
        Input("name", desk.say("join_name"), "line", "/name"),
        *((Input(PARTY, desk.say("of_party"), "choice", "/party", (), parties, required=False),) if parties else ()),
        Input(NEW_PARTY, desk.say("join_new_party"), "line", "/new_party", required=False,
              help=desk.say("join_party_help")),
        *((_many(desk, ROLES, "roles", "/roles", _titled(desk, roles)),) if roles else ()),
    )  # fmt: skip
    return Form(
        target,
        desk.say("do_join"),
        (button(desk, "go_join"),),
        inputs,
        lines=(
            desk.say("join_means"),
            *((desk.say("join_other_roles", roles=said(desk, given_by_others)),) if given_by_others else ()),
            *((desk.say("join_reseals"),) if _is_depositing(desk) else ()),
        ),
        sight=(desk.say("will_see", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=([one.value for one in parties],),
    )


def appoint(desk: Desk, target: Target) -> Form | None:
    """Return the form to give somebody who takes part a role that the reader may name."""
    person = desk.situation.participants.get(target.get("participant"))
    if person is None or person.left_at or desk.situation.end:
        return None
    roles = nameable(desk, person.id)
    if not roles:
        return None
    may_stand_in = any(desk.method.declared.roles[one].alternates for one in roles)
    alternate = _many(desk, ALTERNATE, "appoint_alternate", "/alternate", (Choice("yes", desk.say("yes")),))
    return Form(
        target,
        desk.say("do_appoint", who=name_of(desk, "participant", person.id)),
        (button(desk, "go_appoint"),),
        (
            Input(ROLE, desk.say("appoint_role"), "choice", "/role", (), _titled(desk, roles)),
            *((alternate,) if may_stand_in else ()),
        ),
        sight=(desk.say("will_see", who=desk.say("sees_process")),),
        basis=(roles_of(desk.situation, person.id), roles),
    )


def step_down(desk: Desk, target: Target) -> Form | None:
    """Return the form to give up a role of one's own."""
    role = target.get("role")
    if desk.situation.end or role not in _appointed(desk) or not holding_of(desk.situation, role, desk.seat or ""):
        return None
    others = [one for one in desk.situation.holders(role) if one.participant != desk.seat]
    return Form(
        target,
        desk.say("do_step_down", role=desk.telling.role(role)),
        (button(desk, "go_step_down"),),
        lines=(desk.say("step_down_means"), *(() if others else (desk.say("step_down_last"),))),
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        basis=(role, bool(others)),
        is_grave=True,
    )


def leave(desk: Desk, target: Target) -> Form | None:
    """Return the form to leave the process."""
    person = desk.situation.participants.get(desk.seat or "")
    if person is None or person.left_at or desk.situation.end:
        return None
    others = [one for one in desk.situation.present() if one.party == person.party and one.id != person.id]
    is_last = person.party is not None and not others
    party = name_of(desk, "party", person.party) if person.party else ""
    held = roles_of(desk.situation, person.id)
    lines = (desk.say("leave_means"), *((desk.say("leave_last", party=party),) if is_last else ()))
    return Form(
        target,
        desk.say("do_leave"),
        (button(desk, "go_leave"),),
        lines=lines,
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        basis=(held, is_last),
        is_grave=True,
    )


def said(desk: Desk, roles: Sequence[str]) -> str:
    """Return what roles are called, one after another."""
    return ", ".join(desk.telling.role(one) for one in roles)


def nameable(desk: Desk, participant: str) -> list[str]:
    """Return the roles that the reader may give somebody who does not hold them."""
    person = desk.situation.participants[participant]
    return [
        role
        for role, declared in _appointed(desk).items()
        if not holding_of(desk.situation, role, participant)
        and not (declared.of == "party" and person.party is None)
        and not (declared.neutral and person.party is not None)
        and _names(desk, role, participant, person.party)
    ]


def _appointed(desk: Desk) -> dict[str, Role]:
    """Return the roles to which people are appointed here: not by a rule, and not in the process that began this."""
    carried = desk.situation.lineage.carried if desk.situation.lineage else ()
    declared = desk.method.declared.roles
    return {name: one for name, one in declared.items() if one.held_by is None and name not in carried}


def _names(desk: Desk, role: str, participant: str | None, party: str | None) -> bool:
    """Tell whether the reader names holders of a role: this one, or somebody who is to come."""
    named_by = desk.method.declared.roles[role].named_by
    inside = party if is_party_role(desk.method, role) else None
    entries = (
        opener(desk.method, desk.situation)
        if named_by is None
        else [entry for one in parts_of(named_by) for entry in _naming(desk, participant, one, inside)]
    )
    return desk.seat is not None and acting_for(desk.method, desk.situation, desk.seat, entries, None) is not None


def _naming(desk: Desk, participant: str | None, who: Who, party: str | None) -> Iterator[Wanted]:
    if isinstance(who, Oneself):
        yield from (Wanted((Seat(participant=participant),)),) if participant else ()
        return
    yield from wanted(desk.method, desk.situation, who, party, Scope(desk.telling.world))


def _is_depositing(desk: Desk) -> bool:
    """Tell whether deposits are closed now: whoever comes in asks all to close theirs again."""
    records = desk.method.declared.records
    return any(one.sealed_until is not None and desk.is_open(name) for name, one in records.items())


def _titled(desk: Desk, roles: list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(one, desk.telling.role(one)) for one in roles)


def _many(desk: Desk, name: str, word: str, pointer: str, choices: tuple[Choice, ...]) -> Input:
    return Input(name, desk.say(word), "many", pointer, (), choices, required=False)
