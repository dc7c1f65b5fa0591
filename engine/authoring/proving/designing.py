"""Choosing what to write in a record, so that the conditions that are aimed at are met once it is shared.

A record is judged as if it were written already, in a world of its own: nothing is submitted to find out.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import immutables

from engine.authoring.proving.spots import Aim, Spot
from engine.authoring.proving.values import possible, usual
from engine.language.conditions import needs_in
from engine.language.expressions import Unknown, typed
from engine.process.situation import Record, Version
from engine.process.whereabouts import opening_phase
from engine.process.world import RecordThing, World

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.process.situation import Json, Subject

MOST_TRIES = 300
TRIES_ALIKE = 10  # tries that take as long as asking the engine once
SUPPOSED = "supposed"
SET = frozenset({"yes_no", "choice", "list", "link", "party", "participant", "document"})  # whatever is compared


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody would write, and how many of the aims would be met then.

    It `suits` where it is written by somebody whom the aims ask for.
    """

    fields: dict[str, Json]
    met: int
    suits: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A record that is about to be written: by whom, for what, which of its fields; `before` is its live version."""

    record: str
    subject: Subject
    party: str | None
    actor: str
    fields: Collection[str]
    before: Record | None = None


def design(seek: Seek, here: Standing, page: Page) -> Draft:
    """Return the best that can be written on a page for what is aimed at."""
    aims = _aims(seek, here, page)
    declared = here.method.declared.records[page.record].fields
    number = len(here.situation.of_type(page.record)) + 1
    thing = f"record:{page.record}"
    fields = {
        name: _as_it_was(page, name, usual(here, seek.literals, thing, name, field, page.actor, number))
        for name, field in declared.items()
        if name in page.fields
    }
    desk = _Desk(seek, here, page, aims, number)
    sketch = desk.sketched(fields)
    sketch = desk.improved(sketch, aims, 1)
    for aim in aims:
        sketch = desk.for_the_sake_of(sketch, aim)
    sketch = desk.improved(sketch, aims, 2)
    seek.spend(desk.worlds // TRIES_ALIKE)
    suits = all(id(aim) in sketch.met for aim in aims if _names_author(aim))
    return Draft(sketch.fields, len(sketch.met), suits)


def _product(choices: list[list[Json]]) -> Iterator[tuple[Json, ...]]:
    if not choices:
        yield ()
        return
    for value in choices[0]:
        for rest in _product(choices[1:]):
            yield (value, *rest)


def _as_it_was(page: Page, name: str, otherwise: Json) -> Json:
    live = page.before.live if page.before else None
    return live.fields.get(name) if live and live.fields is not None else otherwise


def _aims(seek: Seek, here: Standing, page: Page) -> list[Aim]:
    """Return what is wanted of the record: by what is aimed at now, by its own gate, and by what comes later."""
    known = _known(here, page)
    found: dict[object, Aim] = {}
    for aim in (*seek.aims, *(() if seek.defying else _own_gate(here, page, known)), *seek.wishes):
        for part in aim.parts():
            if part.reads(page.record) or _names_author(part):
                found.setdefault(part.key(), part)
    return list(found.values())


def _names_author(aim: Aim) -> bool:
    return "author" in aim.members()


def _own_gate(here: Standing, page: Page, known: RecordThing) -> Iterator[Aim]:
    gate = here.method.gates.get(f"record:{page.record}")
    if gate is None:
        return
    phase = opening_phase(here.method, here.situation, page.record)
    per = here.method.declared.records[page.record].per or ()
    bound: dict[str, object] = {**here.world.bound_to(per, page.subject), page.record: known}
    for need in needs_in(gate):
        if need.need and not need.each:
            where = Aim(Spot(need.where, phase, bound), need.where.typed.root, wanted=True) if need.where else None
            yield Aim(Spot(need.need, phase, bound), need.need.typed.root, wanted=True, unless=where)


def _known(here: Standing, page: Page) -> RecordThing:
    return RecordThing(here.world, (page.record, page.before.id if page.before else page.subject), page.before)


@dataclass(frozen=True, slots=True)
class _Sketch:
    """What could be written, and the aims that are met then."""

    fields: dict[str, Json]
    met: frozenset[int]


class _Desk:
    """Where a record is tried out."""

    def __init__(self, seek: Seek, here: Standing, page: Page, aims: list[Aim], number: int) -> None:
        self.seek, self.here, self.page, self.aims, self.number, self.tries = seek, here, page, aims, number, 0
        self.declared = here.method.declared.records[page.record].fields
        self.judged: dict[tuple[object, ...], bool] = {}
        self.compared: dict[tuple[object, ...], list[object]] = {}
        self.worlds = 0

    def sketched(self, fields: dict[str, Json]) -> _Sketch:
        """Return a first sketch."""
        return _Sketch(fields, self._met(fields, self.aims))

    def improved(self, sketch: _Sketch, aims: list[Aim], several: int, but: str = "") -> _Sketch:
        """Return the sketch with other values under so many names at once, where that meets more."""
        read = [name for name in sketch.fields if name != but and any(name in aim.members() for aim in aims)]
        for names in combinations(read, several):
            if len(sketch.met) == len(self.aims) or self.tries > MOST_TRIES:
                break
            for other in self._others(sketch, names):
                sketch = other if len(other.met) > len(sketch.met) else sketch
        return sketch

    def for_the_sake_of(self, sketch: _Sketch, aim: Aim) -> _Sketch:
        """Return the sketch changed for one aim, with what that undid mended, where that meets more in the end."""
        if id(aim) in sketch.met:
            return sketch
        for name in [one for one in sketch.fields if one in aim.members()]:
            for other in self._others(sketch, (name,)):
                undone = [one for one in self.aims if id(one) in sketch.met - other.met]
                if id(aim) in other.met and undone and self.tries <= MOST_TRIES:
                    mended = self.improved(self.improved(other, undone, 1, name), undone, 2, name)
                    if len(mended.met) > len(sketch.met):
                        return mended
        return sketch

    def _others(self, sketch: _Sketch, names: tuple[str, ...]) -> Iterator[_Sketch]:
        """Yield the sketch with every other value under some names."""
        touched = [aim for aim in self.aims if not aim.members().isdisjoint(names)]
        others = sketch.met - {id(aim) for aim in touched}
        looked_at = any(self.declared[name].type not in SET for name in names)
        seen = self._seen(sketch.fields, touched) if looked_at else []
        thing = f"record:{self.page.record}"
        choices = [
            possible(self.here, self.seek.literals, thing, name, self.declared[name], seen, sketch.fields[name])
            for name in names
        ]
        for values in _product(choices):
            if self.tries > MOST_TRIES:
                return
            told = {**sketch.fields, **dict(zip(names, values, strict=True))}
            yield _Sketch(told, others | self._met(told, touched))

    def _met(self, fields: Mapping[str, Json], aims: list[Aim]) -> frozenset[int]:
        self.tries += 1
        keys = {id(aim): (id(aim), *self._read(aim, fields)) for aim in aims}
        new = [aim for aim in aims if keys[id(aim)] not in self.judged]
        if new:
            world, fresh = self._world(fields)
            self.judged |= {keys[id(aim)]: aim.is_met(world, fresh) for aim in new}
        return frozenset(one for one, key in keys.items() if self.judged[key])

    def _read(self, aim: Aim, fields: Mapping[str, Json]) -> Iterator[str]:
        """Yield what stands in the fields on which an aim depends: with the same in them it is met or not as before."""
        return (repr(fields.get(name)) for name in self.declared if name in aim.members())

    def _seen(self, fields: Mapping[str, Json], aims: list[Aim]) -> list[object]:
        """Return every single value that the aims compare with."""
        key = tuple(part for aim in aims for part in (id(aim), *self._read(aim, fields)))
        if key not in self.compared:
            self.compared[key] = self._values(fields, aims)
        return self.compared[key]

    def _values(self, fields: Mapping[str, Json], aims: list[Aim]) -> list[object]:
        world, fresh = self._world(fields)
        found: list[object] = []
        for aim in aims:
            for node in typed.every(aim.node):
                if isinstance(node, typed.Get | typed.Constant | typed.Apply | typed.Element):
                    with suppress(KeyError, IndexError):
                        value = aim.spot.value(world, node, fresh)
                        if not isinstance(value, Unknown) and value not in found:
                            found.append(value)
        return found

    def _world(self, fields: Mapping[str, Json]) -> tuple[World, RecordThing]:
        self.worlds += 1
        page, situation, at = self.page, self.here.situation, self.here.at
        before = page.before
        kept: immutables.Map[str, Json] = immutables.Map(
            {name: value for name, value in fields.items() if value is not None}
        )
        if before and before.live and before.live.fields is not None:
            kept = before.live.fields.update(kept)
            for name in fields:
                kept = kept.delete(name) if fields[name] is None and name in kept else kept
        version = Version((before.latest if before else 0) + 1, kept, page.actor, at)
        record = (
            replace(before, live=version, changed_at=at)
            if before
            else Record(SUPPOSED, page.record, page.subject, page.party, live=version, shared_at=at, changed_at=at)
        )
        there = situation.by_type.get(page.record, ())
        supposed = replace(
            situation,
            records=situation.records.set(record.id, record),
            by_type=situation.by_type.set(page.record, there if record.id in there else (*there, record.id)),
        )
        world = World(self.here.method, supposed)
        return world, world.record(record.id)
