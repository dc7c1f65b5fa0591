"""Records shown as a lens: for each question how many answered, and how far the answers lie apart.

Figures are made of the records the reader may see, and only from three answers on.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.process.view.shapes import Lens, Perspective

if TYPE_CHECKING:
    from engine.language.declaration import RecordType
    from engine.process.situation import Version
    from engine.process.view.telling import Telling

FEWEST = 3
FEWEST_SINGLY = 5


def lenses(telling: Telling) -> list[Lens]:
    """Return the lenses of a process, in the order of the method."""
    return [
        Lens(name, telling.text(declared.title), _perspectives(telling, name, declared))
        for name, declared in telling.method.declared.records.items()
        if declared.shown_as == "lens"
    ]


def single_answers(telling: Telling, record: str, field: str) -> list[Fraction]:
    """Return the answers to one question in their order, without names; none where they are fewer than five.

    Of fewer, one who knows his own could tell whose the others are by where they lie.
    """
    answers = _answers(telling, field, _seen(telling, record))
    return answers if len(answers) >= FEWEST_SINGLY else []


def _perspectives(telling: Telling, name: str, declared: RecordType) -> list[Perspective]:
    seen = _seen(telling, name)
    asked = [field for field, told in declared.fields.items() if told.type in ("whole", "number")]
    return [_perspective(telling, declared, field, seen) for field in asked]


def _seen(telling: Telling, name: str) -> list[Version]:
    live = [telling.sight.live(one) for one in telling.situation.of_type(name) if one.counts]
    return [one for one in live if one is not None]


def _answers(telling: Telling, field: str, seen: list[Version]) -> list[Fraction]:
    shown = [
        one.fields[field] for one in seen if one.fields and field in one.fields and telling.sight.sees_field(one, field)
    ]
    return sorted(Fraction(str(one)) for one in shown)


def _perspective(telling: Telling, declared: RecordType, field: str, seen: list[Version]) -> Perspective:
    answers = _answers(telling, field, seen)
    title = telling.text(declared.fields[field].title)
    if len(answers) < FEWEST:
        return Perspective(field, title, len(answers), None, None, None, None)
    average = sum(answers, Fraction(0)) / len(answers)
    lowest, highest = answers[0], answers[-1]
    return Perspective(
        field, title, len(answers), _text(lowest), _text(highest), f"{float(average):.2f}", _text(highest - lowest)
    )


def _text(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):g}"
