"""Records that pass between a process and one that a phase of it runs: what the child reads, and what it gives back.

Both methods declare the type, by the same name; the one that takes it over says which fields of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.sights import is_narrow, seen_by_of, stays_with_its_side
from engine.language.subjects import is_pair
from engine.language.vocabulary import OF_A_RUN, plural_of, run_phases
from engine.language.who import Nobody, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.language.checker import Checker
    from engine.language.declaration import Declaration, FieldDeclared, Phase, RecordType
    from engine.language.method import Method
    from engine.language.source import Path

SETTLED_WHERE_IT_COMES_FROM = ("gate", "sealed_until", "attribution", "shown_from", "every", "where")


@dataclass(frozen=True, slots=True)
class Passing:
    """A type of records that passes from one method to another, by `there` and `here`, and for which subjects.

    `fixed` are the kinds of subject of which a child is about one; of an ordered `pair` none is, as it is about two.
    `upward`: from a child to its parent.
    """

    name: str
    there: Declaration
    here: Declaration
    fixed: frozenset[str]
    pair: bool = False
    upward: bool = False


def check_handed(checker: Checker, children: Collection[Method]) -> None:
    """Complain about types that cannot pass, whatever the other method is; `children` are those that phases run."""
    declared = checker.declared
    for index, name in enumerate(declared.parent or ()):
        _all_see(checker, ("parent", index), name)
        check_taken(checker, name, frozenset(declared.parent or ()))
    for index, name in enumerate(declared.returns or ()):
        _all_see(checker, ("returns", index), name)
        if name in (declared.parent or ()):
            message = f"'{name}' is read of the parent, which has it already: leave it out here"
            checker.complain(("returns", index), message, "handed")
    if all(
        phase.run in {declared.method, *(child.id for child in children)} for _, phase in run_phases(declared.phases)
    ):
        _comes_from_somewhere(checker, children)
    _of_one_phase(checker, children)


def _comes_from_somewhere(checker: Checker, children: Collection[Method]) -> None:
    """Complain about what nobody writes and no process hands over; asked once all methods that phases run are known."""
    declared = checker.declared
    comes = {name for child in children for name in child.declared.returns or ()} | set(declared.parent or ())
    for name, record in declared.records.items():
        if Nobody() in parts_of(record.written_by) and name not in comes:
            message = f"nobody could ever write '{name}', and it comes from no other process"
            checker.complain(("records", name, "written_by"), message, "handed")


def _of_one_phase(checker: Checker, children: Collection[Method]) -> None:
    """Complain about what comes back to where there can be one of it, and could come twice or be written besides."""
    declared, returns = checker.declared, {one.id: one.declared.returns or () for one in children}
    seen: set[str] = set()
    for path, phase in checker.plan.runs():
        own = declared.returns or () if phase.run == declared.method else ()
        for name in [one for one in returns.get(str(phase.run), own) if one in declared.records]:
            record = declared.records[name]
            if name in (declared.parent or ()):
                message = f"'{name}' is read of the parent, and cannot come back from '{phase.run}' as well"
                checker.complain((*checker.plan.place(path), "run"), message, "handed")
            if not record.many and name in seen:
                message = f"'{name}' comes back to another phase too, and there can be one of it: say 'many: true'"
                checker.complain((*checker.plan.place(path), "run"), message, "handed")
            if not record.many and parts_of(record.written_by) != (Nobody(),):
                message = f"there can be one of '{name}', and it comes back from '{phase.run}': "
                message += "say 'written_by: never', or 'many: true'"
                checker.complain(("records", name, "written_by"), message, "handed")
            seen.add(name)


def check_taken(checker: Checker, name: str, others: frozenset[str], fixed: frozenset[str] = frozenset()) -> None:
    """Complain about what a type cannot have that is taken over; `others` are those that are taken over as well.

    `fixed` are the kinds of subject of which a child that gives it back is about one.
    """
    record, path = checker.declared.records[name], ("records", name)
    for key in SETTLED_WHERE_IT_COMES_FROM:
        if getattr(record, key) is not None:
            message = f"'{name}' comes from another process, which settles this: leave '{key}' out"
            checker.complain_at_key((*path, key), message, "handed")
    if any(decision.objections == name for decision in checker.declared.decisions.values()):
        checker.complain(path, f"objections are raised here, and '{name}' comes from another process", "handed")
    for part in record.per or ():
        if part.kind != "party" and part.kind not in others | fixed:
            message = f"'{name}' comes from another process: it is kept for each party, or for records that come along"
            checker.complain((*path, "per"), message, "handed")
    for key, field in record.fields.items():
        _field_taken(checker, (*path, "fields", key), name, field, others)


def _field_taken(checker: Checker, path: Path, name: str, field: FieldDeclared, others: frozenset[str]) -> None:
    told = f"'{name}' comes from another process"
    for key in ("seen_by", "written_by"):
        if getattr(field, key) is not None:
            checker.complain_at_key((*path, key), f"{told}, and whole: leave '{key}' out", "handed")
    if field.type == "document":
        checker.complain((*path, "type"), f"{told}, and documents stay where they are: leave the field out", "handed")
    target = field.to if field.type == "link" else field.of if field.type == "list" else None
    if isinstance(target, str) and target in checker.declared.records and target not in others:
        checker.complain((*path, "to" if field.type == "link" else "of"), f"{told}, and '{target}' does not", "handed")


def _all_see(checker: Checker, path: Path, name: str) -> None:
    record = checker.declared.records[name]
    if is_narrow(record.seen_by):
        message = f"what passes between processes is seen by all who see either: let 'process' see '{name}'"
        checker.complain(path, message, "leak-run")


def check_passing(checker: Checker, place: Path, phase: Phase, child: Declaration) -> None:
    """Complain about what a child reads of this method and cannot get from it, and what it cannot give back to it."""
    pair = is_pair(phase.each or ())
    fixed = frozenset(() if pair else (part.kind for part in phase.each or ()))
    for name in child.parent or ():
        if name in child.records:
            for message in _obstacles(Passing(name, checker.declared, child, fixed, pair)):
                checker.complain((*place, "run"), f"'{phase.run}' reads '{name}' of this process: {message}", "handed")
    for name in child.returns or ():
        if name not in checker.declared.records:
            message = f"'{phase.run}' gives back '{name}': declare under 'records' what is taken over of it"
            checker.complain((*place, "run"), message, "handed")
        elif name in child.records:
            for message in _obstacles(Passing(name, child, checker.declared, fixed, pair, upward=True)):
                checker.complain((*place, "run"), f"'{phase.run}' gives back '{name}': {message}", "handed")
            check_taken(checker, name, frozenset((child.returns or ()) + (child.parent or ())), fixed)
            _run_has_it_not(checker, place, name)


def passing_fields(there: Declaration, here: Declaration, name: str) -> frozenset[str]:
    """Return the fields of a type that pass from one method to another: none of a type that does not.

    Where either came to another version meanwhile, nobody checked the two together.
    """
    known, wanted = there.records.get(name), here.records.get(name)
    if known is None or wanted is None or is_narrow(known.seen_by) or stays_with_its_side(there, name):
        return frozenset()
    return frozenset(
        key
        for key, field in wanted.fields.items()
        if key in known.fields and _same_kind(known.fields[key], field) and not seen_by_of(there, name, key)
    )


def _run_has_it_not(checker: Checker, place: Path, name: str) -> None:
    for called in (name, plural_of(checker.declared, name)):
        if called in OF_A_RUN:
            message = (
                f"what a phase runs has '{called}' already: call the record otherwise, or give it another 'plural'"
            )
            checker.complain((*place, "run"), message, "handed")


def _obstacles(passing: Passing) -> Iterator[str]:
    """Yield why records of a type cannot pass."""
    name = passing.name
    there, here = passing.there.records.get(name), passing.here.records[name]
    if there is None:
        yield "declare it under 'records'"
        return
    if is_narrow(there.seen_by) or stays_with_its_side(passing.there, name):
        yield "fewer may see it than see the process"
    elif "public" in here.seen_by and "public" not in there.seen_by:
        yield "it may be seen by the public where it goes, and not where it comes from"
    for key, field in here.fields.items():
        yield from _field_obstacles(passing, there, key, field)
    kinds = {part.kind for part in there.per or ()}
    for part in here.per or ():
        if part.kind not in kinds | (passing.fixed if passing.upward else set()):
            yield f"it is kept for each '{part.kind}' where it goes, and not where it comes from"
    if not here.many and _are_several(passing, there, here):
        yield "there can be several of it where it goes: say 'many: true' there"


def _field_obstacles(passing: Passing, there: RecordType, key: str, field: FieldDeclared) -> Iterator[str]:
    known = there.fields.get(key)
    if known is None:
        yield f"it has no field '{key}' where it comes from"
    elif seen_by_of(passing.there, passing.name, key):
        yield f"fewer may see its field '{key}' than see the process"
    elif not _same_kind(known, field):
        yield f"its field '{key}' is another where it goes than where it comes from"
    elif known.optional and not field.optional:
        yield f"its field '{key}' may be left empty where it comes from: say 'optional: true' where it goes as well"


def _same_kind(known: FieldDeclared, field: FieldDeclared) -> bool:
    """Tell whether what one field holds fits the other: the same type, and of a choice no unknown option."""
    if (known.type, known.of) != (field.type, field.of) or (field.type == "link" and known.to != field.to):
        return False
    options = [one for one in field.options or () if one in (known.options or ())]
    return list(known.options or ()) == options and (known.ordered or not field.ordered)


def _are_several(passing: Passing, there: RecordType, here: RecordType) -> bool:
    """Tell whether there can be more than one record for a subject where a type goes."""
    kinds, kept = {part.kind for part in there.per or ()}, {part.kind for part in here.per or ()}
    if passing.upward:
        return there.many or passing.pair or not kinds | passing.fixed <= kept
    return passing.name not in passing.fixed and (there.many or not kinds <= kept | passing.fixed)
