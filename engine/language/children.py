"""Checks of phases that run processes: the method they run, what it is given, and who acts in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.language.diagnostics import nearest
from engine.language.expressions.types import BOOL, INT, NUMBER, STRING, TIMESTAMP, Choice
from engine.language.handed import check_passing
from engine.language.plan import MoveNowhere, ToPhase, destination, reachable_names
from engine.language.sights import hidden_in, hidden_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.declaration import Declaration, FieldDeclared, Phase
    from engine.language.expressions.types import Type
    from engine.language.method import Method
    from engine.language.source import Path

Known = Callable[[str], "Method | None"]
NEEDS_RUN = ("each", "with_", "roles", "parties", "in_turn", "depth", "holds", "resumes")
TAKES: dict[str, tuple[Type, ...]] = {
    "line": (STRING,), "text": (STRING,), "markdown": (STRING,), "whole": (INT,), "number": (NUMBER, INT),
    "yes_no": (BOOL,), "date": (TIMESTAMP,),
}  # fmt: skip
UNTOLD = ("aggregate", "unattributed")
HIDDEN = "everybody who sees the process learns of what it runs, and fewer may see '{hidden}'"


def nothing(_name: str) -> Method | None:
    """Know no method."""
    return None


def children_of(declared: Declaration, known: Known) -> dict[str, Method]:
    """Return the methods that phases run, by id, as far as they are known; not the method itself."""
    found: dict[str, Method] = {}
    for name in dict.fromkeys(phase.run for phase in _phases(declared.phases) if phase.run):
        if name != declared.method and (method := known(name)):
            found[name] = method
    return found


def check_children(checker: Checker, children: Mapping[str, Method]) -> None:
    """Complain about each phase that cannot run what it says."""
    declared = {name: method.declared for name, method in children.items()} | {
        checker.declared.method: checker.declared
    }
    for path, node in checker.plan.nodes.items():
        place, phase = checker.plan.place(path), node.phase
        if phase is None:
            continue
        if phase.run is None:
            _needs_run(checker, place, phase)
        elif phase.run not in declared:
            advice = f"put its file beside this one, as {phase.run}.yaml or {phase.run}/method.yaml; to publish this "
            advice += "one, publish that first; where its file is there, check that: it has errors, or runs this "
            advice += "method in turn"
            message = f"there is no method '{phase.run}' to run: {advice}"
            checker.complain((*place, "run"), message, "run-unknown")
        else:
            _run(checker, path, phase, declared[phase.run])


def _phases(phases: Mapping[str, Phase]) -> list[Phase]:
    inner = [one for phase in phases.values() for one in _phases({**(phase.phases or {}), **(phase.tracks or {})})]
    return [*phases.values(), *inner]


def _needs_run(checker: Checker, place: Path, phase: Phase) -> None:
    for name in NEEDS_RUN:
        if getattr(phase, name):
            key = name.rstrip("_")
            checker.complain_at_key((*place, key), f"'{key}' is about what a phase runs: it needs 'run'", "run-key")


def _run(checker: Checker, path: str, phase: Phase, child: Declaration) -> None:
    place = checker.plan.place(path)
    _goes_so_deep(checker, place, phase)
    if phase.in_turn and not phase.each:
        message = "one after another there are several: 'in_turn' needs 'each'"
        checker.complain_at_key((*place, "in_turn"), message, "run-key")
    _resumes(checker, path, place, phase)
    _is_seen(checker, place, phase)
    _case(checker, place, phase, child)
    _roles(checker, place, phase, child)
    check_passing(checker, place, phase, child)


def _goes_so_deep(checker: Checker, place: Path, phase: Phase) -> None:
    runs_itself = phase.run == checker.declared.method
    if runs_itself and phase.depth is None:
        message = "a method that runs itself says how deep: give the phase 'depth', such as 2"
        checker.complain((*place, "run"), message, "run-depth")
    if phase.depth is not None and not runs_itself:
        message = "'depth' is how deep a method runs itself, and this phase runs another"
        checker.complain_at_key((*place, "depth"), message, "run-depth")


def _resumes(checker: Checker, path: str, place: Path, phase: Phase) -> None:
    """Complain about a phase to which no move could lead from here."""
    for index, name in enumerate(phase.resumes or ()):
        try:
            to = destination(checker.plan, path, name, {})
        except MoveNowhere as nowhere:
            advice = nearest(name, reachable_names(checker.plan, path, {})) if nowhere.unknown else ""
            checker.complain((*place, "resumes", index), f"{nowhere}{advice}", "run-resumes")
        else:
            if not isinstance(to, ToPhase):
                message = "a child brings its parent to a phase, and ends nothing in it"
                checker.complain((*place, "resumes", index), message, "run-resumes")


def _is_seen(checker: Checker, place: Path, phase: Phase) -> None:
    """Complain about what would tell of its existence, its case or its people what fewer may see."""
    for index, one in enumerate(phase.each or ()):
        record = checker.declared.records.get(one.kind)
        if hidden_kind(checker.declared, one.kind) or (record and record.attribution in UNTOLD):
            checker.complain((*place, "each", index), HIDDEN.format(hidden=one.kind), "leak-run")
    keys = {(*place, "parties"), *((*place, "with", name) for name in phase.with_ or {})}
    keys |= {(*place, "where")} if phase.each else set()
    for path, expression in checker.expressions:
        for _, hidden in list(hidden_in(checker.declared, expression))[:1] if path in keys else ():
            checker.complain(path, HIDDEN.format(hidden=hidden), "leak-run")


def _case(checker: Checker, place: Path, phase: Phase, child: Declaration) -> None:
    given = phase.with_ or {}
    for name in given:
        if name not in child.case:
            message = f"'{phase.run}' asks for no '{name}' at its opening{nearest(name, child.case)}"
            checker.complain_at_key((*place, "with", name), message, "run-case")
    for name, field in child.case.items():
        if name not in given and not field.optional:
            message = f"'{phase.run}' asks for '{name}' at its opening: fill it under 'with'"
            checker.complain((*place, "run"), message, "run-case")
    for path, expression in checker.expressions:
        name = str(path[-1])
        if path[:-1] == (*place, "with") and name in child.case and not _takes(child.case[name], expression.typed.type):
            wanted = f"a field of type '{child.case[name].type}'"
            checker.complain(path, f"'{name}' is {wanted} of '{phase.run}'; found {expression.typed.type}", "run-case")


def _takes(field: FieldDeclared, found: Type) -> bool:
    if field.type == "choice":
        return isinstance(found, Choice) and set(found.options) <= set(field.options or ())
    return found in TAKES.get(field.type, ())


def _roles(checker: Checker, place: Path, phase: Phase, child: Declaration) -> None:
    declared, told = checker.declared.roles, phase.roles or {}
    for name in told:
        if name not in child.roles:
            message = f"'{phase.run}' has no role '{name}'{nearest(name, child.roles)}"
            checker.complain_at_key((*place, "roles", name), message, "run-roles")
    carried = {name: told.get(name, name) for name in child.roles if told.get(name, name) in declared}
    if not carried:
        message = f"nobody could act in '{phase.run}': it has no role of this method; say under 'roles' who acts in it"
        checker.complain((*place, "run"), message, "run-roles")
    for name, role in carried.items():
        at = (*place, "roles", name) if name in told else (*place, "run")
        ours, theirs = declared[role], child.roles[name]
        if ours.of != theirs.of or (theirs.neutral and not ours.neutral):
            message = f"'{role}' here and '{name}' of '{phase.run}' must both be of a party, or neither, and as neutral"
            checker.complain(at, message, "run-roles")
        elif theirs.held_by is not None:
            message = (
                f"who is '{name}' follows in '{phase.run}' from what is decided there: nobody brings that role along"
            )
            checker.complain(at, message, "run-roles")
