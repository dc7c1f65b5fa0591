"""Random methods of which one runs the other, as plain data."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.reference.children import chair_of
from tests.reference.generator import a_random_method, all_phases, joined, of_facts

Part = dict[str, Any]


def a_random_family(chance: Random) -> dict[str, Part]:
    """Return methods by name, of which each may run the one before; the last is that which is opened."""
    names = ["innermost", "inner", "random"][chance.choice([0, 1, 1, 1, 2, 2]) :]
    methods: dict[str, Part] = {}
    for place, name in enumerate(names):
        declared = a_random_method(chance, name, 12 if name == "random" else 4)
        child = methods[names[place - 1]] if place else None
        if child:
            for _ in range(chance.choice([1, 1, 2])):
                _let_run(chance, declared, child)
        if name != "random":
            declared |= chance.choice([{"parent": ["fact"]}, {"returns": ["fact"]}, {"returns": ["fact"]}, {}])
            if "returns" in declared:
                declared["open"] = sorted({*declared.get("open", ()), "fact"})
            _ask_case(chance, declared)
            if chance.random() < 0.15:
                _let_run(chance, declared, declared)
            declared = _renamed(declared) if chance.random() < 0.3 else declared
        methods[name] = _carried(chance, declared, child) if child else declared
    return methods


def _carried(chance: Random, declared: Part, child: Part) -> Part:
    """Return a method that says who is the chair of what it runs, where that has another name there."""
    here, there = chair_of(declared), chair_of(child)
    for phase in all_phases(declared["phases"]):
        if phase.get("run", declared["method"]) != declared["method"] and here != there and chance.random() < 0.8:
            phase["roles"] = {there: here}
    return declared


def _ask_case(chance: Random, declared: Part) -> None:
    if chance.random() < 0.5:
        declared["case"] = {"start": {"type": "whole", "title": "Start", "optional": chance.random() < 0.5}}
        for number, gate in enumerate(declared["gates"].values()):
            if chance.random() < 0.5:
                gate["all"].append(_asked(f"case_{number}", "case.start >= 3"))


def _renamed(declared: Part) -> Part:
    """Return a method in which the chair is called otherwise."""
    told: Part = json.loads(json.dumps(declared).replace('"chair"', '"guide"'))
    return told


def _let_run(chance: Random, declared: Part, child: Part) -> None:
    leaves = [(name, one) for name, one in _named(declared["phases"]) if not {"phases", "tracks", "run"} & one.keys()]
    if not leaves:
        return
    name, phase = leaves[0] if chance.random() < 0.6 else chance.choice(leaves)
    each = chance.choice([None, None, None, "party", "fact", "fact", ["fact", "party"]])
    phase["run"] = child["method"]
    phase |= {"depth": chance.choice([1, 2])} if child is declared else {}
    if each:
        phase["each"] = each
        phase |= {"where": _where(chance, each)} if chance.random() < 0.4 else {}
        phase |= {"in_turn": True} if chance.random() < 0.3 else {}
    phase |= {"holds": "parent"} if chance.random() < 0.2 else {}
    if "case" in child and (chance.random() < 0.7 or not child["case"]["start"]["optional"]):
        phase["with"] = {"start": _start(chance, each)}
    if chance.random() < 0.3 and '"party"' not in json.dumps(child["gates"]):  # nobody has to catch up with anything
        phase["parties"] = f"parties.filter(one, one.mandate.{chance.choice(['exists', 'confirmed'])})"
    if chance.random() < 0.75:
        others = [one for one, _ in _named(declared["phases"])]
        phase["resumes"] = chance.sample(others, min(2, len(others)))
    _ask_for(chance, declared, name, phase)


def _where(chance: Random, each: Any) -> str:
    ways = [*(["fact.n > 4", "fact.confirmed"] if "fact" in each else []),
            *(["party.mandate.n >= 3", "party.mandate.exists"] if "party" in each else [])]  # fmt: skip
    return joined(chance, ways)


def _start(chance: Random, each: Any) -> str:
    ways = ["facts.size()", *(["fact.n"] if "fact" in (each or []) else []),
            *(["party.mandate.n"] if "party" in (each or []) else [])]  # fmt: skip
    return chance.choice(ways)


def _ask_for(chance: Random, declared: Part, name: str, phase: Part) -> None:
    """Let gates ask for what the phase runs: that of its own moves, often, and others."""
    own = f"gate_{name}"
    gates = declared["gates"]
    gates[own] = {"title": "Gate", "all": [_condition(chance, name, phase.get("each"), "own")]}
    for move in phase["moves"].values():
        if "gate" not in move and chance.random() < 0.6:
            move["gate"] = own
            if move.get("by") and len(phase["moves"]) == 1 and chance.random() < 0.3:
                move.pop("by")
                move["auto"] = True
    for number, gate in enumerate(one for key, one in gates.items() if key != own):
        if chance.random() < 0.25:
            gate["all"].append(_condition(chance, name, phase.get("each"), str(number)))
    if chance.random() < 0.1:
        chance.choice(all_phases(declared["phases"]))["while"] = {own: "hold"}


def _condition(chance: Random, name: str, each: Any, number: str) -> Part:
    ended, ended_well = f"{name}.ended", f"{name}.outcome == 'finished'"
    one = _asked(f"run_{name}_{number}", "")
    if each and chance.random() < 0.4:
        lists = [f"{name}.size() >= 1", f"{name}.all(one, one.ended)", f"{name}.exists(one, one.outcome == 'finished')"]
        return one | {"need": joined(chance, lists)}
    one["need"] = joined(chance, [ended, ended, ended_well, f"{name}.started", f"{name}.runs >= 2"])
    if each == "fact":
        return one | of_facts(chance)
    return one | ({"each": each} if each else {}) | ({"if_none": "met"} if each and chance.random() < 0.5 else {})


def _asked(name: str, need: str) -> Part:
    return {"id": name, "need": need, "unmet": "Missing", "owed_by": "chair"}


def _named(phases: Part) -> list[tuple[str, Part]]:
    found = []
    for name, phase in phases.items():
        found += [(name, phase), *_named(phase.get("phases", {})), *_named(phase.get("tracks", {}))]
    return found
