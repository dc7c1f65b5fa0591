"""Requests that are none: bytes as they go over the wire, and in what way each is wrong."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

PATIENCE = 20
LARGE = 10 * 1024 * 1024
ODD: tuple[Any, ...] = (None, True, -1, 10**30, 1.5, [], {}, [[]], {"a": {}}, "\ud800", "\x00", "x" * 70_000)
LINES = (
    "GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/9.9", "GET / HTTP/1.1 x", "G\x00T / HTTP/1.1", "/ GET HTTP/1.1",
    "GET \x7f HTTP/1.1", "GET / FTP/1.1", "PRI * HTTP/2.0", "\x16\x03\x01", "{}", ": :", "GET é HTTP/1.1",
)  # fmt: skip
NAMES = (
    "X-A b: c", "X\x00: a", "X: a\x00b", ": a", "X", "X\x7f: a", "Host: a", "é: é", "X: a\rb", "X : a",
)  # fmt: skip
LENGTHS = ("-1", "1e3", "0x10", "+5", " ", "9" * 400, "1,2", "5;5", "½", "1_0")
PATHS = (
    "/..", "/../../etc/passwd", "/%2e%2e/", "/%00", "/%ff%fe", "/%", "/v1/processes/%0d%0a", "//", "/v1//",
    "/v1/processes/'OR 1=1--", "/v1/processes/" + "x" * 4_000, "*", "http://evil.example/", "/static/%2e%2e/app.py",
    "/static/..%2f..%2fengine.py", "/v1/methods/{{7*7}}", "/v1/processes/%F0%9F%9A%A2", "/problems/../x",
)  # fmt: skip
NUMBERS = (b"NaN", b'{"do": NaN}', b"[Infinity]", b'{"version": -Infinity}', b"01", b"1.", b"+1")
QUESTIONS = ("limit=0", "limit=1e9", "limit=%00", "cursor=" + "f" * 99, "state=x", "a=1", "overdue=maybe", "limit=x")


@dataclass(frozen=True)
class Case:
    """What is sent, at once or with a part that never comes."""

    way: str
    sent: bytes


@dataclass(frozen=True)
class Answered:
    """What came back, or no status where the connection was closed without an answer."""

    status: int | None
    headers: list[tuple[str, str]]
    body: bytes


def a_case(chance: Random, process: str) -> Case:
    """Return one of all kinds; what costs most comes rarely."""
    ways, weights = zip(*((way, weight) for way, weight in WAYS.items()), strict=True)
    (way,) = chance.choices(ways, weights)
    return Case(way.__name__.removeprefix("_"), way(chance, f"/v1/processes/{process}/commands?dry_run=true"))


def ask(port: int, case: Case) -> Answered:
    """Send a case to a server, and wait for the answer or for the end of the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        with suppress(OSError):  # closed while we were sending; there may be an answer still
            connection.sendall(case.sent)
        try:
            return _answer(connection)
        except ConnectionError:
            return Answered(None, [], b"")


def _answer(connection: socket.socket) -> Answered:
    found = b""
    while b"\r\n\r\n" not in found:
        part = connection.recv(65_536)
        if not part:
            return Answered(None, [], found)
        found += part
    head, _, body = found.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
    length = int({name.lower(): value for name, value in headers}.get("content-length", 0))
    while len(body) < length and (part := connection.recv(65_536)):
        body += part
    return Answered(int(first.split(" ")[1]), headers, body)


def _request(path: str, body: bytes = b"", *extra: str, verb: str = "POST", length: str | None = None) -> bytes:
    told = f"Content-Length: {len(body) if length is None else length}"
    lines = [f"{verb} {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json", told, *extra]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + body


def _deep(chance: Random, path: str) -> bytes:
    opening = chance.choice([b"[", b'{"a":', b'[{"do":'])
    return _request(path, opening * chance.choice([33, 100, 1_000, 100_000]))


def _no_number(chance: Random, path: str) -> bytes:
    return _request(path, chance.choice(NUMBERS))


def _twins(chance: Random, path: str) -> bytes:
    return _request(path, b'{"do":"leave","actor":"rik","do":"%s"}' % chance.choice([b"leave", b"join", b""]))


def _wrong_type(chance: Random, path: str) -> bytes:
    told: dict[str, Any] = {"do": "share", "actor": "rik", "id": "x", "version": 1}
    told[chance.choice(["do", "actor", "version"])] = chance.choice([one for one in ODD if one is not None])
    body = chance.choice([told, [told], [[told]], chance.choice(ODD), {"do": told}])
    return _request(path, json.dumps(body).encode())


def _two_lengths(chance: Random, path: str) -> bytes:
    other = chance.choice(["Content-Length: 3", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked"])
    return _request(path, b"{}", other)


def _length(chance: Random, path: str) -> bytes:
    return _request(path, b"{}", length=chance.choice(LENGTHS))


def _no_text(chance: Random, path: str) -> bytes:
    body = bytearray(b'{"do": "leave", "actor": "rik"}')
    body[chance.randrange(1, len(body) - 1)] = chance.randrange(0x80, 0x100)
    return _request(path, bytes(body))


def _noise(chance: Random, path: str) -> bytes:
    return chance.randbytes(chance.randrange(1, 400)) + b"\r\n\r\n"


def _line(chance: Random, path: str) -> bytes:
    return f"{chance.choice(LINES)}\r\nHost: localhost\r\n\r\n".encode()


def _header(chance: Random, path: str) -> bytes:
    return _request(path, b"{}", chance.choice(NAMES))


def _nowhere(chance: Random, path: str) -> bytes:
    return _request(chance.choice(PATHS), b"", verb=chance.choice(["GET", "POST", "PUT", "DELETE", "TRACE", "BREW"]))


def _chunks(chance: Random, path: str) -> bytes:
    size = chance.choice(["z", "-1", "", "f" * 30, "1;" + "x" * 40_000, "\x00", "2\r\n{}\r\nzz"])
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Transfer-Encoding: chunked"]
    return "\r\n".join([*lines, "", size, "", ""]).encode()


def _elsewhere(chance: Random, path: str) -> bytes:
    host = chance.choice(["evil.example", "", "localhost@evil", "localhost, evil", "[::1", "\x7f", "localhost:80:80"])
    return f"GET /v1/methods HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def _question(chance: Random, path: str) -> bytes:
    return _request(f"/v1/processes?{chance.choice(QUESTIONS)}", verb="GET")


def _large_headers(chance: Random, path: str) -> bytes:
    size = chance.choice([17_000, 40_000, 200_000, LARGE])
    lines = [f"X: {'x' * size}"] if chance.random() < 0.5 else [f"X-{n}: {'y' * 90}" for n in range(size // 100)]
    return _request(path, b"", *lines)


def _large_body(chance: Random, path: str) -> bytes:
    return _request(chance.choice([path, "/v1/processes", "/v1/methods"]), b" " * 9_000_000)


def _slow_body(chance: Random, path: str) -> bytes:
    return _request(path, b'{"do": ', length="60")


def _slow_headers(chance: Random, path: str) -> bytes:
    whole = _request(path, b"{}", "X: y")
    return whole[: chance.randrange(5, whole.index(b"\r\n\r\n"))]


WAYS: dict[Callable[[Random, str], bytes], float] = {
    _deep: 8, _no_number: 8, _twins: 6, _wrong_type: 20, _two_lengths: 6, _length: 8, _no_text: 8, _noise: 12, _line: 8,
    _header: 8, _nowhere: 12, _chunks: 8, _elsewhere: 6, _question: 8, _large_headers: 3, _large_body: 0.5,
    _slow_body: 1, _slow_headers: 1,
}  # fmt: skip
EVERY = [(way.__name__.removeprefix("_"), way) for way in WAYS]
