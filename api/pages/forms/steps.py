"""Forms to take a step, to put a process on hold and go on, and to waive a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import button, is_neutral, roles_to_choose
from api.pages.forms.shapes import Choice, Form, Input, Target
from engine.language.plan import ToEnd
from engine.process.scope import Scope, scope_of_subject
from engine.process.view import waivers
from engine.process.view.moves import moves
from engine.process.waivers import protected
from engine.process.who import wanted, wanted_or_opener

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.pages.desk import Desk
    from engine.language.plan import Way
    from engine.process.view.shapes import Condition


def move(desk: Desk, target: Target) -> Form | None:
    """Return the form to take a step that nothing holds back."""
    way = desk.method.plan.ways.get(target.get("move"))
    found = next((one for one in moves(desk.telling) if way and one.id == way.address), None)
    if way is None or found is None or not found.open or way.declared.by is None:
        return None
    able = desk.able(wanted(desk.method, desk.situation, way.declared.by, scope=Scope(desk.telling.world)))
    if not able:
        return None
    needs = way.declared.reason == "required"
    reason = Input("reason", desk.say("reason"), "text", "/reason", required=needs)
    visit = desk.situation.visits.get(way.owner)
    return Form(
        target,
        desk.say("do_move", what=found.title),
        (button(desk, "go_move", what=found.title),),
        (reason, *_resumes(desk, way)),
        lines=_lapses(desk, way),
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=(
            visit.entered_at.isoformat() if visit else "",
            found.left,
            _verdicts(found.gate.conditions if found.gate else ()),
        ),
        is_grave=found.back,
    )


def hold(desk: Desk, target: Target) -> Form | None:
    """Return the form to put a process on hold."""
    able = _may_hold(desk)
    if not able or desk.situation.end:
        return None
    inputs = (
        Input("reason", desk.say("reason"), "text", "/reason"),
        Input("until", desk.say("hold_last_day"), "date", "/until", required=False),
    )
    return Form(
        target,
        desk.say("do_hold"),
        (button(desk, "go_hold"),),
        inputs,
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=([one.id for one in desk.situation.open_holds()],),
        is_grave=True,
    )


def resume(desk: Desk, target: Target) -> Form | None:
    """Return the form to go on after a hold that somebody asked for."""
    able = _may_hold(desk)
    asked = [
        one.id for one in desk.situation.open_holds() if one.gate is None and one.id not in desk.situation.children
    ]
    if not able or not asked:
        return None
    return Form(
        target,
        desk.say("do_resume"),
        (button(desk, "go_resume"),),
        (Input("reason", desk.say("reason"), "text", "/reason"),),
        sight=(desk.say("see_act", who=desk.say("sees_process")),),
        roles=roles_to_choose(desk, able),
        basis=(asked,),
    )


def waive(desk: Desk, target: Target) -> Form | None:
    """Return the form to propose that a condition is waived, for a subject or as a whole."""
    need = desk.method.needs.get(target.get("condition"))
    if need is None or need.waivable_by is None or desk.seat is None or desk.situation.end:
        return None
    if target.subject and not desk.has_subject(need.scope, target.subject):
        return None
    world = desk.telling.world
    scope = scope_of_subject(world, need.scope, target.subject)
    able = desk.able(wanted(desk.method, desk.situation, need.waivable_by, scope=scope))
    known = [
        one.id
        for one in waivers(desk.telling)
        if one.state != "expired"
        and (one.condition, tuple(each.id for each in one.subject)) == (need.address, target.subject)
    ]
    if not able or known or not protected(desk.method, desk.situation, need, target.subject):
        return None
    text = desk.telling.unmet(need, scope.bound, "") if target.subject else desk.telling.unmet_of_nobody(need)
    inputs = (
        Input("reason", desk.say("reason"), "text", "/reason"),
        Input("until", desk.say("waive_until"), "date", "/until", required=False),
    )
    return Form(
        target,
        desk.say("do_waive"),
        (button(desk, "go_waive"),),
        inputs,
        lines=(desk.say("waive_about", what=text), desk.say("waive_agree")),
        sight=(desk.say("see_act", who=desk.say("sees_process")),) if need.tells_subjects else (),
        roles=roles_to_choose(desk, able),
        basis=(known,),
        is_grave=True,
    )


def agree(desk: Desk, target: Target) -> Form | None:
    """Return the form to agree that a condition is waived."""
    told = next((one for one in waivers(desk.telling) if one.id == target.get("waiver")), None)
    known = desk.situation.waivers.get(target.get("waiver"))
    if told is None or known is None or told.state != "proposed" or known.condition not in desk.method.needs:
        return None
    entries = protected(desk.method, desk.situation, desk.method.needs[known.condition], known.subject)
    able = [one for one in desk.able(entries) if not is_neutral(desk, entries, one)]
    if not able or any(one.participant == desk.seat for one in known.agreements):
        return None
    return Form(
        target,
        desk.say("do_agree"),
        (button(desk, "go_agree"),),
        lines=(desk.say("waive_about", what=told.text), desk.say("waiver_reason", reason=told.reason)),
        roles=roles_to_choose(desk, able),
        basis=(told.state, told.reason, str(told.until)),
        is_grave=True,
    )


def _may_hold(desk: Desk) -> list[str | None]:
    may = desk.method.declared.may.hold
    return desk.able(wanted_or_opener(desk.method, desk.situation, may))


def _lapses(desk: Desk, way: Way) -> tuple[str, ...]:
    declared = desk.method.declared
    names = [one if isinstance(one, str) else next(iter(one)) for one in way.declared.lapses or ()]
    kept = [declared.records.get(one) or declared.decisions.get(one) for one in names]
    titles = [desk.telling.text(one.title) for one in kept if one]
    return (desk.say("lapses", what=", ".join(titles)),) if titles else ()


def _resumes(desk: Desk, way: Way) -> tuple[Input, ...]:
    """Ask to which phase the process that began this one is brought, where it offers some."""
    offers = desk.situation.lineage.offers if desk.situation.lineage else ()
    is_good = isinstance(way.to, ToEnd) and desk.method.declared.ends[way.to.end].verdict == "success"
    if not offers or not is_good:
        return ()
    choices = tuple(Choice(one, desk.offered.get(one, one)) for one in offers)
    return (Input("resume_at", desk.say("parent"), "choice", "/resume_at", (), choices, required=False),)


def _verdicts(conditions: Iterable[Condition]) -> list[object]:
    return [
        [one.id, one.verdict, [[[each.id for each in part.subject], part.verdict] for part in one.subjects],
         _verdicts(one.conditions)]
        for one in conditions
    ]  # fmt: skip
