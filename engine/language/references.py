"""Checks that every name in a declaration exists where it is used, and that no two things share one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.diagnostics import nearest
from engine.language.texts import Text
from engine.language.vocabulary import RECORD_MEMBERS, RESERVED, plural_of, run_phases
from engine.language.walk import parts, values
from engine.language.who import (
    AnyOf,
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    OfPair,
    Oneself,
    Parties,
    WriterOf,
    parts_of,
)

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.declaration import FieldDeclared
    from engine.language.declaration.phases import Root
    from engine.language.source import Path
    from engine.language.subjects import Subjects
    from engine.language.who import Who

WHO_TYPES = (Holder, Parties, Anyone, Oneself, EachParty, EachHolder, WriterOf, OfPair, AnyOf)
SIGHTS = ("owner", "party", "table", "process", "public", "picked")
NOT_AT_OPENING = ("party", "participant", "link")
ELEMENTS = ("line", "text", "whole", "number", "date", "party", "participant", "choice")


def check_references(checker: Checker) -> None:
    """Complain about every name that is not declared, and about names that clash."""
    _names_differ(checker)
    for path, part in parts(checker.declared):
        for place, value in values(part, path):
            if isinstance(value, Text):
                _languages(checker, place, value)
            elif isinstance(value, WHO_TYPES):
                _who(checker, place, value)
    _people(checker)
    _records(checker)
    _decisions(checker)
    _phases(checker)


def _names_differ(checker: Checker) -> None:
    """Roles, records, their plurals, decisions and run phases share one namespace with the reserved words."""
    declared = checker.declared
    taken: dict[str, str] = dict.fromkeys(RESERVED, "a reserved word")
    places: list[tuple[str, Path, str]] = [(name, ("roles", name), "a role") for name in declared.roles]
    for name in declared.records:
        plural = plural_of(declared, name)
        where: Path = ("records", name, "plural") if declared.records[name].plural else ("records", name)
        places += [(name, ("records", name), "a record"), (plural, where, f"the plural of the record '{name}'")]
    places += [(name, ("decisions", name), "a decision") for name in declared.decisions]
    places += [(name, ("phases", name), "a phase that runs a child") for name, _ in run_phases(declared.phases)]
    for name, place, what in places:
        if name in taken:
            checker.complain_at_key(place, f"'{name}' is {taken[name]} already and cannot also be {what}")
        taken.setdefault(name, what)


def _languages(checker: Checker, path: Path, text: Text) -> None:
    wanted, has = set(checker.declared.languages), text.languages()
    if text.plain is not None:
        if len(wanted) > 1:
            every = ", ".join(f"{language}: …" for language in checker.declared.languages)
            checker.complain(path, f"this text has one language; the method has several: write {{{every}}}", "text")
        return
    for language in sorted(wanted - has):
        checker.complain(path, f"the text in '{language}' is missing", "text")
    for language in sorted(has - wanted):
        checker.complain((*path, language), f"'{language}' is not one of the method's languages", "text")


def _who(checker: Checker, path: Path, who: Who) -> None:
    declared = checker.declared
    parties = {role for role, held in declared.roles.items() if held.of == "party"}
    for one in parts_of(who):
        match one:
            case EachParty(role) if role in declared.roles and role not in parties:
                checker.complain(path, f"'{role}' is not a role of a party: give it 'of: party', or name it alone")
            case Holder(role) | EachHolder(role) | EachParty(role) | OfPair(_, role):
                extra = ["parties", "anyone"] if isinstance(one, Holder) else []
                checker.known(path, role, [*declared.roles, *extra], "role")
            case WriterOf(record):
                checker.known(path, record, declared.records, "record")
            case Parties() if not parties:
                checker.complain(path, "'parties' act through roles of a party, and no role here has 'of: party'")
            case Oneself() if path[-1] != "named_by":
                checker.complain(path, "'self' can only be said in 'named_by'")


def _people(checker: Checker) -> None:
    for name, role in checker.declared.roles.items():
        if role.neutral and role.of == "party":
            checker.complain(("roles", name, "neutral"), "a neutral role belongs to no party", "structure")
        if role.named_by is not None and role.named_by == Holder(name):
            checker.complain(
                ("roles", name, "named_by"), f"nobody can become the first {name}: it names itself", "structure"
            )


def _records(checker: Checker) -> None:
    declared = checker.declared
    for name, field in declared.case.items():
        _field(checker, ("case", name), field)
        if field.type in NOT_AT_OPENING or field.of in NOT_AT_OPENING or field.of in declared.records:
            checker.complain(
                ("case", name, "type"), "at opening there are no parties, participants or records yet", "structure"
            )
    for name, record in declared.records.items():
        path: Path = ("records", name)
        if record.per:
            _subjects(checker, (*path, "per"), record.per)
            if any(part.kind == name for part in record.per):
                checker.complain((*path, "per"), f"'{name}' cannot be kept for itself", "structure")
        for sight in record.seen_by:
            checker.known((*path, "seen_by"), sight, [*SIGHTS, *declared.roles], "sight")
        dimensions = {part.name for part in record.per or ()} - {"party"}
        about = {other for other, kept in declared.records.items() if any(part.kind == name for part in kept.per or ())}
        for key, field in record.fields.items():
            _field(checker, (*path, "fields", key), field)
            if key in RECORD_MEMBERS | dimensions | about:
                message = f"every record of this type has '{key}' already; give the field another name"
                checker.complain_at_key((*path, "fields", key), message)


def _field(checker: Checker, path: Path, field: FieldDeclared) -> None:
    declared = checker.declared
    if isinstance(field.to, str):
        checker.known((*path, "to"), field.to, declared.records, "record")
    if field.of is not None:
        checker.known((*path, "of"), field.of, [*ELEMENTS, *declared.records], "type or record")
    for sight in field.seen_by or ():
        checker.known((*path, "seen_by"), sight, [*SIGHTS, *declared.roles], "sight")


def _subjects(checker: Checker, path: Path, subjects: Subjects) -> None:
    kinds = ["party", "participant", *checker.declared.roles, *checker.declared.records]
    for part in subjects:
        if not part.of_parent:
            checker.known(path, part.kind, kinds, "party, participant, role or record")


def _decisions(checker: Checker) -> None:
    declared = checker.declared
    for name, decision in declared.decisions.items():
        path: Path = ("decisions", name)
        for record in decision.about or ():
            checker.known((*path, "about"), record, declared.records, "record")
        if decision.per:
            _subjects(checker, (*path, "per"), decision.per)
        for sight in decision.seen_by:
            checker.known((*path, "seen_by"), sight, [*SIGHTS, *declared.roles], "sight")
        if decision.objections:
            checker.known((*path, "objections"), decision.objections, declared.records, "record")
        choices = decision.ballot.choice
        if isinstance(choices, dict) and decision.rule.name in {"consent", "consensus"}:
            checker.complain(
                (*path, "ballot"), f"'{decision.rule.name}' is asked of one proposal, not of a choice", "structure"
            )
        words = (
            list(choices) if isinstance(choices, dict) else ["yes", "no", "abstain", "object", "block", "stand_aside"]
        )
        for word in decision.reason or ():
            checker.known((*path, "reason"), word, [*words, "abstain"], "ballot")


def _phases(checker: Checker) -> None:
    declared = checker.declared
    _root(checker, (), declared)
    for path, node in checker.plan.nodes.items():
        phase = node.phase
        if phase is None:
            continue
        place = checker.plan.place(path)
        _root(checker, place, phase)
        forward = [move for move in phase.moves.values() if not move.back]
        if phase.where and node.kind != "run" and not checker.plan.is_track(path) and len(forward) != 1:
            message = "a phase with 'where' is passed by its single forward move; this one has not exactly one"
            checker.complain((*place, "where"), message, "structure")


def _root(checker: Checker, place: Path, root: Root) -> None:
    declared = checker.declared
    for name in root.open or ():
        _opened(checker, (*place, "open"), name)
    for role in root.table or ():
        checker.known((*place, "table"), role, declared.roles, "role")
    for gate, then in (root.while_ or {}).items():
        if gate not in declared.gates:
            checker.complain_at_key(
                (*place, "while", gate), f"there is no gate '{gate}'{nearest(gate, declared.gates)}"
            )
        if then != "hold" and then.move:
            checker.known((*place, "while", gate, "move"), then.move, root.moves, "move of this phase")
    for name, move in root.moves.items():
        for track in move.waits_for or ():
            checker.known((*place, "moves", name, "waits_for"), track, _tracks(checker), "track")
    if any(move.at == "term" for move in root.moves.values()) and root.term is None:
        name = next(name for name, move in root.moves.items() if move.at == "term")
        checker.complain(
            (*place, "moves", name, "at"), "this phase has no 'term' at which the move could be taken", "structure"
        )


def _tracks(checker: Checker) -> list[str]:
    return [node.id for path, node in checker.plan.nodes.items() if checker.plan.is_track(path)]


def _opened(checker: Checker, path: Path, name: str) -> None:
    declared = checker.declared
    if name not in declared.records and name not in declared.decisions:
        allowed = [*declared.records, *declared.decisions]
        checker.complain(path, f"there is no record or decision '{name}'{nearest(name, allowed)}")
