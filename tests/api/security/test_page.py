"""docs/reference/security-log.md says of every event and field what it is, and of none that is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from api.security.events import ACTS, COMMANDS, EVENTS, OUTCOMES, SELDOM
from api.security.line import FIELDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "security-log.md"
TEXT = PAGE.read_text(encoding="utf-8")


def rows(heading: str) -> Iterator[list[str]]:
    """Yield the rows of the table under a heading."""
    part = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    for line in part.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_table_of_events_is_the_closed_list_in_its_order() -> None:
    assert [named(event)[0] for event, *_ in rows("Events")] == list(EVENTS)
    assert {one for _, outcomes, _ in rows("Events") for one in named(outcomes)} == set(OUTCOMES)


def test_what_a_route_or_a_command_tries_can_be_done_and_refused() -> None:
    told = {named(event)[0]: set(named(outcomes)) for event, outcomes, _ in rows("Events")}
    for event in {act.event for act in ACTS.values()} | set(COMMANDS.values()):
        assert told[event] >= {"refused", "failed"}, event


def test_the_table_of_fields_is_what_a_line_can_have_in_its_order() -> None:
    assert [name for cell, *_ in rows("Fields") for name in named(cell)] == list(FIELDS)


def test_what_is_told_seldom_is_named() -> None:
    assert set(named(TEXT.partition("once a minute")[0].rpartition("\n")[2])) >= SELDOM


def test_the_lines_shown_are_lines() -> None:
    (sample,) = re.findall(r"```jsonl\n(.*?)```", TEXT, re.DOTALL)
    for line in sample.splitlines():
        told = json.loads(line)
        assert list(told) == [one for one in FIELDS if one in told]
        assert told["event"] in EVENTS
