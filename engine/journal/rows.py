"""The rows that follow from the log: where a process stands, for lists. Each is a function of method and situation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from engine.journal.store import storable
from engine.journal.tables import instant_text
from engine.process.sight import Reader
from engine.process.timing.calendar import PLANNED_BY
from engine.process.view import summary, telling_for
from engine.process.whereabouts import innermost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.journal.loading import Loaded
    from engine.journal.store import Connection
    from engine.language import Method
    from engine.process.world import World

COLUMNS = (
    "id", "root_id", "organisation", "method", "version", "digest", "title", "language", "state", "end", "phases",
    "owed_by", "overdue", "opened_at", "changed_at", "next_due", "due_shown", "length", "head",
    "rehearsal", "planned_by",
)  # fmt: skip
IS_ARCHIVED = "EXISTS(SELECT 1 FROM archive WHERE archive.process=process.id)"
SHOWN = (
    'id, title, method, version, state, "end", phases, owed_by, overdue, opened_at, changed_at, due_shown, rehearsal,'
    f" {IS_ARCHIVED}"
)
MOST = 100
_NAMES = [f'"{column}"' for column in COLUMNS]
UPSERT = (
    f"INSERT INTO process({', '.join(_NAMES)}) VALUES({', '.join('?' * len(_NAMES))}) "
    f"ON CONFLICT(id) DO UPDATE SET {', '.join(f'{name}=excluded.{name}' for name in _NAMES)}"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A line in a list of processes. `phases` are the innermost; `owed_by` are roles and party ids whose turn it is."""

    id: str
    title: str | None
    method: str
    version: str
    state: str
    end: str | None
    phases: list[str]
    owed_by: list[str]
    overdue: bool
    opened_at: datetime
    changed_at: datetime
    next_due: datetime | None
    rehearsal: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a list, and the cursor to go on with where there are more."""

    items: list[Standing]
    next: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. `phase` takes the phases inside it along; `owed_by` is a role or a party's id.

    `family` is the process of which a family comes: that, and all that were begun by one of it. `account` is one with a
    seat in each of them; `only` a single process. `archived` takes only what was put away, or only what was not;
    `changed_before` only that in which nothing changed since an instant that all see who take part.
    """

    method: str | None = None
    state: str | None = None
    phase: str | None = None
    owed_by: str | None = None
    overdue: bool | None = None
    q: str | None = None
    family: str | None = None
    rehearsal: bool | None = None
    ended: bool | None = None
    archived: bool | None = None
    account: str | None = None
    only: str | None = None
    changed_before: datetime | None = None


class Stood(NamedTuple):
    """Where a process stands, with the method it goes by, and as conditions see it, where that was made already."""

    method: Method
    loaded: Loaded
    world: World | None = None


def write_rows(connection: Connection, standing: Iterable[Stood]) -> None:
    """Write where processes stand."""
    rows = [_row(*one) for one in standing]
    if rows:
        connection.executemany(UPSERT, rows)


def list_rows(connection: Connection, organisation: str, filters: Filters, after: str | None, limit: int) -> Page:
    """Return the processes of an organisation that fit, the newest first, from behind the cursor `after`."""
    where, values = narrowing(organisation, filters)
    if after is not None:
        where, values = f"{where} AND id < ?", (*values, storable(after))
    most = max(1, min(limit, MOST))
    query = f"SELECT {SHOWN} FROM process WHERE {where} ORDER BY id DESC LIMIT ?"  # noqa: S608 - only our own words
    rows = connection.execute(query, (*values, most + 1)).fetchall()
    items = [_standing(row) for row in rows[:most]]
    return Page(items, items[-1].id if len(rows) > most else None)


def narrowing(organisation: str, filters: Filters) -> tuple[str, tuple[object, ...]]:
    """Return what must hold of the rows of an organisation that fit, as a condition of SQL and its values."""
    tests, values = _tests(organisation, filters)
    return " AND ".join(tests), tuple(map(_storable, values))


def _row(method: Method, loaded: Loaded, world: World | None) -> tuple[object, ...]:
    situation = loaded.situation
    telling = telling_for(method, situation, Reader())
    telling = replace(telling, explains=False, world=world or telling.world)
    told = summary(telling)
    due, shown = situation.next_due(), situation.next_due(telling.sight.may_know)
    return (
        situation.process, situation.root, loaded.organisation, situation.method, situation.version, situation.digest,
        situation.title, situation.language, situation.state, situation.end, _words(innermost(method, situation)),
        _words(sorted(told.owed_by)), told.overdue, instant_text(situation.opened_at),
        instant_text(told.changed_at), instant_text(due) if due else None,
        instant_text(shown) if shown else None, situation.order, loaded.head,
        situation.rehearsal, PLANNED_BY if due else None,
    )  # fmt: skip


def _words(words: list[str]) -> str:
    return f" {' '.join(words)} " if words else ""


def _tests(organisation: str, filters: Filters) -> tuple[list[str], list[object]]:
    tests, bound = ["organisation = ?"], list[object]([organisation])
    for column, wanted in (
        ("method", filters.method),
        ("state", filters.state),
        ("overdue", filters.overdue),
        ("root_id", filters.family),
        ("rehearsal", filters.rehearsal),
        ("id", filters.only),
    ):
        if wanted is not None:
            tests.append(f"{column} = ?")
            bound.append(wanted)
    if filters.ended is not None:
        tests.append("state = 'ended'" if filters.ended else "state <> 'ended'")
    if filters.phase:
        tests.append("(instr(phases, ?) > 0 OR instr(phases, ?) > 0)")
        bound += [f" {filters.phase} ", f" {filters.phase}."]
    if filters.changed_before is not None:
        tests.append("changed_at < ?")
        bound.append(instant_text(filters.changed_before))
    if filters.archived is not None:
        tests.append(IS_ARCHIVED if filters.archived else f"NOT {IS_ARCHIVED}")
    if filters.account:
        tests.append("id IN (SELECT process FROM seat WHERE account = ?)")
        bound.append(filters.account)
    if filters.owed_by:
        tests.append("instr(owed_by, ?) > 0")
        bound.append(f" {filters.owed_by} ")
    if filters.q:
        tests.append("instr(lower(title), lower(?)) > 0")
        bound.append(filters.q)
    return tests, bound


def _storable(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def _standing(row: tuple[object, ...]) -> Standing:
    identity, title, method, version, state, end, phases, owed_by, overdue, opened, changed, due, *flags = row
    return Standing(
        str(identity), None if title is None else str(title), str(method), str(version), str(state),
        None if end is None else str(end), str(phases).split(), str(owed_by).split(), bool(overdue),
        datetime.fromisoformat(str(opened)), datetime.fromisoformat(str(changed)),
        datetime.fromisoformat(str(due)) if due else None, *map(bool, flags),
    )  # fmt: skip
