"""A reader's log from where he is: what the log gives page by page, and the stream as it happens."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from engine.process.view import entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine import Engine
    from engine.journal.loading import Stored
    from engine.process.view import Telling
    from engine.process.view.shapes import Entry

AT_ONCE = 200
Vector = dict[str, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a reader's log, the place behind each of them, and whether more follow."""

    lines: list[Entry]
    places: list[Vector]
    more: bool


def stretch(engine: Engine, telling: Telling, since: Mapping[str, int], limit: int) -> Stretch:
    """Return the lines behind a place, as the process is told: what came since then has its own telling."""
    ends = telling.sight.vector(telling.situation)
    found = engine.log(telling.situation.process, {label: since.get(label, 0) for label in ends}, limit + 1)
    shown = [one for one in found[:limit] if one.n <= ends[one.event.label]]
    place, places = dict(since), []
    for one in shown:
        place = place | {one.event.label: one.n}
        places.append(place)
    return Stretch(list(_told(telling, shown)), places, more=len(found) > limit)


def latest(engine: Engine, telling: Telling, before: Mapping[str, int] | None, limit: int) -> Stretch:
    """Return the last lines up to a place, all of them where none is given: the newest first, each with what is before.

    Of each label no more is looked at than there is room for: the last of all are among the last of each.
    """
    ends = telling.sight.vector(telling.situation)
    place = ends if before is None else {label: min(end, before.get(label, 0)) for label, end in ends.items()}
    since = {label: max(0, end - limit) for label, end in place.items()}
    found = [one for one in engine.log(telling.situation.process, since) if one.n <= place[one.event.label]]
    shown, places = found[-limit:], list[Vector]()
    for one in reversed(shown):
        place = place | {one.event.label: one.n - 1}
        places.append(place)
    more = any(place.values())
    return Stretch(list(reversed(list(_told(telling, shown)))), places, more=more)


def _told(telling: Telling, shown: Iterable[Stored]) -> Iterator[Entry]:
    """Yield the lines of events, each by the version of the method of when it happened."""
    for _, together in groupby(shown, lambda one: sum(ended <= one.seq for ended, _ in telling.former)):
        several = list(together)
        yield from entries(telling.at(several[0].seq), [(one.n, one.event, one.parts) for one in several])


class Following:
    """A reader who follows a log. What he may know is asked anew whenever something happened.

    `telling` gives the process as it is told to him now; it raises ProcessUnknown once he may not read it any more.
    """

    def __init__(self, engine: Engine, telling: Callable[[], Telling], since: Vector) -> None:
        self._engine, self._telling, self._place = engine, telling, since
        self._seen = -1
        self.is_behind, self.has_ended = True, False

    def news(self) -> Stretch:
        """Return what the reader has not had yet, a stretch at a time; none where nothing happened that he may know."""
        telling = self._telling()
        if telling.situation.order == self._seen and not self.is_behind:
            return Stretch([], [], more=False)
        found = stretch(self._engine, telling, self._place, AT_ONCE)
        self._place = found.places[-1] if found.places else self._place
        self._seen, self.is_behind = telling.situation.order, found.more
        self.has_ended = telling.situation.state == "ended" and not found.more
        return found

    def is_over(self) -> bool:
        """Tell whether the process has ended and the reader has had all of it."""
        telling = self._telling()
        return telling.situation.state == "ended" and not stretch(self._engine, telling, self._place, 1).lines
