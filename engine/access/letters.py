"""Letters: that an invitation, or a link somebody asked for, is to be mailed. The secret is made when that is done.

A row has no secret and no word. Whoever sends it makes the secret, keeps its digest and writes the link, so that a link
survives whatever happens in between, and stands nowhere else.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.access.desk import text
from engine.access.secrets import new_id
from engine.errors import StoreUnusable
from engine.journal.signing import SigningKeyUnusable

if TYPE_CHECKING:
    from engine.access.desk import Desk
    from engine.journal.group import Group
    from engine.journal.signing import SigningKey

PER_ADDRESS, PER_ASKER = 5, 100
COUNTED = timedelta(days=1)
SIGN_IN_ENDS = timedelta(hours=1)
INSERT = (
    "INSERT INTO letter(id, organisation, kind, account, invitation, language, whom, made_by, made_at, ends_at,"
    " kept_until, failures, next_at, leased_until) VALUES(?,?,?,?,?,?,?,?,?,?,?,0,?,?)"
)
TO_ADDRESS = "SELECT count(*) FROM letter WHERE organisation=? AND whom=? AND made_at>? AND kind=? AND account IS "
BY_ASKER = "SELECT count(*) FROM letter WHERE organisation=? AND made_by=? AND made_at>?"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter is about: an invitation of somebody, or an account that asked for a link, if there is one."""

    email: str
    ends_at: datetime
    account: str | None = None
    invitation: str | None = None
    made_by: str | None = None


def put_letter(desk: Desk, group: Group, organisation: str, occasion: Occasion, language: str) -> bool:
    """Let a letter be sent; False where too many go to this address or come from this account, or there is no key.

    Invitations are counted apart, and what was asked for before there was an account: strangers use up neither.
    """
    key = key_of(desk)
    if key is None:
        return False
    whom, since = _whom(key, organisation, occasion.email), text(group.at - COUNTED)
    kind = "sign_in" if occasion.invitation is None else "invitation"
    to_such = TO_ADDRESS + ("NULL" if occasion.account is None else "NOT NULL")
    if _counted(group, to_such, (organisation, whom, since, kind)) >= PER_ADDRESS:
        return False
    if occasion.made_by and _counted(group, BY_ASKER, (organisation, occasion.made_by, since)) >= PER_ASKER:
        return False
    at, kept = text(group.at), text(max(occasion.ends_at, group.at + COUNTED))
    group.touch()
    row = (
        new_id(desk.random) + new_id(desk.random), organisation, kind, occasion.account, occasion.invitation, language,
        whom, occasion.made_by, at, text(occasion.ends_at), kept, at, at,
    )  # fmt: skip
    group.connection.execute(INSERT, row)
    return True


def key_of(desk: Desk) -> SigningKey | None:
    """Return the key of this installation, without which no mail is sent; None where there is none."""
    try:
        return desk.journal.signing_key()
    except (StoreUnusable, SigningKeyUnusable):
        return None


def _whom(key: SigningKey, organisation: str, email: str) -> bytes:
    """Return what an address is counted by: without the key nobody finds out of which it is."""
    return hmac.digest(key.derived(b"letters to an address"), f"{organisation}\0{email}".encode(), sha256)


def _counted(group: Group, query: str, values: tuple[object, ...]) -> int:
    row = group.connection.execute(query, values).fetchone()
    return int(row[0]) if row else 0
