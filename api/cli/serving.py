"""`sluis serve`: the HTTP interface on this machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from api.cli.terminal import Unanswered, cleaned, console, say, say_whole
from api.places import base_url
from api.server import listening, serve, until_stopped
from api.settings import Settings, read_settings
from engine import Engine
from engine.errors import SluisError

if TYPE_CHECKING:
    from socket import socket

PASSWORD = re.compile(r"(//[^/@]*:)[^/]*(@)")


def serve_here(*, demo: bool, port: int | None, database: str | None) -> None:
    """Serve until stopped. Raises Unanswered when the database or the port cannot be had."""
    try:
        with until_stopped(), listening(_settings(port, database)) as (settings, sockets):
            if demo:
                _demo(settings, sockets)
            else:
                _serve(settings, sockets)
    except SluisError as error:
        raise Unanswered(str(error)) from error
    say(console(), "Sluis has stopped.")


def _settings(port: int | None, database: str | None) -> Settings:
    given = {"port": port, "database_url": database}
    return read_settings().model_copy(update={key: value for key, value in given.items() if value is not None})


def _serve(settings: Settings, sockets: list[socket]) -> None:
    url, key = base_url(settings), settings.signing_key
    with Engine.open(settings.database_url, url_of_server=url, signing_key=key) as engine:
        database = PASSWORD.sub(r"\1…\2", cleaned(settings.database_url))
        say_whole(console(), f"Sluis serves {database} at {url}; stop it with Ctrl-C.")
        serve(engine, settings, sockets)


def _demo(settings: Settings, sockets: list[socket]) -> None:
    from api.cli.touring import explain
    from api.demo import demo_engine

    engine, processes = demo_engine(settings, base_url(settings))
    with engine:
        explain(console(), engine, processes, base_url(settings))
        serve(engine, settings, sockets)
