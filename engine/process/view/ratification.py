"""Ratification as a reader sees it: who answered what, and whose answer is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.scope import scope_of_run
from engine.process.view.messages import Message
from engine.process.view.shapes import Answered, Named, Owed, Ratification, Todo
from engine.process.view.telling import ELLIPSIS
from engine.process.who import are_signed, came_later, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.process.situation import Run
    from engine.process.view.telling import Telling


def ratification(telling: Telling, run: Run) -> Ratification | None:
    """Return how far a decision is ratified; None where nobody has to."""
    if not run.awaits_ratification and run.ratified_at is None and not run.ratifications:
        return None
    answers = [
        Answered(_named(telling, who), one.answer, one.conditions) for who, one in sorted(run.ratifications.items())
    ]
    due = telling.situation.due(f"ratify:{run.id}")
    return Ratification(answers, _owed(telling, run), due, run.ratified_at)


def ratifications_to_give(telling: Telling, runs: Iterable[Run]) -> Iterator[Todo]:
    """Yield which answers are missing of those who have to ratify."""
    for run in runs:
        owed = _owed(telling, run)
        if owed:
            title = telling.text(telling.method.declared.decisions[run.decision].title)
            text = telling.say(Message("ratification_missing", {"decision": title}))
            yield Todo("ratification", text, owed, [], telling.situation.due(f"ratify:{run.id}"))


def _owed(telling: Telling, run: Run) -> list[Owed]:
    declared = telling.method.declared.decisions[run.decision]
    if not run.awaits_ratification or run.state != "accepted" or declared.ratified_by is None:
        return []
    asked = wanted(telling.method, telling.situation, declared.ratified_by, scope=scope_of_run(telling.world, run))
    entries = [one for one in asked if not came_later(telling.situation, run, one)]
    given = [one.by for one in run.ratifications.values() if one.answer == "yes"]
    return telling.owed_in(entry for entry in entries if not are_signed([entry], given))


def _named(telling: Telling, identity: str) -> Named:
    return telling.party(identity) or telling.person(identity) or Named(identity, ELLIPSIS)
