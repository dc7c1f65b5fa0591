"""The words of badges and boards, which frame the method's own, in English and Dutch."""

from __future__ import annotations

from typing import Protocol

from api.wording.saying import language_for

EN = {
    "open": "Under way",
    "held": "On hold",
    "ended": "Ended",
    "overdue": "overdue",
    "rehearsal": "A rehearsal, nothing here counts",
    "here": "here we are",
    "done": "done",
    "passed": "not gone through",
    "ahead": "ahead",
    "until": "Until {when}",
    "was_until": "Was to end {when}",
    "level": "{done} of {total} conditions met",
    "gate_open": "The gate is open",
    "gate_shut": "The gate is shut",
    "can_go_on": "The gate is open: {whose} can go on",
    "whose": "Whose turn: {whose}",
    "due": "by {when}",
    "put_to_vote": "Put to the vote",
    "voted": "{cast} of {eligible} voted",
    "home": "All processes",
    "phases": "The phases",
    "missing": "What is missing, and whose turn it is",
    "more": "and {number} more",
    "changed": "Last change {when}",
    "as_all_see_it": "As everybody sees it who takes part. No confidential thing is told here.",
}

NL = {
    "open": "Loopt",
    "held": "Ligt stil",
    "ended": "Beëindigd",
    "overdue": "over de termijn",
    "rehearsal": "Een oefening, niets hier telt",
    "here": "hier zijn we",
    "done": "geweest",
    "passed": "niet doorlopen",
    "ahead": "komt nog",
    "until": "Tot {when}",
    "was_until": "Zou eindigen op {when}",
    "level": "{done} van {total} voorwaarden vervuld",
    "gate_open": "De poort is open",
    "gate_shut": "De poort is dicht",
    "can_go_on": "De poort is open: {whose} kan verder",
    "whose": "Aan zet: {whose}",
    "due": "vóór {when}",
    "put_to_vote": "In stemming",
    "voted": "{cast} van {eligible} stemden",
    "home": "Alle processen",
    "phases": "De fasen",
    "missing": "Wat ontbreekt, en wie aan zet is",
    "more": "en nog {number}",
    "changed": "Laatst gewijzigd {when}",
    "as_all_see_it": "Zoals iedereen het ziet die meedoet. Niets vertrouwelijks staat hier.",
}
CATALOGS = {"en": EN, "nl": NL}


class Say(Protocol):
    """Says the words of a board in the reader's language."""

    def __call__(self, word: str, **values: str | int) -> str:
        """Return a phrase, its places filled."""


def words_for(language: str) -> dict[str, str]:
    """Return the words in a language, English where there is no other."""
    return CATALOGS[language_for(language)]


def say_for(language: str) -> Say:
    """Return what says the words in a language."""
    words = words_for(language)

    def say(word: str, **values: str | int) -> str:
        return words[word].format(**values)

    return say
