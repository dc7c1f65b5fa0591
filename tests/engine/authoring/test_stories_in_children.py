from __future__ import annotations

from typing import Any

import pytest

from engine.authoring.casting import StoryWrong
from tests.engine.authoring.stories import goes, problems
from tests.engine.process.family_methods import talks

Step = dict[str, Any]


def disputed(topic: str) -> Step:
    told = {"question": topic, "disputed": True, "weight": 1}
    return {
        "when": [
            {"do": "record", "by": "carl", "record": "topic", "id": topic, "fields": told},
            {"do": "share", "by": "carl", "id": topic},
        ]
    }


ON: Step = {"when": {"do": "move", "by": "carl", "move": "on"}}
BEGUN = [disputed("dust"), disputed("noise"), ON]


def settled(where: str) -> Step:
    return {
        "in": where,
        "when": [
            {"do": "record", "by": "ann", "record": "answer", "id": f"answer {where}", "fields": {"text": "It is."}},
            {"do": "share", "by": "ann", "id": f"answer {where}"},
            {"do": "move", "by": "carl", "move": "settle"},
        ],
        "then": {"end": "settled"},
    }


def test_a_step_acts_in_the_process_that_a_phase_runs_and_sees_where_that_stands() -> None:
    early = {
        "in": "facts/dust",
        "when": {"do": "move", "by": "carl", "move": "settle"},
        "then": {"refused": ["told"], "phase": "look"},
    }

    played = goes(talks(), *BEGUN, early, settled("facts/dust"))

    assert problems(played) == []
    assert played[-1].method.id == "finding"


def test_what_comes_of_a_child_counts_in_the_process_that_runs_it() -> None:
    agree: Step = {"when": {"do": "move", "by": "carl", "move": "agree"}}

    played = goes(
        talks(),
        *BEGUN,
        {**agree, "then": {"refused": ["settled@dust", "settled@noise"]}},
        settled("facts/dust"),
        {**agree, "then": {"refused": ["settled@noise"]}},
        settled("facts/noise"),
        {**agree, "then": {"end": "agreed"}},
    )

    assert problems(played) == []


def test_what_the_clock_does_in_a_child_can_be_told() -> None:
    played = goes(talks(), *BEGUN, {"in": "facts/dust", "wait": "P22D", "then": {"end": "not_settled"}})

    assert problems(played) == []


def test_a_child_can_be_named_by_its_phase_alone_where_there_is_one() -> None:
    played = goes(talks(), disputed("dust"), ON, {"in": "facts", "wait": "P1D", "then": {"phase": "look"}})

    assert problems(played) == []


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("facts", "in facts: there are several: name one, as facts/…"),
        ("gather/dust", "in gather/dust: there is no such process"),
        ("facts/dst", "nobody and nothing in this story is called 'dst'; did you mean 'dust'?"),
    ],
)
def test_a_child_that_is_not_there_is_told(where: str, said: str) -> None:
    with pytest.raises(StoryWrong) as wrong:
        goes(talks(), *BEGUN, {"in": where, "wait": "P1D"})

    assert said in str(wrong.value)
