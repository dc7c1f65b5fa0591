"""Erasing what people typed: who may, and what stays. The log keeps that it was there and that it was erased."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.process.events import ContentRedacted
from engine.process.refusal import refuse
from engine.process.who import wanted_or_opener

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.process.commands import Redact
    from engine.process.turn import Turn


@dataclass(frozen=True, slots=True)
class Erasable:
    """A piece of content that a command names: its commitment, who may see it, and the run whose ballot it is."""

    commitment: str
    label: str
    run: str | None = None


def redact(turn: Turn, command: Redact, found: Sequence[Erasable]) -> None:
    """Erase content that was found, told to those who could see it. A ballot can go once its run was counted.

    A record of which the actor may not know is as one that is not there; a ballot in a run of which he may not know
    stays until it was counted, and nothing is said of it.
    """
    may = turn.method.declared.may.redact
    entries = wanted_or_opener(turn.method, turn.situation, may)
    turn.act(command, entries, "redact_not_yours")
    sight, records = turn.sight(command.actor), turn.situation.records
    counting = {run.id: run for run in turn.situation.open_runs()}
    found = [one for one in found if one.run not in counting or sight.knows_run(counting[one.run])]
    if not found or any(one in records and not sight.knows(records[one]) for one in command.named):
        raise refuse("unknown-thing", "content_unknown", "/content")
    if run := next((counting[one.run] for one in found if one.run in counting), None):
        raise refuse("rule", "ballot_still_counts", "/content", decision=run.decision)
    erase_found(turn, found, command.reason)


def erase_found(turn: Turn, found: Sequence[Erasable], reason: str | None = None) -> None:
    """Erase content that was found, told to each audience that could see some of it."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for one in found:
        by_label[one.label].append(one.commitment)
    for label, commitments in sorted(by_label.items()):
        turn.emit(ContentRedacted(tuple(sorted(commitments)), reason), label)
