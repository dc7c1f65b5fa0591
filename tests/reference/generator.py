"""Random methods as plain data, and random things to do in them."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.factories import ROLES, a_move

Part = dict[str, Any]
OF_ALL = ["facts.size() >= 1", "facts.size() < 3", "facts.exists(one, one.n > 4)", "facts.all(one, one.confirmed)",
          "plan.accepted", "plan.rejected", "phase.visits >= 2"]  # fmt: skip
OF_EACH = ["mandate.exists", "mandate.confirmed", "party.mandate.n >= 3"]
OF_PULSES = [
    "pulses.size() >= 3", "pulses.filter(one, one.n >= 5).size() >= 2", "pulses.map(one, one.n).sum() >= 14",
    "pulses.map(one, one.n).max() < 8", "pulses.map(one, one.n).min() >= 2", "pulses.map(one, one.n).avg() >= 5",
]  # fmt: skip
OF_FACT = ["fact.confirmed", "fact.n >= 3"]


def a_random_method(chance: Random, name: str = "random", most: int = 12) -> Part:
    """Return a method of 1 to so many phases, which may be one that `check` refuses."""
    gates = {f"gate_{number}": _gate(chance, number) for number in range(chance.randint(0, 4))}
    room = [chance.randint(1, most)]
    phases = _sequence(chance, room, [*gates], "end.finished")
    fields = {"n": {"type": "whole", "title": "Number"}}
    kept = {"title": "Record", "fields": fields, "written_by": "envoy", "confirmed_by": "chair", "seen_by": "process"}
    method: Part = {
        "sluis": 1, "method": name, "version": "1.0.0", "title": "Random", "summary": "Random.",
        "languages": ["en"], "may": {"open": "chair", "admit": "chair"}, "roles": ROLES,
        "records": {"fact": {**kept, "many": True}, "mandate": {**kept, "per": "party"}},
        "decisions": {"plan": _decision(chance)}, "gates": gates, "phases": phases,
        "ends": {"finished": {"title": "Finished", "verdict": "success"},
                 "stopped": {"title": "Stopped", "verdict": "cancelled"}},
    }  # fmt: skip
    kinds = ["fact", "mandate", "plan"]
    if chance.random() < 0.4:
        _tell_figures(chance, method, kept)
        kinds.append("pulse")
    if chance.random() < 0.3:
        aside = {key: kept[key] for key in ("title", "fields", "written_by")}
        method["records"]["aside"] = {**aside, "many": True, "seen_by": "picked"}
        kinds.append("aside")
    somewhere = chance.choice(all_phases(phases))
    for kind in kinds:
        where = method if chance.random() < 0.75 else somewhere
        where["open"] = [*where.get("open", []), kind]
    if gates and chance.random() < 0.3:
        chance.choice(all_phases(phases))["while"] = {chance.choice([*gates]): "hold"}
    return method


def _tell_figures(chance: Random, method: Part, kept: Part) -> None:
    """Let answers be given of which only figures are told, for which some gates ask."""
    pulse = {key: kept[key] for key in ("title", "fields", "written_by", "seen_by")}
    method["records"]["pulse"] = {**pulse, "per": "party", "attribution": chance.choice(["aggregate", "unattributed"])}
    for number, gate in enumerate(method["gates"].values()):
        if chance.random() < 0.5:
            asked = {"id": f"pulse_{number}", "need": joined(chance, OF_PULSES), "unmet": "Missing", "owed_by": "chair"}
            gate["all"].append(asked)


def _decision(chance: Random) -> Part:
    plan: Part = {"title": "Plan", "by": "chair", "voters": {"each": "party", "role": "envoy"}, "seen_by": "process"}
    plan["rule"] = chance.choice(
        ["unanimity", "majority", "consensus", "one_decides", {"majority": {"of": "eligible", "at_least": "2/3"}}]
    )
    if chance.random() < 0.25:
        plan["quorum"] = chance.choice(["50%", "60%", "100%"])
    if chance.random() < 0.3:
        plan["secret"] = True
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
        return one | {"need": joined(chance, OF_EACH)}
    if kind < 0.6:
        return one | of_facts(chance) | {"need": joined(chance, OF_FACT)}
    return one | {"need": joined(chance, OF_ALL)}


def of_facts(chance: Random) -> Part:
    """Return that something is asked of each fact, or of some."""
    meant = {"where": "fact.n > 4"} if chance.random() < 0.4 else {}
    return {"each": "fact", **meant} | ({"if_none": chance.choice(["met", "unmet"])} if chance.random() < 0.7 else {})


def joined(chance: Random, needs: list[str]) -> str:
    """Return one need, or two together."""
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
        ways = [move for move in phases[name]["moves"].values() if not move.get("back")]
        if len(ways) == 1 and chance.random() < 0.15:
            phases[name]["where"] = joined(chance, ["facts.size() >= 1", "facts.size() < 3", "plan.rejected"])
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


def all_phases(phases: Part) -> list[Part]:
    """Return the phases with all that are inside them."""
    found = []
    for phase in phases.values():
        found += [phase, *all_phases(phase.get("phases", {})), *all_phases(phase.get("tracks", {}))]
    return found
