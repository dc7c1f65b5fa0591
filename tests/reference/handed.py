"""What a process reads of the one that began it: its facts are here as they are there, and nobody here writes them."""

from __future__ import annotations

from typing import Any

from tests.reference.conditions import live, named
from tests.reference.voting import lapse_about

State = dict[str, Any]


def handed_down(state: State, key: tuple[Any, ...]) -> dict[str, State]:
    """Return the facts that what a phase runs has of this process: all, or that alone for which it was begun."""
    phase = state["phases"][key[0]]
    if "fact" not in state["known"][phase["run"]].get("parent", ()):
        return {}
    about = dict(zip(named(phase.get("each")), key[2], strict=True))
    facts = {one["id"]: one for one in live(state, "fact") if one["id"] == about.get("fact", one["id"])}
    return {name: {"n": one["n"], "party": one["party"]} for name, one in facts.items()}


def take_over(state: State, wanted: dict[str, State]) -> bool:
    """Let the facts that were handed down be these, as they are now. Tells whether anything changed."""
    before = str(state["records"])
    for name, one in wanted.items():
        known = state["records"].get(name)
        if known is None:
            state["records"][name] = {
                "id": name, "type": "fact", "state": "shared", "version": 1, "confirmed": False, "draft": None,
                "correction": None, "proposed": 0, "handed": True, **one,
            }  # fmt: skip
        elif known["n"] != one["n"]:
            known.update(n=one["n"], version=known["version"] + 1, confirmed=False)
            lapse_about(state, name)
    for name, one in state["records"].items():
        if one.get("handed") and name not in wanted and one["state"] == "shared":
            one.update(state="lapsed", confirmed=False)
            lapse_about(state, name)
    return str(state["records"]) != before
