"""Forms to raise an objection, to judge one, and to say that one's own is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import button, called, roles_to_choose, seen_act, text_of, texts_about, title_of
from api.pages.forms.decisions import open_run
from api.pages.forms.fields import inputs_of
from api.pages.forms.rights import known_record, writers
from api.pages.forms.shapes import Choice, Form, Input, Target
from api.pages.forms.signing import asked
from api.pages.seen import fields_seen, who_sees
from engine.process.scope import scope_of_run
from engine.process.who import Seat, Wanted, wanted

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from engine.process.situation import Record, Run


def raise_one(desk: Desk, target: Target) -> Form | None:
    """Return the form to object to what is put to the vote."""
    run = open_run(desk, target.get("run"))
    kind = desk.method.declared.decisions[run.decision].objections if run else None
    if run is None or kind is None or desk.situation.state != "open" or not desk.is_open(kind):
        return None
    declared = desk.method.declared.records[kind]
    able = writers(desk, declared, None, ())
    if not able:
        return None
    return Form(
        target,
        desk.say("do_object", what=title_of(desk, run.decision)),
        (button(desk, "go_object"),),
        inputs_of(desk, declared.fields, {}, fields_seen(desk, kind, mine=True)),
        texts=texts_about(desk, run.about),
        sight=(desk.say("will_see", who=who_sees(desk, kind, mine=True)),),
        roles=roles_to_choose(desk, able),
        basis=(run.about, run.options, run.state),
    )


def settle(desk: Desk, target: Target) -> Form | None:
    """Return the form to say that an objection of one's own side is settled."""
    found = _open_objection(desk, target.get("id"))
    if found is None:
        return None
    known, run = found
    author = known.live.author if known.live else ""
    person = desk.situation.participants.get(author)
    party = person.party if person else None
    able = desk.able([Wanted((Seat(participant=author), *([Seat(None, party)] if party else [])))])
    if not able:
        return None
    how = Input("how", desk.say("how_settled"), "text", "/how", required=False)
    return _about(desk, target, known, run, "settle", (how,), able)


def judge(desk: Desk, target: Target) -> Form | None:
    """Return the form to say whether an objection is valid."""
    found = _open_objection(desk, target.get("id"))
    if found is None:
        return None
    known, run = found
    by = desk.method.declared.decisions[run.decision].by
    scope = scope_of_run(desk.telling.world, run)
    able = desk.able(asked(desk, known) or wanted(desk.method, desk.situation, by, scope=scope))
    if not able:
        return None
    answers = (Choice("yes", desk.say("is_admissible")), Choice("no", desk.say("is_inadmissible")))
    inputs = (
        Input("admissible", desk.say("admissible"), "radio", "/admissible", (), answers),
        Input("reason", desk.say("reason"), "text", "/reason"),
    )
    return _about(desk, target, known, run, "judge", inputs, able)


def _about(
    desk: Desk, target: Target, known: Record, run: Run, do: str, inputs: tuple[Input, ...], able: list[str | None]
) -> Form:
    live = desk.telling.sight.live(known)
    return Form(
        target,
        desk.say(f"do_{do}", what=called(desk, known)),
        (button(desk, f"go_{do}"),),
        inputs,
        texts=(text_of(desk, known, live),) if live else (),
        sight=seen_act(desk, known.type),
        roles=roles_to_choose(desk, able),
        basis=(live.number if live else 0, run.state, known.state),
    )


def _open_objection(desk: Desk, identity: str) -> tuple[Record, Run] | None:
    one, known = desk.situation.objections.get(identity), known_record(desk, identity)
    run = open_run(desk, one.run) if one else None
    return (known, run) if one and one.is_open and known and run else None
