"""What people are shown of the scenes and acts of the matrix is what was read and found right, word for word."""

from __future__ import annotations

from functools import cache

import pytest

from tests.told.scenes import FILE, HEAD, PLACES, shown


@cache
def kept() -> dict[str, list[str]]:
    """Return the lines of each scene as they were read."""
    scenes = FILE.read_text(encoding="utf-8").removeprefix(HEAD).split(f"\n{HEAD}")
    return {name: lines for name, *lines in (one.rstrip("\n").split("\n") for one in scenes)}


def test_what_is_kept_is_what_is_played() -> None:
    assert list(kept()) == PLACES


@pytest.mark.parametrize("place", PLACES)
def test_a_scene_or_an_act_is_shown_in_the_words_that_were_read_and_found_right(place: str) -> None:
    assert shown(place) == kept()[place]
