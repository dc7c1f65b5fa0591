"""Conditions as the language page says them, for the few forms that the generator writes. None is *unknown*."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

from tests.reference import figures
from tests.reference.living import COMPARE, live

State = dict[str, Any]
Bound = dict[str, str]


def holds_true(state: State, text: str, bound: Bound, phase: str) -> bool | None:
    """Return whether a condition is true, for the things in scope."""
    if " || " in text:
        return _any([holds_true(state, part, bound, phase) for part in text.split(" || ")])
    if " && " in text:
        return _all([holds_true(state, part, bound, phase) for part in text.split(" && ")])
    if text.startswith("pulses."):
        return figures.holds_of_figures(state, text)
    if found := re.fullmatch(r"(.+) (?:>=|<=|==|>|<) (?:\d+|'\w+')", text):
        return _compare(value_of(state, found[1], bound, phase), text)
    if found := re.fullmatch(r"(\w+)\.(all|exists)\(one, one\.(.+)\)", text):
        lasting = _any if found[2] == "exists" else _all
        return lasting([_of_one(one, found[3]) for one in _listed(state, found[1])])
    if text == "true":
        return True
    if text in ("plan.accepted", "plan.rejected"):
        return bool(latest_run(state)["state"] == text.removeprefix("plan."))
    thing, _, what = text.rpartition(".")
    return _of_one(_the(state, thing, bound), what)


def _any(parts: list[bool | None]) -> bool | None:
    return True if True in parts else None if None in parts else False


def _all(parts: list[bool | None]) -> bool | None:
    return False if False in parts else None if None in parts else True


def _of_one(one: State | None, text: str) -> bool | None:
    """Return what is said of one record, or one process that was begun; None is one that is not there."""
    if found := re.fullmatch(r"(\w+) (?:>=|<=|==|>|<) (?:\d+|'\w+')", text):
        return _compare(one and one[found[1]], text)
    if text in ("exists", "started"):
        return one is not None
    return one is not None and (one["outcome"] is not None if text == "ended" else bool(one[text]))


def value_of(state: State, text: str, bound: Bound, phase: str) -> Any:
    """Return a value; None is unknown."""
    if text == "phase.visits":
        return state["visits"][phase]
    thing, _, what = text.rpartition(".")
    if what == "size()":
        return len(_listed(state, thing))
    if thing == "case":
        return state["case"].get(what)
    if what == "runs":
        return len([name for name in state["begun"] if (name[0], name[2]) == _called(state, thing, bound)])
    one = _the(state, thing, bound)
    return one and one[what]


def _the(state: State, text: str, bound: Bound) -> State | None:
    """Return the record or process that is meant: `fact`, `mandate`, `party.mandate`, `party.p3`, `p3`."""
    name = text.rpartition(".")[2]
    if name == "fact":
        return next((one for one in live(state, "fact") if one["id"] == bound["fact"]), None)
    if name == "mandate":
        return next((one for one in live(state, "mandate") if one["party"] == bound["party"]), None)
    path, subject = _called(state, name, bound)
    found: State | None = state["begun"].get((path, state["visits"].get(path), subject))
    return found


def _listed(state: State, name: str) -> list[State]:
    """Return the facts there are, or what a phase runs in this visit."""
    if name == "facts":
        return live(state, "fact")
    path = _path(state, name)
    return [one for (by, visit, _), one in state["begun"].items() if by == path and visit == state["visits"].get(path)]


def _called(state: State, name: str, bound: Bound) -> tuple[str, tuple[str, ...]]:
    """Return which phase runs a process, and for what."""
    path = _path(state, name.rpartition(".")[2])
    return path, tuple(bound[part] for part in named(state["phases"][path].get("each")))


def _path(state: State, name: str) -> str:
    (path,) = (one for one in state["phases"] if one.rpartition(".")[2] == name)
    return str(path)


def named(each: Any) -> list[str]:
    """Return what the things of a subject are called."""
    return [each] if isinstance(each, str) else each or []


def subjects(state: State, each: Any) -> list[Bound]:
    """Return what something is asked for: the process alone, every party, every fact, or every two of those."""
    there = {"party": state["parties"], "fact": [one["id"] for one in live(state, "fact")]}
    return [dict(zip(named(each), ids, strict=True)) for ids in product(*(there[name] for name in named(each)))]


def _compare(value: Any, text: str) -> bool | None:
    sign, other = text.split(" ")[-2:]
    if value is None:
        return None
    return bool(COMPARE[sign](value, other.strip("'") if other.startswith("'") else int(other)))


def latest_run(state: State) -> State:
    """Return the latest run of the decision since a phase that opens it was entered."""
    entered = max((state["ticks"].get(path, -1) for path in state["opens"]["plan"]), default=-1)
    runs = [one for one in state["runs"].values() if one["tick"] > entered]
    return runs[-1] if runs else {"state": "none"}


def verdicts(state: State, conditions: list[State], phase: str) -> dict[tuple[str, tuple[str, ...]], str]:
    """Return the verdict of each condition of a gate, by its id and the subject it is asked for."""
    return {
        (one["id"], tuple(bound.values())): _verdict(state, one, bound, phase)
        for one in conditions
        for bound in subjects(state, one.get("each"))
        if "where" not in one or holds_true(state, one["where"], bound, phase) is not False
    }


def _verdict(state: State, one: State, bound: Bound, phase: str) -> str:
    if "where" in one and holds_true(state, one["where"], bound, phase) is None:
        return "unknown"
    if "waited" in one and waited_at(state, one, phase) not in state["came"]:
        return "unmet"
    answer = holds_true(state, one["need"], bound, phase) if "need" in one else True
    return {True: "met", False: "unmet", None: "unknown"}[answer]


def waited_at(state: State, one: State, phase: str) -> tuple[str, str, str, int]:
    """Return what it is called that a condition has waited long enough in this visit."""
    return "waited", phase, one["id"], state["visits"][phase]


def passes(state: State, conditions: list[State], phase: str) -> bool:
    """Tell whether a gate lets through: every condition is met, for enough of its subjects."""
    found = verdicts(state, conditions, phase)
    return all(_is_met(one, [found[key] for key in found if key[0] == one["id"]]) for one in conditions)


def _is_met(one: State, verdicts: list[str]) -> bool:
    if not verdicts:
        return bool(one.get("if_none") == "met")
    return verdicts.count("met") >= int(one.get("at_least", len(verdicts)))


def gate_of(state: State, move: State) -> list[State]:
    """Return the conditions of the gate of a move."""
    return list(state["method"]["gates"][move["gate"]]["all"]) if "gate" in move else []
