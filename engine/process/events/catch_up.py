"""A party that came late catches up with what the others had to meet before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.process.events.base import Body
from engine.process.situation import Duty


@dataclass(frozen=True, slots=True)
class CatchUpBegan(Body):
    """A party came after gates were passed: what each party had to meet there, it has to meet still."""

    party: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class DutyDone(Body):
    """A party caught up with one duty. With `moot` the process went back: the gate itself asks for it again.

    With `rules_changed` another version of the method asks for no such thing.
    """

    VERSION = 2

    party: str
    condition: str
    because: Literal["met", "moot", "rules_changed"] = "met"


@dataclass(frozen=True, slots=True)
class DutyOverdue(Body):
    """The term of a duty passed: it is owed still, and nothing waits for it any longer."""

    party: str
    condition: str
