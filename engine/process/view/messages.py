"""Sentences of the engine's own, as ids and values; whoever shows a view brings the words (`api/wording`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.process.instants import local


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be said: its id and what it says it of. Values are text, numbers or lists of text."""

    id: str
    values: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)


def said_instant(at: datetime, zone: str) -> Message:
    """Return an instant to be said as people do by the clocks of a zone."""
    there = local(at, zone)
    values = {"day": there.day, "month": there.month, "year": there.year}
    return Message("instant", {**values, "hour": f"{there:%H}", "minute": f"{there:%M}"})


Say = Callable[[Message], str]


def said_span(say: Say, amounts: Mapping[str, int]) -> tuple[str, ...]:
    """Return a length of time in parts, as `2 days`, of how many there are of each unit; those of none left out."""
    parts = [
        say(Message(unit if number == 1 else f"{unit}s", {"number": number}))
        for unit, number in amounts.items()
        if number
    ]
    return tuple(parts) or (say(Message("seconds", {"number": 0})),)


def as_id(message: Message) -> str:
    """Say a message as its id and values, where nobody brought words."""
    values = ", ".join(f"{key}={value}" for key, value in message.values.items())
    return f"{message.id}({values})" if values else message.id
