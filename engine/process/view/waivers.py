"""Waivers as a reader sees them: what is waived for whom and why, and who has yet to agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ROOT
from engine.process.view.messages import Message
from engine.process.view.shapes import Named, Owed, Todo, Waiver
from engine.process.view.telling import ELLIPSIS
from engine.process.waivers import protected
from engine.process.who import Seat, are_signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.process import situation
    from engine.process.view.telling import Telling
    from engine.process.world import Thing


def waivers(telling: Telling) -> list[Waiver]:
    """Return the waivers the reader may know of, the oldest first."""
    return [_waiver(telling.at(one.order), one) for one in _known(telling)]


def waivers_to_agree(telling: Telling) -> Iterator[Todo]:
    """Yield which agreements to waivers are still missing."""
    for one in [waiver for waiver in _known(telling) if waiver.state == "proposed"]:
        owed = _owed(telling, one)
        if owed:
            what = Message("waiver_waits", {"condition": _text(telling, one)})
            yield Todo("waiver", telling.say(what), owed, _subject(telling, one), None)


def condition_waived(telling: Telling, waiver: str) -> str:
    """Return the sentence of the condition that a waiver is about."""
    return _text(telling, telling.situation.waivers[waiver])


def _known(telling: Telling) -> list[situation.Waiver]:
    known = (one for one in telling.situation.waivers.values() if telling.sight.may_know(one.label))
    return sorted(known, key=lambda one: one.order)


def _waiver(telling: Telling, one: situation.Waiver) -> Waiver:
    return Waiver(
        id=one.id,
        condition=one.condition,
        text=_text(telling, one),
        subject=_subject(telling, one),
        state=one.state,
        reason=one.reason or ELLIPSIS,
        proposed_by=[telling.owed_seat(Seat(one.proposed_by.role))] if one.proposed_by.role else [],
        proposed_at=one.proposed_by.at,
        granted_at=one.granted_at,
        until=one.until,
        owed_by=_owed(telling, one) if one.state == "proposed" else [],
    )


def _owed(telling: Telling, one: situation.Waiver) -> list[Owed]:
    need = telling.method.needs[one.condition]
    entries = protected(telling.method, telling.situation, need, one.subject)
    return telling.owed_in(entry for entry in entries if not are_signed([entry], one.agreements))


def _bound(telling: Telling, one: situation.Waiver) -> Mapping[str, Thing]:
    need = telling.method.needs.get(one.condition)
    pairs = zip(need.scope if need else (), one.subject, strict=False)
    return {part.name: telling.world.subject(part.kind, identity) for part, identity in pairs}


def _text(telling: Telling, one: situation.Waiver) -> str:
    need = telling.method.needs.get(one.condition)  # gone where the process went on by another version
    return telling.unmet(need, _bound(telling, one), ROOT) if need else one.condition


def _subject(telling: Telling, one: situation.Waiver) -> list[Named]:
    return telling.subject(_bound(telling, one).values())
