"""How many processes there are, by method, state, phase and whose turn it is: counted from the rows of lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.journal.rows import narrowing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.journal.rows import Filters
    from engine.journal.store import Connection

COUNTED = (
    'SELECT method, version, state, "end", phases, count(*), count(*) FILTER (WHERE overdue) FROM process'
    ' WHERE {where} GROUP BY method, version, state, "end", phases ORDER BY method, version, state, phases, "end"'
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many processes are alike: by one version of a method, in one state and the same innermost phases."""

    method: str
    version: str
    state: str
    end: str | None
    phases: tuple[str, ...]
    number: int
    overdue: int


def count_rows(connection: Connection, organisation: str, filters: Filters) -> list[Count]:
    """Return how many processes that fit are alike, by method, version, state and phases."""
    where, values = narrowing(organisation, filters)
    rows = connection.execute(COUNTED.format(where=where), values).fetchall()
    return [
        Count(str(method), str(version), str(state), None if end is None else str(end), tuple(str(phases).split()),
              int(number), int(overdue))
        for method, version, state, end, phases, number, overdue in rows
    ]  # fmt: skip


def count_turns(connection: Connection, organisation: str, filters: Filters, roles: Sequence[str]) -> dict[str, int]:
    """Return in how many processes that fit it is the turn of each of some roles."""
    if not roles:
        return {}
    where, values = narrowing(organisation, filters)
    each = ", ".join(["count(*) FILTER (WHERE instr(owed_by, ?) > 0)"] * len(roles))
    query = f"SELECT {each} FROM process WHERE {where}"  # noqa: S608 - only our own words
    row = connection.execute(query, (*(f" {role} " for role in roles), *values)).fetchone()
    return dict(zip(roles, map(int, row), strict=True)) if row else {}
