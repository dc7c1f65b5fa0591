"""`make audit` says that all is well only when all was looked up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from audit import FINE, NOT_AUDITED, VULNERABLE, judged, read

WELL = {"name": "anyio", "version": "4.16.0", "vulns": []}
ILL = {"name": "jinja2", "version": "3.1.4", "vulns": [{"id": "CVE-2024-56326", "fix_versions": ["3.1.5"]}]}
SKIPPED = {"name": "fastapi", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.mark.parametrize(
    ("dependencies", "code", "said"),
    [
        ([WELL], FINE, "1 packages looked up, nothing known"),
        ([WELL, ILL], VULNERABLE, "jinja2 3.1.4: CVE-2024-56326, mended in 3.1.5"),
        ([SKIPPED, SKIPPED], NOT_AUDITED, "not audited: 2 of 2 packages could not be looked up (fastapi, fastapi)"),
        ([WELL, SKIPPED], NOT_AUDITED, "not audited: 1 of 2 packages"),
        ([ILL, SKIPPED], VULNERABLE, "not audited: 1 of 2 packages"),
        ([], NOT_AUDITED, "not audited: 0 of 0"),
    ],
)
def test_what_was_not_looked_up_is_not_well(dependencies: list[dict[str, Any]], code: int, said: str) -> None:
    found = judged("a.lock", read(json.dumps({"dependencies": dependencies}), "No known vulnerabilities found"))

    assert found[0] == code
    assert any(said in line for line in found[1])
    assert (code == FINE) == all("nothing known" in line for line in found[1])


@pytest.mark.parametrize("told", ["", "[]", "{}", "null", "Traceback"])
def test_a_tool_that_tells_nothing_audited_nothing(told: str) -> None:
    code, lines = judged("a.lock", read(told, "ERROR: no route to host\n"))

    assert (code, lines) == (NOT_AUDITED, ["a.lock: not audited: ERROR: no route to host"])
