"""That a process did not begin at its beginning, said for as long as it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.view.shapes import Named, TakenInView

if TYPE_CHECKING:
    from engine.process.view.telling import Telling


def taken_in(telling: Telling) -> TakenInView | None:
    """Return at which phase the process was taken in, where it was. Everybody may know that."""
    known = telling.situation.taken_in
    if known is None:
        return None
    skipped = [Named(path, telling.phase(path)) for path in known.skipped]
    return TakenInView(Named(known.phase, telling.phase(known.phase)), skipped, known.at)
