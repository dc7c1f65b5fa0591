"""Make a release: raise the version, give what is unreleased in the changelog its number and day, build the wheel.

    python scripts/release.py 0.2.0

What cannot be released is told, and then nothing was changed. Committing, tagging and handing over are yours.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
DECLARED = re.compile(r'^version = "([^"]+)"$', re.MULTILINE)
UNRELEASED = "## [Unreleased]\n"


class NotReleased(Exception):
    """Why nothing was released."""


def raised(pyproject: str, version: str) -> str:
    """Return pyproject.toml with another version. Raises NotReleased where that is none, or not a later one."""
    if not VERSION.fullmatch(version):
        raise NotReleased(f"'{version}' is no version; write one such as 0.2.0")
    (former,) = DECLARED.findall(pyproject)
    if _numbers(version) <= _numbers(former):
        raise NotReleased(f"{version} does not come after {former}, the version of pyproject.toml")
    return DECLARED.sub(f'version = "{version}"', pyproject)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def dated(changelog: str, version: str, day: str) -> str:
    """Return the changelog with what is unreleased under a version. Raises NotReleased where there is nothing."""
    before, found, rest = changelog.partition(UNRELEASED)
    if not found:
        raise NotReleased(f"CHANGELOG.md has no section {UNRELEASED.strip()}")
    if not re.search(r"^- ", rest.partition("\n## [")[0], re.MULTILINE):
        raise NotReleased("CHANGELOG.md says nothing of what is unreleased")
    return f"{before}{UNRELEASED}\n## [{version}] - {day}\n{rest}"


def release(root: Path, version: str, day: str) -> Path:
    """Change both files, build the wheel, and return it. Raises NotReleased; then both files are as they were."""
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    if changed:
        raise NotReleased(f"something is not committed:\n{changed.rstrip()}")
    former = {root / name: (root / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "CHANGELOG.md")}
    declared, told = former.values()
    for path, text in zip(former, (raised(declared, version), dated(told, version, day)), strict=True):
        path.write_text(text, encoding="utf-8")
    try:
        return _wheel(root, version)
    except NotReleased:
        for path, text in former.items():
            path.write_text(text, encoding="utf-8")
        raise


def _wheel(root: Path, version: str) -> Path:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    done = subprocess.run(build, cwd=root, capture_output=True, text=True, check=False)
    made = list((root / "dist").glob(f"*-{version}-*.whl"))
    if done.returncode or len(made) != 1:
        raise NotReleased(f"the wheel was not built:\n{done.stdout}{done.stderr}")
    return made[0]


def main() -> int:
    """Release, and say what is left to do."""
    if len(sys.argv) != 2:  # noqa: PLR2004  # the script and the version
        print("say which version: make release VERSION=0.2.0", file=sys.stderr)
        return 2
    version = sys.argv[1]
    try:
        wheel = release(ROOT, version, datetime.now(UTC).date().isoformat())
    except NotReleased as error:
        print(f"not released: {error}", file=sys.stderr)
        return 1
    print(f"built {wheel.relative_to(ROOT)}; pyproject.toml and CHANGELOG.md say {version}. Then:")
    print(f"  git commit --all --message 'Release {version}' && git tag v{version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
