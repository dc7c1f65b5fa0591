"""The HTTP client of the command line: to a server, or to the same application inside this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2

from api.settings import is_of_this_machine
from engine.errors import SluisError
from engine.journal.lock import holder_of
from engine.journal.sqlite_file import path_of

if TYPE_CHECKING:
    from api.settings import Settings

SECONDS = 30
SQLITE = "sqlite:"
Send = Callable[[str, str, dict[str, Any]], httpx2.Response]


class ServerAway(SluisError):
    """The server does not answer; the message says where it was looked for."""


class TokenUnsealed(SluisError):
    """A token would go about where others can read it."""


class NoDatabase(SluisError):
    """There is nothing to ask: no server was named, and no database was made yet at this place."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(
            f"there is no database at {file.absolute()}: publish a method to begin one (sluis publish FILE), "
            "or name another database (SLUIS_DATABASE_URL=sqlite:///FILE) or a server (SLUIS_SERVER=URL)"
        )


@dataclass(frozen=True, slots=True)
class Client:
    """Asks the HTTP interface. `where` is the server's URL, or the database used without one."""

    where: str
    send: Send

    def get(self, path: str, headers: dict[str, str] | None = None, **params: object) -> httpx2.Response:
        """Read something. Raises ServerAway."""
        known = {key: value for key, value in params.items() if value is not None}
        return self.send("GET", path, {"params": known, "headers": headers or {}})

    def post(self, path: str, **options: Any) -> httpx2.Response:
        """Change something. Raises ServerAway."""
        return self.send("POST", path, options)

    def change(self, verb: str, path: str) -> httpx2.Response:
        """Change something by another verb, without a body. Raises ServerAway."""
        return self.send(verb, path, {})


@contextmanager
def client_for(settings: Settings, *, creating: bool = False) -> Iterator[Client]:
    """Lend a client: to `SLUIS_SERVER`, else to whoever serves the database, else to an application of our own.

    Raises NoDatabase where nobody serves and the database is a file that is not there, unless `creating` may make it.
    """
    file = file_of(settings)
    url = settings.server or (file and _serving(file))
    if url:
        headers = _known_by(settings.token, url)
        with httpx2.Client(base_url=url, timeout=SECONDS, trust_env=False, headers=headers) as connection:
            yield Client(url, lambda method, path, options: _over_network(connection, url, method, path, options))
    elif file and not creating and not file.exists():
        raise NoDatabase(file)
    else:
        with _inside(settings) as client:
            yield client


def file_of(settings: Settings) -> Path | None:
    """Return the file of the database, where it is one."""
    url = settings.database_url
    return path_of(url) if url.startswith(SQLITE) else None


def _serving(file: Path) -> str | None:
    holder = holder_of(file)
    return holder.url if holder and holder.url else None


def _over_network(
    connection: httpx2.Client, url: str, method: str, path: str, options: dict[str, Any]
) -> httpx2.Response:
    try:
        return connection.request(method, path, **options)
    except httpx2.HTTPError as error:
        raise ServerAway(f"there is no answer from {url}: {error or type(error).__name__}") from error


def _known_by(token: str | None, url: str) -> dict[str, str]:
    """Return the header of a token. Raises TokenUnsealed where others could read it on its way."""
    if token is None:
        return {}
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_of_this_machine(parts.hostname or ""):
        raise TokenUnsealed(f"SLUIS_TOKEN is not sent to {url}: others could read it; ask by https")
    return {"Authorization": f"Bearer {token}"}


@contextmanager
def _inside(settings: Settings) -> Iterator[Client]:
    from api.app import create_app  # noqa: PLC0415 - slow to load, and needed only where no server runs
    from api.opening import open_engine  # noqa: PLC0415 - the same

    ours = settings.model_copy(update={"access": "open"})  # whoever holds the database acts for everybody
    with open_engine(settings) as engine:
        transport = httpx2.ASGITransport(app=create_app(engine.of(settings.organisation), ours))

        async def ask(method: str, path: str, options: dict[str, Any]) -> httpx2.Response:
            async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as connection:
                return await connection.request(method, path, **options)

        yield Client(settings.database_url, lambda *request: asyncio.run(ask(*request)))
