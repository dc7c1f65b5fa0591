"""Answers of which only figures are told."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.situation.records import Version
from engine.process.situation.values import Subject


@dataclass(frozen=True, slots=True)
class Figures:
    """The answers, by their ids, of which figures were last made; `label` is who may know the figures."""

    record: str
    about: Subject
    answers: tuple[tuple[str, Version], ...]
    label: str
