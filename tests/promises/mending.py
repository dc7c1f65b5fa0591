"""Takes out of a method made by chance what the check finds wrong: so what it lets through is what is tried."""

from __future__ import annotations

from typing import Any

from engine.language.diagnostics import Diagnostic

Part = dict[str, Any]


def mend(declared: Part, found: Diagnostic) -> None:
    """Take out what the check complains about; where it is already gone there is nothing to do."""
    top, _, rest = found.path.partition(".")
    match top:
        case "records" | "decisions":
            name, _, key = rest.partition(".")
            _mend_kept(declared[top][name], key)
        case "case":
            declared["case"].pop(rest.partition(".")[0], None)
        case "gates":
            _drop(declared["gates"]["kept"]["all"], int(rest.split(".")[2]))
        case "roles":
            declared["roles"][rest.split(".")[0]].pop("expires", None)
        case _:
            _mend_phase(declared["phases"], rest.split("."))


def without_gaps(declared: Part) -> None:
    """Close up gates out of which conditions were taken, and drop what is of no use without one."""
    for phase in declared["phases"].values():
        for move in phase["moves"].values():
            conditions = [one for one in move.pop("gate", []) if one]
            move.update({"gate": conditions} if conditions else {})
    if gate := declared.get("gates"):
        gate["kept"]["all"] = [one for one in gate["kept"]["all"] if one]
        if not gate["kept"]["all"]:
            del declared["gates"]
            for phase in declared["phases"].values():
                phase.pop("while", None)


def _mend_phase(phases: Part, steps: list[str]) -> None:
    name, key, *rest = steps
    if key != "moves":
        phases[name].pop(key, None)
        return
    moves, move = phases[name]["moves"], rest[0]
    if "gate" in rest:
        _drop(moves.get(move, {}).get("gate", []), int(rest[rest.index("gate") + 1]))
    elif rest[-1] in ("lapses", "gate") or "lapses" in rest:
        moves.get(move, {}).pop("lapses", None)
    elif move == "on":
        moves["on"].pop("auto", None)
        moves["on"]["by"] = "chair"
    else:
        moves.pop(move, None)


def _drop(conditions: list[Any], number: int) -> None:
    if number < len(conditions):
        conditions[number] = None


def _mend_kept(kept: Part, key: str) -> None:
    steps = key.split(".")
    if steps[0] == "fields":
        kept["fields"].pop(steps[1], None)
        if kept.get("expires") == steps[1]:
            del kept["expires"]
    elif steps[0] == "written_by":
        kept["many"] = True
    elif steps[0] in ("by", "voters", "seen_by"):
        kept["seen_by"] = "process"
    else:
        kept.pop(steps[0], None)
