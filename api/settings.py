"""The settings, read once from `SLUIS_*` variables; nothing else reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.errors import SluisError
from engine.language.documents import MOST_MEGABYTES, USUAL_MEGABYTES

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def _is_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"'{name}' is not a time zone; write one such as Europe/Amsterdam") from error
    return name


class SettingsWrong(SluisError):
    """One or more settings cannot be used; the message lists them all."""


class Settings(BaseSettings):
    """What can be set from outside. There is no access control yet, so the server listens on this machine only."""

    model_config = SettingsConfigDict(env_prefix="SLUIS_", frozen=True, extra="ignore")

    database_url: str = Field(default="sqlite:///sluis.db", description="The database: sqlite:///path/to/file.db")
    host: Literal["127.0.0.1", "localhost", "::1"] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8_420
    server: str | None = Field(default=None, description="The server that the command line talks to.")
    signing_key: Path | None = Field(default=None, description="The file of the key that signs checkpoints.")
    document_megabytes: Annotated[
        int, Field(ge=1, le=MOST_MEGABYTES, description="The largest document to take in.")
    ] = USUAL_MEGABYTES
    zone: Annotated[str, AfterValidator(_is_zone)] = "Europe/Amsterdam"


def read_settings() -> Settings:
    """Read the settings. Raises SettingsWrong naming everything that is wrong with them."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"SLUIS_{str(one['loc'][0]).upper()}: {_why(one)}" for one in error.errors()]
        raise SettingsWrong("\n".join(lines)) from error


def _why(error: ErrorDetails) -> str:
    own = error.get("ctx", {}).get("error")
    return str(own) if own else f"{error['msg']}; found {error['input']!r}"
