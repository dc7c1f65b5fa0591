"""No, and why: a refused command is a value. It carries ids and values; sentences are made where readers are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.process.gates import Verdict

Kind = Literal[
    "malformed", "gate-shut", "not-open-here", "not-yours", "unknown-thing", "stale-version", "not-now", "rule",
    "process-ended",
]  # fmt: skip
Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that was not carried out; nothing changed.

    `message` is the id of a sentence and `values` what it says it of. `gate` is the unmet gate of a move or decision,
    at the phase `at`. `pointer` is the JSON pointer of the part of the command that is meant, `index` which of several
    commands it was.
    """

    kind: Kind
    message: str
    values: dict[str, Value] = field(default_factory=dict)
    pointer: str = ""
    index: int = 0
    gate: Verdict | None = None
    at: str = ""


class Refused(Exception):
    """Carries a refusal out of a rule's helper up to `decide`, which answers with it; never leaves `decide`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def refuse(kind: Kind, message: str, pointer: str = "", **values: Value) -> Refused:
    """Make a refusal to raise inside a rule."""
    return Refused(Refusal(kind, message, values, pointer))
