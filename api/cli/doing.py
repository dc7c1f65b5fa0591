"""`sluis do`: a command from key=value words, and what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from api.cli.asking import answer, asking, headers_for
from api.cli.attaching import MARK, document_from
from api.cli.chronicle import logged
from api.cli.picture import draw
from api.cli.terminal import Unanswered, cleaned, console, say_whole
from api.cli.words import Words
from api.news import repeats
from api.settings import read_settings
from engine.language.diagnostics import nearest
from engine.process.commands import COMMANDS, read_command

if TYPE_CHECKING:
    from api.client import Client

NEW = "new"
IDS = ("id", "participant", "run", "version", "move", "phase")


def do_command(
    process: str, do: str, values: list[str], actor: str | None, role: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Carry out a command. Raises Unanswered where it is refused, with what is missing."""
    body = _body(process, do, values, actor, role)
    path = "/v1/processes" if process == NEW else f"/v1/processes/{process}/commands"
    with asking() as client:
        told = answer(client.post(path, json=body, params={"dry_run": dry_run}), as_json=as_json)
        if as_json:
            return
        lines = {} if dry_run or do == "delete" else _lines(client, cleaned(told), actor)
    if dry_run:
        draw(console(), told["progress"], Words(told["progress"]["language"], told["progress"]["zone"]))
    elif do == "delete":
        say_whole(console(), Text.assemble(("deleted ", "met"), f"process {cleaned(told)['process']}"))
    else:
        _report(cleaned(told), lines, opened=process == NEW)


def _lines(client: Client, told: dict[str, Any], actor: str | None) -> dict[str, str]:
    """Return what the log says of each event of an answer, by its id; nothing where one may not read it any more."""
    try:
        found = list(logged(client, told["process"], headers_for(None, told["actor"] or actor)))
    except Unanswered:
        return {}
    return {one["id"]: one["text"] for one in cleaned(found)}


def _body(process: str, do: str, values: list[str], actor: str | None, role: str | None) -> dict[str, Any]:
    if do not in COMMANDS:
        raise Unanswered(f"there is no command '{do}'{nearest(do, COMMANDS)}")
    body = {"do": do} | _values(do, values)
    body |= {key: value for key, value in (("actor", actor), ("as", role)) if value is not None}
    if (process == NEW) != (do == "open"):
        raise Unanswered("a process is opened by: sluis do new open method=… title=… name=…")
    if do != "open" and "actor" not in body and read_settings().token is None:
        raise Unanswered(f"say who does it: --as ACTOR, an id (sluis show {process} --people lists them)")
    return body


def _report(told: dict[str, Any], lines: dict[str, str], *, opened: bool) -> None:
    out = console()
    say_whole(out, Text.assemble(("done ", "met"), (f"revision {told['revision']}", "soft")))
    if opened:
        say_whole(out, f"process {told['process']}", by=2)
        say_whole(out, f"you     {told['actor']}", by=2)
    for one in told["events"]:
        if one["type"] == "GateJudged" or repeats(one["type"], one):
            continue
        ids = "".join(f"  {key}={one[key]}" for key in IDS if one.get(key))
        say_whole(out, Text.assemble(lines.get(one["event"], one["type"]), (ids, "soft")), by=2)


def _values(do: str, given: list[str]) -> dict[str, Any]:
    """Return key=value words as data: dots go inwards, values are JSON where that can be meant, else text."""
    allowed = _keys(do)
    body: dict[str, Any] = {}
    for word in given:
        key, equals, value = word.partition("=")
        first, *inner = key.split(".")
        if not equals or not key:
            raise Unanswered(f"'{word}' is not key=value")
        if first not in allowed:
            raise Unanswered(f"'{do}' has no '{first}'{nearest(first, allowed)}")
        is_file = first == "fields" and inner and value.startswith(MARK)
        typed = document_from(value) if is_file else value if _is_text(allowed[first]) else _typed(value)
        _put(body, [first, *inner], typed)
    return body


def _put(body: dict[str, Any], path: list[str], value: Any) -> None:
    place = body
    for step in path[:-1]:
        inner = place.setdefault(step, {})
        if not isinstance(inner, dict):
            raise Unanswered(f"'{step}' has a value of its own: '{'.'.join(path)}' cannot go inside it")
        place = inner
    if path[-1] in place:
        raise Unanswered(f"'{'.'.join(path)}' is given twice")
    place[path[-1]] = value


def _keys(do: str) -> dict[str, Any]:
    """Return the keys of a command, each with its JSON Schema."""
    schema = read_command.json_schema()
    name = schema["discriminator"]["mapping"][do].rpartition("/")[2]
    return {key: one for key, one in schema["$defs"][name]["properties"].items() if key != "do"}


def _is_text(schema: dict[str, Any]) -> bool:
    return {one.get("type") for one in schema.get("anyOf", [schema])} <= {"string", "null"}


def _typed(value: str) -> Any:
    try:
        return json.loads(value, parse_float=str)
    except ValueError:
        return value
