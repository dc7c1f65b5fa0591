"""Parties that the owner picks: whoever writes a record or opens a decision shows it to more of them, never to fewer.

A record, or a field, is for them where its `seen_by` says `picked`. Where only fields say so, others who know of the
record do not learn who was picked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.sights import PICKED
from engine.process import events, labels
from engine.process.audiences import Kept, drafted_for, picked_of, shows_to_picked
from engine.process.decide.deposits import must_not_be_sealed
from engine.process.decide.opened import must_be_known, visible, visible_run
from engine.process.decide.told import tell
from engine.process.labels import widened
from engine.process.links import linked
from engine.process.refusal import refuse
from engine.process.scope import scope_of_record, scope_of_run
from engine.process.who import wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.process.commands import Pick
    from engine.process.situation import Record, Run, Version
    from engine.process.turn import Turn


def parties_named(turn: Turn, names: str | Sequence[str], pointer: str) -> tuple[str, ...]:
    """Return the parties that are there, by id or name. Raises Refused at the first that is not."""
    several = (names,) if isinstance(names, str) else tuple(names)
    return tuple(dict.fromkeys(party_named(turn, one, pointer) for one in several))


def party_named(turn: Turn, name: str, pointer: str) -> str:
    """Return a party that is there, by id or name. Raises Refused."""
    parties = turn.situation.present_parties()
    found = next((one.id for one in parties if name in (one.id, one.name)), None)
    if found is None:
        allowed = tuple(one.name or one.id for one in parties)
        raise refuse("malformed", "no_such_party", pointer, found=name, allowed=allowed)
    return found


def pick_at_writing(turn: Turn, known: Record, names: str | Sequence[str] | None) -> None:
    """Pick the parties that a draft will be for; until it is shared others can take their place, or none."""
    if names is None:
        return
    _must_be_pickable(turn, known.type, "/picked")
    if known.live:
        raise refuse("rule", "pick_apart", "/picked", record=known.type)
    if names or known.picked:
        _note(turn, known, parties_named(turn, names, "/picked"))


def pick_record(turn: Turn, command: Pick, known: Record) -> None:
    """Pick parties for a record: those of a draft anew, those of a shared one in addition."""
    _must_be_pickable(turn, known.type, "/id")
    named = parties_named(turn, command.parties, "/parties")
    if known.live is None:
        draft = turn.sight(command.actor).draft(known)
        if draft:
            must_not_be_sealed(turn, known, draft)
        _note(turn, known, named)
        return
    if not known.is_live:
        raise refuse("not-now", "picked_no_more", "/id", record=known.type)
    _must_be_ones_own(turn, command, known.type, known.live)
    if known.live.fields is None:
        raise refuse("rule", "picked_erased", "/id", record=known.type)
    more = tuple(dict.fromkeys((*known.picked, *named)))
    if more == known.picked:
        raise refuse("rule", "picked_already", "/parties", record=known.type)
    must_be_known(turn, known.type, _naming(turn, known, more))
    _note(turn, known, more)
    _widen(turn, turn.situation.records[known.id])


def _must_be_ones_own(turn: Turn, command: Pick, record: str, live: Version) -> None:
    """Refuse to show what another side wrote, or a field that one took over from it without seeing it."""
    people, declared = turn.situation.participants, turn.method.declared.records[record]
    side = people[live.author].party
    is_own = command.actor == live.author or (side is not None and people[command.actor].party == side)
    shown = [name for name in live.veils if PICKED in (declared.fields[name].seen_by or ())]
    if not is_own or not all(turn.sight(command.actor).sees_field(live, name) for name in shown):
        raise refuse("not-yours", "pick_not_yours", "/id", record=record)


def pick_run(turn: Turn, command: Pick) -> None:
    """Pick parties for a decision that was put to the vote: they know of it and of how it stands."""
    run = visible_run(turn, command.actor, command.id)
    declared = turn.method.declared.decisions[run.decision]
    entries = wanted(turn.method, turn.situation, declared.by, scope=scope_of_run(turn.world, run))
    turn.act(command, entries, "propose_not_yours", decision=run.decision)
    _must_be_pickable(turn, run.decision, "/id")
    named = parties_named(turn, command.parties, "/parties")
    widen_run(turn, run, named)


def widen_run(turn: Turn, run: Run, parties: tuple[str, ...]) -> None:
    """Let parties know of a vote. Raises Refused where it would name to them what they may not know of."""
    label = widened(turn.method, turn.situation, run.label, _label(turn, parties))
    if label == run.label:
        raise refuse("rule", "picked_already", "/parties", record=run.decision)
    must_be_known(turn, run.decision, ((label, one) for one in _named_by_run(run)))
    turn.emit(events.DecisionWidened(run.id, run.decision, parties), label)


def record_or_run(turn: Turn, command: Pick) -> Record | None:
    """Return the record that is meant, or None for a vote. One of which the actor may not know is none."""
    run = turn.situation.runs.get(command.id)
    is_vote = run is not None and turn.sight(command.actor).knows_run(run)
    return None if is_vote else visible(turn, command.actor, command.id)


def show_fields(turn: Turn, identity: str) -> None:
    """Tell the picked parties of a shared record so, and show them the fields that are for them where it is not."""
    known = turn.situation.records[identity]
    if known.picked and known.live:
        _note(turn, known, known.picked)
    names = _fields_for_picked(turn, turn.situation.records[identity])
    for base in sorted({label for _, label in names}):
        _show(turn, turn.situation.records[identity], base, tuple(one for one, label in names if label == base))


def _show(turn: Turn, known: Record, base: str, names: tuple[str, ...]) -> None:
    """Show fields to the picked parties: whoever saw them before is not told to whom else, or when."""
    live = known.live
    if live is None or not known.picked:
        return
    label = _label(turn, known.picked)
    if labels.covers(turn.method, turn.situation, base, label) or all(live.shown.get(one) == label for one in names):
        return
    shown = live.shown.update(dict.fromkeys(names, label))
    now = {
        one: widened(turn.method, turn.situation, veil, shown.get(one, "")) if one in shown else veil
        for one, veil in live.veils.items()
    }
    veils = tuple(events.Veil(now[group[0]] if group else known.label, group) for group in live.apart)
    turn.emit(
        events.FieldsShown(
            known.id, known.type, known.subject, known.party, live.number, live.author, live.fields, veils, live.event,
            names,
        ),
        label,
    )  # fmt: skip


def _fields_for_picked(turn: Turn, known: Record) -> list[tuple[str, str]]:
    """Return the fields that are for picked parties though their record is not, each with who sees it besides."""
    if known.live is None or shows_to_picked(turn.method, known.type):
        return []
    return [
        (name, label) for name, label in sorted(known.live.veils.items()) if picked_of(turn.method, known.type, name)
    ]


def _widen(turn: Turn, known: Record) -> None:
    live = known.live
    if live is None:
        return
    before = known.label
    if shows_to_picked(turn.method, known.type):
        label = widened(turn.method, turn.situation, before, _label(turn, known.picked))
        if label != before:
            veils = tuple(events.Veil(_veil(turn, known, group[0]) if group else before, group) for group in live.apart)
            turn.emit(
                events.RecordWidened(
                    known.id, known.type, known.subject, known.party, live.number, live.author, live.fields, veils,
                    live.event,
                ),
                label,
            )  # fmt: skip
            _tell(turn, turn.situation.records[known.id], before)
    show_fields(turn, known.id)


def _tell(turn: Turn, known: Record, before: str) -> None:
    tells = turn.method.declared.records[known.type].tells
    if tells:
        scope = scope_of_record(turn.world, known)
        tell(turn, tells, f"record:{known.id}", known.label, scope, told_before=before)


def _veil(turn: Turn, known: Record, field: str) -> str:
    """Return who may see a veiled field of a shared record now that its parties are picked."""
    before = known.live.veils[field] if known.live else ""
    if not picked_of(turn.method, known.type, field):
        return before
    return widened(turn.method, turn.situation, before, _label(turn, known.picked))


def _note(turn: Turn, known: Record, parties: tuple[str, ...]) -> None:
    """Keep who was picked: known to the side that wrote or picks, and once shared to those who are picked."""
    sides = _sides(turn, known)
    picked = [labels.party(one) for one in parties] if known.live else []
    label = labels.joined(turn.situation, [*sides, *picked])
    if (set(known.picked), known.picked_label) != (set(parties), label):
        turn.emit(events.PartiesPicked(known.id, parties), label)


def _sides(turn: Turn, known: Record) -> list[str]:
    """Return the audiences of the side that wrote a record, and of that which picks."""
    authors = {turn.acting.participant} if turn.acting else set()
    authors |= {known.live.author} if known.live else set()
    kept = (Kept(known.type, known.party, one) for one in sorted(authors))
    return [one for each in kept for one in drafted_for(turn.method, turn.situation, each).split(labels.OR)]


def _naming(turn: Turn, known: Record, parties: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what a record names that picked parties would read, with their label."""
    picked = _label(turn, parties)
    live = known.live
    if live is None:
        return
    if whole := shows_to_picked(turn.method, known.type):
        yield from ((picked, one) for one in known.subject)
    for field, one in linked(turn.method, known.type, live.fields or {}):
        if picked_of(turn.method, known.type, field) or (whole and field not in live.veils):
            yield picked, one


def _named_by_run(run: Run) -> Iterator[str]:
    yield from run.subject
    yield from (identity for identity, _ in run.about)


def _label(turn: Turn, parties: Iterable[str]) -> str:
    return labels.joined(turn.situation, [labels.party(one) for one in parties])


def _must_be_pickable(turn: Turn, name: str, pointer: str) -> None:
    declared = turn.method.declared
    fields = declared.records[name].fields if name in declared.records else {}
    if not shows_to_picked(turn.method, name) and not any(picked_of(turn.method, name, one) for one in fields):
        raise refuse("rule", "never_picked", pointer, record=name)
