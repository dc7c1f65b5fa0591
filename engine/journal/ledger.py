"""What a command does to the store: look up its key, bring the process up to now, decide, and write what happened.

Events, content, rows, snapshot and receipt change in one transaction, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.access.acting import refusal_for
from engine.access.invitations import forget_guests
from engine.access.seats import giving
from engine.errors import KeyReused, MethodUnknown, ViewChanged
from engine.journal.codec import canonical, scalars
from engine.journal.families import let_come_due, write_family
from engine.journal.redacting import erasable
from engine.journal.spreading import erased_by, spread_erasure
from engine.journal.tables import LOCAL
from engine.journal.writer import Done
from engine.process.ballot_box import NO_BOXES, boxes_after
from engine.process.commands import Adopt, Delete, Open, Redact, Vote
from engine.process.decide import adoption, decide, deletion, erase, settled
from engine.process.elapse import elapse, planned_anew
from engine.process.events import BallotPut
from engine.process.fold import fold_all
from engine.process.refusal import Refusal
from engine.process.sight import Reader, sight_of
from engine.process.turn import Caused
from engine.process.who import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.access.identity import Identity
    from engine.journal.group import Group
    from engine.journal.library import Library
    from engine.journal.loading import Loaded
    from engine.journal.store import Connection
    from engine.language import Method
    from engine.process.ballot_box import Boxes
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Json, Situation

KEPT = timedelta(hours=24)
MOST_AT_ONCE = 50  # instants of a family, so that others need not wait until all of a long time was made up for
Expected = Callable[["Method", "Situation"], bool]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to accepted commands: ids and plain figures of what the actor may know of, never content."""

    process: str
    events: list[dict[str, Json]]
    revision: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Commands to be done together. `key` is the caller's idempotency key; `expected` is what must still hold.

    `by` is who asks, where that is known: then nothing is done that he may not.
    """

    process: str
    commands: tuple[Command, ...]
    key: str | None = None
    expected: Expected | None = None
    organisation: str = LOCAL
    by: Identity | None = None

    @property
    def actor(self) -> str:
        """Who asks."""
        return self.commands[0].actor

    @property
    def holder(self) -> str:
        """Whose the key is: that of the account, where one asks."""
        return (self.by and self.by.account) or self.actor

    @property
    def opens(self) -> bool:
        """Whether this begins a process."""
        return isinstance(self.commands[0], Open)

    def body(self, *, ballots: bool = True) -> bytes:
        """Return the digest of what is asked; a key is bound to it. A process to be opened has no id yet.

        What is left to its default is left out: a release in which a command can say more knows the keys of the last.
        Without `ballots` it tells no vote, not to one who tries them all either: so it is kept for secret ones.
        """
        told = [{"do": command.do} | _told(command, ballots=ballots) for command in self.commands]
        return sha256(json.dumps(["" if self.opens else self.process, told], sort_keys=True).encode()).digest()


@dataclass(frozen=True, slots=True)
class Decided:
    """What commands make happen, and the ballot boxes after that. `method` is the version that was adopted by it."""

    events: Caused
    boxes: Boxes
    method: Method | None = None


class Ledger:
    """Carries commands out in a group. `ids` gives random ids."""

    def __init__(self, ids: Callable[[], str]) -> None:
        self.ids = ids

    def submit(self, group: Group, asked: Asked) -> Done[Receipt | Refusal]:
        """Carry commands out, or refuse them. What came due meanwhile is kept in either case."""
        if asked.by and (no := self._refusal(group, asked, asked.by)):
            return Done(no)
        if asked.key is not None and (known := self._receipt(group, asked, asked.key)):
            return Done(known)
        if asked.opens:
            group.begin(asked.process, asked.organisation)
        else:
            group.own(asked.process, asked.organisation)
            let_come_due(group, asked.process, self.ids)
        before = None if asked.opens else group.loaded(asked.process)
        method = self._method(group, asked, before)
        due, boxes = self._due(group, method, before)
        situation = fold_all(before.situation if before else None, due)
        if situation and asked.expected and not asked.expected(method, situation):
            write_family(group, method, asked.process, before, due, self.ids, boxes)
            return Done(ViewChanged("what this command was based on has changed meanwhile"))
        at, ids = self._at(group, situation), self._ids(asked)
        kept = Kept(group.library(asked.organisation), group.connection)
        result = decided(kept, method, situation, asked.commands, at, ids, boxes)
        if result is None:
            group.delete(asked.process)
            return Done(Receipt(asked.process, [], 0))
        if isinstance(result, Refusal):
            write_family(group, method, asked.process, before, due, self.ids, boxes)
            return Done(result)
        happened = result.events
        method = result.method or method
        if asked.opens and asked.by and asked.by.account:
            group.seat(giving(asked.organisation, asked.process, asked.actor, asked.by.account, group.at))
        after = write_family(group, method, asked.process, before, happened.behind(due), self.ids, result.boxes)
        assert after is not None  # noqa: S101 - what is accepted makes at least one event
        if isinstance(asked.commands[0], Redact):
            assert situation is not None  # noqa: S101 - there is something to erase
            follows = self._settled(group, method, situation, after, happened)
            after = write_family(group, method, asked.process, after, follows, self.ids) or after
            spread_erasure(group, asked.process, erased_by(happened), self.ids)
            forget_guests(group, asked.process, asked.commands[0].named)
            after = group.loaded(asked.process)
        receipt = _receipt_of(method, after, asked.actor, happened)
        if asked.key is not None:
            answer = canonical(asdict(receipt))
            secret = any(isinstance(event.body, BallotPut) for event in happened)
            group.keep(asked.holder, asked.key, asked.body(ballots=not secret), answer, group.at + KEPT, asked.process)
        return Done(receipt)

    def _refusal(self, group: Group, asked: Asked, by: Identity) -> Refusal | None:
        """Return why whoever asks may not even ask. Raises NotLetIn, ProcessUnknown."""
        process = None if asked.opens else asked.process
        if process is not None:
            group.own(process, asked.organisation)
        return refusal_for(group.connection, by, process, asked.commands, group.at)

    def advance(self, group: Group, process: str) -> Done[int]:
        """Let what came due in a process and its family happen; answers how many events that were."""
        late = let_come_due(group, process, self.ids, MOST_AT_ONCE)
        if late is not None:
            return Done(late)
        before = group.loaded(process)
        method = group.method_of(before.situation)
        due, boxes = self._due(group, method, before)
        write_family(group, method, process, before, due, self.ids, boxes)
        return Done(len(due))

    def plan_anew(self, group: Group, process: str) -> Done[int]:
        """Record what is due at another instant by this calendar than by the one before; answers how much that was."""
        before = group.loaded(process)
        method = group.method_of(before.situation)
        at = self._at(group, before.situation)
        happened = planned_anew(method, before.situation, at, iter(self.ids, None))
        write_family(group, method, process, before, happened, self.ids)
        group.restate(method, process)
        return Done(len(happened))

    def _settled(
        self, group: Group, method: Method, before: Situation, after: Loaded, erased: Sequence[Event]
    ) -> Sequence[Event]:
        """Return what follows from content that is gone: a gate that needed it is unknown now."""
        at = self._at(group, after.situation)
        return settled(method, before, after.situation, erased, at, iter(self.ids, None))

    def _method(self, group: Group, asked: Asked, before: Loaded | None) -> Method:
        first = asked.commands[0]
        if before is None and isinstance(first, Open):
            return group.library(asked.organisation).get(group.connection, first.method, first.version)
        assert before is not None  # noqa: S101 - only `open` comes without a process
        return group.method_of(before.situation)

    def _due(self, group: Group, method: Method, before: Loaded | None) -> tuple[list[Event], Boxes]:
        """Return what came due, and the ballot boxes after it."""
        if before is None:
            return [], NO_BOXES
        situation, boxes = before.situation, group.boxes(method, before.situation)
        due = list(elapse(method, situation, self._at(group, situation), iter(self.ids, None), boxes))
        boxes = boxes_after(boxes, method, situation, None, due)
        return due, boxes

    def _at(self, group: Group, situation: Situation | None) -> datetime:
        """Return the instant of what happens next, never earlier than the last event, whatever the clock says."""
        return max(group.at, situation.at) if situation else group.at

    def _ids(self, asked: Asked) -> Iterator[str]:
        """Yield random ids; a process that is opened takes the first, which was chosen for it."""
        if asked.opens:
            yield asked.process
        while True:
            yield self.ids()

    def _receipt(self, group: Group, asked: Asked, key: str) -> Receipt | None:
        kept = group.receipt(asked.organisation, asked.holder, key)
        if kept is None:
            return None
        body, answer = kept
        if body not in (asked.body(), asked.body(ballots=False)):
            raise KeyReused(key)
        return Receipt(**json.loads(answer))


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store alone knows, and some commands ask for: published methods, and what names of content stand for."""

    library: Library
    connection: Connection


def decided(
    kept: Kept, method: Method, situation: Situation | None, commands: Sequence[Command], at: datetime,
    ids: Iterator[str], boxes: Boxes | None,
) -> Decided | Refusal | None:  # fmt: skip
    """Decide commands, with what the store alone knows for those that ask for it and come alone.

    None where the process is to be deleted. Without `boxes` it is only tried, as in `decide_all`.
    """
    if situation is None or len(commands) != 1:
        return decide_all(method, situation, commands, at, ids, boxes)
    match commands[0]:
        case Delete() as command:
            return deletion(method, situation, command)
        case Adopt() as command:
            find = partial(kept.library.get, kept.connection)
            return _adopted(find, method, situation, command, at, ids, boxes)
        case Redact() as command:
            found = erasable(kept.connection, situation.process, command.named)
            erased = erase(method, situation, command, found, at, ids)
            return erased if isinstance(erased, Refusal) else Decided(Caused(erased), boxes or NO_BOXES)
        case _:
            return decide_all(method, situation, commands, at, ids, boxes)


def _adopted(
    find: Callable[[str, str], Method], method: Method, situation: Situation, command: Adopt, at: datetime,
    ids: Iterator[str], boxes: Boxes | None,
) -> Decided | Refusal:  # fmt: skip
    """Decide whether a process comes to another version of its method, which `find` looks up by id and version."""
    try:
        to = find(method.id, command.version)
    except MethodUnknown:
        values = {"method": method.id, "version": command.version}
        return Refusal("unknown-thing", "version_unknown", dict(values), "/version")
    happened = adoption(method, to, situation, command, at, ids, boxes)
    if isinstance(happened, Refusal):
        return happened
    after = NO_BOXES if boxes is None else boxes_after(boxes, method, situation, None, happened)
    return Decided(Caused(happened), after, to)


def decide_all(
    method: Method, situation: Situation | None, commands: Sequence[Command], at: datetime, ids: Iterator[str],
    boxes: Boxes | None,
) -> Decided | Refusal:  # fmt: skip
    """Decide several commands, each on what the ones before it made; the first refusal refuses them all.

    Without `boxes` it is only tried: what a secret or sealed vote would come to is not told.
    """
    happened, before = Caused(), Caused()
    for index, command in enumerate(commands):
        situation = fold_all(situation, before)
        caused = decide(method, situation, command, at, ids, boxes)
        if isinstance(caused, Refusal):
            return replace(caused, index=index)
        boxes = None if boxes is None else boxes_after(boxes, method, situation, command, caused)
        happened, before = caused.behind(happened), caused
    return Decided(happened, boxes or NO_BOXES)


def reader_of(situation: Situation, participant: str, organisation: str = LOCAL) -> Reader:
    """Return a participant as a reader of the process."""
    person = situation.participants[participant]
    return Reader(organisation, person.id, person.party, tuple(roles_of(situation, person.id)))


def _receipt_of(method: Method, after: Loaded, actor: str, happened: Sequence[Event]) -> Receipt:
    situation = after.situation
    sight = sight_of(method, situation, reader_of(situation, actor, after.organisation))
    known = [scalars(event) for event in happened if sight.may_know(event.label)]
    return Receipt(situation.process, known, sight.revision(situation))


def _told(command: Command, *, ballots: bool) -> dict[str, Json]:
    apart = {"ballot"} if isinstance(command, Vote) and not ballots else set()
    return command.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=apart)
