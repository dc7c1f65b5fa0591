"""The pure floors once more: what they may not call by a built-in or through datetime, which no import shows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PURE = ("language", "process", "authoring")
FORBIDDEN_FUNCTIONS = {"open", "print", "input", "breakpoint"}
FORBIDDEN_METHODS = {"now", "utcnow", "today"}


def impure_calls(source: str) -> list[str]:
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    functions = [call.id for call in calls if isinstance(call, ast.Name) and call.id in FORBIDDEN_FUNCTIONS]
    methods = [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in FORBIDDEN_METHODS]
    return functions + methods


@pytest.mark.parametrize("floor", PURE)
def test_a_pure_floor_opens_no_file_and_reads_no_clock(floor: str) -> None:
    modules = sorted((ROOT / "engine" / floor).rglob("*.py"))

    found = {path.relative_to(ROOT).as_posix(): impure_calls(path.read_text(encoding="utf-8")) for path in modules}

    assert found
    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize("line", ["open('x')", "datetime.now(UTC)", "date.today()", "print(1)"])
def test_a_forbidden_call_is_found(line: str) -> None:
    assert len(impure_calls(line)) == 1
