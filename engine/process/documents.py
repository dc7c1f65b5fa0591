"""Documents as they are sent: a name, a type and the bytes in base64, each checked before anything is kept."""

from __future__ import annotations

import binascii
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.documents import DOCUMENT_TYPES, MEGABYTE, USUAL_MEGABYTES
from engine.process.refusal import Refused, refuse

if TYPE_CHECKING:
    from engine.language.declaration import FieldDeclared
    from engine.language.documents import DocumentType
    from engine.process.situation import Json

KEYS = ("name", "type", "content")
LONGEST_NAME = 200
_DIRECTORY = b"PK\x01\x02"  # where an archive begins to name what it holds
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Sent:
    """A document that was sent, with its bytes."""

    name: str
    type: str
    data: bytes

    def file(self) -> dict[str, Json]:
        """Return it as it is kept behind a commitment."""
        return {"name": self.name, "type": self.type, "content": b64encode(self.data).decode()}


def read_sent(field: FieldDeclared, value: Json, pointer: str) -> Sent:
    """Return a document that was sent for a field. Raises Refused where it is none, or not one of those allowed."""
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()) or set(value) != {*KEYS}:
        raise _wrong("wants_document", pointer, allowed=KEYS)
    told = {key: str(one) for key, one in value.items()}
    words = field.types or tuple(DOCUMENT_TYPES)
    allowed = {DOCUMENT_TYPES[word].media_type: DOCUMENT_TYPES[word] for word in words}
    kind = allowed.get(told["type"])
    if kind is None:
        raise _wrong("document_type_unknown", f"{pointer}/type", found=_short(told["type"]), allowed=tuple(allowed))
    _check_name(told["name"], kind, f"{pointer}/name")
    most = field.up_to or USUAL_MEGABYTES * MEGABYTE
    data = _bytes(told["content"], most, f"{pointer}/content")
    if not _is_of_type(data, kind):
        raise _wrong("document_other_type", f"{pointer}/content", type=kind.media_type)
    return Sent(told["name"], kind.media_type, data)


def _check_name(name: str, kind: DocumentType, pointer: str) -> None:
    """Refuse names that lead somewhere, hide something, or say another type."""
    is_plain = not any(unicodedata.category(one) in _UNSEEN or one in "/\\:" for one in name)
    if not is_plain or not 1 <= len(name) <= LONGEST_NAME or name != name.strip() or name.startswith("."):
        raise _wrong("document_name_wrong", pointer, found=_short(name), most=LONGEST_NAME)
    if not name.lower().endswith(kind.endings):
        raise _wrong("document_name_other_type", pointer, found=_short(name), allowed=kind.endings)


def _bytes(text: str, most: int, pointer: str) -> bytes:
    if len(text) > most // 3 * 4 + 4:
        raise _wrong("document_too_large", pointer, most=most // MEGABYTE)
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong("document_not_base64", pointer) from error
    if len(data) > most:
        raise _wrong("document_too_large", pointer, most=most // MEGABYTE)
    if not data:
        raise _wrong("document_empty", pointer)
    return data


def _is_of_type(data: bytes, kind: DocumentType) -> bool:
    """Tell whether bytes are what they are called, by how they begin and what an archive holds."""
    if not kind.magic:
        return _is_text(data)
    return data.startswith(kind.magic) and (not kind.inside or _holds(data, kind.inside))


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(one < " " and one not in "\t\n\r\f" for one in text)


def _holds(data: bytes, inside: str) -> bool:
    """Tell whether an archive holds a file, or says in `mimetype`, which is not packed, that it has a media type."""
    if inside.startswith("application/"):
        return data[30:38] == b"mimetype" and data[38 : 38 + len(inside)] == inside.encode()
    directory = data.find(_DIRECTORY)
    return directory >= 0 and inside.encode() in data[directory:]


def _wrong(message: str, pointer: str, **values: str | int | tuple[str, ...]) -> Refused:
    return refuse("malformed", message, pointer, **values)


def _short(text: str) -> str:
    return text[:60].encode("ascii", "backslashreplace").decode()
