"""Delivers: looks every other second what there is to tell, and sends it, a few accounts side by side.

Of each webhook one message is under way at a time, of each account one webhook, and of each organisation some, whose
turns end: so whose receivers are slow keeps nobody else waiting for long. What fails is tried again, the same message,
until it arrives or the webhook is stopped.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from engine.access.secrets import new_id
from engine.access.webhooks import secrets_at
from engine.errors import SluisError
from engine.journal.store import EVERYBODY
from engine.journal.tables import instant_text
from engine.outbox import rows
from engine.outbox.news import Message, Quiet, looked, may_be_told, said
from engine.outbox.rows import Lease
from engine.outbox.signing import signed
from engine.outbox.turns import EVERY, Turns
from engine.outbox.wire import Answer

if TYPE_CHECKING:
    from engine.access.secrets import Random
    from engine.access.webhooks import Webhook
    from engine.journal.journal import Journal
    from engine.outbox.rows import Due

WAITS = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
BY_CHANCE = 10  # a tenth of a wait at most, so that not all come back at once
LASTS = timedelta(minutes=2)
MOST_IN_TURN, SECONDS_IN_TURN = 100, 20.0
MOST_TESTS, TESTS_SHARE = 6, 3  # the same of tries; of one account there is one


class Post(Protocol):
    """The way out."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a body and return how that went."""

    def close(self) -> None:
        """End whatever is under way, and send nothing any more."""


class Outbox:
    """Tells webhooks what happened. `waits` are how long it is waited after each failure; after the last it is over."""

    def __init__(
        self, journal: Journal, wire: Post, random: Random = os.urandom, *, waits: tuple[timedelta, ...] = WAITS,
        every: float = EVERY, lasts: timedelta = LASTS,
    ) -> None:  # fmt: skip
        self._journal, self._wire, self._random = journal, wire, random
        self._waits, self._lasts = waits, lasts
        self._turns = Turns("outbox", self._due, self._deliver, every)
        self._trying: dict[str, str] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin to deliver. What a process held that owned this database before is taken over at once."""
        if not self._journal.store.shares:
            with suppress(SluisError):
                self._journal.do(rows.let_all_go)
        self._turns.start()

    def stop(self) -> None:
        """Deliver no more. What is under way is broken off, and sent again by whoever delivers next."""
        self._turns.stopping.set()
        self._wire.close()
        self._turns.stop()

    def round(self) -> int:
        """Deliver what there is to deliver now, one after another; returns how many messages arrived."""
        return sum(self._deliver(one) for one in self._due())

    def ping(self, webhook: Webhook) -> Answer | None:
        """Send a message that tells nothing, and return how it went; None where too many are tried already.

        Raises SigningKeyUnusable, StoreUnusable.
        """
        with self._turn_to_try(webhook) as may:
            at = self._journal.now()
            return self._sent(webhook, self._new_id(), said("ping", instant_text(at), {})) if may else None

    @contextmanager
    def _turn_to_try(self, webhook: Webhook) -> Iterator[bool]:
        with self._lock:
            of_theirs = sum(one == webhook.organisation for one in self._trying.values())
            is_free = len(self._trying) < MOST_TESTS and of_theirs < TESTS_SHARE
            may = is_free and webhook.account not in self._trying
            if may:
                self._trying[webhook.account] = webhook.organisation
        try:
            yield may
        finally:
            if may:
                del self._trying[webhook.account]

    def _due(self) -> list[Due]:
        with self._journal.reading(EVERYBODY) as connection:
            return rows.due(connection, self._journal.store.now(connection))

    def _deliver(self, due: Due) -> int:
        """Send what there is for a webhook, until nothing is left, something fails or its turn is over.

        Returns how many arrived.
        """
        until = time.monotonic() + SECONDS_IN_TURN
        for number in range(MOST_IN_TURN):
            if self._turns.stopping.is_set() or time.monotonic() >= until or not self._step(due):
                return number
        return MOST_IN_TURN

    def _step(self, due: Due) -> bool:
        """Send one message; False where there was none, or it did not arrive."""
        with self._journal.reading(due.organisation) as connection:
            known = rows.webhook_now(connection, due.webhook)
        if known is None:
            return False
        webhook, message = known
        if webhook.key != self._journal.signing_key().public:
            self._journal.do(partial(rows.stopped, webhook), None, webhook.organisation)
            return False
        if message is None or not may_be_told(self._journal, webhook, message):
            message = self._next(webhook, message)
        return message is not None and self._is_delivered(webhook, message)

    def _next(self, webhook: Webhook, dropped: Message | None) -> Message | None:
        """Return the next message of a webhook, and write down where there was no news on the way to it."""
        quiet, found = list[Quiet](), None
        for one in looked(self._journal, webhook, self._new_id()):
            if isinstance(one, Message):
                found = one
                break
            quiet.append(one)
        if quiet or dropped:
            done = partial(rows.tidied, webhook.id, quiet, dropped.id if dropped else None)
            self._journal.do(done, None, webhook.organisation)
        return found

    def _is_delivered(self, webhook: Webhook, message: Message) -> bool:
        lease = Lease(new_id(self._random), self._lasts)
        organisation = webhook.organisation
        if not self._journal.do(partial(rows.claimed, webhook, message, lease), None, organisation):
            return False
        answer = self._sent(webhook, message.id, message.body)
        if answer.why is None:
            self._journal.do(partial(rows.arrived, webhook.id, message, lease.id), None, organisation)
            return True
        if self._turns.stopping.is_set():  # we broke it off ourselves
            self._journal.do(partial(rows.let_go, webhook.id, lease.id), None, organisation)
            return False
        wait = self._wait(webhook.failures, answer)
        self._journal.do(partial(rows.failed, webhook.id, answer, wait, lease.id), None, organisation)
        return False

    def _sent(self, webhook: Webhook, identity: str, body: bytes) -> Answer:
        at = self._journal.now()
        secrets = secrets_at(self._journal.signing_key(), webhook, at)
        return self._wire.post(webhook.url, signed(identity, body, secrets, at), body)

    def _wait(self, failures: int, answer: Answer) -> timedelta | None:
        """Return how long to wait after one more failure; None where that was the last."""
        if failures >= len(self._waits):
            return None
        usual = self._waits[failures]
        usual += usual / BY_CHANCE * (self._random(1)[0] / 255)
        return max(usual, answer.wait or timedelta(0))

    def _new_id(self) -> str:
        return f"msg_{self._random(16).hex()}"
