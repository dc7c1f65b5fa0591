"""The commands that ask a server: publish, processes, show, do, log. All speak the HTTP interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from rich.text import Text

from api.cli.author import reading_of, tell
from api.cli.picture import draw
from api.cli.terminal import NO, Unanswered, cleaned, console, indented, say_json
from api.cli.words import Words
from api.client import Client, client_for
from api.settings import SettingsWrong, read_settings
from engine.errors import SluisError
from engine.language.diagnostics import nearest
from engine.process.commands import COMMANDS, read_command

NEW = "new"
CREATED = 201


@contextmanager
def asking() -> Iterator[Client]:
    """Lend a client; what goes wrong on the way becomes a sentence."""
    try:
        with client_for(read_settings()) as client:
            yield client
    except SettingsWrong as wrong:
        raise Unanswered(str(wrong)) from wrong
    except SluisError as error:
        raise Unanswered(str(error)) from error


def publish_method(path: Path, *, as_json: bool) -> None:
    """Publish a method file. Raises Unanswered with what stands in the way."""
    reading = reading_of(path)
    if reading.method is None or not reading.publishable:
        for one in reading.diagnostics:
            tell(path, one)
        raise Unanswered(f"{path} cannot be published", NO)
    with asking() as client:
        told = _answer(
            client.post("/v1/methods", content=path.read_bytes(), headers={"Content-Type": "application/yaml"}),
            as_json=as_json,
        )
    if not as_json:
        console().print(Text.assemble(("published ", "met"), f"{told['id']} {told['version']}"))


def list_processes(method: str | None, state: str | None, *, as_json: bool) -> None:
    """Print the processes, the newest first."""
    with asking() as client:
        told = _answer(client.get("/v1/processes", method=method, state=state, limit=100), as_json=as_json)
    if as_json:
        return
    if not told["items"]:
        console().print(Text("There are no processes yet.", style="soft"))
        return
    for one in cleaned(told["items"]):
        roles = ", ".join(owed for owed in one["owed_by"] if "-" not in owed)
        out = console()
        phases = ", ".join(one["phases"])
        out.print(Text.assemble((one["title"], "title"), (f"  ·  {one['outcome'] or phases}", "now")))
        late = Text("late  ·  ", style="late") if one["overdue"] else Text()
        turn = f"whose turn: {roles}  ·  " if roles else ""
        out.print(indented(Text.assemble(late, (f"{turn}{one['method']['id']} {one['method']['version']}", "soft"))))
        out.print(indented(Text(one["id"], style="code")))


def show_process(process: str, language: str | None, actor: str | None, *, as_json: bool) -> None:
    """Draw where a process stands."""
    with asking() as client:
        told = _answer(client.get(f"/v1/processes/{process}", _headers(language, actor)), as_json=as_json)
    if not as_json:
        draw(console(), told, Words(told["language"], told["zone"]))


def show_log(process: str, language: str | None, actor: str | None, *, as_json: bool) -> None:
    """Print the log, a heading for each day."""
    with asking() as client:
        standing = _read(client.get(f"/v1/processes/{process}", _headers(language, actor)))
        items: list[dict[str, Any]] = []
        cursor, more = None, True
        while more:
            page = _read(
                client.get(f"/v1/processes/{process}/log", _headers(language, actor), cursor=cursor, limit=500)
            )
            items += page["items"]
            cursor, more = page["cursor"], page["more"]
    if as_json:
        say_json(items)
        return
    words, day, out = Words(standing["language"], standing["zone"]), "", console()
    for one in cleaned(items):
        if words.day(one["at"]) != day:
            day = words.day(one["at"])
            out.print(Text(day, style="title"))
        out.print(indented(Text.assemble((f"{words.time(one['at'])}  ", "soft"), one["text"])))
        if one["type"] in ("Moved", "DecisionClosed"):
            for detail in one["details"]:
                out.print(indented(Text(detail, style="soft"), 10))


def do_command(
    process: str, do: str, values: list[str], actor: str | None, role: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Carry out a command. Raises Unanswered where it is refused, with what is missing."""
    if do not in COMMANDS:
        raise Unanswered(f"there is no command '{do}'{nearest(do, COMMANDS)}")
    body = {"do": do} | _values(do, values)
    body |= {key: value for key, value in (("actor", actor), ("as", role)) if value is not None}
    if (process == NEW) != (do == "open"):
        raise Unanswered("a process is opened by: sluis do new open method=… title=… name=…")
    if do != "open" and "actor" not in body:
        raise Unanswered("say who does it: --as ACTOR (sluis show --json, or GET …/participants, lists the ids)")
    path = "/v1/processes" if process == NEW else f"/v1/processes/{process}/commands"
    with asking() as client:
        told = _answer(client.post(path, json=body, params={"dry_run": dry_run}), as_json=as_json)
    if as_json:
        return
    out = console()
    if dry_run:
        draw(out, told["progress"], Words(told["progress"]["language"], told["progress"]["zone"]))
        return
    out.print(Text.assemble(("done ", "met"), (f"revision {told['revision']}", "soft")))
    if process == NEW:
        out.print(indented(f"process {told['process']}"))
        out.print(indented(f"you     {told['actor']}"))
    for one in told["events"]:
        ids = {
            key: value for key, value in one.items() if key in ("id", "participant", "run", "version", "move", "phase")
        }
        out.print(
            indented(Text.assemble(one["type"], (f"  {' '.join(f'{k}={v}' for k, v in ids.items() if v)}", "soft")))
        )


def _values(do: str, given: list[str]) -> dict[str, Any]:
    """Return key=value words as data: dots go inwards, values are JSON where they parse as such, else text."""
    allowed = _keys(do)
    body: dict[str, Any] = {}
    for word in given:
        key, equals, value = word.partition("=")
        first, *inner = key.split(".")
        if not equals or not key:
            raise Unanswered(f"'{word}' is not key=value")
        if first not in allowed:
            raise Unanswered(f"'{do}' has no '{first}'{nearest(first, allowed)}")
        place = body
        for step in [first, *inner][:-1]:
            place = place.setdefault(step, {})
        place[[first, *inner][-1]] = _typed(value)
    return body


def _keys(do: str) -> list[str]:
    schema = read_command.json_schema()
    name = schema["discriminator"]["mapping"][do].rpartition("/")[2]
    return [key for key in schema["$defs"][name]["properties"] if key != "do"]


def _typed(value: str) -> Any:
    try:
        return json.loads(value, parse_float=str)
    except ValueError:
        return value


def _headers(language: str | None, actor: str | None) -> dict[str, str]:
    headers = {"Accept-Language": language or "", "Sluis-Actor": actor or ""}
    return {key: value for key, value in headers.items() if value}


def _answer(response: httpx2.Response, *, as_json: bool) -> Any:
    if as_json:
        say_json(response.json())
        if response.is_error:
            raise SystemExit(NO)
    return _read(response)


def _read(response: httpx2.Response) -> Any:
    told = response.json()
    if response.is_error:
        raise Unanswered(told["detail"], NO, list(_advice(cleaned(told))))
    return told


def _advice(told: dict[str, Any]) -> Iterator[str]:
    for condition in told.get("conditions") or []:
        yield from _missing(condition)
    for one in told.get("errors") or []:
        yield f"{one.get('pointer') or one.get('line', '')}: {one['detail']}"


def _missing(condition: dict[str, Any]) -> Iterator[str]:
    for one in condition["missing"]:
        who = ", ".join(owed["text"] for owed in one["owed_by"])
        yield f"○ {one['text']}" + (f"  ·  {who}" if who else "")
    for inner in condition["conditions"]:
        yield from _missing(inner)
