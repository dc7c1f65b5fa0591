"""Asides: records that a party shows to parties of its own choice, to more of them as time goes, never to fewer."""

from __future__ import annotations

from typing import Any

State = dict[str, Any]


def pick_at_writing(state: State, one: State, command: State) -> bool:
    """Choose who will see a draft, with the draft; False where that cannot be."""
    if "picked" not in command:
        return True
    if one["type"] != "aside" or one["version"] or not set(command["picked"]) <= set(state["parties"]):
        return False
    one["picked"] = set(command["picked"])
    return True


def pick(state: State, command: State) -> bool:
    """Choose other parties for what is not shared yet; add to those who see what is."""
    one = state["records"].get(command["id"])
    if one is None or one["type"] != "aside" or state["party"].get(command["by"]) != one["party"]:
        return False
    if not set(command["parties"]) <= set(state["parties"]):
        return False
    if not one["version"]:
        if set(command["parties"]) == one["picked"]:
            return False  # nothing would change
        one["picked"] = set(command["parties"])
        return one["draft"] is not None
    if one["state"] != "shared" or set(command["parties"]) <= one["picked"]:
        return False
    one["picked"] |= set(command["parties"])
    return True


def seen_by(state: State, one: State) -> list[str]:
    """Return who of those here is told of an aside that was shared: its own side, and those who were picked."""
    return sorted(who for who, party in state["party"].items() if party == one["party"] or party in one["picked"])


def told(state: State) -> dict[str, Any]:
    """Return who sees which aside."""
    shared = [one for one in state["records"].values() if one["type"] == "aside" and one["version"]]
    return {one["id"]: seen_by(state, one) for one in shared}
