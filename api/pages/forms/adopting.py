"""The form to bring a process to another version of its method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import button, roles_to_choose
from api.pages.forms.shapes import Form, Input
from engine.language.declaration.people import Adoption
from engine.process.who import wanted

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from api.pages.forms.shapes import Target

REASON = "reason"


def adopt(desk: Desk, target: Target) -> Form | None:
    """Return the form for one version; whether all has its place there, the page of the versions tries before."""
    version, able = target.get("version"), adopters(desk)
    if not able or not version or version == desk.situation.version:
        return None
    return Form(
        target,
        desk.say("do_adopt", version=version),
        (button(desk, "go_adopt"),),
        (Input(REASON, desk.say("reason"), "text", "/reason"),),
        lines=(desk.say("adopt_now", version=desk.situation.version), desk.say("adopt_means")),
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=(desk.situation.version, *pending(desk)),
        is_grave=True,
    )


def adopters(desk: Desk) -> list[str | None]:
    """Return the roles in which the reader may bring the process to another version."""
    may = desk.method.declared.may.adopt
    if may is None or desk.situation.end:
        return []
    return desk.able(wanted(desk.method, desk.situation, may.by if isinstance(may, Adoption) else may))


def pending(desk: Desk) -> tuple[list[str], list[str], list[str]]:
    """Return the votes, waivers and holds that go on, of which the reader may know."""
    situation, sight = desk.situation, desk.telling.sight
    runs = [one.id for one in situation.runs.values() if one.is_pending and sight.knows_run(one)]
    waivers = [one.id for one in situation.waivers.values() if one.state != "expired" and sight.may_know(one.label)]
    return sorted(runs), sorted(waivers), [one.id for one in situation.open_holds()]
