"""Deposits: what each side writes unseen, closed one by one, and released to all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.process.events.base import Body
from engine.process.situation import Subject


@dataclass(frozen=True, slots=True)
class DepositSealed(Body):
    """Somebody closed the deposit of records of a type for a subject; nothing to declare is one too.

    `among` are the subjects of which each must close its own before all are released.
    """

    record: str
    subject: Subject
    among: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class DepositReopened(Body):
    """A deposit is open again: its owner took something out, or those who deposit are others than before."""

    record: str
    subject: Subject
    because: Literal["withdrawn", "others"]


@dataclass(frozen=True, slots=True)
class DepositsReleased(Body):
    """Every subject had sealed: what was deposited is shared, and what is added in this round is shared at once."""

    record: str


@dataclass(frozen=True, slots=True)
class DepositsRenewed(Body):
    """A new round of depositing begins: its phase was entered anew after records had lapsed."""

    record: str
