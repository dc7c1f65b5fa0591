"""Documents in forms: a file to choose, the one that is there, and back to what a command says."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from api.pages.forms.shapes import Choice, Input, Mistyped
from engine.language.documents import DOCUMENT_TYPES, MEGABYTE, USUAL_MEGABYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from api.pages.desk import Desk
    from api.pages.forms.received import File
    from engine.language.declaration import FieldDeclared
    from engine.process.situation import Json

GONE = "gone."


def document_inputs(desk: Desk, name: str, declared: FieldDeclared, known: Json, one: Input) -> Iterator[Input]:
    """Yield a file to choose, and where one is there that need not be, a box to leave it out."""
    there = str(known.get("name") or "…") if isinstance(known, dict) else ""
    most = min((declared.up_to or USUAL_MEGABYTES * MEGABYTE) // MEGABYTE, desk.document_megabytes)
    endings = tuple(ending for kind in _kinds(declared) for ending in DOCUMENT_TYPES[kind].endings)
    told = [desk.say("file_kinds", kinds=", ".join(endings), most=most)]
    told += [desk.say("file_there", name=there)] if there else []
    yield Input(
        one.name, one.label, "file", one.pointer, choices=tuple(Choice(each, each) for each in endings),
        required=one.required and not there, help=" ".join(told), sight=one.sight,
    )  # fmt: skip
    if there and declared.optional:
        left_out = (Choice("yes", desk.say("file_drop", name=there)),)
        yield Input(GONE + name, desk.say("file_gone", field=one.label), "many", one.pointer, (), left_out, False)  # noqa: FBT003 - as all inputs


def documents_of(
    declared: Mapping[str, FieldDeclared], typed: Mapping[str, Sequence[str]], files: Mapping[str, File], prefix: str,
    pointer: str,
) -> dict[str, Json]:  # fmt: skip
    """Return the documents of a command: those that were chosen, and nothing for each to leave out. Raises Mistyped."""
    found: dict[str, Json] = {}
    for name, one in declared.items():
        if one.type != "document":
            continue
        file, is_left_out = files.get(prefix + name), bool(typed.get(GONE + name))
        if file and is_left_out:
            raise Mistyped(pointer + name, "file_and_gone")
        if file:
            kind = _type_of(one, file.name)
            if kind is None:
                raise Mistyped(pointer + name, "file_kind")
            found[name] = {"name": file.name, "type": kind, "content": b64encode(file.data).decode()}
        elif is_left_out:
            found[name] = None
    return found


def _kinds(declared: FieldDeclared) -> Sequence[str]:
    return declared.types or tuple(DOCUMENT_TYPES)


def _type_of(declared: FieldDeclared, name: str) -> str | None:
    """Return the media type that a name says, of those allowed; what browsers call a file differs."""
    kinds = (DOCUMENT_TYPES[one] for one in _kinds(declared))
    return next((one.media_type for one in kinds if name.lower().endswith(one.endings)), None)
