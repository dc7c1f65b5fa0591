"""The judge of orders itself: it has nothing against an honest run, and finds out every way of cheating."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from engine import Receipt, Refusal
from engine.authoring.simulation import Simulation
from engine.errors import StoreBusy, ViewChanged
from engine.process.situation import Json, Situation
from tests.engine.journal.neighbours import START
from tests.promises import mixture
from tests.promises.order import Log, Op, faults
from tests.promises.races import asked
from tests.promises.replicas import Answer

CONFIRMS = [asked("confirm", f"board-{party}", id=f"mandate-{party}", version=1) for party in mixture.PARTIES]
ON = asked("move", move="on")
Run = tuple[Log, list[Op]]


def an_honest_run() -> Run:
    """Return a run of one thing after another, each a second long: two looks, three acts, two refusals, a condition."""
    simulation, seconds = Simulation(mixture.METHOD), count()
    simulation.submit(mixture.OPENING[:-1], START)
    opened = len(simulation.events)
    ops: list[Op] = []

    def note(answer: Answer | Situation, command: object = None, expected: int | None = None) -> None:
        start = float(next(seconds))
        ops.append(Op(start, start + 0.5, command, answer, expected))  # type: ignore[arg-type]  # a command or None

    def act(command: object, expected: int | None = None) -> None:
        known = len(simulation.events)
        done = simulation.submit([command], START)  # type: ignore[list-item]  # a command
        ids: list[dict[str, Json]] = [{"event": one.id} for one in simulation.events[known:]]
        note(done if isinstance(done, Refusal) else Receipt("p", ids, 0), command, expected)

    def look() -> None:
        assert simulation.situation is not None
        note(simulation.situation)

    look()
    act(ON)
    act(CONFIRMS[0], expected=opened)
    note(ViewChanged("changed"), CONFIRMS[1], expected=opened)
    look()
    act(CONFIRMS[1])
    act(CONFIRMS[1])
    act(ON)
    return Log(mixture.METHOD, simulation.events, opened), ops


def test_an_honest_run_is_explained() -> None:
    assert list(faults(*an_honest_run())) == []


def test_what_overlaps_may_have_been_in_either_order() -> None:
    log, ops = an_honest_run()
    ops[4] = replace(ops[4], start=ops[2].start, end=ops[5].end)

    assert list(faults(log, [ops[4], *ops[:4], *ops[5:]])) == []


def cut(log: Log, length: int) -> Log:
    return Log(log.method, log.events[: len(log.events) - length], log.opened)


def swapped(ops: list[Op], one: int, other: int) -> list[Op]:
    """Return a run in which two answers came at each other's time."""
    times = {one: ops[other], other: ops[one]}
    return [replace(op, start=times[n].start, end=times[n].end) if n in times else op for n, op in enumerate(ops)]


def answer(ops: list[Op], number: int, told: Answer | Situation, **changed: object) -> list[Op]:
    """Return a run in which one answer is another."""
    return [replace(op, answer=told, **changed) if n == number else op for n, op in enumerate(ops)]  # type: ignore[arg-type]  # fields of Op


CHEATS: dict[str, Callable[[Log, list[Op]], Run]] = {
    "a look that is older than an answer before it": lambda log, ops: (log, answer(ops, 4, ops[0].answer)),
    "a look that is older than a look before it": lambda log, ops: (log, [*ops, replace(ops[0], start=90, end=91)]),
    "a look that saw what was not written yet": lambda log, ops: (log, swapped(ops, 0, 5)),
    "a look at what never was": lambda log, ops: (log, answer(ops, 4, replace(log.at(log.opened + 1), zone="Mars"))),
    "an answer whose events are gone": lambda log, ops: (cut(log, 3), ops),
    "events that nobody was answered for": lambda log, ops: (log, ops[:-1]),
    "an event twice in two answers": lambda log, ops: (log, [*ops, replace(ops[5], start=90, end=91)]),
    "answers in another order than in the log": lambda log, ops: (log, swapped(ops, 2, 5)),
    "an answer in two pieces": lambda log, ops: (
        log, answer(ops, 7, Receipt("p", [*ops[7].answer.events[1:], ops[7].answer.events[0]], 0)),  # type: ignore[union-attr]  # a receipt
    ),
    "an answer to another command": lambda log, ops: (log, answer(ops, 2, ops[2].answer, command=CONFIRMS[1])),
    "a refusal for what was so no longer": lambda log, ops: (log, [*ops, replace(ops[1], start=90, end=91)]),
    "a refusal for another reason": lambda log, ops: (log, answer(ops, 6, Refusal("rule", "confirmed_never"))),
    "a condition that did not hold": lambda log, ops: (log, answer(ops, 5, ops[5].answer, expected=log.opened)),
    "a changed view that had not changed": lambda log, ops: (log, answer(ops, 3, ops[3].answer, start=1.6, end=1.7)),
    "an error": lambda log, ops: (log, answer(ops, 6, StoreBusy("busy"))),
}  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_is_found_out(cheat: str) -> None:
    assert list(faults(*CHEATS[cheat](*an_honest_run())))
