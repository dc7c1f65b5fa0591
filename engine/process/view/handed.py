"""Records that come from another process, as readers are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.view.children import child_title
from engine.process.view.messages import Message
from engine.process.view.shapes import OriginView

if TYPE_CHECKING:
    from engine.process.situation import Record
    from engine.process.view.telling import Telling


def origin(telling: Telling, record: Record) -> OriginView | None:
    """Return where a record comes from; None where it was written here."""
    if record.origin is None or record.live is None:
        return None
    known, here = record.origin, telling.person(record.live.author)
    return OriginView(
        process=known.process,
        kind="child" if known.process in telling.situation.children else "parent",
        title=source_title(telling, known.process),
        record=known.record,
        written_by=here.name if here else known.name,
    )


def source_title(telling: Telling, process: str) -> str:
    """Return what the process is called from which something comes."""
    child = telling.situation.children.get(process)
    return child_title(telling, child) if child else telling.say(Message("parent_process"))
