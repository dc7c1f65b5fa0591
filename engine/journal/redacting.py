"""What a `redact` names: the pieces of content that stand behind a commitment, a record or a participant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.journal import contents
from engine.journal.loading import history
from engine.process.decide.redaction import Erasable
from engine.process.events import VoteCast, Worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.journal.loading import Stored
    from engine.journal.store import Connection


def erasable(connection: Connection, process: str, named: Sequence[str]) -> list[Erasable]:
    """Return the content of a process that is named and still there; nothing where a name stands for nothing.

    Of a record's version all parts go together: what was left would look complete.
    """
    wanted = set(named) | {one for person in named for one in contents.about(connection, process, person)}
    runs: dict[str, str | None] = {}
    found: set[str] = set()
    for stored in history(connection, process):
        parts = contents.parts_of(stored.skeleton)
        meant = _meant(stored, parts, wanted)
        found |= {name for name in wanted if name in (*parts.values(), _record(stored))}
        runs |= dict.fromkeys(meant, stored.event.body.run if isinstance(stored.event.body, VoteCast) else None)
    persons = {one for one in named if contents.about(connection, process, one)}
    if any(one not in found | persons for one in named):
        return []
    labels = contents.labels_of(connection, process, list(runs))
    return [Erasable(one, labels[one], run) for one, run in runs.items() if one in labels]


def _meant(stored: Stored, parts: dict[str, str], wanted: set[str]) -> Iterable[str]:
    """Return the commitments of an event that are meant: those named, with the other parts of the same content."""
    if _record(stored) in wanted:
        return parts.values()
    names = {part.partition("/")[0] for part, commitment in parts.items() if commitment in wanted}
    return _of(parts, names)


def _of(parts: dict[str, str], names: set[str]) -> Iterator[str]:
    return (commitment for part, commitment in parts.items() if part.partition("/")[0] in names)


def _record(stored: Stored) -> str | None:
    body = stored.event.body
    return body.id if isinstance(body, Worded) else None
