"""`sluis upgrade`: the tables of this release, made before the servers start, by the role that owns them."""

from __future__ import annotations

from api.cli.serving import warn, without_password
from api.cli.terminal import Unanswered, console, say_whole
from api.opening import open_engine
from api.settings import read_settings
from engine.errors import SluisError


def upgrade_database() -> None:
    """Bring the database to the schema of this release; one that has it stays as it is. Raises Unanswered."""
    try:
        settings = read_settings()
        with open_engine(settings) as engine:
            say_whole(console(), f"{without_password(settings.database_url)} has the tables of this release.")
            warn(engine)
    except SluisError as error:
        raise Unanswered(str(error)) from error
