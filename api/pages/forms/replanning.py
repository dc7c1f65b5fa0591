"""Forms to plan a meeting anew, and to call one off, of whoever may plan one of the phase that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms import meetings
from api.pages.forms.common import button, roles_to_choose
from api.pages.forms.meetings import MOMENT, digest_of, planners, sight_of_table
from api.pages.forms.shapes import Form, Input
from api.pages.forms.signing import NO
from engine.process.instants import local
from engine.process.labels import table_of
from engine.process.whereabouts import innermost

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from api.pages.forms.shapes import Target
    from engine.process.situation import Session


def plan(desk: Desk, target: Target) -> Form | None:
    """Return the form to plan a meeting, to plan one anew, or to call one off."""
    if not target.get("session"):
        return meetings.plan(desk, target)
    known = desk.situation.sessions.get(target.get("session"))
    if known is None or known.state != "planned" or desk.situation.end:
        return None
    phase = _phase_then(desk, known)
    able = desk.able(planners(desk, phase))
    if not able:
        return None
    make = _call_off if is_call_off(target) else _anew
    return make(desk, target, known, phase, able)


def is_call_off(target: Target) -> bool:
    """Tell whether a form calls a meeting off."""
    return target.do == "plan" and bool(target.get("session")) and target.get("answer") == NO


def did(target: Target) -> str:
    """Return the name of what is said once a form was carried out."""
    if target.do != "plan" or not target.get("session"):
        return target.do
    return "call_off" if is_call_off(target) else "plan_anew"


def _anew(desk: Desk, target: Target, known: Session, phase: str, able: list[str | None]) -> Form:
    starts = local(known.starts_at, desk.situation.zone).strftime(MOMENT)
    title, agenda = known.title or "", _agenda(desk, known, phase)
    comes_here = (phase, desk.situation.visits[phase].number) != (known.phase, known.visit)
    inputs = (
        Input("title", desk.say("meeting_title"), "line", "/title", (title,)),
        Input("starts_at", desk.say("meeting_starts"), "moment", "/starts_at", (starts,)),
        Input("agenda", desk.say("meeting_agenda"), "text", "/agenda", (agenda,) if agenda else (), required=False,
              sight=sight_of_table(desk, phase)),
    )  # fmt: skip
    before = {} if comes_here else {"title": digest_of(title) if title else "", "starts_at": starts}
    return Form(
        target,
        desk.say("do_plan_anew", what=known.title or "…"),
        (button(desk, "go_plan_anew"),),
        inputs,
        (_when(desk, known), *([desk.say("meeting_comes_to", what=desk.telling.phase(phase))] if comes_here else [])),
        sight=_seen(desk),
        roles=roles_to_choose(desk, able),
        basis=(phase, comes_here, known.starts_at.isoformat(), title, agenda),
        fixed={**before, "agenda": digest_of(agenda) if agenda else ""},
    )


def _call_off(desk: Desk, target: Target, known: Session, phase: str, able: list[str | None]) -> Form:
    return Form(
        target,
        desk.say("do_call_off", what=known.title or "…"),
        (button(desk, "go_call_off"),),
        (Input("called_off", desk.say("meeting_why"), "text", "/called_off"),),
        (_when(desk, known), desk.say("meeting_off_for_good")),
        sight=_seen(desk),
        roles=roles_to_choose(desk, able),
        basis=(phase, known.starts_at.isoformat(), known.title),
        is_grave=True,
    )


def _phase_then(desk: Desk, known: Session) -> str:
    """Return the phase whose table meets: the one it was planned for, while that goes on; else the innermost."""
    return known.phase if desk.situation.is_now(known.phase) else innermost(desk.method, desk.situation)[0]


def _agenda(desk: Desk, known: Session, phase: str) -> str:
    """Return the agenda that the table of a phase has; one that another table wrote stays there."""
    label = table_of(desk.method, desk.situation, phase)
    written = next((one.text for one in known.agendas if one.label == label), None)
    return written if written and desk.telling.sight.may_know(label) else ""


def _when(desk: Desk, known: Session) -> str:
    return desk.say("meeting_now", when=desk.telling.instant(known.starts_at))


def _seen(desk: Desk) -> tuple[str, ...]:
    return (desk.say("will_see", who=desk.say("sees_process")),)
