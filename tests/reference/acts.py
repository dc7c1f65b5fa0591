"""Random things to do in a random method, sensible or not."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.reference.family import Family, Key
from tests.reference.interpreter import Interpreter

Part = dict[str, Any]


def a_random_act(chance: Random, family: Family, number: int) -> tuple[Key, Part]:
    """Return something to do in one of the processes, which may be nonsense; or `{"wait": days}`."""
    keys = list(family.members)
    going = [key for key in keys if not family.members[key].state["end"]] or keys
    key = chance.choice(keys if chance.random() < 0.03 else going)
    return key, _an_act(chance, family.members[key], number)


def _an_act(chance: Random, process: Interpreter, number: int) -> Part:
    told, phases = _known(process), [one for one in process.state["phases"] if one]
    addresses = [f"{path}.{name}" for path in phases for name in process.state["phases"][path].get("moves", {})]
    act = _one_of(chance, told, addresses, phases, number)
    if act.get("do") == "move" and process.state["offers"] and chance.random() < 0.6:
        act["resume_at"] = chance.choice([*process.state["offers"], chance.choice(phases)])
    return act


def _known(process: Interpreter) -> Part:
    """Return what one has to know to do something that makes sense."""
    state = process.state
    by = {party: person for person, party in state["party"].items()}
    records = state["records"].items()
    return {
        "now": state["now"],
        "runs": state["runs"],
        "drafted": {name: by[one["party"]] for name, one in records},
        "waiting": {name: one["draft"] is not None for name, one in records},
        "versions": {name: one["version"] for name, one in records},
    }


def _one_of(chance: Random, told: Part, addresses: list[str], phases: list[str], number: int) -> Part:
    envoy, run = chance.choice(["ann", "bob"]), chance.choice([*told["runs"]] or ["none"])
    known = chance.choice([*told["drafted"]] or ["none"])
    waiting = chance.choice([name for name in told["drafted"] if told["waiting"][name]] or ["none"])
    mine = chance.choice([name for name in told["drafted"] if name.startswith("fact")] or ["none"])
    here = [one for one in addresses if one.rpartition(".")[0] in told["now"]] or addresses
    version = told["versions"].get(known, 0)
    acts: list[Part] = [
        {"do": "move", "move": chance.choice(here), "by": "chair"},
        {"do": "move", "move": chance.choice(here), "by": "chair", "reason": "So"},
        {"do": "move", "move": chance.choice(addresses), "by": chance.choice(["chair", "ann", "nobody"])},
        {"do": "record", "record": "fact", "id": f"fact_{number}", "fields": {"n": chance.randint(0, 9)}, "by": envoy},
        {"do": "record", "record": "mandate", "id": f"mandate_{envoy}", "fields": {"n": chance.randint(0, 6)},
         "by": envoy},
        {"do": "share", "id": known, "version": version + 1, "by": envoy},
        {"do": "record", "record": "fact", "id": mine, "fields": {"n": chance.randint(0, 9)},
         "by": told["drafted"].get(mine, envoy)},
        {"do": "share", "id": waiting, "version": told["versions"].get(waiting, 0) + 1,
         "by": told["drafted"].get(waiting, envoy)},
        {"do": "share", "id": waiting, "version": told["versions"].get(waiting, 0) + 1,
         "by": told["drafted"].get(waiting, envoy)},
        {"do": "confirm", "id": known, "version": version or 1, "by": "chair"},
        {"do": "propose", "decision": "plan", "run": f"run_{number}", "by": "chair"},
        {"do": "vote", "run": run, "ballot": chance.choice(["yes", "yes", "no", "abstain"]), "by": "ann"},
        {"do": "vote", "run": run, "ballot": chance.choice(["yes", "yes", "no", "perhaps"]), "by": "bob"},
        {"do": "close", "run": run, "by": "chair"},
        {"wait": chance.randint(1, 4)},
    ]  # fmt: skip
    rare: list[Part] = [
        {
            "do": "withdraw",
            "id": known,
            "version": max(1, version + chance.randint(0, 1)),
            "by": told["drafted"].get(known, envoy),
        },
        {"do": "hold", "hold": f"hold_{number}", "reason": "So", "by": "chair"},
        {"do": "resume", "reason": "So", "by": "chair"},
        {"do": "resume", "reason": "So", "by": chance.choice(["chair", "bob"])},
        {"do": "extend", "phase": chance.choice(phases), "more": "P2D", "reason": "So", "by": "chair"},
    ]
    return chance.choice(acts if chance.random() < 0.82 else rare)
