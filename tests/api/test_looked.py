"""The mark by which a browser keeps up to where its reader had looked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.looked import MOST, Looked, Mark, key_of, read_marks, write_marks

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = Looked(AT - timedelta(microseconds=7), AT)


def at(minutes: int) -> Looked:
    return Looked(AT + timedelta(minutes=minutes, microseconds=3), AT + timedelta(minutes=minutes))


def test_a_mark_stays_while_somebody_goes_on_looking_and_moves_when_he_comes_back() -> None:
    mark = Mark(FIRST, FIRST).now(at(20)).now(at(45))
    assert (mark.before, mark.last) == (FIRST, at(45))
    assert mark.now(at(120)) == Mark(at(45), at(120))


def test_what_is_kept_is_read_back_and_no_more_than_has_room() -> None:
    marks = {key_of("olga", str(number)): Mark(FIRST, at(number)) for number in range(MOST + 5)}
    kept = read_marks(write_marks(marks))
    assert kept == {key: one for key, one in marks.items() if one.last.at >= at(5).at}
    assert len(write_marks(marks)) < 3_000


def test_it_names_neither_process_nor_account() -> None:
    told = write_marks({key_of("olga", "the-river"): Mark(FIRST, FIRST)})
    assert "olga" not in told
    assert "river" not in told
    assert key_of("olga", "the-river") != key_of("rik", "the-river")


@pytest.mark.parametrize("odd", ["", "x", "a.b.c.d.e_", "a.1.2.3.zzzzzzzzzzzz", "a.1.2.3.-4", "a.1.2.3.٣", "_" * 9])
def test_what_is_no_mark_is_none(odd: str) -> None:
    assert all(isinstance(one, Mark) for one in read_marks(odd).values())


@given(st.text())
def test_whatever_stands_in_a_cookie_can_be_read(text: str) -> None:
    read_marks(text)
