"""Something a condition can name: what all things share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.language.expressions import Unknown

if TYPE_CHECKING:
    from engine.process.who import Seat
    from engine.process.world.world import World

V = TypeVar("V")


class Thing:
    """Something a condition can name. Members are worked out when first asked and kept as attributes."""

    kind = ""

    def __init__(self, world: World, key: object) -> None:
        self.world, self.key = world, key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing) and (self.kind, self.key) == (other.kind, other.key)

    def __hash__(self) -> int:
        return hash((self.kind, self.key))

    def __getattr__(self, name: str) -> object:
        if not name.startswith("m_"):
            raise AttributeError(name)
        value = self.member(name[2:])
        setattr(self, name, value)
        return value

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        raise AttributeError(name)

    def name(self) -> str:
        """Return what people call it."""
        return str(self.key)

    def seat(self) -> Seat | None:
        """Return who that is, where it is a person or a party still there, or was written by one."""
        return None


def known(value: V | None, reason: str = "erased") -> V:
    """Return what is there. Raises Unknown, for that reason, where it is not."""
    if value is None:
        raise Unknown(reason, absent=reason != "erased")
    return value


def told(value: V | Unknown) -> V:
    """Return what can be told. Raises Unknown where it cannot."""
    if isinstance(value, Unknown):
        raise value
    return value
