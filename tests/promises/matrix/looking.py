"""Everything a reader gets of a process, and what he gets of one field: it is seen, or hidden, or something else."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.process.sight import Reader, Sight
from engine.process.view import (
    entries,
    progress,
    records,
    telling_for,
)
from engine.process.view import shapes as shapes_module
from engine.process.view.shapes import Count, Named, Owed
from engine.process.view.telling import ELLIPSIS
from tests.promises.seen import as_text, numbered, standing, views
from tests.streamed import streamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.process.view import Telling
    from engine.process.view.shapes import Entry, Progress
    from tests.factories import Table
    from tests.promises.matrix.kept import Kept

SHAPES: dict[str, type] = {
    name: one for name, one in vars(shapes_module).items() if is_dataclass(one) and isinstance(one, type)
}
PLAIN = (Named, Owed, Count)  # what holds no resource of its own


@dataclass(frozen=True, slots=True)
class Everything(Sight):
    """The sight of nobody: of one who may know all there is."""

    def may_know(self, label: str) -> bool:
        """Tell that it may be known."""
        return True


class Seen:
    """What one reader gets of a process, as it is asked for."""

    def __init__(self, table: Table, telling: Telling) -> None:
        self.table, self.telling = table, telling

    @cached_property
    def progress(self) -> Progress:
        """Where the process stands."""
        return progress(self.telling, {"self": "/v1/processes/x"})

    @cached_property
    def log(self) -> list[Entry]:
        """The lines of the log, each with a commitment."""
        kept = [(number, event, {"part": "commitment"}) for number, event, _ in numbered(self.table.events)]
        return entries(self.telling, kept)

    def record(self, identity: str) -> shapes_module.RecordView | None:
        """Return a record."""
        return next((one for one in records(self.telling) if one.id == identity), None)

    def entry(self, kind: str) -> Entry | None:
        """Return the latest line of the log of a kind."""
        return next((one for one in reversed(self.log) if one.type == kind), None)

    def decision(self, name: str) -> shapes_module.Decision | None:
        """Return the run of a decision that counts."""
        return next((one for one in self.progress.decisions if one.name == name), None)

    def condition(self, name: str) -> shapes_module.Condition:
        """Return a condition of the gate of the matrix."""
        (gate,) = [move.gate for move in self.progress.moves if move.gate]
        return next(one for one in gate.conditions if one.id == name)

    def part(self, view: Callable[[Telling], list[Any]], **told: object) -> Any:
        """Return the first row of a view of which these fields are so."""
        rows = view(self.telling)
        return next((one for one in rows if all(getattr(one, name) == value for name, value in told.items())), None)

    @property
    def there(self) -> str:
        """Where the process is, behind HTTP."""
        return f"/v1/processes/{self.table.situation.process}"

    @property
    def headers(self) -> dict[str, str]:
        """What says who reads."""
        reader = self.telling.sight.reader.participant
        return {"Sluis-Actor": reader} if reader else {}

    def asked(self, how: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Return an answer to the reader over HTTP; of a list of lines as dictionaries."""
        kept: Kept = self.table.simulation  # type: ignore[assignment]  # only a stage on a store is behind HTTP
        told = {"json": body} if body is not None else {}
        return kept.client.request(how, path, headers=self.headers | (headers or {}), **told).json()

    def streamed(self) -> list[Any]:
        """Return the lines of the stream, as far as it has come."""
        kept: Kept = self.table.simulation  # type: ignore[assignment]  # as above
        text = streamed(kept.app, f"{self.there}/stream", self.headers).text
        return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {") and len(line) > 8]

    def inside(self) -> Seen:
        """Return what the reader gets of the process that a phase of this one runs."""
        ((method, situation),) = self.table.simulation.children.values()
        reader = self.telling.sight.reader
        telling = telling_for(method, situation, reader)
        if isinstance(self.telling.sight, Everything):
            telling = replace(telling, sight=Everything(reader, telling.sight.audiences))
        return Seen(self.table, telling)

    def everything(self) -> str:
        """Return all that the reader gets, as text."""
        reader = self.telling.sight.reader.participant
        method, situation = self.table.simulation.method, self.table.situation
        return as_text([views(method, situation, reader), self.log, standing(method, situation, reader)])


def seen_by(table: Table, participant: str | None) -> Seen:
    """Return what a reader gets."""
    telling = telling_for(table.simulation.method, table.situation, Reader(participant=participant))
    return Seen(table, telling)


def all_there_is(table: Table, participant: str | None = None) -> Seen:
    """Return what is there to be seen, whoever may see it; what is somebody's own as that participant has it."""
    reader = Reader(participant=participant)
    telling = telling_for(table.simulation.method, table.situation, reader)
    return Seen(table, replace(telling, sight=Everything(reader, telling.sight.audiences)))


def fields_of(row: object) -> Iterator[tuple[str, Any]]:
    """Yield every field of a row, of an object in it each key apart: `id`, `fields.text`."""
    told = row if isinstance(row, dict) else {one.name: getattr(row, one.name) for one in fields(row)}  # type: ignore[arg-type]  # a row of a view
    for name, value in told.items():
        yield from _spelled_out(name, value)


def value_at(row: object, path: str) -> Any:
    """Return what stands at a path in a row; None where there is nothing."""
    value: Any = row
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else getattr(value, key, None)
    return value


def is_nothing(value: Any) -> bool:
    """Tell whether a value tells nothing: it is left out, empty, or only says that there is something."""
    if isinstance(value, Named):
        return value.id == value.name == ELLIPSIS
    if isinstance(value, list):
        return all(is_nothing(one) for one in value)
    return value in (None, "", ELLIPSIS) or value == {} or (value == 0 and value is not False)


def holds_rows(value: Any) -> bool:
    """Tell whether a value is made of rows that have cells of their own."""
    several = value if isinstance(value, list) else [value]
    return any(is_dataclass(one) and not isinstance(one, PLAIN) for one in several)


def found(whole: object, row: object | None, path: str) -> str:
    """Say what a row tells of a field of which all is in `whole`: seen, hidden, or otherwise."""
    if row is None:
        return "hidden"
    asked, value = value_at(whole, path), value_at(row, path)
    if holds_rows(asked):
        return "seen"  # of each row in it its own cells say the rest
    if value == asked:
        return "seen"
    return "hidden" if is_nothing(value) else "otherwise"


def _spelled_out(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    name = path.rpartition(".")[2]
    if name in ("fields", "data", "case") and isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _spelled_out(f"{path}.{key}", one)
    else:
        yield path, value
