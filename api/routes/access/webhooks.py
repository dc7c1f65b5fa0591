"""Webhooks, by which programs are told of changes: made by a person for his own account, never more than that knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from fastapi import APIRouter, Request, Response

from api.denials import Denied, granted
from api.dependencies import EngineDep, OutboxDep, PersonDep, SettingsDep
from api.json_body import PlainBody
from api.problems import Unreadable
from api.routes.access.bodies import ChangingWebhook, MakingWebhook, body_of, read_body
from api.routes.access.shapes import (
    WebhookMade,
    WebhookTried,
    WebhookView,
    told_answer,
    told_webhook,
)
from api.security.notes import notes_of
from engine.access.webhooks import Asked, Change
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from engine.access.webhooks import Made

T = TypeVar("T")
router = APIRouter(prefix="/v1/webhooks", tags=["access"])
RETRY_AFTER = 15


@router.post("", status_code=201, summary="Make a webhook", openapi_extra=body_of(MakingWebhook))
def make_webhook(
    request: Request, engine: EngineDep, settings: SettingsDep, caller: PersonDep, body: PlainBody
) -> WebhookMade:
    """Make a webhook of one's own account, having proved who one is. Its secret is in this answer and nowhere else."""
    asked = read_body(MakingWebhook, body)
    wanted = Asked(asked.url, asked.title, asked.process)
    made = granted(engine.access.webhooks.make(caller, wanted, settings.webhook_inner_hosts))
    notes_of(request.scope).about |= {"subject": made.webhook.id, "process": made.webhook.process}
    return _made(made)


@router.get("", summary="The webhooks there are")
def list_webhooks(engine: EngineDep, caller: PersonDep) -> list[WebhookView]:
    """Return one's own webhooks and how they go; for an owner also that there are those of others."""
    return [told_webhook(one) for one in engine.access.webhooks.of(caller)]


@router.get("/{webhook}", summary="A webhook, and how it goes")
def read_webhook(engine: EngineDep, caller: PersonDep, webhook: str) -> WebhookView:
    """Return a webhook."""
    return told_webhook(_there(engine.access.webhooks.one(caller, webhook)))


@router.patch("/{webhook}", summary="Pause a webhook, or call it otherwise", openapi_extra=body_of(ChangingWebhook))
def change_webhook(engine: EngineDep, caller: PersonDep, webhook: str, body: PlainBody) -> WebhookView:
    """Pause a webhook, let it go on where it was, or give it another title. Others' webhooks an owner can pause."""
    asked = read_body(ChangingWebhook, body)
    changed = granted(engine.access.webhooks.change(caller, webhook, Change(asked.paused, asked.title)))
    return told_webhook(_there(changed))


@router.post("/{webhook}/rotate", summary="Give a webhook another secret")
def renew_webhook(engine: EngineDep, caller: PersonDep, webhook: str) -> WebhookMade:
    """Give one's own webhook another secret, having proved who one is. For 24 hours messages are signed by both."""
    return _made(_there(granted(engine.access.webhooks.renew(caller, webhook))))


@router.post("/{webhook}/test", summary="Try a webhook")
def try_webhook(engine: EngineDep, outbox: OutboxDep, caller: PersonDep, webhook: str) -> WebhookTried:
    """Send a `ping` now, and return what came of it."""
    known = _there(engine.access.webhooks.one(caller, webhook))
    if known.account != caller.account:
        raise Denied(Refusal("not-yours", "webhook_is_anothers"))
    answer = outbox.ping(known)
    if answer is None:
        raise Unreadable("too-many", "others try their webhooks now", retry_after=RETRY_AFTER)
    return told_answer(answer)


@router.delete("/{webhook}", status_code=204, summary="End a webhook", response_class=Response)
def end_webhook(engine: EngineDep, caller: PersonDep, webhook: str) -> Response:
    """End a webhook at once, with what waits for it."""
    if not engine.access.webhooks.end(caller, webhook):
        raise Unreadable("unknown", "there is no webhook by this id")
    return Response(status_code=204)


def _made(made: Made) -> WebhookMade:
    return WebhookMade(made.secret, told_webhook(made.webhook))


def _there(found: T | None) -> T:
    if found is None:
        raise Unreadable("unknown", "there is no webhook by this id")
    return found
