"""Processes of one family change together: what happens in one is told to the others in the same transaction."""

from __future__ import annotations

from collections import deque
from itertools import count
from typing import TYPE_CHECKING

from engine.errors import SluisError
from engine.process.ballot_box import boxes_after
from engine.process.elapse import elapse
from engine.process.family import begin, first_due, letters, receive, take_next
from engine.process.refusal import Refused, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from engine.journal.group import Group
    from engine.journal.loading import Loaded
    from engine.language import Method
    from engine.process.ballot_box import Boxes
    from engine.process.events import Event
    from engine.process.family import Letter
    from engine.process.situation import Situation


def has_family(method: Method, situation: Situation) -> bool:
    """Tell whether what is due elsewhere can matter to a process: it is a child, or may begin some by then."""
    return situation.lineage is not None or any(method.plan.runs())


def below(group: Group, process: str) -> Iterator[Situation]:
    """Yield the processes that were begun by one and by those, each after what it was begun by."""
    for child in sorted(group.loaded(process).situation.children):
        yield group.loaded(child).situation
        yield from below(group, child)


def let_come_due(group: Group, process: str, ids: Callable[[], str], most: int | None = None) -> int | None:
    """Let what came due in the family of a process happen, in the order of time; answers how many events that were.

    Whatever is done in one of them comes after that, however late it is that somebody asks. At most so many instants,
    where that is said: the rest can wait, as what is earlier has happened. None where a process has no family.
    """
    known = group.loaded(process).situation
    if not has_family(group.method_of(known), known):
        return None
    happened, steps = 0, count() if most is None else range(most)
    for _ in steps:
        standing = [group.loaded(one).situation for one in group.due_in(known.root)]
        due = first_due(standing, lambda one: group.loaded(one).situation)
        if due is None or due[0] > (at := max(group.at, group.loaded(due[1]).situation.at)):
            break
        happened += _elapse(group, due[1], at, due[0], ids)
    return happened


def _elapse(group: Group, process: str, at: datetime, until: datetime, ids: Callable[[], str]) -> int:
    known = group.loaded(process)
    situation = known.situation
    method = group.method_of(situation)
    boxes = group.boxes(method, situation)
    due = elapse(method, situation, at, iter(ids, None), boxes, until)
    write_family(group, method, process, known, due, ids, boxes_after(boxes, method, situation, None, due))
    return len(due)


def write_family(
    group: Group, method: Method, process: str, before: Loaded | None, happened: Sequence[Event],
    ids: Callable[[], str], boxes: Boxes | None = None,
) -> Loaded | None:  # fmt: skip
    """Write events of a process and all that follows from them in its family; None when nothing happened."""
    after = group.write(method, process, before, happened, boxes)
    if after is None:
        return None
    waiting: deque[tuple[Method, Letter]] = deque(
        (method, one) for one in letters(method, _standing(before), after.situation, happened)
    )
    try:
        while waiting:
            waiting += _deliver(group, take_next(waiting), ids)
    except (SluisError, Refused):
        group.touch()  # half a family must not be written
        raise
    return group.loaded(process) if after.situation.root != process or after.situation.children else after


def _deliver(
    group: Group, told: Sequence[tuple[Method, Letter]], ids: Callable[[], str]
) -> list[tuple[Method, Letter]]:
    """Tell a process what another says, and return what that has to tell; what was due in it before has happened.

    Raises Refused where that can come to no end: whoever asked knows nothing of the phases in which it does not.
    """
    sender, letter = told[0]
    before = None if letter.kind == "begin" else group.loaded(letter.to)
    to = _method_of(group, sender, letter, before)
    try:
        return _received(group, told, to, before, ids)
    except Refused as no:
        raise refuse("rule", "family_endless", method=to.id) from no


def _method_of(group: Group, sender: Method, letter: Letter, before: Loaded | None) -> Method:
    if before is None:
        return sender.child(letter.sender.children[letter.to].phase)
    return group.method_of(before.situation)


def _received(
    group: Group, told: Sequence[tuple[Method, Letter]], to: Method, before: Loaded | None, ids: Callable[[], str]
) -> list[tuple[Method, Letter]]:
    sender, letter = told[0]
    if before is None:
        happened = begin(sender, letter, max(group.at, letter.sender.at), iter(ids, None))
        group.begin(letter.to, group.loaded(letter.sender.process).organisation)
        after = group.write(to, letter.to, None, happened)
    else:
        now = before.situation
        boxes = group.boxes(to, now)
        happened = receive(told, to, now, max(group.at, now.at), iter(ids, None), boxes)
        after = group.write(to, letter.to, before, happened, boxes_after(boxes, to, now, None, happened))
    return (
        [(to, one) for one in letters(to, _standing(before), after.situation, happened, letter.depth)] if after else []
    )


def _standing(loaded: Loaded | None) -> Situation | None:
    return loaded.situation if loaded else None
