"""What people recorded and voted, as a table says it: options and people by name, numbers as the reader writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.view import Message
from engine.process.view.telling import ELLIPSIS
from engine.process.view.titles import option_of_run

if TYPE_CHECKING:
    from api.exports.cells import Cell
    from engine.language.declaration import FieldDeclared
    from engine.process.situation import Json
    from engine.process.view import Telling

BETWEEN = " | "
COMMA = frozenset({"nl"})
"""Languages in which decimals stand behind a comma: 1.5 would be the first of May, and cells are parted otherwise."""


def field_text(telling: Telling, field: FieldDeclared, value: Json) -> Cell:
    """Return what a field says; None where it says nothing."""
    if value is None:
        return None
    if isinstance(value, list):
        return BETWEEN.join(str(_single(telling, field, one)) for one in value)
    return _single(telling, field, value)


def _single(telling: Telling, field: FieldDeclared, value: Json) -> Cell:
    match value:
        case bool() | int():
            return value
        case {"name": str(name)}:
            return name
        case str() if field.options and value in field.options:
            return telling.text(field.options[value])
        case str() if "number" in (field.type, field.of):
            return value.replace(".", ",") if telling.language in COMMA else value
        case str():
            return _named(telling, str(field.to if field.type == "link" else field.of or field.type), value)
        case _:
            return str(value)


def _named(telling: Telling, kind: str, value: str) -> str:
    """Return what an id names: a party, somebody, or a record of which the reader may know; a text as it is."""
    if kind == "party":
        party = telling.party(value)
        return party.name if party else value
    if kind == "participant":
        person = telling.person(value)
        return person.name if person else value
    if kind not in telling.method.declared.records:
        return value
    is_there = value in telling.situation.records and telling.is_known(value)
    return telling.world.record(value).name() if is_there else ELLIPSIS


def ballot_text(telling: Telling, run: str, ballot: str) -> str:
    """Return what was voted by its title: an option of the decision, a record's name, or one of the usual words."""
    said = option_of_run(telling, run, ballot)
    return telling.say(Message(f"ballot:{ballot}")) if said == ballot and ballot in USUAL else said


USUAL = frozenset({"yes", "no", "abstain", "stand_aside", "block", "object"})
