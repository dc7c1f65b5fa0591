"""`sluis processes`: each process in three lines, in the words of its method, which is looked up once a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from api.cli.asking import headers_for, read
from api.cli.terminal import cleaned, say, say_whole
from api.cli.words import Words
from api.wording import say_in
from engine.process.view import Message

if TYPE_CHECKING:
    from rich.console import Console

    from api.client import Client

Version = tuple[str, str]
WITHOUT_ROLE = {"*": "anyone", "opener": "opener"}
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MethodWords:
    """What a version of a method calls its phases, roles and ends, in one language."""

    words: Words
    title: str
    phases: dict[str, str]
    roles: dict[str, str]
    ends: dict[str, str]


def method_words(client: Client, items: list[dict[str, Any]], language: str | None) -> dict[Version, MethodWords]:
    """Look up what the methods of these processes call things. Raises Unanswered."""
    wanted = {(one["method"]["id"], one["method"]["version"]) for one in items}
    return {one: _looked_up(client, one, language) for one in sorted(wanted)}


def list_entry(out: Console, one: dict[str, Any], told: MethodWords) -> None:
    """Print a process: where it stands, whose turn it is, and the id to ask for it by."""
    phases = ", ".join(told.phases.get(path, path) for path in one["phases"])
    where = told.ends.get(one["outcome"], one["outcome"]) if one["outcome"] else phases
    held = f"  ·  {told.words('state_held')}" if one["state"] == "held" else ""
    practice = f"  ·  {told.words('rehearsal')}" if one["rehearsal"] else ""
    away = f"  ·  {told.words('archived')}" if one.get("archived") else ""
    marks = ((practice, "late"), (f"  ·  {where}", "now"), (held, "late"), (away, "soft"))
    say(out, Text.assemble((one["title"], "title"), *marks))
    roles = ", ".join(told.roles[role] for role in one["owed_by"] if role in told.roles)
    late = Text(f"{told.words('late')}  ·  " if one["overdue"] else "", style="late")
    turn = f"{told.words('turn', who=roles)}  ·  " if roles else ""
    say(out, Text.assemble(late, (f"{turn}{told.title} {one['method']['version']}", "soft")), by=2)
    say_whole(out, Text(one["id"], style="code"), by=2)


def _looked_up(client: Client, wanted: Version, language: str | None) -> MethodWords:
    told = cleaned(read(client.get(f"/v1/methods/{wanted[0]}/{wanted[1]}", headers_for(language))))
    our_words = say_in(told["language"])
    return MethodWords(
        Words(told["language"]),
        told["title"],
        {one["path"]: one["title"] for one in told["phases"]},
        {role: our_words(Message(word)) for role, word in WITHOUT_ROLE.items()} | _titles(told["roles"]),
        {CANCELLED: our_words(Message(CANCELLED))} | _titles(told["ends"]),
    )


def _titles(named: list[dict[str, str]]) -> dict[str, str]:
    return {one["id"]: one["title"] for one in named}
