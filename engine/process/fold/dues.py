"""What is due no more once it has happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.process.situation import Situation


def done(situation: Situation, *keys: str) -> Situation:
    """Return the situation in which these things are not due any longer."""
    left = situation.dues
    for key in keys:
        if key in left:
            left = left.delete(key)
    return replace(situation, dues=left)
