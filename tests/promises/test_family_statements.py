"""A parent and what its phases run change together: whatever fails at whichever statement, all is there or nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from engine.language import read_method
from tests.engine.process.family_methods import FINDING, TALKS
from tests.promises.races import asked
from tests.promises.replicas import differs_when_made_anew
from tests.promises.stage import try_everywhere

if TYPE_CHECKING:
    from engine.process.commands import Command
    from tests.promises.stage import Stage


def topic(name: str, version: int = 1) -> list[Command]:
    fields = {"question": f"Is {name} so, in {version}?", "disputed": True}
    drafts = asked("record", record="topic", id=name, fields=fields)
    return [drafts, asked("share", id=name, version=version)]


def act(do: str, actor: str = "chair", **given: Any) -> list[Command]:
    return [asked(do, actor, **given)]


ANSWERED = [
    asked("record", "ann", record="answer", id="answer", fields={"text": "It is"}),
    asked("share", "ann", id="answer", version=1),
]
OPENING = (
    *act("open", method="talks", title="Talks", name="Chair"),
    *act("join", participant="ann", name="Ann", party="Town", roles=["envoy"]), *topic("wet"),
)  # fmt: skip
STEPS: dict[str, tuple[int | None, list[Command]]] = {
    "a child begins with a move": (None, act("move", move="on")),
    "one more comes to all of them, and something else is to be found": (
        None, [*act("join", participant="eve", name="Eve", party="Wood", roles=["envoy"]), *topic("red")],
    ),
    "the child ends, and its parent knows": (0, [*ANSWERED, *act("move", move="settle")]),
    "what was handed down is erased": (None, act("redact", content="red", reason="On request")),
    "what still runs is let go of": (None, act("move", move="again")),
    "others begin in a new visit": (None, act("move", move="on")),
    "all are cancelled": (None, act("cancel", reason="No time")),
}  # fmt: skip


def a_family(stage: Stage) -> None:
    stage.engine.publish(read_method(FINDING, "finding.yaml"))
    stage.engine.publish(read_method(TALKS, "talks.yaml", stage.engine.newest))
    stage.submit(list(OPENING))


def children(stage: Stage) -> list[str]:
    _, situation = stage.engine.situation(stage.process)
    return [one.id for one in sorted(situation.children.values(), key=lambda one: one.order)]


@pytest.mark.P3
def test_whatever_fails_at_whichever_statement_nothing_of_a_family_is_there_by_halves(stage: Stage) -> None:
    a_family(stage)
    tried = 0
    for name, (number, commands) in STEPS.items():
        child = None if number is None else children(stage)[number]
        do = partial(stage.submit, commands, name, child)
        tried += try_everywhere(stage, do)
        known = stage.everything()

        do()

        assert stage.everything() == known, f"'{name}' was done twice"
    print(tried, "failures tried")
    assert len(children(stage)) == 3
    assert differs_when_made_anew(stage.engine) == []


@pytest.mark.P3
def test_whatever_fails_while_the_clock_ends_a_child_its_parent_knows_with_it_or_not_at_all(stage: Stage) -> None:
    a_family(stage)
    stage.submit(STEPS["a child begins with a move"][1])
    stage.time.pass_by(days=22)
    (child,) = children_as_they_are(stage)

    try_everywhere(stage, partial(stage.engine._advance, child, "local"))  # noqa: SLF001 - a tick tells nobody what failed

    assert "ChildEnded" in {one.event.type for one in stage.engine.history(stage.process)}
    assert differs_when_made_anew(stage.engine) == []


def children_as_they_are(stage: Stage) -> list[str]:
    """Return the children of the process, where looking must not make up for what is late."""
    return list(stage.engine._journal.loaded(stage.process, "local").situation.children)  # noqa: SLF001 - from behind the door
