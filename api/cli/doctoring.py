"""`sluis doctor`: how the database, the files and the settings are, without changing any of them."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, get_args

from rich.text import Text

from api.cli.serving import without_password
from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_json, say_whole
from api.openapi import VERSION
from api.settings import Settings, SettingsWrong, read_settings
from engine.journal.checkup import (
    Finding,
    Level,
    free_disk,
    look_over_file,
    look_over_server,
    private_file,
    writable_place,
)
from engine.journal.sqlite_file import PREFIX, path_of

if TYPE_CHECKING:
    from pathlib import Path

PREFIX_OF_SETTINGS = "SLUIS_"
STYLES: dict[Level, str] = {"fine": "met", "warning": "missing", "fault": "wrong"}
READ_BY_OTHERS = 0o007  # who ships a log may read it by its group
EVERYWHERE = {"*", "0.0.0.0/0", "::/0"}


def look_over(*, as_json: bool) -> None:
    """Say how everything is; exits with NO where something is a fault. Raises Unanswered for wrong settings."""
    try:
        settings = read_settings()
    except SettingsWrong as error:
        raise Unanswered(str(error)) from error
    found = list(_findings(settings))
    if as_json:
        say_json({"release": VERSION, "findings": [asdict(one) for one in found], "settings": settings_told(settings)})
    else:
        _tell(found, settings)
    if any(one.level == "fault" for one in found):
        raise SystemExit(NO)


def settings_told(settings: Settings) -> dict[str, str | None]:
    """Return every setting as it stands, without secrets."""
    return {
        f"{PREFIX_OF_SETTINGS}{name.upper()}": _shown(getattr(settings, name), is_secret=not field.repr)
        for name, field in sorted(Settings.model_fields.items())
    }


def _findings(settings: Settings) -> Iterator[Finding]:
    url, listed = settings.database_url, settings.erasure_list
    if url.startswith(PREFIX):
        file = path_of(url)
        listed = listed or file.with_name(f"{file.name}.erasures")
        yield from look_over_file(url, listed)
        yield from _places(file, settings.signing_key or file.with_name(f"{file.name}.key"), listed)
        yield from writable_place("database", file)
    else:
        yield from look_over_server(url, listed, settings.signing_key)
        yield from _places(None, settings.signing_key, listed)
    yield from private_file("security log", settings.security_log, READ_BY_OTHERS)
    yield from writable_place("security log", settings.security_log)
    yield from _of_settings(settings)


def _places(file: Path | None, key: Path | None, listed: Path | None) -> Iterator[Finding]:
    for about, path in (("database", file), ("signing key", key), ("erasures", listed)):
        yield from private_file(about, path)
    yield from writable_place("erasures", listed)
    if listed is not None and (file is None or listed.parent != file.parent):
        yield from free_disk(listed.absolute().parent)


def _of_settings(settings: Settings) -> Iterator[Finding]:
    known = {f"{PREFIX_OF_SETTINGS}{name.upper()}" for name in Settings.model_fields}
    for name in sorted(one for one in os.environ if one.startswith(PREFIX_OF_SETTINGS) and one.upper() not in known):
        near = difflib.get_close_matches(name, known, 1)
        meant = f": did you mean {near[0]}?" if near else ""
        yield Finding("settings", "warning", f"{name} is no setting, and nothing reads it{meant}")
    if EVERYWHERE & set(settings.proxies):
        yield Finding(
            "settings", "fault", "SLUIS_PROXIES believes everybody about who asks: name the addresses of your proxies"
        )
    if settings.access == "open":
        yield Finding("settings", "warning", "SLUIS_ACCESS=open: whoever reaches the server acts for everybody")


def _tell(found: list[Finding], settings: Settings) -> None:
    out = console()
    wide = max(len(one) for one in get_args(Level))
    for one in found:
        line = (one.level.ljust(wide), STYLES[one.level]), f"  {one.about}: ", cleaned(one.text)
        say_whole(out, Text.assemble(*line))
    say(out, "")
    for name, value in settings_told(settings).items():
        say_whole(out, Text.assemble((name, "code"), f"={value if value is not None else ''}"))


def _shown(value: object, *, is_secret: bool) -> str | None:
    if value is None:
        return None
    if is_secret:
        return "…"
    text = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return without_password(text)
