"""The pages by which people come in. What a link holds moves into a cookie at once, so that no address tells it.

Looking at a page changes nothing, so that programs that open links in mail use nothing up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.cookies import INVITATION, LINK, drop_cookie, read_cookie, set_cookie
from api.denials import said
from api.dependencies import EngineDep, PersonDep, SettingsDep, identity_of
from api.routes.access.forms import HOME, Fields, Form, Input, Tongue, next_of, sent_on, shown
from api.routes.access.invitations import note_accepted
from api.routes.access.sessions import about, let_in, tried
from api.routes.method_pages import render
from api.sign_ins import tries_of
from engine import Refusal
from engine.access.invitations import REFUSED as NO_INVITATION
from engine.access.invitations import Guest
from engine.access.links import REFUSED as NO_LINK

if TYPE_CHECKING:
    from api.settings import Settings
    from engine import Engine
    from engine.access.identity import Identity
    from engine.access.invitations import Invitation

router = APIRouter(include_in_schema=False)
FORBIDDEN, GONE = 403, 410
MOST_DIGITS = 9
Given = Annotated[str | None, Query(alias="t", max_length=200)]
Next = Annotated[str, Query(alias="next", max_length=500)]
Which = Annotated[str, Query(max_length=63)]


@router.get("/sign-in")
def show_sign_in(request: Request, then: Next = "", organisation: Which = "") -> Response:
    """Show the form to sign in."""
    return shown(request, _sign_in_form(request, {"next": then, "organisation": organisation}))


@router.post("/sign-in")
def sign_in(request: Request, engine: EngineDep, settings: SettingsDep, fields: Fields) -> Response:
    """Sign in, or show the form again."""
    organisation, email = fields.get("organisation") or settings.organisation, fields.get("email", "")
    begun = tried(request, engine, organisation, email, fields.get("password", ""))
    if isinstance(begun, Refusal):
        return shown(request, _sign_in_form(request, fields), said(request, begun), FORBIDDEN)
    answer = sent_on(next_of(fields))
    let_in(request, answer, engine, settings, begun)
    return answer


@router.get("/sign-in/link")
def show_link(request: Request, settings: SettingsDep, given: Given = None) -> Response:
    """Take what a link holds out of the address, and ask whether to use it."""
    if given is not None:
        return _moved(settings, "/sign-in/link", LINK, given)
    say = Tongue(request)
    return shown(request, Form(say("sign_in"), "/sign-in/link", say("link"), lines=[say("link_help")]))


@router.post("/sign-in/link")
def use_link(request: Request, engine: EngineDep, settings: SettingsDep) -> Response:
    """Sign in by a link, which is used up by it."""
    tries_of(request).count(request)
    secret = read_cookie(request, LINK, is_https=settings.is_https)
    begun = engine.access.links.use(secret, about(request)) if secret else NO_LINK
    if isinstance(begun, Refusal):
        return shown(request, Form(Tongue(request)("sign_in")), said(request, begun), GONE)
    answer = sent_on(HOME)
    let_in(request, answer, engine, settings, begun)
    drop_cookie(answer, LINK, is_https=settings.is_https)
    return answer


@router.get("/invitation")
def show_invitation(request: Request, engine: EngineDep, settings: SettingsDep, given: Given = None) -> Response:
    """Take what a link holds out of the address, and show what it is for."""
    if given is not None:
        return _moved(settings, "/invitation", INVITATION, given)
    known = _invited(request, engine, settings)
    if known is None:
        return _no_invitation(request, NO_INVITATION)
    return shown(request, _invitation_form(request, engine, settings, known, {}))


@router.get("/invitation/method")
def show_rules(request: Request, engine: EngineDep, settings: SettingsDep) -> Response:
    """Show whoever holds an invitation by which rules the process goes to which he is invited, before he accepts."""
    known = _invited(request, engine, settings)
    if known is None or known.process is None:
        return _no_invitation(request, NO_INVITATION)
    method, _ = engine.of(known.organisation).situation(known.process)
    return HTMLResponse(render(request, method, invited=True), headers={"Vary": "Accept-Language"})


@router.post("/invitation")
def accept(request: Request, engine: EngineDep, settings: SettingsDep, fields: Fields) -> Response:
    """Accept an invitation, which is used up by it; or show the form again, and nothing is used up."""
    tries_of(request).count(request)
    known = _invited(request, engine, settings)
    if known is None:
        return _no_invitation(request, NO_INVITATION)
    guest = Guest(fields.get("name"), fields.get("password"), fields.get("email"), identity_of(request), about(request))
    secret = read_cookie(request, INVITATION, is_https=settings.is_https) or ""
    came = engine.access.invitations.accept(secret, guest)
    if isinstance(came, Refusal) and came.kind == "malformed":
        return shown(
            request, _invitation_form(request, engine, settings, known, fields), said(request, came), FORBIDDEN
        )
    if isinstance(came, Refusal):
        return _no_invitation(request, came)
    answer = sent_on(HOME)
    note_accepted(request, came)
    if came.signed_in:
        let_in(request, answer, engine, settings, came.signed_in)
    drop_cookie(answer, INVITATION, is_https=settings.is_https)
    return answer


@router.get("/prove")
def show_proof(request: Request, engine: EngineDep, caller: PersonDep, then: Next = "") -> Response:
    """Ask for the password once more."""
    return shown(request, _proof_form(request, engine, caller, {"next": then}))


@router.post("/prove")
def prove(request: Request, engine: EngineDep, caller: PersonDep, fields: Fields) -> Response:
    """Take the password once more, and go on to where one came from."""
    tries_of(request).count(request, caller.organisation, str(caller.account))
    if no := engine.access.sessions.prove(caller, fields.get("password", "")):
        return shown(request, _proof_form(request, engine, caller, fields), said(request, no), FORBIDDEN)
    return sent_on(next_of(fields))


def _moved(settings: Settings, path: str, cookie: str, secret: str) -> Response:
    answer = sent_on(path)
    set_cookie(answer, cookie, secret if _is_plain(secret) else "", is_https=settings.is_https)
    return answer


def _is_plain(secret: str) -> bool:
    return secret.isascii() and all(one.isalnum() or one in "-_" for one in secret)


def _invited(request: Request, engine: Engine, settings: Settings) -> Invitation | None:
    secret = read_cookie(request, INVITATION, is_https=settings.is_https)
    return engine.access.invitations.look_at(secret) if secret else None


def _no_invitation(request: Request, refusal: Refusal) -> Response:
    return shown(request, Form(Tongue(request)("invitation")), said(request, refusal), GONE)


def _sign_in_form(request: Request, fields: dict[str, str]) -> Form:
    say = Tongue(request)
    kept = {name: fields[name] for name in ("next", "organisation") if fields.get(name)}
    email = _email(say, fields.get("email", ""))
    inputs = [email, Input("password", say("password"), "password", "current-password")]
    sends = request.app.state.mails
    return Form(
        say("sign_in"), "/sign-in", say("sign_in"), inputs=inputs, hidden=kept,
        links={"/sign-in/ask": say("no_password_mail")} if sends else {}, below=[] if sends else [say("no_password")],
    )  # fmt: skip


def _proof_form(request: Request, engine: Engine, caller: Identity, fields: dict[str, str]) -> Form:
    say = Tongue(request)
    email = _email(say, engine.access.accounts.own(caller).email or "", is_fixed=True)
    inputs = [email, Input("password", say("password"), "password", "current-password")]
    hidden = {"next": fields["next"]} if fields.get("next") else {}
    return Form(say("prove"), "/prove", say("go_on"), inputs, [say("prove_help")], hidden=hidden)


def _invitation_form(
    request: Request, engine: Engine, settings: Settings, known: Invitation, fields: dict[str, str]
) -> Form:
    say, already = Tongue(request), identity_of(request)
    lines = _told(say, engine, known, say.instant(known.ends_at, settings.zone))
    rules = {"/invitation/method": say("invitation_rules")} if known.process else {}
    if already is not None:
        own = engine.access.accounts.own(already)
        return Form(
            say("invitation"),
            "/invitation",
            say("accept"),
            lines=[*lines, say("invitation_as", name=own.name or "")],
            links=rules,
        )
    inputs = [Input("name", say("name"), "text", "name", fields.get("name", ""), say("name_help"))]
    inputs.append(_email(say, known.email or fields.get("email", ""), is_fixed=known.email is not None))
    inputs.append(Input("password", say("new_password"), "password", "new-password", help=say("new_password_help")))
    links = {"/sign-in?next=/invitation": say("invitation_known")} if known.email else {}
    return Form(say("invitation"), "/invitation", say("accept"), inputs, lines, links=rules | links)


def _email(say: Tongue, address: str, *, is_fixed: bool = False) -> Input:
    return Input("email", say("email"), "email", "username", address, is_fixed=is_fixed)


def _told(say: Tongue, engine: Engine, known: Invitation, until: str) -> list[str]:
    if known.email is None:
        return [say("invitation_first"), say("invitation_until", until=until)]
    name = engine.access.organisations.name(known.organisation) or known.organisation
    lines = [say("invitation_to", organisation=name), say("invitation_for", email=known.email)]
    if known.roles:
        lines.append(say("invitation_roles", roles=say.roles(known.roles)))
    if known.process:
        title = engine.of(known.organisation).situation(known.process)[1].title
        lines.append(say("invitation_process", process=title or "…"))
    return [*lines, say("invitation_until", until=until)]
