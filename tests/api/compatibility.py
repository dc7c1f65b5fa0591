"""What of an OpenAPI document breaks those who rely on an earlier one: what is gone, and what must be given besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Schema = dict[str, Any]
VERBS = ("get", "put", "post", "patch", "delete")
COMBINED = ("anyOf", "oneOf", "allOf")
KINDS = {"string", "boolean", "integer", "array", "object", "null"}
Way = Literal["asked", "told"]


def breaks(old: Schema, new: Schema) -> list[str]:
    """Return a sentence for each thing that somebody who relies on the old document finds changed."""
    return list(dict.fromkeys(_breaks(old, new)))


def _breaks(old: Schema, new: Schema) -> Iterator[str]:
    for path, verb, before in _operations(old):
        here, now = f"{verb.upper()} {path}", new["paths"].get(path, {}).get(verb)
        if now is None:
            yield f"{here} is gone"
        else:
            yield from _parameters(here, before, now)
            yield from _bodies(_Comparison(old, new, "asked"), here, before, now)
            yield from _answers(_Comparison(old, new, "told"), here, before, now)


def _operations(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, several in document["paths"].items():
        yield from ((path, verb, one) for verb, one in several.items() if verb in VERBS)


def _parameters(here: str, before: Schema, now: Schema) -> Iterator[str]:
    known, given = ({(one["in"], one["name"]): one for one in each.get("parameters", [])} for each in (before, now))
    yield from (f"{here} does not take {where} {name} any more" for where, name in known if (where, name) not in given)
    for (where, name), one in given.items():
        if one.get("required") and not known.get((where, name), {}).get("required"):
            yield f"{here} needs {where} {name}"


def _bodies(comparison: _Comparison, here: str, before: Schema, now: Schema) -> Iterator[str]:
    was, is_now = before.get("requestBody", {}), now.get("requestBody", {})
    if is_now.get("required") and not was.get("required"):
        yield f"{here} needs a body"
    yield from _contents(comparison, f"{here}: the body", was.get("content", {}), is_now.get("content", {}))


def _answers(comparison: _Comparison, here: str, before: Schema, now: Schema) -> Iterator[str]:
    for status, answer in before["responses"].items():
        if status not in now["responses"]:
            yield f"{here} does not answer {status} any more"
        else:
            known, given = (one.get("content", {}) for one in (answer, now["responses"][status]))
            yield from _contents(comparison, f"{here}: {status}", known, given)


def _contents(comparison: _Comparison, here: str, before: Schema, now: Schema) -> Iterator[str]:
    for media, content in before.items():
        schema = content.get("schema", {})
        if media not in now:
            yield f"{here} is not {media} any more"
        elif media.endswith("json") or not _says_nothing(schema):  # else bytes, which may be said to be bytes
            yield from comparison.of(here, schema, now[media].get("schema", {}), ())


@dataclass(frozen=True)
class _Comparison:
    """Two documents, and whether schemas are of what is asked or of what is told."""

    old: Schema
    new: Schema
    way: Way

    def of(self, here: str, before: Schema, now: Schema, inside: tuple[str, ...]) -> Iterator[str]:
        """Compare two schemas; `inside` are the named ones that this one stands in."""
        name = before.get("$ref", "")
        if name in inside:
            return
        before, now = _found(self.old, before), _found(self.new, now)
        if _is_anything(before) and _says_nothing(now):
            return
        if before.get("type") != now.get("type") and now:
            yield f"{here} is {now.get('type', 'something else')}, no more {before.get('type', 'what it was')}"
            return
        yield from self._properties(here, before, now, (*inside, name) if name else inside)
        yield from self._choices(here, before, now, (*inside, name) if name else inside)
        for part in ("items", "additionalProperties"):
            if isinstance(before.get(part), dict) and isinstance(now.get(part), dict):
                yield from self.of(f"{here}, in it", before[part], now[part], (*inside, name) if name else inside)

    def _properties(self, here: str, before: Schema, now: Schema, inside: tuple[str, ...]) -> Iterator[str]:
        known, given = before.get("properties", {}), now.get("properties", {})
        must, must_now = set(before.get("required", [])), set(now.get("required", []))
        for name, one in known.items():
            if name not in given:
                yield f"{here} has no '{name}' any more"
            else:
                yield from self.of(f"{here}, '{name}'", one, given[name], inside)
        if self.way == "asked":
            yield from (f"{here} needs '{name}'" for name in sorted(must_now - must))
        else:
            yield from (f"{here} may leave out '{name}'" for name in sorted((must - must_now) & set(given)))

    def _choices(self, here: str, before: Schema, now: Schema, inside: tuple[str, ...]) -> Iterator[str]:
        if self.way == "asked" and "enum" in now:
            gone = [one for one in before.get("enum", ()) if one not in now["enum"]]
            yield from (f"{here} may not be '{one}' any more" for one in gone)
        for part in COMBINED:
            rivals = {_mark(one): one for one in now.get(part, ())}
            kinds = {_found(self.new, one).get("type"): one for one in now.get(part, ())}
            for one in before.get(part, ()):
                rival = rivals.get(_mark(one)) or (None if "$ref" in one else kinds.get(one.get("type")))
                if rival is None:
                    yield f"{here} is never {_mark(one)} any more"
                else:
                    yield from self.of(f"{here}, as {_mark(one)}", one, rival, inside)


def _found(document: Schema, schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = document["components"]["schemas"].get(schema["$ref"].rpartition("/")[2], {})
    return found


def _says_nothing(schema: Schema) -> bool:
    return not schema.keys() - {"title", "description"}


def _is_anything(schema: Schema) -> bool:
    """Tell whether a schema is any JSON value, be it by listing every kind."""
    return _says_nothing(schema) or {one.get("type") for one in schema.get("anyOf", ())} >= KINDS


def _mark(schema: Schema) -> str:
    """Return by what one of several schemas is known again."""
    named = schema.get("$ref", "").rpartition("/")[2]
    return named or str(schema.get("const") or schema.get("title") or schema.get("type") or sorted(schema))
