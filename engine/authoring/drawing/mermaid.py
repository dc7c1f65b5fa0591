"""A chart as a Mermaid flowchart, which forges and documents draw by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.drawing.graph import arrows, first_of, label_of, last_of, points

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.authoring.drawing.chart import Chart, Stage

PLAIN = frozenset(" .,:()/-?!%+=€")
SHAPES = {"success": '(["{}"])', "failure": '["{}"]', "cancelled": '("{}")'}
LOOK = {
    "now": "fill:#0e6575,stroke:#0a4756,color:#ffffff",
    "done": "fill:#c3e0e4,stroke:#56676d,color:#10242c",
    "passed": "fill:#ffffff,stroke:#56676d,color:#10242c,stroke-dasharray:6 4",
}


def as_mermaid(chart: Chart) -> str:
    """Return the chart as a flowchart."""
    return "\n".join(_lines(chart)) + "\n"


def _lines(chart: Chart) -> Iterator[str]:
    ids = points(chart)
    yield "flowchart TD"
    yield f"  accTitle: {_escaped((chart.title,))}"
    yield f"  accDescr: {_escaped((chart.summary or chart.title,))}"
    yield f'  {ids["start"]}((" "))'
    for stage in chart.stages:
        yield from _stage(stage, ids, "  ")
    if chart.everywhere:
        yield f'  {ids["everywhere"]}>"{_escaped((chart.from_everywhere,))}"]'
    for end in chart.ends:
        yield f"  {ids[f'end.{end.name}']}{SHAPES[end.verdict].format(_escaped((end.title, end.meaning)))}"
    for one in arrows(chart):
        line = "-.->" if one.kind == "back" else "-->"
        label = f'|"{_escaped(one.label)}"|' if one.label else ""
        yield f"  {ids[one.start]} {line}{label} {ids[one.to]}"
    for stage in chart.walk():
        if not stage.inside and stage.status in LOOK:
            yield f"  style {ids[stage.path]} {LOOK[stage.status]}"


def _stage(stage: Stage, ids: Mapping[str, str], by: str) -> Iterator[str]:
    if not stage.inside:
        yield f'{by}{ids[stage.path]}["{_escaped(label_of(stage))}"]'
        return
    yield f'{by}subgraph {ids[first_of(stage)]}g["{_escaped(label_of(stage))}"]'
    yield f'{by}  {ids[first_of(stage)]}((" "))'
    for one in stage.inside:
        yield from _stage(one, ids, by + "  ")
    if last_of(stage) in ids:
        yield f'{by}  {ids[last_of(stage)]}((" "))'
    yield f"{by}end"


def _escaped(lines: Sequence[str]) -> str:
    """Return text in which nothing means anything to Mermaid: letters and digits stay, signs become their numbers."""
    return "<br/>".join("".join(_character(one) for one in line) for line in lines)


def _character(one: str) -> str:
    return one if one.isalnum() or one in PLAIN else f"#{ord(one)};"
