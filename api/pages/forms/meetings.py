"""Forms to plan a meeting, and to record who attended and what was said."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from api.pages.forms.common import button, roles_to_choose
from api.pages.forms.shapes import Choice, Form, Input, Target
from api.pages.values import name_of
from engine.process.view.sessions import sessions
from engine.process.who import Seat, Wanted, wanted_or_opener

if TYPE_CHECKING:
    from api.pages.desk import Desk

MOMENT = "%Y-%m-%dT%H:%M"
MOST_PEOPLE = 200


def plan(desk: Desk, target: Target) -> Form | None:
    """Return the form to plan a meeting of the table of a phase."""
    phase = target.get("phase")
    if phase not in desk.method.plan.nodes or not desk.situation.is_now(phase) or desk.situation.end:
        return None
    able = desk.able(planners(desk, phase))
    if not able:
        return None
    inputs = (
        Input("title", desk.say("meeting_title"), "line", "/title"),
        Input("starts_at", desk.say("meeting_starts"), "moment", "/starts_at"),
        Input(
            "agenda", desk.say("meeting_agenda"), "text", "/agenda", required=False, sight=sight_of_table(desk, phase)
        ),
    )
    return Form(
        target,
        desk.say("do_plan", what=desk.telling.phase(phase)),
        (button(desk, "go_plan"),),
        inputs,
        sight=(desk.say("will_see", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=(phase, sorted(desk.situation.sessions)),
    )


def attend(desk: Desk, target: Target) -> Form | None:
    """Return the form to record who was at a meeting, what was said there, and that it is over."""
    known = desk.situation.sessions.get(target.get("session"))
    if known is None or known.state != "planned" or desk.situation.end:
        return None
    able = desk.able(planners(desk, known.phase))
    if not able:
        return None
    minutes = next((one.minutes for one in sessions(desk.telling) if one.id == known.id), None) or ""
    people = [one for one in desk.situation.present() if one.id not in known.present][:MOST_PEOPLE]
    present = Input(
        "present",
        desk.say("meeting_present"),
        "many",
        "/present",
        (),
        tuple(Choice(one.id, name_of(desk, "participant", one.id)) for one in people),
        required=False,
    )
    there = ", ".join(name_of(desk, "participant", one) for one in known.present)
    inputs = (
        *((present,) if people else ()),
        Input("minutes", desk.say("meeting_minutes"), "text", "/minutes", (minutes,) if minutes else (),
              required=False, sight=sight_of_table(desk, known.phase)),
        Input("ended", desk.say("meeting_over"), "many", "/ended", (), (Choice("yes", desk.say("yes")),),
              required=False),
    )  # fmt: skip
    return Form(
        target,
        desk.say("do_attend", what=known.title or "…"),
        (button(desk, "go_attend"),),
        inputs,
        (desk.say("meeting_noted", who=there),) if there else (),
        sight=(desk.say("will_see", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=(known.starts_at.isoformat(), known.phase, known.present, minutes),
        fixed={"minutes": digest_of(minutes) if minutes else ""},
    )


def digest_of(text: str) -> str:
    """Return what tells a text that was changed from the one that stands in a form."""
    return sha256(text.encode()).hexdigest()


def planners(desk: Desk, phase: str) -> tuple[Wanted, ...]:
    """Return who plans meetings of a phase: who sits at its table, and where there is none, who may admit."""
    at = desk.method.plan.table_around(phase)
    if at is not None:
        return (Wanted(tuple(Seat(role) for role in desk.method.plan.nodes[at].declared.table or ())),)
    may = desk.method.declared.may.admit
    return wanted_or_opener(desk.method, desk.situation, may)


def moment_typed(text: str, zone: str) -> str:
    """Return an instant as commands have it, from one by the clocks of a zone; what is none, as it was typed."""
    try:
        return datetime.strptime(text[: len("2026-01-01T00:00")], MOMENT).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ValueError:
        return text


def sight_of_table(desk: Desk, phase: str) -> str:
    """Return who sees what is written down for the table of a phase."""
    at = desk.method.plan.table_around(phase)
    sits = desk.method.plan.nodes[at].declared.table if at is not None else None
    roles = ", ".join(desk.telling.role(one) for one in sits or ())
    return desk.say("will_see", who=desk.say("sees_table", roles=roles) if roles else desk.say("sees_process"))
