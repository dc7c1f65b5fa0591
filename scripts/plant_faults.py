"""Plant faults that the promises forbid, one at a time, and see that the tests catch each: `make faults`.

A fault is a change to one place in a copy of the tree, which must be there exactly once: where code moves, its faults
move with it, or this script says so. It counts as caught when its tests fail; tests that cannot start do not count.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
CAUGHT = re.compile(r"^FAILED (\S+)", re.MULTILINE)
SECONDS = 900
TIMES = 4  # as many rounds as `make test` has: what chance alone would miss is caught, and a test ends as it fails
LIST = ROOT / "tests" / "promises" / "faults.yaml"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must not be: in `file`, `found` is replaced by `planted`; one of `tests` must notice."""

    promise: str
    name: str
    file: str
    found: str
    planted: str
    tests: list[str]


def main() -> int:
    """Plant every fault, or those whose names hold the words given. Returns how many went unnoticed."""
    words = sys.argv[1:]
    faults = [Fault(**one) for one in yaml.safe_load(LIST.read_text(encoding="utf-8"))]
    chosen = [one for one in faults if all(word in f"{one.promise} {one.name}" for word in words)]
    with tempfile.TemporaryDirectory(prefix="sluis-faults-") as folder:
        tree = Path(folder) / "sluis"
        _copy(tree)
        missed = [one.name for one in chosen if not _is_caught(one, tree)]
    print(
        f"{len(chosen) - len(missed)} of {len(chosen)} faults were caught"
        + "".join(f"\n  not: {one}" for one in missed)
    )
    return len(missed)


def _copy(tree: Path) -> None:
    """Copy what git knows of, as it stands in the working tree."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    for name in listed.stdout.decode().splitlines():
        if (ROOT / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)


def _is_caught(fault: Fault, tree: Path) -> bool:
    file = tree / fault.file
    sound = file.read_text(encoding="utf-8")
    if sound.count(fault.found) != 1:
        print(f"{fault.promise:<4} {fault.name}: its place in {fault.file} is there {sound.count(fault.found)} times")
        return False
    file.write_text(sound.replace(fault.found, fault.planted), encoding="utf-8")
    try:
        by = next((found for test in fault.tests if (found := _failing(test, tree))), None)
    finally:
        file.write_text(sound, encoding="utf-8")
    print(f"{fault.promise:<4} {fault.name}: {f'caught by {by}' if by else 'NOT CAUGHT'}", flush=True)
    return by is not None


def _failing(test: str, tree: Path) -> str | None:
    """Return the first test that fails, if one does."""
    path, _, name = test.partition("::")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no", path]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "TIMES": str(TIMES)}
    try:
        done = subprocess.run(
            [*command, *(["-k", name] if name else [])], cwd=tree, env=environment, capture_output=True, text=True,
            check=False, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        print(f"{test} took more than {SECONDS} s", flush=True)
        return None
    found = CAUGHT.search(done.stdout)
    return found[1] if found else None


if __name__ == "__main__":
    sys.exit(main())
