"""A report as a table: for a terminal, as Markdown for the page on performance, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from benchmarks.figures import Goal, Line, Spread
    from benchmarks.running import Part, Report

COLUMNS = ("what", "median", "lowest to highest", "ratio", "to", "goal", "")
VERDICTS = {True: "reached", False: "missed", None: ""}


def table_of(part: Part) -> Table:
    """Return what one benchmark found, for a terminal."""
    table = Table(title=f"{part.about} ({part.seconds:.0f} s)", title_justify="left")
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for line in part.lines:
        table.add_row(*_cells(line))
    return table


def markdown_of(report: Report) -> str:
    """Return all tables of a report as Markdown."""
    return "\n\n".join([_headed(report), *(_section(part) for part in report.parts)]) + "\n"


def json_of(report: Report) -> str:
    """Return a report as JSON."""
    return json.dumps(asdict(report), indent=1, ensure_ascii=False) + "\n"


def number(value: float) -> str:
    """Return a number with three digits that count, and thousands apart."""
    if value and abs(value) < 100:  # noqa: PLR2004 - three digits
        return f"{value:.3g}"
    return f"{float(f'{value:.3g}'):,.0f}"


def _headed(report: Report) -> str:
    return (
        f"Measured {report.began[:10]}, size *{report.size}*, {report.rounds} rounds, Python {report.python},"
        f" {report.cores} cores ({report.machine}), load {report.busy:g} when it began."
        f" {'The machine was busy with other work.' if report.busy > 1 else ''}"
    ).rstrip()


def _section(part: Part) -> str:
    rows = [COLUMNS, tuple("---" for _ in COLUMNS), *(tuple(_cells(line)) for line in part.lines)]
    told = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"### {part.about}\n\n`{part.name}`, {part.seconds:.0f} s\n\n{told}"


def _cells(line: Line) -> list[str]:
    if line.value is None:
        return [line.what, "not measured", "", "", "", "", line.note]
    value, verdict = line.value, VERDICTS[line.is_reached]
    ratio = f"{number(line.ratio.median)} x ({_between(line.ratio)})" if line.ratio else ""
    return [
        line.what, f"{number(value.median)} {line.unit}", _between(value), ratio, line.to,
        f"{_goal(line.goal, line.unit)}: {verdict}" if line.goal else "", line.note,
    ]  # fmt: skip


def _between(spread: Spread) -> str:
    return f"{number(spread.low)} to {number(spread.high)}"


def _goal(goal: Goal, unit: str) -> str:
    return f"at {'least' if goal.least else 'most'} {number(goal.bound)} {'x' if goal.of_ratio else unit}"
