"""Gates as they run: trees of conditions with checked expressions, each at its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.clocks import Clock
    from engine.language.expressions import Expression
    from engine.language.quantities import Count, Share
    from engine.language.subjects import Subjects
    from engine.language.texts import Text
    from engine.language.who import Who


@dataclass(frozen=True, slots=True)
class Scoped:
    """What a condition and a group share: for whom it is asked, how many must meet it, what an empty set means."""

    id: str
    each: Subjects | None
    where: Expression | None
    at_least: Share | Count | None
    if_none: Literal["met", "unmet"]
    advisory: bool

    @property
    def dimensions(self) -> Subjects:
        """For whom or what it is asked, each; nothing where it is asked once."""
        return self.each or ()


@dataclass(frozen=True, slots=True)
class Need(Scoped):
    """One condition. `placeholders` are the expressions behind `{party.name}` in its sentence, by their dotted name.

    `shows` is what is told of it: everything where it says nothing. `hides`: it reads what fewer may see than that.
    `address` names it in the whole method (`mandates_clear.mandate`, `agree:sign.ratified`), `scope` are all subjects
    around it, the outermost first; `waivable_by` is who may propose to waive it, nobody where that is None.
    """

    need: Expression | None
    unmet: Text
    owed_by: Who | None
    due: Clock | None
    placeholders: dict[str, Expression]
    shows: Literal["names", "count", "outcome"] | None = None
    hides: bool = False
    address: str = ""
    scope: Subjects = ()
    waivable_by: Who | None = None
    waited: Clock | None = None
    title: Text | None = None

    @property
    def tells_subjects(self) -> bool:
        """Whether it is told for whom or what it is met."""
        return self.shows not in ("count", "outcome")


@dataclass(frozen=True, slots=True)
class Group(Scoped):
    """Several conditions of which all, or any, must be met."""

    kind: Literal["all", "any"]
    parts: tuple[Need | Group, ...]
    title: Text | None = None


def needs_in(part: Need | Group) -> list[Need]:
    """Return every single condition in a tree, in declared order."""
    return [part] if isinstance(part, Need) else [need for inner in part.parts for need in needs_in(inner)]


def by_address(gates: Mapping[str, Group]) -> dict[str, Need]:
    """Return every single condition of these gates by its address, in declared order."""
    return {need.address: need for gate in gates.values() for need in needs_in(gate)}
