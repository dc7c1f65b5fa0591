"""Look up what is known against the packages that locks pin, and never call well what could not be looked up.

pip-audit itself says "no known vulnerabilities" and exits 0 when it found none of the packages at all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

FINE, VULNERABLE, NOT_AUDITED = 0, 1, 2
SECONDS = 600
MOST_NAMED = 5


@dataclass
class Found:
    """What was looked up in a lock, what could not be, and what is known against it."""

    audited: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    vulnerable: list[str] = field(default_factory=list)
    error: str | None = None


def judged(lock: str, found: Found) -> tuple[int, list[str]]:
    """Return the exit code for a lock, and what to print."""
    lines = [f"{lock}: {one}" for one in found.vulnerable]
    if found.error or found.skipped or not found.audited:
        names = ", ".join(found.skipped[:MOST_NAMED]) + (", …" if len(found.skipped) > MOST_NAMED else "")
        every = len(found.audited) + len(found.skipped)
        why = found.error or f"{len(found.skipped)} of {every} packages could not be looked up ({names})"
        return (VULNERABLE if lines else NOT_AUDITED), [*lines, f"{lock}: not audited: {why}"]
    if lines:
        return VULNERABLE, lines
    return FINE, [f"{lock}: {len(found.audited)} packages looked up, nothing known against them"]


def read(told: str, error: str) -> Found:
    """Read what pip-audit told."""
    try:
        dependencies: list[dict[str, Any]] = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Found(error=error.strip().splitlines()[-1] if error.strip() else "pip-audit told nothing")
    found = Found()
    for one in dependencies:
        if "skip_reason" in one or "vulns" not in one:
            found.skipped.append(str(one.get("name")))
            continue
        found.audited.append(one["name"])
        for known in one["vulns"]:
            mended = ", ".join(known.get("fix_versions") or ()) or "no version yet"
            found.vulnerable.append(f"{one['name']} {one['version']}: {known['id']}, mended in {mended}")
    return found


def audit(program: str, lock: str) -> Found:
    """Ask pip-audit about a lock, as it stands, without resolving anything."""
    arguments = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [program, "--requirement", lock, *arguments], check=False, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return Found(error=f"no answer within {SECONDS} seconds")
    return read(done.stdout, done.stderr)


def main() -> int:
    """Print what was found of each lock; 0 only when everything was looked up and nothing is known."""
    program, *locks = sys.argv[1:]
    worst = FINE
    for lock in locks:
        code, lines = judged(lock, audit(program, lock))
        print("\n".join(lines))
        worst = VULNERABLE if VULNERABLE in (worst, code) else max(worst, code)
    return worst


if __name__ == "__main__":
    sys.exit(main())
