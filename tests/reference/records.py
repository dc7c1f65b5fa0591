"""Records: drafted, shared, confirmed and taken back, as the language page says."""

from __future__ import annotations

from typing import Any

from tests.reference.voting import lapse_about

State = dict[str, Any]


def opened(state: State, kind: str) -> bool:
    """Tell whether a phase in which the process is opens a record or the decision."""
    return any(path in state["now"] for path in state["opens"][kind])


def record(state: State, command: State) -> bool:
    """Draft a record, or another version of one that is not over."""
    kind, by = command["record"], command["by"]
    if by not in state["party"] or not opened(state, kind):
        return False
    fresh = {"id": command["id"], "type": kind, "party": state["party"][by], "state": "draft", "version": 0}
    one = state["records"].get(command["id"]) or {**fresh, "confirmed": False, "n": None, "draft": None}
    if one["state"] in ("gone", "withdrawn", "lapsed") and one["draft"] is None:
        return False
    state["records"][command["id"]] = one
    one["draft"] = command["fields"]["n"]
    return True


def mine(state: State, command: State) -> State | None:
    """Return a record of the side that acts."""
    one: State | None = state["records"].get(command["id"])
    return one if one and state["party"].get(command["by"]) == one["party"] else None


def share(state: State, command: State) -> bool:
    """Share a draft: nobody has confirmed this version."""
    one = mine(state, command)
    if one is None or one["draft"] is None or command["version"] != one["version"] + 1:
        return False
    if not opened(state, one["type"]):
        return False
    if not one["version"]:  # records come in the order in which they were first shared
        state["records"][one["id"]] = state["records"].pop(one["id"])
    one.update(state="shared", n=one["draft"], draft=None, version=one["version"] + 1, confirmed=False)
    lapse_about(state, one["id"])
    return True


def withdraw(state: State, command: State) -> bool:
    """Take back a draft, or what was shared; then another takes its place."""
    one = mine(state, command)
    if one is None:
        return False
    if one["draft"] is not None and command["version"] == one["version"] + 1:
        one["draft"] = None
        one["state"] = "gone" if one["state"] == "draft" else one["state"]
        return True
    if one["state"] != "shared" or command["version"] != one["version"] or not opened(state, one["type"]):
        return False
    one.update(state="withdrawn", confirmed=False, draft=None)
    lapse_about(state, one["id"])
    return True


def confirm(state: State, command: State) -> bool:
    """Confirm the shared version."""
    one = state["records"].get(command["id"])
    if one is None or command["by"] != state["chair"] or one["state"] != "shared" or one["confirmed"]:
        return False
    one["confirmed"] = command["version"] == one["version"]
    return bool(one["confirmed"])
