"""Processes of one family change together: what happens in one is told to the others in the same transaction."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from engine.errors import SluisError
from engine.process.ballot_box import boxes_after
from engine.process.elapse import elapse
from engine.process.family import begin, letters, receive
from engine.process.fold import fold_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.journal.group import Group
    from engine.journal.loading import Loaded
    from engine.language import Method
    from engine.process.ballot_box import Boxes
    from engine.process.events import Event
    from engine.process.family import Letter
    from engine.process.situation import Situation


def write_family(
    group: Group, method: Method, process: str, before: Loaded | None, happened: Sequence[Event],
    ids: Callable[[], str], boxes: Boxes | None = None,
) -> Loaded | None:  # fmt: skip
    """Write events of a process and all that follows from them in its family; None when nothing happened."""
    after = group.write(method, process, before, happened, boxes)
    if after is None:
        return None
    waiting = deque((method, after.situation, one) for one in letters(method, after.situation, happened))
    try:
        while waiting:
            waiting += _deliver(group, *waiting.popleft(), ids)
    except SluisError:
        group.touch()  # half a family must not be written
        raise
    return group.loaded(process) if after.situation.root != process or after.situation.children else after


def _deliver(
    group: Group, method: Method, sender: Situation, letter: Letter, ids: Callable[[], str]
) -> list[tuple[Method, Situation, Letter]]:
    if letter.kind == "begin":
        child, to = sender.children[letter.to], method.child(sender.children[letter.to].phase)
        happened = begin(method, sender, child, max(group.at, sender.at), iter(ids, None))
        after = group.write(to, letter.to, None, happened)
    else:
        before = group.loaded(letter.to)
        to = group.library.get(group.connection, before.situation.method, before.situation.version)
        at = max(group.at, before.situation.at)
        due = elapse(to, before.situation, at, iter(ids, None), boxes := group.boxes(to, before.situation))
        boxes = boxes_after(boxes, to, before.situation, None, due)
        now = fold_all(before.situation, due) or before.situation
        received = receive(letter, to, now, (method, sender), at, iter(ids, None), boxes)
        happened = (*due, *received)
        after = group.write(to, letter.to, before, happened, boxes_after(boxes, to, now, None, received))
    return [(to, after.situation, one) for one in letters(to, after.situation, happened)] if after else []
