"""Checks what people fill in against what the method declares: the fields of a record, or the case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import immutables

from engine.process.instants import is_tellable
from engine.process.refusal import Refused, Value, refuse

if TYPE_CHECKING:
    from engine.language.declaration import FieldDeclared
    from engine.process.situation import Json, Record
    from engine.process.turn import Turn

MOST_TEXT = 100_000
MOST_ITEMS = 500
LARGEST = 2**53 - 1
LONGEST_LINE = 400
UNSAYABLE = re.compile("[\\x00\ud800-\udfff]")  # NUL, and halves of characters that no text encoding can hold
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


def checked_fields(
    turn: Turn,
    declared: Mapping[str, FieldDeclared],
    given: Mapping[str, Json],
    pointer: str,
    may_be_absent: frozenset[str] = frozenset(),
) -> immutables.Map[str, Json]:
    """Return the fields as they are kept, without empty optional ones. Raises Refused at the first that is wrong.

    Fields that `may_be_absent` are for others to fill, or hidden from whoever writes.
    """
    for name in given:
        if name not in declared:
            step = _sayable(name).replace("~", "~0").replace("/", "~1")
            raise refuse("malformed", "field_unknown", f"{pointer}/{step}", found=_short(name), allowed=tuple(declared))
    kept: dict[str, Json] = {}
    for name, field in declared.items():
        value = given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if not field.optional and name not in may_be_absent:
                raise refuse("malformed", "field_missing", f"{pointer}/{name}", field=name)
            continue
        kept[name] = _checked(turn, field, value, f"{pointer}/{name}")
    return immutables.Map(kept)


def _checked(turn: Turn, field: FieldDeclared, value: Json, pointer: str) -> Json:
    match field.type:
        case "list":
            return _list(turn, field, value, pointer)
        case "document":
            return value  # it was checked when it was taken in
        case "choice":
            return _one_of(value, tuple(field.options or ()), pointer)
        case "whole" | "number":
            return _bounded(field, _number(value, pointer, whole=field.type == "whole"), pointer)
        case "link":
            return _record(turn, str(field.to), value, pointer)
        case kind:
            return _simple(turn, kind, value, pointer)


def _list(turn: Turn, field: FieldDeclared, value: Json, pointer: str) -> Json:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise _wrong(value, "wants_list", pointer, most=MOST_ITEMS)
    of = str(field.of)
    kept: list[Json] = []
    for index, item in enumerate(value):
        here = f"{pointer}/{index}"
        if of == "choice":
            kept.append(_one_of(item, tuple(field.options or ()), here))
        elif of in turn.method.declared.records:
            kept.append(_record(turn, of, item, here))
        else:
            kept.append(
                _number(item, here, whole=of == "whole") if of in ("whole", "number") else _simple(turn, of, item, here)
            )
    return kept


def _simple(turn: Turn, kind: str, value: Json, pointer: str) -> Json:
    if kind == "yes_no":
        if not isinstance(value, bool):
            raise _wrong(value, "wants_yes_no", pointer)
        return value
    if not isinstance(value, str):
        raise _wrong(value, "wants_text", pointer)
    if kind == "date":
        return _date(value, pointer)
    if kind == "party":
        return _one_of(value, tuple(one.id for one in turn.situation.present_parties()), pointer)
    if kind == "participant":
        return _one_of(value, tuple(one.id for one in turn.situation.present()), pointer)
    return _text(value, pointer, LONGEST_LINE if kind == "line" else MOST_TEXT)


def _text(value: str, pointer: str, most: int) -> str:
    if len(value) > most or (most == LONGEST_LINE and value.splitlines() != [value]):
        raise _wrong(value, "wants_line" if most == LONGEST_LINE else "wants_shorter", pointer, most=most)
    if UNSAYABLE.search(value):
        raise _wrong(value.encode("ascii", "backslashreplace").decode(), "wants_unicode", pointer)
    return value


def _date(value: str, pointer: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise _wrong(value, "wants_date", pointer) from error
    if not is_tellable(day):
        raise _wrong(value, "wants_date", pointer)
    return day.isoformat()


def _number(value: Json, pointer: str, *, whole: bool) -> Json:
    small = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    if whole and small:
        return value
    text = str(value) if small or isinstance(value, str) else ""
    if not whole and _DECIMAL.fullmatch(text):
        return format(Decimal(text).normalize() + 0, "f")
    raise _wrong(value, "wants_whole" if whole else "wants_number", pointer)


def _bounded(field: FieldDeclared, value: Json, pointer: str) -> Json:
    number = Fraction(str(value))
    lowest, highest = field.from_, field.to if isinstance(field.to, Fraction) else None
    if (lowest is not None and number < lowest) or (highest is not None and number > highest):
        bounds = {"lowest": "…" if lowest is None else str(lowest), "highest": "…" if highest is None else str(highest)}
        raise _wrong(value, "wants_between", pointer, **bounds)
    return value


def _one_of(value: Json, allowed: tuple[str, ...], pointer: str) -> Json:
    if not isinstance(value, str) or value not in allowed:
        raise refuse("malformed", "not_an_option", pointer, found=_short(value), allowed=allowed)
    return value


def _record(turn: Turn, record: str, value: Json, pointer: str) -> Json:
    known = turn.situation.records.get(value) if isinstance(value, str) else None
    if known is None or known.type != record or not known.is_live or not _is_seen(turn, known):
        raise refuse("malformed", "no_such_record", pointer, found=_short(value), record=record)
    return known.id


def _is_seen(turn: Turn, known: Record) -> bool:
    """Tell whether whoever fills something in may know of a record; at opening there is none."""
    return turn.acting is not None and turn.sight(turn.acting.participant).live(known) is not None


def _wrong(value: Json, message: str, pointer: str, **values: Value) -> Refused:
    return refuse("malformed", message, pointer, found=_short(value), **values)


def _short(value: Json) -> str:
    try:
        return _sayable(str(value)[:60])
    except ValueError:  # a whole number of thousands of digits
        return "…"


def _sayable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
