"""The body of a form: what was typed, by name, and the files that were chosen. All of it stays in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.problems import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.json_body import FormBody

MOST_FIELDS = 1_000
MOST_NAME = 200
Typed = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class File:
    """A file that was chosen: what it is called where it came from, and its bytes."""

    name: str
    data: bytes


def read_body(body: FormBody) -> tuple[Typed, Mapping[str, File]]:
    """Return what a form has in it. Raises Unreadable for what is none of ours."""
    try:
        pairs, files = _in_parts(body) if body.is_in_parts else (_encoded(body.data), {})
    except (ValueError, FormParserError) as error:
        raise Unreadable("malformed", "this is no form of ours") from error
    fields: Typed = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    if any(len(name) > MOST_NAME for name in (*fields, *files)):
        raise Unreadable("malformed", "this is no form of ours")
    return fields, files


def _encoded(data: bytes) -> list[tuple[str, str]]:
    return parse_qsl(data.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")


def _in_parts(body: FormBody) -> tuple[list[tuple[str, str]], dict[str, File]]:
    """Return the parts of a form in which files come; a place where none was chosen is no file."""
    _, options = parse_options_header(body.kind)
    found = _Parts()
    parser = MultipartParser(
        options.get(b"boundary", b""),
        {
            "on_part_begin": found.begin, "on_part_data": found.data, "on_part_end": found.end,
            "on_header_begin": found.header, "on_header_field": found.field, "on_header_value": found.value,
            "on_header_end": found.keep_header, "on_end": found.finish,
        },
    )  # fmt: skip
    parser.write(body.data)
    parser.finalize()
    if not found.is_whole:
        raise ValueError
    return found.pairs, found.files


class _Parts:
    """Takes in the parts of a form, one after the other."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.files: dict[str, File] = {}
        self.is_whole = False
        self._number = 0
        self._held, self._name, self._told = bytearray(), bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}

    def begin(self) -> None:
        self._number += 1
        if self._number > MOST_FIELDS:
            raise ValueError
        self._held, self._headers = bytearray(), {}

    def header(self) -> None:
        self._name, self._told = bytearray(), bytearray()

    def field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def value(self, data: bytes, start: int, end: int) -> None:
        self._told += data[start:end]

    def keep_header(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._told)

    def data(self, data: bytes, start: int, end: int) -> None:
        self._held += data[start:end]

    def end(self) -> None:
        kind, told = parse_options_header(self._headers.get(b"content-disposition", b""))
        if kind != b"form-data" or b"name" not in told:
            raise ValueError
        name = told[b"name"].decode("utf-8")
        if b"filename" not in told:
            self.pairs.append((name, bytes(self._held).decode("utf-8")))
        elif told[b"filename"] or self._held:
            if name in self.files:
                raise ValueError
            self.files[name] = File(told[b"filename"].decode("utf-8"), bytes(self._held))

    def finish(self) -> None:
        self.is_whole = True
