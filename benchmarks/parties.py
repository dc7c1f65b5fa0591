"""Situations with many parties that live in memory: the real decide and fold, and nothing kept."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.samples import NotDone, acts_on, arrivals, command, the_method
from engine.authoring.simulation import counted_ids
from engine.process.decide import decide
from engine.process.fold import fold_all
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.language import Method
    from engine.process.commands import Command
    from engine.process.situation import Situation

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def in_memory(parties: int) -> tuple[Method, Situation, Situation]:
    """Return the method, a situation in which all mandates are confirmed, and the one before the last was."""
    method = the_method()
    ids = counted_ids("benchmarks")
    situation: Situation | None = None
    opening = command("open", method="measured", title="The dike", name="Anna")
    *joined, begin = arrivals(parties)
    mandates = [f"mandate-{one}" for one in range(parties)]
    confirmed = [command(**one) for one in islice(acts_on(mandates), parties)]
    before = _after(method, situation, [opening, *joined, *confirmed[:-1], begin], ids)
    return method, _after(method, before, confirmed[-1:], ids), before


def _after(method: Method, situation: Situation | None, commands: Iterable[Command], ids: Iterable[str]) -> Situation:
    numbers = iter(ids)
    for one in commands:
        events = decide(method, situation, one, AT, numbers)
        if isinstance(events, Refusal):
            raise NotDone(f"{one}: {events}")
        situation = fold_all(situation, events)
    if situation is None:
        raise NotDone("nothing was done")
    return situation
