"""A real server in a thread of this process, at a port of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from api.server import listening, server_for
from api.settings import Settings

SECONDS = 30


@contextmanager
def served(app: FastAPI, settings: Settings | None = None) -> Iterator[int]:
    """Serve an application, and tell at which port."""
    with listening((settings or Settings()).model_copy(update={"port": 0})) as (known, sockets):
        server = server_for(app, known)
        thread = threading.Thread(target=server.run, args=(sockets,))
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield known.port
        finally:
            server.should_exit = True
            thread.join(SECONDS)
            assert not thread.is_alive()
