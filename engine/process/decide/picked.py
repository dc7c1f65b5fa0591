"""The act of picking parties: by whoever writes a record, or opens and closes a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.decide.picking import pick_record, pick_run, record_or_run
from engine.process.decide.records import as_writer

if TYPE_CHECKING:
    from engine.process.commands import Pick
    from engine.process.turn import Turn


def pick(turn: Turn, command: Pick) -> None:
    """Show a record or a decision to parties; who sees it already still does."""
    known = record_or_run(turn, command)
    if known is None:
        pick_run(turn, command)
    else:
        as_writer(turn, command, known, own=False)
        pick_record(turn, command, known)
