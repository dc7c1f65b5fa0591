"""What processes of one family tell one another: a parent and the processes that its phases run.

Each has its own log and is decided on its own. What happens in one is told to another as a letter; receiving it makes
events there, from which further letters may follow. Whoever keeps the logs writes them all together, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import immutables

from engine.language.plan import ROOT
from engine.language.sights import case_seen_by
from engine.process import events
from engine.process.decide.carrying import carry, people_for
from engine.process.decide.children import end_child
from engine.process.decide.consequences import ABOUT_PEOPLE, settle
from engine.process.decide.movement import CANCELLED, bring, enter, leave
from engine.process.decide.opening import tell_case
from engine.process.handed_down import case_of
from engine.process.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.ballot_box import Boxes
    from engine.process.events import Event
    from engine.process.situation import Child, Situation


@dataclass(frozen=True, slots=True)
class Letter:
    """What a process tells another of its family: `child` is the one that was begun by the other."""

    kind: Literal["begin", "people", "dismiss", "ended"]
    to: str
    child: str


def letters(method: Method, situation: Situation, happened: Sequence[Event]) -> list[Letter]:
    """Return what has to be told to others after events of a process; `situation` is how it stands after them."""
    told: list[Letter] = []
    for event in happened:
        match event.body:
            case events.ChildStarted(child=child):
                told.append(Letter("begin", child, child))
            case events.ChildDismissed(child=child):
                told.append(Letter("dismiss", child, child))
            case events.ProcessEnded() if situation.lineage:
                told.append(Letter("ended", situation.lineage.parent, situation.process))
            case _:
                pass
    people_changed = any(isinstance(event.body, ABOUT_PEOPLE) for event in happened)
    begun = {letter.child for letter in told}
    changes = [one for one in situation.running() if people_changed or method.plan.takes_part_by_rule(one.phase)]
    return told + [Letter("people", one.id, one.id) for one in changes if one.id not in begun]


def begin(
    parent_method: Method, parent: Situation, child: Child, at: datetime, ids: Iterator[str]
) -> tuple[Event, ...]:
    """Return the events with which a process begins that a phase of another runs."""
    method = parent_method.child(child.phase)
    turn = Turn(method, None, at, ids)
    origin = Turn(parent_method, parent, at, ids)
    phase = parent_method.plan.nodes[child.phase].phase
    assert phase is not None  # noqa: S101 - the root runs nothing
    bound = origin.world.bound_to(phase.each or (), child.subject)
    case = immutables.Map(case_of(origin.world, child.phase, phase, bound) or {})
    language = method.language(parent.language)
    title = ": ".join([method.declared.title.say(language), *(thing.name() for thing in bound.values())])
    open_case = immutables.Map({name: one for name, one in case.items() if not case_seen_by(method.declared, name)})
    turn.emit(
        events.ProcessOpened(
            child.id, method.id, method.version, method.digest, language, parent.zone, parent.opener, title, open_case
        )
    )
    if parent.rehearsal:
        turn.emit(events.RehearsalBegan())
    level = parent.lineage.level + 1 if parent.lineage else 1
    people = people_for(parent_method, parent, child)
    carried = tuple(sorted(people.roles))
    turn.emit(
        events.BegunBy(parent.process, parent.root, child.phase, child.subject, level, carried, phase.resumes or ())
    )
    carry(turn, people)
    tell_case(turn, case)
    enter(turn, ROOT)
    settle(turn)
    return tuple(turn.events)


def receive(
    letter: Letter, method: Method, situation: Situation, sender: tuple[Method, Situation], at: datetime,
    ids: Iterator[str], boxes: Boxes,
) -> tuple[Event, ...]:  # fmt: skip
    """Return what a letter leads to in the process it is for, which was brought up to `at`. Nothing once it ended."""
    if situation.end:
        return ()
    turn = Turn(method, situation, at, ids, boxes=boxes)
    match letter.kind:
        case "people":
            carry(turn, people_for(*sender, sender[1].children[letter.child]))
        case "dismiss":
            leave(turn, ROOT)
            turn.emit(events.ProcessEnded(CANCELLED))
        case "ended" if situation.children[letter.child].outcome is None:
            end_child(turn, letter.child, str(sender[1].end))
            with turn.by_itself():
                bring(turn, sender[1])
        case _:
            pass
    if turn.events:
        settle(turn)
    return tuple(turn.events)
