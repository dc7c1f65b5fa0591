"""Records: drafted, shared, confirmed and taken back, as the language page says."""

from __future__ import annotations

from typing import Any

from tests.reference.picks import pick_at_writing
from tests.reference.voting import lapse_about

State = dict[str, Any]


def opened(state: State, kind: str) -> bool:
    """Tell whether a phase in which the process is opens a record or the decision."""
    return any(path in state["now"] for path in state["opens"][kind])


def record(state: State, command: State) -> bool:
    """Draft a record, or another version of one that is not over."""
    kind, by = command["record"], command["by"]
    if by not in state["party"] or not opened(state, kind) or kind in state["from elsewhere"]:
        return False
    fresh = {"id": command["id"], "type": kind, "party": state["party"][by], "state": "draft", "version": 0}
    none: State = {"confirmed": False, "n": None, "draft": None, "correction": None, "proposed": 0, "picked": set()}
    one = state["records"].get(command["id"]) or fresh | none
    if one["party"] != state["party"][by] or one.get("handed"):
        return False
    if one["state"] in ("gone", "withdrawn", "lapsed") and one["draft"] is None:
        return False
    if not pick_at_writing(state, one, command):
        return False
    state["records"][command["id"]] = one
    one["draft"] = command["fields"]["n"]
    return True


def mine(state: State, command: State) -> State | None:
    """Return a record of the side that acts, which was written here."""
    one: State | None = state["records"].get(command["id"])
    return one if one and state["party"].get(command["by"]) == one["party"] and not one.get("handed") else None


def next_number(one: State) -> int:
    """Return the number of the next version: no two wordings that others saw have the same."""
    return int(max(one["version"], one["proposed"])) + 1


def share(state: State, command: State) -> bool:
    """Share a draft: nobody has confirmed this version. Or propose it as a correction of one that was confirmed."""
    one = mine(state, command)
    if one is None or one["draft"] is None or command["version"] != next_number(one):
        return False
    if not opened(state, one["type"]):
        return False
    if command.get("editorial"):
        return _propose_correction(one)
    if not one["version"]:  # records come in the order in which they were first shared
        state["records"][one["id"]] = state["records"].pop(one["id"])
    one.update(n=one["draft"], version=next_number(one), draft=None, state="shared", confirmed=False, correction=None)
    lapse_about(state, one["id"])
    return True


def _propose_correction(one: State) -> bool:
    if one["state"] != "shared" or not one["confirmed"] or one["correction"] is not None:
        return False
    one["proposed"] = next_number(one)
    one.update(correction=one["draft"], draft=None)
    return True


def withdraw(state: State, command: State) -> bool:
    """Take back a draft, a correction, or what was shared; then another takes its place."""
    one = mine(state, command)
    if one is None:
        return False
    if one["draft"] is not None and command["version"] == next_number(one):
        one["draft"] = None
        one["state"] = "gone" if one["state"] == "draft" else one["state"]
        return True
    if one["correction"] is not None and command["version"] == one["proposed"]:
        one["correction"] = None
        return True
    if one["state"] != "shared" or command["version"] != one["version"] or not opened(state, one["type"]):
        return False
    one.update(state="withdrawn", confirmed=False, draft=None, correction=None)
    lapse_about(state, one["id"])
    return True


def _confirmer(state: State, command: State) -> State | None:
    """Return the shared record that somebody is asked to confirm, if it is he."""
    one: State | None = state["records"].get(command["id"])
    is_asked = one is not None and one["state"] == "shared" and one["type"] in ("fact", "mandate")
    return one if is_asked and command["by"] == state["chair"] else None


def confirm(state: State, command: State) -> bool:
    """Confirm the shared version, or accept a correction of it, which then takes its place and stays confirmed."""
    one = _confirmer(state, command)
    if one is None:
        return False
    if one["correction"] is not None and command["version"] == one["proposed"]:
        one.update(n=one["correction"], version=one["proposed"], correction=None)
        lapse_about(state, one["id"])
        return True
    if one["confirmed"]:
        return False
    one["confirmed"] = command["version"] == one["version"]
    return bool(one["confirmed"])


def unconfirm(state: State, command: State) -> bool:
    """Take a confirmation back; a correction of what nobody confirms any longer is over."""
    one = _confirmer(state, command)
    if one is None or not one["confirmed"] or command["version"] != one["version"] or not opened(state, one["type"]):
        return False
    one.update(confirmed=False, correction=None)
    return True


def decline(state: State, command: State) -> bool:
    """End a correction: the version that was confirmed stays."""
    one = _confirmer(state, command)
    if one is None or one["correction"] is None or command["version"] != one["proposed"]:
        return False
    one["correction"] = None
    return True
