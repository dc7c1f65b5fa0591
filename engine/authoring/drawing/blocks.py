"""The parts of a picture from top to bottom: chambers, the gates between them, the panels of the moves, the ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.authoring.drawing import signs
from engine.authoring.drawing.measure import GLUE, Run, Type, tied, wrapped
from engine.authoring.drawing.page import (
    BACK,
    GOOD,
    GROUND,
    INK,
    ON,
    ON_SOFT,
    QUAY,
    SOFT_INK,
    Page,
    Port,
    height_of,
    soft,
)

if TYPE_CHECKING:
    from engine.authoring.drawing.chart import End, Gate, Line, Passage, Stage, Status

PAD, GAP = 16, 12
TIGHT = 420  # what is narrower than this keeps smaller margins
WIDE_FROM, HEAD = 620, 232
CANAL, CANAL_X, CANAL_X_TIGHT = 56, 92, 50
BULLET = 17
ENTRY, ENTRY_BACK = 27, 14
NO_WAY, BETWEEN_TRACKS = 20, 10
MOST_BESIDE = 2  # rows of text that a gate is high


@dataclass(frozen=True, slots=True)
class Water:
    """How a chamber looks in a status: fill, classes, and the colours of its text."""

    fill: str
    name: str
    ink: str = INK
    soft: str = SOFT_INK
    edge: str = ""

    def type(self, size: int, weight: int = 400, *, aside: bool = False) -> Type:
        """Return a type of text on this water."""
        on = self.ink == ON
        name = ("d-on-soft" if aside else "d-on") if on else ("d-soft" if aside else "d-ink")
        return Type(size, weight, self.soft if aside else self.ink, name)


OUTER: dict[Status, Water] = {
    "plain": Water("#dcebed", "d-plain"),
    "done": Water("#c3e0e4", "d-done", soft="#2d4a54"),
    "now": Water("#0e6575", "d-now", ON, ON_SOFT),
    "ahead": Water("#e8eeef", "d-ahead"),
    "passed": Water("#ffffff", "d-passed", edge="8 6"),
}
INNER: dict[Status, Water] = {
    "plain": Water("#f1f7f8", "d-lane"),
    "done": Water("#d7ebee", "d-lane-done", soft="#2d4a54"),
    "now": Water("#2b7887", "d-lane-now", ON, "#e4f3f6"),
    "ahead": Water("#f6f8f9", "d-lane"),
    "passed": Water("#ffffff", "d-passed", edge="8 6"),
}

ENDS = {
    "success": ("d-end-good", "#e1f2e7", GOOD, 22),
    "failure": ("d-end", GROUND, QUAY, 3),
    "cancelled": ("d-end", GROUND, QUAY, 30),
}


def stage_block(page: Page, stage: Stage, x: int, y: int, width: int, depth: int = 0) -> int:
    """Draw a phase with all that is in it; return where it ends."""
    water = (INNER if depth % 2 else OUTER)[stage.status]
    pad = PAD if width >= TIGHT else 10
    inner, left, room = Page(), x + pad, width - 2 * pad
    beside = room >= WIDE_FROM and not stage.inside
    head = HEAD if beside else room
    below = _head(inner, stage, water, left, y + pad, head)
    if beside:
        bottom = _panels(inner, stage, left + HEAD + PAD, y + PAD, room - HEAD - PAD)
    else:
        bottom = _inside(inner, stage, left, below, room, depth)
        bottom = _panels(inner, stage, left, bottom + GAP, room) if stage.passages else bottom
    bottom = max(below, bottom) + pad
    page.parts.append(f'<g id="{{prefix}}{stage.path}">')
    page.shape(
        "rect", class_=f"{water.name} d-quay", fill=water.fill, stroke=QUAY, stroke_width=3 if depth else 5, x=x, y=y,
        width=width, height=bottom - y, rx=9, **({"stroke_dasharray": water.edge} if water.edge else {}),
    )  # fmt: skip
    page.parts += [*inner.parts, "</g>"]
    page.outs += inner.outs
    page.ins |= {stage.path: (x + width, y), **inner.ins}
    return bottom


def _head(page: Page, stage: Stage, water: Water, x: int, y: int, width: int) -> int:
    small, aside = water.type(15, aside=True), water.type(14, aside=True)
    standing = [Run(f" · {stage.standing}", water.type(15, 650))] if stage.standing else []
    sign = {"done": signs.tick, "now": signs.boat}.get(stage.status)
    if sign and not (stage.inside and stage.status == "now"):  # the boat lies in the innermost
        sign(page, x + width - 34, y + 12)
    y = page.text([Run(stage.number, small), *standing], x, y, width - 48)
    y = page.text([Run(stage.title, water.type(19, 650))], x, y, width)
    if stage.purpose:
        y = page.text([Run(stage.purpose, water.type(15, aside=True))], x, y + 2, width)
    for note in (*stage.notes, stage.together):
        y = page.text([Run(tied(note), aside)], x, y + 6, width) if note else y
    return y


def _inside(page: Page, stage: Stage, x: int, y: int, width: int, depth: int) -> int:
    if not stage.inside:
        return y
    by = 16 if stage.together else 0
    y, begins = y + GAP, y + GAP
    for one, behind in zip(stage.inside, (*stage.inside[1:], None), strict=True):
        y = stage_block(page, one, x + by, y, width - by, depth + 1)
        if behind and stage.together:
            y += BETWEEN_TRACKS
        elif behind:
            y = gap_block(page, one, behind.path, x + by, y, width - by)
    if stage.together:
        ink = ON if stage.status == "now" else QUAY
        page.path(f"M{x + by - 5} {begins + 6}H{x + 3}V{y - 6}H{x + by - 5}", "d-quay", ink, 3)
    return y


def gap_block(page: Page, stage: Stage, behind: str, x: int, y: int, width: int) -> int:
    """Draw what lies between a phase and what is behind it: the canal with its gate where a move leads there."""
    found = [passage for one in stage.walk() for passage in one.passages]
    ways = [one for one in found if one.to == behind and one.next_door and one.way != "back"]
    if not ways:
        return y + NO_WAY
    middle, apart = (CANAL_X, 16) if width >= TIGHT else (CANAL_X_TIGHT, 10)
    signs.canal(page, x + middle, y, CANAL, shut=all(one.is_shut for one in ways))
    if len(ways) == 1 and ways[0].label:
        beside = middle + CANAL // 2 + apart
        rows = wrapped([Run(ways[0].label, Type(15, 650, INK, "d-ink"))], width - beside - apart)
        top = y + (signs.LENGTH - len(rows) * height_of(15)) // 2
        for at, row in enumerate(rows if len(rows) <= MOST_BESIDE else ()):
            page.row(row, x + beside, top + 15 + at * height_of(15))
    return y + signs.LENGTH


def _panels(page: Page, stage: Stage, x: int, y: int, width: int) -> int:
    for passage in stage.passages:
        y = panel_block(page, passage, x, y, width) + GAP
    return y - GAP if stage.passages else y


def panel_block(page: Page, passage: Passage, x: int, y: int, width: int) -> int:
    """Draw a move: its title and where it leads, who takes it, and what its gate asks; return where it ends."""
    beside, after = (44, 14) if width >= TIGHT else (32, 8)
    inner, left, room = Page(), x + beside, width - beside - after
    ink = BACK if passage.way == "back" else INK
    name = "d-back-text" if passage.way == "back" else "d-ink"
    bottom = inner.text([Run(passage.title, Type(16, 650, ink, name))], left, y + 10, room)
    *before, last = (tied(one) for one in (passage.leads, *passage.about))
    leads, *about = (*(f"{one}{GLUE}·" for one in before), last)
    bottom = inner.text([Run(leads, Type(14, 600, ink, name)), Run(" ".join(about), soft(14))], left, bottom + 1, room)
    if passage.gate:
        bottom = _gate(inner, passage.gate, left, bottom + 5, room)
    bottom += 12
    page.shape(
        "rect",
        class_="d-panel",
        fill=GROUND,
        stroke="#9fb1b7",
        stroke_width=1,
        x=x,
        y=y,
        width=width,
        height=bottom - y,
        rx=5,
    )
    signs.way(page, passage, x + beside // 2, y + 21)
    page.parts += inner.parts
    if passage.to and passage.has_line:
        page.outs.append(Port(passage.to, passage.way == "back", x + width, y + 21))
    return bottom


def _gate(page: Page, gate: Gate, x: int, y: int, width: int) -> int:
    count, dot, shut = gate.heading.rpartition(". ")
    heading = f"{tied(count)}{dot}{shut.replace(' ', GLUE)}"  # a row of its own, where both do not fit in one
    ink, name = (GOOD, "d-met") if gate.met else (INK, "d-ink")
    y = page.text([Run(heading, Type(14, 650, ink, name))], x, y, width) + 2
    for line in gate.lines:
        y = _line(page, line, x + line.depth * BULLET, y, width - line.depth * BULLET) + 3
    if gate.foot:
        if gate.any_met:
            signs.small_tick(page, x + 5, y + 11)
        y = page.text([Run(gate.foot, soft(14))], x + BULLET, y, width - BULLET)
    return y


def _line(page: Page, line: Line, x: int, y: int, width: int) -> int:
    if line.mark in ("any", "all"):
        return page.text([Run(line.text, Type(15, 600, INK, "d-ink"))], x, y, width)
    signs.mark(page, line.mark, x + 5, y + 11)
    who = [Run(tied(f"({line.who})"), soft(14))] if line.who else []
    return page.text([Run(line.text, Type(15, 400, INK, "d-ink")), *who], x + BULLET, y, width - BULLET)


def end_block(page: Page, end: End, x: int, y: int, width: int) -> int:
    """Draw an end; return where it ends."""
    inner = Page()
    bottom = inner.text([Run(end.title, Type(17, 650, INK, "d-ink"))], x + 48, y + 12, width - 48 - 24)
    bottom = inner.text([Run(end.meaning, soft(15))], x + 48, bottom, width - 48 - 24) + 12
    name, fill, stroke, corner = ENDS[end.verdict]
    page.shape(
        "rect", class_=name, fill=fill, stroke=stroke, stroke_width=7 if end.reached else 4, x=x, y=y, width=width,
        height=bottom - y, rx=min(corner, (bottom - y) // 2),
    )  # fmt: skip
    signs.ending(page, end.verdict, x + 28, (y + bottom) // 2)
    page.parts += inner.parts
    page.ins[f"end.{end.name}"] = (x + width, (y + bottom) // 2 - (ENTRY + ENTRY_BACK) // 2)
    return bottom
