"""SMTP as the way out: one server, which sends on, over TLS and with a login. Each mail has a conversation of its own.

What a server says of one recipient is about him alone; what it says before is about the way.
"""

from __future__ import annotations

import logging
import os
import smtplib
import socket
import ssl
import stat
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.errors import SluisError
from engine.outbox.mail.shapes import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from engine.outbox.mail.shapes import Envelope

Tls = Literal["starttls", "tls", "off"]
PORTS: dict[Tls, int] = {"starttls": 587, "tls": 465, "off": 25}
SECONDS = 15.0
OTHERS = stat.S_IRWXG | stat.S_IRWXO
LARGEST_SECRET = 4_096
FOR_EVER = range(500, 600)
FINE = range(200, 300)
log = logging.getLogger("sluis.outbox")


class PasswordUnusable(SluisError):
    """The file of the password for SMTP cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """The server that sends on, and by what login."""

    host: str
    port: int | None = None
    tls: Tls = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class _Closed(Exception):
    """Nothing can be sent by this way now."""


class Smtp:
    """Sends by a server. May be used from any thread; once closed, whatever is under way ends."""

    def __init__(self, server: Server, trust: ssl.SSLContext | None = None, seconds: float = SECONDS) -> None:
        self._server, self._seconds = server, seconds
        self._trust = trust or ssl.create_default_context()
        self._open: dict[int, socket.socket] = {}
        self._lock, self._is_closed = threading.Lock(), False

    def send(self, envelope: Envelope) -> Outcome:
        """Hand a mail over, and return what the server said of it."""
        smtp = self._client(envelope.sender.rpartition("@")[2])
        try:
            self._begin(smtp)
            return _handed_over(smtp, envelope)
        except _Closed as error:
            log.warning("no mail can be sent by %s now: %s", self._server.host, error)
            return Outcome("closed")
        except (OSError, smtplib.SMTPException):  # it may have arrived: nobody knows
            return Outcome("later")
        finally:
            self._release(smtp)

    def tidy(self, *, is_alone: bool) -> None:
        """Do nothing: nothing is left behind on the way."""

    def close(self) -> None:
        """End whatever is under way, and send nothing any more."""
        with self._lock:
            self._is_closed = True
            for one in self._open.values():
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def _client(self, name: str) -> smtplib.SMTP:
        """Return a client that is not connected, and calls us by a name."""
        if self._server.tls == "tls":
            return smtplib.SMTP_SSL(local_hostname=name, timeout=self._seconds, context=self._trust)
        return smtplib.SMTP(local_hostname=name, timeout=self._seconds)

    def _begin(self, smtp: smtplib.SMTP) -> None:
        """Connect, in secret and logged in where that is set. Raises _Closed."""
        server = self._server
        smtp._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001 - whom TLS is to be with
        try:
            code, _ = smtp.connect(server.host, server.port or PORTS[server.tls])
            _must_be_fine(code)
            self._keep(smtp)
            smtp.ehlo_or_helo_if_needed()
            if server.tls == "starttls":
                smtp.starttls(context=self._trust)
                self._keep(smtp)
                smtp.ehlo()
            if server.user is not None:
                smtp.login(server.user, server.password or "")
        except smtplib.SMTPResponseException as error:
            raise _Closed(f"{type(error).__name__} {error.smtp_code}") from error
        except (OSError, smtplib.SMTPException, ValueError) as error:  # the last for a login of other letters
            raise _Closed(type(error).__name__) from error

    def _keep(self, smtp: smtplib.SMTP) -> None:
        """Keep a connection at hand, to be broken off. Raises _Closed."""
        with self._lock:
            if self._is_closed:
                raise _Closed("it is being stopped")
            if smtp.sock is not None:
                self._open[id(smtp)] = smtp.sock

    def _release(self, smtp: smtplib.SMTP) -> None:
        with self._lock:
            self._open.pop(id(smtp), None)
        smtp.close()


def read_password(path: Path) -> str:
    """Return the password in a file that only its owner may read. Raises PasswordUnusable."""
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & OTHERS:
                raise PasswordUnusable(f"the password file {path} is open to others: chmod 600")
            found = file.read(LARGEST_SECRET + 1)
    except OSError as error:
        raise PasswordUnusable(f"the password file {path} cannot be read: {error.strerror}") from error
    try:
        text = found.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        text = ""
    if not text or len(found) > LARGEST_SECRET or not text.isprintable():
        raise PasswordUnusable(f"the password file {path} has no password on one line")
    if not text.isascii():
        raise PasswordUnusable(f"the password in {path} has other letters than ASCII, which no login by SMTP takes")
    return text


def _handed_over(smtp: smtplib.SMTP, envelope: Envelope) -> Outcome:
    """Go through one conversation, and end it. Raises _Closed, OSError, SMTPException."""
    _must_be_fine(smtp.mail(envelope.sender)[0])
    code, _ = smtp.rcpt(envelope.to)
    if code in FINE:
        try:
            code, _ = smtp.data(envelope.data)
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    if code in FINE:
        return Outcome()
    return Outcome("refused" if code in FOR_EVER else "later", code)


def _must_be_fine(code: int) -> None:
    """Refuse to go on where a server takes nothing from us. Raises _Closed."""
    if code not in FINE:
        raise _Closed(str(code))
