"""A process as an object-centric event log (OCEL 2.0, JSON) for process mining: what was, what happened, and with what.

Every value is a text, as the published schema wants it; the type that is declared for it says how to read it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from api.exports.ocel_events import events
from api.exports.ocel_objects import objects
from api.exports.ocel_shapes import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.exports.copying import Copy
    from api.exports.ocel_shapes import Attribute, Happening, Related, Thing


def ocel_of(copy: Copy) -> bytes:
    """Return a copy as an OCEL 2.0 document, a thing or an event on a line; the same bytes for the same copy."""
    things = objects(copy)
    happened = events(copy, things)
    told = {
        "objectTypes": _types((one.type, one.attributes) for one in things),
        "eventTypes": _types((one.type, one.attributes) for one in happened),
        "objects": [_thing(one) for one in things],
        "events": [_happening(one) for one in happened],
    }
    parts = (f"{json.dumps(name)}: [{','.join(_lines(several))}\n]" for name, several in told.items())
    return f"{{{', '.join(parts)}}}\n".encode()


def _lines(several: Iterable[dict[str, object]]) -> Iterator[str]:
    return (f"\n{json.dumps(one, ensure_ascii=False)}" for one in several)


def _types(found: Iterable[tuple[str, Iterable[Attribute]]]) -> list[dict[str, object]]:
    """Return the types that there are, each with its attributes; one whose values differ in type is a text."""
    types: dict[str, dict[str, str]] = {}
    for name, attributes in found:
        known = types.setdefault(name, {})
        for one in attributes:
            known[one.name] = one.type if known.get(one.name, one.type) == one.type else "string"
    return [
        {"name": name, "attributes": [{"name": one, "type": kind} for one, kind in attributes.items()]}
        for name, attributes in types.items()
    ]


def _thing(one: Thing) -> dict[str, object]:
    attributes = [{"name": it.name, "time": instant(it.at), "value": it.text} for it in one.attributes]
    return {"id": one.id, "type": one.type, "attributes": attributes, "relationships": _related(one.related)}


def _happening(one: Happening) -> dict[str, object]:
    return {
        "id": one.id,
        "type": one.type,
        "time": instant(one.at),
        "attributes": [{"name": it.name, "value": it.text} for it in one.attributes],
        "relationships": _related(one.related),
    }


def _related(related: Iterable[Related]) -> list[dict[str, str]]:
    return [{"objectId": one.id, "qualifier": one.qualifier} for one in related]
