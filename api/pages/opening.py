"""The form by which a process is opened: from the method alone, as there is no process yet that says anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.pages.forms.common import button
from api.pages.forms.fields import FIELDS, inputs_of, values_of
from api.pages.forms.people import said
from api.pages.forms.sent import filled, typed_in
from api.pages.forms.shapes import Choice, Form, Input, Target
from api.pages.seen import case_seen
from engine.language.who import Holder, Oneself, parts_of
from engine.process.who import is_party_role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.desk import Desk
    from api.pages.forms.sent import Command, Sent
    from engine.language import Method

OPEN = Target.of("open")
CASE, PEOPLE = "/case/", "/people/"
NAME, PARTY, AT_PHASE, REHEARSAL, ROW = "own_name", "own_party", "at_phase", "rehearsal", "p"
MOST_PEOPLE = 4
LANGUAGES = {"en": "English", "nl": "Nederlands"}


def opening_form(desk: Desk, me: str) -> Form:
    """Return the form to open a process by a method; `me` is what whoever opens it is called."""
    method, say = desk.method, desk.say
    role = _first_role(method)
    lines = [say("open_as", role=desk.telling.role(role))] if role else []
    return Form(
        OPEN,
        say("do_open", what=desk.telling.text(method.declared.title)),
        (button(desk, "go_open"),),
        (*_about(desk), *_oneself(desk, me, role), *_case(desk), *_how(desk), *_people(desk)),
        lines=(*lines, say("open_other_help"), *_others(desk)),
        sight=(say("will_see", who=say("sees_process")),),
        basis=(method.id, method.version),
    )


def opening_commands(method: Method, sent: Sent, language: str) -> tuple[Command, list[tuple[int, Command]]]:
    """Return what opens a process, and what admits each person with it, by his row. Raises Mistyped."""
    told: Command = filled({"do": "open", "method": method.id, "version": method.version}, sent, "title", AT_PHASE)
    name, party = typed_in(sent, NAME).strip(), typed_in(sent, PARTY).strip()
    told |= {"name": name} if name else {}
    told |= {"party": party} if party else {}
    told |= {"language": chosen} if (chosen := typed_in(sent, "language")) else {}
    told |= {"rehearsal": True} if sent.typed.get(REHEARSAL) else {}
    told["case"] = values_of(method.declared.case, sent.typed, language, {})
    return told, list(_admitted(sent))


def _others(desk: Desk) -> Iterator[str]:
    """Yield which roles others give, where there are such."""
    roles, given = desk.method.declared.roles, _given(desk.method)
    others = [name for name, one in roles.items() if one.held_by is None and name not in given]
    if others:
        yield desk.say("join_other_roles", roles=said(desk, others))


def _admitted(sent: Sent) -> Iterator[tuple[int, Command]]:
    for row in range(1, MOST_PEOPLE + 1):
        name, party, role = (typed_in(sent, f"{ROW}{row}.{one}").strip() for one in ("name", "party", "role"))
        if name or party or role:
            told: Command = {"do": "join", "roles": [role] if role else []}
            yield row, told | ({"name": name} if name else {}) | ({"party": party} if party else {})


def _about(desk: Desk) -> Iterator[Input]:
    yield Input("title", desk.say("open_title"), "line", "/title")
    languages = desk.method.languages
    if len(languages) > 1:
        choices = tuple(Choice(one, LANGUAGES.get(one, one)) for one in languages)
        chosen = (desk.telling.language,) if desk.telling.language in languages else ()
        yield Input("language", desk.say("open_language"), "choice", "/language", chosen, choices,
                    help=desk.say("open_language_help"))  # fmt: skip


def _oneself(desk: Desk, me: str, role: str | None) -> Iterator[Input]:
    yield Input(NAME, desk.say("open_name"), "line", "/name", (me,) if me else ())
    declared = desk.method.declared.roles[role] if role else None
    if declared is None or not declared.neutral:
        needs = role is not None and is_party_role(desk.method, role)
        yield Input(PARTY, desk.say("open_party"), "line", "/party", required=needs)


def _case(desk: Desk) -> Iterator[Input]:
    for one in inputs_of(desk, desk.method.declared.case, {}, case_seen(desk)):
        yield replace(one, pointer=one.pointer.replace(FIELDS, CASE, 1))


def _how(desk: Desk) -> Iterator[Input]:
    phases = desk.method.declared.takes_in or ()
    if phases:
        choices = tuple(Choice(one, desk.telling.phase(one)) for one in phases)
        yield Input(AT_PHASE, desk.say("open_at_phase"), "choice", "/at_phase", (), choices, required=False,
                    help=desk.say("open_at_phase_help"))  # fmt: skip
    yield Input(REHEARSAL, desk.say("open_rehearsal"), "many", "/rehearsal", (),
                (Choice("yes", desk.say("open_rehearsal_yes")),), required=False)  # fmt: skip


def _people(desk: Desk) -> Iterator[Input]:
    """Yield rows to be filled in by whoever already knows who comes; more are admitted on the page of the process."""
    roles = tuple(Choice(one, desk.telling.role(one)) for one in _given(desk.method))
    for row in range(1, MOST_PEOPLE + 1):
        at, group = f"{PEOPLE}{row}", desk.say("open_other", number=row)
        asked = [
            Input(f"{ROW}{row}.name", desk.say("join_name"), "line", f"{at}/name"),
            Input(f"{ROW}{row}.party", desk.say("of_party"), "line", f"{at}/party"),
            *(
                [Input(f"{ROW}{row}.role", desk.say("appoint_role"), "choice", f"{at}/roles", (), roles)]
                if roles
                else []
            ),
        ]
        yield from (replace(one, required=False, group=group) for one in asked)


def _first_role(method: Method) -> str | None:
    """Return the role that whoever opens a process holds from then on."""
    may = method.declared.may.open
    return next((one.role for one in parts_of(may) if isinstance(one, Holder)), None) if may else None


def _given(method: Method) -> list[str]:
    """Return the roles that whoever opens may give at once: those that he names, as holder of the first role."""
    first = _first_role(method)
    return [
        name
        for name, one in method.declared.roles.items()
        if one.held_by is None
        and (one.named_by is None or any(_is_named(part, first) for part in parts_of(one.named_by)))
    ]


def _is_named(part: object, first: str | None) -> bool:
    return not isinstance(part, Oneself) and isinstance(part, Holder) and part.role == first
