"""Links between records: which records the fields of one name, and which of these a reader may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.sights import links_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.method import Method
    from engine.process.sight import Sight
    from engine.process.situation import Json, Situation


def linked(method: Method, record: str, fields: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield each field of a record that links to others, with the id of each record it links to."""
    for name, declared in method.declared.records[record].fields.items():
        if name in fields and links_to(method.declared, declared):
            value = fields[name]
            yield from ((name, str(one)) for one in (value if isinstance(value, list) else [value]))


def knowable(
    method: Method, situation: Situation, sight: Sight, record: str, fields: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the fields of a record but for those that link to a record of which the reader may not know."""
    links = linked(method, record, fields)
    hidden = {name for name, identity in links if not sight.knows(situation.records.get(identity))}
    return {name: value for name, value in fields.items() if name not in hidden}
