"""The tree of phases and where each move leads: which sequence it belongs to, what is left and what is entered.

A *region* holds one current child at a time: the process itself, a phase with a sequence, or a single track.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.language.diagnostics import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.declaration import Declaration, Move, Phase, Root

ROOT = ""
Kind = Literal["leaf", "sequence", "tracks", "run"]


@dataclass(frozen=True, slots=True)
class Node:
    """A phase in its place. `path` is dotted; the method as a whole is the root, with the empty path."""

    path: str
    id: str
    parent: str | None
    kind: Kind
    declared: Root
    phase: Phase | None
    children: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToPhase:
    """A move to a phase: within `container` the child `child` is entered, on to `target` inside it."""

    container: str
    child: str
    target: str


@dataclass(frozen=True, slots=True)
class ToDone:
    """A move that ends `ended`: a track, or a phase whose sequence is finished."""

    ended: str


@dataclass(frozen=True, slots=True)
class ToEnd:
    """A move that ends the process."""

    end: str


Destination = ToPhase | ToDone | ToEnd


@dataclass(frozen=True, slots=True)
class Way:
    """A declared move: its address (`share.facts.settled`), the phase that owns it and where it leads."""

    address: str
    owner: str
    name: str
    declared: Move
    to: Destination


class MoveNowhere(ValueError):
    """A move's `to` leads nowhere. Where it is `unknown`, naming another phase or end would help."""

    def __init__(self, message: str, *, unknown: bool = False) -> None:
        super().__init__(message)
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class Plan:
    """All phases in declared order, and all moves."""

    nodes: Mapping[str, Node]
    ways: dict[str, Way] = field(default_factory=dict)

    def ancestors(self, path: str) -> Iterator[str]:
        """Yield the phase itself and everything around it, the root last."""
        at: str | None = path
        while at is not None:
            yield at
            at = self.nodes[at].parent

    def inside(self, path: str) -> Iterator[str]:
        """Yield a phase and all phases in it, in declared order."""
        yield path
        for child in self.nodes[path].children:
            yield from self.inside(child)

    def place(self, path: str) -> tuple[str, ...]:
        """Return where a phase stands in the file: `("phases", "share", "tracks", "facts")`."""
        parent = self.nodes[path].parent
        if parent is None:
            return ()
        return (*self.place(parent), "tracks" if self.nodes[parent].kind == "tracks" else "phases", self.nodes[path].id)

    def table_around(self, path: str) -> str | None:
        """Return the nearest phase, from this one outward, that says who sits at its table."""
        return next((step for step in self.ancestors(path) if self.nodes[step].declared.table), None)

    def is_track(self, path: str) -> bool:
        """Tell whether a phase is one of several side by side."""
        parent = self.nodes[path].parent
        return parent is not None and self.nodes[parent].kind == "tracks"

    def child_towards(self, container: str, path: str) -> str:
        """Return the child of `container` that is, or holds, `path`."""
        return next(step for step in self.ancestors(path) if self.nodes[step].parent == container)

    def own_ways(self, path: str) -> list[Way]:
        """Return the moves a phase declares itself."""
        return [way for way in self.ways.values() if way.owner == path]

    def forward(self, path: str) -> list[Way]:
        """Return the moves of a phase that go on, not back."""
        return [way for way in self.own_ways(path) if not way.declared.back]

    def runs(self) -> Iterator[tuple[str, Phase]]:
        """Yield each phase that runs processes, by its path."""
        for path, node in self.nodes.items():
            if node.kind == "run" and node.phase is not None:
                yield path, node.phase

    def takes_part_by_rule(self, path: str) -> bool:
        """Tell whether an expression says which parties take part in what a phase runs."""
        phase = self.nodes[path].phase
        return phase is not None and phase.parties is not None

    def find(self, name: str) -> list[Way]:
        """Return the moves a full or short address may mean."""
        exact = self.ways.get(name)
        return [exact] if exact else [way for way in self.ways.values() if way.address.endswith(f".{name}")]


def nodes_of(declared: Declaration) -> dict[str, Node]:
    """Return the tree of phases by path, the root first, then in declared order."""
    top = tuple(declared.phases)
    nodes = {ROOT: Node(ROOT, declared.method, None, "sequence", declared, None, top)}
    for name, phase in declared.phases.items():
        _add(nodes, name, name, ROOT, phase)
    return nodes


def _add(nodes: dict[str, Node], path: str, name: str, parent: str, phase: Phase) -> None:
    inside = phase.phases or phase.tracks or {}
    kind: Kind = "sequence" if phase.phases else "tracks" if phase.tracks else "run" if phase.run else "leaf"
    nodes[path] = Node(path, name, parent, kind, phase, phase, tuple(f"{path}.{child}" for child in inside))
    for child, declared in inside.items():
        _add(nodes, f"{path}.{child}", child, path, declared)


def address_of(owner: str, move: str) -> str:
    """Return the dotted address of a move."""
    return f"{owner}.{move}" if owner else move


def destination(plan: Plan, owner: str, to: str, ends: Mapping[str, object]) -> Destination:
    """Find where `to` leads from a phase: the siblings outward, then inside. Raises MoveNowhere."""
    if to == "done":
        return _done(plan, owner)
    if to.startswith("end."):
        if to.removeprefix("end.") not in ends:
            raise MoveNowhere(f"there is no end '{short(to)}'", unknown=True)
        return ToEnd(to.removeprefix("end."))
    return _to_phase(plan, owner, _find(plan, owner, to))


def reachable_names(plan: Plan, owner: str, ends: Mapping[str, object]) -> list[str]:
    """Return what `to` may say in a move of this phase."""
    near = [plan.nodes[path].id for step in plan.ancestors(owner) for path in plan.nodes[step].children]
    done = ["done"] if owner != ROOT and plan.nodes[owner].parent != ROOT else []
    return [*dict.fromkeys(near), *done, *(f"end.{end}" for end in ends)]


def _done(plan: Plan, owner: str) -> ToDone:
    parent = plan.nodes[owner].parent
    if parent is None or parent == ROOT:
        msg = "'done' ends a track, or the phases inside a phase, and here is neither: lead to a phase or to end.<name>"
        raise MoveNowhere(msg)
    return ToDone(owner if plan.nodes[parent].kind == "tracks" else parent)


def _find(plan: Plan, owner: str, to: str) -> str:
    first, _, rest = to.partition(".")
    outward = [plan.nodes[owner].parent, *list(plan.ancestors(owner))[1:], owner]
    for around in dict.fromkeys(step for step in outward if step is not None):
        for child in plan.nodes[around].children:
            if plan.nodes[child].id == first:
                path = f"{child}.{rest}" if rest else child
                if path in plan.nodes:
                    return path
    raise MoveNowhere(f"there is no phase '{short(to)}' to go to from here", unknown=True)


def _to_phase(plan: Plan, owner: str, target: str) -> ToPhase:
    around_target = list(plan.ancestors(target))[1:]
    owners = (
        set(plan.ancestors(owner))
        if target not in set(plan.ancestors(owner))
        else set(plan.ancestors(target)) - {target}
    )
    container = next(step for step in around_target if step in owners)
    child = plan.child_towards(container, target)
    if plan.nodes[container].kind == "tracks" and owner != container and child not in set(plan.ancestors(owner)):
        msg = f"a move may not lead from one track into another ('{target}'); let '{container}' declare it"
        raise MoveNowhere(msg)
    return ToPhase(container, child, target)
