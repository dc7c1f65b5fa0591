from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from api.cli import witnesses
from api.cli.witnesses import played_beside
from engine.authoring.proving import as_scenario, prove
from tests.factories import a_method, a_need, a_record

if TYPE_CHECKING:
    import pytest

METHOD = a_method(records={"note": a_record()}, gate=[a_need("note.shared")])
RUN = prove(METHOD, only_ends=True).runs[0]
STORIES = [as_scenario(RUN.told)]


def test_scenarios_that_are_played_beside_the_search_show_what_they_show_here() -> None:
    with played_beside(METHOD, STORIES) as shown:
        assert shown() == RUN.marks


def test_what_they_show_is_known_also_where_their_process_was_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witnesses, "_play", partial(os._exit, 9))

    with played_beside(METHOD, STORIES) as shown:
        assert shown() == RUN.marks


def test_with_one_core_they_are_played_when_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    with played_beside(METHOD, STORIES) as shown:
        assert shown() == RUN.marks
