"""The parts of a process a reader may see: parties, participants, records and the runs of decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.process.view.corrections import correction, fields, signer
from engine.process.view.deposits import is_in_sealed_deposit
from engine.process.view.handed import origin
from engine.process.view.shapes import Named, ParticipantView, PartyView, RecordView, RoleView
from engine.process.who import holding_of, is_accepted, roles_of

if TYPE_CHECKING:
    from engine.process.situation import Record, Version
    from engine.process.view.telling import Telling


def parties(telling: Telling) -> list[PartyView]:
    """Return the parties, those that left too."""
    known = sorted(telling.situation.parties.values(), key=lambda one: one.order)
    late = telling.situation.catching_up()
    return [PartyView(one.id, one.name or "…", one.joined_at, one.left_at, one.id in late) for one in known]


def participants(telling: Telling) -> list[ParticipantView]:
    """Return who takes part, with their roles and whether these are accepted."""
    known = sorted(telling.situation.participants.values(), key=lambda one: one.order)
    return [
        ParticipantView(
            one.id, one.name or "…", telling.party(one.party), _roles(telling, one.id), one.joined_at, one.left_at
        )
        for one in known
    ]


def records(telling: Telling, record: str | None = None) -> list[RecordView]:
    """Return the records the reader may see, of one type or of all; drafts only of the reader's own side."""
    types = [record] if record else list(telling.method.declared.records)
    found = (_record(telling, one) for name in types for one in telling.situation.of_type(name))
    return [one for one in found if one]


def _roles(telling: Telling, participant: str) -> list[RoleView]:
    views = []
    for role in roles_of(telling.situation, participant):
        holding = holding_of(telling.situation, role, participant)
        needed = telling.method.declared.roles[role].accepted_by is not None
        accepted = is_accepted(telling.method, telling.situation, holding) if holding and needed else None
        until = telling.situation.due(f"role:{role}/{participant}")
        alternate = holding is not None and holding.alternate
        views.append(RoleView(role, telling.role(role), accepted, alternate, until))
    return views


def _record(telling: Telling, record: Record) -> RecordView | None:
    declared = telling.method.declared.records[record.type]
    live, draft = telling.sight.live(record), telling.sight.draft(record)
    shown = live or draft
    if shown is None:
        return None
    per = declared.per or ()
    subject = [telling.world.subject(part.kind, one) for part, one in zip(per, record.subject, strict=True)]
    return RecordView(
        id=record.id,
        type=record.type,
        title=telling.text(declared.title),
        state=record.state if live else _state(telling, record, shown),
        version=shown.number,
        subject=telling.subject(subject),
        party=telling.party(record.party),
        author=shown.author,
        fields=fields(telling, record, shown),
        confirmed_by=[signer(telling, one.participant, one.party) for one in record.confirmations] if live else [],
        disputed_by=[signer(telling, one.participant, one.party) for one in record.disputes] if live else [],
        on_behalf_of=telling.party(shown.on_behalf_of),
        shared_at=record.known_since if live else None,
        confirmed_at=record.confirmed_at if live else None,
        draft=draft.number if draft else None,
        party_left=_has_left(telling, record.party),
        correction=correction(telling, record),
        picked=_picked(telling, record),
        origin=origin(telling, record),
    )


def _picked(telling: Telling, record: Record) -> list[Named]:
    may_know = telling.sight.may_know(record.picked_label)
    return [one for party in record.picked if may_know and (one := telling.party(party))]


def _has_left(telling: Telling, party: str | None) -> bool:
    return party is not None and telling.situation.parties[party].left_at is not None


def _state(telling: Telling, record: Record, draft: Version) -> Literal["draft", "sealed"]:
    return "sealed" if is_in_sealed_deposit(telling, record, draft) else "draft"
