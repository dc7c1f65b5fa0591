"""Which names a condition may use where it stands: those of the whole method, and those of the subjects around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.language.expressions.types import ListOf, Scope, Thing
from engine.language.subjects import is_pair
from engine.language.vocabulary import (
    PARTICIPANT,
    PARTY,
    decision_thing,
    plural_of,
    record_thing,
    role_thing,
    run_phases,
    subject_thing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.declaration import Declaration, RecordType
    from engine.language.expressions.types import Type, Vocabulary
    from engine.language.subjects import Subjects

ELSEWHERE = {
    "voter": "'voter' is known in the 'where' and 'weight' of a decision only",
    "tally": "'tally' is known in the rule '{accepted: …}' of a decision only",
    "parent": "what the parent recorded is called as it is declared here: list its type under 'parent' at the top",
}


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of one method. `top` has the names every condition may use.

    `combined` are the records, decisions and processes of which there is one for several subjects together, by kind.
    """

    declared: Declaration
    top: Scope
    combined: Mapping[tuple[str, ...], Mapping[str, Type]]

    def inside(self, scope: Scope, subjects: Subjects) -> Scope:
        """Return the scope inside `each`: the subjects by name, and what there is one of for all of them together."""
        implicit = not is_pair(subjects)
        for subject in subjects:
            scope = scope.bind(subject.name, subject_thing(self.declared, subject.kind), implicit=implicit)
        kinds = self._kinds(scope)
        for wanted, things in self.combined.items():
            if all(wanted.count(kind) <= kinds.count(kind) for kind in wanted):
                scope = replace(scope, locals={**things, **scope.locals})
        return scope

    def of_record(self, record: str) -> Scope:
        """Return the scope in which a record of this type is judged: the record itself, and its subjects."""
        scope = self.inside(self.top, self.declared.records[record].per or ())
        return scope.bind(record, record_thing(record), implicit=True)

    def of_decision(self, decision: str) -> Scope:
        """Return the scope in which a decision of this type is put: its subjects."""
        return self.inside(self.top, self.declared.decisions[decision].per or ())

    def _kinds(self, scope: Scope) -> list[str]:
        """Return the kinds of the subjects in scope, outermost first."""
        things = [type_ for name, type_ in scope.locals.items() if not self._is_combined(name)]
        return [thing.name.rpartition(":")[2] for thing in things if isinstance(thing, Thing)]

    def _is_combined(self, name: str) -> bool:
        return any(name in things for things in self.combined.values())


def scopes_of(declared: Declaration, vocabulary: Vocabulary) -> Scopes:
    """Prepare the scopes of a method."""
    combined: dict[tuple[str, ...], dict[str, Type]] = {}
    for name, record in declared.records.items():
        if record.per and len(record.per) > 1 and not record.many:
            combined.setdefault(_kinds_of(record.per), {})[name] = record_thing(name)
    for name, decision in declared.decisions.items():
        if decision.per and len(decision.per) > 1:
            combined.setdefault(_kinds_of(decision.per), {})[name] = decision_thing(name)
    for name, phase in run_phases(declared.phases):
        if phase.each and len(phase.each) > 1:
            combined.setdefault(_kinds_of(phase.each), {})[name] = Thing(f"run:{name}")
    return Scopes(declared, _top(declared, vocabulary), combined)


def _top(declared: Declaration, vocabulary: Vocabulary) -> Scope:
    session = Thing("session")
    names: dict[str, Type] = {name: Thing(name) for name in ("case", "process", "phase", "session")}
    names |= {"parties": ListOf(PARTY), "participants": ListOf(PARTICIPANT), "sessions": ListOf(session)}
    names |= {role: ListOf(role_thing(role)) for role in declared.roles}
    hints = dict(ELSEWHERE)
    for name, record in declared.records.items():
        names[plural_of(declared, name)] = ListOf(record_thing(name))
        if record.per is None and not record.many:
            names[name] = record_thing(name)
        else:
            hints[name] = _hint(declared, name, record)
    for name, decision in declared.decisions.items():
        if decision.per is None:
            names[name] = decision_thing(name)
        else:
            kinds = _kinds(decision.per)
            hints[name] = f"'{name}' is decided for each {kinds}: use it inside 'each: {kinds}'"
    for name, phase in run_phases(declared.phases):
        names[name] = Thing(f"run:{name}") if phase.each is None else ListOf(Thing(f"run:{name}"))
    return Scope(vocabulary, names, hints=hints)


def _kinds_of(per: Subjects) -> tuple[str, ...]:
    return tuple(part.kind for part in per)


def _hint(declared: Declaration, name: str, record: RecordType) -> str:
    plural = plural_of(declared, name)
    if record.per is None:
        return f"there can be many of '{name}': name the list '{plural}', or use 'each: {name}'"
    one = "" if record.many else f", as in 'each: {_kinds(record.per)}'"
    return f"'{name}' is kept for each {_kinds(record.per)}: name it inside that{one}, or name the list '{plural}'"


def _kinds(per: Subjects) -> str:
    names = [part.kind if part.name == part.kind else f"{part.kind} as {part.name}" for part in per]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
