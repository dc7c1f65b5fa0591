"""What can be acted upon: what the phases open now, and the records that somebody may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.refusal import refuse

if TYPE_CHECKING:
    from engine.process.situation import Record
    from engine.process.turn import Turn


def must_be_open(turn: Turn, name: str) -> None:
    """Refuse unless a phase in which the process is opens this record or decision."""
    paths = turn.method.opened_in.get(name, frozenset())
    if not any(turn.situation.is_now(path) for path in paths):
        raise refuse("not-open-here", "not_open_here", name=name, phases=tuple(sorted(paths)))


def visible(turn: Turn, actor: str, identity: str) -> Record:
    """Return a record that somebody may know of: a shared one, or one with a draft of their own side. Raises Refused.

    A draft of another side is no different from a record that is not there.
    """
    known = turn.situation.records.get(identity)
    if known is None or not is_visible(turn, actor, known):
        raise refuse("unknown-thing", "record_unknown", "/id", id=identity)
    return known


def is_visible(turn: Turn, actor: str, known: Record) -> bool:
    """Tell whether somebody may know of a record."""
    return known.is_live or turn.situation.side_of(actor) in known.drafts
