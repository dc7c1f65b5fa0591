"""The words of tables and calendars that readers take along, by what is meant (English and Dutch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.wording.saying import language_for

if TYPE_CHECKING:
    from collections.abc import Mapping

EN = {
    # heads of columns
    "about": "About", "agenda": "Agenda", "asked_of_me": "Asked of me", "audience": "Who may know", "author": "Author",
    "ballot": "Vote", "cast": "Votes cast", "catching_up": "Catching up", "closed": "Closed", "condition": "Condition",
    "confirmed": "Confirmed", "confirmed_by": "Confirmed by", "decision": "Decision", "details": "Details",
    "disputed_by": "Disputed by", "due": "Due", "eligible": "Entitled to vote", "event": "Event", "for": "For",
    "granted": "Granted", "id": "Id", "joined": "Joined", "kind": "Kind", "left": "Left", "minutes": "Minutes",
    "moment": "Moment", "moved_from": "Was planned for",
    "name": "Name", "number": "Number", "on_behalf_of": "On behalf of", "opened": "Opened",
    "outcome": "Outcome", "party": "Party", "phase": "Phase", "present": "Present", "proposed": "Proposed",
    "ratified": "Ratified", "reason": "Reason", "role": "In the role of", "roles": "Roles", "shared": "Shared",
    "silent": "Not voted", "starts": "Begins", "state": "State", "title": "Title", "until": "Until",
    "version": "Version", "weight": "Weight", "what": "What", "who": "Who", "whose_turn": "Whose turn",
    "votes": "Votes",
    # states
    "state_draft": "draft", "state_sealed": "deposited", "state_shared": "shared", "state_confirmed": "confirmed",
    "state_disputed": "disputed", "state_lapsed": "lapsed", "state_withdrawn": "withdrawn", "state_open": "open",
    "state_accepted": "adopted", "state_ratified": "ratified", "state_rejected": "rejected",
    "state_planned": "planned", "state_held": "held", "state_called_off": "called off",
    "state_proposed": "proposed", "state_granted": "granted", "state_expired": "ended",
    "yes": "yes", "no": "no",
    # calendars
    "calendar_about": "Meetings and deadlines of “{title}” in Sluis, as they stand for whoever fetched this",
    "calendar_mine": "For you: {text}", "calendar_owed": "Whose turn: {who}", "calendar_phase": "Phase: {phase}",
    "calendar_called_off": "Called off: {reason}", "calendar_moved": "Moved; it was planned for {before}",
}  # fmt: skip
NL = {
    # heads of columns
    "about": "Over", "agenda": "Agenda", "asked_of_me": "Van mij gevraagd", "audience": "Wie het mag weten",
    "author": "Schrijver", "ballot": "Stem", "cast": "Uitgebrachte stemmen", "catching_up": "Haalt nog in",
    "closed": "Gesloten", "condition": "Voorwaarde", "confirmed": "Bevestigd", "confirmed_by": "Bevestigd door",
    "decision": "Besluit", "details": "Bijzonderheden", "disputed_by": "Betwist door", "due": "Uiterlijk",
    "eligible": "Stemgerechtigd", "event": "Gebeurtenis", "for": "Voor", "granted": "Verleend", "id": "Id",
    "joined": "Erbij sinds", "kind": "Soort", "left": "Weg sinds", "minutes": "Verslag", "moment": "Moment",
    "moved_from": "Was gepland op", "name": "Naam", "number": "Aantal", "on_behalf_of": "Namens",
    "opened": "Geopend", "outcome": "Uitkomst",
    "party": "Partij", "phase": "Fase", "present": "Aanwezig", "proposed": "Voorgesteld", "ratified": "Bekrachtigd",
    "reason": "Reden", "role": "In de rol van", "roles": "Rollen", "shared": "Gedeeld", "silent": "Niet gestemd",
    "starts": "Begint", "state": "Toestand", "title": "Titel", "until": "Tot", "version": "Versie", "weight": "Gewicht",
    "what": "Wat", "who": "Wie", "whose_turn": "Wie aan zet is", "votes": "Stemmen",
    # states
    "state_draft": "concept", "state_sealed": "verzegeld", "state_shared": "gedeeld", "state_confirmed": "bevestigd",
    "state_disputed": "betwist", "state_lapsed": "vervallen", "state_withdrawn": "ingetrokken", "state_open": "open",
    "state_accepted": "aangenomen", "state_ratified": "bekrachtigd", "state_rejected": "verworpen",
    "state_planned": "gepland", "state_held": "gehouden", "state_called_off": "afgezegd",
    "state_proposed": "voorgesteld", "state_granted": "verleend", "state_expired": "afgelopen",
    "yes": "ja", "no": "nee",
    # calendars
    "calendar_about": "Bijeenkomsten en termijnen van “{title}” in Sluis, zoals ze er staan voor wie dit ophaalde",
    "calendar_mine": "Voor u: {text}", "calendar_owed": "Aan zet: {who}", "calendar_phase": "Fase: {phase}",
    "calendar_called_off": "Afgezegd: {reason}", "calendar_moved": "Verplaatst; was gepland op {before}",
}  # fmt: skip
CATALOGS = {"en": EN, "nl": NL}


def words_for(language: str) -> Mapping[str, str]:
    """Return the words for what is taken along in a language; English where there are no others."""
    return CATALOGS[language_for(language)]
