"""What conditions may name: every thing a method declares, its members and their types.

The members named here are the contract between the language and `process/world/`, which supplies their values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions.calls import FUNCTIONS
from engine.language.expressions.types import (
    BOOL,
    DOCUMENT,
    INT,
    NUMBER,
    STRING,
    TIMESTAMP,
    Choice,
    ListOf,
    Member,
    Thing,
    Type,
    Vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.declaration import DecisionType, Declaration, FieldDeclared, RecordType
    from engine.language.declaration.phases import Phase
    from engine.language.subjects import Subjects

PARTY, PARTICIPANT = Thing("party"), Thing("participant")
BUILT_IN = frozenset({"party", "participant"})
RESERVED = frozenset(
    {"case", "phase", "process", "party", "participant", "parties", "participants", "parent", "tally", "voter",
     "session", "sessions", "anyone", "self", "never", "done", "end", "true", "false", "null", "in", *FUNCTIONS}
)  # fmt: skip
RECORD_MEMBERS = frozenset(
    {"exists", "shared", "confirmed", "sealed", "version", "author", "party", "on_behalf_of", "shared_at",
     "confirmed_at", "changed_at"}
)  # fmt: skip
SIMPLE: dict[str, Type] = {
    "line": STRING, "text": STRING, "markdown": STRING, "document": DOCUMENT, "whole": INT, "number": NUMBER,
    "yes_no": BOOL, "date": TIMESTAMP, "party": PARTY, "participant": PARTICIPANT,
}  # fmt: skip
CANCELLED = "cancelled"
OF_A_RUN = frozenset({"started", "ended", "runs", "outcome", "started_at", "ended_at"})


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


def vocabulary_of(declared: Declaration, children: Mapping[str, Declaration] | None = None) -> Vocabulary:
    """Return the members of every thing this method knows; `children` are the methods its phases run, by id."""
    kept = kept_for(declared)
    things: dict[str, dict[str, Member]] = {
        "party": _party(declared) | kept.get("party", {}),
        "participant": _members(name=STRING, party=PARTY, joined_at=TIMESTAMP) | kept.get("participant", {}),
        "process": _members(title=STRING, opened_at=TIMESTAMP),
        "phase": _members(id=STRING, entered_at=TIMESTAMP, visits=INT),
        "case": {name: _field(name, field, declared) for name, field in declared.case.items()},
        "session": _session(),
        "tally": _tally(),
    }
    for role in declared.roles:
        things[f"role:{role}"] = _holder(declared, role) | kept.get("participant", {}) | kept.get(role, {})
    for name, record in declared.records.items():
        fields = {key: _field(key, field, declared) for key, field in record.fields.items()}
        things[f"record:{name}"] = _record(declared, record) | kept.get(name, {}) | fields
    things |= {f"list:record:{name}": {"sealed": Member("sealed", BOOL)} for name in declared.records}
    things |= {f"decision:{name}": _decision(name, kind) for name, kind in declared.decisions.items()}
    for name, phase in run_phases(declared.phases):
        things[f"run:{name}"] = _run(declared, (children or {}).get(str(phase.run)))
    return Vocabulary(things)


def run_phases(phases: Mapping[str, Phase]) -> list[tuple[str, Phase]]:
    """Return every phase that runs a child process, by its id."""
    found = []
    for name, phase in phases.items():
        found += [(name, phase)] if phase.run else []
        found += run_phases(phase.phases or {}) + run_phases(phase.tracks or {})
    return found


def _members(**types: Type) -> dict[str, Member]:
    return {name: Member(name, type_, optional=name in {"party", "confirmed_at"}) for name, type_ in types.items()}


def _field(name: str, field: FieldDeclared, declared: Declaration) -> Member:
    return Member(name, field_type(name, field, declared), optional=True)


def kept_for(declared: Declaration) -> dict[str, dict[str, Member]]:
    """Return, by kind of subject, the records, decisions and child processes that are kept for one of that kind."""
    kept: dict[str, dict[str, Member]] = {}
    for name, record in declared.records.items():
        for kind in {part.kind for part in record.per or ()}:
            members, plural = kept.setdefault(kind, {}), plural_of(declared, name)
            members[plural] = Member(plural, ListOf(record_thing(name)))
            if single_by(record.per, kind) and not record.many:
                members[name] = Member(name, record_thing(name))
    for name, decision in declared.decisions.items():
        if decision.per and len(decision.per) == 1:
            kept.setdefault(decision.per[0].kind, {})[name] = Member(name, decision_thing(name))
    for name, phase in run_phases(declared.phases):
        if phase.each and len(phase.each) == 1:
            kept.setdefault(phase.each[0].kind, {})[name] = Member(name, Thing(f"run:{name}"))
    return kept


def _party(declared: Declaration) -> dict[str, Member]:
    roles = {
        role: Member(role, ListOf(role_thing(role))) for role, held in declared.roles.items() if held.of == "party"
    }
    return _members(name=STRING, joined_at=TIMESTAMP) | roles


def _holder(declared: Declaration, role: str) -> dict[str, Member]:
    own = _members(name=STRING, party=PARTY, participant=PARTICIPANT, accepted=BOOL, appointed_at=TIMESTAMP)
    if declared.roles[role].accepted_by is None:
        del own["accepted"]
    return own


def _record(declared: Declaration, record: RecordType) -> dict[str, Member]:
    subjects = {
        part.name: Member(part.name, subject_thing(declared, part.kind), optional=True)
        for part in record.per or ()
        if part.name != "party"
    }
    objects = any(declared.records.get(kind.objections or "") is record for kind in declared.decisions.values())
    subjects |= _members(open=BOOL, admissible=BOOL, settled=BOOL) if objects else {}
    return (_TOLD_OF_RECORDS if record.confirmed_by is None else _CONFIRMED | _TOLD_OF_RECORDS) | subjects


def _decision(name: str, kind: DecisionType) -> dict[str, Member]:
    told = _TOLD_OF_DECISIONS | {"runs": Member("runs", ListOf(decision_thing(name)))}
    single = kind.ballot.approval or kind.ballot.stars
    approved = (single,) if single else None
    choices = kind.ballot.choice or kind.ballot.ranking or approved
    if isinstance(choices, dict):
        told["winner"] = Member("winner", Choice("winner", tuple(choices), ordered=False), optional=True)
    elif choices and len(choices) == 1:
        told["winner"] = Member("winner", record_thing(choices[0]), optional=True)
        told["winners"] = Member("winners", ListOf(record_thing(choices[0])))
    return told


def _run(declared: Declaration, child: Declaration | None) -> dict[str, Member]:
    """Members of a process that a phase runs: its outcome is one of the ends of its method, or `cancelled`.

    Besides these the records that came back from it.
    """
    ends = (*(child.ends if child else ()), *(() if child and CANCELLED in child.ends else (CANCELLED,)))
    outcome: Type = Choice("outcome", ends, ordered=False) if child else STRING
    told = _members(started=BOOL, ended=BOOL, runs=INT)
    told |= _optional(outcome=outcome, started_at=TIMESTAMP, ended_at=TIMESTAMP)
    return _came_back(declared, child) | told


def _came_back(declared: Declaration, child: Declaration | None) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for name in (child.returns if child else None) or ():
        if child and name in declared.records and name in child.records:
            plural, kept = plural_of(declared, name), child.records[name]
            found[plural] = Member(plural, ListOf(record_thing(name)))
            if not kept.many and kept.per is None:
                found[name] = Member(name, record_thing(name))
    return found


def _session() -> dict[str, Member]:
    """Members of a meeting; `phase` is the id of the phase it was planned in, `attendance` how many were present."""
    present = Member("present", BOOL, parameters=(PARTICIPANT,))
    told = _optional(title=STRING, phase=STRING, starts_at=TIMESTAMP, ended_at=TIMESTAMP, attendance=INT)
    return _members(exists=BOOL, ended=BOOL) | told | {"present": present}


def _tally() -> dict[str, Member]:
    """Members of the counted votes, weighted, so that a rule can be written over them."""
    numbers = ("yes", "no", "abstain", "block", "cast", "eligible", "silent", "sum", "avg")
    prefer = Member("prefer", NUMBER, parameters=(STRING, STRING))
    return _members(**dict.fromkeys(numbers, NUMBER)) | {"prefer": prefer}


def _optional(**types: Type) -> dict[str, Member]:
    return {name: Member(name, type_, optional=True) for name, type_ in types.items()}


_CONFIRMED = _members(confirmed=BOOL)
_TOLD_OF_RECORDS = _members(exists=BOOL, shared=BOOL, sealed=BOOL, disputed=BOOL) | _optional(
    version=INT, author=PARTICIPANT, party=PARTY, on_behalf_of=PARTY, shared_at=TIMESTAMP, confirmed_at=TIMESTAMP,
    changed_at=TIMESTAMP,
)  # fmt: skip
_TOLD_OF_DECISIONS = (
    _members(accepted=BOOL, ratified=BOOL, rejected=BOOL, open=BOOL, closed=BOOL)
    | _optional(outcome=Choice("outcome", ("accepted", "rejected"), ordered=False))
    | _optional(opened_at=TIMESTAMP, closed_at=TIMESTAMP)
    | {"ballot": Member("ballot", STRING, optional=True, parameters=(PARTICIPANT,))}
)
