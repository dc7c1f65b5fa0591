"""The way out: connected to what was looked at, nothing followed, everything over in time, and few words about it."""

from __future__ import annotations

import ipaddress
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from httpcore2._backends.sync import SyncStream

from engine.access.targets import is_outer
from engine.outbox.wire import Answer, Wire
from tests.certificates import a_certificate
from tests.engine.access.test_targets import INNER, PORTS, UNSEALED, WRONG
from tests.receiving import a_receiver, an_ear

pytestmark = pytest.mark.P14
HEADERS = {"content-type": "application/json"}
BODY = b"{}"


@contextmanager
def spoken(
    words: bytes, *, also: bytes = b"", every: float = 0.05, heard: list[bytes] | None = None
) -> Iterator[str]:  # fmt: skip
    """Lend the address of a server that says the same to everybody, and goes on with `also` until it is hung up.

    What it was told first is `heard`.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def serve() -> None:
            try:
                while True:
                    came, _ = listening.accept()
                    with came:
                        told = came.recv(65_536)
                        if heard is not None:
                            heard.append(told)
                        came.sendall(words)
                        while also and not over.wait(every):
                            came.sendall(also)
            except OSError:
                pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def inner(url: str, seconds: float = 15) -> Answer:
    """Send to a server on this machine, as if whoever runs the server had named it."""
    return Wire(("127.0.0.1",), seconds=seconds).post(url, HEADERS, BODY)


def test_nothing_that_is_refused_when_it_is_made_is_sent_to_either() -> None:
    for url in [*INNER, *WRONG, *PORTS, *UNSEALED]:
        assert Wire().post(url, HEADERS, BODY) == Answer("inner"), url


def test_what_names_there_are_inside_is_told_to_whoever_runs_the_server_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Otherwise anybody could ask for one name after the other."""

    def nowhere(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    told = [
        Wire(resolve=one).post("https://hook.example/", HEADERS, BODY) for one in (lambda *_: ["10.0.0.1"], nowhere)
    ]

    assert told == [Answer("unreachable")] * 2
    assert caplog.messages == ["a webhook was not sent: hook.example stands for an address inside"]


def test_a_name_that_stands_for_an_address_inside_is_not_connected_to() -> None:
    with an_ear() as ear, an_ear("127.0.0.2") as other:
        bad = ["127.0.0.1", "127.0.0.2", "10.0.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1", "0.0.0.0"]  # noqa: S104 - resolved to, not listened at
        for port in (ear.port, other.port):
            for one in bad:
                for addresses in ([one], ["93.184.215.14", one], [one, "93.184.215.14"]):
                    wire = Wire(resolve=lambda _host, _port, found=addresses: found)  # type: ignore[misc]  # bound now
                    assert wire.post(f"https://hook.example:{port}/", HEADERS, BODY) == Answer("unreachable")
        time.sleep(0.1)
        assert (ear.count, other.count) == (0, 0)


def test_a_name_that_changes_between_the_look_and_the_connection_leads_nowhere_inside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was looked at is connected to: a second look, at whatever the name stands for by then, is never taken."""
    connected: list[str] = []

    def connects(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connects)
    turns, asked = cycle((["93.184.215.14"], ["127.0.0.1"])), 0

    def rebinding(_host: str, _port: int) -> list[str]:
        nonlocal asked
        asked += 1
        return next(turns)

    wire = Wire(resolve=rebinding)
    told = [wire.post("https://hook.example/", HEADERS, BODY) for _ in range(1_000)]

    assert set(connected) == {"93.184.215.14"}
    assert asked == 1_000
    assert told == [Answer("unreachable")] * 1_000
    assert caplog.messages == ["a webhook was not sent: hook.example stands for an address inside"] * 500


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with an_ear() as ear, a_receiver(lambda _got: status) as receiver:
        receiver.headers = {"location": f"http://127.0.0.1:{ear.port}/inner"}
        assert inner(receiver.url) == Answer("answered", status)
        time.sleep(0.05)
        assert (ear.count, len(receiver.got)) == (0, 1)


def test_nothing_of_the_environment_leads_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with an_ear() as ear, a_receiver() as receiver:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{ear.port}")
        monkeypatch.setenv("NO_PROXY", "")
        assert inner(receiver.url) == Answer(status=204)
        assert ear.count == 0


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_two_hundred_and_something_alone_is_success(status: int) -> None:
    with a_receiver(lambda _got: status) as receiver:
        assert inner(receiver.url) == Answer(status=status)
        receiver.say = lambda _got: status + 200
        assert inner(receiver.url).why == "answered"
        (got, _) = receiver.got
        assert got.headers["host"] == receiver.host


@pytest.mark.parametrize(
    ("given", "wait"),
    [("7", timedelta(seconds=7)), ("999999999999", timedelta(days=1)), ("-1", None), ("1.5", None), ("soon", None),
     ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("²", None), ("", None)],
)  # fmt: skip
def test_how_long_to_wait_is_read_in_seconds_up_to_a_day(given: str, wait: timedelta | None) -> None:
    said = f"HTTP/1.1 503 Busy\r\nRetry-After: {given}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    with spoken(said) as url:
        assert inner(url) == Answer("answered", 503, wait)
    with spoken(said.replace(b"503", b"500")) as url:
        assert inner(url) == Answer("answered", 500)


def test_a_receiver_that_dribbles_is_left_in_time() -> None:
    for words in (b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n"):
        with spoken(words, also=b"X-More: x\r\n") as url:
            began = time.monotonic()
            told = inner(url, seconds=0.4)
            assert time.monotonic() - began < 2
            assert told == (Answer("answered", 500) if b"500" in words else Answer("slow")) or told.why == "unreachable"


def test_an_answer_without_end_is_left_after_a_while() -> None:
    with spoken(b"HTTP/1.1 200 OK\r\n\r\n", also=b"x" * 40_000, every=0) as url:
        began = time.monotonic()
        assert inner(url, seconds=10) == Answer(status=200)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("words", "also", "told"),
    [
        (b"", b"HTTP/1.1 103 Early Hints\r\nX: " + b"x" * 8_000 + b"\r\n\r\n", Answer("unreachable")),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 8_000 + b"\r\na\r\n",
         Answer(status=200)),
        (b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 8_000 + b"\r\na\r\n",
         Answer("answered", 500)),
    ],
)  # fmt: skip
def test_of_an_answer_that_floods_hardly_anything_is_read_in_whatever_form_it_comes(
    words: bytes, also: bytes, told: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, reads = 0, SyncStream.read

    def counted(stream: SyncStream, max_bytes: int, timeout: float | None = None) -> bytes:
        nonlocal read
        found = reads(stream, max_bytes, timeout)
        read += len(found)
        return found

    monkeypatch.setattr(SyncStream, "read", counted)
    with spoken(words, also=also, every=0) as url:
        assert inner(url, seconds=30) == told

    assert read < 300_000


def test_the_whole_of_an_address_is_sent_to() -> None:
    heard: list[bytes] = []
    with spoken(b"HTTP/1.1 204 No\r\n\r\n", heard=heard) as url:
        for path in ("hooks/T1;token=abc?x=1", "a%20b;c;d?e=%2F;f", "?q", ";"):
            assert inner(url + path) == Answer(status=204)

    targets = [one.split(b" ")[1].decode() for one in heard]
    assert targets == ["/hooks/T1;token=abc?x=1", "/a%20b;c;d?e=%2F;f", "/?q", "/;"]


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"\0" * 100,
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 999999 x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    ],
)
def test_what_is_no_answer_is_as_if_there_were_nobody(words: bytes) -> None:
    with spoken(words) as url:
        assert inner(url, seconds=5) == Answer("unreachable")


def test_who_is_not_there_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert inner(f"http://127.0.0.1:{port}/") == Answer("unreachable")

    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    assert Wire(resolve=unknown).post("https://hook.example/", HEADERS, BODY) == Answer("unreachable")
    assert Wire(resolve=lambda _host, _port: []).post("https://hook.example/", HEADERS, BODY) == Answer("unreachable")


def test_closing_ends_what_is_under_way() -> None:
    with a_receiver(lambda _got: "hang") as receiver:
        wire, told = Wire(("127.0.0.1",)), list[Answer]()
        thread = threading.Thread(target=lambda: told.append(wire.post(receiver.url, HEADERS, BODY)))
        thread.start()
        while not receiver.got:
            time.sleep(0.01)
        began = time.monotonic()
        wire.close()
        thread.join(5)
        assert time.monotonic() - began < 2
        assert told[0].why == "unreachable"
        assert wire.post(receiver.url, HEADERS, BODY) == Answer("unreachable")


@contextmanager
def sealed(file: Path) -> Iterator[tuple[int, list[str | None]]]:
    """Lend the port of a server with TLS, and the names that were asked of it."""
    context, names = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), list[str | None]()
    context.load_cert_chain(file)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    came, _ = listening.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(came, server_side=True) as talk:
                        while not talk.recv(65_536).endswith(BODY):
                            pass
                        talk.sendall(b"HTTP/1.1 204 Fine\r\n\r\n")
                except OSError:
                    came.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], names
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_the_name_stays_the_name_and_must_be_certified(tmp_path: Path) -> None:
    file = a_certificate(tmp_path, "hook.example")
    trust = ssl.create_default_context(cafile=file)

    def here(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    with sealed(file) as (port, names):
        named = (f"hook.example:{port}", f"other.example:{port}")
        known = Wire(named, here, trust=trust)
        assert known.post(f"https://hook.example:{port}/", HEADERS, BODY) == Answer(status=204)
        assert known.post(f"https://other.example:{port}/", HEADERS, BODY) == Answer("untrusted")
        assert Wire(named, here).post(f"https://hook.example:{port}/", HEADERS, BODY) == Answer("untrusted")
        assert names == ["hook.example", "other.example", "hook.example"]
        assert Wire(resolve=here, trust=trust).post(f"https://hook.example:{port}/", HEADERS, BODY) == Answer(
            "unreachable"
        )
        assert len(names) == 3
    with spoken(b"HTTP/1.1 200 OK\r\n\r\n") as url:
        plain = url.replace("http://127.0.0.1", "https://hook.example")
        assert Wire(("hook.example",), here, trust=trust).post(plain, HEADERS, BODY) == Answer("untrusted")


def test_any_address_of_the_networks_inside_is_inside() -> None:
    """Against the library's own list: whatever that does not call global is not gone to."""
    dice = random.Random(14)
    for _ in range(20_000):
        four, six = ipaddress.IPv4Address(dice.getrandbits(32)), ipaddress.IPv6Address(dice.getrandbits(128))
        for one in (four, six):
            if not one.is_global or one.is_multicast or one.is_reserved or one.is_link_local:
                assert not is_outer(str(one)), one
