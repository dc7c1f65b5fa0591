"""`sluis serve`: the HTTP interface on this machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rich.text import Text

from api.cli.terminal import Unanswered, cleaned, console, say, say_whole
from api.opening import open_engine
from api.places import base_url, public_url
from api.routes.access.invitations import invitation_link
from api.server import listening, serve, until_stopped
from api.settings import Settings, read_settings
from api.wording import say_in
from engine import Refusal
from engine.errors import SluisError
from engine.process.view import Message

if TYPE_CHECKING:
    from socket import socket

    from engine import Engine

PASSWORD = re.compile(r"(://[^/@:?]*:).*(@)")
PARAMETER = re.compile(r"([?&])([^=&]*)=([^&]*)")
PASSES = "pass"  # as in `password`, `sslpassword`


def serve_here(*, demo: bool, port: int | None, database: str | None) -> None:
    """Serve until stopped. Raises Unanswered when the database or the port cannot be had."""
    try:
        with until_stopped(), listening(_settings(port, database, demo=demo)) as (settings, sockets):
            if demo:
                _demo(settings, sockets)
            else:
                _serve(settings, sockets)
    except SluisError as error:
        raise Unanswered(str(error)) from error
    say(console(), "Sluis has stopped.")


def _settings(port: int | None, database: str | None, *, demo: bool) -> Settings:
    """Return the settings. The demo is open to whoever reaches it, so it is for this machine alone."""
    given = {"port": port, "database_url": database}
    known = read_settings(access="open") if demo else read_settings()
    return known.model_copy(update={key: value for key, value in given.items() if value is not None})


def _serve(settings: Settings, sockets: list[socket]) -> None:
    url = base_url(settings)
    with open_engine(settings, url) as engine:
        say_whole(console(), f"Sluis serves {without_password(settings.database_url)} at {url}; stop it with Ctrl-C.")
        warn(engine)
        if settings.access == "accounts":
            _invite_owner(engine, settings)
        serve(engine.of(settings.organisation), settings, sockets)


def warn(engine: Engine) -> None:
    """Say on standard error what whoever runs the database should know."""
    for warning in engine.warnings():
        say(console(stderr=True), f"Warning: {warning}")


def without_password(url: str) -> str:
    """Return the URL of a database as it may be shown: rather too little of it than a password."""

    def shown(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}=…" if PASSES in unquote(found[2]).lower() else found[0]

    return PARAMETER.sub(shown, PASSWORD.sub(r"\1…\2", cleaned(url)))


def _invite_owner(engine: Engine, settings: Settings) -> None:
    """Print the link of the first owner, as long as there is none. Raises Unanswered."""
    invited = engine.access.organisations.begin(settings.organisation)
    if isinstance(invited, Refusal):
        raise Unanswered(say_in("en")(Message(invited.message, invited.values)))
    if invited is not None:
        say(
            console(),
            f"The organisation {settings.organisation} has no owner yet. Whoever opens this link becomes one:",
        )
        say_whole(console(), Text(invitation_link(public_url(settings), invited.secret), style="code"), by=2)
        say(console(), "It works once, for two weeks at most; the next start makes another and ends this one.")


def _demo(settings: Settings, sockets: list[socket]) -> None:
    from api.cli.touring import explain
    from api.demo import demo_engine

    engine, processes = demo_engine(settings, base_url(settings))
    with engine:
        explain(console(), engine, processes, base_url(settings))
        serve(engine, settings, sockets)
