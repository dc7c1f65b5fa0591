"""What is due, and when: terms, moves of the clock, waits and votes. Time on hold does not count."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.reference.conditions import gate_of, waited_at

State = dict[str, Any]


def due(state: State) -> dict[Any, datetime]:
    """Return everything that is due, by what it is, with when."""
    found: dict[Any, datetime] = {}
    for path in state["now"]:
        entered, declared = state["entered"][path], state["phases"][path]
        term = _term(state, path)
        if term and (path, state["visits"][path]) not in state["overdue"]:
            found["term", path] = term
        for name, move in declared.get("moves", {}).items():
            at = move.get("at")
            if at and (when := term if at == "term" else free_until(state, entered, days(at))):
                found["at", path, name, state["visits"][path]] = when
            found |= _waits(state, gate_of(state, move), path)
        for gate in declared.get("while", {}):
            found |= _waits(state, state["method"]["gates"][gate]["all"], path)
    length = state["method"]["decisions"]["plan"].get("open_for")
    for name, run in state["runs"].items():
        if run["state"] == "open" and length and (when := free_until(state, run["at"], days(length))):
            found["close", name] = when
    return {what: at for what, at in found.items() if what not in state["came"]}


def _term(state: State, path: str) -> datetime | None:
    length = state["phases"][path].get("term")
    more = state["extended"].get(path, timedelta())
    return free_until(state, state["entered"][path], days(length) + more) if length else None


def _waits(state: State, conditions: list[State], path: str) -> dict[Any, datetime]:
    began = state["entered"][path]
    waits = [one for one in conditions if "waited" in one]
    ends = {waited_at(state, one, path): free_until(state, began, days(one["waited"])) for one in waits}
    return {what: at for what, at in ends.items() if at}


def free_until(state: State, began: datetime, length: timedelta) -> datetime | None:
    """Return when a period is over if time in which the process is held does not count; None while that is open."""
    left = length
    for begin, end in state["held"]:
        free = max(begin, began) - began
        if free >= left:
            break
        if end is None:
            return None
        if end > began:
            left, began = left - free, end
    return began + left


def days(text: str) -> timedelta:
    """Read a number of days."""
    return timedelta(days=int(text.removeprefix("P").removesuffix("D")))
