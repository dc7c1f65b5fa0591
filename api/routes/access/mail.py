"""How somebody is told by mail: his own choices, the link that ends it, and the page on which a sign-in link is asked.

Looking at a page changes nothing, so that programs that open links in mail end nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.denials import granted, said
from api.dependencies import EngineDep, PersonDep, SettingsDep
from api.json_body import PlainBody
from api.problems import Unreadable
from api.routes.access.bodies import ChangingMail, body_of, read_body
from api.routes.access.forms import (
    FORBIDDEN,
    ONESELF,
    Fields,
    Form,
    Input,
    OwnFields,
    Tongue,
    fields_of,
    shown,
    shown_anew,
)
from api.routes.access.sessions import mail_link
from api.routes.access.shapes import MailView, told_mail
from api.security.notes import notes_of
from api.sign_ins import tries_of
from engine.access.mailboxes import HOWS, Choices
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from engine.access.mailboxes import Mailbox


async def _token(request: Request, given: Given = "") -> str:
    """Return the token of the address, where it has one: then whatever is sent, in parts too, is not looked at."""
    return given or (await fields_of(request)).get("t", "")[:MOST_TOKEN]


router = APIRouter(tags=["access"])
Token = Annotated[str, Depends(_token)]
GONE = 410
MOST_TOKEN = 200
LANGUAGES = ("", "en", "nl")
Given = Annotated[str, Query(alias="t", max_length=MOST_TOKEN)]


@router.get("/v1/me/mail", summary="How I am told by mail")
def read_mail_choices(engine: EngineDep, caller: PersonDep) -> MailView:
    """Return how one is told by mail, and whether that goes."""
    return told_mail(engine.access.mailboxes.own(caller))


@router.patch("/v1/me/mail", summary="Say how I am told by mail", openapi_extra=body_of(ChangingMail))
def change_mail_choices(engine: EngineDep, caller: PersonDep, body: PlainBody) -> MailView:
    """Say how one wants to be told by mail, in whose language, and when not. What is left out stays as it is."""
    asked = read_body(ChangingMail, body)
    given = {name: getattr(asked, name) for name in asked.model_fields_set}
    if given.get("how", "") is None:
        del given["how"]
    mailboxes = engine.access.mailboxes
    return told_mail(granted(mailboxes.choose(caller, replace(mailboxes.own(caller).choices, **given))))


@router.get("/mail", include_in_schema=False)
def show_mail(request: Request, engine: EngineDep, caller: PersonDep) -> Response:
    """Show how one is told by mail, to be changed."""
    return shown(request, _choices_form(request, engine.access.mailboxes.own(caller)))


@router.post("/mail", include_in_schema=False)
def change_mail(request: Request, engine: EngineDep, caller: PersonDep, fields: OwnFields) -> Response:
    """Change it, and show it again, with what is wrong with it where something is."""
    if fields is None:
        return shown_anew(request, _choices_form(request, engine.access.mailboxes.own(caller)))
    language, zone, quiet_from, quiet_until = (
        fields.get(name, "").strip() or None for name in ("language", "zone", "quiet_from", "quiet_until")
    )
    wanted = Choices(fields.get("how", ""), language, zone, quiet_from, quiet_until)  # type: ignore[arg-type]  # the engine looks
    changed = engine.access.mailboxes.choose(caller, wanted)
    if isinstance(changed, Refusal):
        again = replace(engine.access.mailboxes.own(caller), choices=wanted)
        return shown(request, _choices_form(request, again), said(request, changed), FORBIDDEN)
    return shown(request, _choices_form(request, changed))


@router.get("/no-more-mail", include_in_schema=False)
def show_no_more_mail(request: Request, given: Given = "") -> Response:
    """Ask whether mail is to end, by whichever link somebody came."""
    say = Tongue(request)
    form = Form(
        say("no_more_mail"), "/no-more-mail", say("no_more_mail_do"), lines=[say("no_more_mail_help")],
        hidden={"t": given}, links={"/mail": say("mail")},
    )  # fmt: skip
    return shown(request, form)


@router.post("/no-more-mail", include_in_schema=False)
def end_mail(request: Request, engine: EngineDep, token: Token) -> Response:
    """End mail to whoever has the link: by the button of the page, or by a program of mail as RFC 8058 has it."""
    tries_of(request).count_ending(request, token)
    ended = engine.access.mailboxes.end(token)
    say = Tongue(request)
    if ended is None:
        tries_of(request).count(request)
        notes_of(request.scope).reason = "link-unusable"
        return shown(request, Form(say("no_more_mail"), links={"/mail": say("mail")}), say("no_more_mail_wrong"), GONE)
    organisation, account = ended
    notes_of(request.scope).about |= {"organisation": organisation, "account": account, "session": None, "token": None}
    return shown(request, Form(say("no_more_mail"), lines=[say("no_more_mail_done")], links={"/mail": say("mail")}))


@router.get("/sign-in/ask", include_in_schema=False)
def show_asking(request: Request, organisation: Annotated[str, Query(max_length=63)] = "") -> Response:
    """Show the form on which a link to sign in by is asked for."""
    _must_mail(request)
    say = Tongue(request)
    email = Input("email", say("email"), "email", "username", help=say("ask_link_help"))
    hidden = {"organisation": organisation} if organisation else {}
    return shown(request, Form(say("sign_in"), "/sign-in/ask", say("ask_link"), [email], hidden=hidden))


@router.post("/sign-in/ask", include_in_schema=False)
def ask(request: Request, engine: EngineDep, settings: SettingsDep, fields: Fields) -> Response:
    """Mail a link, if somebody has that address; the page is the same if not."""
    _must_mail(request)
    mail_link(request, engine, fields.get("organisation") or settings.organisation, fields.get("email", "")[:300])
    say = Tongue(request)
    return shown(request, Form(say("sign_in"), lines=[say("ask_link_sent")], links={"/sign-in": say("sign_in")}))


def _must_mail(request: Request) -> None:
    if not request.app.state.mails:
        raise Unreadable("unknown", "this server sends no mail")


def _choices_form(request: Request, box: Mailbox) -> Form:
    say, chosen = Tongue(request), box.choices
    help_of_quiet = say("mail_quiet_help")
    inputs = [
        Input("how", say("mail_how"), "select", "off", chosen.how, options={one: say.word("how", one) for one in HOWS}),
        Input("language", say("mail_language"), "select", "off", chosen.language or "", required=False,
              options={one: say.word("language", one) for one in LANGUAGES}),
        Input("zone", say("mail_zone"), "text", "off", chosen.zone or "", say("mail_zone_help"), required=False),
        Input("quiet_from", say("mail_quiet_from"), "text", "off", chosen.quiet_from or "", help_of_quiet,
              required=False),
        Input("quiet_until", say("mail_quiet_until"), "text", "off", chosen.quiet_until or "", required=False),
    ]  # fmt: skip
    lines = [say("mail_help"), say("mail_links"), *([say("mail_failed")] if box.failed_at else [])]
    return Form(say("mail"), "/mail", say("save"), inputs, lines, links={ONESELF: say("back")}, is_own=True)
