"""The closed list of what the security log tells, and which route tries what. The names stay: others read them."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Event = Literal[
    "sign-in", "sign-in-link-ask", "proof", "sign-out", "session-end",
    "invitation-make", "invitation-look", "invitation-accept", "invitation-revoke",
    "token-make", "token-end", "token-use",
    "mail-change", "mail-end",
    "webhook-make", "webhook-change", "webhook-renew", "webhook-try", "webhook-end",
    "account-make", "account-disable", "account-enable", "account-erase", "roles-change", "password-set",
    "organisation-change",
    "access", "place", "rate-limit",
    "waive", "agree", "pick", "redact", "delete", "export", "reading", "error",
]  # fmt: skip
Outcome = Literal["done", "refused", "failed"]
Way = Literal["password", "link", "invitation"]
EVENTS: tuple[Event, ...] = get_args(Event)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


class Act(NamedTuple):
    """What a route tries, and by what way somebody comes in by it."""

    event: Event
    way: Way | None = None


ACTS: dict[tuple[str, str], Act] = {
    ("POST", "/v1/session"): Act("sign-in", "password"),
    ("POST", "/sign-in"): Act("sign-in", "password"),
    ("POST", "/v1/sign-in-links/use"): Act("sign-in", "link"),
    ("POST", "/sign-in/link"): Act("sign-in", "link"),
    ("POST", "/v1/sign-in-links"): Act("sign-in-link-ask"),
    ("POST", "/sign-in/ask"): Act("sign-in-link-ask"),
    ("PATCH", "/v1/me/mail"): Act("mail-change"),
    ("POST", "/mail"): Act("mail-change"),
    ("POST", "/no-more-mail"): Act("mail-end"),
    ("POST", "/v1/session/proof"): Act("proof"),
    ("POST", "/prove"): Act("proof"),
    ("DELETE", "/v1/session"): Act("sign-out"),
    ("POST", "/sign-out"): Act("sign-out"),
    ("DELETE", "/v1/sessions/{session}"): Act("session-end"),
    ("POST", "/me/sessions/{session}/end"): Act("session-end"),
    ("POST", "/me/password"): Act("password-set"),
    ("POST", "/v1/invitations"): Act("invitation-make"),
    ("POST", "/v1/invitations/look"): Act("invitation-look"),
    ("GET", "/invitation"): Act("invitation-look"),
    ("POST", "/v1/invitations/accept"): Act("invitation-accept"),
    ("POST", "/invitation"): Act("invitation-accept"),
    ("DELETE", "/v1/invitations/{invitation}"): Act("invitation-revoke"),
    ("POST", "/v1/tokens"): Act("token-make"),
    ("DELETE", "/v1/tokens/{token}"): Act("token-end"),
    ("POST", "/me/tokens/{token}/end"): Act("token-end"),
    ("POST", "/v1/webhooks"): Act("webhook-make"),
    ("PATCH", "/v1/webhooks/{webhook}"): Act("webhook-change"),
    ("POST", "/v1/webhooks/{webhook}/rotate"): Act("webhook-renew"),
    ("POST", "/v1/webhooks/{webhook}/test"): Act("webhook-try"),
    ("DELETE", "/v1/webhooks/{webhook}"): Act("webhook-end"),
    ("POST", "/me/webhooks/new"): Act("webhook-make"),
    ("POST", "/me/webhooks/{webhook}/pause"): Act("webhook-change"),
    ("POST", "/me/webhooks/{webhook}/go-on"): Act("webhook-change"),
    ("POST", "/me/webhooks/{webhook}/renew"): Act("webhook-renew"),
    ("POST", "/me/webhooks/{webhook}/try"): Act("webhook-try"),
    ("POST", "/me/webhooks/{webhook}/end"): Act("webhook-end"),
    ("POST", "/v1/accounts"): Act("account-make"),
    ("DELETE", "/v1/accounts/{account}"): Act("account-erase"),
    ("PATCH", "/v1/organisation"): Act("organisation-change"),
    ("POST", "/organisation"): Act("organisation-change"),
    ("GET", "/v1/processes/{process}/export"): Act("export"),
}
COMMANDS: dict[str, Event] = {
    "waive": "waive",
    "agree": "agree",
    "pick": "pick",
    "redact": "redact",
    "delete": "delete",
}
GENERAL: dict[str, Event] = {
    "sign-in-needed": "access",
    "refused-origin": "place",
    "too-often": "rate-limit",
    "too-many": "rate-limit",
}  # what a request is answered with, whatever it tried
ONLY_REFUSED = frozenset({"invitation-look"})  # looking changes nothing
SELDOM = frozenset({"place", "rate-limit", "token-use"})  # the same once a minute, so that nobody fills a disk
