"""Pollers and bursts slow the server down; they do not break it, and it recovers. Nothing about time is asserted."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx2
import pytest
from fastapi import FastAPI

from api import turnstile
from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.journal.writer import Writer
from tests.engine.journal.neighbours import a_method, accepted, an_opening
from tests.listening import served
from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P15
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PATIENCE = 60
PROCESSES = 12
ENOUGH, PACE = 25, 0.02
FEW, STUCK, AT_A_TIME, MANY = 3, 12, 50, 150


@dataclass
class Served:
    """A server, and what it is asked."""

    engine: Engine
    app: FastAPI
    url: str
    processes: list[str]
    now: list[datetime] = field(default_factory=lambda: [NOW])

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self.url, timeout=PATIENCE, limits=httpx2.Limits(max_connections=400, keepalive_expiry=2)
        )

    async def act(self, client: httpx2.AsyncClient, process: str, **command: Any) -> httpx2.Response:
        body = {"actor": "anna", **command}
        return await client.post(f"/v1/processes/{process}/commands", json=body)


@contextmanager
def serving(folder: Path, number: int = FEW) -> Iterator[Served]:
    """Serve some processes without accounts and rates, under a clock that is told."""
    now = [NOW]
    with Engine.open(f"sqlite:///{folder / 'sluis.db'}", now=lambda: now[0]) as engine:
        engine.publish(a_method())
        processes = [accepted(engine.submit(None, an_opening())).process for _ in range(number)]
        app = create_app(engine, Settings())
        try:
            with served(app) as port:
                yield Served(engine, app, f"http://127.0.0.1:{port}", processes, now)
        finally:
            app.state.worker.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as found:
        yield found


class Disk:
    """Where commits wait, for as long as it is stuck."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moves, self.waits = threading.Event(), threading.Event()
        self.moves.set()
        committed = Writer._is_committed  # noqa: SLF001 - where a disk is waited for

        def waited(writer: Writer[Any], *given: Any) -> bool:
            if not self.moves.is_set():
                self.waits.set()
                assert self.moves.wait(PATIENCE)
            return committed(writer, *given)

        monkeypatch.setattr(Writer, "_is_committed", waited)

    def stick(self) -> None:
        self.waits.clear()
        self.moves.clear()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    found = Disk(monkeypatch)
    yield found
    found.moves.set()


def notes_in(engine: Engine, process: str) -> int:
    return sum(one.event.type == "NoteKept" for one in engine.history(process))


def run(work: Callable[[], Awaitable[Any]], patience: float = 2 * PATIENCE) -> Any:
    """Run what is asked of a server at one time, for so many seconds at most."""

    async def all_of_it() -> Any:
        return await asyncio.wait_for(work(), patience)

    return asyncio.run(all_of_it())


# ---------------------------------------------------------------------- dashboards


class Crowd(NamedTuple):
    """How many dashboards poll, how many write meanwhile, and how often each; all see one of so many of their acts.

    `pace` is how many seconds a dashboard waits between two looks.
    """

    dashboards: int
    writers: int
    acts: int
    seen_each: int
    pace: float


class Beside(NamedTuple):
    """What dashboards and writers were answered, how often something changed that is seen, and what was told last."""

    reads: Counter[int]
    writes: Counter[int]
    shown: Counter[str]
    states: list[tuple[str, str]]


async def poll(
    client: httpx2.AsyncClient, process: str, done: asyncio.Event, seen: Counter[int], pace: float
) -> str:  # fmt: skip
    """Ask again and again where a process stands, and return its state as it was told last."""
    etag, told = "", ""
    while True:
        last = done.is_set()
        answer = await client.get(f"/v1/processes/{process}", headers={"If-None-Match": etag} if etag else {})
        seen[answer.status_code] += bool(etag)
        if answer.status_code == 200:
            etag, told = answer.headers["etag"], str(answer.json()["state"])
        if last:
            return told
        await asyncio.sleep(pace)


async def write(
    server: Served, client: httpx2.AsyncClient, chance: Random, seen: Counter[int], shown: Counter[str], many: Crowd
) -> None:  # fmt: skip
    """Keep notes, which nobody else knows of, and now and then do what everybody sees."""
    for _ in range(many.acts):
        process = chance.choice(server.processes)
        command: dict[str, Any] = {"do": "note", "text": "Mine"}
        if chance.randrange(many.seen_each) == 0:
            command = {"do": chance.choice(["hold", "resume"]), "reason": "x"}
        answer = await server.act(client, process, **command)
        seen[answer.status_code] += 1
        shown[process] += command["do"] != "note" and answer.status_code == 200


def test_dashboards_beside_writers_are_told_what_changed_and_hardly_anything_else(
    tmp_path: Path, rounds: Rounds
) -> None:
    for number, chance in enumerate(rounds(1)):
        folder = tmp_path / str(number)
        folder.mkdir()
        many = Crowd(500, 32, 60, 250, 5) if rounds.size.minutes else Crowd(60, 8, 20, 40, 0.02)
        with serving(folder, PROCESSES) as server:
            at_least = ENOUGH * many.pace  # so long they look, however fast they are answered
            reads, writes, shown, states = run(partial(_beside, server, chance, many), at_least + 10 * PATIENCE)

            most = sum(shown.values()) * (many.dashboards // PROCESSES + 1)
            print(f"{dict(reads)} reads beside {dict(writes)} commands; {sum(shown.values())} that everybody sees")
            assert set(reads) == {200, 304}
            assert reads[200] <= most
            assert reads[304] / reads.total() >= 0.95
            assert set(writes) <= {200, 409}
            for process, told in states:
                assert told == server.engine.view(process).state


async def _beside(server: Served, chance: Random, many: Crowd) -> Beside:
    reads, writes, shown, done = Counter[int](), Counter[int](), Counter[str](), asyncio.Event()
    async with server.client() as client:
        watched = [server.processes[one % PROCESSES] for one in range(many.dashboards)]
        polls = [asyncio.create_task(poll(client, one, done, reads, many.pace)) for one in watched]
        seeds = [Random(chance.random()) for _ in range(many.writers)]
        await asyncio.gather(*(write(server, client, one, writes, shown, many) for one in seeds))
        while reads.total() < ENOUGH * many.dashboards:  # noqa: ASYNC110 - each of many polls counts
            await asyncio.sleep(PACE)
        done.set()
        told = await asyncio.gather(*polls)
    return Beside(reads, writes, shown, list(zip(watched, told, strict=True)))


# ---------------------------------------------------------------------- a disk that is stuck


def test_while_nothing_can_be_written_everybody_still_reads(server: Served, disk: Disk) -> None:
    process = server.processes[0]

    async def work() -> list[int]:
        async with server.client() as client:
            disk.stick()
            acts = [asyncio.create_task(server.act(client, process, do="note", text="x")) for _ in range(MANY)]
            assert await asyncio.to_thread(disk.waits.wait, PATIENCE)
            paths = (f"/v1/processes/{process}", "/v1/processes", f"/v1/processes/{process}/log", "/readyz")
            for _ in range(3):
                for path in paths:
                    answer = await asyncio.wait_for(client.get(path), PATIENCE / 2)
                    assert answer.status_code == 200
            assert not any(one.done() for one in acts)
            disk.moves.set()
            return [(await one).status_code for one in acts]

    assert run(work) == [200] * MANY
    assert notes_in(server.engine, process) == MANY


def test_what_came_due_while_nothing_can_be_written_keeps_no_reader_waiting(server: Served, disk: Disk) -> None:
    process = server.processes[0]

    async def work() -> str:
        async with server.client() as client:
            disk.stick()
            act = asyncio.create_task(server.act(client, server.processes[1], do="note", text="x"))
            assert await asyncio.to_thread(disk.waits.wait, PATIENCE)
            server.now[0] += timedelta(days=40)
            before = await asyncio.wait_for(client.get(f"/v1/processes/{process}"), PATIENCE / 2)
            assert before.json()["phases"][0]["overdue"] is False
            disk.moves.set()
            assert (await act).status_code == 200
            after = await client.get(f"/v1/processes/{process}")
            return str(after.json()["phases"][0]["overdue"])

    assert run(work) == "True"


def test_what_is_too_much_is_told_to_come_again_and_what_was_taken_is_done_once(
    server: Served, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstile, "MOST_WAITING", FEW)
    process = server.processes[0]

    async def work() -> tuple[Counter[int], set[bool]]:
        async with server.client() as client:
            disk.stick()
            acts = [asyncio.create_task(server.act(client, process, do="note", text="x")) for _ in range(MANY)]
            early = islice(asyncio.as_completed(acts), MANY - turnstile.AT_ONCE - FEW)
            refused = [await one for one in early]
            assert {one.json()["type"] for one in refused} == {"/problems/busy"}
            disk.moves.set()
            answers = [await one for one in acts]
            later = await server.act(client, process, do="note", text="after")
            assert later.status_code == 200
            return Counter(one.status_code for one in answers), {"retry-after" in one.headers for one in refused}

    statuses, have_when = run(work)
    assert statuses == {200: turnstile.AT_ONCE + FEW, 503: MANY - turnstile.AT_ONCE - FEW}
    assert have_when == {True}
    assert notes_in(server.engine, process) == statuses[200] + 1


# ---------------------------------------------------------------------- readers that do not read, and leaks


async def never_reads(server: Served, path: str) -> asyncio.StreamWriter:
    """Ask for something, and read nothing of it."""
    host, port = server.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port), limit=1)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    await writer.drain()
    return writer


def test_whoever_asks_and_does_not_read_keeps_nobody_else_waiting(server: Served) -> None:
    process = server.processes[0]

    async def work() -> list[int]:
        paths = [f"/v1/processes/{process}/{one}" for one in ("export", "stream", "log")]
        stuck = [await never_reads(server, one) for one in paths * STUCK]
        async with server.client() as client:
            answers = [await server.act(client, process, do="note", text="x") for _ in range(FEW)]
            answers += [await client.get(f"/v1/processes/{process}") for _ in range(FEW)]
        for one in stuck:
            one.close()
        return [one.status_code for one in answers]

    assert run(work) == [200] * 2 * FEW


def held() -> tuple[int, int]:
    """Return how many files and threads this process has."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir()), threading.active_count()


def test_nothing_is_left_of_those_who_came_and_went(server: Served, rounds: Rounds) -> None:
    process = server.processes[0]

    async def come_and_go() -> None:
        async with server.client() as client:
            await asyncio.gather(*(client.get(f"/v1/processes/{process}") for _ in range(AT_A_TIME)))
            await asyncio.gather(*(server.act(client, process, do="note", text="x") for _ in range(FEW)))
            for _ in range(FEW):
                async with client.stream("GET", f"/v1/processes/{process}/stream") as stream:
                    assert stream.status_code == 200
        for writer in [await never_reads(server, f"/v1/processes/{process}/log") for _ in range(FEW)]:
            writer.close()

    def went() -> tuple[int, int]:
        """Return what is held once the server has let go of who went."""
        run(come_and_go)
        streams = server.app.state.streams
        for _ in range(300):
            if streams._taken == 0:  # noqa: SLF001 - how many are open
                break
            threading.Event().wait(0.1)
        return held()

    for _ in range(3):
        before = went()
    for _ in rounds(6):
        after = went()
    print(f"files and threads: {before}, and after {rounds.tried} rounds more: {after}")
    assert after[0] < before[0] + AT_A_TIME, "what readers share grows to as many as read at one time, and no further"
    assert after[1] < before[1] + AT_A_TIME
