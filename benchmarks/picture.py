"""Draws the ratios of a report: each a mark on a scale of powers, with its spread, its goal, and the floor at 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from benchmarks.telling import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figures import Line
    from benchmarks.running import Report

LEFT, WIDTH, ROW, HEAD, MARGIN = 470, 400, 20, 30, 46
SCALE = (0.01, 100.0)
TICKS = (0.01, 0.1, 1, 10, 100)
STYLE = """\
text{font:12px system-ui,sans-serif;fill:#1f2933}
.head{font-weight:600}.soft{fill:#52606d}
.grid{stroke:#d5dbe1}.one{stroke:#52606d}
.spread{stroke:#7b8794;stroke-width:3}
.reached{fill:#1b7f5c}.missed{fill:#b3261e}.plain{fill:#2b5c8a}
.goal{stroke:#1f2933;stroke-width:2}
@media (prefers-color-scheme:dark){
.ground{fill:#14191f}text{fill:#e4e7eb}.soft{fill:#9aa5b1}.grid{stroke:#323f4b}.one,.spread{stroke:#9aa5b1}
.goal{stroke:#e4e7eb}.reached{fill:#5fd0a6}.missed{fill:#ff8a80}.plain{fill:#8ec1ee}}
.ground{fill:#fff}@media (prefers-color-scheme:dark){.ground{fill:#14191f}}"""


def picture_of(report: Report) -> str:
    """Return the ratios of a report as SVG."""
    parts = [(part.about, [line for line in part.lines if line.ratio]) for part in report.parts]
    shown = [(about, lines) for about, lines in parts if lines]
    height = MARGIN + sum(HEAD + ROW * len(lines) for _, lines in shown) + MARGIN
    body, top = [*_ticks(height)], MARGIN
    for about, lines in shown:
        body.append(_text(8, top + 18, about, "head"))
        top += HEAD
        for line in lines:
            body += _row(line, top + ROW / 2)
            top += ROW
    legend = "Ratios; a bar goes from the lowest round to the highest, an upright stroke is the goal."
    body.append(_text(8, height - 14, f"{legend} Load {report.busy:g}.", "soft"))
    title = "How fast Sluis is, beside floors and peers"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 90} {height}" role="img"'
        ' aria-labelledby="t">\n'
        f'<title id="t">{title}</title>\n<style>{STYLE}</style>\n<rect class="ground" width="100%" height="100%"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _ticks(height: int) -> Iterator[str]:
    for tick in TICKS:
        x = _place(tick)
        kind = "one" if tick == 1 else "grid"
        yield f'<line class="{kind}" x1="{x}" x2="{x}" y1="{MARGIN - 14}" y2="{height - MARGIN + 6}"/>'
        yield _text(x - 12, MARGIN - 20, f"{tick:g} x", "soft")


def _row(line: Line, y: float) -> Iterator[str]:
    assert line.ratio is not None  # noqa: S101 - others are not drawn
    low, high, middle = _place(line.ratio.low), _place(line.ratio.high), _place(line.ratio.median)
    kind = {True: "reached", False: "missed", None: "plain"}[line.is_reached]
    verdict = f": goal {kind}" if line.is_reached is not None else ""
    yield _text(16, y + 4, line.what[:76])
    yield f'<line class="spread" x1="{low}" x2="{high}" y1="{y}" y2="{y}"/>'
    if line.goal and line.goal.of_ratio:
        x = _place(line.goal.bound)
        yield f'<line class="goal" x1="{x}" x2="{x}" y1="{y - 7}" y2="{y + 7}"/>'
    told = escape(f"{line.what}: {number(line.ratio.median)} x {line.to}{verdict}")
    yield f'<circle class="{kind}" cx="{middle}" cy="{y}" r="5"><title>{told}</title></circle>'
    yield _text(LEFT + WIDTH + 12, y + 4, f"{number(line.ratio.median)} x")


def _place(ratio: float) -> float:
    low, high = SCALE
    within = min(max(ratio, low), high)
    return round(LEFT + WIDTH * math.log(within / low) / math.log(high / low), 1)


def _text(x: float, y: float, told: str, kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{x}" y="{y}">{escape(told)}</text>'
