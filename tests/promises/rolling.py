"""Servers that are replaced beneath callers who send again, with the same key, until they are answered."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

import httpx2

from engine import Engine
from tests.api.cli.running import ROOT, RUN, environment
from tests.engine.journal.neighbours import accepted
from tests.postgres import free_port
from tests.promises import mixture
from tests.promises.durability.whole import found_by
from tests.promises.replicas import differs_when_made_anew
from tests.promises.timers import a_chain, opening, wrong_with

if TYPE_CHECKING:
    from tests.promises.durability.acts import Sign

CALLERS, PROCESSES = 4, 3
PATIENCE = 120.0  # seconds after which a command counts as failed
PAUSE = 0.05
AGAIN = (429, 503)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent to a path under a key, and what it leaves in a log."""

    path: str
    body: Mapping[str, Any]
    leaves: Sign


@dataclass(slots=True)
class Door:
    """A server at a port that stays its own, by whichever code. `database` is its URL."""

    database: str
    port: int = field(default_factory=free_port)
    _running: subprocess.Popen[bytes] | None = None
    _said: IO[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self, code: Path = ROOT) -> None:
        """Start a server and wait until requests can be sent to it."""
        known = environment(PYTHONPATH=str(code), SLUIS_DATABASE_URL=self.database)
        words = [sys.executable, "-c", RUN, "serve", "--port", str(self.port)]
        self._said = TemporaryFile()  # noqa: SIM115 - closed with the door
        self._running = subprocess.Popen(words, cwd=code, env=known, stdout=self._said, stderr=self._said)
        until = time.monotonic() + PATIENCE
        while not self.is_ready():
            assert self._running.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(PAUSE)

    def is_ready(self) -> bool:
        """Tell whether it says that requests can be sent to it."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz") as answer:  # noqa: S310 - our own server
                return bool(answer.status == 200)
        except OSError:
            return False

    def shut(self, by: signal.Signals = signal.SIGTERM) -> None:
        """Stop the server, and see that it ends as it should."""
        assert self._running
        self._running.send_signal(by)
        code = self._running.wait(PATIENCE)
        assert code == (0 if by == signal.SIGTERM else -by), self.said()
        self.close()

    def said(self) -> str:
        """Return what it wrote."""
        assert self._said
        self._said.seek(0)
        return self._said.read().decode()

    def close(self) -> None:
        """Let nothing run on."""
        if self._running:
            self._running.kill()
            self._running.wait()
            self._running = None
        if self._said:
            self._said.close()
            self._said = None


@contextmanager
def two_doors(database: str) -> Iterator[tuple[Door, Door]]:
    """Lend two doors to a database, at none of which anybody is yet."""
    made = Door(database), Door(database)
    try:
        yield made
    finally:
        for one in made:
            one.close()


class Callers:
    """People who act under keys through any door that answers, and read what they did through any other.

    `told` has what was answered to each key, `wrong` what nobody should have to hear, `heard` how often which status.
    """

    def __init__(self, doors: Sequence[Door], processes: list[str], seed: str, pause: float = 0.0) -> None:
        self.urls, self.processes, self.seed = [one.url for one in doors], processes, seed
        self.pause = pause
        self.sent: dict[str, Sent] = {}
        self.told: dict[str, dict[str, Any]] = {}
        self.wrong: list[str] = []
        self.heard: Counter[str] = Counter()
        self._lock, self._is_over = threading.Lock(), threading.Event()
        self._way = httpx2.Client(trust_env=False, timeout=30)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Let them act meanwhile; in the end each waits for his last answer."""
        callers = [threading.Thread(target=self._act, args=(number,)) for number in range(CALLERS)]
        for one in callers:
            one.start()
        try:
            yield
        finally:
            self._is_over.set()
            for one in callers:
                one.join()

    def close(self) -> None:
        """Let go of all connections."""
        self._way.close()

    def answered(self) -> int:
        """Return how many keys were answered so far."""
        with self._lock:
            return len(self.told)

    def wait_for(self, more: int) -> None:
        """Wait until so many keys more were answered."""
        wanted, until = self.answered() + more, time.monotonic() + PATIENCE
        while self.answered() < wanted and not self.wrong:
            assert time.monotonic() < until, f"nobody is answered: {self.heard}"
            time.sleep(PAUSE)

    def send_again(self) -> None:
        """Send every key once more, until something is wrong: the answer has to be the first one."""
        for key, one in self.sent.items():
            if self.wrong:
                return
            answer = self._send(key, one, Random(key))
            if answer is None or answer.json() != self.told.get(key):
                self.wrong.append(f"{key} was told {self.told.get(key)}, and again {answer and answer.json()}")

    def _act(self, caller: int) -> None:
        chance, number = Random(f"{self.seed} {caller}"), 0
        while not self._is_over.is_set():
            number += 1
            key, process = f"k{caller}-{number}", chance.choice(self.processes)
            sent = self._something(chance, key, process)
            with self._lock:
                self.sent[key] = sent
            answer = self._send(key, sent, chance)
            if answer is None:
                return
            told = answer.json()
            with self._lock:
                self.told[key] = told
            seat = {"Sluis-Actor": str(sent.body["actor"])}
            read = self._until_answered("GET", f"/v1/processes/{told['process']}", chance, headers=seat)
            if read is None or read.json()["revision"] < told["revision"]:
                self.wrong.append(f"{key} was done, and not seen: {read and read.json()['revision']} for {told}")
            time.sleep(self.pause)

    def _something(self, chance: Random, key: str, process: str) -> Sent:
        commands = f"/v1/processes/{process}/commands"
        match chance.choices(("note", "join", "open"), (6, 3, 1))[0]:
            case "open":
                body = {"method": "mixture", "title": key, "name": "Anna", "actor": key}
                return Sent("/v1/processes", body, ("ProcessOpened", key))
            case "join":
                body = {"do": "join", "actor": "chair", "participant": key, "name": key}
                return Sent(commands, body, ("ParticipantJoined", key))
            case _:
                note = {"do": "record", "actor": "chair", "record": "note", "id": key, "fields": {"text": key}}
                return Sent(commands, note, ("RecordWritten", key, "1"))

    def _send(self, key: str, sent: Sent, chance: Random) -> httpx2.Response | None:
        return self._until_answered("POST", sent.path, chance, json=sent.body, headers={"Idempotency-Key": key})

    def _until_answered(self, verb: str, path: str, chance: Random, **given: Any) -> httpx2.Response | None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            url = chance.choice(self.urls)
            try:
                answer = self._way.request(verb, url + path, **given)
            except httpx2.TransportError as error:
                self._hear(type(error).__name__)
            else:
                self._hear(str(answer.status_code))
                if answer.is_success:
                    return answer
                if answer.status_code not in AGAIN or "retry-after" not in answer.headers:
                    self.wrong.append(f"{verb} {path} {given}: {answer.status_code} {answer.text}")
                    return None
            time.sleep(PAUSE)
        self.wrong.append(f"{verb} {path} {given}: not answered, though sent again for {PATIENCE} s")
        return None

    def _hear(self, what: str) -> None:
        with self._lock:
            self.heard[what] += 1


def begun(database: str, chains: int = 0, phases: int = 0, length: str = "PT1S") -> tuple[list[str], list[str]]:
    """Open some processes to act in, and some that go on by their clocks alone; returns both."""
    with Engine.open(database) as engine:
        engine.publish(mixture.METHOD)
        processes = [accepted(engine.submit(None, list(mixture.OPENING))).process for _ in range(PROCESSES)]
        if chains:
            engine.publish(a_chain(phases, length))
        return processes, [accepted(engine.submit(None, opening())).process for _ in range(chains)]


def lost_or_doubled(
    database: str, callers: Callers, differs: Callable[[Engine], list[str]] = differs_when_made_anew
) -> list[str]:
    """Compare the logs with what was sent and answered: each effect once, no gaps, and all that was told of.

    `differs` tells what follows from the logs and stands there otherwise.
    """
    with Engine.open(database) as engine:
        found = found_by(engine)
        told = [(key, str(event["event"])) for key, one in callers.told.items() for event in one["events"]]
        return [
            *found.wrong,
            *(f"{key} was told of {event}, which is in no log" for key, event in told if event not in found.events),
            *(f"{key} was done {found.signs[one.leaves]} times" for key, one in callers.sent.items()
              if found.signs[one.leaves] != 1),
            *differs(engine),
        ]  # fmt: skip


def wrong_in_chains(database: str, chains: list[str], phases: int, length: timedelta) -> list[str]:
    """Tell what is wrong with the logs of processes that went on by their clocks alone."""
    with Engine.open(database) as engine:
        return [
            told
            for one in chains
            for told in wrong_with([stored.event for stored in engine.history(one)], phases, length)
        ]
