"""A receiver of webhooks on this machine, which answers as it is told, and what verifies messages without Sluis."""

from __future__ import annotations

import hmac
import json
import socket
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Say = Callable[["Got"], int | str]


@dataclass(frozen=True, slots=True)
class Got:
    """A message as it came."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told

    @property
    def events(self) -> list[str]:
        """The ids of the events it tells of."""
        return [one["id"] for one in self.told["data"].get("events", ())]

    def is_signed_by(self, secret: str) -> bool:
        """Tell whether a secret signed this: an implementation of the specification that shares no code with ours."""
        key = b64decode(secret.removeprefix("whsec_"))
        stamped = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = "v1," + b64encode(hmac.new(key, stamped, sha256).digest()).decode()
        return wanted in self.headers["webhook-signature"].split(" ")


@dataclass(slots=True)
class Receiver:
    """What came, and how it is answered: a status, `hang`, `reset`, or a status with a location behind it."""

    say: Say = lambda _got: 204
    headers: dict[str, str] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    taken: list[Got] = field(default_factory=list)
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://").partition("/")[0]

    def events(self) -> list[str]:
        """Return the ids of the events in messages that it took, each once, in the order in which they came."""
        return list(dict.fromkeys(one for got in self.taken for one in got.events))


@contextmanager
def a_receiver(say: Say = lambda _got: 204, port: int = 0) -> Iterator[Receiver]:
    """Lend a receiver that listens on this machine."""
    receiver = Receiver(say)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got = Got({key.lower(): value for key, value in self.headers.items()}, body)
            receiver.got.append(got)
            answer = receiver.say(got)
            if answer == "hang":
                receiver.closing.wait(30)
                return
            if answer == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                self.connection.close()
                return
            if int(answer) // 100 == 2:
                receiver.taken.append(got)
            self.send_response(int(answer))
            for key, value in receiver.headers.items():
                self.send_header(key, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", port), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            receiver.closing.set()
            server.shutdown()
            thread.join()


@dataclass(slots=True)
class Ear:
    """A listener that counts who connects: its own log of what came in."""

    port: int
    count: int = 0


@contextmanager
def an_ear(host: str = "127.0.0.1") -> Iterator[Ear]:
    """Lend an inner listener, to which nobody may ever connect."""
    with socket.create_server((host, 0)) as listening:
        listening.settimeout(0.02)
        ear, over = Ear(listening.getsockname()[1]), threading.Event()

        def hear() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    came, _ = listening.accept()
                    ear.count += 1
                    came.close()

        thread = threading.Thread(target=hear, daemon=True)
        thread.start()
        try:
            yield ear
        finally:
            over.set()
            thread.join()
