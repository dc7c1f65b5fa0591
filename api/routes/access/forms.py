"""Forms of the pages by which people come in: read without scripts, and shown again where something was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.json_body import FORM, text_body
from api.language import wanted_language
from api.pages.binding import signer_of_account
from api.problems import Unreadable
from api.security.notes import notes_of
from api.templating import PAGES
from api.wording import say_in
from engine.process.view import Message
from engine.process.view.messages import said_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine import Refusal

MOST_FORM = 16 * 1024
MOST_FIELDS = 20
HOME, ONESELF = "/", "/me"
MARK = "mark"
OK, FORBIDDEN = 200, 403


@dataclass(frozen=True, slots=True)
class Input:
    """A line to be typed, or one of `options`; what `is_fixed` is only shown, so that a password is kept with it."""

    name: str
    label: str
    type: str
    complete: str
    value: str = ""
    help: str = ""
    required: bool = True
    is_fixed: bool = False
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A page with a form on it, or, without `action`, one that only says something.

    One that `is_own` is about the account of whoever is signed in, and does nothing for anybody else. `code` is what a
    program is to be given, letter by letter.
    """

    title: str
    action: str = ""
    button: str = ""
    inputs: list[Input] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    is_own: bool = False
    code: str = ""


async def fields_of(request: Request) -> dict[str, str]:
    """Return what a form says. Raises Unreadable."""
    text = await text_body(request, (FORM,), MOST_FORM)
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise Unreadable("malformed", "this is no form of ours") from error


Fields = Annotated[dict[str, str], Depends(fields_of)]


def _own_fields(request: Request, fields: Fields) -> dict[str, str] | None:
    signer = signer_of_account(request)
    if signer is not None and signer.fits(fields.get(MARK, ""), request.url.path):
        return fields
    notes_of(request.scope).reason = "form_of_another"
    return None


OwnFields = Annotated[dict[str, str] | None, Depends(_own_fields)]
"""What a form says that `is_own`; nothing where it was drawn for somebody else, or in another session."""


@dataclass(frozen=True, slots=True)
class Held:
    """One of several things that somebody holds, with a button by `action`, where it has one, and perhaps `more`."""

    id: str
    title: str
    lines: list[str]
    action: str = ""
    button: str = ""
    more: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of what somebody sent from a page on which it is shown again: what was done, or what is wrong."""

    done: str = ""
    fault: str = ""
    status: int = OK


class Tongue:
    """Says the words of a page in the language of its reader."""

    def __init__(self, request: Request) -> None:
        self.language = wanted_language(request) or "en"
        self._say = say_in(self.language)

    def __call__(self, word: str, **values: str | tuple[str, ...]) -> str:
        """Return a sentence of the page."""
        return self._say(Message(f"page_{word}", values))

    def word(self, kind: str, value: str) -> str:
        """Return what a choice about mail is called."""
        return self._say(Message(f"mail_{kind}:{value}"))

    def instant(self, at: datetime, zone: str) -> str:
        """Return when something is, by the clocks of a zone."""
        return self._say(said_instant(at, zone))

    def roles(self, roles: object) -> tuple[str, ...]:
        """Return roles of an organisation in words."""
        return tuple(self._say(Message(f"role:{one}")) for one in roles)  # type: ignore[attr-defined]  # names of roles


def shown(request: Request, form: Form, fault: str = "", status: int = 200) -> Response:
    """Return a page."""
    page = PAGES.get_template("entrance.html").render(
        language=Tongue(request).language, title=form.title, action=form.action, button=form.button,
        inputs=form.inputs, lines=form.lines, below=form.below, fault=fault, code=form.code,
        links=list(form.links.items()),
        hidden=[*form.hidden.items(), *(_marks(request, form.action) if form.is_own else ())],
    )  # fmt: skip
    return HTMLResponse(page, status, headers={"Vary": "Accept-Language"})


def shown_anew(request: Request, form: Form) -> Response:
    """Return a form as it is for whoever sent one that was drawn for another, and say that nothing was done."""
    return shown(request, form, Tongue(request)("form_of_another"), FORBIDDEN)


def shown_held(
    request: Request, title: str, lines: list[str], held: list[Held], *, is_anew: bool = False,
    outcome: Outcome | None = None, links: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return a page of what somebody holds, with what was done or is wrong; `is_anew` as for `shown_anew`."""
    say = Tongue(request)
    if is_anew:
        outcome = Outcome(fault=say("form_of_another"), status=FORBIDDEN)
    page = PAGES.get_template("held.html").render(
        language=say.language, title=title, lines=lines, back=ONESELF, back_label=say("back"),
        held=[(one, _acts(request, one)) for one in held], links=list((links or {}).items()),
        fault=outcome.fault if outcome else "", done=outcome.done if outcome else "",
    )  # fmt: skip
    return HTMLResponse(page, outcome.status if outcome else OK, headers={"Vary": "Accept-Language"})


def _acts(request: Request, one: Held) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what can be done with something that is held: where it is sent, what the button says, and its marks."""
    several = [(one.action, one.button), *one.more] if one.action else []
    return [(action, button, _marks(request, action)) for action, button in several]


def _marks(request: Request, action: str) -> list[tuple[str, str]]:
    """Return what binds a form to the account and the session for which it is drawn."""
    signer = signer_of_account(request)
    return [(MARK, signer.mark(action))] if signer else []


def sent_to_prove(request: Request, no: Refusal, page: str) -> Response:
    """Have somebody prove who he is before he goes on with a page; what he asked for was not done."""
    notes_of(request.scope).reason = no.message
    return sent_on(f"/prove?next={page}")


def sent_on(path: str) -> Response:
    """Send a browser on to another page of ours."""
    return RedirectResponse(path, 303)


def next_of(fields: Mapping[str, str]) -> str:
    """Return where to go afterwards: a page of ours, never elsewhere."""
    wanted = fields.get("next", "")
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if is_ours and wanted.isprintable() and wanted.isascii() and "\\" not in wanted else HOME
