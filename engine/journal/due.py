"""What the ticker does: let happen what came due in any process, and plan anew what an older calendar has planned.

Rows say what is due, so each look asks for some of them and a start for none. Whoever has the lock on a family is the
one to do it; another that comes to it finds it done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from engine.errors import SluisError, StoreBusy
from engine.process.refusal import Refused
from engine.process.timing.calendar import PLANNED_BY

if TYPE_CHECKING:
    from concurrent.futures import Future

    from engine.journal.group import Group
    from engine.journal.journal import Journal
    from engine.journal.writer import Done

Found = list[tuple[str, str]]
MOST_FOUND = 100
MOST_LOOKS, SOME_LOOKS = 10, 3
TOGETHER = 16  # pieces of work that wait at once, so that commands of others are not behind hundreds of them
LOG = logging.getLogger("sluis.clock")


class Timekeeper:
    """Does in all processes of a store what the clock has to do there, some of it at each tick."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._broken: set[str] = set()
        self._passed_over: tuple[set[str], set[str]] = (set(), set())  # of what comes due, and of what is planned anew

    def come_due(self) -> int:
        """Let happen what came due in every process, and return in how many something did."""
        return self._each(self._journal.due, self._journal.ledger.advance, MOST_LOOKS, self._passed_over[0])

    def plan_anew(self) -> int:
        """Plan anew what was planned by an older edition of the calendar, and return in how many it came out else."""
        return self._each(self._planned_before, self._journal.ledger.plan_anew, SOME_LOOKS, self._passed_over[1])

    def _planned_before(self, most: int) -> Found:
        return self._journal.planned_before(PLANNED_BY, most)

    def _each(
        self, look: Callable[[int], Found], work: Callable[[Group, str], Done[int]], looks: int, failed: set[str]
    ) -> int:  # fmt: skip
        """Do a piece of work in each process that is found, until none is left or there was enough for one tick.

        One in which that fails is passed over, also at later ticks, until all others had their turn.
        """
        done: set[str] = set()
        for _ in range(looks):
            all_found = look(MOST_FOUND + len(failed))
            failed &= {process for process, _ in all_found}
            found = [one for one in all_found if one[0] not in failed][:MOST_FOUND]
            if not found:
                failed.clear()
                break
            for process, events in self._worked(found, work):
                (done if events else failed).add(process)
        return len(done)

    def _worked(self, found: Found, work: Callable[[Group, str], Done[int]]) -> Iterator[tuple[str, int]]:
        """Yield how many events there were in each process, which is none where it failed or another was faster."""
        for start in range(0, len(found), TOGETHER):
            some = found[start : start + TOGETHER]
            sent = [(process, self._sent(process, organisation, work)) for process, organisation in some]
            for process, future in sent:
                yield process, self._answer(process, future)

    def _sent(
        self, process: str, organisation: str, work: Callable[[Group, str], Done[int]]
    ) -> Future[int] | None:  # fmt: skip
        try:
            return self._journal.writer.send(lambda group: work(group, process), process, organisation)
        except StoreBusy:
            return None

    def _answer(self, process: str, future: Future[int] | None) -> int:
        try:
            return future.result() if future else 0
        except (SluisError, Refused):
            return 0
        except Exception as error:  # noqa: BLE001 - a fault that one process comes upon stops the clock of no other
            if process not in self._broken:
                self._broken.add(process)
                LOG.error("what came due in process %s cannot happen: %s", process, type(error).__name__)  # noqa: TRY400 - its words may be of parties
            return 0
