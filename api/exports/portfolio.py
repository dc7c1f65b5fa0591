"""The portfolio as a table for spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.exports.cells import Manner, Table, csv_of
from api.exports.values import BETWEEN, COMMA
from api.wording.exporting import words_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.exports.cells import Cell
    from api.pages.portfolio import Told
    from api.wording.process import Words

INSTANTS = ("due", "since_head", "opened_at", "changed_at")
HEADS = (
    "process", "method", "version", "state", "outcome", "where", "conditions_met", "conditions", "due", "overdue",
    "waits_on", "since_head", "signs", "opened_at", "changed_at", "id",
)  # fmt: skip


def portfolio_csv(say: Words, language: str, zone: str, told: Iterable[Told]) -> bytes:
    """Return processes as CSV, a line each, in the reader's language and by the clocks of a zone."""
    manner = Manner(zone, words_for(language), ";" if language in COMMA else ",")
    heads = [f"{say(one)} ({zone})" if one in INSTANTS else say(one) for one in HEADS]
    return csv_of(Table("portfolio", heads, [_cells(say, one) for one in told]), manner)


def _cells(say: Words, one: Told) -> list[Cell]:
    told = one.progress
    return [
        told.title, told.method.title, told.method.version, say(told.state), told.end.title if told.end else None,
        BETWEEN.join(each.title for each in one.here), told.progress.done, told.progress.total, one.due_at,
        any(each.overdue for each in told.phases), BETWEEN.join(one.waits_on), one.since,
        BETWEEN.join(each.told(say) for each in one.signs), told.opened_at, told.changed_at, told.id,
    ]  # fmt: skip
