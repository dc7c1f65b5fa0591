"""What was written in fields, as people read it: dates and numbers by their language, options by their titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from engine.process.view import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.desk import Desk
    from engine.language.declaration import FieldDeclared
    from engine.process.situation import Json

NUMBER = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?")
GROUPED = 5  # digits from which they are set apart by threes
MARKS = {"en": (",", "."), "nl": (".", ",")}
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as it is read: what it is called and its lines; `link` is where a document is, `sight` who sees it."""

    title: str
    lines: list[str]
    link: str = ""
    sight: str = ""


def shown_fields(desk: Desk, record: str, fields: Mapping[str, Json] | None) -> list[Shown]:
    """Return the fields of a record that a reader has, in the order in which the method declares them."""
    declared = desk.method.declared.records[record].fields
    return [
        Shown(desk.telling.text(one.title), lines_of(desk, one, fields[name]), _link(desk, fields[name]))
        for name, one in declared.items()
        if fields is not None and fields.get(name) is not None
    ]


def lines_of(desk: Desk, declared: FieldDeclared, value: Json) -> list[str]:
    """Return a value as lines."""
    if declared.type == "list":
        items = value if isinstance(value, list) else [value]
        return [_said(desk, declared, str(declared.of), one) for one in items] or [desk.say("none")]
    kind = str(declared.to) if declared.type == "link" else declared.type
    return _said(desk, declared, kind, value).replace("\r\n", "\n").split("\n")


def number_in(language: str, text: str) -> str:
    """Return an exact decimal as it is written in a language; what is none, as it is."""
    found = NUMBER.fullmatch(text)
    if found is None:
        return text
    thousands, point = MARKS.get(language, MARKS["en"])
    whole = found[2]
    grouped = f"{int(whole):,}".replace(",", thousands) if len(whole) >= GROUPED else whole
    return f"{found[1]}{grouped}{(found[3] or '').replace('.', point)}"


def day_in(desk: Desk, day: date) -> str:
    """Return a day as people say it."""
    values = {"day": day.day, "month": day.month, "year": day.year}
    return desk.telling.say(Message("day_alone", values))


def name_of(desk: Desk, kind: str, identity: str) -> str:
    """Return what a party, a participant or a record is called; what the reader may not know of is nobody."""
    if kind == "party":
        found = desk.telling.party(identity)
        return found.name if found else ELLIPSIS
    if kind == "participant" or kind in desk.method.declared.roles:
        found = desk.telling.person(identity)
        return found.name if found else ELLIPSIS
    is_there = identity in desk.situation.records and desk.telling.is_known(identity)
    return desk.telling.world.record(identity).name() if is_there else ELLIPSIS


def _said(desk: Desk, declared: FieldDeclared, kind: str, value: Json) -> str:
    match kind:
        case "yes_no":
            return desk.say("yes" if value is True else "no")
        case "choice":
            title = (declared.options or {}).get(str(value))
            return desk.telling.text(title) if title else str(value)
        case "whole" | "number":
            return number_in(desk.telling.language, str(value))
        case "date":
            return day_in(desk, date.fromisoformat(str(value)))
        case "document":
            return _document(desk, value)
        case "line" | "text" | "markdown":
            return str(value)
        case _:
            return name_of(desk, kind, str(value))


def _document(desk: Desk, value: Json) -> str:
    if not isinstance(value, dict):
        return ELLIPSIS
    name = str(value.get("name") or ELLIPSIS)
    return desk.say("document_erased", name=name) if value.get("erased") else name


def _link(desk: Desk, value: Json) -> str:
    if not isinstance(value, dict) or value.get("erased") or "id" not in value:
        return ""
    return f"/v1/processes/{desk.process}/documents/{quote(str(value['id']), safe='')}"
