"""Sentences an author wrote, in one language or several, with logic-free placeholders such as `{party.name}`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.diagnostics import Slip, short, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_CHARACTERS = 8_000
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")

BRACES = re.compile(r"\{[^{}]*\}?|\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text: `plain` where the method has one language, else one sentence a language in `by_language`."""

    plain: str | None
    by_language: dict[str, str]

    def languages(self) -> set[str]:
        """Return the languages it is written in; empty for a plain text."""
        return set(self.by_language)

    def variants(self) -> Sequence[str]:
        """Return every wording."""
        return [self.plain] if self.plain is not None else list(self.by_language.values())

    def say(self, language: str) -> str:
        """Return the wording in `language`, or the first one where it has none."""
        if self.plain is not None:
            return self.plain
        return self.by_language.get(language) or next(iter(self.by_language.values()))

    def placeholders(self) -> set[str]:
        """Return the dotted names that stand between braces in any wording."""
        return {name for wording in self.variants() for name in PLACEHOLDER.findall(wording)}


def read_text(value: object) -> Text:
    """Read a text as a method file has it. Raises ValueError when it is neither a string nor a language map."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        return Text(_wording(value), {})
    if isinstance(value, dict) and value:
        return Text(None, {language: _in_language(language, wording) for language, wording in value.items()})
    advice = "" if isinstance(value, dict | list) else "; quote it"
    msg = f"expected a text, or one text for each language ({{en: …, nl: …}}); found {shown(value)}{advice}"
    raise ValueError(msg)


def fill(wording: str, look_up: Callable[[str], str]) -> str:
    """Replace each placeholder by what `look_up` says of its dotted name."""
    return PLACEHOLDER.sub(lambda match: look_up(match.group(1)), wording)


def _in_language(language: str, wording: object) -> str:
    if not isinstance(wording, str):
        advice = "" if isinstance(wording, dict | list) else "; quote it"
        raise Slip(f"the text in '{short(language)}' must be text; found {shown(wording)}{advice}", language)
    return _wording(wording, language)


def _wording(value: str, *at: str) -> str:
    if not value.strip():
        raise Slip("a text may not be empty", *at)
    if len(value) > MOST_CHARACTERS:
        raise Slip(f"a text may have {MOST_CHARACTERS} characters; this one has {len(value)}", *at)
    return value.strip()
