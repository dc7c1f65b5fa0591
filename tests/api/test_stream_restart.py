"""A stream of a server of its own: it ends when the server is told to stop, and goes on at the next one."""

from __future__ import annotations

import json
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path

from engine import Engine
from engine.language import read_method
from tests.api.cli.running import YES
from tests.api.cli.test_serving import SECONDS, asked, serving
from tests.api.conftest import METHOD, OPENING

AT_ONCE = 4


@contextmanager
def following(url: str, last: str | None = None) -> Iterator[HTTPResponse]:
    request = urllib.request.Request(url, headers={"Last-Event-ID": last} if last else {})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - our own server
        yield answer


def had(answer: HTTPResponse, until: str | None) -> list[dict[str, str]]:
    """Return the lines that come, with their ids, up to one that says so, or to the end of the stream."""
    found: list[dict[str, str]] = []
    identity = ""
    for line in map(bytes.decode, answer):
        if line.startswith("id: "):
            identity = line[4:].strip()
        if line.startswith("data: "):
            found.append({"id": identity, "text": json.loads(line[6:])["text"]})
            if found[-1]["text"] == until:
                break
    return found


def test_a_stream_goes_on_behind_its_last_event_after_a_restart(tmp_path: Path) -> None:
    database = tmp_path / "sluis.db"
    with Engine.open(f"sqlite:///{database}") as engine:
        engine.publish(read_method(METHOD, "small.yaml"))
    with serving(database) as (server, url):
        process = asked(f"{url}/v1/processes", OPENING)["process"]
        base = f"{url}/v1/processes/{process}"
        with following(f"{base}/stream") as answer:
            asked(f"{base}/commands", {"do": "join", "actor": "noor", "name": "Bo"})
            first = had(answer, "Bo takes part")
            begun = time.monotonic()
            server.send_signal(signal.SIGTERM)
            assert had(answer, None) == []
        assert server.wait(SECONDS) == YES
        assert time.monotonic() - begun < AT_ONCE
    with serving(database) as (_, url):
        base = f"{url}/v1/processes/{process}"
        asked(f"{base}/commands", {"do": "join", "actor": "noor", "name": "Cas"})
        with following(f"{base}/stream", first[-1]["id"]) as answer:
            second = had(answer, "Cas takes part")
        items = asked(f"{base}/log")["items"]
    assert isinstance(items, list)
    assert [one["text"] for one in first + second] == [one["text"] for one in items]
