"""`sluis log`: what happened, a heading for each day. JSON has every event; people are spared what only repeats."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.text import Text

from api.cli.asking import asking, headers_for, read
from api.cli.terminal import cleaned, console, say, say_json
from api.cli.words import Words
from api.news import repeats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from api.client import Client


def show_log(process: str, language: str | None, actor: str | None, *, as_json: bool) -> None:
    """Print the log of a process."""
    headers = headers_for(language, actor)
    with asking() as client:
        standing = read(client.get(f"/v1/processes/{process}", headers))
        items = list(logged(client, process, headers))
    if as_json:
        say_json(items)
    else:
        _tell(console(), list(_news(cleaned(items))), Words(standing["language"], standing["zone"]))


def logged(client: Client, process: str, headers: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield every line of the log that a reader may see, the oldest first. Raises Unanswered."""
    cursor, more = None, True
    while more:
        page = read(client.get(f"/v1/processes/{process}/log", headers, cursor=cursor, limit=500))
        yield from page["items"]
        cursor, more = page["cursor"], page["more"]


def _news(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Leave out gates that were judged anew with the verdict they had, and the process as a phase of its own."""
    verdicts: dict[str, str] = {}
    for one in items:
        data = one["data"]
        if one["type"] == "GateJudged":
            if verdicts.get(data["gate"]) == data["verdict"]:
                continue
            verdicts[data["gate"]] = data["verdict"]
        if not repeats(one["type"], data):
            yield one


def _tell(out: Console, items: list[dict[str, Any]], words: Words) -> None:
    for day, of_day in groupby(items, key=lambda one: words.day(one["at"])):
        say(out, Text(day, style="title"))
        for (time, text), alike in groupby(of_day, key=lambda one: (words.time(one["at"]), one["text"])):
            first, *others = alike
            often = f"  ({words('times', number=len(others) + 1)})" if others else ""
            mark = Text(f"{time}  ", style="soft")
            say(out, Text.assemble(text, (often, "soft")), by=2, mark=mark)
            for detail in _details(first, words):
                say(out, Text(detail, style="soft"), by=2 + mark.cell_len)


def _details(one: dict[str, Any], words: Words) -> list[str]:
    """Say on what grounds: the conditions of the gate behind a step, how the votes fell behind a decision."""
    if one["type"] == "Moved":
        return list(one["details"])
    if one["type"] == "DecisionClosed":
        *counts, _ = one["details"]
        tally = one["data"]["tally"]
        return ["  ·  ".join([*counts, words("visible_tally", cast=tally["cast"], eligible=tally["eligible"])])]
    return []
