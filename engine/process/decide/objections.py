"""Objections as records: raised in a run, tested, and settled by whoever raised them. And advice before one decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import events
from engine.process.commands import Record, Share
from engine.process.decide.holds import must_not_be_held
from engine.process.decide.opened import visible_run
from engine.process.decide.records import record, share
from engine.process.refusal import refuse
from engine.process.scope import scope_of_record, scope_of_run
from engine.process.who import Seat, Wanted, are_signed, confirmers, wanted

if TYPE_CHECKING:
    from engine.process.commands import Advise, Judge, Object, Settle
    from engine.process.situation import Objection, Run
    from engine.process.turn import Turn


def object_(turn: Turn, command: Object) -> None:
    """Raise an objection while a run is open: a record of the type the decision names, written and shared at once."""
    run = _open(turn, command.actor, command.run)
    declared = turn.method.declared.decisions[run.decision]
    kind = declared.objections
    if kind is None:
        raise refuse("rule", "no_objections", "/run", decision=run.decision)
    about = run.subject if turn.method.declared.records[kind].per == declared.per else ()
    told = {"actor": command.actor, "as": command.as_, "record": kind, "fields": command.fields, "id": command.id}
    identity = _written(turn, Record.model_validate({"do": "record", "subject": about or None, **told}))
    share(
        turn,
        Share.model_validate({"do": "share", "actor": command.actor, "as": command.as_, "id": identity, "version": 1}),
    )
    label = turn.situation.records[identity].label
    turn.emit(events.ObjectionRaised(identity, run.id), label)


def _written(turn: Turn, command: Record) -> str:
    """Draft the record of an objection. An id that is known already would change what was said before: refused."""
    known = turn.situation.records
    record(turn, command)
    (identity,) = [event.body.id for event in turn.events if isinstance(event.body, events.RecordWritten)]
    if identity in known:
        raise refuse("rule", "id_taken", "/id", id=identity)
    return identity


def judge(turn: Turn, command: Judge) -> None:
    """Say whether an objection is admissible: whoever confirms such records, else who opens and closes the decision."""
    one, run = _objection(turn, command.actor, command.id)
    known = turn.situation.records[one.record]
    entries = confirmers(turn.method, turn.situation, known, scope_of_record(turn.world, known))
    by = turn.method.declared.decisions[run.decision].by
    entries = entries or wanted(turn.method, turn.situation, by, scope=scope_of_run(turn.world, run))
    turn.act(command, entries, "judge_not_yours", decision=run.decision)
    turn.emit(events.ObjectionJudged(one.record, run.id, command.admissible, command.reason), known.label)


def settle_objection(turn: Turn, command: Settle) -> None:
    """Find an objection settled: whoever raised it, or anybody of the same party."""
    one, run = _objection(turn, command.actor, command.id)
    known = turn.situation.records[one.record]
    author = known.live.author if known.live else ""
    party = turn.situation.participants[author].party if author in turn.situation.participants else None
    seats = (Seat(participant=author), *([Seat(None, party)] if party else []))
    turn.act(command, (Wanted(seats),), "settle_not_yours", decision=run.decision)
    turn.emit(events.ObjectionSettled(one.record, run.id, command.how), known.label)


def advise(turn: Turn, command: Advise) -> None:
    """Give advice before one decides."""
    run = _open(turn, command.actor, command.run)
    rule = turn.method.declared.decisions[run.decision].rule.one_decides
    if rule is None or rule.advice is None:
        raise refuse("rule", "no_advice_asked", "/run", decision=run.decision)
    entries = wanted(turn.method, turn.situation, rule.advice, scope=scope_of_run(turn.world, run))
    acting = turn.act(command, entries, "advise_not_yours", decision=run.decision)
    turn.emit(events.AdviceGiven(run.id, command.actor, acting.role, acting.party, command.text), run.label)


def must_be_advised(turn: Turn, run: Run) -> None:
    """Refuse to decide before all have been heard who are to advise."""
    rule = turn.method.declared.decisions[run.decision].rule.one_decides
    if rule is None or rule.advice is None:
        return
    entries = wanted(turn.method, turn.situation, rule.advice, scope=scope_of_run(turn.world, run))
    missing = [entry for entry in entries if not are_signed([entry], run.advice)]
    if missing:
        raise refuse("not-now", "advice_missing", decision=run.decision, roles=turn.called(missing))


def _open(turn: Turn, actor: str, identity: str) -> Run:
    run = visible_run(turn, actor, identity)
    if run.state != "open":
        raise refuse("not-now", "run_is_closed", decision=run.decision, state=run.state)
    must_not_be_held(turn)
    return run


def _objection(turn: Turn, actor: str, identity: str) -> tuple[Objection, Run]:
    one = turn.situation.objections.get(identity)
    known = turn.situation.records.get(identity)
    if one is None or known is None or not turn.sight(actor).knows(known):
        raise refuse("unknown-thing", "objection_unknown", "/id", id=identity)
    run = turn.situation.runs[one.run]
    if run.state != "open":
        raise refuse("not-now", "run_is_closed", decision=run.decision, state=run.state)
    if not one.is_open:
        raise refuse("not-now", "objection_closed", "/id")
    return one, run
