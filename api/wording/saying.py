"""From a message to a sentence: the catalogs, and how values are put in their places.

A sentence has places such as `{who}`. A list is joined as people write one; `{roles:or}` joins it with "or". A place
`{ballot:ballot}` takes the catalog's word for its value (`ballot:yes`) where there is one; a place `{party:for}` is the
phrase `for:` around its value, and nothing where there is no value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from api.wording import access, en, entrance, hooks, mail, nl
from engine.process.view import Message, as_id
from engine.process.view.messages import said_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.process.view import Say

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": en.WORDS | access.EN | entrance.EN | hooks.EN | mail.EN,
    "nl": nl.WORDS | access.NL | entrance.NL | hooks.NL | mail.NL,
}
LANGUAGES = tuple(WORDS)
PLACE = re.compile(r"\{([a-z_]+)(?::([a-z]+))?\}")
MOST_LISTED = 12
Value = str | int | tuple[str, ...]


def language_for(*wanted: str | None) -> str:
    """Return the first wanted language that Sluis has words in; English where it has none of them."""
    return next((one for one in wanted if one is not None and one in WORDS), LANGUAGES[0])


def say_in(language: str | None) -> Say:
    """Return what words a message in a language; a message without words is said as its id and values."""
    words = WORDS[language_for(language)]

    def say(message: Message) -> str:
        sentence = words.get(message.id)
        if sentence is None:
            return as_id(message)
        return PLACE.sub(lambda place: _shown(words, message.values.get(place[1], ""), place[2] or ""), sentence)

    return say


def say_instant(language: str, zone: str, at: datetime) -> str:
    """Return an instant as people of a language say it in a zone."""
    return say_in(language)(said_instant(at, zone))


def _shown(words: Mapping[str, str], value: Value, manner: str) -> str:
    if isinstance(value, tuple):
        return _joined(words, value, "or" if manner == "or" else "and")
    text = str(value)
    if word := words.get(f"{manner}:{text}" if text else ""):
        return word
    phrase = words.get(f"{manner}:", "{it}")
    return phrase.replace("{it}", text) if text else ""


def _joined(words: Mapping[str, str], values: tuple[str, ...], link: str) -> str:
    """Join a list: `a, b and c`; what goes beyond a dozen is counted."""
    more = len(values) - MOST_LISTED
    shown = [*values[:MOST_LISTED], *([words["list_more"].replace("{it}", str(more))] if more > 0 else [])]
    *before, last = shown or [words["nothing"]]
    return f"{', '.join(before)} {words[f'list_{link}']} {last}" if before else last
