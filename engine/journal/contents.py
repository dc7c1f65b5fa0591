"""What people typed: rows behind commitments. Read many at once, opened to more readers, erased for ever."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import LogBroken
from engine.journal.codec import commitment_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.journal.codec import Content
    from engine.journal.store import Connection

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece of content with the salt that proves it."""

    salt: bytes
    data: bytes


def contents_of(connection: Connection, process: str, skeletons: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the bytes behind the commitments of some events, by commitment; what was erased is not there.

    Raises LogBroken where content is not what was committed to.
    """
    return {commitment: one.data for commitment, one in opened_of(connection, process, skeletons).items()}


def opened_of(connection: Connection, process: str, skeletons: Sequence[bytes]) -> dict[bytes, Opened]:
    """Return the same with the salts, as an export shows them."""
    wanted = list(dict.fromkeys(bytes.fromhex(one) for skeleton in skeletons for one in parts_of(skeleton).values()))
    found: dict[bytes, Opened] = {}
    for some in _by(AT_ONCE, wanted):
        marks = ",".join("?" * len(some))
        query = f"SELECT commitment, salt, bytes FROM content WHERE commitment IN ({marks}) AND process=?"  # noqa: S608 - only marks
        for commitment, salt, data in connection.execute(query, (*some, process)).fetchall():
            if commitment_of(bytes(salt), bytes(data)) != bytes(commitment):
                raise LogBroken(f"the content behind {bytes(commitment).hex()} is not what was written")
            found[bytes(commitment)] = Opened(bytes(salt), bytes(data))
    return found


def insert(connection: Connection, found: Sequence[tuple[str, str, Content, str]]) -> None:
    """Keep content: of which organisation and process it is, and who may see it."""
    rows = [
        (one.commitment, organisation, process, label, one.about, one.salt, one.data)
        for organisation, process, one, label in found
    ]
    connection.executemany(
        "INSERT INTO content(commitment, organisation, process, label, about, salt, bytes) VALUES(?,?,?,?,?,?,?)", rows
    )


def widen(connection: Connection, opened: Sequence[tuple[str, str]]) -> None:
    """Note who may see content since it was released: pairs of label and commitment."""
    rows = [(label, bytes.fromhex(commitment)) for label, commitment in opened]
    connection.executemany("UPDATE content SET label=? WHERE commitment=?", rows)


def labels_of(connection: Connection, process: str, commitments: Sequence[str]) -> dict[str, str]:
    """Return who may see the content behind each commitment that is still there."""
    found: dict[str, str] = {}
    for some in _by(AT_ONCE, [bytes.fromhex(one) for one in commitments]):
        marks = ",".join("?" * len(some))
        query = f"SELECT commitment, label FROM content WHERE commitment IN ({marks}) AND process=?"  # noqa: S608 - only marks
        found |= {bytes(one).hex(): label for one, label in connection.execute(query, (*some, process)).fetchall()}
    return found


def about(connection: Connection, process: str, participant: str) -> list[str]:
    """Return the commitments behind which content about a participant stands."""
    query = "SELECT commitment FROM content WHERE process=? AND about=? ORDER BY commitment"
    return [bytes(row[0]).hex() for row in connection.execute(query, (process, participant)).fetchall()]


def erase(connection: Connection, process: str, commitments: Sequence[str]) -> None:
    """Delete content for ever. A snapshot that may hold it is for the caller to make anew."""
    rows = [(bytes.fromhex(one), process) for one in commitments]
    connection.executemany("DELETE FROM content WHERE commitment=? AND process=?", rows)


def parts_of(skeleton: bytes) -> dict[str, str]:
    """Return the commitments of an event by part of its content. Raises LogBroken for what is no event."""
    try:
        return {str(name): str(one) for name, one in json.loads(skeleton)["parts"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LogBroken(f"what was stored is no event: {skeleton[:80]!r}") from error


def _by(most: int, wanted: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (wanted[start : start + most] for start in range(0, len(wanted), most))
