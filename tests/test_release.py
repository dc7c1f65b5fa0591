"""The release script: version, changelog and wheel change together, or nothing does."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from release import ROOT, NotReleased, dated, raised, release

PYPROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "small"
version = "0.1.0"

[tool.hatch.build.targets.wheel]
packages = ["small"]
"""
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A lock.\n\n## [0.1.0] - 2026-01-01\n\n- All of it.\n"
DAY = "2026-11-26"


def git(folder: Path, *words: str) -> None:
    me = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *me, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project of which all is committed."""
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "__init__.py").write_text("")
    (tmp_path / ".gitignore").write_text("dist/\n")
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "All of it")
    return tmp_path


def as_they_were(project: Path) -> bool:
    return (project / "pyproject.toml").read_text() == PYPROJECT and (project / "CHANGELOG.md").read_text() == CHANGELOG


def test_a_release_raises_the_version_dates_the_changelog_and_builds_the_wheel(project: Path) -> None:
    wheel = release(project, "0.2.0", DAY)

    assert 'version = "0.2.0"' in (project / "pyproject.toml").read_text()
    told = (project / "CHANGELOG.md").read_text()
    assert "## [Unreleased]\n\n## [0.2.0] - 2026-11-26\n\n### Added\n\n- A lock.\n\n## [0.1.0]" in told
    with zipfile.ZipFile(wheel) as archive:
        assert "small-0.2.0.dist-info/METADATA" in archive.namelist()


def test_what_is_not_committed_is_not_released(project: Path) -> None:
    (project / "small" / "new.py").write_text("")

    with pytest.raises(NotReleased, match=r"new\.py"):
        release(project, "0.2.0", DAY)
    assert as_they_were(project)


def test_where_the_wheel_cannot_be_built_nothing_has_changed(project: Path) -> None:
    broken = PYPROJECT.replace('name = "small"', 'name = "small"\nreadme = "gone.md"')
    (project / "pyproject.toml").write_text(broken)
    git(project, "commit", "--quiet", "--all", "--message", "Name what is not there")

    with pytest.raises(NotReleased, match=r"gone\.md"):
        release(project, "0.2.0", DAY)
    assert (project / "pyproject.toml").read_text() == broken
    assert (project / "CHANGELOG.md").read_text() == CHANGELOG


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("0.1.0", "does not come after 0.1.0"),
        ("0.0.9", "does not come after"),
        ("two", "no version"),
        ("1.0", "no version"),
    ],
)
def test_a_version_is_a_later_one(version: str, said: str) -> None:
    with pytest.raises(NotReleased, match=said):
        raised(PYPROJECT, version)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Changelog\n", "has no section"),
        ("## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- Old.\n", "says nothing"),
    ],
)
def test_a_changelog_says_what_is_new(text: str, said: str) -> None:
    with pytest.raises(NotReleased, match=said):
        dated(text, "0.2.0", DAY)


def test_our_own_files_can_be_released() -> None:
    assert 'version = "99.0.0"' in raised((ROOT / "pyproject.toml").read_text(encoding="utf-8"), "99.0.0")
    assert "## [99.0.0] - " in dated((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), "99.0.0", DAY)
