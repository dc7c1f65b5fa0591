"""What passes between a process and what it runs. Nobody writes here what was written there."""

from __future__ import annotations

from typing import Any

from tests.reference.conditions import named
from tests.reference.living import live
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
    """Let the facts that were handed down be these, as they are now. Tells whether anything changed.

    What this process let lapse is back with the next version that says something else.
    """
    before = str(state["records"])
    for name, one in wanted.items():
        known = state["records"].setdefault(name, {**NEW, "id": name, "party": one["party"]})
        if known["n"] != one["n"] or known["over"]:
            known |= {
                "n": one["n"],
                "version": known["version"] + 1,
                "state": "shared",
                "confirmed": False,
                "over": False,
            }
            lapse_about(state, name)
    for name, known in state["records"].items():
        if name not in wanted and known.get("over") is False:
            known |= {"state": "lapsed", "confirmed": False, "over": True}
            lapse_about(state, name)
    return str(state["records"]) != before


def given_back(state: State) -> list[State]:
    """Return what comes back of a process that came to an end of its method: all its facts, where that says so."""
    return live(state, "fact") if "fact" in state["method"].get("returns", ()) else []


def take_in(state: State, key: tuple[Any, ...], facts: list[State]) -> None:
    """Let the facts be here too that came back of something that this process ran."""
    for one in facts:
        name = f"{one['id']} of {key}"
        told = {"id": name, "n": one["n"], "party": one["party"], "version": 1, "state": "shared", "over": None}
        state["records"][name] = {**NEW, **told, "confirmed": False, "by": key[0]}


def lapse_earlier(state: State, path: str) -> None:
    """Let lapse what came back of earlier visits of a phase: it is looked for again."""
    for name, one in state["records"].items():
        if one.get("by") == path and one["state"] == "shared":
            one |= {"state": "lapsed", "confirmed": False}
            lapse_about(state, name)


NEW = {
    "type": "fact", "n": None, "version": 0, "draft": None, "correction": None, "proposed": 0,
    "handed": True, "over": True,
}  # fmt: skip
