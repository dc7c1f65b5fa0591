"""Says what somebody can choose to do, with the titles of the method and the names of people."""

from __future__ import annotations

from collections.abc import Mapping

from api.cli.terminal import cleaned
from api.cli.words import Words
from engine.authoring.trial import Choice


def person_of(one: Choice, ids: Mapping[str, str], words: Words) -> str:
    """Say who could do it: a name with the roles and the party. `ids` are those of the people by short name."""
    person = one.situation.participants[ids[one.possible.by]]
    party = one.situation.parties.get(person.party or "")
    roles = [
        one.method.declared.roles[role].title.say(words.language)
        for role, held in one.situation.holdings.items()
        if any(each.participant == person.id for each in held)
    ]
    told = ", ".join(roles) + (f" ({party.name})" if party else "")
    return str(cleaned(f"{person.name}  ·  {told}" if told else person.name))


def place_of(one: Choice) -> str:
    """Say in which of the processes that phases run it is done."""
    return f"  ·  {cleaned(one.situation.title)}" if one.inside else ""


def said_of(one: Choice, ids: Mapping[str, str], words: Words) -> str:
    """Say what can be done."""
    possible, subject = one.possible, ", ".join(_called(one, ids, name) for name in one.possible.subject)
    what = _word(one, ids, words)
    act = words(f"act_{possible.do}", about=_about(one, words.language), what=what, subject=subject)
    return words("for_subject", act=act, subject=subject) if subject and subject not in act else act


def _about(one: Choice, language: str) -> str:
    about, declared = one.possible.about, one.method.declared
    if one.possible.do == "move":
        return one.method.plan.ways[about].declared.title.say(language)
    for things in (declared.roles, declared.records, declared.decisions):
        if about in things:
            return things[about].title.say(language)
    return about


def _word(one: Choice, ids: Mapping[str, str], words: Words) -> str:
    """Say an option by its title, an answer in words, a person by name."""
    word, decisions = one.possible.word, one.method.declared.decisions
    ballot = decisions[one.possible.about].ballot if one.possible.about in decisions else None
    options = (ballot.choice or ballot.ranking) if ballot else None
    if isinstance(options, dict) and word in options:
        return options[word].say(words.language)
    person = one.situation.participants.get(ids.get(word, ""))
    return str(person.name) if person else words.answer(word)


def _called(one: Choice, ids: Mapping[str, str], name: str) -> str:
    """Say for what it is: a person by the full name, all else as the story calls it."""
    person = one.situation.participants.get(ids.get(name, ""))
    return str(person.name) if person else name
