"""What is due in a parent and in what it runs happens in the order of time, however late somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from engine import Engine
from engine.language import read_method
from engine.process.events import ChildDismissed, ChildEnded, ChildStarted
from engine.process.refusal import Refusal
from tests.engine.journal.neighbours import Time, a_command, accepted
from tests.engine.journal.test_families import begun, do, published, standing
from tests.engine.process.family_methods import FINDING, TALKS

RUN = "    run: finding\n"
AGAIN = "      again: {title"
EXPIRE = "      expire: {title: Time is up, to: end.dissent, at: term}\n"


def ending(term: str) -> str:
    """Return talks whose facts are looked into for so long; what they run ends by itself after three weeks."""
    return TALKS.replace(RUN, f"{RUN}    term: {term}\n").replace(AGAIN, f"{EXPIRE}{AGAIN}")


def a_family(engine: Engine, talks: str = TALKS, topics: int = 1) -> tuple[str, list[str]]:
    """Return a parent and the children that it has begun for its topics."""
    parent = a_parent(engine, talks, topics)
    do(engine, parent, "move", "chair", move="on")
    return parent, list(standing(engine, parent).children)


def instants(engine: Engine, parent: str) -> list[tuple[str, float]]:
    """Return what happened in a family, each with how many days after its beginning that counts from."""
    family = [parent, *standing(engine, parent).children]
    told = [one.event for process in family for one in engine.history(process)]
    return [(one.type, (one.moment - told[0].moment) / timedelta(days=1)) for one in told]


def a_parent(engine: Engine, talks: str | None = None, topics: int = 1) -> str:
    """Return a parent with topics, for which nothing was begun yet. Without talks they are published already."""
    if talks:
        published(engine, talks)
    opening = a_command("open", "chair", method="talks", title="Talks", name="Chair")
    parent = accepted(engine.submit(None, opening)).process
    do(engine, parent, "join", "chair", participant="ann", name="Ann", party="Town", roles=["envoy"])
    for number in range(topics):
        fields = {"question": f"Is it {number}?", "disputed": True}
        do(engine, parent, "record", "chair", record="topic", id=f"t{number}", fields=fields)
        do(engine, parent, "share", "chair", id=f"t{number}", version=1)
    return parent


ON = "{title: On, to: facts, by: chair}"
GATHER = "    title: Gather\n"
STARTS = """
sluis: 1
method: starts
version: 1.0.0
title: Starts
summary: Ends by itself.
languages: [en]
roles: {chair: {title: Chair}}
may: {open: chair}
phases: {wait: {title: Wait, term: P3D, moves: {late: {title: Late, to: end.over, at: term}}}}
ends: {over: {title: Over, verdict: success}}
"""
ASKING: dict[str, Callable[[Engine, str, str], Any]] = {
    "the clock": lambda engine, _parent, _child: engine.tick(),
    "a reader of the parent": lambda engine, parent, _child: engine.view(parent),
    "a reader of the child": lambda engine, _parent, child: engine.view(child),
    "somebody in the parent": lambda engine, parent, _: engine.submit(parent, a_command("move", "chair", move="agree")),
    "somebody in the child": lambda engine, _, child: engine.submit(child, a_command("move", "chair", move="settle")),
}


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_a_child_that_was_due_before_its_parent_ends_so_in_both_whoever_asks_first(
    engine: Engine, time: Time, ask: Callable[[Engine, str, str], Any]
) -> None:
    parent, (child,) = a_family(engine, ending("P30D"))
    time.pass_by(days=40)

    ask(engine, parent, child)

    assert standing(engine, parent).children[child].outcome == standing(engine, child).end == "not_settled"
    assert standing(engine, parent).end == "dissent"


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_a_parent_that_was_due_before_its_child_cancels_it_whoever_asks_first(
    engine: Engine, time: Time, ask: Callable[[Engine, str, str], Any]
) -> None:
    parent, (child,) = a_family(engine, ending("P10D"))
    time.pass_by(days=40)

    ask(engine, parent, child)

    assert standing(engine, parent).children[child].outcome == standing(engine, child).end == "cancelled"


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_of_what_is_due_at_the_same_instant_the_child_comes_first(
    engine: Engine, time: Time, ask: Callable[[Engine, str, str], Any]
) -> None:
    parent, (child,) = a_family(engine, ending("P21D"))
    time.pass_by(days=21)

    ask(engine, parent, child)

    assert standing(engine, parent).children[child].outcome == standing(engine, child).end == "not_settled"
    assert standing(engine, parent).end == "dissent"


def test_a_family_that_is_looked_at_once_has_the_same_instants_as_one_looked_at_every_day(
    engine: Engine, time: Time
) -> None:
    by_itself = TALKS.replace(GATHER, f"{GATHER}    term: P4D\n").replace(ON, ON.replace("by: chair", "at: term"))
    talks = by_itself.replace(RUN, f"{RUN}    term: P30D\n").replace(AGAIN, f"{EXPIRE}{AGAIN}")
    daily = a_parent(engine, talks)
    for _ in range(40):
        time.pass_by(days=1)
        engine.tick()
    looked_at = instants(engine, daily)
    once = a_parent(engine)

    time.pass_by(days=40)
    engine.tick()

    assert instants(engine, once) == looked_at
    assert [kind for kind, _ in looked_at].count("ChildEnded") == 1


@pytest.mark.parametrize("ask", ["the clock", "a reader of the parent", "somebody in the parent"])
def test_what_a_late_clock_begins_comes_to_its_own_end_before_what_is_due_later_in_its_parent(
    engine: Engine, time: Time, ask: str
) -> None:
    """The parent goes on at day 4, which begins a child that ends at day 25; at day 34 the parent ends."""
    by_itself = TALKS.replace(GATHER, f"{GATHER}    term: P4D\n").replace(ON, ON.replace("by: chair", "at: term"))
    parent = a_parent(engine, by_itself.replace(RUN, f"{RUN}    term: P30D\n").replace(AGAIN, f"{EXPIRE}{AGAIN}"))
    time.pass_by(days=40)

    ASKING[ask](engine, parent, "")

    (child,) = standing(engine, parent).children.values()
    assert (child.outcome, standing(engine, child.id).end) == ("not_settled", "not_settled")
    assert standing(engine, parent).end == "dissent"


def test_whoever_acts_in_a_parent_acts_on_what_its_children_have_come_to(engine: Engine, time: Time) -> None:
    parent, _ = a_family(engine)
    time.pass_by(days=22)
    trying = a_command("move", "chair", move="differ")

    assert not isinstance(engine.dry_run(parent, trying), Refusal)
    assert not isinstance(engine.submit(parent, trying), Refusal)


def test_whoever_reads_a_parent_reads_what_its_children_have_come_to(engine: Engine, time: Time) -> None:
    parent, _ = a_family(engine)
    time.pass_by(days=22)

    (shown,) = engine.view(parent).children

    assert shown.outcome == "not_settled"


def test_a_family_with_more_that_is_late_than_is_done_at_once_is_late_no_more_after_a_tick(
    engine: Engine, time: Time
) -> None:
    parent, children = a_family(engine, topics=60)
    time.pass_by(days=22)

    engine.tick()

    assert {one.outcome for one in standing(engine, parent).children.values()} == {"not_settled"}
    assert {standing(engine, one).end for one in children} == {"not_settled"}


def test_two_replicas_that_let_the_clock_run_at_once_end_each_child_once(url: str, time: Time) -> None:
    with Engine.open(url, now=time) as engine:
        parent, children = a_family(engine, topics=5)
        time.pass_by(days=22)
        if engine._journal.store.shares:  # noqa: SLF001 - only there can be two
            with Engine.open(url, now=time) as other:
                at_once(engine.tick, other.tick)
        else:
            at_once(engine.tick, engine.tick)
        engine.tick()

        bodies = [one.event.body for one in engine.history(parent)]
        assert sorted(one.child for one in bodies if isinstance(one, ChildEnded)) == sorted(children)
        assert not any(isinstance(one, ChildDismissed) for one in bodies)


def test_two_replicas_that_act_on_parent_and_child_at_once_agree_on_how_it_ended(url: str, time: Time) -> None:
    with Engine.open(url, now=time) as engine:
        parent, child = begun(engine)
        do(engine, child, "record", "ann", record="answer", id="found", fields={"text": "It is"})
        do(engine, child, "share", "ann", id="found", version=1)
        if engine._journal.store.shares:  # noqa: SLF001 - only there can be two
            with Engine.open(url, now=time) as other:
                race(engine, other, parent, child)
        else:
            race(engine, engine, parent, child)


def race(one: Engine, other: Engine, parent: str, child: str) -> None:
    """Go back and forth in the parent at one replica, while at another somebody settles what it runs."""
    at_once(
        lambda: one.submit(parent, a_command("move", "chair", move="again")),
        lambda: other.submit(child, a_command("move", "chair", move="settle")),
    )
    told, was = standing(one, parent).children[child].outcome, standing(other, child).end
    assert told == was
    assert told in ("settled", "cancelled")
    bodies = [each.event.body for each in other.history(parent)]
    assert sum(isinstance(body, ChildStarted) for body in bodies) == 1
    assert sum(isinstance(body, ChildEnded | ChildDismissed) for body in bodies) == 1


ROUND = FINDING.replace(
    "phases:\n",
    "phases:\n"
    "  a: {title: A, where: case.weight == 1, moves: {n: {title: N, to: b, by: guide}}}\n"
    "  b:\n    {title: B, where: case.weight == 1, moves: {n: {title: N, to: a, by: guide},"
    " out: {title: O, to: look, by: guide, back: true}}}\n",
    1,
)


def going_round(engine: Engine, term: str = "") -> str:
    """Return a parent about to begin a child that never comes past its phases."""
    engine.publish(read_method(ROUND, "finding.yaml"))
    by_clock = ON.replace("by: chair", "at: term") if term else ON
    talks = TALKS.replace(GATHER, f"{GATHER}{term}").replace(ON, by_clock)
    engine.publish(read_method(talks, "talks.yaml", engine.newest))
    opening = a_command("open", "chair", method="talks", title="Talks", name="Chair")
    parent = accepted(engine.submit(None, opening)).process
    fields = {"question": "Is it wet?", "disputed": True, "weight": 2}
    do(engine, parent, "record", "chair", record="topic", id="wet", fields=fields)
    do(engine, parent, "share", "chair", id="wet", version=1)
    return parent


def test_what_would_begin_a_child_that_never_comes_past_its_phases_is_refused_and_nothing_begins(
    engine: Engine,
) -> None:
    parent = going_round(engine)
    before = standing(engine, parent)

    answer = engine.submit(parent, a_command("move", "chair", move="on"))

    assert isinstance(answer, Refusal)
    assert (answer.kind, answer.message, dict(answer.values)) == ("rule", "family_endless", {"method": "finding"})
    assert standing(engine, parent) == before


def test_a_family_that_cannot_go_on_stops_neither_the_clock_of_others_nor_its_readers(
    engine: Engine, time: Time
) -> None:
    stuck = going_round(engine, "    term: P2D\n")
    engine.publish(read_method(STARTS.replace("P3D", "P4D"), "starts.yaml"))
    other = accepted(engine.submit(None, a_command("open", "chair", method="starts", title="X", name="Chair"))).process
    time.pass_by(days=5)

    engine.tick()

    assert standing(engine, other).end == "over"
    assert engine.view(stuck).children == []


def at_once(*asking: Callable[[], object]) -> None:
    """Ask several things at the same time, and wait for all."""
    threads = [Thread(target=one) for one in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
