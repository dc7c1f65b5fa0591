"""What stands in a database file, read without the engine, and whether it is whole."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pysqlite3 import dbapi2 as driver

from tests.promises.durability.acts import Act, Sign, sign_of

if TYPE_CHECKING:
    from sqlite3 import Connection

UNREADABLE = (ValueError, TypeError, KeyError)  # what rows of a corrupt file are worth
FOLLOWS = ("process", "snapshot")


@dataclass(slots=True)
class Found:
    """What a store holds: ids of events, signs of acts, keys with the ids in their receipts (None: not looked for).

    `wrong` tells what is not whole in itself.
    """

    events: set[str] = field(default_factory=set)
    signs: Counter[Sign] = field(default_factory=Counter)
    receipts: dict[str, list[str]] | None = None
    wrong: list[str] = field(default_factory=list)


def look_into(path: Path) -> Found:
    """Read a database; one that cannot be read, or is not whole in itself, says so in `wrong`."""
    found = Found(receipts={})
    try:
        with closing(driver.connect(str(path))) as connection:
            found.wrong += [told for (told,) in connection.execute("PRAGMA integrity_check") if told != "ok"]
            found.wrong += [f"{row} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name='receipt'").fetchone():
                _read_events(connection, found)
                _read_receipts(connection, found)
    except (driver.Error, *UNREADABLE) as error:
        found.wrong.append(f"{type(error).__name__}: {error}")
    return found


def judge(found: Found, acknowledged: Mapping[str, Collection[str]], sent: Mapping[Sign, Act]) -> Iterator[str]:
    """Tell what was acknowledged (events by key) and is lost, half there, there twice, or there though never sent."""
    yield from found.wrong
    for key, events in acknowledged.items():
        if lost := set(events) - found.events:
            yield f"lost: {len(lost)} of the {len(events)} events of {key}"
    yield from (f"{count} times there: {sign}" for sign, count in found.signs.items() if count > 1)
    yield from (f"never sent: {sign}" for sign in found.signs if sign not in sent)
    acts = {sent[sign].key: sent[sign] for sign in found.signs if sign in sent}
    for act in acts.values():
        if missing := [sign for sign in act.leaves if sign not in found.signs]:
            yield f"half there: {act.key}, without {missing}"
    if found.receipts is not None:
        yield from (f"half there: {key}, without its receipt" for key in acts.keys() - found.receipts.keys())
        for key, events in found.receipts.items():
            if set(events) - found.events:
                yield f"half there: the receipt of {key}, without its events"


def what_follows(path: Path) -> dict[str, list[Any]]:
    """Return the rows that can be made anew from the log."""
    with closing(driver.connect(str(path))) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in FOLLOWS}  # noqa: S608 - our own words


def _read_events(connection: Connection, found: Found) -> None:
    contents = {bytes(one).hex() for (one,) in connection.execute("SELECT commitment FROM content")}
    lengths: Counter[str] = Counter()
    numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
    rows = connection.execute("SELECT process, seq, label, n, skeleton FROM event ORDER BY process, seq")
    for process, seq, label, number, skeleton in rows:
        event = json.loads(skeleton)
        lengths[process] += 1
        numbers[process, label] += 1
        if (seq, number) != (lengths[process], numbers[process, label]):
            found.wrong.append(f"gap: event {seq} of process {process}, number {number} of label {label}")
        if lost := set(event["parts"].values()) - contents:
            found.wrong.append(f"half there: event {event['id']}, without its contents {lost}")
        if sign := sign_of(event["type"], event["body"].__getitem__):
            found.signs[sign] += 1
        found.events.add(event["id"])
    told = dict(connection.execute("SELECT id, length FROM process").fetchall())
    if told != dict(lengths):
        found.wrong.append(f"half there: processes are {told} events long by their rows, and {dict(lengths)} are there")


def _read_receipts(connection: Connection, found: Found) -> None:
    rows = connection.execute("SELECT key, answer FROM receipt")
    found.receipts = {key: [event["event"] for event in json.loads(answer)["events"]] for key, answer in rows}
