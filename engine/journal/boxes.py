"""The ballot boxes of secret votes in the store: one row for a box, written anew as a whole with every ballot.

A row tells how many there are of each ballot, in the order of their text. It is in no export, log or snapshot, cannot
be made anew from them, and goes in the transaction in which the vote is counted or lapses.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import immutables

from engine.journal.codec import canonical
from engine.process.ballot_box import NO_BOXES

if TYPE_CHECKING:
    from engine.journal.store import Connection
    from engine.language import Method
    from engine.process.ballot_box import Box, Boxes
    from engine.process.situation import Situation

LEAST = 1024
UPSERT = (
    "INSERT INTO ballot_box(process, run, organisation, ballots) VALUES(?,?,?,?)"
    " ON CONFLICT(process, run) DO UPDATE SET ballots=excluded.ballots"
)
DELETE = "DELETE FROM ballot_box WHERE process=? AND run=?"


def has_box(method: Method, situation: Situation) -> bool:
    """Tell whether a secret vote is open, so that there is something to read."""
    return any(method.declared.decisions[run.decision].secret for run in situation.open_runs())


def read_boxes(connection: Connection, process: str) -> Boxes:
    """Return the boxes of a process by run."""
    rows = connection.execute("SELECT run, ballots FROM ballot_box WHERE process=?", (process,)).fetchall()
    return immutables.Map({run: immutables.Map(json.loads(bytes(ballots))) for run, ballots in rows}) or NO_BOXES


def write_box(connection: Connection, organisation: str, process: str, run: str, box: Box | None) -> None:
    """Write a box anew; without one, take its row out."""
    if box is None:
        connection.execute(DELETE, (process, run))
    else:
        connection.execute(UPSERT, (process, run, organisation, _padded(canonical(dict(box)))))


def _padded(data: bytes) -> bytes:
    """Return JSON with spaces behind it, so that neither a row's length nor its place in a file tells what was in it.

    A box that outgrows its size takes one twice as large.
    """
    size = LEAST
    while size < len(data):
        size *= 2
    return data.ljust(size)
