"""Mails: looks again and again who is to be told something, and sends it, a few people side by side.

Of each person one mail is under way at a time. What fails is tried again by itself and holds up nobody else; where the
way out is closed, all wait a moment, and it is nobody's failure.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.access.links import LASTS as LINK_LASTS
from engine.access.mailboxes import token_of
from engine.access.secrets import new_id, new_secret
from engine.errors import SluisError
from engine.journal.store import EVERYBODY
from engine.outbox.mail import rows
from engine.outbox.mail.envelope import NoAddress, NoSender, enveloped
from engine.outbox.mail.hours import may_go_at
from engine.outbox.mail.news import looked
from engine.outbox.mail.shapes import Letter, Outcome
from engine.outbox.rows import Lease
from engine.outbox.turns import Turns

if TYPE_CHECKING:
    from engine.access.secrets import Random
    from engine.journal.journal import Journal
    from engine.outbox.mail.news import Looked
    from engine.outbox.mail.rows import Box, Due, Waiting
    from engine.outbox.mail.shapes import Office

WAITS = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3),
    timedelta(hours=6), timedelta(hours=12),
)  # fmt: skip
BY_CHANCE = 10  # a tenth of a wait at most, so that not all come back at once
EVERY, LASTS = 5.0, timedelta(minutes=10)  # longer than any conversation with a server takes
PAUSE = timedelta(minutes=15)  # between two mails that tell somebody of news
CLOSED_FOR = timedelta(seconds=30)
ALWAYS = ("refused", "address")
NAMES = "SELECT name FROM organisation WHERE organisation=?"
log = logging.getLogger("sluis.outbox")


class Mailer:
    """Tells people by mail. `waits` are how long it is waited after each failure, the last of them from then on."""

    def __init__(
        self, journal: Journal, office: Office, random: Random = os.urandom, *,
        waits: tuple[timedelta, ...] = WAITS, every: float = EVERY, lasts: timedelta = LASTS,
    ) -> None:  # fmt: skip
        self._journal, self._office, self._random = journal, office, random
        self._waits, self._lasts = waits, lasts
        self._closed_until: datetime | None = None
        self._turns = Turns("mail", self._due, self._deliver, every)

    def start(self) -> None:
        """Begin to send. What a process held that owned this database before is taken over at once."""
        is_alone = not self._journal.store.shares
        if is_alone:
            with suppress(SluisError):
                self._journal.do(rows.let_all_go)
        self._office.transport.tidy(is_alone=is_alone)
        self._turns.start()

    def stop(self) -> None:
        """Send no more. What is under way is broken off, and sent again by whoever sends next."""
        self._turns.stopping.set()
        self._office.transport.close()
        self._turns.stop()

    def round(self) -> int:
        """Send what there is to send now, one after another; returns how many mails went out."""
        return sum(self._deliver(one) for one in self._due())

    def _due(self) -> list[Due]:
        with self._journal.reading(EVERYBODY) as connection:
            at = self._journal.store.now(connection)
            return [] if self._is_closed(at) else rows.due(connection, at)

    def _is_closed(self, at: datetime) -> bool:
        return self._closed_until is not None and at < self._closed_until

    def _deliver(self, due: Due) -> bool:
        """Send what there is for one; tells whether a mail went out."""
        if self._is_closed(self._journal.now()):
            return False
        return self._is_told(due) if due.letter is None else self._is_posted(due, due.letter)

    def _is_told(self, due: Due) -> bool:
        """Tell an account what there is, if now is the time; tells whether a mail went out."""
        with self._journal.reading(due.organisation) as connection:
            box, at = rows.box_now(connection, due.account), self._journal.store.now(connection)
        if box is None:
            return False
        found = list(looked(self._journal, box, at))
        news, quiet = [one for one in found if one.item], [one for one in found if not one.item]
        until = _waits_until(box, news, at)
        if quiet or until:
            self._journal.do(partial(rows.tidied, box.account, quiet, until), None, box.organisation)
        if not news or until:
            return False
        lease = Lease(new_id(self._random), self._lasts)
        if not self._journal.do(partial(rows.claimed, box, lease), None, box.organisation):
            return False
        news = self._news(box)  # once more: what may be known may be less by now
        return self._is_sent(due, box, news, lease.id)

    def _news(self, box: Box) -> list[Looked]:
        return [one for one in looked(self._journal, box, self._journal.now()) if one.item]

    def _is_sent(self, due: Due, box: Box, news: list[Looked], lease: str) -> bool:
        """Send a mail to who is held; tells whether it went out."""
        outcome = self._posted(self._news_letter(box, news), box.email, _named(box, news)) if news else None
        if outcome is None or outcome.why == "closed":
            self._journal.do(partial(rows.let_go, due, lease), None, box.organisation)
            return False
        if outcome.why is None:
            self._journal.do(partial(rows.told, box, news, PAUSE, lease), None, box.organisation)
            return True
        dropped = news if outcome.why in ALWAYS else []
        done = partial(rows.box_failed, box, outcome, self._wait(box.failures), dropped, lease)
        self._journal.do(done, None, box.organisation)
        return False

    def _is_posted(self, due: Due, identity: str) -> bool:
        """Make the secret of a letter, keep its digest, and send it; tells whether it went out."""
        with self._journal.reading(due.organisation) as connection:
            letter, at = rows.letter_now(connection, identity), self._journal.store.now(connection)
        if letter is None:
            return False
        if letter.email is None or letter.ends_at <= at:
            why = "moot" if letter.email is None else "late"
            self._journal.do(partial(rows.letter_over, identity, why), None, due.organisation)
            return False
        lease, secret = Lease(new_id(self._random), self._lasts), new_secret(self._random)
        if not self._journal.do(partial(rows.letter_claimed, letter, secret, lease), None, due.organisation):
            return False
        outcome = self._posted(self._link_letter(letter, secret, at), letter.email, letter.id)
        if outcome.why is None:
            self._journal.do(partial(rows.letter_over, identity, "sent"), None, due.organisation)
        elif outcome.why == "closed":
            self._journal.do(partial(rows.let_go, due, lease.id), None, due.organisation)
        else:
            wait = None if outcome.why in ALWAYS else self._wait(letter.failures)
            self._journal.do(partial(rows.letter_failed, identity, outcome, wait, lease.id), None, due.organisation)
        return outcome.why is None

    def _posted(self, letter: Letter, to: str, identity: str) -> Outcome:
        """Put a letter into words and an envelope, and send it."""
        at = self._journal.now()
        try:
            envelope = enveloped(self._office.words(letter), self._office.sender, to, identity, at)
        except NoAddress:
            return Outcome("address")
        except NoSender:
            log.warning("no mail can be sent from %r now: it is no address", self._office.sender)
            self._closed_until = at + CLOSED_FOR
            return Outcome("closed")
        outcome = self._office.transport.send(envelope)
        if outcome.why == "closed":
            self._closed_until = at + CLOSED_FOR
        elif outcome.why is not None:
            log.warning("mail %s did not go: %s %s", identity, outcome.why, outcome.status or "")
        return outcome

    def _news_letter(self, box: Box, news: list[Looked]) -> Letter:
        first = news[0]
        items = tuple(one.item for one in news if one.item)
        return Letter(
            "news", box.language or first.language, self._name(box.organisation), box.zone or first.zone, items=items,
            end=token_of(self._journal.signing_key(), box.account, box.email),
        )  # fmt: skip

    def _link_letter(self, letter: Waiting, secret: str, at: datetime) -> Letter:
        until = letter.invited_until if letter.kind == "invitation" else at + LINK_LASTS
        name = self._name(letter.organisation)
        return Letter(letter.kind, letter.language, name, ends_at=until, secret=secret)

    def _name(self, organisation: str) -> str:
        with self._journal.reading(organisation) as connection:
            row = connection.execute(NAMES, (organisation,)).fetchone()
        return str(row[0]) if row else organisation

    def _wait(self, failures: int) -> timedelta:
        usual = self._waits[min(failures, len(self._waits) - 1)]
        return usual + usual / BY_CHANCE * (self._random(1)[0] / 255)


def _waits_until(box: Box, news: list[Looked], at: datetime) -> datetime | None:
    """Return until when what there is to tell has to wait; None where it may go now, or there is nothing."""
    since = [one.oldest for one in news if one.oldest]
    if not since:
        return None
    goes = may_go_at(at, min(since), box.how, box.zone or news[0].zone, box.quiet)
    return goes if goes > at else None


def _named(box: Box, news: list[Looked]) -> str:
    """Return what a mail is called: the same at each try that says the same, so that whoever gets it twice can tell."""
    return sha256(repr((box.account, box.turn, [one.item for one in news])).encode()).hexdigest()[:32]
