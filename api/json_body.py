"""Reads the bodies of requests: strictly, bounded, and with exact numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.problems import Unreadable
from api.settings import Settings
from engine.language.documents import MEGABYTE
from engine.process.commands import Decimal

MOST_BYTES = 1024 * 1024
MOST_METHOD_BYTES = 256 * 1024
MOST_DEPTH = 32
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
YAML_TYPES = ("application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml")


@dataclass(frozen=True, slots=True)
class FormBody:
    """The bytes of a form, and what its `Content-Type` says they are."""

    kind: str
    data: bytes

    @property
    def is_in_parts(self) -> bool:
        """Tell whether it comes in parts, of which some can be files."""
        return _kind(self.kind) == PARTS


async def json_body(request: Request) -> object:
    """Return the JSON of a request: no duplicate keys, no NaN, at most 32 deep; a decimal comes as `Decimal`, exact."""
    return await _json(request, MOST_BYTES)


async def plain_body(request: Request) -> object:
    """Return the JSON of a request that no decimal has a place in: one is a number there, and never text."""
    return await _json(request, MOST_BYTES, float)


async def commands_body(request: Request) -> object:
    """Return the JSON of commands, in which there is room for one document of the largest size that is set."""
    settings: Settings = request.app.state.settings
    return await _json(request, MOST_BYTES + settings.document_megabytes * MEGABYTE * 4 // 3)


async def _json(request: Request, most: int, decimal: type[Decimal | float] = Decimal) -> object:
    _of_type(request, ("application/json",))
    text = _utf8(await _bytes(request, most))
    try:
        data = json.loads(text, parse_float=decimal, parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except RecursionError as error:
        raise Unreadable("malformed", f"the JSON is nested deeper than {MOST_DEPTH} levels") from error
    except json.JSONDecodeError as error:
        raise Unreadable("malformed", f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except ValueError as error:
        raise Unreadable("malformed", str(error)) from error
    _check_depth(data, 0)
    _check_characters(data)
    return data


async def text_body(request: Request, kinds: tuple[str, ...], most: int) -> str:
    """Return the text of a body of one of these kinds."""
    _of_type(request, kinds)
    return _utf8(await _bytes(request, most))


async def form_body(request: Request) -> FormBody:
    """Return the bytes of a form, as many as JSON may have; they are read where nobody waits for it.

    One in parts, in which files come, has room for a document of the largest size that is set, as commands have.
    Nothing is put aside on a disk.
    """
    _of_type(request, (FORM, PARTS))
    kind = request.headers.get("content-type", "")
    settings: Settings = request.app.state.settings
    room = settings.document_megabytes * MEGABYTE if _kind(kind) == PARTS else 0
    return FormBody(kind, await _bytes(request, MOST_BYTES + room))


async def yaml_body(request: Request) -> str:
    """Return the text of a method file that was sent."""
    return await text_body(request, YAML_TYPES, MOST_METHOD_BYTES)


JsonBody = Annotated[object, Depends(json_body)]
PlainBody = Annotated[object, Depends(plain_body)]
CommandsBody = Annotated[object, Depends(commands_body)]
YamlBody = Annotated[str, Depends(yaml_body)]


def _of_type(request: Request, allowed: tuple[str, ...]) -> None:
    found = _kind(request.headers.get("content-type", ""))
    if found not in allowed:
        raise Unreadable("unsupported-media", f"Content-Type is '{found}'; send {' or '.join(allowed)}")


def _kind(header: str) -> str:
    return header.partition(";")[0].strip().lower()


async def _bytes(request: Request, most: int) -> bytes:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > most:
            raise Unreadable("too-large", f"the body is larger than {most} bytes")
    return bytes(received)


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("malformed", f"the body is not UTF-8 at byte {error.start}") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    built = dict(pairs)
    if len(built) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twin}' stands twice in one object")
    return built


def _check_depth(data: object, depth: int) -> None:
    if isinstance(data, dict | list):
        if depth == MOST_DEPTH:
            raise Unreadable("malformed", f"the JSON is nested deeper than {MOST_DEPTH} levels")
        for item in data.values() if isinstance(data, dict) else data:
            _check_depth(item, depth + 1)


def _check_characters(data: object) -> None:
    """Half of a surrogate pair can be escaped in JSON, but is no character and cannot be kept."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Unreadable("malformed", "the JSON holds half of a surrogate pair, which is no character") from error
