"""Words for the engine's own sentences, in the reader's language; English where there is no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.wording import en, nl
from engine.process.view import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.process.refusal import Refusal
    from engine.process.view import Say, Telling

WORDS: Mapping[str, Mapping[str, str]] = {"en": en.WORDS, "nl": nl.WORDS}
LANGUAGES = tuple(WORDS)
EVERYBODY = "*"


def say_in(language: str) -> Say:
    """Return what words a message in a language."""
    words = WORDS.get(language, en.WORDS)

    def say(message: Message) -> str:
        values = {key: _shown(words, value) for key, value in message.values.items()}
        if about := values.get("about"):
            values["about"] = f" ({about})"
        if operator := message.values.get("operator"):
            values["operator"] = words[f"operator_{operator}"]
        return words[message.id].format_map(values)

    return say


def say_refusal(telling: Telling, refusal: Refusal) -> str:
    """Word a refusal, with titles of the method in the place of ids."""
    return telling.say(
        Message(refusal.message, {key: _titled(telling, key, one) for key, one in refusal.values.items()})
    )


def _shown(words: Mapping[str, str], value: str | int | tuple[str, ...]) -> str:
    if not isinstance(value, tuple):
        return str(value)
    first, last = value[:-1], value[-1:]
    return f" {words['and']} ".join([", ".join(first), *last]) if first else "".join(last)


def _titled(telling: Telling, key: str, value: str | int | tuple[str, ...]) -> str | int | tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(str(_titled(telling, key, one)) for one in value)
    declared, nodes, ways = telling.method.declared, telling.method.plan.nodes, telling.method.plan.ways
    text = str(value)
    if key in ("role", "roles", "dimension", "wanted"):
        return _role(telling, text)
    if key in ("record", "records", "name") and text in declared.records:
        return telling.text(declared.records[text].title)
    if key in ("decision", "name") and text in declared.decisions:
        return telling.text(declared.decisions[text].title)
    if key in ("phase", "phases", "tracks") and text in nodes:
        return telling.phase(text)
    return telling.text(ways[text].declared.title) if key == "move" and text in ways else value


def _role(telling: Telling, name: str) -> str:
    if name in telling.method.declared.roles:
        return telling.role(name)
    if name == EVERYBODY:
        return telling.say(Message("anyone"))
    if name == "opener":
        opener = telling.person(telling.situation.opener)
        return opener.name if opener else name
    return telling.kind(name) if name in {"party", "participant", *telling.method.declared.records} else name
