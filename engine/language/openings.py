"""Gates that could never be met: over records and decisions that no phase opens, or none that leads there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.declaration import ConditionOrGroup
from engine.language.plan import ROOT
from engine.language.routes import follow, reversed_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.language.checker import Checker
    from engine.language.declaration import GateItem
    from engine.language.expressions import Expression
    from engine.language.method import Method
    from engine.language.routes import Routes, Spot
    from engine.language.source import Path

VERDICT = ("need", "where", "waited")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A gate in its place, and the phases in which it is judged."""

    path: Path
    items: tuple[GateItem, ...]
    phases: tuple[str, ...]


def check_openings(checker: Checker, routes: Routes, children: Mapping[str, Method]) -> None:
    """Complain about what nobody can ever write or decide, and about gates that ask for what comes too late."""
    opened = _opened(checker)
    elsewhere = set(checker.declared.parent or ()).union(*(child.declared.returns or () for child in children.values()))
    for name in checker.declared.records:
        if name not in opened and name not in elsewhere:
            message = f"nobody can ever write a '{name}': name it under 'open' of a phase"
            checker.complain_at_key(("records", name), message, "never-open")
    for name in checker.declared.decisions:
        if name not in opened:
            message = f"nobody can ever open '{name}' for a vote: name it under 'open' of a phase"
            checker.complain_at_key(("decisions", name), message, "never-open")
    if not checker.source.diagnostics:  # where a phase is out of reach, what comes too late would only follow from that
        _too_late(checker, routes, {name: paths for name, paths in opened.items() if name not in elsewhere})


def _opened(checker: Checker) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, node in checker.plan.nodes.items():
        for name in node.declared.open or ():
            found.setdefault(name, []).append(path)
    return found


def _too_late(checker: Checker, routes: Routes, opened: Mapping[str, list[str]]) -> None:
    """Complain, once for each record and decision, about a gate that comes before all phases in which it is open."""
    where = {name: _spots(routes, paths) for name, paths in opened.items()}
    back, told = reversed_steps(routes.steps), set[str]()
    reading = _by_gate(_read_by_gates(checker))
    for asked in _gates(checker):
        read = [(path, name) for path, name in _read_in(asked, reading) if name in where and name not in told]
        starts = _spots(routes, asked.phases) & routes.reached if read else frozenset()
        before = _with_those_beside(routes, follow(back, starts))
        for path, name in read:
            if name not in told and where[name].isdisjoint(before):
                told.add(name)
                at = f"phase '{asked.phases[0]}'" if asked.phases[0] else "the whole method"
                message = (
                    f"this is asked in {at}, and '{name}' is open in no phase that leads there, only in "
                    f"{' and '.join(repr(one) for one in opened[name][:3])}: open it earlier, or ask later"
                )
                checker.complain(path, message, "too-late")


def _spots(routes: Routes, paths: Iterable[str]) -> frozenset[Spot]:
    return frozenset(spot for path in paths for spot in routes.within(path))


def _with_those_beside(routes: Routes, spots: frozenset[Spot]) -> frozenset[Spot]:
    """Return these spots and all in the tracks beside theirs, where people write meanwhile."""
    plan = routes.plan
    holders = {plan.nodes[step].parent for spot in spots for step in plan.ancestors(spot.path) if plan.is_track(step)}
    return spots | _spots(routes, [holder for holder in holders if holder])


def _gates(checker: Checker) -> Iterator[_Asked]:
    declared, plan = checker.declared, checker.plan
    opened = _opened(checker)
    for path, node in plan.nodes.items():
        place = plan.place(path)
        for name, move in node.declared.moves.items():
            yield _Asked((*place, "moves", name, "gate"), move.gate or (), (path,))
        for gate in node.declared.while_ or {}:
            yield _Asked((*place, "while", gate), (gate,), (path,))
    for name, decision in declared.decisions.items():
        yield _Asked(("decisions", name, "gate"), decision.gate or (), tuple(opened.get(name, (ROOT,))))
    for name, record in declared.records.items():
        yield _Asked(("records", name, "gate"), record.gate or (), tuple(opened.get(name, (ROOT,))))


def _read_by_gates(checker: Checker) -> Iterator[tuple[Path, str]]:
    """Yield the records and decisions that conditions read, each with the place, in the order of the file."""
    conditions = {path for path, part in checker.parts if isinstance(part, ConditionOrGroup)}
    for path, part in checker.parts:
        if isinstance(part, ConditionOrGroup):
            yield from (((*path, "each"), one.kind) for one in part.each or () if one.kind in checker.declared.records)
    for place, expression in checker.expressions:
        if place[:-1] in conditions and place[-1] in VERDICT:
            yield from ((place, name) for name in sorted(read_in(expression)))


def read_in(expression: Expression) -> frozenset[str]:
    """Return the records and decisions that an expression looks at on its way."""
    kinds = (thing.partition(":") for thing in expression.things)
    return frozenset(name for kind, _, name in kinds if kind in ("record", "decision"))


def _by_gate(reading: Iterator[tuple[Path, str]]) -> dict[Path, dict[str, Path]]:
    """Return where each gate, by its place, first reads each record and decision."""
    found: dict[Path, dict[str, Path]] = {}
    for path, name in reading:
        gate = path[:2] if path[0] == "gates" else path[: path.index("gate") + 1]
        found.setdefault(gate, {}).setdefault(name, path)
    return found


def _read_in(asked: _Asked, reading: Mapping[Path, dict[str, Path]]) -> Iterator[tuple[Path, str]]:
    """Yield what a gate reads, in its own conditions and in those of the gates it names."""
    for gate in (asked.path, *(("gates", item) for item in asked.items if isinstance(item, str))):
        yield from ((path, name) for name, path in reading.get(gate, {}).items())
