"""Conditions as the language page says them, for the few forms that the generator writes. None is *unknown*."""

from __future__ import annotations

import operator
import re
from datetime import datetime
from typing import Any

State = dict[str, Any]
COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq}
COMPARED = r"(>=|<=|==|>|<) (\d+)"


def holds_true(state: State, text: str, party: str | None, phase: str) -> bool | None:
    """Return whether a condition is true, for a party where one is in scope."""
    if " || " in text:
        parts = [holds_true(state, part, party, phase) for part in text.split(" || ")]
        return True if True in parts else None if None in parts else False
    if " && " in text:
        parts = [holds_true(state, part, party, phase) for part in text.split(" && ")]
        return False if False in parts else None if None in parts else True
    return _single(state, text, party, phase)


def _single(state: State, text: str, party: str | None, phase: str) -> bool | None:
    facts = live(state, "fact")
    if found := re.fullmatch(rf"facts\.size\(\) {COMPARED}", text):
        return _compare(len(facts), found)
    if found := re.fullmatch(rf"facts\.exists\(f, f\.n {COMPARED}\)", text):
        return any(_compare(one["n"], found) for one in facts)
    if found := re.fullmatch(rf"phase\.visits {COMPARED}", text):
        return _compare(state["visits"][phase], found)
    if text == "facts.all(f, f.confirmed)":
        return all(one["confirmed"] for one in facts)
    if text in ("plan.accepted", "plan.rejected"):
        return bool(latest_run(state)["state"] == text.removeprefix("plan."))
    return _of_mandate(state, text, party)


def _of_mandate(state: State, text: str, party: str | None) -> bool | None:
    mandate = next((one for one in live(state, "mandate") if one["party"] == party), None)
    if text == "mandate.exists":
        return mandate is not None
    if text == "mandate.confirmed":
        return mandate is not None and bool(mandate["confirmed"])
    found = re.fullmatch(rf"mandate\.n {COMPARED}", text)
    assert found, text
    return _compare(mandate["n"], found) if mandate else None


def _compare(value: int, found: re.Match[str]) -> bool:
    return bool(COMPARE[found[1]](value, int(found[2])))


def live(state: State, kind: str) -> list[State]:
    """Return the records of a kind that count: shared, neither withdrawn nor lapsed."""
    return [one for one in state["records"].values() if one["type"] == kind and one["state"] == "shared"]


def latest_run(state: State) -> State:
    """Return the latest run of the decision since a phase that opens it was entered."""
    entered = max((state["ticks"].get(path, -1) for path in state["opens"]["plan"]), default=-1)
    runs = [one for one in state["runs"].values() if one["tick"] > entered]
    return runs[-1] if runs else {"state": "none"}


def verdicts(state: State, conditions: list[State], phase: str) -> dict[tuple[str, str], str]:
    """Return the verdict of each condition of a gate, by its id and the party it is asked for."""
    found = {}
    for one in conditions:
        for party in state["parties"] if "each" in one else [""]:
            found[one["id"], party] = _verdict(state, one, party or None, phase)
    return found


def _verdict(state: State, one: State, party: str | None, phase: str) -> str:
    if "waited" in one and waited_at(state, one, phase) not in state["came"]:
        return "unmet"
    answer = holds_true(state, one["need"], party, phase) if "need" in one else True
    return {True: "met", False: "unmet", None: "unknown"}[answer]


def waited_at(state: State, one: State, phase: str) -> tuple[str, str, str, int]:
    """Return what it is called that a condition has waited long enough in this visit."""
    return "waited", phase, one["id"], state["visits"][phase]


def passes(state: State, conditions: list[State], phase: str) -> bool:
    """Tell whether a gate lets through: every condition is met, for enough of the parties."""
    found = verdicts(state, conditions, phase)
    return all(
        sum(verdict == "met" for (name, _), verdict in found.items() if name == one["id"])
        >= one.get("at_least", len(state["parties"]) if "each" in one else 1)
        for one in conditions
    )


def free_until(state: State, began: datetime, length: Any) -> datetime | None:
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
    return began + left  # type: ignore[no-any-return]
