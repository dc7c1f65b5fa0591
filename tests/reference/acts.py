"""Random things to do in random methods, sensible or not."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.reference.family import Family, Key
from tests.reference.interpreter import Interpreter
from tests.reference.records import next_number, opened
from tests.reference.voting import words

Part = dict[str, Any]
PEOPLE = ("ann", "bob", "cat")


def a_random_act(chance: Random, family: Family, number: int) -> tuple[Key, Part]:
    """Return something to do in one of the processes, which may be nonsense; or `{"wait": days}`."""
    keys = list(family.members)
    going = [key for key in keys if not family.members[key].state["end"]] or keys
    giving = [key for key in going if key and "returns" in family.members[key].method] or going
    key = chance.choice(keys if chance.random() < 0.03 else giving if chance.random() < 0.3 else going)
    often, kinds = [_moving, _writing, _voting], [_answering, _showing, _confirming, _holding, _correcting]
    process = family.members[key]
    gives = key and "returns" in process.method and not any(one["version"] for one in process.state["records"].values())
    kind = _writing if gives and chance.random() < 0.7 else chance.choice([*often, *often, _moving, *kinds])
    act = kind(chance, process, number)
    return ((), {"do": "leave", "by": chance.choice(PEOPLE)}) if chance.random() < 0.005 else (key, act)


def _moving(chance: Random, process: Interpreter, _number: int) -> Part:
    state = process.state
    phases = [one for one in state["phases"] if one]
    addresses = [f"{path}.{name}" for path in phases for name in state["phases"][path].get("moves", {})]
    here = [one for one in addresses if one.rpartition(".")[0] in state["now"]]
    free = [one for one in here if process.may_go(one.rpartition(".")[0], one.rpartition(".")[2])]
    if not free and chance.random() < 0.5:
        return {"wait": chance.randint(1, 4)}
    here = free if free and chance.random() < 0.8 else here or addresses
    resume = {}
    if state["offers"] and chance.random() < 0.8:
        resume = {"resume_at": chance.choice([*state["offers"], *state["offers"], chance.choice(phases)])}
    acts: list[Part] = [
        {"do": "move", "move": chance.choice(here), "by": "chair", **resume},
        {"do": "move", "move": chance.choice(here), "by": "chair", "reason": "So", **resume},
        {"do": "move", "move": chance.choice(addresses), "by": chance.choice(["chair", "ann", "nobody"])},
        {"wait": chance.randint(1, 4)},
    ]
    return chance.choice(acts)


def _writing(chance: Random, process: Interpreter, number: int) -> Part:
    envoy, records = chance.choice(PEOPLE), process.state["records"]
    waiting = _one(chance, [name for name, one in records.items() if one["draft"] is not None])
    mine, any_one = _one(chance, [name for name in records if name.startswith("fact")]), _one(chance, list(records))
    fields = {"n": chance.randint(0, 9)}
    version = max(1, records.get(any_one, {}).get("version", 0) + chance.choice([0, 0, 1]))
    share = {"do": "share", "id": waiting, "version": _next(process, waiting), "by": _writer(process, waiting, envoy)}
    write: list[Part] = [
        {"do": "record", "record": "fact", "id": f"fact_{number}", "fields": fields, "by": envoy},
        {"do": "record", "record": "mandate", "id": f"mandate_{envoy}", "fields": fields, "by": envoy},
        {"do": "record", "record": "fact", "id": mine, "fields": fields, "by": _writer(process, mine, envoy)},
    ]
    rare: list[Part] = [
        {"do": "share", "id": any_one, "version": _next(process, any_one), "by": envoy},
        {"do": "withdraw", "id": any_one, "version": version, "by": _writer(process, any_one, envoy)},
        {"do": "withdraw", "id": mine, "version": version, "by": _writer(process, mine, envoy)},
    ]
    if waiting != "none" and chance.random() < 0.5:
        return share
    return chance.choice(write if chance.random() < 0.75 else rare)


def _answering(chance: Random, process: Interpreter, number: int) -> Part:
    """Return an answer of which only figures are told."""
    envoy = chance.choice(PEOPLE)
    known = process.state["records"].get(f"pulse_{envoy}")
    if not opened(process.state, "pulse"):
        return _writing(chance, process, number)
    if known and known["draft"] is not None:
        return {"do": "share", "id": known["id"], "version": next_number(known), "by": envoy}
    if known and chance.random() < 0.1:
        return {"do": "withdraw", "id": known["id"], "version": known["version"] or 1, "by": envoy}
    fields = {"n": chance.randint(0, 9)}
    return {"do": "record", "record": "pulse", "id": f"pulse_{envoy}", "fields": fields, "by": envoy}


def _showing(chance: Random, process: Interpreter, number: int) -> Part:
    """Return a step of an aside: to write it, to choose who sees it, to share it."""
    state, envoy = process.state, chance.choice(PEOPLE)
    asides = [name for name, one in state["records"].items() if one["type"] == "aside"]
    if not opened(state, "aside") or not state["parties"]:
        return _answering(chance, process, number)
    parties = chance.sample(state["parties"], min(len(state["parties"]), chance.choice([1, 1, 2])))
    if not asides or chance.random() < 0.25:
        fields = {"n": chance.randint(0, 9)}
        picked = {"picked": parties} if chance.random() < 0.6 else {}
        return {"do": "record", "record": "aside", "id": f"aside_{number}", "fields": fields, "by": envoy, **picked}
    name = chance.choice(asides)
    by = _writer(process, name, envoy) if chance.random() < 0.9 else envoy
    if state["records"][name]["draft"] is not None and chance.random() < 0.5:
        return {"do": "share", "id": name, "version": _next(process, name), "by": by}
    return {"do": "pick", "id": name, "parties": parties, "by": by}


def _confirming(chance: Random, process: Interpreter, number: int) -> Part:
    records = process.state["records"]
    shared = [name for name, one in records.items() if one["state"] == "shared"]
    if not shared and chance.random() < 0.9:
        return _writing(chance, process, number)
    bare = [name for name in shared if not records[name]["confirmed"]]
    name = _one(chance, bare if bare and chance.random() < 0.8 else shared or list(records))
    version = records.get(name, {}).get("version", 0) or 1
    do = "unconfirm" if name in shared and name not in bare and chance.random() < 0.4 else "confirm"
    return {"do": do, "id": name, "version": version, "by": chance.choice(["chair", "chair", "chair", "bob"])}


def _correcting(chance: Random, process: Interpreter, number: int) -> Part:
    """Return a step of the correction of a record: to confirm it, to draft another wording, to propose and answer."""
    records = process.state["records"]
    confirmed = [name for name, one in records.items() if one["confirmed"]]
    if not confirmed:
        return _confirming(chance, process, number)
    name = chance.choice([one for one in confirmed if records[one]["correction"] is not None] or confirmed)
    one, writer = records[name], _writer(process, name, "ann")
    if one["correction"] is not None and chance.random() < 0.7:
        do = chance.choice(["confirm", "confirm", "decline", "withdraw"])
        by = writer if do == "withdraw" else "chair"
        return {"do": do, "id": name, "version": one["proposed"], "by": by}
    if one["draft"] is None:
        return {"do": "record", "record": one["type"], "id": name, "fields": {"n": chance.randint(0, 9)}, "by": writer}
    return {"do": "share", "id": name, "version": next_number(one), "editorial": True, "by": writer}


def _voting(chance: Random, process: Interpreter, number: int) -> Part:
    runs = process.state["runs"]
    there = [name for name, one in runs.items() if one["state"] == "open"]
    run = _one(chance, there or list(runs))
    if not there and not opened(process.state, "plan") and chance.random() < 0.9:
        return _moving(chance, process, number)
    if chance.random() < (0.1 if there else 0.9):
        return {"do": "propose", "decision": "plan", "run": f"run_{number}", "by": "chair"}
    if chance.random() < 0.3:
        return {"do": "close", "run": run, "by": "chair"}
    voted = runs.get(run, {}).get("votes", {})
    silent = [who for who, party in process.state["party"].items() if party not in voted]
    ballot = chance.choice(
        ["yes", "yes", "yes", *words(process.state), *words(process.state)[1:], "abstain", "perhaps"]
    )
    return {"do": "vote", "run": run, "ballot": ballot, "by": chance.choice([*silent, *silent, *PEOPLE])}


def _holding(chance: Random, process: Interpreter, number: int) -> Part:
    phases = [one for one in process.state["phases"] if one]
    acts: list[Part] = [
        {"do": "hold", "hold": f"hold_{number}", "reason": "So", "by": "chair"},
        {"do": "extend", "phase": chance.choice(phases), "more": "P2D", "reason": "So", "by": "chair"},
        {"wait": chance.randint(1, 9)},
    ]
    if process.state["holds"] and chance.random() < 0.8:
        return {"do": "resume", "reason": "So", "by": chance.choice(["chair", "chair", "chair", "bob"])}
    return chance.choice(acts)


def _one(chance: Random, names: list[str]) -> str:
    return chance.choice(names or ["none"])


def _writer(process: Interpreter, name: str, else_: str) -> str:
    """Return who speaks for the party whose record something is."""
    party = process.state["records"].get(name, {}).get("party")
    return next((who for who, one in process.state["party"].items() if one == party), else_)


def _next(process: Interpreter, name: str) -> int:
    return next_number(process.state["records"][name]) if name in process.state["records"] else 1
