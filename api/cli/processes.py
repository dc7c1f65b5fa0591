"""The commands that read processes, and the one that publishes a method. All speak the HTTP interface."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from api.cli.asking import answer, asking, headers_for, read
from api.cli.author import counted, found, reading_of, tell
from api.cli.listing import list_entry, method_words
from api.cli.people import draw_people
from api.cli.picture import draw
from api.cli.recorded import draw_records
from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_json, say_whole
from api.cli.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.client import Client


def publish_method(path: Path, *, strict: bool, as_json: bool) -> None:
    """Publish a method file, and warn of what may be wrong. Raises Unanswered with what stands in the way."""
    reading = reading_of(path)
    if reading.method is None or not reading.publishable:
        for one in reading.diagnostics:
            tell(path, one, stderr=as_json)
        raise Unanswered(f"{path} cannot be published", NO)
    for one in found(reading):
        tell(path, one, stderr=True)
    if strict and reading.warnings:
        raise Unanswered(f"{path} is not published: it has {counted(len(reading.warnings), 'warning')}", NO)
    with asking(creating=True) as client:
        told = answer(
            client.post("/v1/methods", content=path.read_bytes(), headers={"Content-Type": "application/yaml"}),
            as_json=as_json,
        )
    if not as_json:
        say_whole(console(), Text.assemble(("published ", "met"), f"{told['id']} {told['version']}"))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed to: with `rehearsal` only those that are one, or only those that are not.

    `archived` is `true` for what was put away, `all` for that too.
    """

    method: str | None
    state: str | None
    rehearsal: bool | None
    archived: str | None


def list_processes(narrowed: Narrowed, language: str | None, *, as_json: bool) -> None:
    """Print the processes, the newest first."""
    with asking() as client:
        items = list(_all(client, narrowed))
        if as_json:
            say_json({"items": items, "next": None})
            return
        items = cleaned(items)
        words = method_words(client, items, language)
        none = "all_archived" if not items and _are_put_away(client, narrowed) else "no_processes"
    out = console()
    if not items:
        say(out, Text(Words(language or "en")(none), style="soft"))
    for one in items:
        list_entry(out, one, words[one["method"]["id"], one["method"]["version"]])


def show_process(process: str, language: str | None, actor: str | None, *, part: str, as_json: bool) -> None:
    """Draw where a process stands, or list a part of it: its participants or its records."""
    path, headers = f"/v1/processes/{process}", headers_for(language, actor)
    with asking() as client:
        told = answer(client.get(f"{path}/{part}" if part else path, headers), as_json=as_json)
        if as_json:
            return
        standing = read(client.get(path, headers)) if part else told
    words = Words(standing["language"], standing["zone"])
    match part:
        case "participants":
            draw_people(console(), cleaned(told), words)
        case "records":
            draw_records(console(), cleaned(told), words)
        case _:
            draw(console(), told, words)


def _are_put_away(client: Client, narrowed: Narrowed) -> bool:
    """Tell whether a list is empty because what would be in it was put away."""
    return narrowed.archived is None and any(_all(client, replace(narrowed, archived="true")))


def _all(client: Client, narrowed: Narrowed) -> Iterator[dict[str, Any]]:
    cursor, more = None, True
    while more:
        page = read(client.get("/v1/processes", **asdict(narrowed), cursor=cursor, limit=100))
        yield from page["items"]
        cursor = page["next"]
        more = cursor is not None
