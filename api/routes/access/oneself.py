"""The pages of one's own account: name, password, where one is signed in, and the programs that come in as oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from api.denials import said
from api.dependencies import EngineDep, PersonDep, SettingsDep
from api.routes.access.forms import (
    FORBIDDEN,
    HOME,
    ONESELF,
    Form,
    Held,
    Input,
    OwnFields,
    Tongue,
    sent_on,
    sent_to_prove,
    shown,
    shown_anew,
    shown_held,
)
from api.routes.access.organisation import ORGANISATION
from api.routes.access.sessions import sign_out
from api.routes.access.webhook_shelf import WEBHOOKS
from engine import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from api.settings import Settings
    from engine import Engine
    from engine.access.identity import Identity
    from engine.access.sessions import Session
    from engine.access.tokens import Token

router = APIRouter(include_in_schema=False)
NAME, PASSWORD, SESSIONS, TOKENS = "/me/name", "/me/password", "/me/sessions", "/me/tokens"


@router.get(ONESELF)
def show_oneself(request: Request, engine: EngineDep, caller: PersonDep) -> Response:
    """Say who is signed in, lead to what can be changed, and let him sign out."""
    say, own = Tongue(request), engine.access.accounts.own(caller)
    name = engine.access.organisations.name(caller.organisation) or caller.organisation
    lines = [say("me_as", name=own.name or "", email=own.email or "", organisation=name)]
    if own.roles:
        lines.append(say("me_roles", roles=say.roles(sorted(own.roles))))
    lines.append(_kept(say, engine.access.keeping.keeps(caller.organisation)))
    links = {HOME: say("processes"), NAME: say("me_name"), PASSWORD: say("me_password"), SESSIONS: say("me_sessions"),
             TOKENS: say("me_tokens"), WEBHOOKS: say("hooks"), "/mail": say("mail")}  # fmt: skip
    links |= {ORGANISATION: say("organisation_change")} if caller.may_manage() else {}
    return shown(request, Form(say("me"), "/sign-out", say("sign_out"), lines=lines, links=links))


@router.post("/sign-out")
def leave(engine: EngineDep, caller: PersonDep, settings: SettingsDep) -> Response:
    """End this session."""
    answer = sent_on("/sign-in")
    for name, value in sign_out(engine, caller, settings).headers.items():
        if name in {"clear-site-data", "set-cookie"}:
            answer.headers.append(name, value)
    return answer


@router.get(NAME)
def show_name(request: Request, engine: EngineDep, caller: PersonDep) -> Response:
    """Show one's name, to be changed."""
    return shown(request, _name_form(request, engine.access.accounts.own(caller).name or ""))


@router.post(NAME)
def change_name(request: Request, engine: EngineDep, caller: PersonDep, fields: OwnFields) -> Response:
    """Change one's name, or show the form again."""
    if fields is None:
        return shown_anew(request, _name_form(request, engine.access.accounts.own(caller).name or ""))
    wanted = fields.get("name", "")
    changed = engine.access.accounts.rename(caller, wanted)
    if isinstance(changed, Refusal):
        return shown(request, _name_form(request, wanted), said(request, changed), FORBIDDEN)
    return sent_on(ONESELF)


@router.get(PASSWORD)
def show_password(request: Request, engine: EngineDep, caller: PersonDep) -> Response:
    """Show the form for another password."""
    return shown(request, _password_form(request, engine, caller))


@router.post(PASSWORD)
def change_password(request: Request, engine: EngineDep, caller: PersonDep, fields: OwnFields) -> Response:
    """Change one's password, or show the form again; who has to prove who he is does so first."""
    if fields is None:
        return shown_anew(request, _password_form(request, engine, caller))
    changed = engine.access.accounts.set_password(caller, fields.get("password", ""))
    if not isinstance(changed, Refusal):
        return sent_on(ONESELF)
    if changed.message == "proof_needed":
        return sent_to_prove(request, changed, PASSWORD)
    return shown(request, _password_form(request, engine, caller), said(request, changed), FORBIDDEN)


@router.get(SESSIONS)
def show_sessions(request: Request, engine: EngineDep, caller: PersonDep, settings: SettingsDep) -> Response:
    """Show where one is signed in, each to be ended."""
    return _sessions(request, engine, caller, settings)


@router.post("/me/sessions/{session}/end")
def end_session(
    request: Request, engine: EngineDep, caller: PersonDep, settings: SettingsDep, session: str, fields: OwnFields
) -> Response:
    """End one of one's own sessions. One that has ended already is as good."""
    if fields is None:
        return _sessions(request, engine, caller, settings, is_anew=True)
    engine.access.sessions.end(caller, session)
    return sent_on(SESSIONS)


@router.get(TOKENS)
def show_tokens(request: Request, engine: EngineDep, caller: PersonDep, settings: SettingsDep) -> Response:
    """Show the tokens of one's own account, each to be ended. Their secrets are shown nowhere any more."""
    return _tokens(request, engine, caller, settings)


@router.post("/me/tokens/{token}/end")
def end_token(
    request: Request, engine: EngineDep, caller: PersonDep, settings: SettingsDep, token: str, fields: OwnFields
) -> Response:
    """End a token at once. One that has ended already is as good."""
    if fields is None:
        return _tokens(request, engine, caller, settings, is_anew=True)
    engine.access.tokens.end(caller, token)
    return sent_on(TOKENS)


def _sessions(
    request: Request, engine: Engine, caller: Identity, settings: Settings, *, is_anew: bool = False
) -> Response:  # fmt: skip
    say = Tongue(request)
    held = [_session(say, one, settings) for one in engine.access.sessions.of(caller)]
    return shown_held(request, say("me_sessions"), [say("me_sessions_help")], held, is_anew=is_anew)


def _tokens(
    request: Request, engine: Engine, caller: Identity, settings: Settings, *, is_anew: bool = False
) -> Response:  # fmt: skip
    say = Tongue(request)
    own = [one for one in engine.access.tokens.of(caller) if one.account == caller.account]
    held = [_token(say, one, settings) for one in own]
    lines = [say("me_tokens_help") if held else say("me_tokens_none")]
    return shown_held(request, say("me_tokens"), lines, held, is_anew=is_anew)


def _name_form(request: Request, name: str) -> Form:
    say = Tongue(request)
    inputs = [Input("name", say("name"), "text", "name", name, say("name_help"))]
    links = {ONESELF: say("back")}
    return Form(say("me_name"), NAME, say("save"), inputs, [say("me_name_help")], links=links, is_own=True)


def _password_form(request: Request, engine: Engine, caller: Identity) -> Form:
    say, email = Tongue(request), engine.access.accounts.own(caller).email or ""
    inputs = [
        Input("email", say("email"), "email", "username", email, is_fixed=True),
        Input("password", say("new_password"), "password", "new-password", help=say("new_password_help")),
    ]
    lines = [say("me_password_help")]
    return Form(say("me_password"), PASSWORD, say("save"), inputs, lines, links={ONESELF: say("back")}, is_own=True)


def _session(say: Tongue, one: Session, settings: Settings) -> Held:
    lines = [say("me_session_seen", seen=_at(say, one.seen_at, settings), until=_at(say, one.ends_at, settings))]
    title = say("me_session", at=_at(say, one.made_at, settings))
    if one.is_this:
        return Held(one.id, title, [say("me_session_this"), *lines, one.about])
    return Held(one.id, title, [*lines, one.about], f"{SESSIONS}/{one.id}/end", say("me_session_end"))


def _token(say: Tongue, one: Token, settings: Settings) -> Held:
    used = say("me_token_used", at=_at(say, one.used_at, settings)) if one.used_at else say("me_token_unused")
    lines = [
        say("me_token_for", scopes=tuple(sorted(one.scopes))), used,
        say("me_token_until", at=_at(say, one.ends_at, settings)),
    ]  # fmt: skip
    return Held(one.id, one.title, lines, f"{TOKENS}/{one.id}/end", say("me_token_end"))


def _at(say: Tongue, at: datetime, settings: Settings) -> str:
    return say.instant(at, settings.zone)


def _kept(say: Tongue, days: int | None) -> str:
    return say("me_kept") if days is None else say("me_kept_for", days=str(days))
