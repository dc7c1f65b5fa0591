"""What a reader can do now, of what a page can have a form for; what conditions call it, and whom it is about."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from api.pages.forms.decisions import votes_of
from api.pages.forms.governing import with_term
from api.pages.forms.notes import roles_of_notes
from api.pages.forms.records import subjects_for
from api.pages.forms.rights import can_be_written, writers
from api.pages.forms.shapes import JOINT, Offer, Target
from api.pages.forms.signing import NO, is_own_deposit
from engine.language.who import is_scoped
from engine.process.deposits import are_deposited, depositors
from engine.process.whereabouts import innermost
from engine.process.who import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.desk import Desk
    from engine.process.situation import Record

MOST_SUBJECTS = 40
MOST_RECORDS = 200
VOTE, RATIFICATION, CONFIRMATION, WAIVER = "vote", "ratification", "confirmation", "waiver"
ADVICE = "advice"


def offers(desk: Desk) -> Iterator[Offer]:
    """Yield what a reader may be able to do; whether he is, making the form tells."""
    if desk.seat is None or desk.signer is None:
        return
    yield from _agreements(desk)
    yield from _on_runs(desk)
    yield from _on_records(desk)
    yield from _seals(desk)
    yield from _writing(desk)
    yield from _acceptances(desk)
    yield from _proposals(desk)
    yield from _meetings(desk)
    yield from _terms(desk)
    yield from (Offer(Target.of("hand_over", role=one), frozenset()) for one in roles_of_notes(desk))
    yield from (Offer(Target.of(one), frozenset()) for one in ("resume", "hold", "note", "cancel", "delete"))


def of_record(desk: Desk, known: Record) -> Iterator[Offer]:
    """Yield what can be done with one record."""
    about = frozenset({f"record:{known.type}"})
    ids = frozenset(one for one in (known.id, known.party, *known.subject) if one)
    is_owed = known.live is not None and bool(known.live.on_behalf_of or known.correction)
    yield Offer(Target.of("share", id=known.id), about, ids)
    yield Offer(Target.of("confirm", id=known.id), about, ids, CONFIRMATION if is_owed else "")
    if known.id in desk.situation.objections:
        yield from (Offer(Target.of(do, id=known.id), about, ids) for do in ("settle", "judge"))
    yield Offer(Target.of("record", record=known.type, id=known.id), about, ids)
    yield Offer(Target.of("unconfirm", id=known.id), frozenset(), ids)
    yield Offer(Target.of("withdraw", id=known.id), frozenset(), ids)


def at_record(desk: Desk, known: Record) -> Iterator[Offer]:
    """Yield all that can be done with one record where it is shown: also what is seldom done."""
    yield from of_record(desk, known)
    ids = frozenset({known.id})
    yield from (Offer(Target.of(do, id=known.id), frozenset(), ids) for do in ("decline", "pick", "dispute"))
    yield Offer(Target.of("dispute", id=known.id, answer=NO), frozenset(), ids)
    yield Offer(Target.of("redact", id=known.id), frozenset(), ids)


def about_people(desk: Desk) -> list[Target]:
    """Return what can be done about who sits at the table, that is about nobody else in particular."""
    mine = roles_of(desk.situation, desk.seat or "")
    return [Target.of("join"), *(Target.of("step_down", role=one) for one in mine), Target.of("leave")]


def about_person(desk: Desk, participant: str) -> Iterator[Target]:
    """Yield what can be done about somebody at the table."""
    yield Target.of("appoint", participant=participant)
    for role in roles_of(desk.situation, participant):
        if desk.method.declared.roles[role].accepted_by:
            yield Target.of("accept", role=role, participant=participant)
            yield Target.of("accept", role=role, participant=participant, answer=NO)
    yield Target.of("redact", participant=participant)


def waiver_of(condition: str, subject: tuple[str, ...]) -> Target:
    """Return what proposes to waive a condition."""
    return Target.of("waive", condition=condition, subject=JOINT.join(subject))


def _writing(desk: Desk) -> Iterator[Offer]:
    """Yield what new records can be written: where there is one for each subject, each that has none yet."""
    for name, declared in desk.method.declared.records.items():
        is_objection = any(one.objections == name for one in desk.method.declared.decisions.values())
        if is_objection or not can_be_written(desk, name):
            continue
        about = frozenset({f"record:{name}"})
        if declared.many or not declared.per:
            is_there = not declared.many and any(_is_seen(desk, one) for one in desk.situation.of_type(name))
            if not is_there and (is_scoped(declared.written_by) or writers(desk, declared, None, ())):
                yield Offer(Target.of("record", record=name), about)
            continue
        there = {one.subject for one in desk.situation.of_type(name) if _is_seen(desk, one)}
        for subject in islice(product(*subjects_for(desk, name)), MOST_SUBJECTS):
            ids = tuple(one.value for one in subject)
            if ids not in there and len(set(ids)) == len(ids):
                yield Offer(Target.of("record", record=name, subject=JOINT.join(ids)), about, frozenset(ids))


def _on_records(desk: Desk) -> Iterator[Offer]:
    """Yield what can be done with records that are there, of those that can be written or confirmed now."""
    open_now = [name for name in desk.method.declared.records if can_be_written(desk, name)]
    known = (one for name in open_now for one in desk.situation.of_type(name) if _is_seen(desk, one))
    for one in islice(known, MOST_RECORDS):
        yield from of_record(desk, one)


def _is_seen(desk: Desk, known: Record) -> bool:
    sight = desk.telling.sight
    return (known.is_live and sight.live(known) is not None) or sight.draft(known) is not None


def _seals(desk: Desk) -> Iterator[Offer]:
    for name, declared in desk.method.declared.records.items():
        if declared.sealed_until and can_be_written(desk, name) and are_deposited(desk.method, desk.situation, name):
            for subject in depositors(desk.telling.world, name):
                if is_own_deposit(desk, name, subject):
                    target = Target.of("seal", record=name, subject=JOINT.join(subject))
                    yield Offer(target, frozenset({f"record:{name}"}), frozenset(subject))


def _on_runs(desk: Desk) -> Iterator[Offer]:
    pending = [one for one in desk.situation.runs.values() if one.is_pending and desk.telling.sight.knows_run(one)]
    for run in sorted(pending, key=lambda one: one.order):
        about, ids = frozenset({f"decision:{run.decision}"}), frozenset(run.subject)
        for voter in votes_of(desk, run):
            yield Offer(Target.of("vote", run=run.id, voter=voter), about, ids, "" if voter in run.answered else VOTE)
        yield Offer(Target.of("object", run=run.id), frozenset(), ids)
        yield Offer(Target.of("ratify", run=run.id), about, ids, RATIFICATION)
        yield Offer(Target.of("close", run=run.id), about, ids)
        yield Offer(Target.of("advise", run=run.id), about, ids, ADVICE)
        yield Offer(Target.of("pick", id=run.id), frozenset(), ids)


def _acceptances(desk: Desk) -> Iterator[Offer]:
    for role, declared in desk.method.declared.roles.items():
        for holding in desk.situation.holders(role) if declared.accepted_by else ():
            named = {"role": role, "participant": holding.participant}
            ids = frozenset({holding.participant})
            yield Offer(Target.of("accept", **named), frozenset({f"role:{role}"}), ids)
            yield Offer(Target.of("accept", answer="no", **named), frozenset(), ids)


def _proposals(desk: Desk) -> Iterator[Offer]:
    for name, declared in desk.method.declared.decisions.items():
        if not desk.is_open(name):
            continue
        parts = [_things(desk, part.kind) for part in declared.per or ()]
        for subject in islice(product(*parts), MOST_SUBJECTS):
            target = Target.of("propose", decision=name, subject=JOINT.join(subject))
            yield Offer(target, frozenset({f"decision:{name}"}), frozenset(subject))


def _things(desk: Desk, kind: str) -> list[str]:
    if kind == "party":
        return [one.id for one in desk.situation.present_parties()]
    if kind in desk.method.declared.records:
        seen = [one for one in desk.situation.of_type(kind) if one.is_live and desk.telling.sight.live(one)]
        return [one.id for one in seen]
    if kind in desk.method.declared.roles:
        return [one.participant for one in desk.situation.holders(kind)]
    return [one.id for one in desk.situation.present()]


def _meetings(desk: Desk) -> Iterator[Offer]:
    """Yield the meetings that can be recorded, and for which phases one can be planned."""
    about = frozenset({"session"})
    for one in sorted(desk.situation.sessions.values(), key=lambda one: one.order):
        if one.state == "planned":
            yield Offer(Target.of("attend", session=one.id), about)
    for path in innermost(desk.method, desk.situation):
        yield Offer(Target.of("plan", phase=path), about)


def _terms(desk: Desk) -> Iterator[Offer]:
    """Yield which terms can be longer: each, and where there are several, all at once."""
    several = with_term(desk)
    yield from (Offer(Target.of("extend", phase=one.path), frozenset()) for one in several if one.path)
    if len(several) > 1 or any(not one.path for one in several):
        yield Offer(Target.of("extend"), frozenset())


def _agreements(desk: Desk) -> Iterator[Offer]:
    for one in desk.situation.waivers.values():
        if one.state == "proposed" and desk.telling.sight.may_know(one.label):
            yield Offer(Target.of("agree", waiver=one.id), frozenset(), frozenset(one.subject), WAIVER)
