"""Where a phase applies, in words, as far as its condition asks one field for one answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.authoring.drawing.tongue import Tongue
    from engine.language.declaration import FieldDeclared

ASKED = re.compile(r"(?P<no>!)?(?P<thing>[a-z]\w*)\.(?P<field>[a-z]\w*)(?: == '(?P<option>\w+)')?")


def where_in_words(tongue: Tongue, where: str, otherwise: str) -> str:
    """Return where a phase applies: `case.urgent` is told by the title of that field, what asks more as `otherwise`."""
    match = ASKED.fullmatch(where.strip())
    field = _field(tongue, match["thing"], match["field"]) if match else None
    answer = _answer(tongue, field, match) if match and field else ""
    return tongue("only_where_is", field=tongue.text(field.title), answer=answer) if field and answer else otherwise


def _field(tongue: Tongue, thing: str, name: str) -> FieldDeclared | None:
    declared = tongue.declared
    record = declared.records.get(thing)
    return (declared.case if thing == "case" else record.fields if record else {}).get(name)


def _answer(tongue: Tongue, field: FieldDeclared, asked: re.Match[str]) -> str:
    if field.type == "yes_no" and asked["option"] is None:
        return tongue("answer_no" if asked["no"] else "answer_yes")
    option = (field.options or {}).get(asked["option"] or "") if not asked["no"] else None
    return f"“{tongue.text(option)}”" if option else ""
