"""What whoever runs a server is told: whether it lives, whether it is ready, and figures that name nobody."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from logging.config import dictConfig
from pathlib import Path

import pytest
from anyio import from_thread
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from starlette.testclient import TestClient

from api.app import create_app
from api.security.wordless import log_config
from api.server import server_for
from api.settings import Settings, SettingsWrong, read_settings
from engine import Engine
from engine.errors import StoreBusy
from engine.journal import health
from tests.engine.journal.neighbours import Time, a_command, accepted, an_open_process, with_parties
from tests.sqlite import a_file

TOKEN = "t" * 32
SECRET = "geheim-erf-41"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(a_file(tmp_path / "sluis.db")) as opened:
        yield opened


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return create_app(engine, Settings(metrics_token=TOKEN, drain_seconds=0))


def figures(client: TestClient, token: str = TOKEN) -> str:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    return answer.text


def test_a_server_that_is_about_to_stop_lives_and_is_not_ready(app: FastAPI) -> None:
    client = TestClient(app)
    assert client.get("/readyz").json() == {"status": "ok"}

    app.state.streams.drain()

    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")


def test_a_database_with_the_schema_of_another_release_is_not_ready(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "HEAD", "0999")

    answer = TestClient(app).get("/readyz")

    assert answer.status_code == 503
    assert "0999" not in answer.text


def test_a_server_lives_while_everybody_waits_for_its_store(
    app: FastAPI, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks in hundreds whether it is ready takes no thread that others need."""
    goes_on, begun, looks = threading.Event(), asyncio.Event(), []

    def slow() -> list[str]:
        looks.append(1)
        from_thread.run_sync(begun.set)
        goes_on.wait(30)
        return []

    monkeypatch.setattr(engine, "faults", slow)

    async def asked() -> tuple[int, set[int]]:
        current_default_thread_limiter().total_tokens = 1
        async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
            many = [asyncio.create_task(client.get("/readyz")) for _ in range(60)]
            await begun.wait()
            lives = (await client.get("/healthz")).status_code
            goes_on.set()
            return lives, {one.status_code for one in await asyncio.gather(*many)}

    assert asyncio.run(asked()) == (200, {200})
    assert len(looks) == 1


def test_what_was_found_of_a_store_is_forgotten_after_a_second(
    app: FastAPI, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Time()
    client = TestClient(app)
    app.state.readiness.now = lambda: now().timestamp()
    assert client.get("/readyz").status_code == 200

    monkeypatch.setattr(engine, "faults", lambda: ["the schema is another"])
    assert client.get("/readyz").status_code == 200
    now.pass_by(seconds=1)

    assert [client.get("/readyz").status_code for _ in range(2)] == [503, 503]


def test_a_store_that_does_not_answer_is_not_ready(
    app: FastAPI, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> list[str]:
        raise StoreBusy("the database cannot be read now")

    monkeypatch.setattr(engine, "faults", busy)

    assert TestClient(app).get("/readyz").status_code == 503


@pytest.mark.parametrize("given", [None, "", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"])
def test_whoever_lacks_the_token_finds_no_figures(app: FastAPI, given: str | None) -> None:
    headers = {} if given is None else {b"Authorization": given.encode()}

    assert TestClient(app).get("/metrics", headers=headers).status_code == 404


def test_without_a_token_in_the_settings_nobody_finds_figures(engine: Engine) -> None:
    client = TestClient(create_app(engine, Settings()))

    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 404
    with pytest.raises(SettingsWrong, match="SLUIS_METRICS_TOKEN"):
        read_settings(metrics_token="short")


def test_figures_say_how_many_there_are_and_name_nobody(app: FastAPI, engine: Engine) -> None:
    client = TestClient(app)
    process = an_open_process(engine, title=SECRET, name=SECRET)
    an_open_process(engine, rehearsal=True)
    client.get("/healthz")

    told = figures(client)

    assert 'sluis_processes{state="open"} 1.0' in told
    assert 'sluis_http_requests_total{status="2xx"}' in told
    assert "sluis_streams 0.0" in told
    assert [one for one in (SECRET, process, "neighbours", "local", "anna", TOKEN) if one in told] == []


def test_no_figure_moves_when_somebody_acts_in_the_dark(app: FastAPI, engine: Engine) -> None:
    """What few may know of must not show to whoever watches the server, who may know of none of it."""
    client = TestClient(app)
    process = an_open_process(engine)
    with_parties(engine, process)
    figures(client)

    def ours() -> list[str]:
        return [one for one in figures(client).splitlines() if one.startswith("sluis_") and "http" not in one]

    before = ours()
    fields = {"level": "explore", "bounds": SECRET}
    accepted(engine.submit(process, a_command("record", "rep-Town", record="mandate", fields=fields)))

    assert ours() == before


def test_a_server_waits_before_it_stops_and_is_not_ready_meanwhile(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(engine, Settings(drain_seconds=2))
    ready: list[int] = []

    async def look() -> None:
        ready.append(await asyncio.to_thread(lambda: TestClient(app).get("/readyz").status_code))

    server = server_for(app, Settings(drain_seconds=2))
    server.servers, server.config.loaded = [], True
    monkeypatch.setattr("api.server._pause", look)
    with pytest.raises(AttributeError):  # nothing was started that uvicorn could stop
        asyncio.run(server.shutdown())

    assert set(ready) == {503}
    assert len(ready) == 20


def test_whoever_asks_lets_go_of_an_idle_connection_before_the_server_does(engine: Engine) -> None:
    """Of two that let go at one moment, one sends a request that nobody answers; Caddy waits longest, two minutes."""
    server = server_for(create_app(engine, Settings()), Settings())
    assert server.config.timeout_keep_alive > 120


def test_messages_are_lines_of_json_where_that_is_set_and_errors_keep_their_words(
    capfd: pytest.CaptureFixture[str],
) -> None:
    dictConfig(log_config("json"))
    error = RuntimeError(SECRET)
    logging.getLogger("uvicorn.error").error("it went\nwrong", exc_info=error)
    dictConfig(log_config())

    (line,) = capfd.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("error", "uvicorn.error", "it went\nwrong")
    assert told["error"].endswith("RuntimeError")
    assert SECRET not in line
