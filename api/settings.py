"""The settings, read once from `SLUIS_*` variables; nothing else reads the environment."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

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


def _is_origin(text: str) -> str:
    parts = urlsplit(text)
    wanted = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("http", "https") or not parts.hostname or text != wanted.lower() or "@" in text:
        raise ValueError(f"'{text}' is not an address such as https://sluis.example.org: lower case, without a path")
    return text


def _is_receiver(name: str) -> str:
    if not RECEIVER.fullmatch(name):
        raise ValueError(f"'{name}' is no receiver; write one such as board.internal, 10.0.0.7:8080 or [fd00::7]:8080")
    return name


def _is_address(text: str) -> str:
    if not SENDER.fullmatch(text):
        raise ValueError(f"{text[:80]!r} is no address of mail; write one such as sluis@example.org")
    return text


def _listed(value: object) -> object:
    return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value


Receiver = Annotated[str, AfterValidator(_is_receiver)]
Origin = Annotated[str, AfterValidator(_is_origin)]
RECEIVER = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
LEAST_TOKEN = 32
Address = Annotated[str, AfterValidator(_is_address)]
SENDER = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
FILE = "sqlite:///"
Rate = Annotated[int | None, Field(ge=0)]


class SettingsWrong(SluisError):
    """One or more settings cannot be used; the message lists them all."""


class Settings(BaseSettings):
    """What can be set from outside.

    In access `open` whoever reaches the server acts for everybody, so only this machine may reach it. Of the rates,
    0 is no limit, and what is not set is limited where there are accounts.
    """

    model_config = SettingsConfigDict(env_prefix="SLUIS_", frozen=True, extra="ignore")

    database_url: str = Field(default="sqlite:///sluis.db", description="The database: sqlite:///path/to/file.db")
    migrate_url: str | None = Field(default=None, repr=False, description="It, for the role that owns its tables.")
    access: Literal["open", "accounts"] = "accounts"
    organisation: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", description="The first organisation.")] = (
        "local"
    )
    host: str = Field(default="127.0.0.1", description="The address to listen at.")
    url: Origin | None = Field(default=None, description="The address at which people find this server.")
    hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = ()
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_listed)] = ()
    proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = ("127.0.0.1", "::1")
    commands_per_minute: Rate = None
    reads_per_minute: Rate = None
    exports_per_hour: Rate = None
    streams_each: Rate = None
    port: Annotated[int, Field(ge=0, le=65_535)] = 8_420
    server: str | None = Field(default=None, description="The server that the command line talks to.")
    token: str | None = Field(default=None, repr=False, description="By which it comes in there.")
    signing_key: Path | None = Field(default=None, description="The file of the key that signs checkpoints.")
    erasure_list: Path | None = Field(default=None, description="The file of the list of what was erased.")
    webhook_inner_hosts: Annotated[
        tuple[Receiver, ...], NoDecode, BeforeValidator(_listed),
        Field(description="Receivers of webhooks that stand inside: host or host:port."),
    ] = ()  # fmt: skip
    document_megabytes: Annotated[
        int, Field(ge=1, le=MOST_MEGABYTES, description="The largest document to take in.")
    ] = USUAL_MEGABYTES
    metrics_token: Annotated[str, Field(min_length=LEAST_TOKEN)] | None = Field(
        default=None, repr=False, description="What whoever asks for /metrics has to bring; without, there is none."
    )
    log: Literal["text", "json"] = Field(default="text", description="How the server writes its own messages.")
    drain_seconds: Annotated[
        int, Field(ge=0, le=600, description="How long it says that it is not ready before it stops.")
    ] = 0
    mail: Annotated[
        Literal["folder", "smtp", "off"], Field(description="By what way mail goes out; a folder sends nothing.")
    ] = "folder"
    mail_from: Annotated[Address | None, Field(description="The address from which mail comes.")] = None
    mail_folder: Path | None = Field(default=None, description="The folder of mail; beside a SQLite file by default.")
    smtp_host: str | None = Field(default=None, description="The server that sends mail on.")
    smtp_port: Annotated[int | None, Field(ge=1, le=65_535)] = None
    smtp_tls: Literal["starttls", "tls", "off"] = "starttls"
    smtp_user: str | None = Field(default=None, description="By which it lets us in.")
    smtp_password_file: Path | None = Field(default=None, description="The file of the password for that.")
    security_log: Path | None = Field(default=None, description="Its file; standard error when not set.")
    zone: Annotated[str, AfterValidator(_is_zone)] = "Europe/Amsterdam"

    @field_validator("host", "url", "hosts")
    @classmethod
    def _is_of_this_machine(cls, value: object, info: ValidationInfo) -> object:
        if info.data.get("access", "accounts") == "open":
            for name in _names_in(value):
                if not is_of_this_machine(name):
                    raise ValueError(
                        f"{name} can be reached by others, and with SLUIS_ACCESS=open whoever reaches the server acts "
                        "for everybody; that is for this machine alone: 127.0.0.1, localhost or ::1"
                    )
        return value

    @property
    def is_https(self) -> bool:
        """Whether readers reach us over TLS, be it through a proxy."""
        return self.url is not None and self.url.startswith("https:")

    @property
    def folder_of_mail(self) -> Path | None:
        """The folder of mail; None where none is named and the database is no file beside which it could be."""
        if self.mail_folder is not None or not self.database_url.startswith(FILE):
            return self.mail_folder
        path = Path(self.database_url.removeprefix(FILE))
        return path.with_name(f"{path.name}.mail")

    @model_validator(mode="after")
    def _can_mail(self) -> Self:
        if self.mail != "smtp":
            return self
        lacks = [name for name in ("smtp_host", "mail_from", "url") if getattr(self, name) is None]
        if lacks:
            named = ", ".join(f"SLUIS_{one.upper()}" for one in lacks)
            raise ValueError(f"SLUIS_MAIL: mail by SMTP needs {named} too")
        if (self.smtp_user is None) != (self.smtp_password_file is None):
            raise ValueError("SLUIS_SMTP_USER and SLUIS_SMTP_PASSWORD_FILE go together")
        if self.smtp_tls == "off" and (self.smtp_user or not is_of_this_machine(self.smtp_host or "")):
            raise ValueError("SLUIS_SMTP_TLS=off is for a server on this machine (127.0.0.1), without a login")
        return self

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.access == "accounts" and not self.is_https:
            own = [urlsplit(self.url).hostname or ""] if self.url else []
            for name in (self.host, *own, *self.hosts):
                if not is_of_this_machine(name):
                    raise ValueError(
                        f"{name} can be reached by others, and passwords and tokens may not go about unsealed: let a "
                        "proxy with TLS stand in front, and name its address in SLUIS_URL, such as "
                        "https://sluis.example.org"
                    )
        return self


def is_of_this_machine(name: str) -> bool:
    """Tell whether only this machine reaches a server by this name or address."""
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _names_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [urlsplit(value).hostname or "" if "://" in value else value]
    return [str(one) for one in value] if isinstance(value, tuple) else []


def read_settings(**given: str) -> Settings:
    """Read the settings, save those that are given. Raises SettingsWrong naming everything that is wrong with them."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # what is wrong with them is told
    except ValidationError as error:
        raise SettingsWrong("\n".join(map(_line, error.errors()))) from error


def _line(error: ErrorDetails) -> str:
    """Return what is wrong, with the setting; what is wrong with several together names them itself."""
    why = _why(error)
    return (
        why if why.startswith("SLUIS_") else f"SLUIS_{str(error['loc'][0] if error['loc'] else 'host').upper()}: {why}"
    )


def _why(error: ErrorDetails) -> str:
    own = error.get("ctx", {}).get("error")
    return str(own) if own else f"{error['msg']}; found {error['input']!r}"
