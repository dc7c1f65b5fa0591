"""What things that are due are called: `phase:share`, `run:…`, `wait:share#2:gate.condition/subject`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.world.subjects import identity_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.conditions import Need
    from engine.process.situation import Situation
    from engine.process.world.thing import Thing

RANKS = {
    "record": 0, "every": 0, "role": 0, "waiver": 0, "ratify": 0, "run": 1, "hold": 2, "wait": 2, "owed": 2,
    "catchup": 2, "phase": 3, "while": 4, "move": 4, "window": 5, "remind": 6,
}  # fmt: skip
"""At one instant: what expires, decisions that close, holds, terms, moves, what opens, reminders."""


def kind_of(key: str) -> str:
    """Return what kind of thing a key names."""
    return key.partition(":")[0]


def named_by(key: str) -> str:
    """Return what a key names of its kind."""
    return key.partition(":")[2]


def in_order(key: str) -> tuple[int, str]:
    """Return by what things that are due at one instant are put in order."""
    return RANKS[kind_of(key)], key


def of_visit(situation: Situation, phase: str) -> str:
    """Return what the latest visit of a phase is called in keys."""
    visit = situation.visits.get(phase)
    return f"{phase}#{visit.number if visit else 0}"


def wait_key(situation: Situation, need: Need, phase: str, bound: Mapping[str, Thing]) -> str:
    """Return what it is called that a condition has waited long enough, for the subjects in scope."""
    return _of_condition("wait", situation, need, phase, bound)


def owed_key(situation: Situation, need: Need, phase: str, bound: Mapping[str, Thing]) -> str:
    """Return what it is called that a condition was due, for the subjects in scope."""
    return _of_condition("owed", situation, need, phase, bound)


def _of_condition(kind: str, situation: Situation, need: Need, phase: str, bound: Mapping[str, Thing]) -> str:
    subject = "/".join(identity_of(bound[one.name]) for one in need.scope if one.name in bound)
    return f"{kind}:{of_visit(situation, phase)}:{need.address}/{subject}"


def move_key(situation: Situation, owner: str, address: str) -> str:
    """Return what it is called that the clock takes a move, in this visit of its phase."""
    return f"move:{of_visit(situation, owner)}:{address}"


def while_key(situation: Situation, phase: str, gate: str) -> str:
    """Return what it is called that a standing gate has been broken for long, in this visit of its phase."""
    return f"while:{of_visit(situation, phase)}:{gate}"
