"""How much of a method has been seen to happen: phases, moves, conditions, outcomes of decisions, and ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.language.conditions import Need
from engine.language.plan import ROOT
from engine.process import events
from engine.process.gates import judge
from engine.process.scope import scope_of_record, scope_of_run
from engine.process.standing import standing_gates
from engine.process.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.language.conditions import Group
    from engine.language.declaration import DecisionType
    from engine.language.method import Method
    from engine.process.events import Event, Finding
    from engine.process.gates import Verdict
    from engine.process.situation import Situation

Kind = Literal["phase", "move", "condition", "decision", "end"]
KINDS: tuple[Kind, ...] = ("phase", "move", "condition", "decision", "end")
SHUT = frozenset({"unmet", "unknown"})


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One thing that can be seen to happen: a phase entered, a move taken, an end reached.

    `what` tells for a condition whether it was `unmet` or `met`, and for a decision how it came out.
    """

    kind: Kind
    name: str
    what: str = ""


def ground(method: Method) -> tuple[Mark, ...]:
    """Return all there is to see of a method, in declared order.

    A condition is to be seen twice: once unmet, or not to be told, and once met for something that was there.
    """
    declared = method.declared
    return (
        *(Mark("phase", path) for path in method.plan.nodes if path != ROOT),
        *(Mark("move", address) for address in method.plan.ways),
        *(Mark("condition", address, what) for address in method.needs for what in ("unmet", "met")),
        *(Mark("decision", name, what) for name, one in declared.decisions.items() for what in outcomes(one)),
        *(Mark("end", name) for name in declared.ends),
    )


def outcomes(declared: DecisionType) -> tuple[str, ...]:
    """Return how a decision can come out: each option of a choice, `accepted`, `rejected`, and what follows at home."""
    named = _words(declared)
    never_rejected = bool(named) and declared.rule.one_decides is not None
    ratified = ("ratified", "not_ratified") if declared.ratified_by else ()
    return (*(named or ("accepted",)), *(() if never_rejected else ("rejected",)), *ratified)


def seen(method: Method, situation: Situation, happened: Sequence[Event]) -> set[Mark]:
    """Return what is seen of a method in what just happened in a process of it, and in how that now stands."""
    marks = {mark for event in happened for mark in _in_event(method, situation, event)}
    return marks | {mark for verdict in _at_rest(method, situation) for mark in judged(verdict)}


def judged(verdict: Verdict) -> Iterator[Mark]:
    """Yield what is seen of the conditions of a gate in what was found of it."""
    part = verdict.part
    if isinstance(part, Need):
        nothing = part.each is not None and verdict.verdict == "met" and not verdict.subjects
        yield from _answers(part, [*(one.verdict for one in verdict.subjects), *([] if nothing else [verdict.verdict])])
    for inner in (*verdict.conditions, *(one for subject in verdict.subjects for one in subject.conditions)):
        yield from judged(inner)


def _answers(need: Need, answers: Iterable[str]) -> Iterator[Mark]:
    for answer in answers:
        if answer in SHUT or answer == "met":
            yield Mark("condition", need.address, "met" if answer == "met" else "unmet")


def _words(declared: DecisionType) -> tuple[str, ...]:
    options = declared.ballot.choice or declared.ballot.ranking
    return tuple(options) if isinstance(options, dict) else ()


def _in_event(method: Method, situation: Situation, event: Event) -> Iterator[Mark]:
    match event.body:
        case events.PhaseEntered(phase=path) if path != ROOT:
            yield Mark("phase", path)
        case events.Moved(move=address, gate=found):
            yield Mark("move", address)
            yield from _found(method.gate_of_move(address), found)
        case events.GateJudged(gate=key, conditions=found):
            yield from _found(_gate(method.gates, key), found)
        case events.ProcessEnded(end=name):
            yield Mark("end", name)
        case events.DecisionOpened(run=run):
            yield from _passed_by_run(method, situation, run)
        case events.RecordShared(id=identity):
            yield from _passed_by_record(method, situation, identity)
        case _:
            yield from _decided(method, event)


def _decided(method: Method, event: Event) -> Iterator[Mark]:
    match event.body:
        case events.DecisionClosed(decision=name, outcome=outcome, winner=winner, winners=winners):
            named = _words(method.declared.decisions[name]) and outcome == "accepted"
            won = dict.fromkeys((*([winner] if winner else []), *winners)) if named else (outcome,)
            yield from (Mark("decision", name, one) for one in won)
        case events.DecisionRatified(decision=name):
            yield Mark("decision", name, "ratified")
        case events.DecisionLapsed(decision=name, because="not_ratified"):
            yield Mark("decision", name, "not_ratified")
        case _:
            pass


def _gate(gates: Mapping[str, Group], key: str) -> Group | None:
    """Return the gate that a verdict is about: of a move, or a standing one (`while:share:mandates_clear`)."""
    kind, _, rest = key.partition(":")
    return gates.get(f"gate:{rest.rpartition(':')[2]}" if kind == "while" else f"move:{key}")


def _found(gate: Group | None, found: Sequence[Finding]) -> Iterator[Mark]:
    """Yield what is seen in the findings that an event keeps, which stand in the order of the gate's parts."""
    for part, one in zip(gate.parts if gate else (), found, strict=False):
        inner = (one.conditions, *(subject.conditions for subject in one.subjects))
        if isinstance(part, Need):
            nothing = part.each is not None and part.tells_subjects and one.verdict == "met" and not one.subjects
            yield from _answers(part, [*(each.verdict for each in one.subjects), *([] if nothing else [one.verdict])])
        else:
            for conditions in inner:
                yield from _found(part, conditions)


def _at_rest(method: Method, situation: Situation) -> Iterator[Verdict]:
    """Yield every gate that is asked for where the process is, as it is judged now."""
    world = World(method, situation)
    for _, way, ahead in method.gated_ways:
        if situation.is_now(way.owner):
            yield judge(world, ahead, way.owner)
    for path, node in method.plan.nodes.items():
        for name in (node.declared.open or ()) if situation.is_now(path) else ():
            gate = method.gate_of_decision(name)
            if gate is not None and not method.declared.decisions[name].per:
                yield judge(world, gate, path, at=situation.at)
    for path, name, _ in standing_gates(method, situation):
        yield judge(world, method.gates[f"gate:{name}"], path, standing=True)


def _passed_by_run(method: Method, situation: Situation, identity: str) -> Iterator[Mark]:
    """Yield what was met of the gate of a decision that was opened."""
    run = situation.runs[identity]
    if gate := method.gate_of_decision(run.decision):
        world = World(method, situation)
        yield from _met(judge(world, gate, run.phase, scope_of_run(world, run).bound, at=situation.at))


def _passed_by_record(method: Method, situation: Situation, identity: str) -> Iterator[Mark]:
    """Yield what was met of the gate of a record that was shared."""
    record = situation.records[identity]
    if gate := method.gates.get(f"record:{record.type}"):
        world = World(method, situation)
        opened = [path for path in method.plan.nodes if path in method.opened_in[record.type]]
        phase = next((path for path in opened[::-1] if situation.is_now(path)), opened[0])
        yield from _met(judge(world, gate, phase, scope_of_record(world, record).bound, at=situation.at))


def _met(verdict: Verdict) -> Iterator[Mark]:
    """Leave out what became unmet again in the same step: what had to be met to get so far was so."""
    yield from (mark for mark in judged(verdict) if mark.what == "met")
