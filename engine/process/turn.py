"""One command at work: the events it has caused so far, each folded, so that every rule sees what came before."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from engine.process.ballot_box import NO_BOXES
from engine.process.events import Event
from engine.process.fold import fold
from engine.process.labels import PROCESS
from engine.process.refusal import refuse
from engine.process.sight import Reader, Sight, sight_of
from engine.process.who import Acting, Wanted, fitting, holding_of, is_accepted, neutral_role
from engine.process.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.ballot_box import Boxes
    from engine.process.commands import Asked
    from engine.process.events import Body
    from engine.process.situation import Situation


class Caused(tuple[Event, ...]):  # noqa: SLOT001 - a tuple cannot have slots, and this one has an attribute
    """The events that something caused, in order. `world` is what conditions see after them, where that was made."""

    world: World | None = None

    def behind(self, earlier: Iterable[Event]) -> Self:
        """Return what happened in all, where something happened before."""
        made = type(self)((*earlier, *self))
        made.world = self.world
        return made


class Turn:
    """What one command does to a situation. `ids` supplies random ids; `at` is the instant of every event.

    `boxes` are the ballots of secret votes, for the count alone; None where it is only tried what would happen.
    """

    def __init__(
        self, method: Method, situation: Situation | None, at: datetime, ids: Iterator[str],
        actor: Acting | None = None, boxes: Boxes | None = NO_BOXES,
    ) -> None:  # fmt: skip
        self.method, self._situation, self.at, self.ids, self.acting = method, situation, at, ids, actor
        self.boxes = boxes
        self.events: list[Event] = []
        self.due: datetime | None = None
        self.begun = situation, 0
        self._world: World | None = None
        self._sights: dict[str, Sight] = {}

    def come_to(self, due: datetime) -> None:
        """Go on to what came due at an instant: a step of its own, whose consequences follow before the next."""
        self.due, self.begun = due, (self._situation, len(self.events))

    @property
    def step(self) -> Sequence[Event]:
        """What happened since the situation in which this step began."""
        return self.events[self.begun[1] :]

    @property
    def caused(self) -> Caused:
        """Everything that happened so far."""
        made = Caused(self.events)
        made.world = self._world
        return made

    @property
    def moment(self) -> datetime:
        """The instant that counts: the one whose turn it is, where the clock does late what came due, else now."""
        return self.due or self.at

    @property
    def situation(self) -> Situation:
        """The situation as this command has made it so far."""
        if self._situation is None:
            msg = "the process has not been opened yet"
            raise ValueError(msg)
        return self._situation

    @property
    def world(self) -> World:
        """The situation as conditions see it."""
        if self._world is None:
            self._world = World(self.method, self.situation)
        return self._world

    def sight(self, participant: str) -> Sight:
        """Return what somebody may know as this command has made it so far."""
        if participant not in self._sights:
            self._sights[participant] = sight_of(self.method, self.situation, Reader(participant=participant))
        return self._sights[participant]

    def go_by(self, method: Method) -> None:
        """Go on by another version of the method."""
        self.method, self._world, self._sights = method, None, {}

    def emit(self, body: Body, label: str = PROCESS, due_at: datetime | None = None) -> None:
        """Let something happen."""
        actor, role = (self.acting.participant, self.acting.role) if self.acting else (None, None)
        due = due_at or (self.due if self.due != self.at else None)
        event = Event(next(self.ids), self.at, label, actor, role, body, due)
        self.events.append(event)
        self._situation, self._world, self._sights = fold(self._situation, event), None, {}

    @contextmanager
    def by_itself(self) -> Iterator[None]:
        """Let what happens inside be nobody's act."""
        acting, self.acting = self.acting, None
        try:
            yield
        finally:
            self.acting = acting

    def remark(self, body: Body) -> None:
        """Let something be found that no condition can see: the world stays as it was.

        It is nobody's act: what led to it may be an act of which fewer may know.
        """
        world, acting = self._world, self.acting
        self.acting = None
        self.emit(body)
        self._world, self.acting = world, acting

    def act(
        self, command: Asked, entries: Sequence[Wanted], message: str, neutral: str | None = None, **values: str
    ) -> Acting:
        """Settle in which role the actor does this, and keep it for the events. Raises Refused when in none.

        With `neutral`, the message to say so with, nobody does it as a neutral.
        """
        found = list(fitting(self.method, self.situation, command.actor, entries, command.as_))
        roles = [neutral_role(self.method, self.situation, one) if neutral else None for one in found]
        fit = [one for one, role in zip(found, roles, strict=True) if role is None]
        if found and not fit:
            raise refuse("rule", str(neutral), role=str(roles[0]))
        if not fit:
            self.must_be_accepted(command.actor, entries)
            raise refuse("not-yours", message, roles=self.called(entries), **values)
        self.acting = fit[0]
        return fit[0]

    def must_be_accepted(self, actor: str, entries: Sequence[Wanted]) -> None:
        """Refuse, and say why, where somebody holds the role that is wanted and is not accepted in it yet."""
        for role in {seat.role for entry in entries for seat in entry.seats if seat.role}:
            holding = holding_of(self.situation, role, actor)
            if holding and not is_accepted(self.method, self.situation, holding):
                raise refuse("not-yours", "not_accepted_yet", role=role)

    def called(self, entries: Sequence[Wanted]) -> tuple[str, ...]:
        """Return the roles of the wanted people; `opener` for whoever opened the process, `*` for anyone else."""
        seats = [seat for entry in entries for seat in entry.seats]
        opener = self.situation.opener
        return tuple(dict.fromkeys(seat.role or ("opener" if seat.participant == opener else "*") for seat in seats))

    def new_id(self, given: str | None, pointer: str) -> str:
        """Return the id of something new: a random one, or the one that was given. Raises Refused when it is taken."""
        if given is None:
            return next(self.ids)
        known = self.situation
        people, written = (known.participants, known.parties), (known.records, known.runs, known.waivers)
        if any(given in things for things in (*people, *written, known.holds, known.sessions, known.children)):
            raise refuse("rule", "id_taken", pointer, id=given)
        return given
