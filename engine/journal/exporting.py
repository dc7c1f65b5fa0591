"""A reader's log as it leaves the house: skeletons, the content he may see with its salts, and a signed checkpoint.

`docs/reference/log-format.md` is its specification.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.journal.codec import part_labels
from engine.journal.contents import opened_of
from engine.journal.loading import AT_ONCE, known_history
from engine.journal.signing import FORMAT, checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.journal.contents import Opened
    from engine.journal.loading import Loaded, Stored
    from engine.journal.signing import SigningKey
    from engine.journal.store import Connection
    from engine.process.sight import Sight

Told = dict[str, Any]


def checkpoint_for(loaded: Loaded, sight: Sight, key: SigningKey) -> Told:
    """Return the signed ends of the chains that a reader may read: the same bytes as long as these do not change."""
    situation = loaded.situation
    heads = {label: (n, loaded.heads[label]) for label, n in sight.vector(situation).items()}
    return checkpoint(situation.process, sight.changed_at(situation), sight.audiences, heads, key)


def export_for(connection: Connection, loaded: Loaded, sight: Sight, key: SigningKey) -> Told:
    """Return a reader's whole log as it stood in `loaded`."""
    situation, ends = loaded.situation, sight.vector(loaded.situation)
    stored = [
        one
        for one in known_history(connection, situation.process, dict.fromkeys(ends, 0))
        if one.n <= ends[one.event.label]
    ]
    stored.sort(key=lambda one: (one.event.at, one.event.label, one.n))  # what was first among labels stays here
    return {
        "checkpoint": checkpoint_for(loaded, sight, key),
        "events": list(_told(connection, situation.process, stored, sight)),
        "format": FORMAT,
        "labels": sorted(sight.audiences),
        "process": situation.process,
    }


def _told(connection: Connection, process: str, stored: Sequence[Stored], sight: Sight) -> Iterator[Told]:
    for start in range(0, len(stored), AT_ONCE):
        some = stored[start : start + AT_ONCE]
        opened = opened_of(connection, process, [one.skeleton for one in some])
        for one in some:
            yield {"content": _content(one, opened, sight), "event": json.loads(one.skeleton)}


def _content(stored: Stored, opened: Mapping[bytes, Opened], sight: Sight) -> Told:
    """Return the parts that the reader may see and that were not erased, each with the salt that proves it."""
    labels = part_labels(stored.event)
    found = {
        part: opened.get(bytes.fromhex(commitment))
        for part, commitment in stored.parts.items()
        if sight.may_know(labels[part])
    }
    return {part: {"salt": one.salt.hex(), "value": json.loads(one.data)} for part, one in found.items() if one}
