"""The order in which ends, and moves from everywhere, are drawn: one with few crossings of the lines that lead to them.

How often lines cross depends only on the order of the places at which they leave and enter, so that is weighed before
anything is drawn. Phases and their moves stay as declared, and so does the end behind the last phase.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from engine.authoring.drawing.lanes import Net, crossed

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.authoring.drawing.chart import Chart, End, Passage, Stage

T = TypeVar("T")
MOST, MOST_LANES = 8, 24  # where there are more, the order is left alone
ROUNDS = 2


def arranged(chart: Chart) -> Chart:
    """Return a chart with its ends and the moves from everywhere in the order in which they are best drawn."""
    if len(_Places().of(chart)) > MOST_LANES:
        return chart
    linked = any(passage.next_door and passage.way == "end" for _, passage in chart.passages())
    for _ in range(ROUNDS):
        chart = _best(chart.ends[linked:], partial(_with_ends, chart, chart.ends[:linked]))
        chart = _best(chart.everywhere, partial(_with_everywhere, chart))
    return chart


def _with_ends(chart: Chart, first: tuple[End, ...], order: tuple[End, ...]) -> Chart:
    return replace(chart, ends=(*first, *order))


def _with_everywhere(chart: Chart, order: tuple[Passage, ...]) -> Chart:
    return replace(chart, everywhere=order)


def _best(things: tuple[T, ...], put: Callable[[tuple[T, ...]], Chart]) -> Chart:
    """Return the chart with these things in a good order: as they are or turned round, then moved one by one."""
    if len(things) > MOST:
        return put(things)
    tried = [_improved(things, put), _improved(things[::-1], put)]
    return min(tried, key=least_crossings)


def _improved(things: tuple[T, ...], put: Callable[[tuple[T, ...]], Chart]) -> Chart:
    order, best = things, put(things)
    cost = least_crossings(best)
    for one in things:
        if cost == 0:
            break
        rest = tuple(other for other in order if other is not one)
        for at in range(len(things)):
            moved = (*rest[:at], one, *rest[at:])
            if (told := least_crossings(put(moved))) < cost:
                order, best, cost = moved, put(moved), told
    return best


def least_crossings(chart: Chart) -> int:
    """Return how many crossings there are at least: of each two lanes the better one inside."""
    nets = _Places().of(chart)
    pairs = ((one, other) for at, one in enumerate(nets) for other in nets[:at])
    return sum(min(crossed(one, other), crossed(other, one)) for one, other in pairs)


@dataclass(slots=True)
class _Places:
    """The places at which lines leave and enter, counted from the top instead of measured."""

    place: int = 0
    into: dict[str, int] = field(default_factory=dict)
    outs: dict[tuple[str, bool], list[int]] = field(default_factory=dict)

    def of(self, chart: Chart) -> list[Net]:
        """Return the lanes there will be."""
        for stage in chart.stages:
            self._stage(stage)
        for end in chart.ends:
            self._enters(f"end.{end.name}")
        for passage in chart.everywhere:
            self._leaves(passage)
        return [
            Net(f"{to}{back}", tuple(outs), self.into[to] - back) for (to, back), outs in self.outs.items()
        ]  # lines back enter above those on

    def _stage(self, stage: Stage) -> None:
        self._enters(stage.path)
        for one in stage.inside:
            self._stage(one)
        for passage in stage.passages:
            self._leaves(passage)

    def _enters(self, name: str) -> None:
        self.place += 2
        self.into[name] = self.place

    def _leaves(self, passage: Passage) -> None:
        self.place += 1
        if passage.has_line and passage.to:
            self.outs.setdefault((passage.to, passage.way == "back"), []).append(self.place)
