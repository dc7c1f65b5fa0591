"""What people are shown of four stories is what was read and found right, word for word."""

from __future__ import annotations

import pytest

from tests.told.retelling import STORIES, file_of, retold


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_shown_in_the_words_that_were_read_and_found_right(story: str) -> None:
    kept = file_of(story).read_text(encoding="utf-8").splitlines()

    assert retold(story).splitlines() == kept
