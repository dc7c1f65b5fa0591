"""Nothing that can be written in a method is read and ignored: each key, and each word for one, makes a difference.

The keys come from the JSON Schema. For each there is a case in `cases/`: two methods that differ in it alone, and what
differs when people do the same things in both, or what is said about one of them when it is read.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.language_keys.cases import PARTS_OF_A_CASE, Case, cases, fits
from tests.language_keys.keys import keys

CASES = cases()


def test_every_key_and_every_word_for_one_has_a_case() -> None:
    proven = {key for case in CASES for key in case.keys}
    owed = [key for key in keys() if key not in proven and not _all_words_proven(key, proven)]

    assert not owed, f"no case shows that these do anything; write one in tests/language_keys/cases: {', '.join(owed)}"


def _all_words_proven(key: str, proven: set[str]) -> bool:
    words = [one for one in keys() if one.startswith(f"{key}=")]
    return bool(words) and set(words) <= proven


def test_every_case_is_about_a_key_that_there_is() -> None:
    unknown = [f"{case.name} ({key})" for case in CASES for key in case.keys if key not in keys()]
    twice = [name for name, times in Counter(case.name for case in CASES).items() if times > 1]

    assert (unknown, twice) == ([], [])


def test_every_case_changes_the_key_it_is_about_or_says_the_word() -> None:
    plain = [case for case in CASES if ":" not in case.name]
    others = [f"{case.name} ({key})" for case in plain for key in case.keys if not _is_about(case, key)]

    assert others == []


def _is_about(case: Case, key: str) -> bool:
    name, _, word = key.partition("=")
    if word:
        return word in said(case.told["change"]) | said(case.told.get("given", {}))
    return name.partition(".")[2] in said(case.told["change"])


def said(value: object) -> set[str]:
    """Return all keys and words in what a case declares."""
    if isinstance(value, dict):
        return set(value).union(*(said(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(said(one) for one in value))
    return {str(value)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_changing_the_key_changes_what_happens(case: Case) -> None:
    assert not case.told.keys() - PARTS_OF_A_CASE, case.told.keys() - PARTS_OF_A_CASE
    if "steps" in case.told:
        _differs_when_played(case)
    else:
        _differs_when_read(case)


def _differs_when_played(case: Case) -> None:
    differing = 0
    for number, (step, one, other) in enumerate(zip(case.told["steps"], *case.played(), strict=True), 1):
        wanted = [step.get("without"), step.get("with")] if "with" in step else [_as_a_matter_of_course(step)] * 2
        for method, expected, found in zip(("without", "with"), wanted, (one, other), strict=True):
            assert fits(expected, found), f"{case.name}: step {number}, {step}, {method} it: {found!r}"
        differing += "with" in step and one != other
    assert differing, f"{case.name}: the change makes no difference in what is expected of any step"


def _as_a_matter_of_course(step: dict[str, object]) -> str:
    return "" if "wait" in step else "happens"


def _differs_when_read(case: Case) -> None:
    without, with_ = case.complaints()
    expected = case.told["check"]
    assert expected in with_, f"{case.name}: {with_}"
    assert expected not in without, f"{case.name}: this is said without it too: {without}"
