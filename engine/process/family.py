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
from engine.process.decide.handed import take_over
from engine.process.decide.movement import CANCELLED, bring, enter, leave
from engine.process.decide.opening import tell_case
from engine.process.fold import fold
from engine.process.handed import handed_back, handed_down
from engine.process.handed_down import case_of, one_line
from engine.process.turn import Turn

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.ballot_box import Boxes
    from engine.process.events import Event
    from engine.process.situation import Child, Situation


ABOUT_WHO_ACTS = (
    *ABOUT_PEOPLE, events.HolderAccepted, events.HolderRefused, events.CatchUpBegan, events.DutyDone,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """What a process tells another of its family: `child` is the one that was begun by the other.

    `sender` is how the process stood that tells it, `moment` when what it tells of counts from: where the clock of the
    sender did it late, so is what follows from it. `depth` is how many levels the addressee stands below the process
    in which it all began; `is_over` says of one that begins that it was let go of at the same moment.
    """

    kind: Literal["begin", "people", "records", "dismiss", "ended"]
    to: str
    child: str
    sender: Situation
    moment: datetime
    depth: int
    is_over: bool = False


def letters(
    method: Method, before: Situation | None, after: Situation, happened: Sequence[Event], depth: int = 0
) -> list[Letter]:
    """Return what has to be told to others after events of a process, which stands so deep.

    A child begins by how its parent stood when it was begun, whatever the same commands did to that afterwards.
    """
    told: list[Letter] = []
    for event, standing in _each_with_its_situation(before, after, happened):
        match event.body:
            case events.ChildStarted(child=child):
                is_over = after.children[child].outcome is not None
                told.append(Letter("begin", child, child, standing, event.moment, depth + 1, is_over))
            case events.ChildDismissed(child=child):
                told.append(Letter("dismiss", child, child, after, event.moment, depth + 1))
            case events.ProcessEnded() if after.lineage:
                told.append(Letter("ended", after.lineage.parent, after.process, after, event.moment, depth - 1))
            case _:
                pass
    people_changed = any(isinstance(event.body, ABOUT_WHO_ACTS) for event in happened)
    changes = [one for one in after.running() if people_changed or method.plan.takes_part_by_rule(one.phase)]
    last = happened[-1].moment if happened else after.at
    told += [Letter("people", one.id, one.id, after, last, depth + 1) for one in changes]
    return told + [Letter("records", one.id, one.id, after, last, depth + 1) for one in _readers(method, before, after)]


def _readers(method: Method, before: Situation | None, after: Situation) -> list[Child]:
    """Return the children that read records of this process, where any changed since."""
    if before is not None and before.records is after.records:
        return []
    return [one for one in after.running() if method.child(one.phase).declared.parent]


def _each_with_its_situation(
    before: Situation | None, after: Situation, happened: Sequence[Event]
) -> Iterator[tuple[Event, Situation]]:
    """Yield each event with how the process stood after it, where something was begun; else with how it stands now."""
    if not any(isinstance(event.body, events.ChildStarted) for event in happened):
        yield from ((event, after) for event in happened)
        return
    standing = before
    for event in happened:
        standing = fold(standing, event)
        yield event, standing


def first_due(members: Iterable[Situation], look: Callable[[str], Situation]) -> tuple[datetime, str] | None:
    """Return in which process of a family something is due first, and when; `look` shows how any of them stands.

    At one instant what stands deeper comes first: so a parent learns of an end before its own clock goes on. Of those
    that stand side by side the one that began first is first: ids, which are random, decide nothing.
    """
    due = [(when, _place(one, look), one.process) for one in members if (when := one.next_due())]
    first = min(due, key=lambda one: (one[0], -len(one[1]), one[1]), default=None)
    return (first[0], first[2]) if first else None


def _place(situation: Situation, look: Callable[[str], Situation]) -> tuple[int, ...]:
    """Return where a process stands in its family: as how many-eth event each began, from the outermost on."""
    if situation.lineage is None:
        return ()
    parent = look(situation.lineage.parent)
    return (*_place(parent, look), parent.children[situation.process].order)


def begin(parent_method: Method, letter: Letter, at: datetime, ids: Iterator[str]) -> tuple[Event, ...]:
    """Return the events with which a process begins that a phase of another runs.

    One that was let go of at the same moment enters no phase: it could pass that and end well, where its parent has
    said already that it was cancelled.
    """
    parent = letter.sender
    child = parent.children[letter.child]
    method = parent_method.child(child.phase)
    turn = Turn(method, None, at, ids)
    turn.come_to(letter.moment)
    origin = Turn(parent_method, parent, at, ids)
    phase = parent_method.plan.nodes[child.phase].phase
    assert phase is not None  # noqa: S101 - the root runs nothing
    bound = origin.world.bound_to(phase.each or (), child.subject)
    case = immutables.Map(case_of(origin.world, child.phase, phase, bound) or {})
    language = method.language(parent.language)
    title = one_line(": ".join([method.declared.title.say(language), *(thing.name() for thing in bound.values())]))
    open_case = immutables.Map({name: one for name, one in case.items() if not case_seen_by(method.declared, name)})
    turn.emit(
        events.ProcessOpened(
            child.id, method.id, method.version, method.digest, language, parent.zone, parent.opener, title, open_case
        )
    )
    if parent.rehearsal:
        turn.emit(events.RehearsalBegan())
    people = people_for(parent_method, parent, child)
    carried = tuple(sorted(parent_method.carried(child.phase)))
    level = _level(parent_method, parent, method)
    turn.emit(
        events.BegunBy(
            parent.process,
            parent.root,
            child.phase,
            child.subject,
            level,
            carried,
            phase.resumes or (),
            tuple(sorted(origin.world.drawn)),
        )
    )
    carry(turn, people)
    tell_case(turn, case)
    take_over(turn, handed_down(parent_method, parent, child))
    if letter.is_over:
        turn.emit(events.ProcessEnded(CANCELLED))
    else:
        enter(turn, ROOT)
        settle(turn)
    return tuple(turn.events)


def _level(parent_method: Method, parent: Situation, method: Method) -> int:
    """Return how many processes of the same method stand right above a child: `depth` is about those alone."""
    if method.id != parent_method.id:
        return 0
    return parent.lineage.level + 1 if parent.lineage else 1


def _take_in(turn: Turn, ended: Sequence[tuple[Method, Letter]]) -> None:
    """Take in how processes ended that go on as far as this one knows, and go where the first of them brings it."""
    there = turn.situation.children
    news = [(sender, one) for sender, one in ended if there[one.child].outcome is None]
    for sender, one in news:
        take_over(turn, handed_back(turn.method, there[one.child], sender, one.sender))
        end_child(turn, one.child, str(one.sender.end))
    with turn.by_itself():
        for _, one in news:
            bring(turn, one.sender)


def take_next(waiting: deque[tuple[Method, Letter]]) -> list[tuple[Method, Letter]]:
    """Take what is to be told next, with all that says at the same moment to the same process what has ended.

    First what begins and is let go of; then what goes to the deepest. So a process goes on only when all below it is
    quiet: one that went on earlier would cancel what is about to end, and the two logs would say different things.
    """
    sender, letter = min(waiting, key=lambda one: _turn_of(one[1]))
    also = [(sender, letter)]
    if letter.kind == "ended":
        told = letter.kind, letter.to, letter.moment
        also = [one for one in waiting if (one[1].kind, one[1].to, one[1].moment) == told]
    for one in also:
        waiting.remove(one)
    return also


def _turn_of(letter: Letter) -> tuple[int, ...]:
    match letter.kind:
        case "begin":
            return (0,)
        case "dismiss":
            return (1,)
        case "ended":
            return (2, -letter.depth, 0)
        case _:
            return (2, -letter.depth, 1)


def receive(
    told: Sequence[tuple[Method, Letter]], method: Method, situation: Situation, at: datetime, ids: Iterator[str],
    boxes: Boxes,
) -> tuple[Event, ...]:  # fmt: skip
    """Return what letters, told together, lead to in the process they are for, which was brought up to `at`.

    Nothing once it ended.
    """
    sender, letter = told[0]
    if situation.end:
        return ()
    turn = Turn(method, situation, at, ids, boxes=boxes)
    turn.come_to(letter.moment)
    match letter.kind:
        case "people":
            child = letter.sender.children[letter.child]
            carry(turn, people_for(sender, letter.sender, child))
            take_over(turn, handed_down(sender, letter.sender, child))
        case "records":
            take_over(turn, handed_down(sender, letter.sender, letter.sender.children[letter.child]))
        case "dismiss":
            leave(turn, ROOT)
            turn.emit(events.ProcessEnded(CANCELLED))
        case "ended":
            _take_in(turn, told)
        case _:
            pass
    if turn.events:
        settle(turn)
    return tuple(turn.events)
