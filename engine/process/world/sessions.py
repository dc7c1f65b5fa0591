"""Meetings as conditions see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process.world.thing import Thing, known

if TYPE_CHECKING:
    from engine.process.situation import Session
    from engine.process.world.world import World


class SessionThing(Thing):
    """A meeting, or the absence of one."""

    kind = "session"

    def __init__(self, world: World, key: object, session: Session | None) -> None:
        super().__init__(world, key)
        self.session = session

    def name(self) -> str:
        """Return what people call it."""
        return (self.session.title if self.session else None) or "…"

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        session = self.session
        if name == "exists":
            return session is not None
        if name == "ended":
            return session is not None and session.ended_at is not None
        if session is None:
            raise Unknown("not_planned", absent=True)
        if name == "present":
            return self._has_present
        if name == "attendance":
            return len(session.present)
        told = {
            "title": session.title,
            "phase": self.world.method.plan.nodes[session.phase].id,
            "starts_at": session.starts_at,
            "ended_at": session.ended_at,
        }
        return known(told[name], "erased" if name == "title" else "not_held")

    def _has_present(self, person: Thing) -> bool:
        return self.session is not None and person.key in self.session.present


def sessions_of(world: World) -> tuple[SessionThing, ...]:
    """Return the meetings that were not called off, by when they start."""
    there = (one for one in world.situation.sessions.values() if not one.called_off_at)
    return tuple(SessionThing(world, one.id, one) for one in sorted(there, key=lambda one: (one.starts_at, one.order)))


def session_now(world: World) -> SessionThing:
    """Return the last meeting of the phases in which the process is, planned in this visit, or the absence of one."""
    visits = world.situation.visits
    here = [
        thing
        for thing in sessions_of(world)
        if thing.session
        and world.situation.is_now(thing.session.phase)
        and visits[thing.session.phase].number == thing.session.visit
    ]
    return here[-1] if here else SessionThing(world, "", None)
