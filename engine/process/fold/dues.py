"""What is due no more once it has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.persistent import changed

if TYPE_CHECKING:
    from engine.process.situation import Situation


def done(situation: Situation, *keys: str) -> Situation:
    """Return the situation in which these things are not due any longer."""
    left = situation.dues
    for key in keys:
        if key in left:
            left = left.delete(key)
    return changed(situation, dues=left)
