"""A process in the engine and in the naive interpreter, to which the same is done, and which are then compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.authoring.simulation import counted_ids
from engine.process.decide import decide
from engine.process.gates import judge
from engine.process.refusal import Refusal
from engine.process.sight import Reader
from engine.process.view import records, telling_for
from engine.process.world import World
from engine.process.world.subjects import identity_of
from tests.factories import command

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.situation import Run, Situation
    from tests.factories import Table
    from tests.reference.family import Family

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A process of the engine. `names` are what its records are called in the interpreter, by their ids."""

    method: Method
    situation: Situation
    names: dict[str, str]

    def named(self, subject: Iterable[str]) -> tuple[str, ...]:
        """Return a subject as the interpreter calls it."""
        return tuple(self.names.get(one, one) for one in subject)


class SideBySide:
    """The engine's process and the interpreter's, and what was done in both."""

    def __init__(self, table: Table, other: Family, declared: dict[str, Any]) -> None:
        self.table, self.other, self.declared = table, other, declared
        self.done: list[Any] = []
        self._same: dict[Key, Any] = {}

    def are_over(self) -> bool:
        """Tell whether the process has ended, and all that it ran."""
        return all(one.state["end"] for one in self.other.members.values())

    def do(self, key: Key, act: dict[str, Any]) -> str:
        """Do something in one of the processes, in both worlds, and return what came of it."""
        self.done.append((key, act))
        if "wait" in act:
            self.table.wait(days=act["wait"])
            self.other.wait(self.table.at)
            return "waited"
        here = self._processes()[key]
        ids = {name: one for one, name in here.names.items()}
        asked = command(**{**act, "id": ids.get(act["id"], act["id"])} if "id" in act else act)
        answer = self.table.simulation.submit([asked], self.table.at, here.situation.process)
        accepted = self.other.submit(key, act)
        why = answer.message if isinstance(answer, Refusal) else ""
        assert accepted is not isinstance(answer, Refusal), self._told(f"here {accepted}, engine {why}")
        return str(act["do"]) if accepted else "refused"

    def compare(self) -> None:
        """Compare how each process stands, where anything of it changed."""
        there, here = self._processes(), self.other.told()
        assert here.keys() == there.keys(), self._told((list(here), list(there)))
        for key, process in there.items():
            if self._same.get(key) == (id(process.situation), here[key]):
                continue
            engine = standing(process, self.table.at)
            differs = {what: (here[key][what], engine[what]) for what in engine if here[key][what] != engine[what]}
            assert not differs, self._told((key, differs))
            for name, told in engine["begun"].items():
                assert told == there[*key, name].situation.end, self._told((key, name, told))
            self._same[key] = id(process.situation), here[key]

    def _processes(self) -> dict[Key, Standing]:
        """Return the processes of the engine, named as in the interpreter."""
        everything = {one.process: one for _, one in self.table.simulation.children.values()}
        everything[self.table.situation.process] = self.table.situation
        found: dict[Key, Standing] = {}
        waiting: list[tuple[Key, Method, Situation]] = [((), self.table.method, self.table.situation)]
        while waiting:
            key, method, situation = waiting.pop()
            found[key] = here = Standing(method, situation, _names(everything, situation))
            for one in situation.children.values():
                if one.id in self.table.simulation.children:
                    name = one.phase, one.visit, here.named(one.subject)
                    waiting.append(((*key, name), *self.table.simulation.children[one.id]))
        return found

    def _told(self, what: Any) -> str:
        return f"{what}\n{json.dumps(self.declared)}\n{self.done}"


def _names(everything: dict[str, Situation], situation: Situation) -> dict[str, str]:
    """Return what records are called: what was taken over, as it is where it comes from; what came back, of whom."""
    return {one: _name(everything, situation, one) for one in situation.records}


def _name(everything: dict[str, Situation], situation: Situation, record: str) -> str:
    origin = situation.records[record].origin
    if origin is None:
        return record
    name = _name(everything, everything[origin.process], origin.record)
    child = situation.children.get(origin.process)
    if child is None:
        return name
    subject = tuple(_name(everything, situation, one) if one in situation.records else one for one in child.subject)
    return f"{name} of {(child.phase, child.visit, subject)}"


def standing(process: Standing, at: datetime) -> dict[str, Any]:
    """Return how the engine has it, in the words of the interpreter."""
    method, situation = process.method, process.situation
    here = sorted(
        (way for way in method.plan.ways.values() if situation.is_now(way.owner)), key=lambda one: one.address
    )
    now = sorted(path for path, visit in situation.visits.items() if path and visit.status == "now")
    return {
        "now": now,
        "visits": {path: situation.visits[path].number for path in now},
        "open": [way.address for way in here if _is_open(method, situation, way.address, at)],
        "end": situation.end,
        "held": situation.state == "held",
        "gates": {way.address: _verdicts(process, way) for way in here if method.gate_of_move(way.address)},
        "records": {process.names[one.id]: _record(one) for one in situation.records.values() if one.live},
        "runs": {run.id: (run.state, _votes(method, run)) for run in situation.runs.values()},
        "due": sorted({at for _, at in situation.all_due()}) if not situation.end else [],
        "begun": {(one.phase, one.visit, process.named(one.subject)): one.outcome
                  for one in situation.children.values()},
        "case": dict(situation.case or {}),
        "figures": _figures(situation),
        "asides": _asides(method, situation),
    }  # fmt: skip


def _is_open(method: Method, situation: Situation, address: str, at: datetime) -> bool:
    """Tell whether the chair could take a move now; it is not taken."""
    asked = command("move", "chair", move=address, reason="So")
    return not isinstance(decide(method, situation, asked, at, counted_ids("tried")), Refusal)


def _votes(method: Method, run: Run) -> Any:
    """Return who voted what, in secret only who voted."""
    if method.declared.decisions[run.decision].secret:
        return sorted(run.answered)
    return {voter: vote.ballot for voter, vote in run.votes.items()}


def _asides(method: Method, situation: Situation) -> dict[str, list[str]]:
    """Return who of those that speak for a party is told of which aside."""
    shared = [one.id for one in situation.of_type("aside") if one.live] if "aside" in method.declared.records else []
    found: dict[str, list[str]] = {name: [] for name in shared}
    speaking = [one for one in situation.participants.values() if shared and one.party and not one.left_at]
    for reader in sorted(speaking, key=lambda one: one.id):
        telling = telling_for(method, situation, Reader(participant=reader.id, party=reader.party))
        for name in {one.id for one in records(telling, "aside")} & found.keys():
            found[name].append(reader.id)
    return found


def _figures(situation: Situation) -> list[Any] | None:
    """Return the answers of which figures are told, whoever gave them."""
    told = [version.fields for one in situation.figures.values() for _, version in one.answers]
    return sorted(one["n"] for one in told if one is not None) or None


def _record(one: Any) -> tuple[str, Any, bool, Any]:
    state = "shared" if one.is_live else "withdrawn" if one.withdrawn_at else "lapsed"
    correction = one.correction.version.fields["n"] if one.correction else None
    return state, one.live.fields["n"], one.confirmed_at is not None, correction


def _verdicts(process: Standing, way: Any) -> dict[tuple[str, tuple[str, ...]], str]:
    gate = process.method.gate_of_move(way.address)
    assert gate
    found: dict[tuple[str, tuple[str, ...]], str] = {}
    for one in judge(World(process.method, process.situation), gate, way.owner).conditions:
        for each in one.subjects if one.part.each else ():
            subject = process.named(identity_of(thing) for thing in each.bound.values())
            found[one.part.id, subject] = each.verdict
        if not one.part.each:
            found[one.part.id, ()] = one.verdict
    return found
