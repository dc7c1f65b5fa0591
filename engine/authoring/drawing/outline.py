"""A chart written out: the same in words, for whoever reads with ears or in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.drawing.chart import Chart, Gate, Passage, Stage
    from engine.authoring.drawing.tongue import Tongue

STEP = "  "


def as_text(chart: Chart, tongue: Tongue) -> str:
    """Return everything that a picture of the chart shows, as an outline."""
    return "\n".join(_lines(chart, tongue)) + "\n"


def _lines(chart: Chart, tongue: Tongue) -> Iterator[str]:
    yield chart.title
    yield from (one for one in (chart.under, chart.state, chart.summary) if one)
    for stage in chart.stages:
        yield ""
        yield from _stage(stage, "")
    if chart.everywhere:
        yield ""
        yield chart.from_everywhere
        for passage in chart.everywhere:
            yield from _passage(passage, STEP)
    yield ""
    yield tongue("ends")
    for end in chart.ends:
        yield f"{STEP}{end.title} ({end.meaning})"


def _stage(stage: Stage, by: str) -> Iterator[str]:
    yield f"{by}{stage.number} {stage.title}" + (f" · {stage.standing}" if stage.standing else "")
    inner = by + STEP
    yield from (f"{inner}{one}" for one in (stage.purpose, *stage.notes, stage.together) if one)
    for one in stage.inside:
        yield from _stage(one, inner)
    for passage in stage.passages:
        yield from _passage(passage, inner)


def _passage(passage: Passage, by: str) -> Iterator[str]:
    yield f"{by}> {passage.title}"
    inner = by + STEP
    yield inner + " · ".join((passage.leads, *passage.about))
    if passage.gate:
        yield from _gate(passage.gate, inner)


def _gate(gate: Gate, by: str) -> Iterator[str]:
    yield f"{by}{gate.heading}"
    for line in gate.lines:
        mark = "? " if line.mark == "unknown" else "" if line.mark in ("any", "all") else "- "
        yield f"{by}{STEP * (line.depth + 1)}{mark}{line.text}" + (f" ({line.who})" if line.who else "")
    if gate.foot:
        yield f"{by}{STEP}{gate.foot}"
