"""Processes that a phase runs: which begin, with what, and what their ends do to the process that runs them."""

from __future__ import annotations

from typing import Any

from tests.reference.conditions import holds_true, subjects, value_of
from tests.reference.handed import given_back, handed_down, take_in
from tests.reference.movement import go

State = dict[str, Any]


def begin(state: State) -> bool:
    """Begin what a phase runs for a subject of which its `where` is true, once in a visit. Tells whether any began."""
    here = [path for path in state["phases"] if path in state["now"] and "run" in state["phases"][path]]
    return sum(_begin_each(state, path) for path in here) > 0


def _begin_each(state: State, path: str) -> int:
    phase, before = state["phases"][path], len(state["begun"])
    for bound in subjects(state, phase.get("each")):
        key = path, state["visits"][path], tuple(bound.values())
        new = {
            "outcome": None, "case": _case(state, phase, bound, path), "level": _level(state, path),
            "chair": _who(state, phase), "offers": phase.get("resumes", ()), "people": takes_part(state, path),
            "handed": handed_down(state, key),
        }  # fmt: skip
        waits = new["case"] is None or (phase.get("in_turn") and _runs(state, path))
        too_deep = new["level"] > phase.get("depth", new["level"])
        meant = "where" not in phase or holds_true(state, phase["where"], bound, path)
        if meant and not waits and not too_deep and key not in state["begun"]:
            state["begun"][key] = new
    return len(state["begun"]) - before


def _level(state: State, path: str) -> int:
    """Return how many processes of the same method stand right above what a phase runs."""
    return state["level"] + 1 if state["phases"][path]["run"] == state["method"]["method"] else 0


def takes_part(state: State, path: str) -> dict[str, str]:
    """Return who speaks for which party in what a phase runs: all, or those of whom an expression says so."""
    told = state["phases"][path].get("parties", "")
    meant = told.removeprefix("parties.filter(one, one.").removesuffix(")")
    everybody = state["party"].items()
    return {
        person: party for person, party in everybody
        if not told or holds_true(state, f"party.{meant}", {"party": party}, path)
    }  # fmt: skip


def _who(state: State, phase: State) -> str | None:
    """Return who is the chair in what a phase runs: the holder here of the role that is named, or of the same."""
    here, there = (chair_of(one) for one in (state["method"], state["known"][phase["run"]]))
    return state["chair"] if phase.get("roles", {}).get(there, there) == here else None


def chair_of(method: State) -> str:
    """Return what the role is called that leads a method."""
    return "guide" if "guide" in method["roles"] else "chair"


def _case(state: State, phase: State, bound: State, path: str) -> State | None:
    """Return what is handed down; None as long as something is unknown that has to be told."""
    asked = state["known"][phase["run"]].get("case", {})
    filled = {name: value_of(state, text, bound, path) for name, text in phase.get("with", {}).items()}
    if any(filled.get(name) is None and not field.get("optional") for name, field in asked.items()):
        return None
    return {name: value for name, value in filled.items() if value is not None}


def _runs(state: State, path: str) -> bool:
    return any(key[0] == path and one["outcome"] is None for key, one in state["begun"].items())


def keep_on_hold(state: State) -> dict[str, bool]:
    """Return for each phase that holds this process as long as it runs another whether it does now."""
    holding = [path for path in state["phases"] if state["phases"][path].get("holds") == "parent"]
    return {path: _runs(state, path) for path in holding}


def cancel_what_was_left(state: State) -> None:
    """Cancel what a phase still runs that is left, or was entered anew."""
    for (path, visit, _), one in state["begun"].items():
        here = path in state["now"] and state["visits"][path] == visit and not state["end"]
        if one["outcome"] is None and not here:
            one["outcome"] = "cancelled"


def ended(state: State, those: dict[Any, State]) -> None:
    """Take in how processes ended that were begun here, with what they give back, and go where one brings this."""
    for key, child in those.items():
        state["begun"][key]["outcome"] = child["end"]
        take_in(state, key, given_back(child))
    bringing = {key: child["resume_at"] for key, child in those.items() if child["resume_at"]}
    for key, phase in list(bringing.items())[:1]:
        go(state, key[0], {"to": phase})
