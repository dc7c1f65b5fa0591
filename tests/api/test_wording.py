from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from api.problems import STATUS
from api.problems_explained import EXPLAINED
from api.wording import WORDS, access, entrance, exporting, hooks, say_in
from engine.process.events import KINDS
from engine.process.refusal import Kind
from engine.process.view import Message
from engine.process.view.shapes import Answer

ROOT = Path(__file__).parents[2]
REFUSED = re.compile(r'(?:refuse|Refusal)\(\s*"[a-z-]+",\s*"([a-z_]+)"')
SAID = re.compile(r'Message\(\s*"([a-z_]+)"')
CHOSEN = re.compile(r'Message\(\s*"([a-z_]+)" if .*? else "([a-z_]+)"')
REASON = re.compile(r'Unknown\(\s*"([a-z_]+)"')
WANTED = re.compile(r'"(wants_[a-z_]+|[a-z_]+_not_yours)"')
PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::[a-z]+)?\}")


def _found(folder: str, pattern: re.Pattern[str]) -> set[str]:
    texts = [path.read_text() for path in (ROOT / folder).rglob("*.py")]
    groups = [match.groups() for text in texts for match in pattern.finditer(text)]
    return {one for group in groups for one in group}


def _ids() -> set[str]:
    process = "engine/process"
    said = {one for folder in (process, "engine/access") for one in _found(folder, REFUSED)}
    said |= _found(process, SAID) | _found(process, CHOSEN) | _found(process, WANTED)
    unknown = {f"unknown_{reason}" for folder in ("engine/language", process) for reason in _found(folder, REASON)}
    events = {f"log_{kind}" for kind in KINDS}
    return (
        said | unknown | events | {f"verdict_{one}" for one in get_args(Answer)} | {f"problem_{one}" for one in STATUS}
    )


@pytest.mark.parametrize("language", list(WORDS))
def test_every_message_of_the_engine_has_words_in_every_language(language: str) -> None:
    found = _ids()
    assert len(found) > 100
    assert sorted(found - set(WORDS[language])) == []


def test_a_sentence_has_the_same_placeholders_in_every_language() -> None:
    assert set(WORDS["en"]) == set(WORDS["nl"])
    for identity, sentence in WORDS["en"].items():
        assert set(PLACEHOLDER.findall(sentence)) == set(PLACEHOLDER.findall(WORDS["nl"][identity])), identity


def test_every_kind_of_refusal_is_a_type_of_problem_with_a_page_in_every_language() -> None:
    assert set(get_args(Kind)) <= set(STATUS)
    assert all(set(explained) == set(STATUS) for explained in EXPLAINED.values())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "a, b and c"), ("nl", "a, b en c")],
)
def test_lists_are_joined_as_one_says_them(language: str, sentence: str) -> None:
    assert sentence in say_in(language)(Message("none_there", {"kinds": ("a", "b", "c")}))


def test_braces_that_people_typed_are_left_alone() -> None:
    assert "{who}" in say_in("en")(Message("actor_unknown", {"actor": "{who}"}))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Talk: the term now passes on 3 Mar 2026, 09:05"),
        ("nl", "Talk: de termijn loopt nu af op 3 mrt 2026, 09.05 uur"),
    ],
)
def test_an_instant_is_said_as_people_say_it(language: str, said: str) -> None:
    say = say_in(language)
    when = say(Message("instant", {"day": 3, "month": 3, "year": 2026, "hour": "09", "minute": "05"}))

    assert say(Message("log_DueSet", {"what": "Talk", "kind": "phase", "when": when})) == said


@pytest.mark.parametrize("words", [WORDS["nl"], access.NL, entrance.NL, exporting.NL, hooks.NL])
def test_dutch_says_u_to_everybody(words: dict[str, str]) -> None:
    assert not [one for one in words.values() if re.search(r"\b(je|jij|jou|jouw|jezelf)\b", one, re.IGNORECASE)]
