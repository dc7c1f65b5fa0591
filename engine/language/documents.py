"""Documents that a record may hold: their types, by the words a method has for them, and how large they may be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.language.diagnostics import Slip, listed, shown

MEGABYTE = 1024 * 1024
USUAL_MEGABYTES = 5
MOST_MEGABYTES = 25
_SIZE = re.compile(r"([1-9][0-9]?) MB")


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document: its media type, what its names end in, and what its bytes begin with, unless it is text.

    `inside` is a file that an archive of this type holds, or the media type that an open document says it has.
    """

    media_type: str
    endings: tuple[str, ...]
    magic: tuple[bytes, ...] = ()
    inside: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_ZIP = (b"PK\x03\x04",)
DOCUMENT_TYPES = {
    "pdf": DocumentType("application/pdf", (".pdf",), (b"%PDF-",)),
    "text": DocumentType("text/plain", (".txt",)),
    "markdown": DocumentType("text/markdown", (".md",)),
    "csv": DocumentType("text/csv", (".csv",)),
    "png": DocumentType("image/png", (".png",), (b"\x89PNG\r\n\x1a\n",)),
    "jpeg": DocumentType("image/jpeg", (".jpg", ".jpeg"), (b"\xff\xd8\xff",)),
    "gif": DocumentType("image/gif", (".gif",), (b"GIF87a", b"GIF89a")),
    "docx": DocumentType(f"{_OFFICE}.wordprocessingml.document", (".docx",), _ZIP, "word/document.xml"),
    "xlsx": DocumentType(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",), _ZIP, "xl/workbook.xml"),
    "pptx": DocumentType(f"{_OFFICE}.presentationml.presentation", (".pptx",), _ZIP, "ppt/presentation.xml"),
    "odt": DocumentType(f"{_OPEN}.text", (".odt",), _ZIP, f"{_OPEN}.text"),
    "ods": DocumentType(f"{_OPEN}.spreadsheet", (".ods",), _ZIP, f"{_OPEN}.spreadsheet"),
    "odp": DocumentType(f"{_OPEN}.presentation", (".odp",), _ZIP, f"{_OPEN}.presentation"),
}


def read_size(value: object) -> int:
    """Read how large a document may be, such as `2 MB`, as a number of bytes. Raises Slip."""
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > MOST_MEGABYTES:
        raise Slip(f"expected a size from 1 MB to {MOST_MEGABYTES} MB, such as 2 MB; found {shown(value)}")
    return int(found[1]) * MEGABYTE


def read_types(value: object) -> tuple[str, ...]:
    """Read which types of document there may be: a word, or a list of them. Raises Slip."""
    words = value if isinstance(value, list) and value else [value]
    for index, word in enumerate(words):
        if not isinstance(word, str) or word not in DOCUMENT_TYPES:
            at = (index,) if isinstance(value, list) and value else ()
            raise Slip(f"{shown(word)} is no type of document. Allowed: {listed(sorted(DOCUMENT_TYPES))}", *at)
    return tuple(dict.fromkeys(words))
