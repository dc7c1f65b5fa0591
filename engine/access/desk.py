"""What every room of access works with: the store, chance, and passwords. Nothing here decides anything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from engine.errors import StoreBusy
from engine.journal.tables import instant_text
from engine.journal.writer import Done
from engine.process.refusal import Refusal, Refused

if TYPE_CHECKING:
    from concurrent.futures import Future

    from engine.access.passwords import Passwords
    from engine.access.secrets import Random
    from engine.journal.group import Group
    from engine.journal.journal import Journal
    from engine.journal.store import Connection, Everybody, Whose

T = TypeVar("T")
MOST_NOTED = 10_000
Key = tuple[str, ...]


class Noted:
    """What was noted a short while ago and is not to be noted again. May be used from any thread."""

    def __init__(self, most: int = MOST_NOTED) -> None:
        self._last: dict[Key, datetime] = {}
        self._lock, self._most = threading.Lock(), most

    def is_due(self, key: Key, at: datetime, every: timedelta) -> bool:
        """Tell whether something is to be noted now; whoever asks does so."""
        with self._lock:
            last = self._last.pop(key, None)
            is_due = last is None or at - last >= every
            self._last[key] = at if last is None or is_due else last
            if len(self._last) > self._most:
                del self._last[next(iter(self._last))]
            return is_due

    def forget(self, key: Key) -> None:
        """Let something be due again: it could not be noted."""
        with self._lock:
            self._last.pop(key, None)


@dataclass(frozen=True)
class Desk:
    """The store with what access needs beside it. `random` gives so many random bytes."""

    journal: Journal
    random: Random
    passwords: Passwords
    noted: Noted = field(default_factory=Noted)

    def write(
        self, organisation: str | Everybody, work: Callable[[Group], T], process: str | None = None
    ) -> T | Refusal:
        """Do a piece of work in the writer's next group. What it refuses, it refuses before it writes anything."""
        return self.journal.do(partial(_tried, work), process, organisation)

    def read(self, whose: Whose, work: Callable[[Connection, datetime], T]) -> T:
        """Look something up as it stands at an instant, which is given too; of others than `whose` there is nothing."""
        with self.journal.reading(whose) as connection:
            return work(connection, self.journal.store.now(connection))

    def ask(self, whose: Whose, work: Callable[[Connection, datetime], T]) -> T | Refusal:
        """Look something up that may be refused."""
        try:
            return self.read(whose, work)
        except Refused as no:
            return no.refusal

    def note(self, key: Key, at: datetime, every: timedelta, sql: str, values: tuple[object, ...]) -> bool:
        """Let something be written that nobody waits for, unless that was done a short while ago; tell whether.

        `key` is what it is about, its organisation first. What could not be written is tried with the next note of it.
        """
        if not self.noted.is_due(key, at, every):
            return False

        def work(group: Group) -> Done[None]:
            group.touch()
            group.connection.execute(sql, values)
            return Done(None)

        def follow(done: Future[None]) -> None:
            if done.exception():
                self.noted.forget(key)

        try:
            self.journal.writer.send(work, None, key[0]).add_done_callback(follow)
        except StoreBusy:
            self.noted.forget(key)
        return True


def text(at: datetime) -> str:
    """Return an instant as rows have it."""
    return instant_text(at)


def instant(kept: object) -> datetime:
    """Return the instant that a row has."""
    return datetime.fromisoformat(str(kept))


def _tried(work: Callable[[Group], T], group: Group) -> Done[T | Refusal]:
    try:
        return Done(work(group))
    except Refused as no:
        return Done(no.refusal)
