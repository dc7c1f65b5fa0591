"""Parts of the page of a process that are told as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from api.pages.parts import holds_before
from engine.process.view.shapes import Hold, Named
from tests.api.test_signs import NOW, PROGRESS

GATE = Hold("hold", "Held by: mandates", Named("work", "Work"), None, None, NOW, None, None)
DESK: Any = SimpleNamespace(
    telling=SimpleNamespace(instant=lambda at: f"{at:%H:%M}"), say=lambda _, from_, to: f"from {from_} to {to}"
)


@pytest.mark.parametrize(
    ("lasted", "reason", "told"),
    [
        (timedelta(0), None, []),
        (timedelta(seconds=50), None, []),
        (timedelta(minutes=1), None, ["Held by: mandates, from 09:00 to 09:01"]),
        (timedelta(0), "Summer", ["Held by: mandates, from 09:00 to 09:00"]),
    ],
)
def test_a_hold_of_a_gate_that_nobody_could_have_noticed_is_none_of_the_earlier_ones(
    lasted: timedelta, reason: str | None, told: list[str]
) -> None:
    over = replace(GATE, ended_at=NOW + lasted, reason=reason)
    assert holds_before(DESK, replace(PROGRESS, holds=[over, GATE])) == told
