from __future__ import annotations

import http.client
import socket
from asyncio import Transport

import pytest

from api.app import create_app
from api.protocol import Protocol
from api.settings import Settings
from engine import Engine
from tests.listening import served


def test_an_answer_is_sent_at_once_and_not_held_back_for_more(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Transport] = []
    begin = Protocol.connection_made

    def noting(self: Protocol, transport: Transport) -> None:
        begin(self, transport)
        made.append(transport)

    monkeypatch.setattr(Protocol, "connection_made", noting)
    with served(create_app(engine, Settings())) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b'{"status":"ok"}'

        (transport,) = made
        assert transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        connection.close()


def test_what_follows_a_body_of_two_lengths_is_taken_for_no_request(engine: Engine) -> None:
    """A proxy that counts otherwise than we do would hand its answer to somebody else."""
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    body = b"0\r\n\r\n" + smuggled
    head = f"POST /v1/methods/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    with (
        served(create_app(engine, Settings())) as port,
        socket.create_connection(("127.0.0.1", port), timeout=10) as wire,
    ):
        wire.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + body)
        told = b"".join(iter(lambda: wire.recv(65_536), b""))

    assert told.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in told.lower()
