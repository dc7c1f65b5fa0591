"""For what a record or decision is kept: reading the subject of a command, and the party it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.subjects import is_pair
from engine.process.refusal import refuse
from engine.process.who import is_kept_for_party

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.method import Method
    from engine.language.subjects import Subjects
    from engine.process.commands import Propose, Seal, Waive
    from engine.process.commands import Record as RecordCommand
    from engine.process.situation import Situation, Subject
    from engine.process.turn import Turn


def subject_of(
    turn: Turn, per: Subjects, command: RecordCommand | Propose | Waive | Seal, own: Mapping[str, str | None]
) -> Subject:
    """Return the subject a command names; what it leaves out is the actor's `own`, by kind. Raises Refused."""
    given = _given(per, command)
    found: list[str] = []
    for position, part in enumerate(per):
        first = part.kind not in [one.kind for one in per[:position]]
        identity = given.get(part.name) or (own.get(part.kind) if first else None)
        if identity is None or not _exists(turn, command.actor, part.kind, identity):
            raise refuse("malformed", "subject_needed", "/subject", dimension=part.name, found=identity or "")
        found.append(identity)
    if is_pair(per) and len(set(found)) < len(found):
        raise refuse("malformed", "subject_pair", "/subject")
    return tuple(found)


def owner_of(method: Method, situation: Situation, per: Subjects, subject: Subject) -> str | None:
    """Return the party whose a thing kept for this subject is: the first party in it, else the party of what is in it.

    A record kept for a party's own record, or for a holder in a party, is that party's too.
    """
    pairs = list(zip(per, subject, strict=True))
    named = [identity for part, identity in pairs if part.kind == "party"]
    behind = (_party_of(method, situation, part.kind, identity) for part, identity in pairs)
    return named[0] if named else next((party for party in behind if party), None)


def _party_of(method: Method, situation: Situation, kind: str, identity: str) -> str | None:
    if kind in method.declared.records:
        record = situation.records[identity]
        return owner_of(method, situation, method.declared.records[kind].per or (), record.subject)
    return situation.participants[identity].party if is_kept_for_party(method, kind) else None


def _given(per: Subjects, command: RecordCommand | Propose | Waive | Seal) -> Mapping[str, str]:
    """Return the subject as it was given, by dimension. A list may leave out the first party, which is the actor's."""
    names = [part.name for part in per]
    match command.subject:
        case None:
            return {}
        case dict(named):
            unknown = [name for name in named if name not in names]
            if unknown:
                raise refuse("malformed", "subject_unknown", "/subject", found=unknown[0], allowed=tuple(names))
            return named
        case str(single):
            ids: tuple[str, ...] = (single,)
        case several:
            ids = several
    parties = [part.name for part in per if part.kind == "party"]
    if len(ids) == len(names) - 1 and parties:
        names.remove(parties[0])
    if len(ids) != len(names):
        raise refuse("malformed", "subject_wrong", "/subject", wanted=tuple(part.name for part in per))
    return dict(zip(names, ids, strict=True))


def _exists(turn: Turn, actor: str, kind: str, identity: str) -> bool:
    situation = turn.situation
    if kind == "party":
        return identity in situation.parties and situation.parties[identity].left_at is None
    if kind == "participant":
        return identity in situation.participants and situation.participants[identity].left_at is None
    known = situation.records.get(identity)
    if known is not None:
        return known.type == kind and known.is_live and turn.sight(actor).live(known) is not None
    return any(one.participant == identity for one in situation.holders(kind))
