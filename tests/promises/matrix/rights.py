"""Who may do what, as a person wrote it down, and what it takes to try it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from engine.authoring.simulation import counted_ids
from engine.process import commands
from engine.process.decide import adoption, decide, deletion, erase
from engine.process.decide.redaction import Erasable
from engine.process.refusal import Refusal
from tests.factories import command
from tests.promises.matrix.cast import PARTICIPANTS, ROLES, Stage, matrix_method, seat

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).parent / "rights.yaml"
ACTORS = tuple(name for name in PARTICIPANTS if name != "nobody")
GONE = ("left", "stranger")
HELD = {
    "writer": "envoy", "fellow": "giver", "newcomer": "envoy", "other": "envoy", "late": "envoy", "chair": "chair",
    "judge": "judge",
}  # fmt: skip
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Right:
    """A command, what gives the right to it, who may, and what the others are told."""

    do: str
    said: str
    right: str
    given: tuple[Part, ...]
    body: Part
    may: tuple[str, ...]
    refused: str
    told: dict[str, str]
    unknown: tuple[str, ...]

    def answer(self, actor: str) -> str:
        """Return what an actor is told; nothing where he does it."""
        if actor in GONE:
            return "actor_unknown"
        if actor in self.may:
            return ""
        return "unknown" if actor in self.unknown else self.told.get(actor, self.refused)


@cache
def rights() -> tuple[Right, ...]:
    """Read the rights."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))["commands"]
    return tuple(
        Right(
            do, one["is"], one["right"], tuple(one.get("given", ())), one["do"], tuple(one["may"]),
            one.get("refused", ""), one.get("told", {}), tuple(one.get("unknown", ())),
        )
        for do, one in told.items()
    )  # fmt: skip


def named_by(right: str) -> set[str]:
    """Return the roles that a key of the method names."""
    found: Any = json.loads(matrix_method().source)
    for key in right.split("."):
        found = found[key]
    return set(_roles(found))


def played(right: Right) -> Stage:
    """Return a process in which everybody has come, and what a command is about is there."""
    stage = seat(Stage(matrix_method()), rehearsal=right.do == "delete")
    stage.arrive()
    for one in right.given:
        if "wait" in one:
            stage.wait(hours=one["wait"])
        else:
            told = {key: value for key, value in one.items() if key not in ("do", "by")}
            stage.do(one["do"], one["by"], **_with_parties(stage, told))
    return stage


def answered(stage: Stage, do: str, actor: str, body: Part) -> tuple[Any, ...] | Refusal:
    """Return what comes of a command; nothing is kept of it."""
    asked = command(do, actor, **_with_parties(stage, body))
    ids, at = counted_ids("rights"), stage.at
    match asked:
        case commands.Adopt():
            to = matrix_method(version="1.1.0")
            return adoption(stage.method, to, stage.situation, asked, at, ids)
        case commands.Redact():
            there = [Erasable("ab" * 32, "process")] if "ann" in asked.named else []
            return erase(stage.method, stage.situation, asked, there, at, ids)
        case commands.Delete():
            return deletion(stage.method, stage.situation, asked) or ()
        case _:
            return decide(stage.method, stage.situation, asked, at, ids)


def _with_parties(stage: Stage, body: Part) -> Part:
    """Return the keys of a command with the party's id where its name stands for a subject."""
    subject = body.get("subject")
    return {**body, "subject": stage.party(subject)} if subject in ("Town", "Mill", "Lake") else body


def _roles(who: Any) -> Iterator[str]:
    match who:
        case "parties":
            yield from (name for name, role in ROLES.items() if role.get("of") == "party")
        case str():
            yield who
        case list():
            for one in who:
                yield from _roles(one)
        case _:
            yield who["role"]
