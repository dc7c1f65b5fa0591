"""Webhooks as their page tells them: where each goes, how that goes for whose it is, and what he can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.dependencies import narrowed
from api.routes.access.forms import Form, Held, Input
from engine import Refusal
from engine.journal.rows import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from api.routes.access.forms import Tongue
    from engine import Engine
    from engine.access.identity import Identity
    from engine.access.webhooks import Made, Webhook

WEBHOOKS = "/me/webhooks"
NEW = f"{WEBHOOKS}/new"
PAUSE, GO_ON, TRY, RENEW, END = "/pause", "/go-on", "/try", "/renew", "/end"
MOST_PROCESSES = 100


@dataclass(frozen=True, slots=True)
class Shelf:
    """What it takes to tell of webhooks: for whom, in what words and zone, and the names of processes and people."""

    caller: Identity
    say: Tongue
    zone: str
    processes: Mapping[str, str]
    people: Mapping[str, str]

    @classmethod
    def of(cls, engine: Engine, caller: Identity, say: Tongue, zone: str) -> Shelf:
        """Return it with the names that the caller may know."""
        people = engine.access.accounts.all(caller) if caller.may_manage() else []
        named = {} if isinstance(people, Refusal) else {one.id: one.name or one.email or "…" for one in people}
        return cls(caller, say, zone, _processes(engine, caller), named)


def held(shelf: Shelf, one: Webhook) -> Held:
    """Return a webhook as it stands on the page; one of another without how it goes."""
    say, place = shelf.say, f"{WEBHOOKS}/{one.id}"
    process = shelf.processes.get(one.process or "", one.process or "")
    about = say("hook_of_one", process=process) if one.process else say("hook_of_all")
    paused = [say("hook_paused")] if one.paused_at else []
    if one.account != shelf.caller.account:
        lines = [say("hook_of", name=shelf.people.get(one.account, "…")), one.url, about, *paused]
        acts = {END: "hook_end"} if one.paused_at else {PAUSE: "hook_pause", END: "hook_end"}
    else:
        lines = [one.url, about, *paused, *_going(shelf, one)]
        is_still = one.paused_at or (one.stopped_why and one.stopped_why != "key")
        acts = {TRY: "hook_try", **({GO_ON: "hook_go_on"} if is_still else {PAUSE: "hook_pause"}),
                RENEW: "hook_renew", END: "hook_end"}  # fmt: skip
    first, *rest = [(place + path, say(word)) for path, word in acts.items()]
    return Held(one.id, one.title, lines, *first, more=rest)


def new_form(engine: Engine, caller: Identity, say: Tongue, typed: Mapping[str, str]) -> Form:
    """Return the form to make a webhook, with what was typed; whoever has no role here has it tell of one process."""
    everything = {"": say("hook_everything")} if caller.roles else {}
    inputs = [
        Input("url", say("hook_url"), "url", "off", typed.get("url", ""), say("hook_url_help")),
        Input("title", say("hook_title"), "text", "off", typed.get("title", "")),
        Input("process", say("hook_about"), "text", "off", typed.get("process", ""),
              options=everything | _processes(engine, caller)),
    ]  # fmt: skip
    links = {WEBHOOKS: say("back")}
    return Form(say("hook_new"), NEW, say("hook_make"), inputs, [say("hooks_help")], links=links, is_own=True)


def secret_form(say: Tongue, made: Made) -> Form:
    """Return the page that shows the secret of a webhook, once."""
    below = [say("hook_secret_both")] if made.webhook.renewed_at else []
    title = say("hook_secret", title=made.webhook.title)
    return Form(title, lines=[say("hook_secret_help")], code=made.secret, below=below, links={WEBHOOKS: say("hooks")})


def why_not(say: Tongue, why: str, status: int | None) -> str:
    """Return why a message did not arrive."""
    return say(f"hook_why:{why}", status=str(status or ""))


def _going(shelf: Shelf, one: Webhook) -> Iterator[str]:
    """Yield how it goes: whether it stopped, what arrived and failed last, and when it is tried again."""
    say = shelf.say
    if one.stopped_why:
        yield say(f"hook_stopped:{one.stopped_why}")
    at = one.delivered_at
    yield say("hook_arrived", at=say.instant(at, shelf.zone)) if at else say("hook_arrived_none")
    if one.failed_at and one.failed_why:
        why = why_not(say, one.failed_why, one.failed_status)
        yield say("hook_failed", at=say.instant(one.failed_at, shelf.zone), why=why)
    if one.failures and one.is_waiting and not one.stopped_why and not one.paused_at:
        yield say("hook_again", at=say.instant(one.next_at, shelf.zone))


def _processes(engine: Engine, caller: Identity) -> dict[str, str]:
    """Return the titles of the processes of which somebody may know, those that changed last."""
    page = engine.processes(narrowed(engine, caller, Filters(archived=False)), None, MOST_PROCESSES)
    return {one.id: one.title or "…" for one in page.items}
