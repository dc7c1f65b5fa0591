"""Mailboxes: how somebody wants to be told by mail, in whose language and when; and the link that ends it."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Literal, cast, get_args
from zoneinfo import ZoneInfo

from engine.access.acting import roles_now
from engine.access.desk import instant, text
from engine.access.letters import key_of
from engine.access.mail_standing import standing_of, try_again
from engine.errors import NotLetIn
from engine.journal.store import EVERYBODY, storable
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from engine.access.desk import Desk
    from engine.access.identity import Identity
    from engine.access.mail_standing import Standing
    from engine.journal.group import Group
    from engine.journal.signing import SigningKey
    from engine.journal.store import Connection, Row
    from engine.process.refusal import Refusal

How = Literal["at_once", "daily", "never"]
HOWS: tuple[How, ...] = get_args(How)
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
TONGUE = re.compile(r"[a-z]{2,3}")
BEGIN = (
    "INSERT INTO mailbox(account, organisation, how, language, turn, failures, next_at, leased_until)"
    " VALUES(?,?,'at_once',NULL,0,0,?,?) ON CONFLICT DO NOTHING"
)
CHOSEN = (
    "SELECT how, language, zone, quiet_from, quiet_until, sent_at, failed_at, failures FROM mailbox"
    " WHERE organisation=? AND account=?"
)
CHOOSE = "UPDATE mailbox SET how=?, language=?, zone=?, quiet_from=?, quiet_until=?, next_at=? WHERE account=?"
END = "UPDATE mailbox SET how='never' WHERE account=? AND organisation=?"


@dataclass(frozen=True, slots=True)
class Choices:
    """How an account is told: at once, daily or never; without language or zone as its processes have them.

    In quiet hours, from `quiet_from` until `quiet_until` as clocks show it there, nothing comes.
    """

    how: How = "at_once"
    language: str | None = None
    zone: str | None = None
    quiet_from: str | None = None
    quiet_until: str | None = None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What an account chose, and to whose it is how it goes."""

    choices: Choices
    sent_at: datetime | None
    failed_at: datetime | None


class Mailboxes:
    """What people say of mail."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def can_be(self) -> bool:
        """Tell whether mail is possible: what is in it follows from the signing key."""
        return key_of(self._desk) is not None

    def standing(self, by: Identity) -> Standing:
        """Return how mail of an organisation goes, for whoever holds the database."""
        return self._desk.read(by.organisation, lambda connection, _at: standing_of(connection, by.organisation))

    def retry(self, by: Identity) -> None:
        """Let all that failed be tried again now, for whoever holds the database."""
        self._desk.write(by.organisation, partial(try_again, by.organisation))

    def own(self, by: Identity) -> Mailbox:
        """Return how whoever asks is told by mail. Raises NotLetIn."""
        return self._desk.read(by.organisation, lambda connection, _at: _own(connection, by))

    def choose(self, by: Identity, choices: Choices) -> Mailbox | Refusal:
        """Say how one wants to be told, all of it. Raises NotLetIn."""
        return self._desk.write(by.organisation, partial(_chosen, by, choices))

    def end(self, token: str) -> tuple[str, str] | None:
        """Send no more to whoever has a letter with this token; returns organisation and account.

        None where it is no token of ours, or of a letter to an address that was given up. It opens nothing else, and
        works again and again, as programs of receivers send it more than once.
        """
        account = storable(token.partition(".")[0])
        query = "SELECT organisation, email FROM account WHERE id=? AND email IS NOT NULL"
        row = self._desk.read(EVERYBODY, lambda connection, _at: connection.execute(query, (account,)).fetchone())
        key = key_of(self._desk)
        if row is None or key is None or not hmac.compare_digest(
            token_of(key, account, str(row[1])).encode(), token.encode("utf-8", "replace")
        ):  # fmt: skip
            return None
        self._desk.write(str(row[0]), partial(_ended, account, str(row[0])))
        return str(row[0]), account


def token_of(key: SigningKey, account: str, email: str) -> str:
    """Return what ends mail to an address of an account, and does nothing else. It is in no row: it follows."""
    secret = key.derived(f"no more mail {account} {email}".encode())
    return f"{account}.{urlsafe_b64encode(secret).rstrip(b'=').decode()}"


def begin_mailbox(group: Group, organisation: str, account: str) -> None:
    """Let an account be told by mail of what happens from now on where it takes part."""
    group.connection.execute(BEGIN, (account, organisation, text(group.at), text(group.at)))


def start_over(group: Group, account: str) -> None:
    """Forget what failed: mail goes to another address from now on."""
    again = "UPDATE mailbox SET failures=0, next_at=? WHERE account=?"
    group.connection.execute(again, (text(group.at), account))


def forget_mailbox(group: Group, account: str) -> None:
    """Forget what an account said of mail, and what it was told of."""
    group.connection.execute("DELETE FROM mail_place WHERE account=?", (account,))
    group.connection.execute("DELETE FROM mailbox WHERE account=?", (account,))


def clock_of(minutes: int | None) -> str | None:
    """Return minutes of a day as clocks show them."""
    return None if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"


def _own(connection: Connection, by: Identity) -> Mailbox:
    row = connection.execute(CHOSEN, (by.organisation, str(by.account))).fetchone()
    if row is None:
        raise NotLetIn
    return _mailbox(row)


def _mailbox(row: Row) -> Mailbox:
    how, language, zone, quiet_from, quiet_until, sent_at, failed_at, failures = row
    choices = Choices(cast("How", how), language, zone, clock_of(quiet_from), clock_of(quiet_until))
    fails = instant(failed_at) if failed_at and failures else None
    return Mailbox(choices, instant(sent_at) if sent_at else None, fails)


def _chosen(by: Identity, choices: Choices, group: Group) -> Mailbox:
    roles_now(group.connection, by)
    if by.session is None or by.account is None:
        raise refuse("not-yours", "for_people")
    values = _checked(choices)
    group.touch()
    begin_mailbox(group, by.organisation, by.account)
    group.connection.execute(CHOOSE, (*values, text(group.at), by.account))
    return _own(group.connection, by)


def _checked(choices: Choices) -> tuple[object, ...]:
    """Return choices as a row has them. Raises Refused, naming what is wrong."""
    if choices.how not in HOWS:
        raise refuse("malformed", "mail_how_wrong", "/how", found=str(choices.how)[:40], allowed=HOWS)
    if choices.language is not None and not TONGUE.fullmatch(choices.language):
        raise refuse("malformed", "mail_language_wrong", "/language", found=choices.language[:40])
    if choices.zone is not None and not _is_zone(choices.zone):
        raise refuse("malformed", "mail_zone_wrong", "/zone", found=choices.zone[:80])
    begins, ends = (_minutes(choices.quiet_from, "/quiet_from"), _minutes(choices.quiet_until, "/quiet_until"))
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        raise refuse("malformed", "mail_quiet_wrong", "/quiet_until" if begins is not None else "/quiet_from")
    return choices.how, choices.language, choices.zone, begins, ends


def _minutes(clock: str | None, pointer: str) -> int | None:
    if clock is None:
        return None
    found = CLOCK.fullmatch(clock)
    if found is None:
        raise refuse("malformed", "mail_clock_wrong", pointer, found=clock[:40])
    return int(found[1]) * 60 + int(found[2])


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _ended(account: str, organisation: str, group: Group) -> None:
    group.touch()
    group.connection.execute(END, (account, organisation))
