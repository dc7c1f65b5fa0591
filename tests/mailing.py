"""Ways out for mail that lead nowhere, and a small SMTP server on this machine that answers as it is told."""

from __future__ import annotations

import email
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from email.policy import default
from typing import TYPE_CHECKING, Self

from api.mailing import words_for
from engine.outbox.mail.shapes import Envelope, Office, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from io import BufferedRWPair
    from types import TracebackType

    from fastapi import FastAPI

    from engine import Engine

URL = "https://sluis.example.org"
SILENCE = "silence"
SENDER = "sluis@sluis.example.org"
LINK = re.compile(r"/(?:sign-in/link|invitation)\?t=([A-Za-z0-9_-]+)")


def read_mail(data: bytes) -> EmailMessage:
    """Return a mail as a program reads it that shares nothing with ours."""
    found = email.message_from_bytes(data, policy=default)
    assert not found.defects, found.defects
    return found


def text_of(data: bytes) -> str:
    """Return what a mail says."""
    return str(read_mail(data).get_content())


def secret_of(data: bytes) -> str:
    """Return the secret of the link in a mail."""
    found = LINK.search(text_of(data))
    assert found is not None
    return found[1]


class Post:
    """What an application mails, collected as somebody would who looks into the boxes of all."""

    def __init__(self, app: FastAPI) -> None:
        engine: Engine = app.state.engine
        self._box = Box()
        self._mailer = engine.mailer(an_office(self._box))
        app.state.mails = True

    def sent(self) -> list[Envelope]:
        """Send what there is to send, and return all that was sent up to now."""
        self._mailer.round()
        return self._box.sent

    def secret(self) -> str:
        """Return the secret of the link that was mailed last."""
        return secret_of([one.data for one in self.sent() if LINK.search(text_of(one.data))][-1])


@dataclass(slots=True)
class Box:
    """A way out that keeps what would have been sent, and answers what it is told to."""

    sent: list[Envelope] = field(default_factory=list)
    tried: list[Envelope] = field(default_factory=list)
    answers: dict[str, list[Outcome]] = field(default_factory=dict)
    on_send: Callable[[Envelope], None] | None = None

    def send(self, envelope: Envelope) -> Outcome:
        self.tried.append(envelope)
        if self.on_send:
            self.on_send(envelope)
        answers = self.answers.get(envelope.to, [])
        outcome = answers.pop(0) if answers else Outcome()
        if outcome.why is None:
            self.sent.append(envelope)
        return outcome

    def tidy(self, *, is_alone: bool) -> None:
        pass

    def close(self) -> None:
        pass

    def to(self, name: str) -> list[bytes]:
        """Return the mails that went to somebody."""
        return [one.data for one in self.sent if one.to.partition("@")[0] == name]


def an_office(box: Box) -> Office:
    """Return an office that sends by a box."""
    return Office(box, words_for(URL), SENDER)


class FakeServer:
    """An SMTP server that takes mail in threads, and answers RCPT and DATA as `says` has it.

    `says(to, step)` returns a reply such as `250 fine`, `""` to hang up, or `"silence"` to say nothing. With `seal` it
    speaks TLS, from the start or once it is asked to. `open_words` are the verbs that it was told in the clear.
    """

    def __init__(
        self, says: Callable[[str, str], str] | None = None, offers: str = "", seal: ssl.SSLContext | None = None,
        *, is_sealed_at_once: bool = False,
    ) -> None:  # fmt: skip
        self._says = says or (lambda _to, _step: "250 fine")
        self._seal, self._is_sealed_at_once = seal, is_sealed_at_once
        self.open_words: list[str] = []
        *before, last = ["here", *offers.splitlines()]
        self._hello = "\r\n".join([*(f"250-{one}" for one in before), f"250 {last}"])
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.got: list[tuple[str, bytes]] = []
        self.times: list[float] = []
        self.greeting = "220 here"
        self._lock = threading.Lock()
        threading.Thread(target=self._run, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            try:
                if self._seal and self._is_sealed_at_once:
                    self._talk_sealed(connection, self._seal, self.greeting)
                    return
                with connection.makefile("rwb") as lines:
                    wants_seal = self._converse(lines, self.greeting, self.open_words)
                if wants_seal and self._seal:
                    self._talk_sealed(connection, self._seal, "")
            except (OSError, ValueError):
                return

    def _talk_sealed(self, connection: socket.socket, seal: ssl.SSLContext, greeting: str) -> None:
        with seal.wrap_socket(connection, server_side=True) as sealed, sealed.makefile("rwb") as lines:
            self._converse(lines, greeting, [])

    def _converse(self, lines: BufferedRWPair, greeting: str, words: list[str]) -> bool:
        """Talk until either hangs up; return whether TLS is to begin."""
        to = ""
        if greeting:
            self._tell(lines, greeting)
        while line := lines.readline():
            word = line.decode(errors="replace").strip()
            verb = word[:4].upper()
            words.append(verb)
            if verb == "STAR" and self._seal:
                self._tell(lines, "220 go on")
                return True
            if verb == "RCPT":
                to = word.partition("<")[2].partition(">")[0]
            reply = {
                "EHLO": self._hello,
                "MAIL": "250 fine",
                "QUIT": "221 bye",
                "RSET": "250 fine",
                "AUTH": "235 in",
            }.get(verb)
            if verb == "RCPT":
                reply = self._says(to, "rcpt")
            if verb == "DATA":
                self._tell(lines, "354 go on")
                data = self._data(lines)
                reply = self._says(to, "data")
                if reply.startswith("250"):
                    with self._lock:
                        self.got.append((to, data))
                        self.times.append(time.time())
            if not reply:
                return False
            if reply == SILENCE:
                continue
            self._tell(lines, reply)
        return False

    def _data(self, lines: BufferedRWPair) -> bytes:
        found = []
        while (line := lines.readline()) not in (b".\r\n", b""):
            found.append(line.removeprefix(b"."))
        return b"".join(found)

    def _tell(self, lines: BufferedRWPair, reply: str) -> None:
        lines.write(f"{reply}\r\n".encode())
        lines.flush()
