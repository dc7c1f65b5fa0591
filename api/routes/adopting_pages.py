"""Pages by which processes come to another version of their method: one, or several of an organisation at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.commands import Malformed
from api.denials import is_denial, said
from api.dependencies import EngineDep, IdentityDep, narrowed
from api.json_body import FormBody, form_body
from api.language import wanted_language
from api.pages.adopting import consent_asked, tried, versions_for
from api.pages.binding import may_open_here, signer_of_opener
from api.pages.desk import Desk, desk_for
from api.pages.forms.adopting import adopters
from api.pages.forms.making import form_for
from api.pages.forms.sent import Sent, drawn, read_form
from api.pages.forms.shapes import Target
from api.routes.process_forms import carried_out
from api.routes.process_pages import Actor, Seat, named, page_tag, shown
from api.security.notes import notes_of
from api.shelf import method_for, methods_for
from api.templating import PAGES
from api.wording import say_refusal
from api.wording.process import words_in
from engine import Engine, Receipt
from engine.access.identity import Identity
from engine.errors import KeyReused, OutcomeUnknown, ProcessUnknown, StoreBusy, ViewChanged
from engine.journal.rows import Filters
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from api.pages.binding import Signer
    from api.wording.process import Words
    from engine.language import Method

router = APIRouter(include_in_schema=False)
Body = Annotated[FormBody, Depends(form_body)]
Version = Annotated[str, Query(max_length=64)]
Cursor = Annotated[str | None, Query(max_length=64)]
PAGE, FORBIDDEN, WRONG = 50, 403, 422
CHOSEN, REASON = "chosen", "reason"


@dataclass(frozen=True, slots=True)
class Row:
    """A process, and what another version would do in it, or did; `base` is what that was told from."""

    id: str
    title: str
    version: str
    href: str
    is_possible: bool
    lines: list[str]
    base: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whoever brings processes to another version of a method, and what marks his form."""

    request: Request
    engine: Engine
    identity: Identity | None
    to: Method
    signer: Signer

    @property
    def say(self) -> Words:
        """The words of the page, in his language."""
        return words_in(wanted_language(self.request) or "en")


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a form: why nothing was done, with what was typed and chosen; or of each process what was."""

    status: int = 200
    fault: str = ""
    error: str = ""
    reason: str = ""
    chosen: Sequence[str] = ()
    done: list[Row] | None = None


NOTHING = Came()


@router.get("/processes/{process}/versions")
def show_versions(
    request: Request, engine: EngineDep, identity: IdentityDep, process: str, seat: Seat = None, actor: Actor = None
) -> Response:  # fmt: skip
    """Show the other versions of the method, and what each would do here to whoever may adopt one."""
    desk = desk_for(request, engine, process, seat or actor)
    found = versions_for(engine, desk, identity)
    bulk = f"/adopt/{desk.method.id}" if found and may_open_here(identity) else ""
    versions = [part for one in found for part in (one.version, *one.lines)]
    etag = page_tag(request, desk, "versions", *versions)
    return shown(request, engine, desk, "process_versions.html", etag, versions=found, consent=consent_asked(desk),
                 bulk=bulk, may_adopt=bool(adopters(desk)))  # fmt: skip


@router.get("/adopt/{method}")
def show_processes(
    request: Request, engine: EngineDep, identity: IdentityDep, method: str, version: Version = "",
    cursor: Cursor = None,
) -> Response:  # fmt: skip
    """Show process by process what another version would do; the newest where none is named."""
    asked = _asked(request, engine, identity, method, version or None)
    return _page(asked, cursor)


@router.post("/adopt/{method}")
def adopt_several(
    request: Request, engine: EngineDep, identity: IdentityDep, method: str, body: Body, cursor: Cursor = None
) -> Response:  # fmt: skip
    """Bring each process that was chosen to another version, each by itself, and tell of each what came of it."""
    sent = read_form(body)
    asked = _asked(request, engine, identity, method, sent.target.get("version") or None)
    if not asked.signer.fits(sent.own["mark"], method, *sent.drawn()):
        notes_of(request.scope).reason = "form_of_another"
        return _page(asked, cursor, Came(FORBIDDEN, asked.say("not_yours")))
    chosen = [one for one in sent.typed.get(CHOSEN, ()) if one in sent.fixed]
    reason = "".join(sent.typed.get(REASON, ())[:1])
    if not chosen or not reason.strip():
        error = "" if reason.strip() else asked.say("field_needed")
        fault = asked.say("not_sent") if chosen else asked.say("adopt_choose")
        return _page(asked, cursor, Came(WRONG, fault, error, reason, chosen))
    return _page(asked, cursor, Came(done=[_done(asked, sent, one) for one in chosen]))


def _asked(request: Request, engine: Engine, identity: Identity | None, method: str, version: str | None) -> Asked:
    """Return whoever asks, as whoever opens processes may. Raises Denied."""
    signer = signer_of_opener(request)
    return Asked(request, engine, identity, method_for(engine, identity, method, version), signer)


def _page(asked: Asked, cursor: str | None, came: Came = NOTHING) -> Response:
    """Show the processes that go by another version, and what came of a form."""
    engine, to, language = asked.engine, asked.to, wanted_language(asked.request) or "en"
    everything = replace(narrowed(engine, asked.identity, Filters(archived=False)), method=to.id)
    page = engine.processes(everything, cursor, PAGE)
    others = [one.id for one in page.items if one.state != "ended" and one.version != to.version]
    rows = [row for one in others if (row := _row(asked, one))]
    known = [one.version for one in methods_for(engine, asked.identity) if one.id == to.id]
    title = asked.say("adopt_many", what=to.declared.title.say(to.language(language)), version=to.version)
    following = urlencode({"version": to.version, "cursor": page.next}) if page.next else ""
    told = PAGES.get_template("adopting.html").render(
        say=asked.say, language=language, me=named(engine, asked.request), title=title, desk=None,
        action=f"/adopt/{to.id}", version=to.version, versions=known, rows=rows,
        able=any(one.is_possible for one in rows), hidden=_hidden(asked, rows), came=came,
        next=f"/adopt/{to.id}?{following}" if following else "",
    )  # fmt: skip
    return HTMLResponse(told, came.status, headers={"Vary": "Accept-Language"})


def _hidden(asked: Asked, rows: list[Row]) -> list[tuple[str, str]]:
    """Return what binds the form: to whoever it is for, to the version, and to what each process was shown as."""
    bases = {one.id: one.base for one in rows if one.is_possible}
    target = _target(asked)
    key = asked.signer.mark("key", asked.to.version, *(part for pair in sorted(bases.items()) for part in pair))
    mark = asked.signer.mark(asked.to.id, *drawn(target, key, "", bases))
    return [*target.asked.items(), *((f"x.{name}", base) for name, base in bases.items()), ("key", key), ("mark", mark)]


def _target(asked: Asked) -> Target:
    return Target.of("adopt", version=asked.to.version)


def _row(asked: Asked, process: str) -> Row | None:
    """Return what the version would do in a process; None where that is gone since the list was made."""
    desk = _desk(asked, process)
    if desk is None:
        return None
    told = tried(asked.engine, desk, asked.identity, asked.to)
    form = form_for(desk, _target(asked)) if told.is_possible else None
    lines = told.lines or [desk.say("adopt_not_yours_here")]
    title = desk.situation.title or "…"
    return Row(
        process, title, desk.method.version, desk.address(), form is not None, lines, form.base() if form else ""
    )


def _desk(asked: Asked, process: str) -> Desk | None:
    """Return whoever asks before a process, from his own seat; without accounts from one that may adopt, if any may."""
    try:
        desk = desk_for(asked.request, asked.engine, process, None)
        if asked.identity is not None:
            return desk
        seats = (desk_for(asked.request, asked.engine, process, one.id) for one in desk.situation.present())
        return next((one for one in seats if adopters(one)), desk)
    except ProcessUnknown:
        return None


def _done(asked: Asked, sent: Sent, process: str) -> Row:
    """Bring one process to the version, and tell what came of it."""
    desk = _desk(asked, process)
    if desk is None:
        return Row(process, "…", "", "/", is_possible=False, lines=[asked.say("nothing_to_do")])
    own = dict(sent.own) | {"base": sent.fixed[process], "key": f"{sent.own['key']}.{process}"}
    lines = list(_failed(asked, desk, replace(sent, own=own, fixed={})))
    version = desk.method.version if lines else asked.to.version
    return Row(process, desk.situation.title or "…", version, desk.address(), not lines, lines)


def _failed(asked: Asked, desk: Desk, sent: Sent) -> Iterator[str]:
    """Yield why a process stayed with its version; nothing where it came to the other."""
    try:
        result, _ = carried_out(asked.request, asked.engine, desk, sent)
    except ViewChanged:
        yield desk.say("changed_meanwhile")
    except KeyReused:
        yield desk.say("sent_before")
    except (StoreBusy, OutcomeUnknown):
        yield desk.say("busy")
    except Malformed:
        yield desk.say("not_sent")
    else:
        if isinstance(result, Receipt):
            return
        assert isinstance(result, Refusal)  # noqa: S101 - what is no receipt is one
        yield said(asked.request, result) if is_denial(result) else say_refusal(desk.telling, result)
