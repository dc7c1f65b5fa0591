"""Lenses as pictures: each question with how far its answers lie apart, and the same in figures.

A picture is drawn of what the views give: of few answers nothing; single answers only from five on, without a name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.process.figures import FEWEST, NUMBERS
from engine.process.view import figures, lenses
from engine.process.view.lenses import FEWEST_SINGLY, single_answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.pages.desk import Desk
    from engine.language.declaration import FieldDeclared, RecordType
    from engine.process.view.shapes import FiguresView, Lens, Perspective

LEFT, WIDTH = 20, 200
ABOVE, STEP, HIGHEST = 17, 7, 4
MOST_TICKS = 11
COMMA = frozenset({"nl"})


@dataclass(frozen=True, slots=True)
class Picture:
    """Where things stand in a picture, from left to right: its scale, and the lowest, mean and highest answer.

    `dots` are single answers, stacked where they are the same.
    """

    ticks: list[tuple[str, str]]
    lowest: str
    mean: str
    highest: str
    dots: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Row:
    """One question; without `picture` too few answered. `says` is the picture in words."""

    slug: str
    title: str
    answers: int
    picture: Picture | None
    lowest: str
    mean: str
    highest: str
    spread: str
    says: str


@dataclass(frozen=True, slots=True)
class Glass:
    """A lens: what is looked at, about what, and its questions."""

    title: str
    note: str
    has_dots: bool
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Spread:
    """What is told of the answers to one question, exactly."""

    field: str
    answers: int
    lowest: Fraction
    mean: Fraction
    highest: Fraction
    singly: list[Fraction]


def lenses_told(desk: Desk) -> list[Glass]:
    """Tell the lenses that have answers, or are asked now, in the order of the method."""
    found = []
    for lens in lenses(desk.telling):
        declared = desk.method.declared.records[lens.record]
        apart = declared.attribution in ("aggregate", "unattributed")
        several = list(_of_figures(desk, lens, declared)) if apart else [_of_records(desk, lens, declared)]
        found += [one for one in several if one.rows or desk.is_open(lens.record)]
    return found


def _of_records(desk: Desk, lens: Lens, declared: RecordType) -> Glass:
    """Draw answers that the reader may see each by itself."""
    if not any(one.answers for one in lens.perspectives):
        return _glass(desk, lens.title, "", [], FEWEST)
    rows = []
    for number, one in enumerate(lens.perspectives, 1):
        told = _spread(desk, lens.record, one)
        slug = f"lens-{lens.record}-{number}"
        rows.append(_row(desk, slug, declared.fields[one.field], told) if told else _few(desk, slug, one))
    return _glass(desk, lens.title, "", rows, FEWEST)


def _spread(desk: Desk, record: str, one: Perspective) -> Spread | None:
    if one.lowest is None or one.highest is None or one.average is None:
        return None
    singly = single_answers(desk.telling, record, one.field)
    lowest, highest = Fraction(one.lowest), Fraction(one.highest)
    return Spread(one.field, one.answers, lowest, Fraction(one.average), highest, singly)


def _of_figures(desk: Desk, lens: Lens, declared: RecordType) -> Iterator[Glass]:
    """Draw answers of which figures alone are told; their wordings, where these are shown, are without a name."""
    shown = [one for one in figures(desk.telling) if one.record == lens.record]
    fewest = declared.shown_from or FEWEST
    if not shown:
        yield _glass(desk, lens.title, "", [], fewest)
    for place, one in enumerate(shown, 1):
        rows = [
            _row(desk, f"lens-{lens.record}-{place}-{number}", declared.fields[told.field], told)
            for number, told in enumerate(_spreads(one, declared), 1)
        ]
        yield _glass(desk, lens.title, ", ".join(each.name for each in one.about), rows, fewest)


def _spreads(one: FiguresView, declared: RecordType) -> Iterator[Spread]:
    for name, told in (one.figures or {}).items():
        if declared.fields[name].type not in NUMBERS:
            continue
        given = sorted(Fraction(str(each[name])) for each in one.wordings if name in each)
        singly = given if len(given) >= FEWEST_SINGLY else []
        low, mean, high = (Fraction(str(told[key])) for key in ("min", "avg", "max"))
        yield Spread(name, int(str(told["answers"])), low, mean, high, singly)


def _glass(desk: Desk, title: str, about: str, rows: list[Row], fewest: int) -> Glass:
    has_dots = any(one.picture and one.picture.dots for one in rows)
    words = [about, desk.say("lens_from", number=fewest), *([desk.say("lens_singly")] if has_dots else [])]
    return Glass(title, " ".join(one if one.endswith(".") else f"{one}." for one in words if one), has_dots, rows)


def _few(desk: Desk, slug: str, one: Perspective) -> Row:
    return Row(slug, one.title, one.answers, None, "", "", "", "", desk.say("lens_few"))


def _row(desk: Desk, slug: str, field: FieldDeclared, told: Spread) -> Row:
    low, mean, high = (written(desk, one) for one in (told.lowest, told.mean, told.highest))
    spread = written(desk, told.highest - told.lowest)
    says = desk.say("lens_says", answers=told.answers, lowest=low, mean=mean, highest=high, spread=spread)
    title = desk.telling.text(field.title)
    return Row(slug, title, told.answers, _picture(desk, field, told), low, mean, high, spread, says)


def _picture(desk: Desk, field: FieldDeclared, told: Spread) -> Picture:
    first = field.from_ if field.from_ is not None else told.lowest
    last = field.to if isinstance(field.to, Fraction) else told.highest
    first, last = Fraction(first), Fraction(last)

    def at(value: Fraction) -> str:
        share = (value - first) / (last - first) if last > first else Fraction(1, 2)
        return f"{float(LEFT + WIDTH * share):g}"

    ticks = [(at(one), written(desk, one)) for one in _ticks(first, last)]
    return Picture(ticks, at(told.lowest), at(told.mean), at(told.highest), list(_dots(at(one) for one in told.singly)))


def _ticks(first: Fraction, last: Fraction) -> list[Fraction]:
    """Return which numbers stand under a picture: every whole one where there is room, else both ends."""
    steps = last - first
    if first.denominator == steps.denominator == 1 and steps < MOST_TICKS:
        return [first + step for step in range(int(steps) + 1)]
    return [first, last]


def _dots(places: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield where each single answer stands: on top of those that are the same, as far as there is room."""
    for place, number in Counter(places).items():
        apart = STEP if number <= HIGHEST else STEP * (HIGHEST - 1) / (number - 1)
        yield from ((place, round(ABOVE - apart * one)) for one in range(number))


def written(desk: Desk, number: Fraction) -> str:
    """Return a number as the reader writes it, with at most two decimals."""
    text = f"{float(number):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if desk.telling.language in COMMA else text
