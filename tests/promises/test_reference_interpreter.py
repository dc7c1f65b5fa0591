"""P4: the engine does what the language page says, as a second interpreter reads it."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from engine.authoring.simulation import counted_ids
from engine.errors import MethodInvalid
from engine.language import read_method
from engine.process import events
from engine.process.decide import decide
from engine.process.gates import judge
from engine.process.refusal import Refusal
from engine.process.world import World
from engine.process.world.subjects import identity_of
from tests.factories import NINE, Table, a_table, command
from tests.reference.generator import a_random_act, a_random_method
from tests.reference.interpreter import Interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.method import Method
    from tests.promises.sizes import Rounds

METHODS, ACTS = 500, 50
DONE = ("move", "record", "share", "withdraw", "confirm", "propose", "vote", "close", "hold", "resume", "extend")
SEEN = ("refused", "by itself", "back", "track ended", "held by a gate", "lapsed", "overdue", "ended", *DONE)


@pytest.mark.P4
def test_the_engine_and_a_naive_reading_of_the_page_agree_after_every_command(rounds: Rounds) -> None:
    """Compare, over random methods and commands, what is accepted and how the process then stands."""
    seen: Counter[str] = Counter()
    for chance in rounds(METHODS):
        _play(chance, seen)
    missed = [what for what in SEEN if not seen[what]]
    assert not missed or rounds.tried < METHODS, (missed, seen)


def _play(chance: Random, seen: Counter[str]) -> None:
    declared, method, table = _a_case(chance)
    other = Interpreter(declared, NINE, {"ann": table.party("A"), "bob": table.party("B")})
    addresses = [one for one in method.plan.ways if one]
    done: list[Any] = []
    _compare(table, other, declared, done)
    for number in range(ACTS):
        act = a_random_act(chance, _known(other), addresses, [one for one in method.plan.nodes if one], number)
        done.append(act)
        seen[_both(table, other, act, declared, done)] += 1
        _compare(table, other, declared, done)
        if other.state["end"]:
            break
    seen.update(_happened(table))


def _a_case(chance: Random) -> tuple[dict[str, Any], Method, Table]:
    """Return a random method that `check` lets through, with two parties in a process that is not over at once."""
    while True:
        declared = a_random_method(chance)
        try:
            method = read_method(json.dumps(declared), "random.yaml")
        except MethodInvalid:
            continue
        table = a_table(method, zone="UTC")
        if not table.situation.end:
            table.join("ann", "A", "envoy")
            table.join("bob", "B", "envoy")
            return declared, method, table


def _both(table: Table, other: Interpreter, act: dict[str, Any], *seen: Any) -> str:
    if "wait" in act:
        for _ in range(act["wait"]):  # what is done late counts from when it is done, so nothing here is late
            table.wait(days=1)
            other.wait(table.at)
        return "waited"
    answer = table.ask(**act)
    accepted = other.submit(act)
    why = answer.message if isinstance(answer, Refusal) else ""
    assert accepted is not isinstance(answer, Refusal), f"{act}: here {accepted}, engine {why}\n{seen}"
    return str(act["do"]) if accepted else "refused"


def _happened(table: Table) -> Iterator[str]:
    """Yield what happened in the engine that a run of the test should have met."""
    kinds = {events.PhaseEnded: "track ended", events.RecordLapsed: "lapsed", events.PhaseOverdue: "overdue",
             events.ProcessEnded: "ended"}  # fmt: skip
    for event in table.events:
        body = event.body
        if isinstance(body, events.Moved):
            yield "back" if table.method.plan.ways[body.move].declared.back else "forward"
            yield "taken" if event.actor else "by itself"
        elif isinstance(body, events.HoldBegan):
            yield "held by a gate" if body.gate else "held by somebody"
        elif type(body) in kinds:
            yield kinds[type(body)]


def _known(other: Interpreter) -> dict[str, Any]:
    state = other.state
    by = {party: person for person, party in state["party"].items()}
    records = state["records"].items()
    return {
        "now": state["now"],
        "runs": state["runs"],
        "drafted": {name: by[one["party"]] for name, one in records},
        "waiting": {name: one["draft"] is not None for name, one in records},
        "versions": {name: one["version"] for name, one in records},
    }


def _compare(table: Table, other: Interpreter, declared: Any, done: list[Any]) -> None:
    here, there = other.told(), _told(table)
    differs = {key: (here[key], there[key]) for key in here if here[key] != there[key]}
    assert not differs, f"{differs}\n{json.dumps(declared)}\n{done}"


def _told(table: Table) -> dict[str, Any]:
    """Return how the engine has it, in the words of the interpreter."""
    situation, method = table.situation, table.method
    here = [way for way in method.plan.ways.values() if situation.is_now(way.owner)]
    return {
        "now": table.now(),
        "visits": {path: situation.visits[path].number for path in table.now()},
        "open": [way.address for way in sorted(here, key=lambda one: one.address) if _is_open(table, way.address)],
        "end": situation.end,
        "held": situation.state == "held",
        "gates": {way.address: _verdicts(table, way) for way in sorted(here, key=lambda one: one.address)
                  if method.gate_of_move(way.address)},
        "records": {one.id: _record(one) for one in situation.records.values() if one.live},
        "runs": {run.id: (run.state, {voter: vote.ballot for voter, vote in run.votes.items()})
                 for run in situation.runs.values()},
        "due": sorted({at for _, at in situation.all_due()}) if not situation.end else [],
    }  # fmt: skip


def _is_open(table: Table, address: str) -> bool:
    """Tell whether the chair could take a move now; it is not taken."""
    asked = command("move", "chair", move=address, reason="So")
    return not isinstance(decide(table.method, table.situation, asked, table.at, counted_ids("tried")), Refusal)


def _record(one: Any) -> tuple[str, Any, bool]:
    state = "shared" if one.is_live else "withdrawn" if one.withdrawn_at else "lapsed"
    return state, one.live.fields["n"], one.confirmed_at is not None


def _verdicts(table: Table, way: Any) -> dict[tuple[str, str], str]:
    gate = table.method.gate_of_move(way.address)
    assert gate
    found: dict[tuple[str, str], str] = {}
    for one in judge(World(table.method, table.situation), gate, way.owner).conditions:
        if one.part.each:
            found |= {(one.part.id, identity_of(each.bound["party"])): each.verdict for each in one.subjects}
        else:
            found[one.part.id, ""] = one.verdict
    return found
