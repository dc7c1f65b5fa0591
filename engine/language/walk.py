"""Walks a declaration part by part, each with its path in the file. What the author left out is not visited."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from engine.language.declaration.base import Part
from engine.language.source import Path


def key_of(part: Part, name: str) -> str:
    """Return how a field of a part is written in the file."""
    return dict(_keys(type(part)))[name]


def parts(value: object, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """Yield a part and every part inside it, outermost first."""
    if isinstance(value, Part):
        yield path, value
        for place, inner in _held(value, path):
            if isinstance(inner, Part | dict | tuple):
                yield from parts(inner, place)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from parts(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from parts(item, (*path, index))


def values(part: Part, path: Path) -> Iterator[tuple[Path, object]]:
    """Yield what a part itself holds, key by key (the options of a choice too), without going into inner parts."""
    for place, value in _held(part, path):
        yield place, value
        if isinstance(value, dict):
            yield from (((*place, key), one) for key, one in value.items() if not isinstance(one, Part))


def _held(part: Part, path: Path) -> Iterator[tuple[Path, object]]:
    given = part.model_fields_set
    for name, key in _keys(type(part)):
        if name in given:
            yield (*path, key), getattr(part, name)


@cache
def _keys(kind: type[Part]) -> tuple[tuple[str, str], ...]:
    return tuple((name, info.alias or name) for name, info in kind.model_fields.items())
