"""Many processes by method and phase, whose turn it is in them, and their trends, as the portfolio shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.routes.overview import MethodCount, NamedCount, Overview, PhaseCount
    from api.trends import Trends

MOST_BOATS = 4
MOST_TIMES = 15
TALL, WIDE, GAP = 60, 20, 4  # of the columns of a week in the picture, in its own units


@dataclass(frozen=True, slots=True)
class Column:
    """The columns of a week in the picture of trends: where they stand, and how high they are."""

    x: int
    opened: int
    ended: int


@dataclass(frozen=True, slots=True)
class Turns:
    """In how many processes of a method it is the turn of a role."""

    method: str
    method_title: str
    role: NamedCount


@dataclass(frozen=True, slots=True)
class Fleet:
    """All processes that the reader may know of, counted, and what he chooses from."""

    total: int
    held: int
    overdue: int
    methods: list[MethodCount]
    phases: list[PhaseCount]
    roles: dict[str, str]
    turns: list[Turns]
    trends: Trends | None
    columns: list[Column]

    def boats(self, phase: PhaseCount) -> range:
        """Return as many as are drawn on time in a phase: beside those that are late, no more than have room."""
        return range(max(0, min(phase.number, MOST_BOATS) - phase.overdue))

    def late(self, phase: PhaseCount) -> range:
        """Return as many as are drawn late in a phase."""
        return range(min(phase.overdue, MOST_BOATS))

    def times(self) -> list[tuple[str, int, int]]:
        """Return how long phases took: what each is called, days and visits."""
        told = self.trends.phases if self.trends else []
        titles = {one.id: one.title for one in self.methods}
        many = len({one.method for one in told}) > 1
        return [
            (f"{titles.get(one.method, one.method)}: {one.title}" if many else one.title, one.median_hours // 24,
             one.visits)
            for one in sorted(told, key=lambda one: -one.visits)[:MOST_TIMES]
        ]  # fmt: skip


def fleet_of(whole: Overview, trends: Trends | None, method: str, owed_by: str) -> Fleet:
    """Return all processes by method and phase; what is chosen can be chosen again, whatever there is of it."""
    chosen = [one for one in whole.methods if method in ("", one.id)]
    roles = {each.id: each.title for one in whole.methods for each in one.turns}
    return Fleet(
        total=whole.total,
        held=whole.states.held,
        overdue=whole.overdue,
        methods=whole.methods,
        phases=list(_phases(chosen[0])) if method and chosen else [],
        roles=roles if not owed_by or owed_by in roles else roles | {owed_by: ""},
        turns=[Turns(one.id, one.title, role) for one in chosen for role in one.turns],
        trends=trends,
        columns=_columns(trends),
    )


def _phases(method: MethodCount) -> Iterator[PhaseCount]:
    """Yield the phases to choose from: the outermost, each with those inside it in which a process is."""
    for stage in method.stages:
        yield stage
        yield from (one for one in method.phases if one.path.startswith(f"{stage.path}."))


def _columns(trends: Trends | None) -> list[Column]:
    weeks = trends.weeks if trends else []
    most = max((max(one.opened, one.ended) for one in weeks), default=0) or 1
    return [
        Column(number * (WIDE + GAP), one.opened * TALL // most, one.ended * TALL // most)
        for number, one in enumerate(weeks)
    ]
