"""Writing, sharing, confirming, sealing and withdrawing records in an invented run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from engine.authoring.proving.acting import acting_as, actors, asked, mend, newly_acting, submit
from engine.authoring.proving.designing import Draft, Page, design
from engine.authoring.proving.meant import meant
from engine.authoring.proving.names import new_id
from engine.authoring.proving.signing import all_sign
from engine.authoring.proving.spots import Aim, Fresh, Spot
from engine.authoring.proving.values import linkable
from engine.language.expressions import TIMESTAMP, typed
from engine.process.commands import Confirm, Dispute, Seal, Share, Unconfirm, Withdraw
from engine.process.deposits import are_deposited, depositors, is_sealed
from engine.process.gates import subjects_of
from engine.process.refusal import Refusal
from engine.process.scope import scope_of_record
from engine.process.situation import Record
from engine.process.who import acting_for, confirmers, is_kept_for_party, wanted
from engine.process.world import RecordThing, identity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.language.conditions import Need
    from engine.language.subjects import Subjects
    from engine.process.scope import Scope
    from engine.process.situation import Subject
    from engine.process.who import Wanted

    Acting = Callable[..., Iterator[tuple[Standing, str]]]

MOST_WRITERS, MOST_MENDED, MOST_SUBJECTS = 4, 8, 3


def is_open(seek: Seek, here: Standing, name: str) -> bool:
    """Tell whether a record or decision can be written or decided now; note it where it cannot."""
    if any(here.situation.is_now(path) for path in here.method.opened_in.get(name, ())):
        return True
    seek.lack("not-open", name)
    return False


def write(seek: Seek, here: Standing, record: str, subject: Subject | None = None) -> Standing | None:
    """Write a new record and share it, or leave it to be sealed; for any subject where none is said."""
    if not is_open(seek, here, record):
        return None
    with seek.doing("write", record, subject) as free:
        if not free:
            return None
        for there, one in _subjects(seek, here, record, subject):
            found = _write_for(seek, there, record, one)
            if found is not None:
                return found
    return None


def _write_for(seek: Seek, here: Standing, record: str, subject: Subject) -> Standing | None:
    linked = _with_links(seek, here, record)
    if linked is None:
        return None
    supposed = Record("", record, subject, _owner(linked, record, subject))
    best = _drafts(seek, supposed, _writers(seek, linked, supposed))
    if best and not any(draft.suits for draft, _, _ in best):
        best += _drafts(seek, supposed, _writers(seek, linked, supposed, newly_acting))
    best.sort(key=lambda one: -one[0].met)
    for draft, there, page in best:
        identity = new_id(there, record)
        told = {name: value for name, value in draft.fields.items() if value is not None}
        command = asked("record", page.actor, record=record, id=identity, subject=subject or None, fields=told)
        written = submit(seek, there, command)
        shared = _shared(seek, written, _id_of(written, identity, page), page.actor) if written else None
        if shared is not None:
            return shared
    return None


def _drafts(seek: Seek, supposed: Record, writers: list[tuple[Standing, str]]) -> list[tuple[Draft, Standing, Page]]:
    """Return what each of several people would write."""
    found = []
    for there, actor in writers:
        fields = _fillable(there, supposed, actor, whole=True)
        party = supposed.party or _mine(there, supposed.type, actor)
        page = Page(supposed.type, supposed.subject, party, actor, fields)
        found.append((design(seek, there, page), there, page))
    return found


def _id_of(here: Standing, identity: str, page: Page) -> str:
    """Return the id of what was written: that of the draft which was there, where there is one for each subject."""
    there = [one.id for one in here.situation.of_type(page.record) if one.subject == page.subject]
    return identity if identity in there else there[-1]


def defy(seek: Seek, here: Standing, record: str, need: Need) -> Standing | None:
    """Try to share a record that a condition of its gate keeps from being shared."""
    if not is_open(seek, here, record) or need.need is None:
        return None
    about = with_one_of_each(seek, here, need)
    if about is None:
        return None
    here, things = about
    bound = {record: Fresh(record), **things}
    aims = [Aim(Spot(need.need, "", bound), need.need.typed.root, wanted=False)]
    if need.where:
        aims.append(Aim(Spot(need.where, "", bound), need.where.typed.root, wanted=True))
    with seek.aiming(*aims):
        subjects = list(_subjects(seek, here, record, None))[:MOST_SUBJECTS]
        tries = chain(
            subjects,
            ((waited, one) for there, one in subjects if _is_timed(need) for waited in _later(seek, there)),
        )
        for there, subject in tries:
            found = _defied(seek, there, record, subject, need)
            if found is not None:
                return found
    return None


def _defied(seek: Seek, here: Standing, record: str, subject: Subject, need: Need) -> Standing | None:
    linked = _with_links(seek, here, record)
    supposed = Record("", record, subject, _owner(here, record, subject))
    for ready, actor in _writers(seek, linked, supposed) if linked else ():
        found = _tried(seek, ready, supposed, actor, need)
        if found is not None:
            return found
    return None


def _is_timed(need: Need) -> bool:
    return need.need is not None and any(one.type == TIMESTAMP for one in typed.every(need.need.typed.root))


def _later(seek: Seek, here: Standing) -> Iterator[Standing]:
    for length in sorted(seek.literals.lengths):
        seek.spend(1)
        yield here.until(here.at + length + timedelta(days=1))


def with_one_of_each(seek: Seek, here: Standing, need: Need) -> tuple[Standing, Mapping[str, object]] | None:
    """Return something for which a condition is asked, which is written where there is nothing yet."""
    for part in need.each or ():
        if part.kind in here.method.declared.records and not here.world.live(part.kind):
            written = write(seek, here, part.kind)
            if written is None:
                return None
            here = written
    there = subjects_of(here.world, need.each, {}) if need.each else [{}]
    return (here, there[0]) if there else None


def _tried(seek: Seek, here: Standing, supposed: Record, actor: str, need: Need) -> Standing | None:
    """Try to share a draft; where that is not refused, see first to it that a condition is not met for the draft."""
    record, subject = supposed.type, supposed.subject
    fields = _fillable(here, supposed, actor, whole=True)
    with seek.defiance():
        draft = design(seek, here, Page(record, subject, supposed.party or _mine(here, record, actor), actor, fields))
    told = {name: value for name, value in draft.fields.items() if value is not None}
    identity = new_id(here, record)
    written = seek.submit(
        here, asked("record", actor, record=record, id=identity, subject=subject or None, fields=told)
    )
    if isinstance(written, Refusal) or identity not in written.situation.records:
        return None
    return _in_vain(seek, written, identity, actor) or _against(seek, written, identity, actor, need)


def _in_vain(seek: Seek, here: Standing, identity: str, actor: str) -> Standing | None:
    share = Share(do="share", actor=actor, id=identity, version=here.situation.records[identity].latest)
    result = seek.submit(here, share)
    return here.refused(share, result) if isinstance(result, Refusal) and result.gate is not None else None


def _against(seek: Seek, here: Standing, identity: str, actor: str, need: Need) -> Standing | None:
    known = here.situation.records[identity]
    if need.need is None or need.each or known.draft is None:
        return None
    seen = replace(known, live=known.draft, shared_at=here.at, changed_at=here.at)
    per = here.method.declared.records[known.type].per or ()
    thing = RecordThing(here.world, (known.type, identity), seen)
    bound = {**here.world.bound_to(per, known.subject), known.type: thing}
    made = seek.make(here, Aim(Spot(need.need, "", bound), need.need.typed.root, wanted=False))
    kept = made is not None and made.length > here.length and made.situation.records[identity].live is None
    return _in_vain(seek, made, identity, actor) if made is not None and kept else None


def _mine(here: Standing, record: str, actor: str) -> str | None:
    return here.situation.participants[actor].party if here.method.declared.records[record].many else None


def _shared(seek: Seek, here: Standing, identity: str, actor: str) -> Standing | None:
    """Share a draft; where something is missing for that, see to it, which may be another draft."""
    for _ in range(MOST_MENDED):
        known = here.situation.records[identity]
        if known.draft is None or are_deposited(here.method, here.situation, known.type):
            return here
        result = seek.submit(here, Share(do="share", actor=actor, id=identity, version=known.draft.number))
        if not isinstance(result, Refusal):
            return result
        mended = mend(seek, here, result)
        if mended is None or mended.length == here.length:
            return None
        here = mended
    return None


def revise(seek: Seek, here: Standing, known: Record) -> Standing | None:
    """Write a new version of a record for what is aimed at, by whoever can make most of it so."""
    if not is_open(seek, here, known.type):
        return None
    with seek.doing("revise", known.id) as free:
        if not free:
            return None
        pages = []
        for whole, writers in ((True, _writers(seek, here, known)), (False, _field_writers(seek, here, known))):
            for there, actor in writers:
                fields = _fillable(there, known, actor, whole=whole)
                pages.append((there, Page(known.type, known.subject, known.party, actor, fields, known)))
        if known.live is None and known.draft is not None:  # nobody else can write on at a draft
            pages = [one for one in pages if one[1].actor == known.draft.author]
        drafts = [(design(seek, there, page), there, page) for there, page in pages if page.fields]
        for draft, there, page in sorted(drafts, key=lambda one: -one[0].met):
            live = known.live.fields if known.live and known.live.fields is not None else {}
            told = {name: value for name, value in draft.fields.items() if value is not None}
            if all(live.get(name) == draft.fields[name] for name in draft.fields) and not seek.renewing:
                continue
            command = asked(
                "record", page.actor, record=known.type, id=known.id, subject=known.subject or None, fields=told
            )
            written = submit(seek, there, command)
            shared = _shared(seek, written, known.id, page.actor) if written else None
            if shared is None and known.live is None:
                shared = written  # a draft that comes nearer: whoever wrote the first sees to the rest
            if shared is not None:
                return shared
    return None


def _subjects(seek: Seek, here: Standing, record: str, subject: Subject | None) -> Iterator[tuple[Standing, Subject]]:
    """Yield the subject that is meant, or every one for which there could be such a record."""
    per = here.method.declared.records[record].per or ()
    if subject is not None:
        there = with_subject(seek, here, per, subject)
        if there is not None:
            yield there
        return
    for part in per:
        if part.kind in here.method.declared.records and not linkable(here, part.kind):
            found = write(seek, here, part.kind)
            if found is None:
                return
            here = found
        elif part.kind in here.method.declared.roles and not here.situation.holders(part.kind):
            found = seek.hold(here, part.kind)
            if found is None:
                return
            here = found
    many = here.method.declared.records[record].many
    for bound in subjects_of(here.world, per, {}):
        one = tuple(identity_of(bound[part.name]) for part in per)
        if many or here.situation.live_for(record, one) is None:
            yield here, one


def with_subject(seek: Seek, here: Standing, per: Subjects, subject: Subject) -> tuple[Standing, Subject] | None:
    """Return a subject in which all is there: a record that is not is written first."""
    if len(subject) != len(per):
        return None
    found: list[str] = []
    for part, identity in zip(per, subject, strict=True):
        if part.kind in here.method.declared.records and identity not in here.situation.records:
            written = write(seek, here, part.kind)
            if written is None:
                return None
            here = written
            found.append(here.situation.of_type(part.kind)[-1].id)
        elif _is_there(here, identity):
            found.append(identity)
        else:
            return None
    return here, tuple(found)


def _is_there(here: Standing, identity: str) -> bool:
    situation = here.situation
    return any(identity in there for there in (situation.parties, situation.participants, situation.records))


def _with_links(seek: Seek, here: Standing, record: str) -> Standing | None:
    """Write what a record has to link to, where there is nothing yet."""
    for field in here.method.declared.records[record].fields.values():
        if field.type == "link" and not field.optional and not linkable(here, str(field.to)):
            found = write(seek, here, str(field.to))
            if found is None:
                return None
            here = found
    return here


def _owner(here: Standing, record: str, subject: Subject) -> str | None:
    per = here.method.declared.records[record].per or ()
    pairs = list(zip(per, subject, strict=True))
    named = [identity for part, identity in pairs if part.kind == "party"]
    if named:
        return named[0]
    for part, identity in pairs:
        if part.kind in here.method.declared.records:
            found = _owner(here, part.kind, here.situation.records[identity].subject)
        else:
            person = here.situation.participants.get(identity)
            found = person.party if person and is_kept_for_party(here.method, part.kind) else None
        if found:
            return found
    return None


def _writers(seek: Seek, here: Standing, known: Record, acting: Acting = acting_as) -> list[tuple[Standing, str]]:
    """Return who may write the whole of a record; of a party's its own people alone."""
    declared = here.method.declared.records[known.type]
    scope = scope_of_record(here.world, known)
    per = [part.kind for part in declared.per or ()]
    own = next((one for kind, one in zip(per, known.subject, strict=True) if kind in here.method.declared.roles), None)
    found = [
        (there, one)
        for there, one in acting(seek, here, declared.written_by, scope.bound, known.party)
        if known.party is None or _may_for(there, one, known, per)
        if own is None or one not in there.situation.participants or one == own or not _holds(there, one, per)
    ]
    return found[:MOST_WRITERS]


def _may_for(here: Standing, person: str, known: Record, per: list[str]) -> bool:
    mine = here.situation.participants[person].party
    return mine == known.party or (mine is None and "party" not in per)


def _holds(here: Standing, person: str, roles: list[str]) -> bool:
    return any(one.participant == person for role in roles for one in here.situation.holders(role))


def _field_writers(seek: Seek, here: Standing, known: Record) -> list[tuple[Standing, str]]:
    declared, scope = here.method.declared.records[known.type], scope_of_record(here.world, known)
    entries = [
        entry
        for field in declared.fields.values()
        if field.written_by is not None
        for entry in wanted(here.method, here.situation, field.written_by, scope=scope)
    ]
    return list(actors(seek, here, entries))[:MOST_WRITERS] if entries else []


def _fillable(here: Standing, known: Record, actor: str, *, whole: bool) -> frozenset[str]:
    scope = scope_of_record(here.world, known)

    def fills(name: str) -> bool:
        who = here.method.declared.records[known.type].fields[name].written_by
        if who is None:
            return whole
        return acting_for(here.method, here.situation, actor, _wanted(here, who, scope), None) is not None

    return frozenset(name for name in here.method.declared.records[known.type].fields if fills(name))


def _wanted(here: Standing, who: object, scope: Scope) -> tuple[Wanted, ...]:
    return wanted(here.method, here.situation, who, scope=scope)  # type: ignore[arg-type]  # as it is declared


def confirm(seek: Seek, here: Standing, identity: str) -> Standing | None:
    """Let everybody confirm a record who has to."""
    with seek.doing("confirm", identity) as free:
        if not free:
            return None
        known = here.situation.records[identity]
        who = here.method.declared.records[known.type].confirmed_by
        if who is not None:
            here, _ = meant(seek, here, who, scope_of_record(here.world, known).bound, known.party)
        return all_sign(
            seek, here, confirmers(here.method, here.situation, known, scope_of_record(here.world, known)),
            lambda there: there.situation.records[identity].confirmations,
            lambda actor, there: Confirm(do="confirm", actor=actor, id=identity, version=_shown(there, identity)),
        )  # fmt: skip


def _shown(here: Standing, identity: str) -> int:
    live = here.situation.records[identity].live
    return live.number if live else 1


def unconfirm(seek: Seek, here: Standing, identity: str) -> Standing | None:
    """Let somebody take a confirmation back."""
    known = here.situation.records[identity]
    for one in known.confirmations:
        told = Unconfirm(
            do="unconfirm", actor=one.participant, id=identity, version=known.live.number if known.live else 1
        )
        found = submit(seek, here, told)
        if found is not None:
            return found
    return None


def seal(seek: Seek, here: Standing, record: str, subject: Subject | None = None) -> Standing | None:
    """Seal a deposit, or all deposits that are open."""
    if not is_open(seek, here, record):
        return None
    for one in depositors(here.world, record) if subject is None else (subject,):
        if is_sealed(here.situation, record, one):
            continue
        found = _seal_one(seek, here, record, one)
        if found is None:
            return None
        here = found
    return here


def _seal_one(seek: Seek, here: Standing, record: str, subject: Subject) -> Standing | None:
    declared = here.method.declared.records[record]
    each = declared.sealed_until.each if declared.sealed_until else ()
    party = next((one for part, one in zip(each, subject, strict=True) if part.kind == "party"), None)
    for there, actor in acting_as(seek, here, declared.written_by, party=party):
        mine = there.situation.participants[actor].party
        if (party and mine != party) or (not party and len(subject) == 1 and actor != subject[0]):
            continue
        found = submit(seek, there, Seal(do="seal", actor=actor, record=record, subject=subject))
        if found is not None:
            return found
    return None


def withdraw(seek: Seek, here: Standing, known: Record) -> Standing | None:
    """Take a record back."""
    if known.live is None or not is_open(seek, here, known.type):
        return None
    for there, actor in _writers(seek, here, known):
        found = submit(seek, there, Withdraw(do="withdraw", actor=actor, id=known.id, version=known.live.number))
        if found is not None:
            return found
    return None


def dispute(seek: Seek, here: Standing, known: Record, *, wanted_so: bool) -> Standing | None:
    """Dispute a record, or take that back."""
    people = [one.id for one in here.situation.present()] if wanted_so else [one.participant for one in known.disputes]
    for one in people:
        told = Dispute(
            do="dispute", actor=one, id=known.id, version=known.live.number if known.live else 1,
            answer="yes" if wanted_so else "no",
        )  # fmt: skip
        found = submit(seek, here, told)
        if found is not None:
            return found
    return None
