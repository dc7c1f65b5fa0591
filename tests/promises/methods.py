"""Methods made by chance, with every kind of sight for records, fields and decisions, that can be published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from engine.language import read
from engine.language.method import Method
from tests.promises.clocked import with_clocks
from tests.promises.families import FOUND, HANDED, INNER, ending_in_time, with_run
from tests.promises.mending import mend, without_gaps

Part = dict[str, Any]
SIGHTS: tuple[Any, ...] = (
    "process", "process", "public", "party", "owner", "table", "guide", "envoy", ["party", "guide"], ["owner", "board"],
    ["table", "judge"], ["guide", "judge"], ["board", "envoy"], "picked", ["picked", "guide"], ["owner", "picked"],
    ["party", "picked"], ["picked", "envoy"],
)  # fmt: skip
WRITERS = ("envoy", "board", "guide", "chair")
INSIDE = ("envoy", "board")
TYPES = ("alpha", "beta", "gamma", "delta")
DECISIONS = ("plan", "course")
ROUNDS = 12


def is_narrow(seen_by: Any) -> bool:
    """Tell whether fewer than the whole process may see it."""
    return {"process", "public"}.isdisjoint([seen_by] if isinstance(seen_by, str) else seen_by)


def a_method(
    chance: Random, given: Mapping[str, Part] = MappingProxyType({}), *,
    is_odd: bool = True, name: str = "any", runs: tuple[Method, Part] | None = None,
) -> tuple[Method, Part]:  # fmt: skip
    """Return a method that can be published, and what its file says; `given` are its first record and its decision.

    What the check finds wrong is taken out, so what it lets through is what is tried. Where it `is_odd`, records may
    run out at any minute, else on the hour. A phase `runs` another method, where that is given.
    """
    declared = _declared(chance, given, name)
    with_clocks(chance, declared, is_odd=is_odd)
    if "gates" in declared:
        declared["gates"]["kept"]["all"] = _gate(chance, declared["records"], declared["decisions"])
    if runs:
        with_run(chance, declared, runs[1])
    known = {INNER: runs[0]} if runs else {}
    for _ in range(ROUNDS):
        reading = read(json.dumps(declared), f"{name}.yaml", known.get)
        if reading.method and reading.publishable:
            return reading.method, declared
        for one in reading.diagnostics:
            mend(declared, one)
        without_gaps(declared)
    msg = f"cannot be mended: {[str(one) for one in reading.diagnostics]}"
    raise AssertionError(msg)


def _declared(chance: Random, given: Mapping[str, Part], name: str) -> Part:
    records = {name: _record(chance, name) for name in TYPES[: chance.randint(2, 4)]}
    decisions = {name: _decision(chance, list(records)) for name in DECISIONS[: chance.randint(0, 2)]}
    for kind, told in given.items():
        (records if "fields" in told else decisions)[kind] = told
    return {
        "sluis": 1, "method": name, "version": "1.0.0", "title": "Any", "summary": "Any.", "languages": ["en"],
        "may": {"open": "chair", "admit": "chair", "cancel": "chair", "adopt": "chair"},
        "table": _roles(chance), "waivable_by": "chair",
        "roles": {
            "chair": {"title": "Chair"},
            "guide": {"title": "Guide"},
            "judge": {"title": "Judge", **({"accepted_by": "parties"} if chance.random() < 0.3 else {})},
            "envoy": {"title": "Envoy", "of": "party"},
            "board": {"title": "Board", "of": "party"},
        },
        **({"parent": [HANDED]} if name == INNER and HANDED in given else {}),
        **(ending_in_time() if name == INNER and FOUND in given else {}),
        "case": _case(chance),
        "records": records,
        "decisions": decisions,
        "phases": _phases(chance, records, decisions),
        "ends": {"done": {"title": "Done", "verdict": "success"}},
    }  # fmt: skip


def _case(chance: Random) -> Part:
    asked = {"type": "text", "title": "Asked", "optional": True}
    return {f"asked{number}": {**asked, "seen_by": chance.choice(SIGHTS)} for number in range(chance.randint(0, 3))}


def _roles(chance: Random) -> list[str]:
    return chance.sample(["envoy", "board", "guide", "judge", "chair"], chance.randint(1, 3))


def _record(chance: Random, name: str) -> Part:
    before = TYPES[: TYPES.index(name)]
    paper: Part = {"type": "document", "title": "Paper", "optional": True}
    fields: Part = {
        "text": {"type": "text", "title": "Text"},
        "weight": {"type": "whole", "title": "Weight", "from": 0, "optional": True},
        "veiled": {"type": "text", "title": "Veiled", "optional": True, "seen_by": chance.choice(SIGHTS)},
    }
    if before:
        target = chance.choice(before)
        fields["link"] = {"type": "link", "to": target, "title": "Link", "optional": True}
        fields["links"] = {"type": "list", "of": target, "title": "Links", "optional": True}
    if chance.random() < 0.35:
        fields["paper"] = {**paper, **({"seen_by": chance.choice(SIGHTS)} if chance.random() < 0.3 else {})}
    if chance.random() < 0.3:
        fields = dict(reversed(fields.items()))
    record: Part = {
        "title": name, "many": True, "fields": fields, "seen_by": chance.choice(SIGHTS),
        "written_by": chance.sample(WRITERS, chance.randint(1, 3)),
    }  # fmt: skip
    if isinstance(record["seen_by"], list) and "paper" in fields:
        fields["paper"].setdefault("seen_by", chance.choice(record["seen_by"]))
    if chance.random() < 0.4:
        record["per"] = chance.choice(["party", *before])
        record["many"] = chance.random() < 0.5
    if chance.random() < 0.2:
        record["seen_by"], fields["veiled"]["seen_by"] = "process", chance.choice(["picked", ["picked", "guide"]])
    if record["many"] and chance.random() < 0.25:
        record |= {"per": "party", "sealed_until": {"each": "party"}}
    if record["many"] and chance.random() < 0.25:
        fields["veiled"].pop("seen_by")
        return record | {
            "attribution": chance.choice(["aggregate", "unattributed"]),
            "seen_by": chance.choice(["process", "guide", "table"]),
        }
    if chance.random() < 0.4:
        record["confirmed_by"] = chance.choice([*WRITERS, {"each": "party", "role": "envoy"}])
    return record


def _decision(chance: Random, records: list[str]) -> Part:
    if chance.random() < 0.25:
        people: Part = {"by": "guide", "voters": "guide", "seen_by": ["guide", "picked"]}
        return {"title": "Decision", "rule": "unanimity", **people}
    return {
        "title": "Decision", "by": chance.choice(["chair", "guide", "board"]), "rule": "unanimity",
        "voters": chance.choice(["board", "envoy", "guide", {"each": "party", "role": "envoy"}]),
        "seen_by": chance.choice(["process", "table", ["board", "envoy", "chair"], ["guide", "board"], "guide"]),
        **({"about": chance.choice(records)} if chance.random() < 0.4 else {}),
        **({"open_for": chance.choice(["P1D", "PT6H"]), "silence": "blocks"} if chance.random() < 0.6 else {}),
        **chance.choice([{"sealed": True}, {"sealed": True}, {"secret": True}, {}, {}]),
    }  # fmt: skip


def _phases(chance: Random, records: Part, decisions: Part) -> Part:
    names = [f"p{number}" for number in range(chance.randint(1, 3))]
    phases = {}
    for index, name in enumerate(names):
        on = {"title": "On", "to": names[index + 1] if index + 1 < len(names) else "end.done", "by": "chair"}
        back = {"title": "Back", "to": names[0], "back": True, "by": "chair"}
        phase: Part = {
            "title": name, "moves": {"on": {**on, "gate": _gate(chance, records, decisions)}, "back": back},
            **({"term": chance.choice(["P1D", "PT12H"])} if chance.random() < 0.6 else {}),
            **({"table": _roles(chance)} if chance.random() < 0.5 else {}),
        }  # fmt: skip
        opened = {"open": [*records, *decisions]}
        if chance.random() < 0.3:
            phase["tracks"] = {
                track: {"title": track, "moves": {"end": {"title": "End", "to": "done", "by": "chair"}}, **opened,
                        **({"table": _roles(chance)} if chance.random() < 0.5 else {})}
                for track in ("left", "right")
            }  # fmt: skip
        else:
            phase |= opened
        phases[name] = phase
    return phases


def _gate(chance: Random, records: Part, decisions: Part) -> list[Part]:
    """Return conditions: over what is hidden such as are always met, but for what they may tell on the way."""
    parts = [_over_record(chance, name, record) for name, record in records.items()]
    parts += [_over_decision(chance, name, told) for name, told in decisions.items()]
    chosen = chance.sample(parts, chance.randint(1, len(parts)))
    for number, part in enumerate(chosen):
        part |= {"id": f"c{number}", "owed_by": chance.choice(["envoy", {"each": "party", "role": "board"}])}
        part.setdefault("unmet", "Missing")
    return chosen


def _over_record(chance: Random, name: str, record: Part) -> Part:
    shows = chance.choice([{}, {"shows": "names"}, {"shows": "count"}, {"shows": "outcome"}])
    if "attribution" in record:
        figure = {"need": f"{name}s.size() >= 0 || true"}
        return {**figure, **(shows if is_narrow(record["seen_by"]) else {})}
    always = [
        {"need": f"{name}s.size() >= 0"},
        {"need": f"{name}s.all(x, !has(x.weight) || x.weight >= 0)"},
        {"need": f"{name}s.all(x, x.version > 0 && x.changed_at >= process.opened_at)"},
        {"need": f"{name}s.filter(x, has(x.veiled)).size() >= 0"},
        {"each": "party", "need": f"{name}s.exists(x, true) || true"},
        {"each": name, "need": f"{name}.exists", "if_none": "met"},
        {"each": name, "need": f"!has({name}.veiled) || {name}.exists", "if_none": "met"},
    ]  # fmt: skip
    if is_narrow(record["seen_by"]):
        chosen = chance.choice(always)  # of each that is hidden a count would tell how many there are
        return {**chosen, **({"shows": "outcome"} if chosen.get("each") == name and "shows" in shows else shows)}
    sometimes = [
        {"need": f"{name}s.size() >= {chance.randint(1, 3)}"},
        {"need": f"{name}s.map(x, x.weight).max() > 1"},
        {"each": "party", "need": f"{name}s.exists(x, x.party == party)", "unmet": "{party.name} is missing"},
        {"each": name, "need": f"{name}.weight > 1", "unmet": f"{{{name}}} is light: {{{name}.text}}"},
    ]  # fmt: skip
    return {**chance.choice(sometimes + always), **chance.choice([{}, {}, shows])}


def _over_decision(chance: Random, name: str, decision: Part) -> Part:
    if is_narrow(decision["seen_by"]):
        shows = chance.choice([{}, {"shows": "names"}, {"shows": "count"}, {"shows": "outcome"}])
        each = {"each": "party"} if "per" in decision else {}
        return {"need": f"{name}.open || !{name}.open", **each, **shows}
    return {"need": f"{name}.accepted || {name}.rejected"}
