"""A chart as an SVG: a canal from top to bottom, chambers for phases and gates between them, ways elsewhere in lanes.

The same chart gives the same bytes. It is drawn for a width; its height follows from what there is to say.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from engine.authoring.drawing.blocks import ENTRY, ENTRY_BACK, GAP, PAD, end_block, gap_block, panel_block, stage_block
from engine.authoring.drawing.lanes import Net, lanes_of
from engine.authoring.drawing.measure import Run, Type, tied, width_of
from engine.authoring.drawing.outline import as_text
from engine.authoring.drawing.overview import map_block
from engine.authoring.drawing.page import BACK, GROUND, INK, QUAY, Page, clean, soft

if TYPE_CHECKING:
    from engine.authoring.drawing.chart import Chart
    from engine.authoring.drawing.tongue import Tongue

WIDTH, NARROWEST, WIDEST = 1080, 360, 2_400
MARGIN = 14
LANE, LANE_NARROW, LANE_LEAST, NARROW = 14, 10, 5, 620
BEFORE_LANES = 22
ROOM, DEEPER = 220, 36  # what a chamber keeps beside however many lanes, and how much each one inside takes of it
END_WIDTH = 400
TITLE_SIZES = (26, 22, 19, 16)
FONT = "Atkinson Hyperlegible Next, system-ui, sans-serif"


def as_svg(chart: Chart, tongue: Tongue, name: str, width: int = WIDTH) -> str:
    """Return the picture of a chart; `name` keeps its ids apart from those of others on a page."""
    width = max(NARROWEST, min(WIDEST, width))
    lanes = 0
    while True:
        page, room, bottom = _drawn(chart, width, lanes)
        nets = _nets(page)
        found = lanes_of([net for net, _ in nets])
        wanted = max(found.values(), default=-1) + 1
        if wanted <= lanes:
            break
        lanes = wanted
    right = _lines(page, nets, found, MARGIN + room, _step(chart, width, lanes))
    return _sheet(page, chart, tongue, name, (max(width, right + MARGIN), bottom + MARGIN))


def _step(chart: Chart, width: int, lanes: int) -> int:
    """Return how far lanes lie apart: as far as can be on a narrow sheet."""
    if width >= NARROW:
        return LANE
    left = width - 2 * MARGIN - BEFORE_LANES - _least(chart)
    return max(LANE_LEAST, min(LANE_NARROW, left // max(lanes, 1)))


def _least(chart: Chart) -> int:
    """Return how much room phases need beside however many lanes."""
    return ROOM + max(one.path.count(".") for one in chart.walk()) * DEEPER


def _drawn(chart: Chart, width: int, lanes: int) -> tuple[Page, int, int]:
    """Draw everything but the lines with so many lanes beside it; return how wide and high it became."""
    page = Page()
    gutter = BEFORE_LANES + lanes * _step(chart, width, lanes) if lanes else 0
    room = max(_least(chart), width - 2 * MARGIN - gutter)
    above = max(room, width - 2 * MARGIN)  # no lane comes as high as the head
    y = page.text([Run(chart.title, _title_type(chart.title, above))], MARGIN, MARGIN, above)
    for line, kind in (
        (tied(chart.under), soft(15)),
        (chart.state, Type(16, 650, INK, "d-ink")),
        (chart.summary, soft(15)),
    ):
        y = page.text([Run(line, kind)], MARGIN, y + 3, min(above, 760)) if line else y
    y = map_block(page, chart, MARGIN, y + 16, width - 2 * MARGIN)
    behind = (*(one.path for one in chart.stages[1:]), f"end.{chart.ends[0].name}")
    for stage, following in zip(chart.stages, behind, strict=True):
        y = stage_block(page, stage, MARGIN, y, room)
        y = gap_block(page, stage, following, MARGIN, y, room)
    for end in chart.ends:
        y = end_block(page, end, MARGIN, y, min(room, END_WIDTH)) + GAP
    if chart.everywhere:
        y = _everywhere(page, chart, y + 4, room)
    return page, room, y


def _title_type(title: str, width: int) -> Type:
    """Return the type in which no word of a title has to be broken: a smaller one where a word is long."""
    types = [Type(size, 700, INK, "d-ink") for size in TITLE_SIZES]
    words = title.split()
    fits = (one for one in types if all(width_of(word, one.size, one.weight) <= width for word in words))
    return next(fits, types[-1])


def _everywhere(page: Page, chart: Chart, y: int, room: int) -> int:
    inner = Page()
    bottom = (
        inner.text([Run(chart.from_everywhere, Type(19, 650, INK, "d-ink"))], MARGIN + PAD, y + PAD, room - 2 * PAD) + 8
    )
    for passage in chart.everywhere:
        bottom = panel_block(inner, passage, MARGIN + PAD, bottom, room - 2 * PAD) + GAP
    bottom += PAD - GAP
    page.shape(
        "rect", class_="d-quay", fill=GROUND, stroke=QUAY, stroke_width=2, stroke_dasharray="8 6", x=MARGIN, y=y,
        width=room, height=bottom - y, rx=9,
    )  # fmt: skip
    page.parts += inner.parts
    page.outs += inner.outs
    return bottom + GAP


def _nets(page: Page) -> list[tuple[Net, bool]]:
    """Return what leads to the same place as one net, ways back apart from ways on, with whether it leads back."""
    keys = dict.fromkeys((port.to, port.back) for port in page.outs)
    return [
        (
            Net(
                f"{to}{'<' if back else '>'}",
                tuple(port.y for port in page.outs if (port.to, port.back) == (to, back)),
                page.ins[to][1] + (ENTRY_BACK if back else ENTRY),
            ),
            back,
        )
        for to, back in keys
    ]


def _lines(page: Page, nets: list[tuple[Net, bool]], lanes: dict[str, int], wall: int, step: int) -> int:
    """Draw the lines, those of outer lanes first; return how far to the right they reach."""
    at = {key: wall + BEFORE_LANES + lane * step for key, lane in lanes.items()}
    for net, back in sorted(nets, key=lambda one: (-lanes[one[0].key], one[0].key)):
        x, to = at[net.key], net.key[:-1]
        low, high = net.span
        outs = [port for port in page.outs if (port.to, port.back) == (to, back)]
        edge = page.ins[to][0]
        for d in [*(f"M{wall + 4} {port.y}H{x}" for port in outs), f"M{max(wall + 4, edge + 14)} {net.into}H{x}"]:
            page.path(d, "d-halo", GROUND, 7)
        page.path(f"M{x} {low}V{high}", "d-halo", GROUND, 6)
        lines = [f"M{x} {low}V{high}", f"M{edge + 12} {net.into}H{x}", *(f"M{port.x} {port.y}H{x}" for port in outs)]
        colour, name = (BACK, "d-back") if back else (QUAY, "d-quay")
        dashes = {"stroke_dasharray": "7 4"} if back else {}
        page.path("".join(lines), f"{name} d-way", colour, 2.5, stroke_linecap="round", **dashes)
        page.shape("path", class_=f"{name}-head", fill=colour, d=f"M{edge + 2} {net.into}l13 -7v14Z")
    return max([wall, *(x + 6 for x in at.values())])


def _sheet(page: Page, chart: Chart, tongue: Tongue, name: str, size: tuple[int, int]) -> str:
    width, height = size
    prefix = "".join(one if one.isalnum() else "-" for one in name) + "-"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="{prefix}t" aria-describedby="{prefix}d" '
        f'lang="{chart.language}" font-family="{FONT}">\n'
        f'<title id="{prefix}t">{escape(clean(chart.title))}</title>\n'
        f'<desc id="{prefix}d">{escape(clean(as_text(chart, tongue)))}</desc>\n'
        f'<rect class="d-bg" fill="{GROUND}" width="{width}" height="{height}"/>\n'
    )
    body = "\n".join(part.replace('<g id="{prefix}', f'<g id="{prefix}', 1) for part in page.parts)
    return f"{head}{body}\n</svg>\n"
