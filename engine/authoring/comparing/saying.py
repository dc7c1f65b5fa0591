"""How parts of a declaration are said in a sentence: people, clocks, sights, names, by their titles in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.clocks import Clock, Period, WorkingDays
from engine.language.declaration.base import Part
from engine.language.declaration.decisions import Range, Window
from engine.language.quantities import Computed, Count, Share
from engine.language.subjects import Subject
from engine.language.texts import Text
from engine.language.walk import key_of
from engine.language.who import (
    AnyOf,
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    NamedIn,
    Nobody,
    OfPair,
    Oneself,
    Parties,
    WriterOf,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.language.declaration import Declaration

SIGHTS = {
    "public": "everybody, also outside",
    "process": "everybody who takes part",
    "table": "the table",
    "party": "its party",
    "owner": "its owner",
    "picked": "parties that the owner picks",
}
WHO = (Anyone, AnyOf, EachHolder, EachParty, Holder, NamedIn, Nobody, OfPair, Oneself, Parties, WriterOf)
RESERVED: dict[type, str] = {
    Parties: "the parties", Anyone: "anyone", Oneself: "whoever is admitted", Nobody: "nobody",
}  # fmt: skip
UNITS = ("month", "day", "hour", "minute", "second")
SHORT = 90


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says things of a declaration in one of its languages."""

    declared: Declaration
    language: str

    def text(self, text: Text) -> str:
        """Say a text."""
        return text.say(self.language)

    def title(self, name: str) -> str:
        """Say a role, record, decision, gate, party or participant by what it is called."""
        declared = self.declared
        for things in (declared.roles, declared.records, declared.decisions, declared.gates):
            if name in things:
                return self.text(things[name].title)
        return name

    def sights(self, names: Iterable[str]) -> str:
        """Say who may see something."""
        return listed(SIGHTS.get(one) or self.title(one) for one in names)

    def who(self, who: object) -> str:
        """Say who is meant."""
        match who:
            case Holder(role=role, at_least=number):
                return self.title(role) if number == 1 else f"{number} holders of the role {self.title(role)}"
            case EachParty(role=role):
                return f"each party through its {self.title(role)}"
            case EachHolder(role=role):
                return f"each holder of the role {self.title(role)}"
            case WriterOf(record=record):
                return f"whoever wrote the {self.title(record)}"
            case NamedIn(expression=expression):
                return f"whoever is named in `{expression}`"
            case OfPair(variable=variable, role=role):
                return f"{self.title(role)} of {variable}"
            case AnyOf(several=several):
                return listed((self.who(one) for one in several), "or")
            case _:
                return RESERVED[type(who)]

    def value(self, value: object) -> str:
        """Say any value: what has no words of its own is said as the file has it."""
        match value:
            case Window() | Range():
                return f"from {self.value(value.from_)} to {self.value(value.to)}"
            case Part():
                keys = sorted(value.model_fields_set)
                return "; ".join(f"{key_of(value, one)}: {self.value(getattr(value, one))}" for one in keys)
            case dict():
                return ", ".join(f"{key}: {self.value(one)}" for key, one in value.items()) or "nothing"
            case tuple():
                return listed(self.value(one) for one in value) or "nothing"
            case None:
                return "nothing"
            case bool():
                return "yes" if value else "no"
            case _:
                return self._single(value)

    def _single(self, value: object) -> str:
        match value:
            case Text():
                return quoted(self.text(value))
            case Clock() | Period():
                return clock(value)
            case Share(written=text) | Computed(expression=text):
                return text
            case Count(number=number):
                return str(number)
            case Subject(kind=kind, name=name):
                return self.title(kind) if kind == name else f"{self.title(kind)} ({name})"
            case _:
                return self.who(value) if isinstance(value, WHO) else str(value)


def listed(words: Iterable[str], joint: str = "and") -> str:
    """Say several words in a row."""
    several = list(words)
    return f" {joint} ".join([", ".join(several[:-1]), several[-1]] if len(several) > 1 else several)


def quoted(text: str) -> str:
    """Quote a text, the beginning of it where it is long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= SHORT else line[:SHORT].rstrip() + '…'}”"


def clock(told: Clock | Period) -> str:
    """Say a clock: «28 days after mandate.confirmed_at»."""
    if isinstance(told, Period):
        return _length(told)
    amount = _length(told.amount) if told.amount else ""
    which = "the earliest of " if told.earliest else "the latest of " if len(told.moments) > 1 else ""
    moments = f"{which}{', '.join(told.moments)}"
    runs = ", also while all is on hold" if told.in_hold == "runs" else ""
    words = [one for one in (amount, told.sense if told.moments else "", moments) if one]
    return " ".join(words) + runs


def _length(told: Period | WorkingDays) -> str:
    if isinstance(told, WorkingDays):
        return f"{told.days} working day{'' if told.days == 1 else 's'}"
    minutes, seconds = divmod(told.seconds, 60)
    counted = zip((told.months, told.days, *divmod(minutes, 60), seconds), UNITS, strict=True)
    return listed(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counted if number) or "no time"
