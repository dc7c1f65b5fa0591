"""The words of the first page, in English and Dutch."""

from __future__ import annotations

from api.wording.saying import language_for

EN = {
    "home": "Processes",
    "waits": "What waits for you",
    "waits_nothing": "Nothing waits for you now.",
    "waits_more": "You take part in more processes than are looked at here.",
    "processes": "Processes",
    "processes_none": "There is no process here that you may know of.",
    "found_none": "Nothing fits.",
    "open_one": "Open a process",
    "search": "Part of the title",
    "state": "State",
    "all": "All",
    "open": "Under way",
    "held": "On hold",
    "ended": "Ended",
    "overdue": "overdue",
    "rehearsal": "rehearsal",
    "find": "Find",
    "more": "Older processes",
    "title": "Process",
    "where": "Where",
    "changed": "Last change",
    "by": "by {when}",
    "counted": "{open} under way, {held} on hold, {ended} ended",
    "late": "{overdue} overdue",
    "unsigned": "Without accounts: whoever reaches this server sees this, and acts for everybody.",
}

NL = {
    "home": "Processen",
    "waits": "Wat op u wacht",
    "waits_nothing": "Er wacht nu niets op u.",
    "waits_more": "U doet mee aan meer processen dan hier zijn bekeken.",
    "processes": "Processen",
    "processes_none": "Er is hier geen proces waarvan u mag weten.",
    "found_none": "Er past niets.",
    "open_one": "Een proces openen",
    "search": "Deel van de titel",
    "state": "Toestand",
    "all": "Alle",
    "open": "Loopt",
    "held": "Ligt stil",
    "ended": "Beëindigd",
    "overdue": "over de termijn",
    "rehearsal": "oefening",
    "find": "Zoeken",
    "more": "Oudere processen",
    "title": "Proces",
    "where": "Waar",
    "changed": "Laatst gewijzigd",
    "by": "vóór {when}",
    "counted": "{open} lopend, {held} stil, {ended} beëindigd",
    "late": "{overdue} over de termijn",
    "unsigned": "Zonder accounts: wie deze server bereikt, ziet dit en handelt voor iedereen.",
}
CATALOGS = {"en": EN, "nl": NL}


def words_of_home(language: str) -> dict[str, str]:
    """Return the words of the first page in a language, English where there is no other."""
    return CATALOGS[language_for(language)]
