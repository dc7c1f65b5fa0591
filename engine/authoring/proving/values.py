"""Values for the fields of an invented record: what a field can hold, and which of it conditions ask for."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.language.documents import DOCUMENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.authoring.proving.literals import Literals, Value
    from engine.authoring.proving.standing import Standing
    from engine.language.declaration import FieldDeclared
    from engine.process.situation import Json

SOON = timedelta(days=60)
MOST_VALUES = 24
PLAIN: dict[str, list[Json]] = {"yes_no": [True], "whole": [1], "number": ["1"]}


def usual(
    here: Standing, literals: Literals, thing: str, name: str, field: FieldDeclared, actor: str, number: int
) -> Json:
    """Return what a field holds where nothing asks for something else; None where it can stay empty."""
    if field.optional:
        return None
    match field.type:
        case "yes_no" | "choice" | "whole" | "number":
            return wanted_most(literals, thing, name, field)
        case "date":
            return day(here, here.at + SOON)
        case "party":
            return here.situation.participants[actor].party or _first(
                one.id for one in here.situation.present_parties()
            )
        case "participant":
            return _not_yet_named(here, thing, name, actor)
        case "link":
            return _first(linkable(here, str(field.to)))
        case "list":
            return [one.id for one in here.situation.present_parties()] if field.of == "party" else []
        case kind:
            return _document(field, number) if kind == "document" else _text(here, field, number)


def _not_yet_named(here: Standing, thing: str, name: str, actor: str) -> str:
    """Return somebody whom no other record of the type names in this field; else whoever writes it."""
    there = here.situation.of_type(thing.partition(":")[2])
    named = {one.live.fields.get(name) for one in there if one.live and one.live.fields is not None}
    return _first(one for one in (actor, *(one.id for one in here.situation.present())) if one not in named) or actor


def wanted_most(literals: Literals, thing: str, name: str, field: FieldDeclared) -> Json:
    """Return of a yes or no, a choice or a number what most conditions want."""
    match field.type:
        case "yes_no":
            return bool(literals.best(thing, name, field, [False, True]))
        case "choice":
            return str(literals.best(thing, name, field, list(field.options or ())))
        case _:
            return _written(literals.best(thing, name, field, numbers(field, literals, thing, name)), field)


def possible(
    here: Standing, literals: Literals, thing: str, name: str, field: FieldDeclared, seen: Iterable[object], now: Json
) -> list[Json]:
    """Return what else a field could hold than it does `now`; `seen` are values that conditions compare with it now."""
    match field.type:
        case "yes_no":
            values: list[Json] = [True, False]
        case "choice":
            values = list(field.options or ())
        case "whole" | "number":
            near = [Fraction(str(one)) + more for one in seen if _is_number(one) for more in (0, 1, -1)]
            values = [
                _written(one, field)
                for one in dict.fromkeys([*numbers(field, literals, thing, name), *near])
                if _within(one, field)
            ]
        case "date":
            values = _days(here, literals, seen)
        case "party":
            values = [one.id for one in here.situation.present_parties()]
        case "participant":
            values = [one.id for one in here.situation.present()]
        case "link":
            values = list(linkable(here, str(field.to)))
        case "list":
            values = _lists(here, field, now if isinstance(now, list) else [])
        case "document":
            values = [_document(field, 1)]
        case _:
            values = _texts(here, field, seen)
    return [*values[:MOST_VALUES], *([None] if field.optional else [])]


def linkable(here: Standing, record: str) -> list[str]:
    """Return the live records of a type, the newest first."""
    return [one.id for one in reversed(here.situation.of_type(record)) if one.is_live]


def day(here: Standing, instant: datetime) -> str:
    """Return the day of an instant in the zone of the process."""
    return instant.astimezone(here.zone).date().isoformat()


def numbers(field: FieldDeclared, literals: Literals, thing: str, name: str) -> list[Value]:
    """Return numbers that are worth filling in: at and beside those that conditions compare with, and at the bounds."""
    highest = field.to if isinstance(field.to, Fraction) else None
    found: list[Value] = [one for one in (field.from_, Fraction(1), highest) if one is not None]
    for wish in literals.of(thing, name):
        if _is_number(wish.value):
            number = Fraction(wish.value)
            found += [number, number + 1, number - 1]
    return [one for one in dict.fromkeys(found) if _within(one, field)] or [Fraction(1)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def _within(value: Value, field: FieldDeclared) -> bool:
    number = Fraction(value)
    if field.type == "whole" and number.denominator != 1:
        return False
    return (field.from_ is None or number >= field.from_) and not (isinstance(field.to, Fraction) and number > field.to)


def _written(value: Value, field: FieldDeclared) -> Json:
    number = Fraction(value)
    if field.type == "whole":
        return int(number)
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.9f}".rstrip("0").rstrip(".")


def _days(here: Standing, literals: Literals, seen: Iterable[object]) -> list[Json]:
    moments = [one for one in seen if isinstance(one, datetime)]
    lengths = sorted({*literals.lengths, *(one for one in seen if isinstance(one, timedelta))})
    around = [here.at, *moments]
    found = [here.at + SOON, *around, *(one + timedelta(days=1) for one in around)]
    for length in lengths:
        for moment in around:
            found += [
                moment + length,
                moment - length,
                moment - length - timedelta(days=1),
                moment + length - timedelta(days=1),
            ]
    return list(dict.fromkeys(day(here, one) for one in found))


def _lists(here: Standing, field: FieldDeclared, now: list[Json]) -> list[Json]:
    """Return the list with one more in it, or one less, and other lists of what is there."""
    of = str(field.of)
    if of == "party":
        among: list[Json] = [one.id for one in here.situation.present_parties()]
    elif of == "participant":
        among = [one.id for one in here.situation.present()]
    elif of == "choice":
        among = list(field.options or ())
    elif of in here.method.declared.records:
        among = [*linkable(here, of)]
    else:
        among = PLAIN.get(of, [day(here, here.at)] if of == "date" else ["One", "Two"])
    longer: list[Json] = [[*now, one] for one in among if one not in now]
    shorter: list[Json] = [[other for other in now if other != one] for one in now]
    singles: list[Json] = [[one] for one in among] if now else []
    return [*longer, [*among], [*among[:2]], [], *shorter, *singles]


def _texts(here: Standing, field: FieldDeclared, seen: Iterable[object]) -> list[Json]:
    told = [one for one in seen if isinstance(one, str)]
    usual_text = _text(here, field, 1)
    found = [usual_text, *told, *(f"{one}1" for one in told), *(f"one{one}two" for one in told), "Another"]
    return list(dict.fromkeys(one for one in found if one.strip()))


def _text(here: Standing, field: FieldDeclared, number: int) -> str:
    title = field.title.say(here.situation.language)[:200]
    return title if number <= 1 else f"{title} ({number})"


def _document(field: FieldDeclared, number: int) -> Json:
    words = field.types or tuple(DOCUMENT_TYPES)
    word = "pdf" if "pdf" in words else words[0]
    kind = DOCUMENT_TYPES[word]
    magic = kind.magic if isinstance(kind.magic, bytes) else next(iter(kind.magic), b"")
    content = magic + b"An invented document\n"
    return {
        "name": f"document_{number}{kind.endings[0]}", "type": kind.media_type, "content": b64encode(content).decode(),
    }  # fmt: skip


def _first(values: Iterable[str]) -> str | None:
    return next(iter(values), None)
