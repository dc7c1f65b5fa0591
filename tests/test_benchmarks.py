"""Every benchmark runs, at its tiniest size; what it measures there means nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree as ET

import pytest

from benchmarks.callers import Caller, called, request
from benchmarks.figures import Goal, Line, Spread
from benchmarks.picture import picture_of
from benchmarks.running import ALL, Part, Report, run
from benchmarks.telling import json_of, markdown_of
from tests.postgres import Server

SECONDS = Spread(2.0, 1.0, 3.0)


@pytest.mark.parametrize("name", ALL)
def test_every_benchmark_runs(name: str, postgres: Server) -> None:
    @contextmanager
    def database() -> Iterator[str]:
        yield postgres.database()

    found: list[Part] = []
    run([name], "tiny", 1, found.append, database)

    (part,) = found
    assert part.lines
    assert all(line.value is None or line.value.low <= line.value.median <= line.value.high for line in part.lines)


@pytest.mark.parametrize(
    ("goal", "is_reached"),
    [
        (Goal(0.5), True),
        (Goal(0.7), False),
        (Goal(0.7, least=False), True),
        (Goal(1, least=False, of_ratio=False), False),
    ],
)
def test_a_goal_is_judged_by_the_median(goal: Goal, is_reached: bool) -> None:
    line = Line("a poll", SECONDS, "s", Spread(0.6, 0.4, 0.9), "a floor", goal)

    assert line.is_reached is is_reached


def test_a_report_names_what_was_not_measured_and_how_busy_the_machine_was() -> None:
    lines = (
        Line("a <poll>", SECONDS, "s", SECONDS, "a floor", Goal(1)),
        Line("a peer", None, "", note="not installed"),
    )
    report = Report(
        "quick", 3, "2026-11-26T12:00:00+00:00", "3.11", "x86", 2, 7.5, (Part("polls", "Polls", 1.0, lines),)
    )

    told = markdown_of(report)

    assert "| a peer | not measured |  |  |  |  | not installed |" in told
    assert "The machine was busy with other work." in told
    assert '"busy": 7.5' in json_of(report)
    assert "a <poll>" in "".join(ET.fromstring(picture_of(report)).itertext())  # noqa: S314 - made by us


def test_a_caller_that_has_asked_everything_lets_go_without_a_fault() -> None:
    caller = Caller(iter([request("GET", "/")] * 2), status=200)

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await reader.readuntil(b"\r\n\r\n")).startswith(b"GET"):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")

    async def asked() -> None:
        async with await asyncio.start_server(answered, "127.0.0.1", 0) as server:
            await called(server.sockets[0].getsockname()[1], [caller], 0.2)

    asyncio.run(asked())

    assert len(caller.took) == 2
