"""Forms to say something of a record or a vote: that it is disputed, declined, advised upon, or shown to more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import (
    button,
    called,
    is_neutral,
    parties_to_choose,
    picked_for,
    roles_to_choose,
    seen_act,
    text_of,
    texts_about,
    title_of,
)
from api.pages.forms.decisions import goes_on, open_run
from api.pages.forms.rights import known_record
from api.pages.forms.shapes import Choice, Form, Input, Target
from api.pages.forms.signing import NO, asked
from api.pages.seen import who_sees
from engine.language.sights import PICKED
from engine.process.audiences import picked_of, shows_to_picked
from engine.process.scope import scope_of_run
from engine.process.who import Seat, Wanted, acting_for, revocable, wanted

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from engine.process.situation import Record, Run, Version

PARTIES = "parties"


def dispute(desk: Desk, target: Target) -> Form | None:
    """Return the form to dispute what another side shared, or to take that back."""
    known = known_record(desk, target.get("id"))
    live = desk.telling.sight.live(known) if known else None
    if known is None or live is None or desk.situation.end:
        return None
    everybody = (Wanted((Seat(),)),)
    able = [one for one in desk.able(everybody) if not is_neutral(desk, everybody, one)]
    has_disputed = any(one.participant == desk.seat for one in known.disputes)
    is_yes = target.get("answer") != NO
    is_own = live.author == desk.seat or (desk.party is not None and desk.party == known.party)
    if not able or has_disputed is is_yes or (is_yes and is_own):
        return None
    reason = Input("reason", desk.say("reason"), "text", "/reason", required=False)
    return Form(
        target,
        desk.say("do_dispute" if is_yes else "do_undispute", what=called(desk, known)),
        (button(desk, "go_dispute" if is_yes else "go_undispute"),),
        (reason,) if is_yes else (),
        lines=(desk.say("dispute_means"),) if is_yes else (),
        texts=(text_of(desk, known, live),),
        sight=seen_act(desk, known.type),
        roles=roles_to_choose(desk, able) if is_yes else (),
        basis=(live.number, known.state),
        fixed={"version": str(live.number)},
        is_grave=is_yes,
    )


def decline(desk: Desk, target: Target) -> Form | None:
    """Return the form to decline a correction of what one confirmed."""
    known = known_record(desk, target.get("id"))
    waiting = known.correction if known else None
    if known is None or waiting is None or desk.telling.sight.live(known) is None or desk.situation.end:
        return None
    entries = asked(desk, known)
    acting = acting_for(desk.method, desk.situation, desk.seat or "", entries, None)
    able = [one for one in desk.able(entries) if not is_neutral(desk, entries, one)]
    mine = revocable(entries, known.confirmations, desk.seat or "", acting)
    if not able or not mine:
        return None
    return Form(
        target,
        desk.say("do_decline", what=called(desk, known)),
        (button(desk, "go_decline"),),
        (Input("reason", desk.say("reason"), "text", "/reason", required=False),),
        lines=(desk.say("decline_means"),),
        texts=(text_of(desk, known, waiting.version),),
        sight=seen_act(desk, known.type),
        roles=roles_to_choose(desk, able),
        basis=(waiting.version.number, [one.participant for one in mine]),
        fixed={"version": str(waiting.version.number)},
        is_grave=True,
    )


def advise(desk: Desk, target: Target) -> Form | None:
    """Return the form to give the advice that is heard before one decides."""
    run = open_run(desk, target.get("run"))
    rule = desk.method.declared.decisions[run.decision].rule.one_decides if run else None
    if run is None or rule is None or rule.advice is None or not goes_on(desk):
        return None
    entries = wanted(desk.method, desk.situation, rule.advice, scope=scope_of_run(desk.telling.world, run))
    able = desk.able(entries)
    if not able or any(one.participant == desk.seat for one in run.advice):
        return None
    return Form(
        target,
        desk.say("do_advise", what=title_of(desk, run.decision)),
        (button(desk, "go_advise"),),
        (Input("text", desk.say("your_advice"), "text", "/text"),),
        texts=texts_about(desk, run.about),
        sight=(desk.say("will_see", who=who_sees(desk, run.decision)),),
        roles=roles_to_choose(desk, able),
        basis=(run.about, run.state),
    )


def pick(desk: Desk, target: Target) -> Form | None:
    """Return the form to show a record that is shared, or a vote, to more parties."""
    run = desk.situation.runs.get(target.get("id"))
    if run is not None and desk.telling.sight.knows_run(run):
        return _pick_run(desk, target, run)
    known = known_record(desk, target.get("id"))
    live = desk.telling.sight.live(known) if known else None
    if known is None or live is None or not known.is_live or live.fields is None or desk.situation.end:
        return None
    if not _is_ones_own(desk, known, live) or not _is_pickable(desk, known):
        return None
    before = picked_for(desk, known)
    parties = tuple(one for one in parties_to_choose(desk, others=True) if one.value not in before)
    if not parties:
        return None
    return Form(
        target,
        desk.say("do_pick", what=called(desk, known)),
        (button(desk, "go_pick"),),
        (_parties(desk, parties),),
        lines=_shown(desk, known),
        texts=(text_of(desk, known, live),),
        sight=(desk.say("see_pick"),),
        basis=(live.number, known.state, sorted(before)),
        is_grave=True,
    )


def _pick_run(desk: Desk, target: Target, run: Run) -> Form | None:
    declared = desk.method.declared.decisions[run.decision]
    scope = scope_of_run(desk.telling.world, run)
    able = desk.able(wanted(desk.method, desk.situation, declared.by, scope=scope))
    parties = parties_to_choose(desk, others=True)
    if not able or not parties or desk.situation.end or not shows_to_picked(desk.method, run.decision):
        return None
    return Form(
        target,
        desk.say("do_pick", what=title_of(desk, run.decision)),
        (button(desk, "go_pick"),),
        (_parties(desk, parties),),
        texts=texts_about(desk, run.about),
        sight=(desk.say("see_pick"),),
        roles=roles_to_choose(desk, able),
        basis=(run.state, [one.value for one in parties]),
        is_grave=True,
    )


def _parties(desk: Desk, choices: tuple[Choice, ...]) -> Input:
    return Input(PARTIES, desk.say("pick_whom"), "many", "/parties", (), choices)


def _is_ones_own(desk: Desk, known: Record, live: Version) -> bool:
    """Tell whether a version is of the reader's own side, with every field that picked parties would see."""
    author = desk.situation.participants[live.author]
    is_side = author.party is not None and author.party == desk.party
    fields = desk.method.declared.records[known.type].fields
    shown = [name for name in live.veils if PICKED in (fields[name].seen_by or ())]
    sees_all = all(desk.telling.sight.sees_field(live, name) for name in shown)
    return sees_all and (live.author == desk.seat or is_side)


def _is_pickable(desk: Desk, known: Record) -> bool:
    return shows_to_picked(desk.method, known.type) or bool(_fields_for_picked(desk, known))


def _fields_for_picked(desk: Desk, known: Record) -> list[str]:
    fields = desk.method.declared.records[known.type].fields
    return [name for name in fields if picked_of(desk.method, known.type, name)]


def _shown(desk: Desk, known: Record) -> tuple[str, ...]:
    """Return which fields alone are shown, where the record is known to the picked parties anyway."""
    if shows_to_picked(desk.method, known.type):
        return ()
    fields = desk.method.declared.records[known.type].fields
    titles = ", ".join(desk.telling.text(fields[name].title) for name in _fields_for_picked(desk, known))
    return (desk.say("pick_fields", fields=titles),)
