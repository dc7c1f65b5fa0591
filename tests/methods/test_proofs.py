"""Every end of the shipped and the published methods is reached by `prove`, in good time."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.authoring.coverage import ground
from engine.authoring.proving import EFFORT, prove
from engine.files import read_file
from tests.methods.rules import HERE

SHIPPED = HERE.parents[1] / "methods"
FILES = [*sorted(SHIPPED.glob("*/method.yaml")), *sorted(one for one in HERE.glob("*.yaml") if "." not in one.stem)]


@pytest.mark.parametrize("file", FILES, ids=[one.stem if one.parent == HERE else one.parent.name for one in FILES])
def test_every_end_is_reached_by_a_run_that_was_found(file: Path) -> None:
    method = read_file(file).method
    assert method is not None

    proof = prove(method, only_ends=True)

    assert {run.end for run in proof.runs} == set(method.declared.ends)


def test_all_of_the_service_gates_is_shown_without_help_in_far_less_than_it_may_take() -> None:
    method = read_file(HERE / "uk-service-gates.yaml").method
    assert method is not None

    proof = prove(method)

    assert [mark for mark in ground(method) if mark not in proof.marks] == []
    assert proof.effort < EFFORT * 2 / 3
