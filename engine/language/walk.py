"""Walks a declaration part by part, each with its path in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from engine.language.declaration.base import Part
from engine.language.source import Path


def key_of(part: Part, name: str) -> str:
    """Return how a field of a part is written in the file."""
    return type(part).model_fields[name].alias or name


def parts(value: object, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """Yield a part and every part inside it, outermost first."""
    if isinstance(value, Part):
        yield path, value
        for name in type(value).model_fields:
            yield from parts(getattr(value, name), (*path, key_of(value, name)))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from parts(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from parts(item, (*path, index))


def values(part: BaseModel, path: Path) -> Iterator[tuple[Path, object]]:
    """Yield what a part itself holds, key by key (the options of a choice too), without going into inner parts."""
    for name, info in type(part).model_fields.items():
        if name in part.model_fields_set:
            place, value = (*path, info.alias or name), getattr(part, name)
            yield place, value
            if isinstance(value, Mapping):
                yield from (((*place, key), one) for key, one in value.items() if not isinstance(one, Part))
