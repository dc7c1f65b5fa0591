"""Pages by which a process is opened: which method, and what it asks. It is the command that a program would send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import NAMESPACE_URL, uuid4, uuid5

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.commands import Malformed, read_commands, read_open
from api.denials import is_denial, said
from api.dependencies import EngineDep, IdentityDep, SettingsDep, tell
from api.json_body import FormBody, form_body
from api.language import wanted_language
from api.pages.binding import signer_for, signer_of_opener
from api.pages.desk import Desk
from api.pages.drawing import Drawn, fault_said, refusal_said, with_typed
from api.pages.forms.fields import FIELDS
from api.pages.forms.sent import FIXED, Sent, drawn, read_form
from api.pages.forms.shapes import Mistyped
from api.pages.opening import CASE, OPEN, PEOPLE, opening_commands, opening_form
from api.routes.method_pages import may_write
from api.routes.process_pages import named
from api.security.notes import notes_of
from api.shelf import method_for, newest_for
from api.templating import PAGES
from api.wording.process import words_in
from engine import Engine, Receipt
from engine.access.identity import Identity
from engine.errors import KeyReused, OutcomeUnknown, StoreBusy
from engine.process.refusal import Refusal
from engine.process.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.binding import Signer
    from engine.language import Method

router = APIRouter(include_in_schema=False)
Body = Annotated[FormBody, Depends(form_body)]
WRONG, CONFLICT, FORBIDDEN, UNAVAILABLE = 422, 409, 403, 503


@dataclass(frozen=True, slots=True)
class Offered:
    """A method by which a process can be opened, in its newest version."""

    href: str
    title: str
    version: str
    summary: str


@router.get("/open")
def choose_method(request: Request, engine: EngineDep, identity: IdentityDep) -> Response:
    """Show the published methods, each in its newest version."""
    signer_of_opener(request)
    language = wanted_language(request) or "en"
    say = words_in(language)
    page = PAGES.get_template("opening.html").render(
        say=say, language=language, me=named(engine, request), title=say("open_which"), desk=None, one=None,
        may_write=may_write(identity), back="/", back_label=say("to_home"),
        methods=[_offered(request, one) for one in newest_for(engine, identity)],
    )  # fmt: skip
    return _page(page)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whoever opens a process by a method, what marks his form, and what he is called."""

    request: Request
    engine: Engine
    identity: Identity | None
    desk: Desk
    signer: Signer

    @property
    def name(self) -> str:
        """What he is called; nothing where there are no accounts."""
        return named(self.engine, self.request) or ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why nothing was opened: by place, and in a heading where it is no fault of what was typed."""

    faults: dict[str, str]
    heading: str = ""
    status: int = WRONG
    has_new_key: bool = False


@router.get("/open/{method}")
def show_opening(
    request: Request, engine: EngineDep, identity: IdentityDep, settings: SettingsDep, method: str
) -> Response:
    """Show what a method asks when a process is opened. Each page opens one: its key is by chance."""
    signer = signer_of_opener(request)
    desk = _desk(request, method_for(engine, identity, method), megabytes=settings.document_megabytes)
    asked = Asked(request, engine, identity, desk, signer)
    return _shown(asked, _drawn(asked, str(uuid4())))


@router.post("/open/{method}")
def open_by_form(
    request: Request, engine: EngineDep, identity: IdentityDep, settings: SettingsDep, method: str, body: Body
) -> Response:  # fmt: skip
    """Open a process as a form says, with whom it admits, or show the form again with what was typed."""
    signer, sent = signer_of_opener(request), read_form(body)
    is_ours = signer.fits(sent.own["mark"], method, *sent.drawn())
    version = sent.fixed.get("version") if is_ours else None
    desk = _desk(request, method_for(engine, identity, method, version), megabytes=settings.document_megabytes)
    asked = Asked(request, engine, identity, desk, signer)
    if not is_ours:
        notes_of(request.scope).reason = "form_of_another"
        return _shown(asked, _drawn(asked, str(uuid4())), desk.say("not_yours"), FORBIDDEN)
    result = _tried(asked, sent, settings.zone)
    if isinstance(result, Receipt):
        return _led_on(request, result.process, _actor(sent.own["key"], identity), identity)
    return _again(asked, sent, result)


def _tried(asked: Asked, sent: Sent, zone: str) -> Receipt | Failed:
    """Open a process and admit people, all of it or nothing."""
    desk, rows = asked.desk, [0]
    try:
        told, admitted = opening_commands(desk.method, sent, desk.telling.language)
        rows = [row for row, _ in admitted]
        actor = _actor(sent.own["key"], asked.identity)
        opening = read_open(told, actor, zone)
        joining = read_commands([{"actor": actor} | one for _, one in admitted]) if admitted else ()
        result = asked.engine.submit(None, [opening, *joining], key=sent.own["key"], by=asked.identity)
    except Malformed as error:
        return Failed(dict(_each_fault(desk, error, rows)))
    except Mistyped as error:
        return Failed({error.pointer.replace(FIELDS, CASE, 1): desk.say(error.word)})
    except KeyReused:
        return Failed({"": desk.say("sent_before_help")}, desk.say("sent_before"), CONFLICT, has_new_key=True)
    except (StoreBusy, OutcomeUnknown):
        return Failed({"": desk.say("busy_help")}, desk.say("busy"), UNAVAILABLE)
    if isinstance(result, Receipt):
        return result
    is_denied = is_denial(result)
    words = said(asked.request, result) if is_denied else refusal_said(desk, result)
    return Failed({_pointer(rows, result): words}, status=FORBIDDEN if is_denied else WRONG)


def _actor(key: str, identity: Identity | None) -> str:
    """Return the id of whoever opens, which follows from the key, so that a repeat is known."""
    holder = f"{identity.account}/" if identity else ""
    return str(uuid5(NAMESPACE_URL, holder + key))


def _led_on(request: Request, process: str, actor: str, identity: Identity | None) -> Response:
    signer = signer_for(request, process, actor)
    mark = signer.mark("did", "open") if signer else ""
    seat = "" if identity else f"&seat={actor}"
    return RedirectResponse(f"/processes/{process}?did=open&mark={mark}{seat}", 303)


def _desk(request: Request, method: Method, *, megabytes: int) -> Desk:
    """Return a reader before a process that does not exist yet."""
    never = datetime.fromtimestamp(0, UTC)
    language = wanted_language(request, method.languages) or method.language(None)
    empty = Situation("", method.id, method.version, method.digest, language, "UTC", "", None, None, never, never)
    telling = tell(request, method, empty, None)
    return Desk(telling, telling.of_own_turns(), words_in(telling.language), None, None, is_named=False,
                document_megabytes=megabytes)  # fmt: skip


def _drawn(asked: Asked, key: str) -> Drawn:
    method = asked.desk.method
    form = opening_form(asked.desk, asked.name)
    base, fixed = form.base(), {"version": method.version}
    mark = asked.signer.mark(method.id, *drawn(OPEN, key, base, fixed))
    hidden = [("do", "open"), (f"{FIXED}version", method.version), ("key", key), ("base", base), ("mark", mark)]
    return Drawn(form, f"/open/{method.id}", hidden, list(form.inputs))


def _again(asked: Asked, sent: Sent, failed: Failed) -> Response:
    """Show the form again with what was typed, to be sent as the same where it was not carried out."""
    key = str(uuid4()) if failed.has_new_key else sent.own["key"]
    one = with_typed(_drawn(asked, key), sent, failed.faults)
    number, say = len(one.faulty) + len(one.wrong), asked.desk.say
    heading = failed.heading or (say("errors", number=number) if one.faulty else say("not_sent"))
    return _shown(asked, one, heading, failed.status)


def _shown(asked: Asked, one: Drawn, fault: str = "", status: int = 200) -> Response:
    desk = asked.desk
    page = PAGES.get_template("opening.html").render(
        say=desk.say, language=desk.telling.language, me=asked.name or None, title=one.form.title, desk=desk, one=one,
        may_write=may_write(asked.identity), fault=fault, back="/open",
        summary=desk.telling.text(desk.method.declared.summary),
        back_label=desk.say("open_which"),
    )  # fmt: skip
    return _page(page, status)


def _page(page: str, status: int = 200) -> Response:
    return HTMLResponse(page, status, headers={"Vary": "Accept-Language"})


def _offered(request: Request, method: Method) -> Offered:
    language = wanted_language(request, method.languages) or method.language(None)
    version = words_in(language)("open_version", version=method.version)
    declared = method.declared
    return Offered(f"/open/{method.id}", declared.title.say(language), version, declared.summary.say(language))


def _each_fault(desk: Desk, error: Malformed, rows: list[int]) -> Iterator[tuple[str, str]]:
    """Yield by place what has not its shape: of the opening itself, or in the row of somebody who is admitted."""
    for one in error.found:
        loc = tuple(one["loc"])
        if loc and isinstance(loc[0], int):
            yield PEOPLE + "/".join(str(step) for step in (rows[loc[0]], *loc[1:])), fault_said(desk, one)
        else:
            yield "".join(f"/{step}" for step in loc), fault_said(desk, one)


def _pointer(rows: list[int], refusal: Refusal) -> str:
    """Return the place of a refusal: of the opening itself, or in the row of whom it is about."""
    if refusal.index == 0 or refusal.index > len(rows):
        return refusal.pointer
    return f"{PEOPLE}{rows[refusal.index - 1]}{refusal.pointer}"
