"""Forms by which people act in a process. What they send goes the way of every command, and no other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.commands import Malformed, from_seat, read_commands
from api.denials import is_denial, said
from api.dependencies import EngineDep, identity_of, must_know
from api.json_body import FormBody, form_body
from api.pages.desk import Desk, desk_for, desk_then
from api.pages.drawing import Drawn, draw, fault_said, refusal_said, with_typed
from api.pages.forms.decisions import is_cast, is_secret
from api.pages.forms.making import form_for
from api.pages.forms.replanning import did
from api.pages.forms.sending import commands_of
from api.pages.forms.sent import Sent, drawn, read_form
from api.pages.forms.shapes import Mistyped, Target
from api.pages.history import since_then
from api.problems import Unreadable
from api.routes.process_pages import Actor, Seat, account_of, page_tag, shown
from api.security.events import COMMANDS
from api.security.notes import notes_of
from engine.errors import KeyReused, OutcomeUnknown, StoreBusy, ViewChanged
from engine.process.refusal import Refusal
from engine.process.view.gates import missing_in, told

if TYPE_CHECKING:
    from engine import Engine
    from engine.language import Method
    from engine.process.situation import Situation

router = APIRouter(prefix="/processes", include_in_schema=False)
FORBIDDEN, CONFLICT, CHANGED, WRONG, UNAVAILABLE = 403, 409, 412, 422, 503
KINDS = {"malformed": WRONG, "unknown-thing": WRONG}
Body = Annotated[FormBody, Depends(form_body)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why a form was not carried out: a heading, what to do, and what it was."""

    status: int
    heading: str
    help: str = ""
    happened: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    proof: str = ""


@router.get("/{process}/form")
def show_form(request: Request, engine: EngineDep, process: str, seat: Seat = None, actor: Actor = None) -> Response:
    """Show one form, by what it does and to what."""
    desk = desk_for(request, engine, process, seat or actor)
    target = Target.read(dict(request.query_params))
    form = form_for(desk, target)
    if form is None:
        return _nothing(request, engine, desk)
    identity = identity_of(request)
    if identity is not None and engine.access.lacks_proof(identity, target.do):
        return RedirectResponse(f"/prove?{_next(desk, target)}", 303)
    one = draw(desk, form, account_of(request))
    etag = page_tag(request, desk, "form", *target.asked.values())
    return shown(request, engine, desk, "process_form.html", etag, one=one, outcome=None, typed=[])


@router.post("/{process}/do")
def send_form(
    request: Request, engine: EngineDep, process: str, body: Body, seat: Seat = None, actor: Actor = None
) -> Response:
    """Carry out what a form says, for the one for whom it was drawn, on what it was made from; or show it again."""
    must_know(engine, identity_of(request), process)
    sent = read_form(body)
    named = seat or actor
    desk = desk_for(request, engine, process, named)
    if desk.signer is None or not desk.signer.fits(sent.own["mark"], *sent.drawn()):
        return _of_another(request, engine, desk, sent)
    if is_cast(desk, sent.target):
        return _cast_before(request, engine, desk)
    try:
        result, is_new = carried_out(request, engine, desk, sent)
    except Malformed as error:
        return _again(request, engine, desk, sent, Outcome(WRONG, ""), _faults(desk, error))
    except Mistyped as error:
        return _again(request, engine, desk, sent, Outcome(WRONG, ""), {error.pointer: desk.say(error.word)})
    except ViewChanged:
        return _changed(request, engine, desk.process, named, sent)
    except KeyReused:
        words = Outcome(CONFLICT, desk.say("sent_before"), desk.say("sent_before_help"))
        return _again(request, engine, desk, sent, words, {})
    except (StoreBusy, OutcomeUnknown):
        words = Outcome(UNAVAILABLE, desk.say("busy"), desk.say("busy_help"))
        return _again(request, engine, desk, sent, words, {}, is_same=True)
    if isinstance(result, Refusal):
        return _refused(request, engine, desk, sent, result)
    if not is_new and is_secret(desk, sent.target):
        return _cast_before(request, engine, desk)
    return RedirectResponse(_where_then(request, engine, desk, did(sent.target)), 303)


def _where_then(request: Request, engine: Engine, desk: Desk, done: str) -> str:
    """Return where somebody is led once it is done: back to the process, as far as it is there and he may read it."""
    identity = identity_of(request)
    if done == "leave":
        may_read = identity is None or engine.access.may_know(identity, desk.process)
        return f"/processes/{desk.process}" if may_read else "/"
    mark = desk.signer.mark("did", done) if desk.signer else ""
    return "/" if done == "delete" else desk.address(did=done, mark=mark)


def carried_out(request: Request, engine: Engine, desk: Desk, sent: Sent) -> tuple[object, bool]:
    """Send commands the way of all commands: with the key of the form, if what it was made from is as it was.

    The second answer is whether they were carried out now, and not when the form was sent before.
    """
    identity, body = identity_of(request), commands_of(desk, sent)
    commands = read_commands(
        from_seat(body, desk.seat, identity) if identity else [{"actor": desk.seat} | one for one in body]
    )

    asked: list[str] = []

    def expected(method: Method, situation: Situation) -> bool:
        asked.append(sent.own["base"])
        then = desk_then(request, engine, method, situation, desk.seat or "")
        form = form_for(then, sent.target) if then else None
        return form is not None and form.base() == sent.own["base"]

    notes_of(request.scope).tries += [(COMMANDS[one.do], {}) for one in commands if one.do in COMMANDS]
    result = engine.submit(desk.process, commands, key=sent.own["key"], expected=expected, by=identity)
    return result, bool(asked)


def _cast_before(request: Request, engine: Engine, desk: Desk) -> Response:
    """Say that a secret vote is final. No ballot is kept with its key, so another one looks as the same sent twice."""
    outcome = Outcome(CONFLICT, desk.say("cast_before"), desk.say("cast_before_help"))
    return shown(request, engine, desk, "process_form.html", "", CONFLICT, one=None, outcome=outcome, typed=[])


def _refused(request: Request, engine: Engine, desk: Desk, sent: Sent, refusal: Refusal) -> Response:
    if is_denial(refusal):
        words = said(request, refusal)
        proof = f"/prove?{_next(desk, sent.target)}" if refusal.message == "proof_needed" else ""
        heading = desk.say("prove_first") if proof else desk.say("not_sent")
        outcome = Outcome(FORBIDDEN, heading, desk.say("prove_help") if proof else words, proof=proof)
        return _again(request, engine, desk, sent, outcome, {}, is_same=True)
    words = refusal_said(desk, refusal)
    gate = told(desk.telling, refusal.gate, refusal.at, "") if refusal.gate else None
    missing = tuple(dict.fromkeys(one.text for one in missing_in(gate.conditions))) if gate else ()
    outcome = Outcome(KINDS.get(refusal.kind, CONFLICT), "", missing=missing)
    return _again(request, engine, desk, sent, outcome, {refusal.pointer or "": words})


def _faults(desk: Desk, error: Malformed) -> dict[str, str]:
    """Return by place what is wrong with commands that have not their shape; of which command, a form does not say."""
    found: dict[str, str] = {}
    for one in error.found:
        steps = [str(step) for step in one["loc"]][1:]
        pointer = "".join(f"/{step}" for step in steps)
        found[pointer] = fault_said(desk, one)
    return found


def _changed(request: Request, engine: Engine, process: str, seat: str | None, sent: Sent) -> Response:
    """Show what changed since a form was drawn, and the form as it is made now, with what was typed."""
    desk = desk_for(request, engine, process, seat)
    try:
        happened = since_then(engine, desk, sent.own["since"])
    except Unreadable:
        happened = []
    told_ = tuple(happened) or (desk.say("changed_unseen"),)
    outcome = Outcome(CHANGED, desk.say("changed_meanwhile"), desk.say("changed_help"), happened=told_)
    return _again(request, engine, desk, sent, outcome, {})


def _again(
    request: Request, engine: Engine, desk: Desk, sent: Sent, outcome: Outcome, faults: dict[str, str], *,
    is_same: bool = False,
) -> Response:  # fmt: skip
    """Show a form again with what was typed; where there is none any more, what was typed alone."""
    form = form_for(desk, sent.target)
    if form is None:
        return _nothing(request, engine, desk, sent, outcome)
    one = with_typed(draw(desk, form, account_of(request)), sent, faults)
    one = _with_its_key(desk, one, sent) if is_same and form.base() == sent.own["base"] else one
    if not outcome.heading:
        number = len(one.faulty) + len(one.wrong)
        heading = desk.say("errors", number=number) if one.faulty else desk.say("not_sent")
        outcome = replace(outcome, heading=heading)
    return shown(request, engine, desk, "process_form.html", "", outcome.status, one=one, outcome=outcome, typed=[])


def _with_its_key(desk: Desk, one: Drawn, sent: Sent) -> Drawn:
    """Return a form that is sent as the same as before, so that it is carried out once."""
    assert desk.signer is not None  # noqa: S101 - it is drawn, so there is one
    fixed = {name: value for name, value in one.form.fixed.items() if value}
    key, base = sent.own["key"], sent.own["base"]
    anew = {"key": key, "mark": desk.signer.mark(*drawn(sent.target, key, base, fixed))}
    return replace(one, hidden=[(name, anew.get(name, value)) for name, value in one.hidden])


def _of_another(request: Request, engine: Engine, desk: Desk, sent: Sent) -> Response:
    """Refuse a form that was drawn for somebody else. To whom it was drawn in a session before, it is shown anew."""
    account = account_of(request)
    notes_of(request.scope).reason = "form_of_another"
    if account and sent.own["for"] == account and desk.signer is not None:
        return _again(request, engine, desk, sent, Outcome(CONFLICT, desk.say("not_sent"), desk.say("drawn_anew")), {})
    outcome = Outcome(FORBIDDEN, desk.say("not_yours"), desk.say("not_yours_help"))
    return shown(request, engine, desk, "process_form.html", "", FORBIDDEN, one=None, outcome=outcome, typed=[])


def _nothing(
    request: Request, engine: Engine, desk: Desk, sent: Sent | None = None, outcome: Outcome | None = None
) -> Response:
    """Say that there is nothing to do, with what happened meanwhile and what was typed."""
    typed: list[Any] = [text for values in sent.typed.values() for text in values if text] if sent else []
    told_ = Outcome(
        outcome.status if outcome else CONFLICT, desk.say("nothing_to_do"), desk.say("nothing_to_do_help"),
        outcome.happened if outcome else (), outcome.missing if outcome else (),
    )  # fmt: skip
    return shown(request, engine, desk, "process_form.html", "", told_.status, one=None, outcome=told_, typed=typed)


def _next(desk: Desk, target: Target) -> str:
    return urlencode({"next": desk.address("form", **target.asked)})
