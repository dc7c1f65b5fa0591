"""The pages of webhooks: one's own, made, tried and ended; an owner pauses and ends those of others too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.denials import Denied, said
from api.dependencies import EngineDep, OutboxDep, PersonDep, SettingsDep
from api.problems import Unreadable
from api.routes.access.forms import (
    FORBIDDEN,
    Outcome,
    OwnFields,
    Tongue,
    sent_on,
    sent_to_prove,
    shown,
    shown_anew,
    shown_held,
)
from api.routes.access.webhook_shelf import (
    END,
    GO_ON,
    NEW,
    PAUSE,
    RENEW,
    TRY,
    WEBHOOKS,
    Shelf,
    held,
    new_form,
    secret_form,
    why_not,
)
from api.security.notes import notes_of
from api.settings import Settings
from engine import Engine, Refusal
from engine.access.identity import Identity
from engine.access.webhooks import Asked, Change, Webhook

router = APIRouter(include_in_schema=False)
ONE = f"{WEBHOOKS}/{{webhook}}"


@dataclass(frozen=True, slots=True)
class Page:
    """The page of webhooks, for whoever asks for it."""

    request: Request
    engine: Engine
    caller: Identity
    settings: Settings

    def shown(self, outcome: Outcome | None = None, *, is_anew: bool = False) -> Response:
        """Return it with all webhooks that there are for him, and with what came of what he sent."""
        say, known = Tongue(self.request), self.engine.access.webhooks.of(self.caller)
        shelf = Shelf.of(self.engine, self.caller, say, self.settings.zone)
        has_others = any(one.account != self.caller.account for one in known)
        told = {"hooks_help": True, "hooks_others": has_others, "hooks_none": not known}
        lines = [say(word) for word, is_told in told.items() if is_told]
        several = [held(shelf, one) for one in known]
        return shown_held(self.request, say("hooks"), lines, several, is_anew=is_anew, outcome=outcome,
                          links={NEW: say("hook_new")})  # fmt: skip

    def refused(self, no: Refusal) -> Response:
        """Return it with why something was not done."""
        return self.shown(Outcome(fault=said(self.request, no), status=FORBIDDEN))

    def changed(self, webhook: str, change: Change) -> Response:
        """Change a webhook, and go back to the page."""
        found = self.engine.access.webhooks.change(self.caller, webhook, change)
        if isinstance(found, Refusal):
            return self.refused(found)
        _there(found)
        return sent_on(WEBHOOKS)


def _page(request: Request, engine: EngineDep, caller: PersonDep, settings: SettingsDep) -> Page:
    return Page(request, engine, caller, settings)


PageDep = Annotated[Page, Depends(_page)]


@router.get(WEBHOOKS)
def show_webhooks(page: PageDep) -> Response:
    """Show one's own webhooks and how they go; to an owner that there are those of others."""
    return page.shown()


@router.get(NEW)
def show_new(page: PageDep) -> Response:
    """Show the form to make a webhook."""
    return shown(page.request, new_form(page.engine, page.caller, Tongue(page.request), {}))


@router.post(NEW)
def make_webhook(page: PageDep, fields: OwnFields) -> Response:
    """Make a webhook and show its secret this once, or show the form again; who has to prove himself does so first."""
    request, engine, caller, say = page.request, page.engine, page.caller, Tongue(page.request)
    if fields is None:
        return shown_anew(request, new_form(engine, caller, say, {}))
    wanted = Asked(fields.get("url", "").strip(), fields.get("title", ""), fields.get("process") or None)
    made = engine.access.webhooks.make(caller, wanted, page.settings.webhook_inner_hosts)
    if not isinstance(made, Refusal):
        notes_of(request.scope).about |= {"subject": made.webhook.id, "process": made.webhook.process}
        return shown(request, secret_form(say, made))
    if made.message == "proof_needed":
        return sent_to_prove(request, made, NEW)
    return shown(request, new_form(engine, caller, say, fields), said(request, made), FORBIDDEN)


@router.post(ONE + PAUSE)
def pause_webhook(page: PageDep, webhook: str, fields: OwnFields) -> Response:
    """Send nothing more to it; what happens meanwhile waits."""
    return page.shown(is_anew=True) if fields is None else page.changed(webhook, Change(paused=True))


@router.post(ONE + GO_ON)
def resume_webhook(page: PageDep, webhook: str, fields: OwnFields) -> Response:
    """Let it go on where it was paused, or where it stopped."""
    return page.shown(is_anew=True) if fields is None else page.changed(webhook, Change(paused=False))


@router.post(ONE + TRY)
def try_webhook(page: PageDep, outbox: OutboxDep, webhook: str, fields: OwnFields) -> Response:
    """Send a test to it now, and say what came of it."""
    if fields is None:
        return page.shown(is_anew=True)
    known, say = _there(page.engine.access.webhooks.one(page.caller, webhook)), Tongue(page.request)
    if known.account != page.caller.account:
        raise Denied(Refusal("not-yours", "webhook_is_anothers"))
    answer = outbox.ping(known)
    if answer is None:
        return page.shown(Outcome(fault=say("hook_tried_busy")))
    if answer.why is None:
        return page.shown(Outcome(done=say("hook_tried", title=known.title)))
    why = why_not(say, answer.why, answer.status)
    return page.shown(Outcome(fault=say("hook_tried_not", title=known.title, why=why)))


@router.post(ONE + RENEW)
def renew_webhook(page: PageDep, webhook: str, fields: OwnFields) -> Response:
    """Give it another secret and show that this once; who has to prove who he is does so first."""
    if fields is None:
        return page.shown(is_anew=True)
    made = page.engine.access.webhooks.renew(page.caller, webhook)
    if isinstance(made, Refusal):
        is_unproven = made.message == "proof_needed"
        return sent_to_prove(page.request, made, WEBHOOKS) if is_unproven else page.refused(made)
    if made is None:
        raise Unreadable("unknown", "there is no webhook by this id")
    return shown(page.request, secret_form(Tongue(page.request), made))


@router.post(ONE + END)
def end_webhook(page: PageDep, webhook: str, fields: OwnFields) -> Response:
    """End it at once, with what waits for it. One that has ended already is as good."""
    if fields is None:
        return page.shown(is_anew=True)
    page.engine.access.webhooks.end(page.caller, webhook)
    return sent_on(WEBHOOKS)


def _there(found: Webhook | None) -> Webhook:
    if found is None:
        raise Unreadable("unknown", "there is no webhook by this id")
    return found
