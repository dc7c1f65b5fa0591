"""That a process came to another version of its method on the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Adopted:
    """The version `before`, and the place in the log of the event with which the next one was adopted."""

    before: str
    order: int
