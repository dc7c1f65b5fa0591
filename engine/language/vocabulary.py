"""What conditions may name: every thing a method declares, its members and their types.

The members named here are the contract between the language and `process/world.py`, which supplies their values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions.types import (
    BOOL,
    INT,
    NUMBER,
    STRING,
    TIMESTAMP,
    Choice,
    ListOf,
    Member,
    Scope,
    Thing,
    Type,
    Vocabulary,
)
from engine.language.subjects import Subjects, is_pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.declaration import DecisionType, Declaration, FieldDeclared, RecordType
    from engine.language.declaration.phases import Phase

PARTY, PARTICIPANT = Thing("party"), Thing("participant")
BUILT_IN = frozenset({"party", "participant"})
RESERVED = frozenset(
    {"case", "phase", "process", "party", "participant", "parties", "participants", "parent", "tally", "voter",
     "session", "sessions", "anyone", "self", "done", "end", "true", "false", "null", "in", "size", "has", "min", "max",
     "avg", "sum", "spread", "duration", "timestamp", "workdays"}
)  # fmt: skip
RECORD_MEMBERS = frozenset(
    {"exists", "shared", "confirmed", "sealed", "version", "author", "party", "on_behalf_of", "shared_at",
     "confirmed_at", "changed_at"}
)  # fmt: skip
SIMPLE: dict[str, Type] = {
    "line": STRING, "text": STRING, "markdown": STRING, "document": STRING, "whole": INT, "number": NUMBER,
    "yes_no": BOOL, "date": TIMESTAMP, "party": PARTY, "participant": PARTICIPANT,
}  # fmt: skip
LATER_MEMBERS = frozenset({"sealed", "on_behalf_of", "ratified", "runs", "ballot"})


def role_thing(role: str) -> Thing:
    """Return the thing a holder of `role` is in conditions."""
    return Thing(f"role:{role}")


def record_thing(record: str) -> Thing:
    """Return the thing a record of this type is in conditions."""
    return Thing(f"record:{record}")


def decision_thing(decision: str) -> Thing:
    """Return the thing a decision of this type is in conditions."""
    return Thing(f"decision:{decision}")


def plural_of(declared: Declaration, record: str) -> str:
    """Return the name of a list of this record type."""
    return declared.records[record].plural or f"{record}s"


def single_by(per: Subjects | None, kind: str) -> bool:
    """Tell whether there is at most one such thing for each subject of `kind` alone."""
    return per is not None and len(per) == 1 and per[0].kind == kind


def subject_thing(declared: Declaration, kind: str) -> Thing:
    """Return the thing that a subject of this kind is."""
    if kind in BUILT_IN:
        return Thing(kind)
    return role_thing(kind) if kind in declared.roles else record_thing(kind)


def field_type(name: str, field: FieldDeclared, declared: Declaration) -> Type:
    """Return the type a field has in conditions. A date is its first instant in the process's zone."""
    if field.type == "choice":
        return Choice(name, tuple(field.options or ()), field.ordered)
    if field.type == "link":
        return record_thing(str(field.to))
    if field.type == "list":
        of = str(field.of)
        if of == "choice":
            return ListOf(Choice(name, tuple(field.options or ()), field.ordered))
        return ListOf(record_thing(of) if of in declared.records else SIMPLE.get(of, STRING))
    return SIMPLE[field.type]


def vocabulary_of(declared: Declaration) -> Vocabulary:
    """Return the members of every thing this method knows."""
    things: dict[str, dict[str, Member]] = {
        "party": _party(declared),
        "participant": _members(name=STRING, party=PARTY, joined_at=TIMESTAMP) | _about(declared, "participant"),
        "process": _members(title=STRING, opened_at=TIMESTAMP),
        "phase": _members(id=STRING, entered_at=TIMESTAMP, visits=INT),
        "case": {name: _field(name, field, declared) for name, field in declared.case.items()},
    }
    things |= {f"role:{role}": _holder(declared, role) for role in declared.roles}
    things |= {f"record:{name}": _record(declared, name, record) for name, record in declared.records.items()}
    things |= {f"list:record:{name}": {"sealed": Member("sealed", BOOL)} for name in declared.records}
    things |= {f"decision:{name}": _decision(name, kind) for name, kind in declared.decisions.items()}
    things |= {f"run:{name}": _run(declared) for name, _ in run_phases(declared.phases)}
    return Vocabulary(things)


def global_scope(declared: Declaration, vocabulary: Vocabulary) -> Scope:
    """Return the names that every condition of the method may read."""
    names: dict[str, Type] = {
        "case": Thing("case"),
        "process": Thing("process"),
        "phase": Thing("phase"),
        "parties": ListOf(PARTY),
        "participants": ListOf(PARTICIPANT),
    }
    names |= {role: ListOf(role_thing(role)) for role in declared.roles}
    hints: dict[str, str] = {}
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
            hints[name] = (
                f"'{name}' is decided for each {_kinds(decision.per)}: use it inside 'each: {_kinds(decision.per)}'"
            )
    for name, phase in run_phases(declared.phases):
        names[name] = Thing(f"run:{name}") if phase.each is None else ListOf(Thing(f"run:{name}"))
    return Scope(vocabulary, names, hints=hints)


def bind_subjects(scope: Scope, subjects: Subjects, declared: Declaration) -> Scope:
    """Return the scope inside `each`: the subjects by name, and what there is one of for all of them together."""
    implicit = not is_pair(subjects)
    for subject in subjects:
        scope = scope.bind(subject.name, subject_thing(declared, subject.kind), implicit=implicit)
    for name in combined_names(declared, kinds_in_scope(scope, declared)):
        if name not in scope.locals:
            thing = record_thing(name) if name in declared.records else decision_thing(name)
            scope = scope.bind(name, thing)
    return scope


def kinds_in_scope(scope: Scope, declared: Declaration) -> tuple[str, ...]:
    """Return the kinds of the subjects in scope, outermost first."""
    kinds = {"party": "party", "participant": "participant"}
    kinds |= {f"role:{role}": role for role in declared.roles} | {f"record:{name}": name for name in declared.records}
    subjects = [
        kinds[type_.name]
        for name, type_ in scope.locals.items()
        if isinstance(type_, Thing) and type_.name in kinds and not _is_combined(name, declared)
    ]
    return tuple(subjects)


def combined_names(declared: Declaration, kinds: tuple[str, ...]) -> list[str]:
    """Return the records and decisions of which there is one for the subjects of these kinds together."""
    found = []
    kept: dict[str, RecordType | DecisionType] = {**declared.records, **declared.decisions}
    for name, thing in kept.items():
        wanted = [part.kind for part in thing.per or ()]
        if len(wanted) > 1 and not getattr(thing, "many", False) and _fits(wanted, kinds):
            found.append(name)
    return found


def run_phases(phases: Mapping[str, Phase]) -> list[tuple[str, Phase]]:
    """Return every phase that runs a child process, by its id."""
    found = []
    for name, phase in phases.items():
        found += [(name, phase)] if phase.run else []
        found += run_phases(phase.phases or {}) + run_phases(phase.tracks or {})
    return found


def _fits(wanted: list[str], kinds: tuple[str, ...]) -> bool:
    left = list(kinds)
    for kind in wanted:
        if kind not in left:
            return False
        left.remove(kind)
    return True


def _is_combined(name: str, declared: Declaration) -> bool:
    thing = declared.records.get(name) or declared.decisions.get(name)
    return thing is not None and len(thing.per or ()) > 1


def _members(**types: Type) -> dict[str, Member]:
    return {name: Member(name, type_, optional=name in {"party", "confirmed_at"}) for name, type_ in types.items()}


def _field(name: str, field: FieldDeclared, declared: Declaration) -> Member:
    return Member(name, field_type(name, field, declared), optional=True)


def _about(declared: Declaration, kind: str) -> dict[str, Member]:
    """Return the records and decisions that are kept for subjects of this kind."""
    members: dict[str, Member] = {}
    for name, record in declared.records.items():
        if any(part.kind == kind for part in record.per or ()):
            members[plural_of(declared, name)] = Member(plural_of(declared, name), ListOf(record_thing(name)))
            if single_by(record.per, kind) and not record.many:
                members[name] = Member(name, record_thing(name))
    for name, decision in declared.decisions.items():
        if single_by(decision.per, kind):
            members[name] = Member(name, decision_thing(name))
    for name, phase in run_phases(declared.phases):
        if single_by(phase.each, kind):
            members[name] = Member(name, Thing(f"run:{name}"))
    return members


def _party(declared: Declaration) -> dict[str, Member]:
    roles = {
        role: Member(role, ListOf(role_thing(role))) for role, held in declared.roles.items() if held.of == "party"
    }
    return _members(name=STRING, joined_at=TIMESTAMP) | roles | _about(declared, "party")


def _holder(declared: Declaration, role: str) -> dict[str, Member]:
    own = _members(name=STRING, party=PARTY, participant=PARTICIPANT, accepted=BOOL, appointed_at=TIMESTAMP)
    if declared.roles[role].accepted_by is None:
        del own["accepted"]
    return own | _about(declared, "participant") | _about(declared, role)


def _record(declared: Declaration, name: str, record: RecordType) -> dict[str, Member]:
    flags = {flag: Member(flag, BOOL) for flag in ("exists", "shared", "sealed")}
    if record.confirmed_by is not None:
        flags["confirmed"] = Member("confirmed", BOOL)
    told: dict[str, Type] = {
        "version": INT, "author": PARTICIPANT, "party": PARTY, "on_behalf_of": PARTY, "shared_at": TIMESTAMP,
        "confirmed_at": TIMESTAMP, "changed_at": TIMESTAMP,
    }  # fmt: skip
    members = flags | {key: Member(key, type_, optional=True) for key, type_ in told.items()}
    subjects = {
        part.name: Member(part.name, subject_thing(declared, part.kind), optional=True)
        for part in record.per or ()
        if part.name != "party"
    }
    fields = {key: _field(key, field, declared) for key, field in record.fields.items()}
    return members | subjects | _about(declared, name) | fields


def _decision(name: str, kind: DecisionType) -> dict[str, Member]:
    told: dict[str, Member] = {
        flag: Member(flag, BOOL) for flag in ("accepted", "ratified", "rejected", "open", "closed")
    }
    outcome = Choice("outcome", ("accepted", "rejected"), ordered=False)
    told["outcome"] = Member("outcome", outcome, optional=True)
    told |= {key: Member(key, TIMESTAMP, optional=True) for key in ("opened_at", "closed_at")}
    told["runs"] = Member("runs", ListOf(decision_thing(name)))
    told["ballot"] = Member("ballot", STRING, optional=True, parameters=(PARTICIPANT,))
    choices = kind.ballot.choice
    if isinstance(choices, dict):
        told["winner"] = Member("winner", Choice("winner", tuple(choices), ordered=False), optional=True)
    elif choices and len(choices) == 1:
        told["winner"] = Member("winner", record_thing(choices[0]), optional=True)
        told["winners"] = Member("winners", ListOf(record_thing(choices[0])))
    return told


def _run(declared: Declaration) -> dict[str, Member]:
    """Members of a child process. Its outcome and what it returns are known by name only until children run."""
    del declared
    return {
        "ended": Member("ended", BOOL),
        "outcome": Member("outcome", STRING, optional=True),
        "runs": Member("runs", INT),
    }


def _hint(declared: Declaration, name: str, record: RecordType) -> str:
    plural = plural_of(declared, name)
    if record.per is None:
        return f"there can be many of '{name}': name the list '{plural}', or use 'each: {name}'"
    one = "" if record.many else f", as in 'each: {_kinds(record.per)}'"
    return f"'{name}' is kept for each {_kinds(record.per)}: name it inside that{one}, or name the list '{plural}'"


def _kinds(per: Subjects) -> str:
    names = [part.kind if part.name == part.kind else f"{part.kind} as {part.name}" for part in per]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
