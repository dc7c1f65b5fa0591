"""Signing in and out, one's own sessions, proving once more who one is, and signing in by a link."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from api.cookies import SESSION, drop_cookie, set_cookie
from api.denials import Denied, granted
from api.dependencies import CallerDep, EngineDep, PersonDep, SettingsDep, identity_of
from api.json_body import PlainBody
from api.language import wanted_language
from api.problems import Unreadable
from api.routes.access.bodies import AskingForLink, Proving, SigningIn, Token, body_of, read_body
from api.routes.access.shapes import OwnSession, SignedInView
from api.security.notes import notes_of
from api.sign_ins import count_try, note_try, tries_of
from engine import Refusal

if TYPE_CHECKING:
    from api.settings import Settings
    from engine import Engine
    from engine.access.sessions import SignedIn

router = APIRouter(prefix="/v1", tags=["access"])
GONE = '"cache", "cookies", "storage"'


@router.post("/session", status_code=201, summary="Sign in", openapi_extra=body_of(SigningIn))
def sign_in(
    request: Request, response: Response, engine: EngineDep, settings: SettingsDep, body: PlainBody
) -> SignedInView:
    """Begin a session, known by a cookie. Whatever is wrong is refused alike, and after the same time."""
    asked = read_body(SigningIn, body)
    organisation = asked.organisation or settings.organisation
    begun = tried(request, engine, organisation, asked.email, asked.password.get_secret_value())
    return let_in(request, response, engine, settings, granted(begun))


@router.delete("/session", status_code=204, summary="Sign out", response_class=Response)
def sign_out(engine: EngineDep, caller: CallerDep, settings: SettingsDep) -> Response:
    """End this session."""
    if caller.session:
        engine.access.sessions.end(caller, caller.session)
    response = Response(status_code=204, headers={"Clear-Site-Data": GONE})
    drop_cookie(response, SESSION, is_https=settings.is_https)
    return response


@router.post("/session/proof", status_code=204, summary="Prove once more who you are", openapi_extra=body_of(Proving),
             response_class=Response)  # fmt: skip
def prove_oneself(request: Request, engine: EngineDep, caller: PersonDep, body: PlainBody) -> Response:
    """Take the password once more: for ten minutes one may waive, agree, pick, erase and export."""
    asked = read_body(Proving, body)
    tries_of(request).count(request, caller.organisation, str(caller.account))
    if no := engine.access.sessions.prove(caller, asked.password.get_secret_value()):
        raise Denied(no)
    return Response(status_code=204)


@router.get("/sessions", summary="One's own sessions")
def list_sessions(engine: EngineDep, caller: PersonDep) -> list[OwnSession]:
    """Return the sessions of whoever asks, the newest first."""
    return [OwnSession(**asdict(one)) for one in engine.access.sessions.of(caller)]


@router.delete("/sessions/{session}", status_code=204, summary="End one of one's own sessions",
               response_class=Response)  # fmt: skip
def end_session(engine: EngineDep, caller: PersonDep, session: str) -> Response:
    """End a session, here or elsewhere."""
    if not engine.access.sessions.end(caller, session):
        raise Unreadable("unknown", "there is no session of yours by this id")
    return Response(status_code=204)


@router.post("/sign-in-links", status_code=202, summary="Ask for a link to sign in by",
             openapi_extra=body_of(AskingForLink), response_class=Response)  # fmt: skip
def ask_for_sign_in_link(request: Request, engine: EngineDep, settings: SettingsDep, body: PlainBody) -> Response:
    """Mail a link to an address, if somebody has it; the answer is the same if not."""
    asked = read_body(AskingForLink, body)
    mail_link(request, engine, asked.organisation or settings.organisation, asked.email)
    return Response(status_code=202)


@router.post("/sign-in-links/use", status_code=201, summary="Sign in by a link", openapi_extra=body_of(Token))
def use_sign_in_link(
    request: Request, response: Response, engine: EngineDep, settings: SettingsDep, body: PlainBody
) -> SignedInView:
    """Begin a session by a link, which is used up by it."""
    asked = read_body(Token, body)
    tries_of(request).count(request)
    begun = granted(engine.access.links.use(asked.token.get_secret_value(), about(request)))
    return let_in(request, response, engine, settings, begun)


def mail_link(request: Request, engine: Engine, organisation: str, email: str) -> None:
    """Let a link go to an address, if somebody has it and this server mails. Raises Unreadable for too many."""
    count_try(request, organisation, email)
    tries_of(request).count_letter(request)
    does = request.app.state.mails
    links, language = engine.access.links, wanted_language(request) or "en"
    account = links.mail(organisation, email, language) if does else engine.access.accounts.id_of(organisation, email)
    note_try(request, organisation, email, account)


def tried(request: Request, engine: Engine, organisation: str, email: str, password: str) -> SignedIn | Refusal:
    """Try to sign somebody in by his password; at which account it was tried is noted for the security log alone."""
    count_try(request, organisation, email)
    begun = engine.access.sessions.sign_in(organisation, email, password, about(request))
    if isinstance(begun, Refusal):
        note_try(request, organisation, email, engine.access.accounts.id_of(organisation, email))
    return begun


def let_in(
    request: Request, response: Response, engine: Engine, settings: Settings, begun: SignedIn
) -> SignedInView:  # fmt: skip
    """Give the cookie of a session that has just begun; the one of before ends."""
    before, notes = identity_of(request), notes_of(request.scope)
    if before is not None and before.session:
        engine.access.sessions.end(before, before.session)
        notes.done("session-end", subject=before.session)
    notes.came_in(begun.organisation, begun.account, begun.session)
    set_cookie(response, SESSION, begun.secret, is_https=settings.is_https, until=begun.ends_at)
    return SignedInView(begun.account, begun.organisation, begun.ends_at)


def about(request: Request) -> str:
    """Return what a browser says of itself."""
    return request.headers.get("user-agent", "")
