"""Forms to write a record and to share what was drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.common import (
    button,
    called,
    names_picked,
    parties_to_choose,
    picked_for,
    roles_to_choose,
    text_of,
    title_of,
)
from api.pages.forms.fields import inputs_of, records_to_choose
from api.pages.forms.rights import can_be_written, is_mine, known_record, scope_for, writers
from api.pages.forms.shapes import Choice, Form, Input, Target
from api.pages.seen import fields_seen, own_side, stays_apart, who_sees
from api.pages.values import name_of
from engine.language.sights import PICKED
from engine.process.deposits import are_deposited
from engine.process.view.corrections import fields
from engine.process.who import wanted

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from engine.language.declaration import RecordType
    from engine.process.situation import Record, Version

DRAFT, SHARE = "draft", "share"
SUBJECT, BEHALF, SEEN_BY = "s.", "behalf", "picked"
ASKED = "asked"


def write(desk: Desk, target: Target) -> Form | None:
    """Return the form to write a record, or a new version of one; None where the reader does not write it."""
    name = target.get("record")
    declared = desk.method.declared.records.get(name)
    known = known_record(desk, target.get("id"))
    if (
        declared is None
        or not can_be_written(desk, name)
        or (target.get("id") and (known is None or known.type != name))
    ):
        return None
    if target.subject and not desk.has_subject(declared.per, target.subject):
        return None
    asked = _writable(desk, declared, known, target)
    if not asked:
        return None
    draft = desk.telling.sight.draft(known) if known else None
    before = _before(desk, known)
    told = fields(desk.telling, known, before) if known and before else None
    able = writers(desk, declared, known, target.subject)
    around = _around(desk, name, declared, known, target)
    picks = SEEN_BY in [one.name for one in around]
    picked = () if picks else names_picked(desk, known)
    inputs = inputs_of(
        desk, {one: declared.fields[one] for one in asked}, told or {}, fields_seen(desk, name, picked, mine=True)
    )
    behalf = before.on_behalf_of if before and desk.party is None else None
    return Form(
        target,
        _title(desk, known, target),
        _buttons(desk, name),
        (*around, *inputs),
        _on_behalf(desk, behalf),
        sight=_sight(desk, name, picked),
        roles=roles_to_choose(desk, able),
        basis=_basis(desk, name, known, draft),
        fixed={
            "id": known.id if known else "", "version": str(known.numbered + 1 if known else 1),
            BEHALF: behalf or "", SEEN_BY: ASKED if picks else "",
        },
    )  # fmt: skip


def share(desk: Desk, target: Target) -> Form | None:
    """Return the form to share a draft of one's side."""
    known = known_record(desk, target.get("id"))
    draft = desk.telling.sight.draft(known) if known else None
    if known is None or draft is None or draft.number <= known.numbered or draft.fields is None:
        return None
    declared = desk.method.declared.records[known.type]
    able = writers(desk, declared, known, ())
    if not able or not can_be_written(desk, known.type) or are_deposited(desk.method, desk.situation, known.type):
        return None
    may_correct = bool(known.is_live and known.confirmations)
    editorial = Input(
        "editorial",
        desk.say("correction_only"),
        "many",
        "/editorial",
        (),
        (Choice("yes", desk.say("yes")),),
        required=False,
    )
    return Form(
        target,
        desk.say("do_share", what=called(desk, known)),
        (button(desk, "go_share_now"),),
        (editorial,) if may_correct else (),
        _on_behalf(desk, draft.on_behalf_of),
        texts=(text_of(desk, known, draft),),
        sight=_sight(desk, known.type, names_picked(desk, known), is_draft=False),
        roles=roles_to_choose(desk, able),
        basis=_basis(desk, known.type, known, draft),
        fixed={"version": str(draft.number)},
    )


def withdraw(desk: Desk, target: Target) -> Form | None:
    """Return the form to take back a record that is shared, or a draft."""
    known = known_record(desk, target.get("id"))
    if known is None or known.origin_counts:
        return None
    live, draft = desk.telling.sight.live(known), desk.telling.sight.draft(known)
    shown = live if live and known.is_live and desk.is_open(known.type) else draft
    able = writers(desk, desk.method.declared.records[known.type], known, ())
    if shown is None or not able or not is_mine(desk, known, able):
        return None
    return Form(
        target,
        desk.say("do_withdraw", what=called(desk, known)),
        (button(desk, "go_withdraw"),),
        texts=(text_of(desk, known, shown),),
        sight=(desk.say("see_act", who=who_sees(desk, known.type) if shown is live else own_side(desk, known.type)),),
        roles=roles_to_choose(desk, able),
        basis=_basis(desk, known.type, known, draft),
        fixed={"version": str(shown.number)},
        is_grave=True,
    )


def subjects_for(desk: Desk, name: str) -> list[tuple[Choice, ...]]:
    """Return for each part of a subject what it can be, for whoever writes a record of a type.

    Where one kind stands twice, as in `[party as a, party as b]`, the first is oneself and the other anybody else.
    """
    kinds = [part.kind for part in desk.method.declared.records[name].per or ()]
    return [_candidates(desk, kind, is_other=kind in kinds[:at]) for at, kind in enumerate(kinds)]


def _before(desk: Desk, known: Record | None) -> Version | None:
    """Return the version that a new one is made from: the draft of one's side where no later one was shared."""
    if known is None:
        return None
    draft = desk.telling.sight.draft(known)
    return draft if draft and draft.number > known.numbered else desk.telling.sight.live(known)


def _writable(desk: Desk, declared: RecordType, known: Record | None, target: Target) -> list[str]:
    """Return the fields that the reader fills: all but those of others, or his own in what others write."""
    able = writers(desk, declared, known, target.subject)
    whole = bool(able) and (known is None or is_mine(desk, known, able))
    if not whole and (known is None or known.live is None):
        return []
    scope = scope_for(desk, declared, known, target.subject)
    return [
        name
        for name, one in declared.fields.items()
        if (whole if one.written_by is None
            else desk.able(wanted(desk.method, desk.situation, one.written_by, scope=scope)))
    ]  # fmt: skip


def _around(desk: Desk, name: str, declared: RecordType, known: Record | None, target: Target) -> list[Input]:
    """Return what is asked besides the fields: about whom or what, on whose behalf, and who is picked to see it."""
    found: list[Input] = []
    if known is None and not target.subject:
        found += [
            Input(SUBJECT + part.name, desk.say("subject_of", kind=desk.telling.kind(part.kind)), "choice", "/subject",
                  (choices[0].value,) if len(choices) == 1 else (), choices)
            for part, choices in zip(declared.per or (), subjects_for(desk, name), strict=True)
        ]  # fmt: skip
    if known is None and desk.party is None and (parties := parties_to_choose(desk)):
        theirs = [one for one in target.subject if one in desk.situation.parties]
        found.append(
            Input(BEHALF, desk.say("behalf"), "choice", "/on_behalf_of", tuple(theirs[:1]), parties, bool(theirs))
        )
    is_shared = known is not None and known.live is not None  # then parties are added by `pick`, and none is taken away
    if not is_shared and _is_picked(declared) and (parties := parties_to_choose(desk, others=True)):
        picked = picked_for(desk, known)
        found.append(Input(SEEN_BY, desk.say("sees_picked"), "many", "/picked", picked, parties, required=False))
    return found


def _on_behalf(desk: Desk, party: str | None) -> tuple[str, ...]:
    return (desk.say("behalf_stays", who=name_of(desk, "party", party)),) if party else ()


def _is_picked(declared: RecordType) -> bool:
    return PICKED in declared.seen_by or any(PICKED in (one.seen_by or ()) for one in declared.fields.values())


def _candidates(desk: Desk, kind: str, *, is_other: bool) -> tuple[Choice, ...]:
    if kind == "party":
        own = None if is_other else desk.party
        return (Choice(own, name_of(desk, "party", own)),) if own else parties_to_choose(desk)
    if kind in desk.method.declared.records:
        return records_to_choose(desk, kind)
    held = [one.participant for one in desk.situation.holders(kind)]
    people = held if kind in desk.method.declared.roles else [one.id for one in desk.situation.present()]
    mine = [] if is_other else [one for one in people if one == desk.seat]
    return tuple(Choice(one, name_of(desk, "participant", one)) for one in mine or people)


def _title(desk: Desk, known: Record | None, target: Target) -> str:
    if known:
        return desk.say("do_record_again", what=called(desk, known))
    return desk.say("do_record_new", what=_whole(desk, target))


def _whole(desk: Desk, target: Target) -> str:
    name = target.get("record")
    per = desk.method.declared.records[name].per or ()
    about = [name_of(desk, part.kind, one) for part, one in zip(per, target.subject, strict=False)]
    return f"{title_of(desk, name)} ({', '.join(about)})" if about else title_of(desk, name)


def _buttons(desk: Desk, name: str) -> tuple[Choice, ...]:
    if are_deposited(desk.method, desk.situation, name):
        return (button(desk, "go_deposit", DRAFT),)
    return button(desk, "go_share", SHARE), button(desk, "go_draft", DRAFT)


def _sight(desk: Desk, name: str, picked: tuple[str, ...], *, is_draft: bool = True) -> tuple[str, ...]:
    """Return who will see what is written: now, and once it is shared, also with whom was `picked`, by name."""
    after = who_sees(desk, name, picked, mine=True)
    if are_deposited(desk.method, desk.situation, name):
        first = (desk.say("see_sealed", who=after),)
    else:
        drafts = (desk.say("see_draft", who=own_side(desk, name)),) if is_draft else ()
        first = (desk.say("will_see", who=after), *drafts)
    narrow = fields_seen(desk, name, picked, mine=True).items()
    declared = desk.method.declared.records[name].fields
    told = () if is_draft else tuple(
        desk.say("will_see_field", field=desk.telling.text(declared[field].title), who=who) for field, who in narrow
    )  # fmt: skip
    return (*first, *told, *((desk.say("sees_apart"),) if stays_apart(desk, name) else ()))


def _basis(desk: Desk, name: str, known: Record | None, draft: Version | None) -> tuple[object, ...]:
    """Return what a form about a record was made from: its version and that of the draft, who sees it, and when."""
    live = desk.telling.sight.live(known) if known else None
    return (
        [live.number, known.state, len(known.confirmations)] if known and live else None,
        [draft.number, draft.event] if draft else None,
        are_deposited(desk.method, desk.situation, name),
        sorted(picked_for(desk, known)),
    )
