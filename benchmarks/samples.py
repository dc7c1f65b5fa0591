"""The process that benchmarks play with: parties with a mandate each, which the convener confirms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any

from engine import Engine, Receipt, Refusal
from engine.access.identity import Identity
from engine.language import Method, read_method
from engine.process.commands import Command, read_command

PARTIES, AT_ONCE = 12, 50
METHOD = """\
sluis: 1
method: measured
version: 1.0.0
title: Measured
summary: Each party brings a mandate, and the convener confirms it.
source: Made up for the benchmarks.
languages: [en]
may: {open: convener, admit: convener, cancel: convener}
roles:
  convener: {title: Convener}
  envoy: {title: Envoy, of: party, named_by: convener}
records:
  mandate:
    title: Mandate
    per: party
    fields:
      level: {type: choice, title: Level, ordered: true, options: {explore: Explore, commit: Commit}}
      bounds: {type: text, title: Bounds, optional: true}
    written_by: envoy
    confirmed_by: convener
    seen_by: process
  paper:
    title: Paper
    plural: papers
    per: party
    many: true
    fields: {text: {type: text, title: What it says}}
    written_by: envoy
    seen_by: process
phases:
  gather:
    title: Gather
    open: [mandate, paper]
    moves:
      begin: {title: Begin, to: convene, by: convener}
  convene:
    title: Convene
    open: [mandate, paper]
    moves:
      deepen:
        title: Go deeper
        to: end.agreed
        by: convener
        gate:
          - id: mandate
            each: party
            need: "mandate.confirmed && mandate.level >= 'commit'"
            unmet: "{party.name} has no confirmed mandate"
            owed_by: envoy
          - {id: all, need: "parties.all(p, p.mandate.confirmed)", unmet: Not all are confirmed, owed_by: convener}
ends:
  agreed: {title: Agreed, verdict: success}
"""


class NotDone(Exception):
    """Something that a benchmark does was refused: what it measures would mean nothing."""


def the_method() -> Method:
    """Return the method of the process."""
    return read_method(METHOD, "measured.yaml")


def command(do: str, actor: str = "anna", **told: object) -> Command:
    """Return a command, by default of the convener."""
    return read_command.validate_python({"do": do, "actor": actor, **told})


def done(answer: Receipt | Refusal) -> Receipt:
    """Return a receipt. Raises NotDone."""
    if isinstance(answer, Refusal):
        raise NotDone(f"{answer.kind}: {answer.message} {dict(answer.values)}")
    return answer


def in_parts(engine: Engine, process: str, commands: Sequence[Command]) -> None:
    """Carry many commands out, some at a time."""
    for start in range(0, len(commands), AT_ONCE):
        done(engine.submit(process, commands[start : start + AT_ONCE]))


def opened(engine: Engine, title: str = "The dike", by: Identity | None = None) -> str:
    """Open a process without parties, and return its id."""
    told = command("open", method="measured", title=title, name="Anna")
    return done(engine.submit(None, told, by=by)).process


def arrivals(parties: int) -> Iterator[Command]:
    """Yield what lets parties join, each with a mandate that it shares; then the gate stands before the convener."""
    for one in range(parties):
        envoy, mandate = f"envoy-{one}", f"mandate-{one}"
        yield command("join", participant=envoy, name=envoy, party=f"Party {one}", roles=["envoy"])
        yield command("record", envoy, record="mandate", id=mandate, fields={"level": "commit"})
        yield command("share", envoy, id=mandate, version=1)
    yield command("move", move="begin")


def with_parties(engine: Engine, process: str, parties: int = PARTIES) -> list[str]:
    """Let parties join and share a mandate that nobody has confirmed yet; return the ids of these records."""
    in_parts(engine, process, list(arrivals(parties)))
    return [f"mandate-{one}" for one in range(parties)]


def papers(parties: int, number: int) -> Iterator[Command]:
    """Yield what lets parties share so many papers, by turns."""
    for one in range(number):
        envoy, paper = f"envoy-{one % parties}", f"paper-{one}"
        yield command("record", envoy, record="paper", id=paper, fields={"text": f"What was measured at pole {one}."})
        yield command("share", envoy, id=paper, version=1)


def acts_on(mandates: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield acts of the convener without end: each mandate is confirmed, and then each confirmation taken back."""
    for do in cycle(("confirm", "unconfirm")):
        for mandate in mandates:
            yield {"do": do, "id": mandate, "version": 1}


class Played:
    """A process in which the convener acts: whoever goes on, goes on where the last one stopped."""

    def __init__(self, process: str, mandates: Sequence[str]) -> None:
        self.id, self.mandates = process, mandates
        self.acts = acts_on(mandates)


class Acting:
    """Acts of the convener in some processes, by turns; each is one durable command that judges the whole gate."""

    def __init__(self, engine: Engine, processes: Sequence[Played]) -> None:
        self._engine, self._turns = engine, cycle(processes)

    def __call__(self) -> None:
        """Do the next act."""
        played = next(self._turns)
        done(self._engine.submit(played.id, command(**next(played.acts))))


class Noting:
    """Notes of the convener in some processes, by turns: durable commands that judge nothing."""

    def __init__(self, engine: Engine, processes: Sequence[Played]) -> None:
        self._engine, self._turns = engine, cycle(processes)

    def __call__(self) -> None:
        """Keep the next note."""
        done(self._engine.submit(next(self._turns).id, command("note", text="The dike was looked at today.")))


def shared_out(engine: Engine, processes: Sequence[Played], callers: int) -> list[Callable[[], None]]:
    """Return callers that each act in processes of their own."""
    return [Acting(engine, processes[one::callers]) for one in range(callers)]


def played(engine: Engine, parties: int = PARTIES, title: str = "The dike", by: Identity | None = None) -> Played:
    """Open a process of a published method and let parties join it."""
    process = opened(engine, title, by)
    return Played(process, with_parties(engine, process, parties))


def some(engine: Engine, number: int, parties: int = PARTIES, by: Identity | None = None) -> list[Played]:
    """Publish the method, open some processes with parties, and return them."""
    engine.publish(the_method())
    return [played(engine, parties, f"Process {one}", by) for one in range(1, number + 1)]
