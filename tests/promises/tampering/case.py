"""What there is to alter, and what the ways to alter it have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.promises.logs import Json, canonical

Altered = Json | bytes | None


@dataclass(frozen=True)
class Case:
    """An export in order, what somebody kept of the same log, and what an attacker may have besides.

    `others` are exports that are in order too: of other readers, earlier ones of this reader, of other processes, and
    under other keys. `erased` is content that somebody remembers. `secret` is the key of the installation.
    """

    export: Json
    kept: tuple[Json, ...]
    key: str
    others: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    erased: Mapping[str, Json] = field(default_factory=dict)
    secret: Ed25519PrivateKey | None = None

    @cached_property
    def data(self) -> bytes:
        return canonical(self.export)

    def seen(self, event: Json) -> bool:
        """Tell whether a kept checkpoint reaches as far as an event."""
        heads: list[Json] = [one["heads"].get(event["label"], {"n": 0}) for one in self.kept]
        return any(head["n"] >= int(event["n"]) for head in heads)


Way = Callable[[Random, Json, Case], Altered]
WAYS: dict[str, Way] = {}
WITH_THE_KEY: dict[str, Way] = {}


def way(function: Way) -> Way:
    WAYS[function.__name__] = function
    return function


def with_the_key(function: Way) -> Way:
    WITH_THE_KEY[function.__name__] = function
    return function


def altered(name: str, chance: Random, case: Case) -> bytes | None:
    """Return an export altered in one way; None where that does not fit, or where it says the same as before."""
    found = {**WAYS, **WITH_THE_KEY}[name](chance, json.loads(case.data), case)
    data = canonical(found) if isinstance(found, dict) else found
    return None if data is None or says_the_same(data, case.data) else data


def says_the_same(data: bytes, other: bytes) -> bool:
    """Tell whether two texts are the same JSON, each key once, whatever its spaces and escapes."""
    try:
        return data == other or exact(data) == exact(other)
    except (ValueError, RecursionError):
        return False


def exact(data: bytes) -> bytes:
    text = data.decode()
    if text.startswith("\ufeff"):
        raise ValueError("a byte order mark")
    return canonical(json.loads(text, object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=str))


def _pairs(pairs: list[tuple[str, Any]]) -> Json:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def skeletons_of(export: Json) -> list[Json]:
    return [item["event"] for item in export["events"]]


def an_item(chance: Random, export: Json) -> Json:
    found: Json = chance.choice(export["events"])
    return found


def shown_parts(export: Json) -> list[tuple[Json, str]]:
    return [(item, name) for item in export["events"] for name in item["content"]]


def one_of(chance: Random, case: Case, kind: str) -> Json | None:
    found = case.others.get(kind, ())
    return json.loads(canonical(chance.choice(found))) if found else None


def something_else(chance: Random, value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice([-1, 1])
        case str():
            return chance.choice([f"{value}x", value[1:], value.swapcase(), None])
        case list():
            return [*value, "x"] if chance.random() < 0.5 else value[1:]
        case dict():
            return {**value, "x": 1} if chance.random() < 0.5 else dict(list(value.items())[1:])
        case _:
            return chance.choice([0, "x", False, [], {}])


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container in a value with each key or index in it."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places_in(value[key])
