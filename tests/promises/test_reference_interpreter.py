"""P4: the engine does what the language page says, as a second interpreter reads it."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import MethodInvalid
from engine.language import read_method
from engine.process import events
from tests.factories import NINE, Table, a_table
from tests.promises.side_by_side import SideBySide
from tests.reference.acts import PEOPLE, a_random_act
from tests.reference.family import Family
from tests.reference.random_families import a_random_family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.method import Method
    from tests.promises.sizes import Rounds

METHODS, ACTS, ENOUGH = 200, 50, 500
DONE = ("move", "record", "share", "withdraw", "confirm", "propose", "vote", "close", "hold", "resume", "extend",
        "leave")  # fmt: skip
OF_RECORDS = ("unconfirm", "decline", "pick", "corrected", "correction ended")
OF_VOTES = ("counted in secret", "accepted", "rejected", "left a vote", "figures")
BY_RULE = tuple(f"closed by {rule}" for rule in ("unanimity", "majority", "consensus", "one_decides"))
OF_CHILDREN = ("begun", "begun in turn", "child finished", "child cancelled", "brought",
               "run by itself", "handed down", "came back")  # fmt: skip
SEEN = (
    "refused", "by itself", "back", "track ended", "held by a gate", "lapsed", "overdue", "ended", "passed",
    *DONE, *OF_RECORDS, *OF_VOTES, *BY_RULE, *OF_CHILDREN,
)  # fmt: skip


@pytest.mark.P4
def test_the_engine_and_a_naive_reading_of_the_page_agree_after_every_command(rounds: Rounds) -> None:
    """Compare, over random methods and commands, what is accepted and how the process then stands."""
    seen: Counter[str] = Counter()
    for chance in rounds(METHODS):
        _play(chance, seen)
    missed = [what for what in SEEN if not seen[what]]
    assert not missed or rounds.tried < ENOUGH, (missed, seen)


@pytest.mark.parametrize(
    "seed",
    ["4915 test_the_engine_and_a_naive_reading_of_the_page_agree_after_every_command 270"],
    ids=["what came back from an earlier visit has lapsed before anything begins for it"],
)
def test_where_they_once_differed_they_agree(seed: str) -> None:
    _play(Random(seed), Counter())


def _play(chance: Random, seen: Counter[str]) -> None:
    declared, table = _a_case(chance)
    here = table.situation.participants
    people = {name: str(here[name].party) for name in PEOPLE if name in here}
    other = Family(declared, "random", NINE, people)
    both = SideBySide(table, other, declared)
    both.compare()
    for number in range(ACTS):
        seen[both.do(*a_random_act(chance, other, number))] += 1
        both.compare()
        if both.are_over():
            break
    seen.update(_happened(table))


def _a_case(chance: Random) -> tuple[dict[str, Any], Table]:
    """Return random methods that `check` lets through, with two parties in a process that is not over at once."""
    while True:
        declared = a_random_family(chance)
        try:
            method = _read(declared)
        except MethodInvalid:
            continue
        table = a_table(method, zone="UTC")
        for name, party in [("ann", "A"), ("bob", "B"), ("cat", "C")][: chance.choice([2, 3, 3])]:
            if not table.situation.end:
                table.join(name, party, "envoy")
        if not table.situation.end and not _came_late(table):
            return declared, table


def _came_late(table: Table) -> bool:
    """Tell whether something went on before the parties came, with which they have to catch up."""
    everything = [table.situation, *(one for _, one in table.simulation.children.values())]
    return any(one.duties for one in everything)


def _read(declared: dict[str, Any]) -> Method:
    """Read methods of which each may run those before it; return the last."""
    known: dict[str, Method] = {}
    for name, one in declared.items():
        known[name] = read_method(json.dumps(one), f"{name}.yaml", known.get)
    return known["random"]


KINDS = {
    events.PhaseEnded: "track ended", events.RecordLapsed: "lapsed", events.PhaseOverdue: "overdue",
    events.ProcessEnded: "ended", events.BroughtBy: "brought", events.BallotsCounted: "counted in secret",
    events.VoterLeft: "left a vote", events.RecordCorrected: "corrected", events.CorrectionEnded: "correction ended",
    events.PhasePassed: "passed", events.FiguresShown: "figures", events.FiguresTakenBack: "figures taken back",
    events.HandedLapsed: "handed down no longer",
}  # fmt: skip


def _happened(table: Table) -> Iterator[str]:
    """Yield what happened in the engine that a run of the test should have met."""
    for process, event in table.simulation.log:
        body, (method, _) = event.body, table.simulation.children.get(process, (table.method, None))
        if isinstance(body, events.Moved):
            yield "back" if method.plan.ways[body.move].declared.back else "forward"
            yield "taken" if event.actor else "by itself"
        elif isinstance(body, events.HoldBegan):
            yield "held by a gate" if body.gate else "held by somebody"
        elif isinstance(body, events.DecisionClosed):
            yield from (body.outcome, f"closed by {method.declared.decisions[body.decision].rule.name}")
        elif isinstance(body, events.ChildStarted):
            phase = method.plan.nodes[body.phase].phase
            yield "begun in turn" if phase and phase.in_turn else "begun"
            yield "run by itself" if phase and phase.depth else "run by another"
        elif isinstance(body, events.RecordHanded):
            there = table.simulation.children.get(body.process)
            came_back = there is not None and there[1].lineage is not None and there[1].lineage.parent == process
            yield "came back" if came_back else "handed down"
        elif type(body) in KINDS:
            yield KINDS[type(body)]
    yield from (f"child {one.outcome}" for one in table.situation.children.values())
