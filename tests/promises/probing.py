"""An API asked for all that its OpenAPI document says, by schemathesis, over a real server that notes answers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
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
from tests.engine.access.people import an_organisation, with_quick_passwords
from tests.listening import served
from tests.promises.identities import ARCHIVING, COMMANDS, Asking, Bodies, Operation, a_town, asking_as
from tests.sqlite import a_file

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

ENDLESS = "/stream$"
COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
RATES = {"commands_per_minute": 0, "reads_per_minute": 0, "exports_per_hour": 0, "streams_each": 0}


@dataclass
class Probed:
    """A server to be asked, and what it answered: how often which status, by verb and path."""

    port: int
    document: dict[str, Any]
    asking: Asking
    seen: dict[Operation, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def operations(self) -> set[Operation]:
        """Return verb and path of every operation of the document that comes to an end."""
        return operations_of(self.document)

    def succeeded(self) -> set[Operation]:
        """Return the operations that were once answered with what was asked."""
        return {one for one, counted in self.seen.items() if any(200 <= status < 300 for status in counted)}


def operations_of(document: dict[str, Any]) -> set[Operation]:
    """Return verb and path of every operation of a document that comes to an end."""
    paths = {path: one for path, one in document["paths"].items() if not re.search(ENDLESS, path)}
    return {(verb.upper(), path) for path, several in paths.items() for verb in several}


@contextmanager
def probed(folder: Path, actor: str | None) -> Iterator[Probed]:
    """Serve a process with people, a record and a document, without accounts."""
    with Engine.open(a_file(folder / "sluis.db")) as engine:
        engine.publish(read_method(SOURCE, "small.yaml"))
        app = create_app(engine, Settings())
        client = TestClient(app)
        table = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
        table.party()
        ids = {"process": table.process, "document": a_document(table), "method": "small", "version": "1.0.0",
               "record": "mandate"}  # fmt: skip
        bodies: Bodies = {
            ("POST", "/v1/processes"): OPENING,
            ("POST", COMMANDS): {"do": "join", "actor": "noor", "name": "Bo"},
        }
        over = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
        over.do("noor", "cancel", reason="Over")
        own_ids = {one: {"process": over.process} for one in ARCHIVING}
        asking = Asking(ids=ids, bodies=bodies, actor=actor, own_ids=own_ids)
        with _listening(app, client.get("/openapi.json").json(), asking) as found:
            yield found


@contextmanager
def probed_with_accounts(folder: Path, name: str) -> Iterator[Probed]:
    """Serve an organisation with people of every role, to be asked by one of the seven."""
    with Engine.open(a_file(folder / "sluis.db")) as engine:
        an_organisation(with_quick_passwords(engine), "local")
        engine.publish(read_method(SOURCE, "small.yaml"))
        app = create_app(engine, Settings(access="accounts", **RATES))  # type: ignore[arg-type]  # numbers by name
        asking = asking_as(a_town(app), name)
        with _listening(app, json.loads(COMMITTED.read_text(encoding="utf-8")), asking) as found:
            yield found


@contextmanager
def _listening(app: FastAPI, document: dict[str, Any], asking: Asking) -> Iterator[Probed]:
    found = Probed(0, _with_examples(_for_nobody(document) if asking.actor == "" else document, asking), asking)
    try:
        with served(_noting(app, found)) as found.port:
            yield found
    finally:
        app.state.worker.close()


def ask_everything(
    server: Probed, folder: Path, expected: str, seed: str, examples: int, but: str | None = None
) -> tuple[int, str]:
    """Let schemathesis ask with all its checks `but` one, and return its exit code and what it said.

    `expected` says, as its settings do, which statuses are no failure.
    """
    (folder / "st.toml").write_text(_settings(server.asking, expected), encoding="utf-8")
    (folder / "openapi.json").write_text(json.dumps(server.document), encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", "st.toml", "run", "openapi.json",
            "--url", f"http://127.0.0.1:{server.port}", "--checks", "all", "--mode", "all", "--seed", seed,
            "--max-examples", str(examples), "--exclude-path-regex", ENDLESS, "--continue-on-failure",
            "--request-timeout", "20", "--no-color", "--warnings", "off",
            *(["--exclude-checks", but] if but else []),
        ],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def _settings(asking: Asking, expected: str) -> str:
    """Return the settings of schemathesis: who asks, about what, and what is no failure."""
    pinned = {f"path.{name}": value for name, value in asking.ids.items()}
    pinned |= {"header.Sluis-Actor": asking.actor} if asking.actor else {}
    lines = ["[headers]", *_pairs(asking.headers), "[parameters]", *_pairs(pinned), expected]
    for verb, path in {**asking.own_headers, **asking.own_ids}:
        headers, ids = asking.own_headers.get((verb, path), {}), asking.own_ids.get((verb, path), {})
        lines += ["[[operations]]", f'include-name = "{verb} {path}"']
        lines += [f"headers.{line}" for line in _pairs(headers)]
        lines += [f"parameters.{line}" for line in _pairs({f"path.{name}": value for name, value in ids.items()})]
    return "\n".join(lines)


def _pairs(named: dict[str, str]) -> list[str]:
    return [f'"{name}" = {json.dumps(value)}' for name, value in named.items()]


def _with_examples(document: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Give each change an example that fits what is served, so that it is carried out once at least."""
    method = yaml.safe_load(SOURCE) | {"version": "1.0.2"}
    known = {("POST", "/v1/methods"): method, ("POST", "/v1/methods/check"): method, **asking.bodies}
    for (verb, path), example in known.items():
        for content in document["paths"][path][verb.lower()]["requestBody"]["content"].values():
            content["example"] = example
            if path.startswith("/v1/methods"):  # a file of any bytes, in which something is found only where it is YAML
                content["schema"] = {}
    for (verb, path), ids in asking.first_ids.items():
        for parameter in document["paths"][path][verb.lower()]["parameters"]:
            parameter["example"] = ids[parameter["name"]]
    return document


def _for_nobody(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out for which participant somebody reads: whoever has no seat would be told that there is no process."""
    for operation in (one for several in document["paths"].values() for one in several.values()):
        given = operation.get("parameters", [])
        operation["parameters"] = [one for one in given if one["name"] != "Sluis-Actor"]
    return document


def _noting(app: FastAPI, found: Probed) -> Any:
    which = _finder(found.document)

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.seen[scope["method"], which(scope["path"])][message["status"]] += 1
            await send(message)

        await app(scope, receive, note)

    noted.state = app.state  # type: ignore[attr-defined]  # the server ends its streams
    return noted


def _finder(document: dict[str, Any]) -> Callable[[str], str]:
    """Return what finds which path of the document was asked: whoever is not let in comes to no route that says so."""
    patterns = {path: re.compile(re.sub(r"\\{.*?\\}", "[^/]*", re.escape(path))) for path in document["paths"]}

    def find(asked: str) -> str:
        fitting = [path for path, pattern in patterns.items() if pattern.fullmatch(asked)]
        return min(fitting, key=lambda path: path.count("{"), default="")

    return find
