"""`sluis serve`: the HTTP interface on this machine."""

from __future__ import annotations

from api.cli.terminal import Unanswered, console
from api.server import base_url, free_port, serve
from api.settings import Settings, SettingsWrong, read_settings
from engine import Engine
from engine.errors import SluisError


def serve_here(*, demo: bool, port: int | None, database: str | None) -> None:
    """Serve until stopped. Raises Unanswered when the database or the port cannot be had."""
    try:
        settings = _settings(port, database)
        if demo:
            _demo(settings)
        else:
            _serve(settings)
    except SettingsWrong as wrong:
        raise Unanswered(str(wrong)) from wrong
    except SluisError as error:
        raise Unanswered(str(error)) from error


def _settings(port: int | None, database: str | None) -> Settings:
    given = {"port": port, "database_url": database}
    settings = read_settings().model_copy(update={key: value for key, value in given.items() if value is not None})
    return settings.model_copy(update={"port": free_port(settings.host)}) if settings.port == 0 else settings


def _serve(settings: Settings) -> None:
    with Engine.open(settings.database_url, url_of_server=base_url(settings)) as engine:
        console().print(f"Sluis serves {settings.database_url} at {base_url(settings)}; stop it with Ctrl-C.")
        serve(engine, settings)


def _demo(settings: Settings) -> None:
    from api.demo import demo_engine, explain

    engine, processes = demo_engine(settings, base_url(settings))
    with engine:
        explain(console(), engine, processes, base_url(settings))
        serve(engine, settings)
