"""What a `redact` names: the pieces of content that stand behind a commitment, a record or a participant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.journal import contents
from engine.journal.loading import history
from engine.process.decide.redaction import Erasable
from engine.process.events import BallotOpened, DocumentKept, DocumentShown, RecordHanded, VoteCast, Worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.journal.loading import Stored
    from engine.journal.store import Connection


def erasable(connection: Connection, process: str, named: Sequence[str]) -> list[Erasable]:
    """Return the content of a process that is named and still there; nothing where a name stands for nothing.

    Of a record's version all parts go together: what was left would look complete. Its documents go with a record; of
    a document everybody is told who could see it, each on his own label.
    """
    wanted = set(named) | {one for person in named for one in contents.about(connection, process, person)}
    runs: dict[str, str | None] = {}
    found: set[str] = set()
    cast: dict[tuple[str, str], set[str]] = {}
    documents: dict[str, list[str]] = {}
    for stored in history(connection, process):
        parts = contents.parts_of(stored.skeleton)
        meant = [*_meant(stored, parts, wanted), *_told_again(stored, parts, wanted, cast)]
        found |= {name for name in wanted if name in (*parts.values(), _record(stored))}
        runs |= dict.fromkeys(meant, stored.event.body.run if isinstance(stored.event.body, VoteCast) else None)
        if isinstance(stored.event.body, DocumentKept | DocumentShown):
            for one in meant:
                documents.setdefault(one, []).append(stored.event.label)
    persons = {one for one in named if contents.about(connection, process, one)}
    if any(one not in found | persons for one in named):
        return []
    labels = contents.labels_of(connection, process, list(runs))
    return [
        Erasable(one, label, run)
        for one, run in runs.items()
        if one in labels
        for label in dict.fromkeys(documents.get(one, [labels[one]]))
    ]


def _meant(stored: Stored, parts: dict[str, str], wanted: set[str]) -> Iterable[str]:
    """Return the commitments of an event that are meant: those named, with the other parts of the same content."""
    if _record(stored) in wanted:
        return parts.values()
    names = {part.partition("/")[0] for part, commitment in parts.items() if commitment in wanted}
    return _of(parts, names)


def _told_again(
    stored: Stored, parts: dict[str, str], wanted: set[str], cast: dict[tuple[str, str], set[str]]
) -> Iterator[str]:
    """Yield the commitments of a sealed ballot that was opened, as far as the vote it repeats is meant.

    `cast` has the parts that are meant of the vote that each voter cast last.
    """
    match stored.event.body:
        case VoteCast(run=run, voter=voter):
            cast[run, voter] = {part for part, commitment in parts.items() if commitment in wanted}
        case BallotOpened(run=run, voter=voter):
            yield from _of(parts, cast.get((run, voter), set()))
        case _:
            pass


def _of(parts: dict[str, str], names: set[str]) -> Iterator[str]:
    return (commitment for part, commitment in parts.items() if part.partition("/")[0] in names)


def _record(stored: Stored) -> str | None:
    body = stored.event.body
    if isinstance(body, DocumentKept | DocumentShown):
        return body.record
    return body.id if isinstance(body, Worded | RecordHanded) else None
