from __future__ import annotations

import pytest

from engine.language.diagnostics import Slip
from engine.language.subjects import Subject, is_pair, read_subjects


def test_a_subject_is_read_in_each_of_its_forms() -> None:
    assert read_subjects("party") == (Subject("party", "party"),)
    assert read_subjects(["topic", "party"]) == (Subject("topic", "topic"), Subject("party", "party"))
    assert read_subjects(["party as a", "party as b"]) == (Subject("party", "a"), Subject("party", "b"))


@pytest.mark.parametrize(
    "written", ["Party", "party as", "party as A", "", 7, None, {}, "parents.topic", "a.b", ["topic", 7]]
)
def test_what_is_no_subject_is_refused_with_its_forms(written: object) -> None:
    with pytest.raises(Slip, match="is not a subject; allowed: party, participant"):
        read_subjects(written)


def test_an_empty_list_is_no_subject() -> None:
    with pytest.raises(Slip, match="an empty list is not a subject"):
        read_subjects([])


def test_the_same_name_twice_is_refused_at_the_second() -> None:
    with pytest.raises(Slip, match=r"'party' stands here twice; an ordered pair is written \[party as a") as slip:
        read_subjects(["topic", "party", "party"])

    assert slip.value.at == (2,)


def test_a_pair_holds_one_kind_twice() -> None:
    assert is_pair(read_subjects(["party as a", "party as b"]))
    assert not is_pair(read_subjects(["topic", "party"]))
