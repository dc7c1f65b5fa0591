"""P4: wherever a shipped method can come to, it comes to an end although the parties do nothing any more.

From then on those who run the process act alone: they close what is open, ask for decisions and take moves. All others
are silent: they write nothing, confirm nothing, accept nobody and vote on nothing. What they owe is settled by terms,
by what the method makes of silence, and by moves that ask for nothing of theirs. Some methods say themselves that
nothing goes on without the parties; from there whoever may cancel brings the process to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

import pytest

from engine.authoring.proving.kinds import kind_of_situation
from engine.authoring.proving.moving import ways_out
from engine.authoring.proving.proof import Prover
from engine.files import read_file
from engine.language.clocks import Period
from engine.process.refusal import Refusal
from engine.process.who import is_accepted, roles_of
from tests.methods.test_proofs import SHIPPED
from tests.promises.races import asked

if TYPE_CHECKING:
    from collections.abc import Hashable

    from engine.authoring.proving.standing import Standing
    from engine.language.method import Method
    from engine.process.commands import Command
    from tests.promises.sizes import Rounds

RUN_BY = {
    "consent-decision": {"secretary", "facilitator"},
    "joint-fact-finding": {"convener", "facilitator"},
    "mutual-gains": {"convener", "facilitator"},
    "stage-gate": {"leader", "process_manager"},
    "starting-collaboration": {"convener", "facilitator"},
    "stuck-collaboration": {"convener", "mediator"},
}
END_ALONE = ("mutual-gains", "stuck-collaboration")  # of the others the search finds no end without the parties
EFFORT, MOST_TRIED, STATES, DEAR = 200, 300, 10, 4
LONG = Period(months=18)
WAITS_FOR_ACCEPTANCE = {"stage-gate": "process_manager"}  # who alone cancels there, once the funders accepted somebody


@cache
def method_of(name: str) -> Method:
    """Return a shipped method."""
    method = read_file(SHIPPED / name / "method.yaml").method
    assert method is not None
    return method


@cache
def reached(name: str) -> tuple[Standing, ...]:
    """Return every kind of situation to which the search for the ends of a method came, and that goes on."""
    prover = Prover(method_of(name), 0, EFFORT, lambda _sought, _effort: None)
    prover.prove(only_ends=True)
    found = [node.standing for search, _ in prover.searches for node in search.nodes.values()]
    return tuple(one for one in found if not one.situation.end and not one.within)


def acts(here: Standing, run_by: set[str]) -> Iterator[tuple[int, Command]]:
    """Yield what those who run a process can try, each with what it costs: to ask for a decision leads on least."""
    situation = here.situation
    people = [one.id for one in situation.present() if run_by & set(roles_of(situation, one.id))]
    for who in people:
        for way in ways_out(here):
            yield 1, asked("move", who, move=way.address, reason="It is time")
        for run in situation.open_runs():
            yield 1, asked("close", who, run=run.id)
        for decision, declared in here.method.declared.decisions.items():
            if not situation.runs_of(decision) and not declared.about:
                yield DEAR, asked("propose", who, decision=decision)
        if situation.open_holds():
            yield 1, asked("resume", who, reason="It is time")


def followers(here: Standing, run_by: set[str]) -> Iterator[tuple[int, Standing]]:
    """Yield how things stand once the next thing has come due, and after each act that is accepted."""
    if due := here.next_due():
        yield 1, here.until(due)
    for cost, command in acts(here, run_by):
        after = here.do(command)
        if not isinstance(after, Refusal):
            yield cost, after


def key_of(here: Standing) -> Hashable:
    """Return what a situation is like, and which terms have passed in it."""
    overdue = frozenset(path for path, visit in here.situation.visits.items() if visit.overdue)
    return kind_of_situation(here), overdue, frozenset(here.situation.came)


def comes_to_an_end(here: Standing, run_by: set[str]) -> bool:
    """Tell whether an end that the method declares is found from here, the cheapest way first."""
    number = count()
    waiting, seen = [(0, next(number), here)], {key_of(here)}
    while waiting and len(seen) < MOST_TRIED:
        spent, _, now = heappop(waiting)
        for cost, after in followers(now, run_by):
            if after.situation.end:
                return True
            if (key := key_of(after)) not in seen:
                seen.add(key)
                heappush(waiting, (spent + cost, next(number), after))
    return False


def where(here: Standing) -> str:
    """Say where a process is."""
    return " ".join(path for path in here.method.plan.nodes if path and here.situation.is_now(path))


def is_cancelled(here: Standing) -> bool:
    """Tell whether somebody who runs a process can end it."""
    runs_it = [one.id for one in here.situation.present()]
    tried = (here.do(asked("cancel", who, reason="Nobody answers")) for who in runs_it)
    return any(not isinstance(one, Refusal) and one.situation.end is not None for one in tried)


def is_named(here: Standing, name: str) -> bool:
    """Tell whether a method says itself that nobody ends a process in such a situation, until somebody is accepted."""
    role = WAITS_FOR_ACCEPTANCE.get(name)
    held = here.situation.holders(role) if role else ()
    return role is not None and not any(is_accepted(here.method, here.situation, one) for one in held)


@pytest.mark.P4
@pytest.mark.parametrize("name", END_ALONE)
def test_those_who_run_a_process_bring_it_to_an_end_of_the_method_though_the_parties_do_nothing(
    name: str, rounds: Rounds
) -> None:
    for chance in rounds(STATES):
        here = chance.choice(reached(name))
        assert comes_to_an_end(here, RUN_BY[name]), where(here)
    print(f"{len(reached(name))} kinds of situations")


@pytest.mark.P4
@pytest.mark.parametrize("name", sorted(RUN_BY))
def test_a_process_that_nobody_helps_any_more_ends_by_itself_or_can_be_cancelled_however_late(
    name: str, rounds: Rounds
) -> None:
    states = [one for one in reached(name) if not is_named(one, name)]
    for number, _ in enumerate(rounds(len(states))):
        here = states[number % len(states)]
        later = here.wait(LONG)
        assert is_cancelled(here), where(here)
        assert later.situation.end or is_cancelled(later), where(later)
    print(f"{len(states)} of {len(reached(name))} kinds of situations; in the others nobody may end it yet")


def test_all_shipped_methods_are_tried() -> None:
    assert set(RUN_BY) == {one.parent.name for one in SHIPPED.glob("*/method.yaml")}
