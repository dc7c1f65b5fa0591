"""Which form does what: each is made anew from how a process stands, for whoever can do that now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms import (
    adopting,
    decisions,
    governing,
    meetings,
    notes,
    objections,
    people,
    proposing,
    records,
    remarks,
    reminding,
    replanning,
    signing,
    steps,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.pages.desk import Desk
    from api.pages.forms.shapes import Form, Target

MAKERS: Mapping[str, Callable[[Desk, Target], Form | None]] = {
    "record": records.write,
    "share": records.share,
    "withdraw": records.withdraw,
    "confirm": signing.confirm,
    "unconfirm": signing.unconfirm,
    "seal": signing.seal,
    "accept": signing.accept,
    "propose": proposing.propose,
    "vote": decisions.vote,
    "close": decisions.close,
    "ratify": decisions.ratify,
    "object": objections.raise_one,
    "settle": objections.settle,
    "judge": objections.judge,
    "move": steps.move,
    "hold": steps.hold,
    "resume": steps.resume,
    "waive": steps.waive,
    "agree": steps.agree,
    "plan": replanning.plan,
    "attend": meetings.attend,
    "join": people.join,
    "appoint": people.appoint,
    "step_down": people.step_down,
    "leave": people.leave,
    "note": notes.note,
    "hand_over": notes.hand_over,
    "remind": reminding.remind,
    "dispute": remarks.dispute,
    "decline": remarks.decline,
    "advise": remarks.advise,
    "pick": remarks.pick,
    "extend": governing.extend,
    "cancel": governing.cancel,
    "redact": governing.redact,
    "delete": governing.delete,
    "adopt": adopting.adopt,
}


def form_for(desk: Desk, target: Target) -> Form | None:
    """Return the form that a reader is given for this now; None where it is not his to do, or not now."""
    maker = MAKERS.get(target.do)
    return maker(desk, target) if maker and desk.seat is not None and desk.signer is not None else None
