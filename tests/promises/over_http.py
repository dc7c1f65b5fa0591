"""A world behind HTTP: every answer to everything a reader can ask, with its headers, refusals too."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine.language.method import Method
from engine.process.commands import Command, Open
from tests.api.headers import lasting
from tests.promises.kept import KeptWorld
from tests.promises.worlds import named
from tests.streamed import quick, streamed

PROCESS = "/v1/processes/{process}"
STREAM = f"{PROCESS}/stream"
SECRET_NUMBERS = re.compile(r"\b(?:[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{32})\b")
NO_DOCUMENT = "00000000-0000-4000-8000-000000000000"  # as long as any id: an answer says how long it is
OF_ITS_ID = re.compile('etag: "[0-9a-f]{32}"')
LISTS = ("", "?state=open", "?overdue=true", "?phase=p0", "?owed_by=envoy", "?owed_by=board", "?q=any", "?limit=1")
WHOLES = ("/v1/overview", "/v1/overview?weeks=3", "/portfolio", "/portfolio/export")
PAGES = (
    "", "/log", "/records", "/versions", "/report", "/decisions/nothing", "/form?do=hold", "/form?do=join",
    "/form?do=note", "/form?do=leave", "/form?do=extend",
)  # fmt: skip
READ_ON = (9, 500)
TAKEN = (
    "ocel", "csv", "csv&table=log", "csv&table=records-alpha", "ics", "own", "html", "html&decision=nothing", "nothing",
)  # fmt: skip
"""Besides `pdf` and `docx`, which are made of the same document as `html` and of nothing else (tests/api/reports)."""
ODD: tuple[dict[str, Any], ...] = (
    {"do": "share", "id": "nothing", "version": 1}, {"do": "vote", "run": "nothing", "ballot": "yes"},
    {"do": "record", "record": "nothing", "fields": {}}, {"do": "move", "move": "nowhere"},
    {"do": "redact", "content": "nothing", "reason": "x"}, {"do": "confirm", "id": "ann", "version": 0},
    {"do": "close"},
)  # fmt: skip


class HttpWorld(KeptWorld):
    """A world asked and looked at over HTTP alone. Salts, digests and signatures are random, and named as they come."""

    def __init__(self, methods: Sequence[Method], file: Path, ids: Iterator[str], at: datetime) -> None:
        super().__init__(methods, file, ids, at)
        self.app = create_app(self.engine, Settings())
        self.app.state.streams = quick()
        self._open = ExitStack()
        self.client = TestClient(self.app)
        self.client.portal = self._open.enter_context(start_blocking_portal())  # one loop, instead of one a request
        self.names: dict[str, str] = {}
        paths = self.client.get("/openapi.json").json()["paths"]
        reads = {path for path, told in paths.items() if path.startswith(PROCESS) and "get" in told}
        self.routes = sorted(reads - {STREAM})  # which has no end
        self.anybodys: dict[str, str] = {}
        self.had: dict[tuple[str, str | None], str] = {}
        self.types = sorted(methods[-1].declared.records)

    def close(self) -> None:
        """Let the file and the loop go."""
        super().close()
        self._open.close()

    def submit(self, command: Command, at: datetime, child: int | None = None) -> Any:
        """Send a command at an instant, and return the answer to its sender."""
        self.clock.at, self.anybodys = at, {}
        process = self.member(child)
        if process is None and not isinstance(command, Open):
            return "there is none"
        told = command.model_dump(mode="json", by_alias=True, exclude_none=True)
        path = "/v1/processes" if isinstance(command, Open) else f"/v1/processes/{process}/commands"
        answer = self.client.post(path, json=told)
        if isinstance(command, Open):
            self.process = answer.json()["process"]
        return self._told(answer)

    def tick(self, at: datetime) -> None:
        """Let the clock do what came due up to an instant."""
        self.anybodys = {}
        super().tick(at)

    def look(self, reader: str | None) -> dict[str, str]:
        """Return the answers to everything that a reader can ask, by what is asked."""
        self.anybodys = self.anybodys or self._for_anybody()
        seen = [(number, self._asked(process, reader)) for number, process in enumerate(self.members())]
        return self.anybodys | {named(what, number): told for number, one in seen for what, told in one.items()}

    def _for_anybody(self) -> dict[str, str]:
        """Return the answers that hang on nobody who asks, by what is asked: once for all who look at an instant."""
        paths = (*(f"/v1/processes{query}" for query in LISTS), *WHOLES)
        return {path: self._told(self.client.get(path)) for path in paths}

    def take(self, reader: str | None) -> dict[str, str]:
        """Return nothing besides: what can be taken along is asked for with all else."""
        return {}

    def _asked(self, process: str, reader: str | None) -> dict[str, str]:
        """Return the answers to everything that a reader can ask of a process, by what is asked."""
        headers = {"Sluis-Actor": reader} if reader else {}
        asked = {path: self._told(self.client.get(path, headers=headers)) for path in self._paths(process)}
        for odd in ODD if reader else ():
            body = {"actor": reader, **odd}
            dry = self.client.post(f"/v1/processes/{process}/commands?dry_run=true", json=body)
            asked[f"dry run of {odd}"] = self._told(dry)
        asked |= {"documents": self._documents(process, headers)}
        asked |= {"stream": self._streamed(process, headers), "stream on": self._streamed_on(process, reader, headers)}
        return asked | {f"log by {size}": self._read_on(process, headers, size) for size in READ_ON}

    def _documents(self, process: str, headers: dict[str, str]) -> str:
        """Return the answers to whoever asks for each document there is, once where they differ by its id alone."""
        known = sorted(self.engine.situation(process)[1].documents.values(), key=lambda one: one.order)
        answers = []
        for identity in (NO_DOCUMENT, *(one.id for one in known)):
            told = self._told(self.client.get(f"/v1/processes/{process}/documents/{identity}", headers=headers))
            answers.append(OF_ITS_ID.sub("etag: its own", told.replace(identity, "its id")))
        return "\n".join(dict.fromkeys(answers))

    def _paths(self, process: str) -> Iterator[str]:
        yield from (f"/badge/{process}.svg", f"/embed/{process}")
        yield from (f"/processes/{process}{page}" for page in PAGES)
        for session in sorted(self.engine.situation(process)[1].sessions):
            yield from (f"/processes/{process}/meetings/{session}{page}" for page in ("", "/screen"))
        for route in self.routes:
            path = route.replace("{process}", process)
            if route.endswith("/export"):
                yield from (f"{path}?format={form}" for form in TAKEN)
            yield from (path.replace("{record}", record) for record in self.types) if "{record}" in path else [path]

    def _read_on(self, process: str, headers: dict[str, str], size: int) -> str:
        """Return the log read page by page, with its cursors."""
        pages, cursor, more = [], "", True
        while more:
            query = f"?limit={size}{f'&cursor={cursor}' if cursor else ''}"
            answer = self.client.get(f"/v1/processes/{process}/log{query}", headers=headers)
            pages.append(self._told(answer))
            told = answer.json()  # a problem, where whoever asks has left
            cursor, more = told.get("cursor"), told.get("more", False)
        return "\n".join(pages)

    def _streamed_on(self, process: str, reader: str | None, headers: dict[str, str]) -> str:
        """Return what comes in a stream behind what its reader had when he looked before."""
        had = self.had.get((process, reader), "")
        found = streamed(self.app, f"/v1/processes/{process}/stream", headers | {"Last-Event-ID": had})
        self.had[process, reader] = found.last or had
        return self._told_of(found.status, found.headers, found.text)

    def _streamed(self, process: str, headers: dict[str, str]) -> str:
        found = streamed(self.app, f"/v1/processes/{process}/stream", headers)
        return self._told_of(found.status, found.headers, found.text)

    def _told(self, answer: Any) -> str:
        """Return an answer as it came: status, headers (an ETag is no random number) and body."""
        return self._told_of(answer.status_code, answer.headers, read(answer))

    def _told_of(self, status: int, headers: Mapping[str, str], text: str) -> str:
        named = [f"{name}: {value}" for name, value in sorted(lasting(headers))]
        body = SECRET_NUMBERS.sub(lambda found: self.names.setdefault(found[0], f"number-{len(self.names)}"), text)
        return "\n".join([str(status), *named, body])


def read(answer: Any) -> str:
    """Return the text of an answer: of an archive its files by name, of a calendar its lines before they were cut."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return "\n".join(
                f"{one.filename} {one.date_time} {archive.read(one).decode()}" for one in archive.infolist()
            )
    return str(answer.text).replace("\r\n ", "") if kind == "text/calendar" else str(answer.text)
