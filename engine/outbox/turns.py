"""Who is delivered to next: by turns of organisations, a few accounts side by side, whose turns nobody waits for."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from engine.errors import SluisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

EVERY, STOP_WITHIN = 2.0, 5.0
SIDE_BY_SIDE, SHARE = 12, 6  # in all, and of one organisation
log = logging.getLogger("sluis.outbox")


class Waiting(Protocol):
    """Something that may be due for an account of an organisation."""

    @property
    def account(self) -> str:
        """Of whom one is at work at a time."""

    @property
    def organisation(self) -> str:
        """With whom it takes turns."""


W = TypeVar("W", bound=Waiting)


class Turns(Generic[W]):
    """Looks again and again what is `due`, and has it delivered, each in a thread of its own."""

    def __init__(
        self, name: str, due: Callable[[], list[W]], deliver: Callable[[W], object], every: float = EVERY
    ) -> None:
        self._name, self._due, self._deliver, self._every = name, due, deliver, every
        self.stopping = threading.Event()
        self.busy: dict[str, tuple[str, threading.Thread]] = {}
        self._thread = threading.Thread(target=self._run, name=f"sluis-{name}", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and wait a while for what is under way."""
        self.stopping.set()
        until = time.monotonic() + STOP_WITHIN
        for one in (self._thread, *(thread for _, thread in list(self.busy.values()))):
            if one.is_alive():
                one.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while not self.stopping.wait(self._every):
            try:
                self._look()
            except Exception:
                log.exception("the %s could not look what there is to tell, and tries again", self._name)

    def _look(self) -> None:
        """Begin to deliver whatever is due, save for accounts that are busy: first for who has the fewest at work."""
        self.busy = {account: one for account, one in self.busy.items() if one[1].is_alive()}
        if len(self.busy) >= SIDE_BY_SIDE:
            return
        for one in in_turn(self._due(), {account: whose for account, (whose, _) in self.busy.items()}):
            thread = threading.Thread(target=self._in_turn, args=(one,), name=f"sluis-{self._name}-one", daemon=True)
            self.busy[one.account] = one.organisation, thread
            thread.start()

    def _in_turn(self, due: W) -> None:
        try:
            self._deliver(due)
        except SluisError as error:  # the database is busy or closing; what was not written is looked at again
            if not self.stopping.is_set():
                log.warning("%s has to wait: %s", due, error)
        except Exception:
            log.exception("%s has to wait", due)


def in_turn(due: Sequence[W], busy: Mapping[str, str]) -> Iterator[W]:
    """Yield what to begin with now: each time of the organisation with the fewest at work, who waits longest there.

    `busy` are accounts that are at work, with their organisations.
    """
    accounts, at_work, waiting = set(busy), Counter(busy.values()), list(due)
    while len(accounts) < SIDE_BY_SIDE:
        free = [one for one in waiting if one.account not in accounts and at_work[one.organisation] < SHARE]
        if not free:
            return
        found = min(free, key=lambda one: at_work[one.organisation])
        accounts.add(found.account)
        at_work[found.organisation] += 1
        yield found
