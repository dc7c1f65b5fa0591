"""Who keeps things from the others in two worlds, and what of a method is theirs alone."""

from __future__ import annotations

from random import Random
from typing import Any

Part = dict[str, Any]
PARTY_B, GUIDES, JUDGES = ("bob", "bea", "ben"), ("gus",), ("jim",)
GROUPS = (PARTY_B, PARTY_B, GUIDES, (*GUIDES, *JUDGES), (*PARTY_B, *GUIDES))


def of_keepers(chance: Random, keepers: tuple[str, ...]) -> dict[str, Part]:
    """Return a record and a decision of which only these people know; where there are none, a secret vote of all."""
    if not keepers:
        return {"plan": _in_secret(chance)}
    inside = chance.choice(["party", "owner", ["owner", "party"]]) if "bob" in keepers else "guide"
    if "gus" in keepers:
        inside = {PARTY_B: inside, GUIDES: "guide"}.get(
            keepers,
            ["guide", "judge"] if "jim" in keepers else chance.choice([["party", "guide"], ["picked", "guide"]]),
        )
    text = {"type": "text", "title": "Text"}
    fields: Part = {"text": text, "weight": {"type": "whole", "title": "Weight", "from": 0, "optional": True}}
    writers = ["envoy", "board"] if "bob" in keepers else ["guide"]
    record = {"title": "alpha", "many": True, "fields": fields, "seen_by": inside, "written_by": writers}
    decision: Part = {"title": "plan", "rule": "unanimity", "open_for": "PT6H", "silence": "blocks"}
    if "bob" in keepers:
        decision |= {"per": "party", "by": "envoy", "voters": "board", "seen_by": "party"}
    else:
        decision |= {"by": "guide", "voters": "guide", "seen_by": inside}
    if chance.random() < 0.4:
        decision |= {"about": "alpha"}
    return {"alpha": record, "plan": decision}


def _in_secret(chance: Random) -> Part:
    rule = chance.choice(["unanimity", "majority", "consensus"])
    told: Part = {
        "title": "plan",
        "by": "chair",
        "voters": chance.choice(["envoy", {"each": "party", "role": "envoy"}]),
    }
    told |= {"rule": rule, "secret": True, "seen_by": chance.choice(["process", "process", ["envoy", "chair"]])}
    return {**told, **({"open_for": "PT6H", "silence": "abstains"} if chance.random() < 0.5 else {})}
