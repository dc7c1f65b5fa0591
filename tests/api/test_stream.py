from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from api.app import create_app
from api.dependencies import telling_of
from api.settings import Settings
from api.streams import ENDED, Streams
from api.stretches import Following
from engine import Engine
from engine.language import read_method
from engine.process.view import Telling
from tests.api.conftest import METHOD, OPENING, Table
from tests.api.headers import lasting
from tests.streamed import Streamed, quick, streamed

SOON = 10
ADVICE = "Noor shared “Advice”, version 1"
ADVISED = (
    METHOD.replace("1.0.0", "1.0.1")
    .replace("roles:\n", "roles:\n  adviser: {title: {en: Adviser, nl: Adviseur}}\n")
    .replace(
        "records:\n",
        """records:
  advice:
    title: {en: Advice, nl: Advies}
    many: true
    fields: {text: {type: text, title: {en: Text, nl: Tekst}}}
    written_by: convener
    seen_by: [adviser, convener]
""",
    )
    .replace("open: [mandate, start]", "open: [mandate, start, advice]")
)


@pytest.fixture
def app(table: Table) -> Any:
    table.client.app.state.streams = quick()  # type: ignore[attr-defined]  # starlette's type is narrower
    return table.client.app


def logged(table: Table, actor: str | None = None) -> list[dict[str, Any]]:
    headers = {"Sluis-Actor": actor} if actor else {}
    items: list[dict[str, Any]] = table.client.get(f"{table.url}/log", headers=headers).json()["items"]
    return items


def lines(told: Streamed) -> list[dict[str, Any]]:
    return [json.loads(one["data"]) for one in told.events if "event" not in one]


def test_the_stream_says_what_the_log_says(table: Table, app: Any) -> None:
    table.mandate()
    for actor in ("rik", "noor"):
        told = streamed(app, f"{table.url}/stream", {"Sluis-Actor": actor})
        assert lines(told) == logged(table, actor)
        assert (told.status, told.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert (told.headers["x-accel-buffering"], told.headers["cache-control"]) == ("no", "private, no-store")
    assert len(logged(table, "rik")) > len(logged(table))


def test_progress_links_to_the_stream(table: Table, app: Any) -> None:
    links = table.client.get(table.url).json()["links"]
    assert streamed(app, links["stream"]).status == 200


def test_each_id_resumes_behind_its_event_without_gap_or_double(table: Table, app: Any) -> None:
    table.mandate()
    headers = {"Sluis-Actor": "rik"}
    whole = streamed(app, f"{table.url}/stream", headers).events
    assert len(whole) > 8
    for number, one in enumerate(whole, 1):
        by_header = streamed(app, f"{table.url}/stream", headers | {"Last-Event-ID": one["id"]})
        by_query = streamed(app, f"{table.url}/stream?since={one['id']}", headers)
        assert by_header.events == by_query.events == whole[number:]


def test_the_last_event_id_goes_before_since_and_the_cursor_of_the_log_is_one(table: Table, app: Any) -> None:
    cursor = table.client.get(f"{table.url}/log?limit=1").json()["cursor"]
    at_once = streamed(app, f"{table.url}/stream?since={cursor}")
    table.do("noor", "join", name="Bo")
    later = streamed(app, f"{table.url}/stream?since={cursor}", {"Last-Event-ID": at_once.last})
    assert [one["text"] for one in lines(later)] == ["Bo takes part"]
    assert lines(at_once) == logged(table)[1:-1]


def test_who_resumes_after_what_he_may_not_know_gets_nothing(table: Table, app: Any) -> None:
    before = streamed(app, f"{table.url}/stream")
    table.do("rik", "record", record="mandate", subject=table.party_id(), fields={"bounds": "Talk."})
    after = streamed(app, f"{table.url}/stream")
    assert (after.status, after.text, lasting(after.headers)) == (before.status, before.text, lasting(before.headers))
    after = streamed(app, f"{table.url}/stream", {"Last-Event-ID": before.last})
    assert after.text == "retry: 2000\n\n:\n\n"


def test_a_stream_ends_with_its_process_and_then_there_is_none(table: Table, app: Any) -> None:
    table.do("noor", "cancel", reason="No more.")
    told = streamed(app, f"{table.url}/stream")
    assert told.text.endswith(ENDED.decode())
    assert lines(told) == logged(table)
    again = streamed(app, f"{table.url}/stream", {"Last-Event-ID": told.last})
    assert (again.status, again.text) == (204, "")


@pytest.mark.parametrize("cursor", ["!", "W10", "eyJwcm9jZXNzIjogOTk5OTk5OTk5OTk5OTk5OTk5OTk5OX0"])
@pytest.mark.parametrize("path", ["log", "stream"])
def test_a_place_that_no_log_gave_is_malformed(table: Table, app: Any, cursor: str, path: str) -> None:
    told = streamed(app, f"{table.url}/{path}?since={cursor}")
    assert (told.status, json.loads(told.text)["type"]) == (422, "/problems/malformed")


@pytest.mark.parametrize("actor", ["nobody", "bo"])
def test_whoever_is_not_there_or_has_left_finds_no_stream(table: Table, app: Any, actor: str) -> None:
    table.do("noor", "join", participant="bo", name="Bo")
    table.do("bo", "leave")
    told = streamed(app, f"{table.url}/stream", {"Sluis-Actor": actor})
    assert told.status == streamed(app, "/v1/processes/none/stream").status == 404


def test_beyond_the_number_of_streams_the_answer_is_busy_with_when_to_come_back(table: Table, app: Any) -> None:
    app.state.streams = quick(most=1)
    app.state.streams.take_seat("somebody")
    told = streamed(app, f"{table.url}/stream")
    assert (told.status, told.headers["retry-after"]) == (503, "10")
    assert json.loads(told.text)["type"] == "/problems/busy"
    app.state.streams.leave_seat("somebody")
    for _ in range(3):  # each leaves its seat
        assert streamed(app, f"{table.url}/stream").status == 200


def test_the_stream_is_documented(table: Table) -> None:
    operation = table.client.get("/openapi.json").json()["paths"]["/v1/processes/{process}/stream"]["get"]
    assert list(operation["responses"]["200"]["content"]) == ["text/event-stream"]
    assert {"204", "404", "503"} <= set(operation["responses"])
    assert {"Last-Event-ID", "since"} <= {one["name"] for one in operation["parameters"]}


# ------------------------------------------------------------------------------------- while it is open


class Reading:
    """Somebody who follows a stream, a look at a time."""

    def __init__(self, table: Table, engine: Engine, actor: str) -> None:
        self.frames: list[bytes] = []
        self.table, self.engine = table, engine
        self.following = Following(engine, lambda: self._telling(actor), {})

    def look(self) -> list[str]:
        return [line.text for line in self.following.news().lines]

    def _telling(self, actor: str) -> Telling:
        return telling_of(self.engine, Request({"type": "http", "headers": []}), self.table.process, actor)


def test_a_role_that_was_lost_is_lost_for_what_comes_next(client: TestClient, engine: Engine) -> None:
    engine.publish(read_method(ADVISED, "advised.yaml"))
    table = Table(client, client.post("/v1/processes", json=OPENING | {"version": "1.0.1"}).json()["process"])
    table.do("noor", "join", participant="bo", name="Bo", roles=["adviser"])
    bo, noor = Reading(table, engine, "bo"), Reading(table, engine, "noor")
    assert noor.look() == bo.look() != []

    advise(table, "Wait.")
    assert bo.look() == [ADVICE]
    table.do("bo", "step_down", role="adviser")
    assert bo.look() != []
    advise(table, "Go on.")

    assert bo.look() == []
    table.do("noor", "appoint", participant="bo", role="adviser")
    assert bo.look()[0] == ADVICE  # what was shared meanwhile


def advise(table: Table, text: str) -> None:
    advice = table.do("noor", "record", record="advice", fields={"text": text})["events"][0]["id"]
    table.do("noor", "share", id=advice, version=1)


def test_a_stream_ends_when_its_reader_leaves(table: Table, engine: Engine) -> None:
    table.do("noor", "join", participant="bo", name="Bo")
    streams = Streams(1, 0.01, 1_000)

    async def follow() -> list[bytes]:
        told = []
        async for part in streams.frames(Reading(table, engine, "bo").following):
            told.append(part)
            if b"Bo takes part" in part:
                await asyncio.to_thread(table.do, "bo", "leave")
        return told

    assert len(asyncio.run(asyncio.wait_for(follow(), SOON))) == 2


def test_streams_end_when_the_server_stops(table: Table, engine: Engine) -> None:
    streams = Streams(1, 3_600, 1)

    async def follow() -> list[bytes]:
        told = []
        async for part in streams.frames(Reading(table, engine, "noor").following):
            told.append(part)
            if len(told) == 2:
                asyncio.get_running_loop().call_later(0.01, streams.close)
        return told

    assert len(asyncio.run(asyncio.wait_for(follow(), SOON))) == 2


def test_heartbeats_come_on_their_beat_whatever_happens_that_the_reader_may_not_know(
    table: Table, engine: Engine
) -> None:
    def beats(acts: int) -> list[bytes]:
        streams, reading = Streams(1, 0.05, 4), Reading(table, engine, "noor")

        async def follow() -> list[bytes]:
            told = []
            async for part in streams.frames(reading.following):
                told.append(part)
                if len(told) == 2:
                    for number in range(acts):
                        fields = {"bounds": f"Talk {number}."}
                        await asyncio.to_thread(
                            table.do, "rik", "record", record="mandate", subject=party, fields=fields
                        )
                if len(told) == 4:
                    return told
            return told

        return asyncio.run(asyncio.wait_for(follow(), SOON))

    party = table.party_id()
    assert beats(0) == beats(3)


def test_an_application_has_streams_of_its_own(engine: Engine) -> None:
    apps = [create_app(engine, Settings()) for _ in range(2)]
    assert apps[0].state.streams is not apps[1].state.streams
