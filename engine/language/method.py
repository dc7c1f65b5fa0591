"""A method as it runs: what its file declares, checked and compiled. Immutable, and shared by all its processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from engine.language.conditions import needs_in
from engine.language.vocabulary import plural_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.language.conditions import Group, Need
    from engine.language.declaration import Declaration
    from engine.language.expressions import Expression
    from engine.language.machine import Machines
    from engine.language.plan import Plan, Way
    from engine.language.texts import Text
    from engine.language.who import NamedIn, WriterOf


@dataclass(frozen=True)  # no slots: what is worked out is kept in the instance
class Method:
    """A checked method. `digest` is the SHA-256 of its source bytes, in hex.

    `gates` holds the gate of each move, decision and record by address: `move:share.finish`, `decision:agreement`.
    `needs` holds every single condition by its own address, as a waiver names it: `mandates_clear.mandate`.
    `expressions` holds those outside gates by their text, once for each scope in which they stand; `wheres` the
    conditions under which a phase applies, by path. `people` are the expressions of each `named_in` and `writer_of`,
    `children` the methods that phases run, by id.
    """

    declared: Declaration
    digest: str
    source: str
    plan: Plan
    machines: Machines
    gates: Mapping[str, Group]
    wheres: Mapping[str, Expression]
    needs: Mapping[str, Need] = field(default_factory=dict)
    expressions: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)
    opened_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    people: Mapping[NamedIn | WriterOf, Expression] = field(default_factory=dict)
    children: Mapping[str, Method] = field(default_factory=dict)

    @cached_property
    def plurals(self) -> dict[str, str]:
        """The record types by what the list of their live records is called."""
        return {plural_of(self.declared, name): name for name in self.declared.records}

    @cached_property
    def run_phases(self) -> dict[str, str]:
        """The phases that run other processes: their paths, by their names."""
        return {self.plan.nodes[path].id: path for path, _ in self.plan.runs()}

    @cached_property
    def gated_ways(self) -> tuple[tuple[str, Way, Group], ...]:
        """The moves that have a gate, by address, in declared order."""
        ways = ((address, way, self.gate_of_move(address)) for address, way in self.plan.ways.items())
        return tuple((address, way, gate) for address, way, gate in ways if gate is not None)

    @cached_property
    def timely_gates(self) -> frozenset[str]:
        """The gates, by address, in which a condition waits for something or is due at some time."""
        return frozenset(
            address for address, gate in self.gates.items() if any(need.waited or need.due for need in needs_in(gate))
        )

    def expression(self, text: str, bound: Iterable[str] = ()) -> Expression:
        """Return an expression that stands outside gates by its text: the one that names the most of what is bound."""
        among = set(bound)
        return max(self.expressions[text], key=lambda one: len(one.typed.names & among))

    def child(self, path: str) -> Method:
        """Return the method that a phase runs: another, or this one itself."""
        phase = self.plan.nodes[path].phase
        name = str(phase.run) if phase else ""
        return self if name == self.id else self.children[name]

    def carried(self, path: str) -> dict[str, str]:
        """Return by the roles of what a phase runs those of this method whose holders act in them."""
        phase, declared = self.plan.nodes[path].phase, self.declared.roles
        told = (phase.roles if phase else None) or {}
        wanted = {name: told.get(name, name) for name in self.child(path).declared.roles}
        return {name: role for name, role in wanted.items() if role in declared}

    @property
    def id(self) -> str:
        """The method's id."""
        return self.declared.method

    @property
    def version(self) -> str:
        """The method's own version."""
        return self.declared.version

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in, its first one leading."""
        return self.declared.languages

    def language(self, *wanted: str | None) -> str:
        """Return the first wanted language it has, else its own first."""
        return next((one for one in wanted if one in self.languages), self.languages[0])

    def gate_of_move(self, address: str) -> Group | None:
        """Return the gate of a move; None when it has none."""
        return self.gates.get(f"move:{address}")

    def gate_of_decision(self, name: str) -> Group | None:
        """Return the gate that must be met before a decision may be opened."""
        return self.gates.get(f"decision:{name}")

    def title_of(self, path: str) -> Text:
        """Return the title of a phase, or of the method for the root."""
        node = self.plan.nodes[path]
        return node.phase.title if node.phase else self.declared.title
