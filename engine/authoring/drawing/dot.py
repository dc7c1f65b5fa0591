"""A chart in DOT, the language of Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.drawing.graph import arrows, first_of, label_of, last_of, points
from engine.authoring.drawing.page import BACK, GOOD, QUAY, clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.authoring.drawing.chart import Chart, Stage

FONT = "Helvetica,Arial,sans-serif"  # of the first two a Graphviz without fonts knows how wide they are
ROOMY = 'margin="0.2,0.08"'  # others stand in for them where it is looked at
LOOK = {
    "plain": 'fillcolor="#dcebed"',
    "ahead": 'fillcolor="#e8eeef"',
    "done": 'fillcolor="#c3e0e4"',
    "now": 'fillcolor="#0e6575", fontcolor="#ffffff", penwidth=3',
    "passed": 'fillcolor="#ffffff", style="rounded,filled,dashed"',
}
ENDS = {
    "success": f'color="{GOOD}", peripheries=2',
    "failure": "style=filled",
    "cancelled": 'style="rounded,filled,dashed"',
}


def as_dot(chart: Chart) -> str:
    """Return the chart as a directed graph."""
    return "\n".join(_lines(chart)) + "\n"


def _lines(chart: Chart) -> Iterator[str]:
    ids = points(chart)
    yield "digraph {"
    yield f'  graph [label={_quoted((chart.title, chart.under))}, labelloc=t, fontname="{FONT}", compound=true]'
    yield f'  node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="{QUAY}", fontname="{FONT}", {ROOMY}]'
    yield f'  edge [color="{QUAY}", fontname="{FONT}", fontsize=11]'
    yield f"  {ids['start']} [shape=point]"
    for stage in chart.stages:
        yield from _stage(stage, ids, "  ")
    if chart.everywhere:
        yield f'  {ids["everywhere"]} [label={_quoted((chart.from_everywhere,))}, style="rounded,dashed"]'
    for end in chart.ends:
        yield f"  {ids[f'end.{end.name}']} [label={_quoted((end.title, end.meaning))}, {ENDS[end.verdict]}]"
    for one in arrows(chart):
        look = f', style=dashed, color="{BACK}", fontcolor="{BACK}", constraint=false' if one.kind == "back" else ""
        yield f"  {ids[one.start]} -> {ids[one.to]} [label={_quoted(one.label)}{look}]"
    yield "}"


def _stage(stage: Stage, ids: Mapping[str, str], by: str) -> Iterator[str]:
    if not stage.inside:
        yield f"{by}{ids[stage.path]} [label={_quoted(label_of(stage))}, {LOOK[stage.status]}]"
        return
    yield f"{by}subgraph cluster_{ids[first_of(stage)]} {{"
    yield f'{by}  label={_quoted(label_of(stage))}; style=rounded; color="{QUAY}"'
    yield f"{by}  {ids[first_of(stage)]} [shape=point]"
    for one in stage.inside:
        yield from _stage(one, ids, by + "  ")
    if last_of(stage) in ids:
        yield f"{by}  {ids[last_of(stage)]} [shape=point]"
    yield f"{by}}}"


def _quoted(lines: Sequence[str]) -> str:
    told = [clean(line).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") for line in lines]
    return '"' + "\\n".join(told) + '"'
