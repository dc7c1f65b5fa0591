"""Methods made by chance of which one runs the other, with every way in which a phase says for what and for whom."""

from __future__ import annotations

from random import Random
from typing import Any

Part = dict[str, Any]
INNER, HANDED, FOUND = "inner", "omega", "psi"


def with_run(chance: Random, declared: Part, inner: Part) -> None:
    """Let a phase of a method run another, which is declared as `inner`."""
    name = chance.choice(["p0", "p0", *declared["phases"]])
    phase = declared["phases"][name]
    if phase.pop("tracks", None):
        phase["open"] = [*declared["records"], *declared["decisions"]]
    each = chance.choice([None, "party", "guide", *declared["records"], *declared["records"]])
    phase |= {"run": INNER, **({"each": each} if each else {}), "with": _told(chance, inner, each)}
    if each and chance.random() < 0.3:
        phase["where"] = f"{each}.text != ''" if each in declared["records"] else "process.title != ''"
    if chance.random() < 0.3:
        phase["parties"] = chance.choice(["parties.filter(p, p.name != 'C')", "parties.filter(p, p.name != 'B')"])
    phase |= {"in_turn": True} if each and chance.random() < 0.3 else {}
    phase |= {"holds": "parent"} if chance.random() < 0.1 else {}
    phase |= {"resumes": ["p0"]} if chance.random() < 0.3 else {}
    if chance.random() < 0.3:
        need = {"each": each, "need": f"{name}.ended", "if_none": "met"} if each else {"need": f"{name}.ended"}
        condition = {"id": "ran", **need, "unmet": "It still runs", "owed_by": "chair"}
        phase["moves"]["on"].setdefault("gate", []).append(condition)


def handed_down(chance: Random, seen_by: Any) -> tuple[Part, Part]:
    """Return a record type as the parent has it, with a field that fewer see, and as the child reads it."""
    text = {"type": "text", "title": "Text"}
    weight = {"type": "whole", "title": "Weight", "from": 0, "optional": True}
    record: Part = {
        "title": "omega", "many": True, "seen_by": chance.choice(["process", "public"]),
        "written_by": ["chair", "envoy", "board", "guide"], "fields": {"text": text, "weight": weight},
        **({"per": "party"} if chance.random() < 0.3 else {}),
    }  # fmt: skip
    veiled = {"type": "text", "title": "Veiled", "optional": True, "seen_by": seen_by}
    theirs = {**record, "fields": {**record["fields"], "veiled": veiled}}
    return theirs, {**record, "seen_by": "process"}


def given_back(chance: Random, seen_by: Any) -> tuple[Part, Part]:
    """Return a record type as the parent takes it back, and as the child has it, with a field that fewer see."""
    text = {"type": "text", "title": "Text"}
    record: Part = {
        "title": "psi", "many": True, "seen_by": "process", "written_by": ["chair", "envoy", "board", "guide"],
        "fields": {"text": text}, **({"confirmed_by": "guide"} if chance.random() < 0.3 else {}),
    }  # fmt: skip
    veiled = {"type": "text", "title": "Veiled", "optional": True, "seen_by": seen_by}
    theirs = {**record, "seen_by": chance.choice(["process", "public"]), "fields": {"text": text, "veiled": veiled}}
    return record, theirs


def ending_in_time() -> Part:
    """Return what a method says that gives back what was found: it can be ended whatever its gates ask."""
    return {"returns": [FOUND], "moves": {"stop": {"title": "Stop", "to": "end.done", "by": "chair"}}}


def _told(chance: Random, inner: Part, each: str | None) -> Part:
    """Return what fills the case of the process that is run."""
    ways = ["process.title", "'Asked'", *([f"{each}.text", f"{each}.text"] if each else [])]
    return {field: chance.choice(ways) for field in inner["case"]}
