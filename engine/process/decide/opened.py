"""What can be acted upon: what the phases open now, and the records and votes that somebody may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.catching_up import opens
from engine.process.labels import may_be_named
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.process.sight import Sight
    from engine.process.situation import Record, Run
    from engine.process.turn import Turn


def must_be_open(turn: Turn, name: str, by: str | None = None) -> None:
    """Refuse unless a phase in which the process is opens this record or decision.

    What a party has to catch up with is open to it, whoever `by` is of its people.
    """
    paths = turn.method.opened_in.get(name, frozenset())
    party = turn.situation.participants[by].party if by else None
    if party and opens(turn.method, turn.situation, party, name):
        return
    if not any(turn.situation.is_now(path) for path in paths):
        raise refuse("not-open-here", "not_open_here", name=name, phases=tuple(sorted(paths)))


def visible(turn: Turn, actor: str, identity: str) -> Record:
    """Return a record that somebody may act upon. Raises Refused.

    One of which he may not know is no different from one that is not there.
    """
    known = turn.situation.records.get(identity)
    if known is None or not is_visible(turn.sight(actor), known):
        raise refuse("unknown-thing", "record_unknown", "/id", id=identity)
    return known


def is_visible(sight: Sight, known: Record) -> bool:
    """Tell whether somebody may act upon a record: one that counts and he may know of, or a draft of his own side.

    A draft on a version of which he may know no longer is none: what became of that version is hidden from him.
    """
    if known.live is None:
        return sight.draft(known) is not None
    return sight.live(known) is not None and (known.is_live or sight.draft(known) is not None)


def must_be_known(turn: Turn, name: str, named: Iterable[tuple[str, str]]) -> None:
    """Refuse a record or decision that would name other records to people who may not know of them.

    `named` are labels, each with the id of what is named to whoever may know by it.
    """
    for label, identity in named:
        other = turn.situation.records.get(identity)
        if other is not None and not may_be_named(turn.method, turn.situation, other.label, label):
            raise refuse("rule", "tells_of_hidden", name=name, record=other.type)


def visible_run(turn: Turn, actor: str, identity: str) -> Run:
    """Return a run of a decision that somebody may know of. Raises Refused."""
    run = turn.situation.runs.get(identity)
    if run is None or not turn.sight(actor).knows_run(run):
        raise refuse("unknown-thing", "run_unknown", "/run", run=identity)
    return run
