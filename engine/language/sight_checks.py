"""Sights that do not go together: what is narrower than what names it, and people who could not see what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.sights import PICKED, is_narrow, is_of_party, is_owners, links_to, seen_by_of
from engine.language.who import Anyone, EachHolder, EachParty, Holder, OfPair, Parties, parts_of, roles_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.language.checker import Checker
    from engine.language.declaration import DecisionType, RecordType
    from engine.language.sights import Sights
    from engine.language.source import Path
    from engine.language.subjects import Subjects
    from engine.language.who import Who


@dataclass(frozen=True, slots=True)
class _Audience:
    """Who may see something: declared names, and the roles at each table at which it can be shared.

    `party_roles` are the roles whose holders see it where it is their own party's.
    """

    seen_by: frozenset[str]
    tables: tuple[frozenset[str], ...] = ()
    party_roles: frozenset[str] = frozenset()

    def has(self, role: str) -> bool:
        """Tell whether every holder of a role may see it."""
        at_table = "table" in self.seen_by and all(role in table for table in self.tables)
        return at_table or role in self.seen_by

    def covers(self, other: _Audience) -> bool:
        """Tell whether whoever may see the other thing may see this."""
        if is_narrow(self.seen_by):
            return is_narrow(other.seen_by) and all(self._covers(one, other) for one in other.seen_by)
        return "public" in self.seen_by or "public" not in other.seen_by

    def _covers(self, sight: str, other: _Audience) -> bool:
        if sight == "table":
            return all(self.has(role) for table in other.tables for role in table)
        return sight in self.seen_by or sight == "owner" or self.has(sight)


def check_sights(checker: Checker) -> None:
    """Complain about every sight that is wider than what it shows, or too narrow for whoever has to act."""
    for name, record in checker.declared.records.items():
        path: Path = ("records", name)
        _has_table(checker, (*path, "seen_by"), name, record.seen_by)
        for field, told in record.fields.items():
            _has_table(checker, (*path, "fields", field, "seen_by"), name, told.seen_by or ())
            _field(checker, (*path, "fields", field), name, field)
        _subjects(checker, path, name, record.per)
        _writers(checker, path, name, record)
        if record.confirmed_by is not None:
            every = any(isinstance(one, Parties | EachParty) for one in parts_of(record.confirmed_by))
            _see(checker, (*path, "confirmed_by"), name, record.confirmed_by, inside=not every)
    for name, decision in checker.declared.decisions.items():
        path = ("decisions", name)
        _has_table(checker, (*path, "seen_by"), name, decision.seen_by)
        _subjects(checker, path, name, decision.per)
        _about(checker, (*path, "about"), name, decision)
        _objections(checker, (*path, "objections"), name, decision)
        _see(checker, (*path, "by"), name, decision.by)
        _see(checker, (*path, "voters"), name, decision.voters)
        if decision.ratified_by is not None:
            _see(checker, (*path, "ratified_by"), name, decision.ratified_by)
        if decision.rule.one_decides and decision.rule.one_decides.advice is not None:
            _see(checker, (*path, "rule", "one_decides", "advice"), name, decision.rule.one_decides.advice)


def audience_of(checker: Checker, name: str, seen_by: Sights | None = None) -> _Audience:
    """Return who may see a record or decision, or what of it `seen_by` says, wherever it is open."""
    declared, plan = checker.declared, checker.plan
    kept = declared.records.get(name) or declared.decisions[name]
    around = [plan.table_around(path) for path in _opening(checker, name)]
    tables = tuple(frozenset(plan.nodes[path].declared.table or ()) for path in around if path is not None)
    sights = frozenset(seen_by or kept.seen_by)
    return _Audience(sights, tables, _party_roles(checker, name, sights))


def _party_roles(checker: Checker, name: str, sights: frozenset[str]) -> frozenset[str]:
    """Return the roles of a party that see what is theirs: what belongs to it, or what its side wrote."""
    declared = checker.declared
    record, of_party = declared.records.get(name), roles_of_party(checker)
    if record is None:
        return of_party if "party" in sights and is_of_party(declared, declared.decisions[name].per) else frozenset()
    belongs = record.many or is_of_party(declared, record.per)
    written = not of_party.isdisjoint(roles_in(record.written_by)) or is_open(record.written_by)
    return of_party if belongs and written and not is_owners(sights) else frozenset()


def roles_of_party(checker: Checker) -> frozenset[str]:
    """Return the roles that are held inside a party."""
    return frozenset(role for role, held in checker.declared.roles.items() if held.of == "party")


def is_open(who: Who) -> bool:
    """Tell whether people of whatever party are among those who are meant."""
    return any(isinstance(one, Anyone | Parties) for one in parts_of(who))


def _opening(checker: Checker, name: str) -> Iterator[str]:
    return (path for path, node in checker.plan.nodes.items() if name in (node.declared.open or ()))


def _has_table(checker: Checker, path: Path, name: str, seen_by: Sights) -> None:
    if "table" not in seen_by:
        return
    without = [path for path in _opening(checker, name) if checker.plan.table_around(path) is None]
    any_table = any(node.declared.table for node in checker.plan.nodes.values())
    if without or not any_table:
        where = f"phase '{without[0]}', which opens '{name}', is in none" if without and without[0] else "there is none"
        message = f"'table' needs the roles that sit at one, and {where}: give the method or the phase a 'table'"
        checker.complain((*path, seen_by.index("table")), message, "no-table")


def _field(checker: Checker, path: Path, record: str, field: str) -> None:
    declared = checker.declared
    whole, told = declared.records[record], declared.records[record].fields[field]
    more = tuple(one for one in told.seen_by or () if one not in whole.seen_by)
    if more and not audience_of(checker, record).covers(audience_of(checker, record, more)):
        message = f"a field is seen by no more people than its record, which only {_by(whole.seen_by)} may see"
        checker.complain((*path, "seen_by"), message, "wider-field")
    target = links_to(declared, told)
    if target and not may_be_named(checker, target, record, seen_by_of(declared, record, field)):
        place = (*path, "seen_by") if told.seen_by is not None else (*path, "to" if told.type == "link" else "of")
        seen = _by(declared.records[target].seen_by)
        message = f"this names each '{target}', which only {seen} may see: let no more people see this field"
        checker.complain(place, message, "leak-name")


def _subjects(checker: Checker, path: Path, name: str, per: Subjects | None) -> None:
    for index, part in enumerate(per or ()):
        if part.kind not in checker.declared.records:
            continue
        if not may_be_named(checker, part.kind, name):
            seen = _by(checker.declared.records[part.kind].seen_by)
            message = f"'{name}' names each '{part.kind}', which only {seen} may see: let no more people see '{name}'"
            checker.complain((*path, "per", index), message, "leak-name")


def _about(checker: Checker, path: Path, name: str, decision: DecisionType) -> None:
    for index, record in enumerate(decision.about or ()):
        if not may_be_named(checker, record, name):
            seen = _by(checker.declared.records[record].seen_by)
            message = f"'{name}' names each '{record}', which only {seen} may see: let no more people see '{name}'"
            checker.complain((*path, index), message, "leak-name")


def _objections(checker: Checker, path: Path, name: str, decision: DecisionType) -> None:
    """Complain where an objection tells of a vote, or the outcome of a vote of an objection, that one may not see."""
    record = decision.objections
    if record is None:
        return
    if PICKED in decision.seen_by:
        message = "an objection and its vote are for the same people, and parties are picked for each apart"
        checker.complain(path, message, "leak-name")
    elif not may_be_named(checker, record, name):
        seen = _by(checker.declared.records[record].seen_by)
        message = f"the outcome tells of each '{record}', which only {seen} may see: let no more people see '{name}'"
        checker.complain(path, message, "leak-name")
    elif is_narrow(decision.seen_by) and not audience_of(checker, name).covers(audience_of(checker, record)):
        message = (
            f"each '{record}' tells of a vote, which only {_by(decision.seen_by)} may see: let no more people see "
        )
        checker.complain(path, f"{message}'{record}'", "leak-name")


def _writers(checker: Checker, path: Path, name: str, record: RecordType) -> None:
    """Complain where somebody could find out, by writing one, that there is a record which he may not see."""
    if record.many or not is_narrow(record.seen_by):
        return
    own = {part.kind for part in record.per or ()}
    writers, roles = parts_of(record.written_by), roles_in(record.written_by)
    each = {"participant"} if isinstance(writers[0], Anyone) else roles
    alone = len(writers) == 1 and bool(own & each)  # each keeps his own
    if not alone and not ("party" in own and not is_owners(record.seen_by)):
        advice = f"; there is one for each subject: {_each_his_own(writers)}"
        advice += "let all who write it see it, or let there be many"
        inside = roles <= roles_of_party(checker) and not any(isinstance(one, Anyone) for one in writers)
        _see(checker, (*path, "written_by"), name, record.written_by, advice, inside=inside)


def _each_his_own(writers: Sequence[Who]) -> str:
    """Advise to keep a record for each holder of the one role that writes it."""
    first, *others = writers
    return (
        f"keep it 'per: {first.role}', so that each writes his own, "
        if isinstance(first, Holder) and not others
        else ""
    )


def may_be_named(checker: Checker, record: str, name: str, seen_by: Sights | None = None) -> bool:
    """Tell whether whoever may see a record or decision, or what of it `seen_by` says, may be told of another."""
    told = checker.declared.records.get(record) or checker.declared.decisions[record]
    return not is_narrow(told.seen_by) or audience_of(checker, record).covers(audience_of(checker, name, seen_by))


def _see(checker: Checker, path: Path, name: str, who: Who, advice: str = "", *, inside: bool = True) -> None:
    """Complain about people who have to act on what they may not see; with `inside` they act for their own party."""
    kept = checker.declared.records.get(name) or checker.declared.decisions[name]
    if not is_narrow(kept.seen_by):
        return
    audience = audience_of(checker, name)
    first = (kept.per or (None,))[0]
    roles = [
        (role, inside and not (isinstance(one, OfPair) and first and one.variable != first.name))
        for one in parts_of(who)
        for role in _acting(checker, one)
    ]
    blind = [role for role, own in roles if not audience.has(role) and not (own and role in audience.party_roles)]
    if blind:
        message = f"'{blind[0]}' cannot see '{name}', which only {_by(audience.seen_by)} may see{advice}"
        checker.complain(path, message, "blind")


def _acting(checker: Checker, who: Who) -> list[str]:
    match who:
        case Holder(role) | EachHolder(role) | EachParty(role) | OfPair(_, role):
            return [role]
        case Parties():
            return sorted(roles_of_party(checker))
        case Anyone():
            return ["anyone"]
        case _:
            return []


def _by(seen_by: frozenset[str] | Sights) -> str:
    return " and ".join(f"'{one}'" for one in sorted(seen_by))
