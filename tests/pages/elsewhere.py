"""A place elsewhere, on this machine: it answers nothing, and keeps who came."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

SECONDS = 0.2


@dataclass
class Elsewhere:
    """What came to a port that nobody should go to."""

    listener: socket.socket
    came: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Return at which port it is."""
        return int(self.listener.getsockname()[1])

    def take(self) -> list[str]:
        """Return who came since the last time."""
        came, self.came = self.came, []
        return came

    def listen(self) -> None:
        """Keep that something came, and its first line, until the port is closed."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.came.append("a connection")  # also where nothing is said on it
            with connection, suppress(OSError):
                connection.settimeout(SECONDS)
                self.came.append(connection.recv(1000).decode("latin-1").partition("\r\n")[0])


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    """Listen at a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = Elsewhere(listener)
        thread = threading.Thread(target=place.listen)
        thread.start()
        try:
            yield place
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
