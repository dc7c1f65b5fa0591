"""Opens the database that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import Engine

if TYPE_CHECKING:
    from api.settings import Settings


def open_engine(settings: Settings, url_of_server: str = "") -> Engine:
    """Open the database of the settings. Raises StoreLocked, StoreUnusable."""
    return Engine.open(
        settings.database_url, url_of_server=url_of_server, signing_key=settings.signing_key,
        migrate_url=settings.migrate_url, erasure_list=settings.erasure_list,
    )  # fmt: skip
