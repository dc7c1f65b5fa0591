"""Inputs for the fields of a record, and back from what was typed to what a command says."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from api.pages.forms.documents import document_inputs, documents_of
from api.pages.forms.shapes import Choice, Input, Mistyped
from api.pages.values import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from api.pages.desk import Desk
    from api.pages.forms.received import File
    from engine.language.declaration import FieldDeclared
    from engine.process.situation import Json

PREFIX = "f."
FIELDS = "/fields/"
GROUPED = re.compile(r"[-+]?[0-9]{1,3}(\.[0-9]{3})+")
MOST_CHOICES = 500
MOST_DIGITS = 16
YES, NO = "yes", "no"
NONE_OF_THESE = ""  # ticked where a list is meant to be empty; where nothing is ticked it was forgotten
NAMED = frozenset({"yes_no", "choice"})
TYPED = frozenset({"line", "text", "markdown", "date", "whole", "number"})
PROSE = frozenset({"text", "markdown"})  # may have lines of its own: in a list each has a box of its own


def inputs_of(
    desk: Desk, declared: Mapping[str, FieldDeclared], known: Mapping[str, Json], sights: Mapping[str, str]
) -> tuple[Input, ...]:
    """Return the inputs for each field, with what is known."""
    return tuple(
        each
        for name, one in declared.items()
        for each in _inputs(desk, name, one, known.get(name), sights.get(name, ""))
    )


def _inputs(desk: Desk, name: str, declared: FieldDeclared, value: Json, sight: str) -> Iterator[Input]:
    one = _input(desk, name, declared, value, sight)
    if declared.type == "document":
        yield from document_inputs(desk, name, declared, value, one)
    else:
        yield one


def values_of(
    declared: Mapping[str, FieldDeclared], typed: Mapping[str, Sequence[str]], language: str,
    files: Mapping[str, File],
) -> dict[str, Json]:  # fmt: skip
    """Return the fields of a command from what was typed; what was left empty is left out. Raises Mistyped."""
    given = {
        name: _value(one, list(typed.get(PREFIX + name, ())), language, FIELDS + name)
        for name, one in declared.items()
        if one.type != "document"
    }
    told = {name: value for name, value in given.items() if value is not None}
    return told | documents_of(declared, typed, files, PREFIX, FIELDS)


def number_typed(text: str, language: str, pointer: str) -> str:
    """Return a decimal as commands have it: a comma before the fraction is how it is written in Dutch.

    Raises Mistyped for `25.000` in Dutch, where a point stands between thousands, and many mean it before a fraction.
    """
    if language == "nl" and GROUPED.fullmatch(text.strip()):
        raise Mistyped(pointer, "number_grouped")
    is_comma = language == "nl" and text.count(",") == 1 and "." not in text
    return text.strip().replace(",", ".") if is_comma else text.strip()


def number_shown(text: str, language: str) -> str:
    """Return a decimal of a command as it is typed in a language."""
    return text.replace(".", ",") if language == "nl" else text


def _input(desk: Desk, name: str, declared: FieldDeclared, value: Json, sight: str) -> Input:
    one = Input(
        PREFIX + name, desk.telling.text(declared.title), "line", FIELDS + name,
        _texts(declared, value, desk.telling.language),
        required=not declared.optional, sight=desk.say("will_see_field", field=desk.telling.text(declared.title),
        who=sight) if sight else "",
    )  # fmt: skip
    match declared.type:
        case "document":
            return replace(one, values=())
        case "text" | "markdown":
            return replace(one, kind="text")
        case "date":
            return replace(one, kind="date")
        case "whole" | "number":
            return _number(desk, declared, one)
        case "list":
            return _list(desk, declared, one)
        case "line":
            return one
        case _:
            return replace(one, kind="choice", choices=_choices(desk, declared, declared.type, one.values))


def _number(desk: Desk, declared: FieldDeclared, one: Input) -> Input:
    lowest = "" if declared.from_ is None else str(declared.from_)
    highest = str(declared.to) if isinstance(declared.to, Fraction) else ""
    told = "from_to" if lowest and highest else "at_least" if lowest else "at_most" if highest else ""
    help_ = desk.say(told, lowest=lowest, highest=highest) if told else ""
    return replace(one, kind="whole" if declared.type == "whole" else "number", help=help_)


def _list(desk: Desk, declared: FieldDeclared, one: Input) -> Input:
    of = str(declared.of)
    if of in PROSE:
        return replace(one, kind="texts", help=desk.say("one_a_box"))
    if of in TYPED:
        return replace(one, kind="lines", help=desk.say("one_a_line"))
    choices = _choices(desk, declared, of, one.values)
    none = () if declared.optional else (Choice(NONE_OF_THESE, desk.say("none_of_these")),)
    return replace(one, kind="many", choices=(*choices, *none), help="" if choices else desk.say("nothing_yet"))


def _choices(desk: Desk, declared: FieldDeclared, kind: str, values: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return what can be chosen, and what is chosen: it may be gone, and is not to fall out unseen."""
    found = _there(desk, declared, kind)
    known = {NONE_OF_THESE, *(one.value for one in found)}
    of = str(declared.to) if kind == "link" else kind
    gone = [one for one in values if one not in known]
    return (*found, *(Choice(one, one if of in NAMED else name_of(desk, of, one)) for one in gone))


def _there(desk: Desk, declared: FieldDeclared, kind: str) -> tuple[Choice, ...]:
    """Return what can be chosen now: of records those that count and of which the reader may know."""
    match kind:
        case "yes_no":
            return (Choice(YES, desk.say("yes")), Choice(NO, desk.say("no")))
        case "choice":
            return tuple(Choice(one, desk.telling.text(title)) for one, title in (declared.options or {}).items())
        case "party":
            return tuple(Choice(one.id, name_of(desk, "party", one.id)) for one in desk.situation.present_parties())
        case "participant":
            people = desk.situation.present()[:MOST_CHOICES]
            return tuple(Choice(one.id, name_of(desk, "participant", one.id)) for one in people)
        case _:
            return records_to_choose(desk, str(declared.to) if kind == "link" else kind)


def records_to_choose(desk: Desk, record: str) -> tuple[Choice, ...]:
    """Return the records of a type that count, as far as the reader sees them."""
    if record not in desk.method.declared.records:
        return ()
    seen = [one for one in desk.situation.of_type(record) if one.is_live and desk.telling.sight.live(one)]
    return tuple(Choice(one.id, name_of(desk, record, one.id)) for one in seen[:MOST_CHOICES])


def _texts(declared: FieldDeclared, value: Json, language: str) -> tuple[str, ...]:
    """Return what is known of a field as a form has it."""
    if value is None:
        return ()
    if isinstance(value, bool):
        return (YES if value else NO,)
    if value == [] and not declared.optional:
        return (NONE_OF_THESE,)
    if isinstance(value, list):
        texts = tuple(str(_texts(declared, one, language)[0]) if one is not None else "" for one in value)
        return ("\n".join(texts),) if str(declared.of) in TYPED - PROSE else texts
    is_number = "number" in (declared.type, declared.of)
    return (number_shown(str(value), language) if is_number else str(value),)


def _value(declared: FieldDeclared, typed: list[str], language: str, pointer: str) -> Json:
    if declared.type == "list":
        of = str(declared.of)
        items = typed[0].splitlines() if of in TYPED - PROSE and typed else typed
        kept = (item if of in PROSE else item.strip() for item in items if item.strip())
        found = [_one(of, item, language, pointer) for item in kept]
        if of in TYPED or declared.optional or NONE_OF_THESE not in typed:
            return found or None
        if found:
            raise Mistyped(pointer, "none_and_some")
        return []
    text = typed[0] if typed else ""
    return _one(declared.type, text, language, pointer) if text.strip() else None


def _one(kind: str, text: str, language: str, pointer: str) -> Json:
    """Return one value; what is not written as its kind is, goes on as it was typed, and is refused by name."""
    match kind:
        case "yes_no":
            return {YES: True, NO: False}.get(text, text)
        case "whole":
            digits = text.strip().removeprefix("-")
            is_whole = digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS
            return int(text) if is_whole else text.strip()
        case "number":
            return number_typed(text, language, pointer)
        case "text" | "markdown":
            return text.replace("\r\n", "\n")
        case _:
            return text.strip()
