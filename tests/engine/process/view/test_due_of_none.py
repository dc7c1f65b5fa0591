"""When something is owed that has no subject yet."""

from __future__ import annotations

import pytest

from tests.factories import a_method, a_need, a_table


@pytest.mark.parametrize(
    ("due", "told"), [("P14D after envoy.appointed_at", None), ("P14D", "2026-03-16T09:00:00+00:00")]
)
def test_what_is_owed_by_nobody_yet_is_due_by_its_phase_alone(due: str, told: str | None) -> None:
    need = a_need("envoy.name != ''", each="envoy", due=due)

    progress = a_table(a_method(gate=[need])).progress()

    (move,) = progress.moves
    assert move.gate
    (missing,) = move.gate.conditions[0].missing
    assert (missing.due_at.isoformat() if missing.due_at else None) == told
