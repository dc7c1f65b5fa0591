"""A line of the security log: JSON in ASCII, of known fields, so that nothing from outside can end or forge one."""

from __future__ import annotations

import hmac
import json
import logging
import re
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.access.accounts import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger("sluis.security")
FIELDS = (
    "at", "event", "outcome", "reason", "organisation", "account", "session", "token", "address", "request", "method",
    "route", "process", "subject", "by", "given", "taken", "tried", "error",
)  # fmt: skip
ID = re.compile(r"[0-9a-f]{16}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST = 120
SALT = secrets.token_bytes(16)


def new_request() -> str:
    """Return what a request is called: short enough to be read out over the telephone."""
    return secrets.token_hex(8)


def id_in(text: object) -> str | None:
    """Return an id; None for what has not the shape of one, as whatever stands in an address may be a secret."""
    return text if isinstance(text, str) and ID.fullmatch(text) else None


def digest_of(organisation: str, email: str) -> str:
    """Return what tells tries at one address from those at others, in this process alone, and nothing of the address.

    The salt is kept nowhere, so nobody can look for an address in a log that he has.
    """
    wanted = f"{organisation}\0{address_of(email)}".encode("utf-8", "surrogatepass")
    return hmac.digest(SALT, wanted, sha256).hex()[:12]


def write(told: Mapping[str, str | None]) -> None:
    """Write one line, with what is known of it."""
    if not log.isEnabledFor(logging.INFO):
        return
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    known = {"at": at} | {name: plain(told[name]) for name in FIELDS if told.get(name)}
    log.info("%s", json.dumps(known, separators=(",", ":")))


def reason_of(text: str | None) -> str | None:
    """Return why something was refused, in one way of writing: messages have other hyphens than kinds of problems."""
    return text.replace("_", "-") if text else None


def plain(text: str | None) -> str:
    """Return a text with nothing in it that a terminal would obey; JSON itself lets DEL through."""
    return (text or "").replace("\x7f", "?")[:LONGEST]
