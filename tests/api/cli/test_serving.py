"""Servers on this machine: the port they are given, and how they end."""

from __future__ import annotations

import json
import re
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import Popen
from urllib.error import URLError

import pytest

from api.server import PortUnusable, listening
from api.settings import Settings
from engine import Engine
from engine.journal.lock import holder_of, lock_path
from engine.language import read_method
from tests.api.cli.running import WRONG, YES, sluis, started
from tests.api.conftest import METHOD, OPENING

SECONDS = 60
STOPS = [signal.SIGTERM, signal.SIGINT]


@contextmanager
def serving(database: Path) -> Iterator[tuple[Popen[str], str]]:
    """Serve a database on a free port, tell where, and see to it that nothing is left running."""
    server = started("serve", "--port", "0", "--database", f"sqlite:///{database}")
    try:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert found is not None
        yield server, found[0]
    finally:
        server.kill()
        server.communicate()


def asked(url: str, body: object = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - our own server
        told: dict[str, object] = json.load(answer)
        return told


@pytest.mark.parametrize("demo", [[], ["--demo"]], ids=["database", "demo"])
def test_a_port_in_use_is_named_with_what_to_do(tmp_path: Path, demo: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = sluis("serve", *demo, "--port", str(port), cwd=tmp_path, TMPDIR=str(tmp_path))

    assert (done.returncode, done.stdout) == (WRONG, "")
    assert done.stderr == (
        f"sluis: port {port} is in use: name another (--port N, or --port 0 for any that is free), "
        f"or, if a Sluis serves there, talk to it (SLUIS_SERVER=http://127.0.0.1:{port})\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_this_account_may_not_use_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)

    with pytest.raises(PortUnusable, match="port 80 may not be used by this account"), listening(Settings(port=80)):
        pass


def test_localhost_is_served_at_one_port_for_every_address_it_has() -> None:
    with listening(Settings(host="localhost", port=0)) as (settings, sockets):
        assert {one.getsockname()[1] for one in sockets} == {settings.port} != {0}


@pytest.mark.parametrize("stop", STOPS)
def test_a_signal_to_stop_ends_the_server_in_order(tmp_path: Path, stop: signal.Signals) -> None:
    database = tmp_path / "sluis.db"
    with serving(database) as (server, url):
        assert asked(f"{url}/healthz") == {"status": "ok"}
        holder = holder_of(database)
        assert holder is not None
        assert holder.url == url

        server.send_signal(stop)
        out, err = server.communicate(timeout=SECONDS)

    assert (server.returncode, out, err) == (YES, "Sluis has stopped.\n", "")
    assert lock_path(database).read_bytes() == b""
    assert not database.with_name("sluis.db-wal").exists()


def test_a_server_that_stops_while_it_is_asked_keeps_all_it_acknowledged(tmp_path: Path) -> None:
    database = tmp_path / "sluis.db"
    with Engine.open(f"sqlite:///{database}") as engine:
        engine.publish(read_method(METHOD, "small.yaml"))
    kept: list[str] = []

    with serving(database) as (server, url):
        process = str(asked(f"{url}/v1/processes", OPENING)["process"])

        def join(number: int) -> None:
            with suppress(URLError, OSError):
                for more in range(1_000):
                    name = f"p{number}-{more}"
                    body = {"do": "join", "actor": "noor", "participant": name, "name": name}
                    asked(f"{url}/v1/processes/{process}/commands", body)
                    kept.append(name)

        threads = [threading.Thread(target=join, args=(number,)) for number in range(6)]
        for one in threads:
            one.start()
        while len(kept) < 20:
            time.sleep(0.01)
        server.terminate()
        _, err = server.communicate(timeout=SECONDS)
        for one in threads:
            one.join()

    assert (server.returncode, err) == (YES, "")
    with Engine.open(f"sqlite:///{database}") as engine:
        assert set(kept) <= set(engine.situation(process)[1].participants)


def test_a_demo_that_is_still_being_made_stops_as_well(tmp_path: Path) -> None:
    server = started("serve", "--demo", "--port", "0", TMPDIR=str(tmp_path))
    until = time.monotonic() + SECONDS
    while not list(tmp_path.glob("sluis-demo-*/*")) and time.monotonic() < until:
        time.sleep(0.02)

    server.terminate()
    out, err = server.communicate(timeout=SECONDS)

    assert (server.returncode, out, err) == (YES, "Sluis has stopped.\n", "")
