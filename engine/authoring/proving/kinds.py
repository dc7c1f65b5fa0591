"""What makes two situations alike for a search: where the process is, and what conditions can tell apart of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from engine.authoring.proving.standing import Standing
    from engine.process.situation import Record

MANY = 3
TOLD = ("choice", "yes_no")


def kind_of_situation(here: Standing, *, counts_visits: bool = False) -> Hashable:
    """Return what a situation is like: phases, records, decisions, roles and holds, without who and when.

    How often a phase was visited matters where a condition counts that.
    """
    situation = here.situation
    phases = frozenset(
        (path, visit.ended, min(visit.number, MANY) if counts_visits else 0)
        for path, visit in situation.visits.items()
        if visit.status == "now"
    )
    records = Counter(_kind_of_record(here, one) for one in situation.records.values())
    runs = frozenset((name, _kind_of_runs(here, name)) for name in situation.by_decision)
    holders = frozenset((role, min(len(held), MANY)) for role, held in situation.holdings.items())
    limited = frozenset(
        (address, times) for address, times in situation.taken.items() if here.method.plan.ways[address].declared.limit
    )
    came = frozenset(key.partition(":")[0] for key in situation.came)
    case = frozenset((name, str(value)) for name, value in (situation.case or {}).items())
    return (
        phases, frozenset((kind, min(number, MANY)) for kind, number in records.items()), runs, holders, limited,
        bool(situation.open_holds()), came, case, situation.end, len(situation.sessions), len(situation.waivers),
        frozenset((one.phase, one.outcome) for one in situation.children.values()),
    )  # fmt: skip


def _kind_of_runs(here: Standing, decision: str) -> Hashable:
    runs = here.situation.runs_of(decision)
    counted = Counter((run.state, _winner(here, run.winner), run.awaits_ratification) for run in runs)
    return frozenset((kind, min(number, MANY)) for kind, number in counted.items())


def _kind_of_record(here: Standing, record: Record) -> Hashable:
    declared = here.method.declared.records[record.type].fields
    live = record.live.fields if record.live and record.live.fields is not None else {}
    told = tuple(
        (name, value if declared[name].type in TOLD else bool(value))
        for name, value in sorted(live.items())
        if not isinstance(value, list | dict)
    )
    return record.type, record.state, told


def _winner(here: Standing, winner: str | None) -> bool | str | None:
    return winner if winner is None or winner not in here.situation.records else True
