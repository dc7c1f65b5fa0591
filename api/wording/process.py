"""The words of the pages of a process, which frame the method's own, in English and Dutch."""

from __future__ import annotations

from typing import Protocol

from api.wording.process_en import EN
from api.wording.process_nl import NL
from api.wording.saying import language_for

CATALOGS = {"en": EN, "nl": NL}


class Words(Protocol):
    """Says the words of a page in the reader's language."""

    def __call__(self, word: str, **values: str | int) -> str:
        """Return a phrase, its places filled."""


def words_in(language: str) -> Words:
    """Return what says the words of the pages in a language, English where there is no other."""
    words = CATALOGS[language_for(language)]

    def say(word: str, **values: str | int) -> str:
        return words[word].format(**values)

    return say
