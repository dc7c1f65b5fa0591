"""One difference between two versions of a method, in a sentence, and what it means for the people who use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Group = Literal["gates", "way", "decisions", "duties", "may", "sees", "records", "time", "words"]
GROUPS: dict[Group, str] = {
    "gates": "What must be so before it goes on",
    "way": "Where the work goes through",
    "decisions": "How is decided",
    "duties": "Who owes what",
    "may": "Who may do what",
    "sees": "Who sees what",
    "records": "What is written down",
    "time": "Terms and clocks",
    "words": "Words",
}
Effect = Literal["stricter", "looser", "changed", "added", "removed"]
EFFECTS: tuple[Effect, ...] = ("stricter", "looser", "removed", "added", "changed")
Path = tuple[str | int, ...]
Value: TypeAlias = Any  # whatever a declaration can hold


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of one key: the effect and a sentence about the thing it belongs to."""

    effect: Effect
    text: str
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference: about what, what is other than before, and where that stands in the file.

    `stricter` lets less through than before, or lets fewer people do or see it; `looser` more.
    """

    group: Group
    effect: Effect
    about: str
    text: str
    path: str

    @property
    def weight(self) -> tuple[int, int]:
        """What comes first: by its group, then by its effect."""
        return list(GROUPS).index(self.group), EFFECTS.index(self.effect)
