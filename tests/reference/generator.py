"""Random methods as plain data, and random things to do in them."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.factories import ROLES, a_move

Part = dict[str, Any]
OF_ALL = ["facts.size() >= 1", "facts.size() < 3", "facts.exists(f, f.n > 4)", "facts.all(f, f.confirmed)",
          "plan.accepted", "plan.rejected", "phase.visits >= 2"]  # fmt: skip
OF_EACH = ["mandate.exists", "mandate.confirmed", "mandate.n >= 3"]


def a_random_method(chance: Random) -> Part:
    """Return a method of 1 to 12 phases, which may be one that `check` refuses."""
    gates = {f"gate_{number}": _gate(chance, number) for number in range(chance.randint(0, 4))}
    room = [chance.randint(1, 12)]
    phases = _sequence(chance, room, [*gates], "end.finished")
    fields = {"n": {"type": "whole", "title": "Number"}}
    kept = {"title": "Record", "fields": fields, "written_by": "envoy", "confirmed_by": "chair", "seen_by": "process"}
    method: Part = {
        "sluis": 1, "method": "random", "version": "1.0.0", "title": "Random", "summary": "Random.",
        "languages": ["en"], "may": {"open": "chair", "admit": "chair"}, "roles": ROLES,
        "records": {"fact": {**kept, "many": True}, "mandate": {**kept, "per": "party"}},
        "decisions": {"plan": _decision(chance)}, "gates": gates, "phases": phases,
        "ends": {"finished": {"title": "Finished", "verdict": "success"},
                 "stopped": {"title": "Stopped", "verdict": "cancelled"}},
    }  # fmt: skip
    somewhere = chance.choice(list(_all(phases)))
    for name in ("fact", "mandate", "plan"):
        where = method if chance.random() < 0.6 else somewhere
        where["open"] = [*where.get("open", []), name]
    if gates and chance.random() < 0.3:
        chance.choice(list(_all(phases)))["while"] = {chance.choice([*gates]): "hold"}
    return method


def _decision(chance: Random) -> Part:
    plan: Part = {"title": "Plan", "by": "chair", "voters": {"each": "party", "role": "envoy"}, "seen_by": "process"}
    plan["rule"] = chance.choice(["unanimity", "majority"])
    if chance.random() < 0.4:
        plan["about"] = "fact"
    if chance.random() < 0.4:
        plan |= {"open_for": "P3D", "silence": chance.choice(["blocks", "abstains", "consents"])}
    return plan


def _gate(chance: Random, number: int) -> Part:
    return {"title": "Gate", "all": [_condition(chance, f"c{number}_{one}") for one in range(chance.randint(1, 2))]}


def _condition(chance: Random, name: str) -> Part:
    one: Part = {"id": name, "unmet": "Missing", "owed_by": "chair"}
    kind = chance.random()
    if kind < 0.2:
        return one | {"waited": chance.choice(["P1D", "P4D"])}
    if kind < 0.5:
        one |= {"each": "party"} | ({"at_least": 1} if chance.random() < 0.3 else {})
        return one | {"need": _joined(chance, OF_EACH)}
    return one | {"need": _joined(chance, OF_ALL)}


def _joined(chance: Random, needs: list[str]) -> str:
    return chance.choice([" && ", " || "]).join(chance.sample(needs, chance.choice([1, 1, 2])))


def _sequence(chance: Random, room: list[int], gates: list[str], way_out: str, depth: int = 0) -> Part:
    names = []
    for _ in range(chance.randint(1, max(1, min(4, room[0])))):
        room[0] -= 1
        names.append(f"p{room[0] + 20}")
    phases: Part = {}
    for place, name in enumerate(names):
        forward = names[place + 1] if place + 1 < len(names) else way_out
        phases[name] = _phase(chance, room, gates, depth) | {
            "moves": _moves(chance, gates, forward, names[:place], phases)
        }
        if "tracks" in phases[name] and chance.random() < 0.4:
            phases[name]["moves"]["ahead"]["waits_for"] = []
        if "term" not in phases[name]:
            phases[name] |= {"term": "P7D"} if _asks_term(phases[name]) else {}
    return phases


def _asks_term(phase: Part) -> bool:
    return any(move.get("at") == "term" for move in phase["moves"].values())


def _phase(chance: Random, room: list[int], gates: list[str], depth: int) -> Part:
    phase: Part = {"title": "Phase"} | ({"term": f"P{chance.randint(2, 9)}D"} if chance.random() < 0.4 else {})
    if depth < 2 and room[0] >= 2 and chance.random() < 0.4:
        if chance.random() < 0.5:
            return phase | {"phases": _sequence(chance, room, gates, "done", depth + 1)}
        return phase | {"tracks": {name: _track(chance, room, gates, depth) for name in _track_names(room)}}
    return phase


def _track_names(room: list[int]) -> list[str]:
    room[0] -= 2
    return [f"t{room[0] + 40}", f"t{room[0] + 41}"]


def _track(chance: Random, room: list[int], gates: list[str], depth: int) -> Part:
    if room[0] >= 2 and chance.random() < 0.5:
        return {"title": "Track", "phases": _sequence(chance, room, gates, "done", depth + 2)}
    return {"title": "Track", "moves": {"finish": _gated(chance, gates, a_move("done"))}}


def _gated(chance: Random, gates: list[str], move: Part) -> Part:
    return move | ({"gate": chance.choice(gates)} if gates and chance.random() < 0.5 else {})


def _moves(chance: Random, gates: list[str], forward: str, before: list[str], phases: Part) -> Part:
    ahead = _gated(chance, gates, a_move(forward))
    if "gate" in ahead and chance.random() < 0.2:
        ahead.pop("by")
        ahead["auto"] = True
    moves = {"ahead": ahead}
    if chance.random() < 0.3:
        moves["clock"] = {"title": "By the clock", "to": chance.choice([forward, "end.stopped"]),
                          "at": chance.choice(["term", "P3D"])}  # fmt: skip
    if before and chance.random() < 0.6:
        moves["back"] = a_move(chance.choice(before), back=True, **_back(chance))
    into = [f"{name}.{track}" for name in before for track in phases[name].get("tracks", {})]
    if into and chance.random() < 0.6:
        moves["into"] = a_move(chance.choice(into), back=True)
    if chance.random() < 0.15:
        moves["stop"] = a_move("end.stopped", reason="required")
    return moves


def _back(chance: Random) -> Part:
    return ({"limit": chance.randint(1, 2)} if chance.random() < 0.5 else {}) | (
        {"lapses": chance.choice([["fact"], ["mandate"], ["fact", "mandate"]])} if chance.random() < 0.5 else {}
    )


def _all(phases: Part) -> list[Part]:
    found = []
    for phase in phases.values():
        found += [phase, *_all(phase.get("phases", {})), *_all(phase.get("tracks", {}))]
    return found


def a_random_act(chance: Random, told: Part, addresses: list[str], phases: list[str], number: int) -> Part:
    """Return something to do, which may be nonsense; or `{"wait": days}`."""
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
