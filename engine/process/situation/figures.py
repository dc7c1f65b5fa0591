"""Answers of which only figures are told."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.persistent import Map
from engine.process.situation.records import Version
from engine.process.situation.values import Json, Subject


@dataclass(frozen=True, slots=True)
class Figures:
    """The answers, by their ids, of which figures were last made; `label` is who may know the figures.

    `wordings` are what answers say that are shown without saying whose they are; None where one was erased.
    """

    record: str
    about: Subject
    answers: tuple[tuple[str, Version], ...]
    label: str
    wordings: tuple[Map[str, Json] | None, ...] = ()
