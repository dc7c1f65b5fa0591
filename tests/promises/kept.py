"""A world behind an engine: every act kept, and each reader's log read back from the store and taken along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import Engine, Refusal
from engine.journal.ledger import reader_of
from engine.language.method import Method
from engine.process.commands import Command, Open
from engine.process.sight import Reader, sight_of
from tests.promises.seen import as_text, log, refused, standing, views

PROCESS = "01950000-0000-7000-8000-000000000001"


class Clock:
    """A clock that is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the instant it was set to."""
        return self.at


class KeptWorld:
    """A world on a SQLite file. `ids` may be changed on the way."""

    def __init__(self, method: Method, file: Path, ids: Iterator[str], at: datetime) -> None:
        self.ids, self.clock, self.process = ids, Clock(at), ""
        self.engine = Engine.open(
            f"sqlite:///{file}", now=self.clock, ids=lambda: next(self.ids), process_ids=lambda: PROCESS
        )
        self.engine.publish(method)

    def submit(self, command: Command, at: datetime) -> Any:
        """Carry a command out at an instant, and answer with what its actor is told."""
        self.clock.at = at
        result = self.engine.submit(None if isinstance(command, Open) else self.process, command)
        if isinstance(result, Refusal):
            method, situation = self.engine.situation(self.process)
            return refused(method, situation, command.actor, result)
        self.process = result.process
        return [result.events, result.revision]

    def tick(self, at: datetime) -> None:
        """Let the clock do what came due up to an instant."""
        self.clock.at = at
        self.engine.tick()

    def due(self) -> datetime | None:
        """Return when something comes due next."""
        return self.engine.situation(self.process)[1].next_due()

    def look(self, reader: str | None) -> dict[str, str]:
        """Return everything that a participant, or nobody in particular, can get, by what it is."""
        method, situation = self.engine.situation(self.process)
        who = reader_of(situation, reader) if reader else Reader()
        ends = sight_of(method, situation, who).vector(situation)
        kept = [(one.n, one.event, one.parts) for one in self.engine.log(self.process, dict.fromkeys(ends, 0))]
        seen: dict[str, Any] = {
            **views(method, situation, reader),
            "log": log(method, situation, reader, kept),
            "standing": standing(method, situation, reader),
            "export": _without_randomness(self.engine.export(self.process, who)),
        }
        return {name: as_text(told) for name, told in seen.items()}

    def close(self) -> None:
        """Let the file go."""
        self.engine.close()


def _without_randomness(export: dict[str, Any]) -> Any:
    """Return an export without salts and signatures, and its heads without digests: these follow from random ids."""
    told = json.loads(json.dumps(export))
    for name in ("signature", "key"):
        del told["checkpoint"][name]
    told["checkpoint"]["heads"] = {label: head["n"] for label, head in told["checkpoint"]["heads"].items()}
    for event in told["events"]:
        event["content"] = {part: one["value"] for part, one in event["content"].items()}
    return told
