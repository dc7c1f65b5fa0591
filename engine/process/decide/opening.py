"""Opening a process: its case, its first participant, its first phase."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import immutables

from engine.language.plan import ROOT
from engine.language.sights import case_apart, case_seen_by
from engine.language.who import Holder, parts_of
from engine.process.audiences import told_of_case
from engine.process.decide.movement import enter
from engine.process.decide.taking_in import must_take_in, take_in
from engine.process.events import CaseTold, ParticipantJoined, PartyJoined, ProcessOpened, RehearsalBegan, RoleTaken
from engine.process.fields import checked_fields
from engine.process.refusal import refuse
from engine.process.who import Acting, is_party_role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.process.commands import Open
    from engine.process.situation import Json
    from engine.process.turn import Turn

DEFAULT_ZONE = "Europe/Amsterdam"


def open_process(turn: Turn, command: Open) -> None:
    """Open a process; the actor becomes first holder of the role in `may.open`, where there is one."""
    method = turn.method
    identity = next(turn.ids)
    language = method.language(command.language)
    if command.language and command.language not in method.languages:
        raise refuse("malformed", "language_unknown", "/language", found=command.language, allowed=method.languages)
    case = checked_fields(turn, method.declared.case, command.case, "/case")
    role = _first_role(turn)
    if role and is_party_role(method, role) and not command.party:
        raise refuse("malformed", "party_needed", "/party", role=role)
    if role and method.declared.roles[role].neutral and command.party:
        raise refuse("rule", "neutral_needs_no_party", "/party", role=role)
    if command.at_phase is not None:
        must_take_in(turn, command.at_phase)
    turn.acting = Acting(command.actor, role, None)
    turn.emit(
        ProcessOpened(
            identity,
            method.id,
            method.version,
            method.digest,
            language,
            _zone(command),
            command.actor,
            command.title,
            immutables.Map({name: value for name, value in case.items() if not case_seen_by(method.declared, name)}),
        )
    )
    if command.rehearsal:
        turn.emit(RehearsalBegan())
    party = None
    if command.party:
        party = next(turn.ids)
        turn.emit(PartyJoined(party, command.party))
    turn.emit(ParticipantJoined(command.actor, party, command.name))
    if role:
        turn.emit(RoleTaken(role, command.actor))
    tell_case(turn, case)
    if command.at_phase is None:
        enter(turn, ROOT)
    else:
        take_in(turn, command.at_phase)


def tell_case(turn: Turn, case: Mapping[str, Json]) -> None:
    """Tell what was asked at opening to those who may see it, where they are few: to each audience its own."""
    for seen_by, names in case_apart(turn.method.declared):
        told = immutables.Map({name: case[name] for name in names if name in case})
        turn.emit(
            CaseTold(tuple(name for name in names if name in told), told),
            told_of_case(turn.method, turn.situation, seen_by),
        )


def _first_role(turn: Turn) -> str | None:
    may = turn.method.declared.may.open
    roles = [one.role for one in parts_of(may) if isinstance(one, Holder)] if may else []
    return roles[0] if roles else None


def _zone(command: Open) -> str:
    zone = command.zone or DEFAULT_ZONE
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refuse("malformed", "zone_unknown", "/zone", found=zone) from error
    return zone
