"""Checks that every name in a declaration exists where it is used. Expressions are not read here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.diagnostics import nearest
from engine.language.subjects import Subject
from engine.language.walk import values
from engine.language.who import (
    AnyOf,
    EachHolder,
    EachParty,
    Holder,
    Nobody,
    OfPair,
    Oneself,
    Parties,
    Who,
    WriterOf,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from engine.language.checker import Checker
    from engine.language.declaration import DecisionType, FieldDeclared, Move, Phase, Root
    from engine.language.source import Path
    from engine.language.subjects import Subjects

EVERYBODY = ("all", "anyone", "everybody", "everyone", "parties", "participants")
SIGHTS = ("owner", "party", "table", "process", "public", "picked")
NOT_AT_OPENING = ("party", "participant", "link")
ELEMENTS = ("line", "text", "whole", "number", "date", "party", "participant", "choice")
KINDS = ("party", "participant")
NEVER_NEUTRAL = {"voters": "vote", "confirmed_by": "confirm", "ratified_by": "ratify"}
BALLOTS = {"consent": ("yes", "object"), "consensus": ("yes", "stand_aside", "block")}


def check_references(checker: Checker) -> None:
    """Complain about every name that is not declared."""
    for path, part in checker.parts:
        for place, value in values(part, path):
            if isinstance(value, Who):
                _who(checker, place, value)
            elif isinstance(value, tuple) and value and isinstance(value[0], Subject):
                _subjects(checker, place, value)
    _people(checker)
    _records(checker)
    for name, decision in checker.declared.decisions.items():
        _decision(checker, ("decisions", name), decision)
    _phases(checker)
    _each_known(checker, ("takes_in",), checker.declared.takes_in, "phase at the top", checker.declared.phases)


def _who(checker: Checker, path: Path, who: Who) -> None:
    roles = checker.declared.roles
    match who:
        case AnyOf(several):
            for index, one in enumerate(several):
                _who(checker, (*path, index), one)
        case Holder(role):
            checker.known((*path, "role"), role, "role", roles, ("parties", "anyone"))
            _not_neutral(checker, (*path, "role"), role)
        case EachHolder(role):
            checker.known((*path, "each"), role, "role", roles)
            _not_neutral(checker, (*path, "each"), role)
        case EachParty(role) | OfPair(_, role):
            if checker.known((*path, "role"), role, "role", roles) and roles[role].of != "party":
                message = f"'{role}' is not a role of a party: give it 'of: party', or name it alone"
                checker.complain((*path, "role"), message, "not-of-a-party")
        case WriterOf(record):
            checker.known((*path, "writer_of"), record, "record", checker.declared.records)
        case _:
            _everybody(checker, path, who)


def _everybody(checker: Checker, path: Path, who: Who) -> None:
    if isinstance(who, Parties) and not any(role.of == "party" for role in checker.declared.roles.values()):
        checker.complain(
            path, "'parties' act through roles of a party, and no role here has 'of: party'", "not-of-a-party"
        )
    elif isinstance(who, Nobody) and "waivable_by" not in path and not _is_writer_of_record(path):
        checker.complain(path, "'never' is said of 'waivable_by', or of who writes records from elsewhere", "wrong-who")
    elif isinstance(who, Oneself) and "named_by" not in path:
        checker.complain(path, "'self' can only be said in 'named_by'", "wrong-who")


def _is_writer_of_record(path: Path) -> bool:
    return len(path) == len(("records", "name", "written_by")) and path[-1] == "written_by"


def _not_neutral(checker: Checker, path: Path, role: str) -> None:
    declared = checker.declared.roles.get(role)
    key = next((step for step in reversed(path) if step in NEVER_NEUTRAL), None)
    if key and declared and declared.neutral:
        checker.complain(
            path, f"'{role}' is neutral, and whoever is neutral does not {NEVER_NEUTRAL[str(key)]}", "neutral"
        )


def _subjects(checker: Checker, path: Path, subjects: Subjects) -> None:
    declared = checker.declared
    for index, part in enumerate(subjects):
        here = (*path, index)
        checker.known(here, part.kind, "party, participant, role or record", KINDS, declared.roles, declared.records)


def _people(checker: Checker) -> None:
    opened_by = checker.declared.may.open
    first = parts_of(opened_by) if opened_by else ()
    for name, role in checker.declared.roles.items():
        if role.neutral and role.of == "party":
            checker.complain(("roles", name, "neutral"), "a neutral role belongs to no party", "neutral")
        alone = role.named_by is not None and all(one == Holder(name) for one in parts_of(role.named_by))
        if alone and Holder(name) not in first:
            message = f"nobody can become the first {name}: it names itself"
            checker.complain(("roles", name, "named_by"), message, "nobody-holds")
    if opened_by is not None and not all(isinstance(one, Holder) for one in parts_of(opened_by)):
        message = "whoever opens a process becomes the first holder of the role that stands here: name a role"
        checker.complain(("may", "open"), message, "opener")


def _records(checker: Checker) -> None:
    declared = checker.declared
    for name, field in declared.case.items():
        _field(checker, ("case", name), field)
        if field.type in NOT_AT_OPENING or field.of in NOT_AT_OPENING or field.of in declared.records:
            message = "at opening there are no parties, participants or records yet"
            checker.complain(("case", name, "type"), message, "not-at-opening")
        if field.type == "document":
            message = "a document is part of a record, and not asked at opening"
            checker.complain(("case", name, "type"), message, "not-at-opening")
    for name, record in declared.records.items():
        path: Path = ("records", name)
        if any(part.kind == name for part in record.per or ()):
            checker.complain((*path, "per"), f"'{name}' cannot be kept for itself", "kept-for-itself")
        _sights(checker, (*path, "seen_by"), record.seen_by)
        lapses = (*path, "lapses_with")
        _each_known(checker, lapses, record.lapses_with, "record or decision", declared.records, declared.decisions)
        dates = [key for key, field in record.fields.items() if field.type == "date"]
        if isinstance(record.expires, str):
            checker.known((*path, "expires"), record.expires, "date field", dates)
        for key, field in record.fields.items():
            _field(checker, (*path, "fields", key), field)
    _each_known(checker, ("parent",), declared.parent, "record", declared.records)
    _each_known(checker, ("returns",), declared.returns, "record", declared.records)


def _field(checker: Checker, path: Path, field: FieldDeclared) -> None:
    declared = checker.declared
    if isinstance(field.to, str):
        checker.known((*path, "to"), field.to, "record", declared.records)
    if field.of is not None:
        checker.known((*path, "of"), field.of, "type or record", ELEMENTS, declared.records)
    _sights(checker, (*path, "seen_by"), field.seen_by)


def _sights(checker: Checker, path: Path, sights: tuple[str, ...] | None) -> None:
    roles = checker.declared.roles
    for index, name in enumerate(sights or ()):
        if name in EVERYBODY and name not in roles:
            message = f"there is no sight '{name}'; all who take part are 'process', everybody else too is 'public'"
            checker.complain((*path, index), message)
        else:
            checker.known((*path, index), name, "sight", SIGHTS, roles)


def _each_known(
    checker: Checker, path: Path, names: Iterable[str] | None, what: str, *allowed: Collection[str]
) -> None:
    for index, name in enumerate(names or ()):
        checker.known((*path, index), name, what, *allowed)


def _decision(checker: Checker, path: Path, decision: DecisionType) -> None:
    records = checker.declared.records
    _each_known(checker, (*path, "about"), decision.about, "record", records)
    _sights(checker, (*path, "seen_by"), decision.seen_by)
    if decision.objections:
        checker.known((*path, "objections"), decision.objections, "record", records)
    ballot, choices = (*path, "ballot"), decision.ballot.choice
    for key in ("choice", "ranking"):
        named = getattr(decision.ballot, key)
        if isinstance(named, tuple):
            _each_known(checker, (*ballot, key), named, "record", records)
    for key in ("approval", "stars"):
        if name := getattr(decision.ballot, key):
            checker.known((*ballot, key), name, "record", records)
    if isinstance(choices, dict) and decision.rule.name in {"consent", "consensus"}:
        message = f"'{decision.rule.name}' is asked of one proposal, not of a choice"
        checker.complain(ballot, message, "rule-and-ballot")
    words = tuple(choices) if isinstance(choices, dict) else BALLOTS.get(decision.rule.name, ("yes", "no"))
    _each_known(checker, (*path, "reason"), decision.reason, "ballot", (*words, "abstain"))


def _phases(checker: Checker) -> None:
    for path, node in checker.plan.nodes.items():
        place = checker.plan.place(path)
        _root(checker, place, node.declared)
        if node.phase is not None:
            _phase(checker, place, node.phase)
            forward = [move for move in node.phase.moves.values() if not move.back]
            skipped = node.phase.where and not node.phase.each and not checker.plan.is_track(path)
            if skipped and len(forward) != 1:
                message = "a phase with 'where' is passed by its single forward move; this one has not exactly one"
                checker.complain((*place, "where"), message, "where-without-way")


def _phase(checker: Checker, place: Path, phase: Phase) -> None:
    for child, role in (phase.roles or {}).items():
        checker.known((*place, "roles", child), role, "role", checker.declared.roles)


def _root(checker: Checker, place: Path, root: Root) -> None:
    declared = checker.declared
    _each_known(checker, (*place, "open"), root.open, "record or decision", declared.records, declared.decisions)
    _each_known(checker, (*place, "table"), root.table, "role", declared.roles)
    for gate, then in (root.while_ or {}).items():
        if gate not in declared.gates:
            message = f"there is no gate '{gate}'{nearest(gate, declared.gates)}"
            checker.complain_at_key((*place, "while", gate), message)
        if then != "hold" and then.move:
            checker.known((*place, "while", gate, "move"), then.move, "move of this phase", root.moves)
    for name, move in root.moves.items():
        _move(checker, (*place, "moves", name), move)
        if move.at == "term" and root.term is None:
            message = "this phase has no 'term' at which the move could be taken"
            checker.complain((*place, "moves", name, "at"), message, "no-term")


def _move(checker: Checker, place: Path, move: Move) -> None:
    records, decisions = checker.declared.records, checker.declared.decisions
    for index, item in enumerate(move.lapses or ()):
        here = (*place, "lapses", index)
        for name in [item] if isinstance(item, str) else item:
            checker.known(
                here if isinstance(item, str) else (*here, name), name, "record or decision", records, decisions
            )
