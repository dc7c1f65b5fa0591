"""Rehearsals over HTTP: marked wherever a process is shown, and gone once they are deleted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.streams import Streams
from engine import Engine
from tests.api.conftest import OPENING, Table
from tests.api.test_stream import SOON, Reading

PARTS = ("", "/log", "/stream", "/records", "/participants", "/parties", "/export", "/checkpoint")


@pytest.fixture
def practice(client: TestClient) -> Table:
    """Return a rehearsal with one party."""
    answer = client.post("/v1/processes", json={**OPENING, "rehearsal": True})
    assert answer.status_code == 201, answer.text
    table = Table(client, answer.json()["process"])
    table.party()
    return table


def listed(client: TestClient, **asked: Any) -> dict[str, bool]:
    return {one["id"]: one["rehearsal"] for one in client.get("/v1/processes", params=asked).json()["items"]}


def test_a_rehearsal_is_marked_in_progress_lists_log_and_export(client: TestClient, practice: Table) -> None:
    assert client.get(practice.url).json()["rehearsal"] is True
    assert listed(client) == {practice.process: True}
    texts = [one["text"] for one in client.get(f"{practice.url}/log").json()["items"]]
    assert texts[0] == "Noor opened the process as a rehearsal"
    assert "This is a rehearsal: it can be deleted whole" in texts
    events = client.get(f"{practice.url}/export").json()["events"]
    assert [one["event"]["type"] for one in events].count("RehearsalBegan") == 1


def test_lists_can_be_narrowed(client: TestClient, practice: Table, table: Table) -> None:
    assert listed(client) == {practice.process: True, table.process: False}
    assert listed(client, rehearsal=True) == {practice.process: True}
    assert listed(client, rehearsal=False) == {table.process: False}


def test_a_deleted_rehearsal_is_answered_as_a_process_that_never_was(client: TestClient, practice: Table) -> None:
    told = practice.do("noor", "delete")

    assert told == {"process": practice.process, "actor": None, "events": [], "revision": 0, "progress": None}
    for part in PARTS:
        gone, never = client.get(f"{practice.url}{part}"), client.get(f"/v1/processes/never{part}")
        assert gone.status_code == 404
        assert gone.text.replace(practice.process, "never") == never.text
    practice.do("noor", "join", 404, name="Late")
    assert listed(client) == {}


def test_a_refused_deletion_says_why(practice: Table, table: Table) -> None:
    assert practice.do("rik", "delete", 409)["type"] == "/problems/not-yours"
    assert table.do("noor", "delete", 409)["detail"] == (
        "This is no rehearsal: a real process is deleted by an owner, once it has ended"
    )


def test_a_stream_that_is_open_ends_when_its_rehearsal_is_deleted(practice: Table, engine: Engine) -> None:
    streams = Streams(1, 0.01, 1_000)

    async def follow() -> list[bytes]:
        told = []
        async for part in streams.frames(Reading(practice, engine, "rik").following):
            told.append(part)
            if b"Pia takes part" in part:
                await asyncio.to_thread(practice.do, "noor", "delete")
        return told

    assert len(asyncio.run(asyncio.wait_for(follow(), SOON))) == 2
