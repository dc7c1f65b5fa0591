"""Heavy work leaves this process: a worker does it, and is ended when it takes too much.

One reads what somebody sends, another searches it for runs, which takes as long as hundreds of readings, and a third
writes documents: what is confidential is nowhere near what a stranger sent.
"""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from base64 import b64decode
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from api.problems import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.language import Method

PROCESSOR_SECONDS, WRITING_SECONDS, SECONDS = 5, 20, 30.0
SEARCHING_SECONDS, SEARCHING_FOR = 60, 100.0
WAITING, PATIENCE, RETRY_AFTER = 4, 2.0, 5
MOST_JOBS = 500
A_MOMENT = 1.0
HEAVY = "checking this file took more time or memory than a method file may take"
HEAVY_DOCUMENT = "making this document took more time or memory than a document may take: take html, or csv"
CHECKS, WRITES = "others have their methods checked now", "others have their documents made now"
SEARCHES = "others have their methods searched now"
Frame = dict[str, Any]
log = logging.getLogger("sluis.api")


class Gone(Exception):
    """The worker ended in the middle of a job."""


class Worker:
    """One process that does one job at a time; it is started when it is first needed. `busy` says why one waits."""

    def __init__(
        self, processor_seconds: int = PROCESSOR_SECONDS, seconds: float = SECONDS, busy: str = CHECKS
    ) -> None:
        self._processor_seconds, self._seconds, self._busy = processor_seconds, seconds, busy
        self._room, self._turn = threading.BoundedSemaphore(WAITING), threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: Callable[[], object] = lambda: None
        self._jobs = 0

    @property
    def pid(self) -> int | None:
        """The worker's number, while there is one."""
        return self._process.pid if self._process else None

    def check(self, text: str, newest: Callable[[str], Method | None]) -> Frame:
        """Return what is said about a method file. Raises Unreadable when others are being served, or it is too heavy.

        `newest` gives the methods that its phases may run.
        """
        return self._of_a_method({"do": "check", "text": text}, newest)

    def study(self, text: str, language: str | None, newest: Callable[[str], Method | None]) -> Frame:
        """Return what `check` does, and a method without errors drawn, and compared with the newest published one."""
        return self._of_a_method({"do": "study", "text": text, "language": language}, newest)

    def play(self, text: str, scenario: str, language: str | None, newest: Callable[[str], Method | None]) -> Frame:
        """Return what `check` does, and a scenario as it goes step by step, or what is wrong with it."""
        return self._of_a_method({"do": "play", "text": text, "scenario": scenario, "language": language}, newest)

    def runs(self, text: str, language: str | None, newest: Callable[[str], Method | None]) -> Frame:
        """Return what `check` does, and the shortest runs that are found of a method without errors.

        It gives way to whatever else the machine has to do.
        """
        return self._of_a_method({"do": "runs", "text": text, "language": language}, newest)

    def write(self, form: str, document: Frame) -> bytes:
        """Return a document as `pdf` or `docx`. Raises Unreadable when others are being served, or it is too heavy."""
        job = {"do": "write", "form": form, "document": document}
        return b64decode(self._done(job, lambda _name: None, HEAVY_DOCUMENT)["content"])

    def close(self) -> None:
        """End the worker; the next job starts another."""
        self._end()
        self._process = None

    def _of_a_method(self, job: Frame, newest: Callable[[str], Method | None]) -> Frame:
        told = self._done(job, newest, HEAVY)
        if touched := told.pop("touched"):
            log.warning("reading a method touched %s", ", ".join(touched))
        return told

    def _done(self, job: Frame, newest: Callable[[str], Method | None], heavy: str) -> Frame:
        """Have a job done in its turn."""
        with self._its_turn():
            try:
                return self._told(job | {"seconds": self._processor_seconds}, newest)
            except Gone as error:
                self.close()
                raise Unreadable("too-heavy", heavy) from error
            except BaseException:
                self.close()  # it still waits for an answer, and would take the next job for one
                raise

    @contextmanager
    def _its_turn(self) -> Iterator[None]:
        """Wait a little for one's turn, if not too many wait already."""
        if not self._room.acquire(blocking=False):
            raise Unreadable("too-many", self._busy, retry_after=RETRY_AFTER)
        try:
            if not self._turn.acquire(timeout=PATIENCE):
                raise Unreadable("too-many", self._busy, retry_after=RETRY_AFTER)
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._room.release()

    def _told(self, job: Frame, newest: Callable[[str], Method | None]) -> Frame:
        """Have a job answered; once more by a fresh worker where somebody else ended the one that had it."""
        try:
            return self._answered(job, newest)
        except Gone:
            if not self._was_killed():
                raise
            self.close()
            return self._answered(job, newest)

    def _was_killed(self) -> bool:
        """Tell whether the worker ended by no limit of ours: these are told by other signals, or leave it running."""
        try:
            return self._process is not None and self._process.wait(A_MOMENT) == -signal.SIGKILL
        except subprocess.TimeoutExpired:
            return False

    def _answered(self, job: Frame, newest: Callable[[str], Method | None]) -> Frame:
        process = self._ready()
        until = time.monotonic() + self._seconds
        _send(process, job, until)
        while "known" in (told := _receive(process, until)):
            method = newest(told["known"])
            _send(process, {"tree": None if method is None else _tree(method)}, until)
        return told

    def _ready(self) -> subprocess.Popen[bytes]:
        """Return the worker, a fresh one where there is none or where it has done enough."""
        if self._jobs >= MOST_JOBS or (self._process and self._process.poll() is not None):
            self.close()
        if self._process is None:
            self._process, self._jobs = _started(), 0
            self._end = weakref.finalize(self, _ended, self._process)
        self._jobs += 1
        return self._process


def _tree(method: Method) -> Frame:
    """Return a published method as text, with those that it runs as they were when it was published."""
    return {"source": method.source, "children": {name: _tree(one) for name, one in method.children.items()}}


def _started() -> subprocess.Popen[bytes]:
    """Start a worker that inherits nothing but where our modules are."""
    places = os.pathsep.join(os.path.abspath(place) for place in sys.path if place)  # noqa: PTH100 - of text to text
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "api.workroom"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, bufsize=0, cwd="/", env={"PYTHONPATH": places, "PYTHONUTF8": "1"},
        start_new_session=True,
    )  # fmt: skip
    assert process.stdin is not None  # noqa: S101 - it was started with one
    os.set_blocking(process.stdin.fileno(), False)
    return process


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _send(process: subprocess.Popen[bytes], frame: Frame, until: float) -> None:
    body = json.dumps(frame).encode()
    data = memoryview(len(body).to_bytes(4, "big") + body)
    assert process.stdin is not None  # noqa: S101 - it was started with one
    try:
        while data:
            if not _is_ready(process.stdin.fileno(), select.POLLOUT, until):
                raise Gone
            data = data[process.stdin.write(data) or 0 :]
    except OSError as error:
        raise Gone from error


def _receive(process: subprocess.Popen[bytes], until: float) -> Frame:
    told: Frame = json.loads(_exactly(process, int.from_bytes(_exactly(process, 4, until), "big"), until))
    return told


def _exactly(process: subprocess.Popen[bytes], number: int, until: float) -> bytes:
    assert process.stdout is not None  # noqa: S101 - it was started with one
    found = bytearray()
    while len(found) < number:
        is_there = _is_ready(process.stdout.fileno(), select.POLLIN, until)
        part = os.read(process.stdout.fileno(), number - len(found)) if is_there else b""
        if not part:
            raise Gone
        found += part
    return bytes(found)


def _is_ready(pipe: int, wanted: int, until: float) -> bool:
    """Wait until a pipe can be read or written; tell whether that came in time."""
    waiting = select.poll()  # unlike select, for any number of open files
    waiting.register(pipe, wanted)
    return bool(waiting.poll(max(until - time.monotonic(), 0) * 1000))
