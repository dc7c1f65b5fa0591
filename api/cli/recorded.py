"""What was recorded, as its reader sees it: each record with the id and version that commands take, and its fields."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.text import Text

from api.cli.terminal import say, say_whole

if TYPE_CHECKING:
    from rich.console import Console

    from api.cli.words import Words


def draw_records(out: Console, records: list[dict[str, Any]], words: Words) -> None:
    """List records as HTTP tells them, a heading for each kind."""
    if not records:
        say(out, Text(words("no_records"), style="soft"))
    for title, alike in groupby(sorted(records, key=lambda one: str(one["title"])), key=lambda one: str(one["title"])):
        say(out, Text(title, style="title"))
        for one in alike:
            _draw(out, one, words)


def _draw(out: Console, one: dict[str, Any], words: Words) -> None:
    whose = [each["name"] for each in one["subject"]] or [one["party"]["name"] if one["party"] else ""]
    state = words(f"record_{one['state']}")
    about = "  ".join(
        part for part in (", ".join(whose), f"{state}, {words('version', number=one['version'])}") if part
    )
    say_whole(out, Text.assemble((one["id"], "code"), f"  {about}"), by=2)
    if one["fields"] is None:
        say(out, Text(words("record_erased"), style="soft"), by=4)
    for name, value in (one["fields"] or {}).items():
        say(out, Text.assemble((f"{name}: ", "soft"), _shown(value)), by=4)


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
