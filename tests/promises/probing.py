"""An API asked for all that its OpenAPI document says, by schemathesis, over a real server that notes answers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.language import read_method
from tests.api.conftest import OPENING, Table
from tests.api.test_documents import SOURCE, a_document
from tests.listening import served

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

ENDLESS = "/stream$"
EXPECTED = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 404, 414]
negative_data_rejection.expected-statuses = [400, 404, 405, 409, 412, 414, 415, 422, 431]
[[operations]]
include-path = ["/v1/processes/{process}/commands", "/v1/processes"]
include-method = ["POST"]
phases.coverage.enabled = %s
checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 409, 412, 414, 422]

[[operations]]
include-path = ["/v1/methods"]
include-method = ["POST"]
checks.positive_data_acceptance.expected-statuses = ["2xx", 409, 422]

[[operations]]
include-path = "/v1/processes/{process}/archive"
parameters = { "path.process" = "%s" }

[[operations]]
include-path-regex = "/(log|export)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 414, 422]
"""


@dataclass
class Probed:
    """A server to be asked, and what it answered: how often which status, by verb and path."""

    port: int
    document: dict[str, Any]
    known: dict[str, str]
    ended: str
    seen: dict[tuple[str, str], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def operations(self) -> set[tuple[str, str]]:
        """Return verb and path of every operation of the document that comes to an end."""
        paths = {path: one for path, one in self.document["paths"].items() if not re.search(ENDLESS, path)}
        return {(verb.upper(), path) for path, several in paths.items() for verb in several}

    def succeeded(self) -> set[tuple[str, str]]:
        """Return the operations that were once answered with what was asked."""
        return {one for one, counted in self.seen.items() if any(200 <= status < 300 for status in counted)}


@contextmanager
def probed(folder: Path) -> Iterator[Probed]:
    """Serve a process with people, a record and a document."""
    with Engine.open(f"sqlite:///{folder / 'sluis.db'}") as engine:
        engine.publish(read_method(SOURCE, "small.yaml"))
        app = create_app(engine, Settings())
        client = TestClient(app)
        table = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
        table.party()
        ended = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
        ended.do("noor", "cancel", reason="Over")
        known = {"process": table.process, "document": a_document(table), "method": "small", "version": "1.0.0",
                 "record": "mandate"}  # fmt: skip
        found = Probed(0, _with_examples(client.get("/openapi.json").json()), known, ended.process)
        try:
            with served(_noting(app, found)) as found.port:
                yield found
        finally:
            app.state.worker.close()


def ask_everything(server: Probed, folder: Path, actor: str | None, seed: str, examples: int) -> tuple[int, str]:
    """Let schemathesis ask with all its checks, and return its exit code and what it said."""
    pinned = [f'"path.{name}" = "{value}"' for name, value in server.known.items()]
    pinned += [f'"header.Sluis-Actor" = "{actor}"'] if actor else []
    is_long = str(examples > 10).lower()
    (folder / "st.toml").write_text(
        "\n".join(["[parameters]", *pinned, EXPECTED % (is_long, server.ended)]), encoding="utf-8"
    )
    (folder / "openapi.json").write_text(json.dumps(server.document), encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", "st.toml", "run", "openapi.json",
            "--url", f"http://127.0.0.1:{server.port}", "--checks", "all", "--mode", "all", "--seed", seed,
            "--max-examples", str(examples), "--exclude-path-regex", ENDLESS, "--continue-on-failure",
            "--request-timeout", "20", "--no-color", "--warnings", "off",
        ],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def _with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """Give each change an example that fits what is served, so that one at least is carried out."""
    method = yaml.safe_load(SOURCE) | {"version": "1.0.2"}
    bodies = {
        "/v1/processes": OPENING,
        "/v1/processes/{process}/commands": {"do": "join", "actor": "noor", "name": "Bo"},
        "/v1/methods": method,
        "/v1/methods/check": method,
    }
    for path, example in bodies.items():
        for content in document["paths"][path]["post"]["requestBody"]["content"].values():
            content["example"] = example
    return document


def _noting(app: FastAPI, found: Probed) -> Any:
    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            route = scope.get("route")
            if message["type"] == "http.response.start" and route is not None:
                found.seen[scope["method"], route.path][message["status"]] += 1
            await send(message)

        await app(scope, receive, note)

    noted.state = app.state  # type: ignore[attr-defined]  # the server ends its streams
    return noted
