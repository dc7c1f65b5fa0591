"""The form to put a decision to the vote: on which records, where there are several that it can be about."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from api.pages.forms.common import button, called, roles_to_choose, seen_act, texts_about, title_of
from api.pages.forms.decisions import goes_on
from api.pages.forms.shapes import Choice, Form, Input
from api.pages.values import name_of
from engine.process.audiences import Kept, shared_with
from engine.process.decide.about import records_about
from engine.process.decide.subjects import owner_of
from engine.process.gates import judge
from engine.process.scope import scope_of_subject
from engine.process.whereabouts import opening_phase
from engine.process.who import wanted

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from api.pages.forms.shapes import Target
    from engine.process.situation import Record

ABOUT = "about"
MOST_CHOICES, MOST_LETTERS = 200, 160


def propose(desk: Desk, target: Target) -> Form | None:
    """Return the form to put a decision to the vote, as soon as its gate is met."""
    name, subject = target.get("decision"), target.subject
    declared = desk.method.declared.decisions.get(name)
    if declared is None or not goes_on(desk) or not desk.is_open(name) or not desk.has_subject(declared.per, subject):
        return None
    scope = scope_of_subject(desk.telling.world, declared.per, subject)
    able = desk.able(wanted(desk.method, desk.situation, declared.by, scope=scope))
    seen = [one for one in desk.situation.runs_of(name) if desk.telling.sight.knows_run(one)]
    is_running = any(one.state == "open" and one.subject == subject for one in seen)
    if not able or is_running or not _gate_is_met(desk, name, subject):
        return None
    known = _about(desk, name, subject)
    if declared.about and not known:
        return None
    pinned = [(one.id, one.live.number) for one in known if one.live]
    is_choice = 1 < len(known) <= MOST_CHOICES
    about = [name_of(desk, part.kind, one) for part, one in zip(declared.per or (), subject, strict=True)]
    title = f"{title_of(desk, name)} ({', '.join(about)})" if about else title_of(desk, name)
    return Form(
        target,
        desk.say("do_propose", what=title),
        (button(desk, "go_propose"),),
        (_choice(desk, known),) if is_choice else (),
        lines=() if is_choice else (desk.say("you_decide_on" if pinned else "about_nothing"),),
        texts=() if is_choice else texts_about(desk, pinned),
        sight=seen_act(desk, name),
        roles=roles_to_choose(desk, able),
        basis=(pinned, [one.id for one in seen]),
        fixed={ABOUT: "some"} if is_choice else {},
    )


def _about(desk: Desk, name: str, subject: tuple[str, ...]) -> list[Record]:
    """Return the records that a decision can be about, those that the reader sees."""
    method, situation = desk.method, desk.situation
    per = method.declared.decisions[name].per or ()
    kept = Kept(name, owner_of(method, situation, per, subject), desk.seat or "")
    seen_by = shared_with(method, situation, kept, side=False)
    known = records_about(method, situation, name, subject, seen_by)
    return [one for one in known if desk.telling.sight.live(one)]


def _choice(desk: Desk, known: list[Record]) -> Input:
    choices = tuple(Choice(one.id, _title(desk, one)) for one in known)
    ids = tuple(one.id for one in known)
    return Input(ABOUT, desk.say("propose_about"), "many", "/about", ids, choices, help=desk.say("propose_whole"))


def _title(desk: Desk, one: Record) -> str:
    """Return what a record is called: its type and whom it is about, with the first of what stands in it."""
    kind, name = called(desk, one), desk.telling.world.record(one.id).name()
    return kind if name == one.type else f"{kind}: {shorten(name, MOST_LETTERS, placeholder=' …')}"


def _gate_is_met(desk: Desk, name: str, subject: tuple[str, ...]) -> bool:
    gate = desk.method.gate_of_decision(name)
    if gate is None:
        return True
    scope = scope_of_subject(desk.telling.world, desk.method.declared.decisions[name].per, subject)
    return judge(desk.telling.world, gate, opening_phase(desk.method, desk.situation, name), scope.bound).passes
