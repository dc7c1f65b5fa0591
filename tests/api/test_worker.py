"""The worker: what it answers, that it is ended when it takes too much, and that nobody waits for it who need not."""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.problems import Unreadable
from api.worker import PATIENCE, WAITING, Worker
from engine.language import read_method
from engine.language.children import nothing
from engine.language.method import Method
from tests.api.conftest import METHOD, Table
from tests.engine.language.worst import SHAPES

YAML = {"content-type": "application/yaml"}
PARENT = METHOD.replace("method: small", "method: parent").replace(
    "share:\n", "share:\n    run: small\n    with: {occasion: case.occasion}\n", 1
)


@pytest.fixture
def worker(table: Table) -> Iterator[Worker]:
    worker: Worker = table.client.app.state.worker  # type: ignore[attr-defined]  # starlette's type is narrower
    yield worker
    worker.close()


def checked(client: TestClient, text: str = METHOD) -> int:
    return client.post("/v1/methods/check", content=text, headers=YAML).status_code


def stopped(worker: Worker) -> int:
    """Let the worker stand still, as one that has endless work, and return its number."""
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    return worker.pid


def test_the_same_worker_does_one_job_after_another(table: Table, worker: Worker) -> None:
    assert worker.pid is None

    assert checked(table.client) == 200
    first = worker.pid
    assert checked(table.client, "a: [") == 200

    assert worker.pid == first is not None


def test_methods_that_a_method_runs_are_known_to_the_worker() -> None:
    small, asked = read_method(METHOD, "small.yaml"), []
    worker = Worker()

    def newest(name: str) -> Method | None:
        asked.append(name)
        return small if name == "small" else None

    known, unknown = (worker.check(text, newest) for text in (PARENT, PARENT.replace("run: small", "run: absent")))

    worker.close()
    assert asked == ["small", "absent"]
    assert "run-unknown" not in {one["code"] for one in known["diagnostics"]}
    assert "run-unknown" in {one["code"] for one in unknown["diagnostics"]}


def test_polls_do_not_wait_for_a_check(table: Table, worker: Worker) -> None:
    assert checked(table.client) == 200
    pid, answers = stopped(worker), list[int]()
    checking = threading.Thread(target=lambda: answers.append(checked(table.client)))
    checking.start()
    began = time.perf_counter()

    polls = [table.client.get(table.url).status_code for _ in range(20)]

    print(f"a poll meanwhile: {(time.perf_counter() - began) / 20 * 1000:.1f} ms")
    assert (polls, answers) == ([200] * 20, [])
    os.kill(pid, signal.SIGCONT)
    checking.join()
    assert answers == [200]


def test_who_comes_while_others_are_served_is_told_when_to_come_back(table: Table, worker: Worker) -> None:
    assert checked(table.client) == 200
    pid, answers = stopped(worker), list[int]()
    several = [threading.Thread(target=lambda: answers.append(checked(table.client))) for _ in range(WAITING)]
    for one in several:
        one.start()
    while worker._room._value:  # noqa: SLF001 - how many may still wait
        time.sleep(0.01)

    began = time.monotonic()
    answer = table.client.post("/v1/methods/check", content=METHOD, headers=YAML)

    assert time.monotonic() - began < PATIENCE
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many")
    assert answer.headers["retry-after"] == "5"
    while len(answers) < WAITING - 1:  # all but the one that has its turn are told to come back
        time.sleep(0.01)
    os.kill(pid, signal.SIGCONT)
    for one in several:
        one.join()
    assert sorted(answers) == [200, *[429] * (WAITING - 1)]


def test_a_worker_that_takes_too_long_is_ended_and_the_next_job_has_another(table: Table) -> None:
    worker = Worker(seconds=0.5)
    table.client.app.state.worker = worker  # type: ignore[attr-defined]  # starlette's type is narrower
    assert checked(table.client) in (200, 422)  # a start may take longer
    if worker.pid is None:
        worker._seconds = 30  # noqa: SLF001 - the same
        assert checked(table.client) == 200
        worker._seconds = 0.5  # noqa: SLF001 - the same
    pid = stopped(worker)

    answer = table.client.post("/v1/methods/check", content=METHOD, headers=YAML)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/too-heavy")
    assert not Path(f"/proc/{pid}").exists()
    worker._seconds = 30  # noqa: SLF001 - the same
    assert checked(table.client) == 200
    worker.close()


def test_the_kernel_ends_a_worker_that_takes_too_much_processor_time(table: Table) -> None:
    assert checked(table.client, SHAPES["tracks in phases"]) == 200
    table.client.app.state.worker.close()  # type: ignore[attr-defined]  # starlette's type is narrower
    worker = Worker(processor_seconds=-1)
    table.client.app.state.worker = worker  # type: ignore[attr-defined]  # starlette's type is narrower

    found = [checked(table.client, SHAPES["tracks in phases"]) for _ in range(6)]

    assert 422 in found
    worker.close()


def test_a_worker_that_was_killed_is_replaced(table: Table, worker: Worker) -> None:
    assert checked(table.client) == 200
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    while Path(f"/proc/{worker.pid}/exe").exists():
        time.sleep(0.01)

    assert checked(table.client) == 200


def test_a_worker_that_nobody_needs_any_more_is_ended() -> None:
    worker = Worker()
    worker.check(METHOD, nothing)
    pid = worker.pid

    del worker

    assert not Path(f"/proc/{pid}").exists()


def test_an_error_in_the_middle_of_a_job_leaves_no_worker_that_waits_for_its_answer() -> None:
    worker = Worker()

    def busy(_: str) -> Method | None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        worker.check(PARENT, busy)

    assert worker.pid is None
    assert worker.check(METHOD, nothing)["publishable"]
    worker.close()


def test_a_worker_is_heard_where_very_many_files_are_open() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 1_200), before[1]))
    others = [os.open(os.devnull, os.O_RDONLY)]
    worker = Worker()
    try:
        while others[-1] < 1_030:
            others.append(os.dup(others[0]))
        assert worker.check(METHOD, nothing)["publishable"]
    finally:
        worker.close()
        for one in others:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_worker_that_takes_nothing_in_is_ended_when_its_time_is_over() -> None:
    worker = Worker(seconds=30)
    worker.check(METHOD, nothing)
    worker._seconds = 0.5  # noqa: SLF001 - a start may take longer
    pid = stopped(worker)
    waking = threading.Timer(10, os.kill, (pid, signal.SIGKILL))
    waking.start()
    began = time.monotonic()

    with pytest.raises(Unreadable):
        worker.check(METHOD + "#" * 500_000, nothing)  # more than a pipe holds

    waking.cancel()
    assert time.monotonic() - began < 5
    assert worker.pid is None
