"""The map over a wide picture: all phases in a row or a few, with where each can turn back or end, at one glance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.authoring.drawing import signs
from engine.authoring.drawing.blocks import ENDS, INNER, OUTER
from engine.authoring.drawing.chart import Stage
from engine.authoring.drawing.measure import Run, Type, row_width, wrapped
from engine.authoring.drawing.page import BACK, INK, QUAY, Page, height_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.authoring.drawing.blocks import Water
    from engine.authoring.drawing.chart import Chart, End, Passage

FROM = 760  # a picture less wide does without: its phases are a glance apart
LEAST, MOST = 150, 230
LOWEST = 84
BETWEEN, PAD, BELOW, BESIDE = 30, 11, 20, 18
SMALL = 13


def map_block(page: Page, chart: Chart, x: int, y: int, room: int) -> int:
    """Draw the map where there is room for it and more than one phase; return where it ends."""
    if room < FROM or len(chart.stages) == 1:
        return y
    first_end = chart.ends[0]
    last = [first_end] if _leading(chart.stages[-1], f"end.{first_end.name}") else []
    things: list[Stage | End] = [*chart.stages, *last]
    in_row = _in_row(len(things), room)
    width = min(MOST, (room - BETWEEN * (in_row + 1)) // in_row)
    drawn = _Map(page, things, in_row, width, dict(_names(chart)))
    for at in range(0, len(things), in_row):
        y = drawn.row(at, x, y) + BELOW
    if chart.everywhere:
        y = page.text([Run(chart.from_everywhere, Type(14, 650, INK, "d-ink"))], x, y, room) + 3
        y = drawn.flowing(chart.everywhere, x, y, room) + BELOW
    return y + 8


def _names(chart: Chart) -> Iterator[tuple[str, str]]:
    yield from ((stage.path, f"{stage.number} {stage.title}") for stage in chart.walk())
    yield from ((f"end.{end.name}", end.title) for end in chart.ends)


def _in_row(number: int, room: int) -> int:
    """Return how many stand in a row, such that rows are about as long."""
    fit = max(2, (room - BETWEEN) // (LEAST + BETWEEN))
    rows = -(-number // fit)
    return -(-number // rows)


def _leading(stage: Stage, to: str) -> list[Passage]:
    """Return the moves of a phase that lead through the gate to what is behind it."""
    found = [passage for one in stage.walk() for passage in one.passages]
    return [one for one in found if one.to == to and one.next_door and one.way != "back"]


@dataclass(frozen=True, slots=True)
class _Map:
    page: Page
    things: Sequence[Stage | End]
    in_row: int
    width: int
    names: Mapping[str, str]

    def row(self, at: int, x: int, y: int) -> int:
        """Draw the row that begins with this thing; return where it ends."""
        own = self.things[at : at + self.in_row]
        begin = x + (BETWEEN if at else 0)
        cells = [_Cell(self, begin + number * (self.width + BETWEEN)) for number in range(len(own))]
        heights = [cell.drawn(thing) for cell, thing in zip(cells, own, strict=True)]
        middle = y + max(heights) // 2
        for cell, thing, height in zip(cells, own, heights, strict=True):
            cell.put(thing, middle - height // 2, height)
        for number, cell in enumerate(cells):
            self._canal(at + number, cell.x + self.width, middle, last=number == len(cells) - 1)
        if at and self._between(at - 1):
            signs.canal_across(self.page, x, middle, BETWEEN, shut=None)
        return y + max(heights)

    def _between(self, index: int) -> list[Passage]:
        one, behind = self.things[index], self.things[index + 1 : index + 2]
        if not behind or not isinstance(one, Stage):
            return []
        return _leading(one, behind[0].path if isinstance(behind[0], Stage) else f"end.{behind[0].name}")

    def _canal(self, index: int, x: int, y: int, *, last: bool) -> None:
        if ways := self._between(index):
            signs.canal_across(self.page, x, y, BETWEEN, shut=all(way.is_shut for way in ways))
            if last:
                signs.arrow_across(self.page, x + BETWEEN, y)

    def flowing(self, passages: Iterable[Passage], x: int, y: int, room: int) -> int:
        """Draw where moves lead one after the other in rows; return where they end."""
        at = x
        for one in _elsewhere(passages):
            run = Run(self.names[str(one.to)], _ink(one, OUTER["plain"]))
            wide = BESIDE + row_width([run]) + 24
            if at > x and at + wide > x + room:
                at, y = x, y + height_of(SMALL) + 3
            signs.small_way(self.page, one, at + 7, y + 9, run.type.fill)
            rows = wrapped([run], room - BESIDE)
            for number, row in enumerate(rows):
                self.page.row(row, at + BESIDE, y + SMALL + number * height_of(SMALL))
            y += (len(rows) - 1) * height_of(SMALL)
            at += wide
        return y + height_of(SMALL)


@dataclass(slots=True)
class _Cell:
    """A phase or an end on the map, drawn on a page of its own as if at the top; `put` moves it to its place."""

    map: _Map
    x: int
    page: Page = field(default_factory=Page)

    def drawn(self, thing: Stage | End) -> int:
        """Draw what stands in it; return how high it is."""
        x, width = self.x + PAD, self.map.width - 2 * PAD
        if isinstance(thing, Stage):
            return max(LOWEST, self._stage(thing, x, PAD, width) + PAD)
        y = self.page.text([Run(thing.title, Type(15, 650, INK, "d-ink"))], x + 26, PAD + 2, width - 26)
        y = self.page.text([Run(thing.meaning, Type(SMALL, 400, INK, "d-soft"))], x + 26, y, width - 26) + PAD
        signs.ending(self.page, thing.verdict, x + 10, y // 2)
        return y

    def put(self, thing: Stage | End, y: int, height: int) -> None:
        """Draw its walls at a height, and what stands in it."""
        page, place = self.map.page, {"x": self.x, "y": y, "width": self.map.width, "height": height}
        if isinstance(thing, Stage):
            water = OUTER[thing.status]
            edge = {"stroke_dasharray": water.edge} if water.edge else {}
            look: dict[str, object] = {"class_": f"{water.name} d-quay", "fill": water.fill, "stroke": QUAY, "rx": 8}
            page.shape("rect", **look, stroke_width=4, **place, **edge)
        else:
            name, fill, stroke, corner = ENDS[thing.verdict]
            wide = 7 if thing.reached else 4
            page.shape("rect", class_=name, fill=fill, stroke=stroke, stroke_width=wide, rx=min(corner, 14), **place)
        page.parts += [f'<g transform="translate(0 {y})">', *self.page.parts, "</g>"]

    def _stage(self, stage: Stage, x: int, y: int, width: int) -> int:
        water = OUTER[stage.status]
        standing = [Run(f"· {stage.standing}", water.type(SMALL, 650))] if stage.standing else []
        y = self.page.text([Run(stage.number, water.type(14, aside=True)), *standing], x, y, width)
        y = self.page.text([Run(stage.title, water.type(16, 650))], x, y, width) + 3
        for inner in stage.inside:
            y = self._lane(inner, x, y, width) + 4
        found = [passage for one in stage.walk() for passage in one.passages]
        for one in _elsewhere(one for one in found if not str(one.to).startswith(f"{stage.path}.")):
            kind = _ink(one, water)
            signs.small_way(self.page, one, x + 7, y + 10, kind.fill)
            y = self.page.text([Run(self.map.names[str(one.to)], kind)], x + BESIDE, y + 1, width - BESIDE) + 2
        return y

    def _lane(self, stage: Stage, x: int, y: int, width: int) -> int:
        water, lane = INNER[stage.status], Page()
        bottom = lane.text([Run(f"{stage.number} {stage.title}", water.type(SMALL, 600))], x + 8, y + 6, width - 16) + 6
        look: dict[str, object] = {"class_": f"{water.name} d-quay", "fill": water.fill, "stroke": QUAY, "rx": 4}
        self.page.shape("rect", **look, stroke_width=1, x=x, y=y, width=width, height=bottom - y)
        self.page.parts += lane.parts
        return bottom


def _elsewhere(passages: Iterable[Passage]) -> list[Passage]:
    """Return the moves that lead elsewhere than next door, one for each place."""
    places: dict[tuple[str, str | None], Passage] = {}
    for one in passages:
        if one.has_line:
            places.setdefault((one.way, one.to), one)
    return list(places.values())


def _ink(passage: Passage, water: Water) -> Type:
    back = passage.way == "back" and water is not OUTER["now"]
    return Type(SMALL, 600, BACK, "d-back-text") if back else water.type(SMALL, 600)
