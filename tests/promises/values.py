"""What is filled in by chance: the same in both worlds, or in each another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from tests.documents import sent

Part = dict[str, Any]
DAYS = ("2026-03-02", "2026-03-03", "2026-03-04")


def value(chance: Random, field: Part, notes: Sequence[tuple[str, str]]) -> Any:
    """Return something to fill in that is the same in both worlds; `notes` are known records, each with its type."""
    if field.get("optional") and chance.random() < 0.3:
        return None
    match field["type"]:
        case "text":
            return f"plain {chance.randint(1, 999)}"
        case "whole":
            return chance.randint(0, 5)
        case "date":
            return chance.choice(DAYS)
        case "document":
            return a_paper(f"plain {chance.randint(1, 999)}", "plain")
        case kind:
            known = [one for record, one in notes if record == (field.get("to") or field["of"])]
            chosen = chance.choice(known) if known else None
            return chosen if kind == "link" or chosen is None else [chosen]


def secret_value(world: Random, field: Part, cores: Mapping[str, str]) -> Any:
    """Return something to fill in that this world alone has, perhaps nothing; `cores` are secret records, by type."""
    if field.get("optional") and world.random() < 0.4:
        return None
    match field["type"]:
        case "text":
            return "secret " * world.randint(1, 40) + str(world.random())
        case "whole":
            return world.randint(0, 10**6)
        case "date":
            return world.choice(DAYS)
        case "document":
            return a_paper("secret " * world.randint(1, 40) + str(world.random()), f"secret {world.random()}")
        case kind:
            core = cores.get(field.get("to") or field["of"])
            return core if kind == "link" or core is None else [core]


def a_paper(text: str, name: str) -> dict[str, str]:
    """Return a document of plain text as a command has it."""
    return sent(text.encode(), f"{name}.txt", "text/plain")
