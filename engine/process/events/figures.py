"""Figures: what is told of answers of which each one stays with who gave it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.events.base import Body, Content
from engine.process.persistent import Map
from engine.process.situation import Json, Subject


@dataclass(frozen=True, slots=True)
class FiguresShown(Body):
    """The figures of a type are made anew, of the answers that count now; `about` are the records they are about.

    They stay as they are until so many answers changed that nobody can tell one of them by the difference.
    """

    record: str
    about: Subject
    answers: int


@dataclass(frozen=True, slots=True)
class AnswerShown(Body):
    """An answer was shown without saying whose it is. All that count follow at once, when figures are made anew."""

    record: str
    about: Subject
    fields: Content[Map[str, Json]]


@dataclass(frozen=True, slots=True)
class FiguresTakenBack(Body):
    """No answer counts any more, so there are no figures."""

    record: str
    about: Subject
