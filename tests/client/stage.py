"""A stage that another program acts on: it stands in build/client, and knows Sluis by the generated client alone."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from api.problems import CONDITIONS
from api.routes.processes import links_of
from api.wording import say_in
from engine import Engine, Reader
from engine.journal.ledger import reader_of
from engine.language import Method
from engine.process.commands import Command
from engine.process.events import Event
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from engine.process.view import Telling, progress, telling_for
from engine.process.view.gates import told
from engine.process.view.shapes import Progress
from tests.engine.access.people import PASSWORD

CREATED, DONE, REFUSED = 201, 200, 409
ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / os.environ.get("SLUIS_CLIENT", "build/client")
PROGRAM = Path(__file__).with_name("program.py")
OWNER = "olga"
PARTS = (
    "parties", "participants", "records", "decisions", "sessions", "lenses", "notes", "deposits", "figures", "waivers",
    "log", "checkpoint",
)  # fmt: skip
PROGRESS = TypeAdapter(Progress)
Told = dict[str, Any]


class Program:
    """The program at work: what it is asked, and what it answers."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running

    def ask(self, call: str, **given: Any) -> Any:
        """Let it do something, and return what it was answered. Fails where that is not as it should be."""
        assert self.running.stdin
        assert self.running.stdout
        self.running.stdin.write(json.dumps([call, given]) + "\n")
        self.running.stdin.flush()
        answer = json.loads(self.running.stdout.readline())
        assert not (isinstance(answer, dict) and "wrong" in answer), f"{call} {given}\n{answer['wrong']}"
        return answer


@contextmanager
def a_program() -> Iterator[Program]:
    """Start the program in the environment of the generated client."""
    command = [str(HOME / "bin" / "python"), str(PROGRAM)]
    own = {"PYTHONPATH": str(HOME), "PATH": ""}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=own) as running:
        try:
            yield Program(running)
        finally:
            assert running.stdin
            running.stdin.close()


def coming_in(who: str, *scopes: str) -> Told:
    """Return by what somebody comes in, and for what his program is."""
    return {"email": f"{who}@local.example", "password": PASSWORD, "scopes": scopes}


@dataclass
class ByClient:
    """Everybody acts by his own token from his own seat; what happened is asked of the engine."""

    program: Program
    engine: Engine
    clock: list[datetime]
    url: str
    process: str | None = None
    known: set[str] = field(default_factory=set)
    seated: set[tuple[str, str]] = field(default_factory=set)
    refused: list[Told] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    unsent: int = 0
    places: dict[str, int] = field(default_factory=dict)

    @property
    def situation(self) -> Situation | None:
        """How the process stands."""
        return self.engine.situation(self.process)[1] if self.process else None

    def member(self, process: str) -> tuple[Method, Situation]:
        """Return a process that a phase runs."""
        return self.engine.situation(process)

    def wait(self, until: datetime, process: str | None = None) -> tuple[Event, ...]:
        """Let time pass; whoever reads then finds what came due."""
        self.clock[0] = until
        where = process or self.process
        if where is None:
            return ()
        self._news(where)
        self.program.ask("read", who=OWNER, what="progress", process=where)
        return self._news(where)

    def submit(
        self, commands: Sequence[Command], at: datetime, process: str | None = None
    ) -> tuple[Event, ...] | Refusal:
        """Let whoever acts send what he does. What several people do together goes one after another.

        Together they could be refused as well, and then nothing of it happens: nobody can ask that by himself, so it
        is asked of the engine alone, and counted as unsent.
        """
        self.clock[0] = at
        acts = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in commands]
        if self.process is None:
            return self._open(acts[0])
        where = process or self.process
        self._news(where)
        supposed = self.engine.dry_run(where, list(commands))
        several = [list(group) for _, group in groupby(acts, key=lambda one: one["actor"])]
        if isinstance(supposed, Refusal):
            self._sent_and_refused(where, several, supposed)
            return supposed
        for one in several:
            answer = self._sent(where, one)
            assert (answer["status"], answer["kind"]) == (DONE, "Accepted"), (one, answer)
            self.done += [command["do"] for command in one]
        return self._news(where)

    def _news(self, where: str) -> tuple[Event, ...]:
        """Return what happened in a process since this was asked before."""
        found = self.engine.history(where, self.places.get(where, 0))
        self.places[where] = found[-1].seq if found else self.places.get(where, 0)
        return tuple(one.event for one in found)

    def _open(self, command: Told) -> tuple[Event, ...]:
        self._know(command["actor"])
        self.program.ask("invite", who=OWNER, whom=command["actor"], roles=["facilitator"])
        answer = self.program.ask("open", who=command["actor"], command=command)
        assert (answer["status"], answer["kind"]) == (CREATED, "Accepted"), answer
        self.process = str(answer["told"]["process"])
        return ()

    def _sent_and_refused(self, where: str, several: list[list[Told]], supposed: Refusal) -> None:
        if len(several) > 1:
            self.unsent += 1
            return
        answer = self._sent(where, several[0])
        problem = answer["told"]
        assert (answer["status"], answer["kind"]) == (REFUSED, "Problem"), (several, answer)
        assert problem["type"] == f"/problems/{supposed.kind}"
        assert (problem.get("index") or 0) == supposed.index
        assert ("conditions" in problem) == (supposed.gate is not None)
        if supposed.gate:
            asked_for = told(self._telling(where), supposed.gate, supposed.at, "").conditions
            unmet = [one for one in asked_for if one.verdict in ("unmet", "unknown") and not one.advisory]
            assert CONDITIONS.validate_python(problem["conditions"]) == unmet != []
        self.refused.append(problem)

    def _sent(self, where: str, commands: list[Told]) -> Any:
        who = commands[0]["actor"]
        self.seat(where, who)
        return self.program.ask("submit", who=who, process=where, commands=commands)

    def _know(self, who: str) -> None:
        if who not in self.known:
            self.program.ask("know", who=who, **coming_in(who, "read", "act"))
            self.known.add(who)

    def seat(self, where: str, who: str) -> None:
        """See to it that somebody has his seat: it came with that in the parent, or he is invited for it."""
        if (where, who) in self.seated:
            return
        self._know(who)
        seats = self.program.ask("seats", who=OWNER, process=where)["told"]
        if who not in {one["participant"] for one in seats}:
            self.program.ask("invite", who=OWNER, whom=who, process=where, participant=who)
        self.seated.add((where, who))

    def everybody(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each process with those who take part in it, whoever has left excepted."""
        assert self.situation
        for where in (str(self.process), *self.situation.children):
            _, situation = self.engine.situation(where)
            yield where, [who for who, one in situation.participants.items() if not one.left_at]

    def shown(self, where: str, who: str) -> tuple[Progress, Progress]:
        """Return how a process stands as somebody reads it by the client, and as the engine tells it."""
        self.seat(where, who)
        answer = self.program.ask("read", who=who, what="progress", process=where)
        assert (answer["status"], answer["kind"]) == (DONE, "Progress"), answer
        return PROGRESS.validate_python(answer["told"]), progress(self._telling(where, who), links_of(where))

    def _telling(self, where: str, who: str | None = None) -> Telling:
        """Return a process as the engine tells it in English, to somebody or to nobody in particular."""
        method, situation = self.engine.situation(where)
        reader = replace(reader_of(situation, who) if who else Reader(), language="en")
        say = say_in(method.language("en"))
        return telling_for(method, situation, reader, say, self.engine.former(situation))
