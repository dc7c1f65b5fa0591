"""Everything in a process that is due at some instant, family by family. What has happened already is due no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.clocks import Clock
from engine.language.conditions import Need
from engine.language.declaration.decisions import Window
from engine.language.plan import ROOT
from engine.process.catching_up import bound_of, part_of
from engine.process.gates import OPEN, judge
from engine.process.instants import end_of_day
from engine.process.known_to import known_to
from engine.process.labels import PROCESS
from engine.process.standing import standing_gates
from engine.process.timing.clocks import due_of
from engine.process.timing.keys import move_key, of_visit, owed_key, wait_key, while_key
from engine.process.world.subjects import identity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from engine.language.conditions import Group
    from engine.language.declaration import RecordType
    from engine.process.gates import Verdict
    from engine.process.situation import Record
    from engine.process.world import Thing, World


@dataclass(frozen=True, slots=True)
class Timed:
    """Something that is due at an instant (UTC), or would be if its clock had begun; `label`: who may know of it."""

    key: str
    at: datetime | None
    label: str = PROCESS


def timed(world: World) -> Iterator[Timed]:
    """Yield everything that is due, or has a clock that has not begun."""
    return chain.from_iterable(family(world) for family in FAMILIES)


def _phases(world: World) -> Iterator[Timed]:
    for path, visit in world.situation.visits.items():
        term = world.method.plan.nodes[path].declared.term
        if term and visit.status == "now" and not visit.overdue:
            at = due_of(world, term, visit.entered_at, {}, path, visit.extended)
            yield Timed(f"phase:{path}", at)


def _runs(world: World) -> Iterator[Timed]:
    for run in world.situation.open_runs():
        declared = world.method.declared.decisions[run.decision]
        if declared.open_for is None:
            continue
        bound = world.bound_to(declared.per or (), run.subject)
        window = declared.open_for if isinstance(declared.open_for, Window) else None
        until = window.to if window else declared.open_for
        if window:
            begins = due_of(world, window.from_, run.opened_at, bound, run.phase)
            yield Timed(f"window:{run.id}", begins, run.label)
        if isinstance(until, Clock):
            yield Timed(f"run:{run.id}", due_of(world, until, run.opened_at, bound, run.phase), run.label)


def _ratifications(world: World) -> Iterator[Timed]:
    for run in world.situation.runs.values():
        within = world.method.declared.decisions[run.decision].ratify_within
        if within and run.awaits_ratification and run.state == "accepted":
            bound = world.bound_to(world.method.declared.decisions[run.decision].per or (), run.subject)
            yield Timed(f"ratify:{run.id}", due_of(world, within, run.closed_at, bound, run.phase), run.label)


def _records(world: World) -> Iterator[Timed]:
    """Yield when records expire, and when a new one is owed."""
    for name, declared in world.method.declared.records.items():
        if declared.expires is None and declared.every is None:
            continue
        for known in world.situation.of_type(name):
            if known.live is None or not known.is_live:
                continue
            if declared.expires is not None:
                yield Timed(f"record:{known.id}", _expiry(world, known, declared.expires), _told_by(known, declared))
            if declared.every is not None:
                at = due_of(world, declared.every, known.live.at, _around(world, known), "")
                yield Timed(f"every:{known.id}", at, known.label)


def _expiry(world: World, known: Record, expires: Clock | str) -> datetime | None:
    """Return when a record expires: with the day in a field of it, or by a clock from when it was first shared."""
    if isinstance(expires, Clock):
        return due_of(world, expires, known.shared_at, _around(world, known), "")
    day = known.live.fields.get(expires) if known.live and known.live.fields else None
    return end_of_day(date.fromisoformat(str(day)), world.situation.zone) if day else None


def _told_by(known: Record, declared: RecordType) -> str:
    """Return who may know when a record expires: whoever may see the field that says so."""
    veil = known.live.veils.get(str(declared.expires)) if known.live else None
    return veil or known.label


def _around(world: World, known: Record) -> dict[str, Thing]:
    bound = world.bound_to(world.method.declared.records[known.type].per or (), known.subject)
    return bound | {known.type: world.record(known.id)}


def _duties(world: World) -> Iterator[Timed]:
    """Yield when each duty of a party that catches up is owed, from when the party came."""
    for party, owed in world.situation.duties.items():
        for one in (each for each in owed if not each.duty.holder):
            part = part_of(world.method, one.duty)
            if isinstance(part, Need) and part.due and not one.overdue:
                bound = bound_of(world, one.duty, party)
                joined = world.situation.parties[party].joined_at
                yield Timed(
                    f"catchup:{party}/{one.duty.condition}", due_of(world, part.due, joined, bound, one.duty.phase)
                )


def _roles(world: World) -> Iterator[Timed]:
    """Yield when roles end by themselves; those that are carried over do so in the parent alone."""
    carried = world.situation.lineage.carried if world.situation.lineage else ()
    for name, declared in world.method.declared.roles.items():
        if name in carried:
            continue
        for held in world.situation.holders(name) if declared.expires else ():
            bound: dict[str, Thing] = {name: world.holder(name, held.participant)}
            at = due_of(world, declared.expires, held.appointed_at, bound, ROOT) if declared.expires else None
            yield Timed(f"role:{name}/{held.participant}", at)


def _waivers(world: World) -> Iterator[Timed]:
    for one in world.situation.waivers.values():
        if one.until and one.state != "expired":
            yield Timed(f"waiver:{one.id}", one.until, one.label)


def _holds(world: World) -> Iterator[Timed]:
    for one in world.situation.holds.values():
        if one.until and one.ended_at is None:
            yield Timed(f"hold:{one.id}", one.until)


def _reminders(world: World) -> Iterator[Timed]:
    zone = ZoneInfo(world.situation.zone)
    for path, visit in world.situation.visits.items():
        lengths = world.method.plan.nodes[path].declared.remind or ()
        if lengths and visit.status == "now" and visit.due_at and not visit.overdue:
            for number, length in enumerate(lengths):
                at = length.before(visit.due_at, zone)
                if at > visit.entered_at:
                    yield Timed(f"remind:{of_visit(world.situation, path)}:{number}", at)


def _moves(world: World) -> Iterator[Timed]:
    situation = world.situation
    for address, way in world.method.plan.ways.items():
        if way.declared.at is None or not situation.is_now(way.owner):
            continue
        visit = situation.visits[way.owner]
        at = (
            visit.due_at
            if way.declared.at == "term"
            else due_of(world, way.declared.at, visit.entered_at, {}, way.owner)
        )
        yield Timed(move_key(situation, way.owner, address), at)


def _standing(world: World) -> Iterator[Timed]:
    for path, gate, then in standing_gates(world.method, world.situation):
        judged = world.situation.judged.get(f"while:{path}:{gate}")
        if then != "hold" and then.after and judged and judged.broken_since:
            at = due_of(world, then.after, judged.broken_since, {}, path)
            yield Timed(while_key(world.situation, path, gate), at)


def _conditions(world: World) -> Iterator[Timed]:
    """Yield what conditions wait for, and when those that are open are owed, in the gates that are judged here."""
    for gate, phase in _judged_here(world):
        for need, bound, verdict in needs_found(judge(world, gate, phase)):
            visit = world.situation.visits.get(phase)
            began = visit.entered_at if visit else world.situation.opened_at
            subject = tuple(identity_of(bound[one.name]) for one in need.scope if one.name in bound)
            if need.waited:
                at = due_of(world, need.waited, began, bound, phase)
                key = wait_key(world.situation, need, phase, bound)
                yield Timed(key, at, known_to(world.method, world.situation, need, subject))
            if need.due and verdict in OPEN:
                at = due_of(world, need.due, began, bound, phase)
                key = owed_key(world.situation, need, phase, bound)
                yield Timed(key, at, known_to(world.method, world.situation, need, subject))


def _judged_here(world: World) -> Iterator[tuple[Group, str]]:
    timely = world.method.timely_gates
    for address, way, gate in world.method.gated_ways if timely else ():
        if f"move:{address}" in timely and world.situation.is_now(way.owner):
            yield gate, way.owner
    for path, name, _ in standing_gates(world.method, world.situation):
        if f"gate:{name}" in timely:
            yield world.method.gates[f"gate:{name}"], path


def needs_found(verdict: Verdict) -> Iterator[tuple[Need, Mapping[str, Thing], str]]:
    """Yield each single condition of a judged gate with the subjects in scope and what was found for them."""
    part = verdict.part
    for one in verdict.subjects:
        if isinstance(part, Need):
            yield part, one.bound, one.verdict
        for inner in one.conditions:
            yield from needs_found(inner)
    if isinstance(part, Need) and part.each is None:
        yield part, verdict.bound, verdict.verdict
    for inner in verdict.conditions:
        yield from needs_found(inner)


FAMILIES: list[Callable[[World], Iterator[Timed]]] = [
    _phases, _runs, _ratifications, _records, _roles, _duties,
    _waivers, _holds, _reminders, _moves, _standing, _conditions,
]  # fmt: skip
