"""A world behind an engine: every act kept, and each reader's log read back from the store and taken along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import Engine, Refusal
from engine.journal.ledger import reader_of
from engine.language.method import Method
from engine.process.commands import Command, Open
from engine.process.sight import Reader, sight_of
from tests.promises.seen import as_text, exports, log, refused, standing, views
from tests.promises.worlds import children_of, named, nth_child
from tests.sqlite import a_file

PROCESS = "01950000-0000-7000-8000-000000000001"


class Clock:
    """A clock that is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the instant it was set to."""
        return self.at


class KeptWorld:
    """A world on a SQLite file, under the last of `methods`. `ids` may be changed on the way."""

    def __init__(self, methods: Sequence[Method], file: Path, ids: Iterator[str], at: datetime) -> None:
        self.ids, self.clock, self.process = ids, Clock(at), ""
        self.engine = Engine.open(a_file(file), now=self.clock, ids=lambda: next(self.ids), process_ids=lambda: PROCESS)
        for method in methods:
            self.engine.publish(method)

    def submit(self, command: Command, at: datetime, child: int | None = None) -> Any:
        """Carry a command out at an instant, in the process or a child, and answer with what its actor is told."""
        self.clock.at = at
        process = self.member(child)
        if process is None and not isinstance(command, Open):
            return "there is none"
        result = self.engine.submit(process, command)
        if isinstance(result, Refusal):
            assert process is not None
            method, situation = self.engine.situation(process)
            return refused(method, situation, command.actor, result)
        self.process = self.process or result.process
        return [result.events, result.revision]

    def member(self, child: int | None) -> str | None:
        """Return the process, or one that it ran; None where there is none."""
        if child is None or not self.process:
            return self.process or None
        return nth_child(self.engine.situation(self.process)[1], child)

    def members(self) -> list[str]:
        """Return the process and those that it ran, the oldest first."""
        return [self.process, *children_of(self.engine.situation(self.process)[1])]

    def tick(self, at: datetime) -> None:
        """Let the clock do what came due up to an instant."""
        self.clock.at = at
        self.engine.tick()

    def due(self) -> datetime | None:
        """Return when something comes due next."""
        known = [self.engine.situation(one)[1].next_due() for one in self.members()]
        return min((due for due in known if due), default=None)

    def look(self, reader: str | None) -> dict[str, str]:
        """Return everything that a participant, or nobody in particular, can get, by what it is."""
        seen = [(number, self._look(process, reader)) for number, process in enumerate(self.members())]
        return {named(name, number): as_text(told) for number, one in seen for name, told in one.items()}

    def _look(self, process: str, reader: str | None) -> dict[str, Any]:
        method, situation = self.engine.situation(process)
        who = reader_of(situation, reader) if reader and reader in situation.participants else Reader()
        ends = sight_of(method, situation, who).vector(situation)
        kept = [(one.n, one.event, one.parts) for one in self.engine.log(process, dict.fromkeys(ends, 0))]
        return {
            **views(method, situation, reader),
            "log": log(method, situation, reader, kept),
            "standing": standing(method, situation, reader),
            "export": _without_randomness(self.engine.export(process, who)),
        }

    def take(self, reader: str | None) -> dict[str, str]:
        """Return every file that he can take along besides, by what it is."""
        seen: dict[str, str] = {}
        for number, process in enumerate(self.members()):
            method, situation = self.engine.situation(process)
            ends = sight_of(method, situation, Reader(participant=reader)).vector(situation)
            kept = [(one.n, one.event, one.parts) for one in self.engine.log(process, dict.fromkeys(ends, 0))]
            told = exports(method, situation, reader, kept)
            seen |= {named(name, number): one for name, one in told.items()}
        return seen

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
