"""Checks the expressions outside gates: in clocks, in who, in rules and records, in moves and child processes.

They are read with the method, so that a slip is found now.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from engine.language.clocks import Clock
from engine.language.declaration.decisions import Window
from engine.language.expressions import BOOL, NUMBER, TIMESTAMP, ListOf
from engine.language.expressions.types import Thing
from engine.language.quantities import Computed
from engine.language.vocabulary import PARTICIPANT, PARTY, record_thing, role_thing
from engine.language.walk import parts, values
from engine.language.who import AnyOf, EachHolder, EachParty, Holder, NamedIn, OfPair, Who, WriterOf, parts_of

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.declaration import DecisionType, Move, Phase, RecordType
    from engine.language.declaration.base import Part
    from engine.language.expressions import Expression
    from engine.language.expressions.types import Scope, Type
    from engine.language.source import Path


def check_elsewhere(checker: Checker) -> None:
    """Complain about every slip in an expression outside gates."""
    declared, scopes = checker.declared, checker.scopes
    _whole(checker)
    for name, role in declared.roles.items():
        path: Path = ("roles", name)
        _all(checker, path, scopes.top.bind("participant", PARTICIPANT, implicit=True), eligible=(role.eligible, BOOL))
        _all(checker, path, scopes.top, held_by=(role.held_by, None))
        check_values(checker, path, role, scopes.top.bind(name, role_thing(name), implicit=True))
    for name, record in declared.records.items():
        _record(checker, ("records", name), record, scopes.of_record(name))
    for name, decision in declared.decisions.items():
        _decision(checker, ("decisions", name), decision, scopes.of_decision(name))
    for path_of_phase, node in checker.plan.nodes.items():
        place = checker.plan.place(path_of_phase)
        check_values(checker, place, node.declared, scopes.top)
        for gate, then in (node.declared.while_ or {}).items():
            if then != "hold":
                check_values(checker, (*place, "while", gate), then, scopes.top)
        for move, way in node.declared.moves.items():
            _move(checker, (*place, "moves", move), way)
        if node.phase is not None and node.phase.run:
            _run(checker, place, node.phase)


def _whole(checker: Checker) -> None:
    declared, top = checker.declared, checker.scopes.top
    if declared.waivable_by is not None:
        _people(checker, ("waivable_by",), declared.waivable_by, top)
    for path, part in parts(declared.may, ("may",)):
        check_values(checker, path, part, top)


def check_values(checker: Checker, path: Path, part: Part, scope: Scope) -> None:
    """Complain about the expressions within the clocks, quantities and people that a part names."""
    for place, value in values(part, path):
        if isinstance(value, Clock):
            for moment in value.moments:
                checker.expression_in(place, moment, scope, TIMESTAMP)
        elif isinstance(value, Computed):
            checker.expression_in(place, value.expression, scope, NUMBER)
        elif isinstance(value, Who):
            _people(checker, place, value, scope)


def _people(checker: Checker, path: Path, who: Who, scope: Scope) -> None:
    if isinstance(who, AnyOf):
        for index, one in enumerate(who.several):
            _people(checker, (*path, index), one, scope)
    elif isinstance(who, NamedIn | WriterOf):
        _named(checker, path, who, scope)
    elif isinstance(who, OfPair):
        place = (*path, "of")
        if checker.known(place, who.variable, "subject in scope", scope.locals):
            type_ = scope.locals[who.variable]
            if type_ != PARTY:
                checker.complain(place, f"'of' names one party of a pair; '{who.variable}' is {type_}", "not-people")


def _named(checker: Checker, path: Path, who: NamedIn | WriterOf, scope: Scope) -> None:
    key, text = ("named_in", who.expression) if isinstance(who, NamedIn) else ("writer_of", who.record)
    place = (*path, key)
    found = checker.expression(place, text, scope, None)
    if found is None:
        return
    if isinstance(who, NamedIn) and not _names_people(found):
        checker.complain(place, f"this must name people or a party; found {found.typed.type}", "not-people")
    checker.people[who] = found


def _names_people(found: Expression) -> bool:
    type_ = found.typed.type
    thing = type_.element if isinstance(type_, ListOf) else type_
    return isinstance(thing, Thing) and (thing in (PARTY, PARTICIPANT) or thing.name.startswith("role:"))


def _all(checker: Checker, path: Path, scope: Scope, /, **texts: tuple[str | None, Type | None]) -> None:
    for key, (text, expect) in texts.items():
        if text is not None:
            checker.expression((*path, key), text, scope, expect)


def _record(checker: Checker, path: Path, record: RecordType, scope: Scope) -> None:
    _all(checker, path, checker.scopes.top, where=(record.where, BOOL))
    check_values(checker, path, record, scope)
    for key, field in record.fields.items():
        check_values(checker, (*path, "fields", key), field, scope)
    if record.sealed_until:
        inside = checker.scopes.inside(checker.scopes.top, record.sealed_until.each)
        _all(checker, (*path, "sealed_until"), inside, where=(record.sealed_until.where, BOOL))


def _decision(checker: Checker, path: Path, decision: DecisionType, scope: Scope) -> None:
    if decision.where or decision.weight:
        voting = scope.bind("voter", _voter(decision), implicit=True)
        _all(checker, path, voting, where=(decision.where, BOOL), weight=(decision.weight, NUMBER))
    _all(checker, path, scope, tie=(decision.tie, None))
    check_values(checker, path, decision, scope)
    if isinstance(decision.open_for, Window):
        check_values(checker, (*path, "open_for"), decision.open_for, scope)
    rule, ballot = decision.rule, decision.ballot
    if rule.accepted:
        _all(checker, (*path, "rule"), scope.bind("tally", Thing("tally")), accepted=(rule.accepted, BOOL))
    for place, part in (("majority", rule.majority), ("one_decides", rule.one_decides)):
        if part:
            check_values(checker, (*path, "rule", place), part, scope)
    named = [choices for choices in (ballot.choice, ballot.ranking) if isinstance(choices, tuple)]
    for name in chain(*named, (one for one in (ballot.approval, ballot.stars) if one)):
        scope = scope.bind(name, record_thing(name), implicit=True)
    _all(checker, (*path, "ballot"), scope, where=(ballot.where, BOOL))
    if decision.at_most:
        _all(checker, (*path, "at_most"), scope, same=(decision.at_most.same, None))


def _voter(decision: DecisionType) -> Thing:
    """Return what a voter is: a holder where the method names one role, else a participant."""
    who = parts_of(decision.voters)
    single = who[0] if len(who) == 1 else None
    return role_thing(single.role) if isinstance(single, Holder | EachHolder | EachParty) else PARTICIPANT


def _move(checker: Checker, path: Path, move: Move) -> None:
    check_values(checker, path, move, checker.scopes.top)
    for index, item in enumerate(move.lapses or ()):
        for name, text in () if isinstance(item, str) else item.items():
            if name in checker.declared.records:
                _all(checker, (*path, "lapses", index), checker.scopes.of_record(name), **{name: (text, BOOL)})
            elif name in checker.declared.decisions:
                _all(checker, (*path, "lapses", index), checker.scopes.of_decision(name), **{name: (text, BOOL)})


def _run(checker: Checker, place: Path, phase: Phase) -> None:
    scope = checker.scopes.inside(checker.scopes.top, phase.each or ())
    _all(checker, place, scope, where=(phase.where, BOOL), parties=(phase.parties, ListOf(PARTY)))
    for key, text in (phase.with_ or {}).items():
        _all(checker, (*place, "with"), scope, **{key: (text, None)})
