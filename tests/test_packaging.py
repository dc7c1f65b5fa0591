"""What is installed and shipped: the three package names are ours, and the wheel carries the data the code reads."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("engine", "methods", "api")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with what is installed here, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("sluis-*.whl")
    return built


@pytest.fixture(scope="module")
def wheel_contents(wheel: Path) -> set[str]:
    """List the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_of(package: str) -> set[str]:
    files = (path for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in files}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_ships_a_package_of_our_name(package: str) -> None:
    assert set(packages_distributions().get(package, [])) <= {"sluis"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_carries_every_file_of_the_package(package: str, wheel_contents: set[str]) -> None:
    assert files_of(package) - wheel_contents == set()


@pytest.mark.parametrize(
    "pattern",
    [
        "methods/*/method.yaml",
        "methods/*/scenarios/*.yaml",
        "engine/journal/migrations/versions/*.py",
        "api/templates/*.html",
        "api/starter/*.yaml",
        "api/starter/scenarios/*.yaml",
    ],
)
def test_the_wheel_carries_the_data_that_the_code_reads(pattern: str, wheel_contents: set[str]) -> None:
    assert [name for name in wheel_contents if Path(name).match(pattern)]


def test_the_wheel_carries_the_three_packages_and_nothing_beside_them(wheel_contents: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_contents}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_what_the_wheel_carries_makes_a_method_to_start_from(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    mine = {"PYTHONPATH": str(tmp_path / "installed"), "PATH": ""}
    run = "import sys; sys.path.remove(''); from api.cli import main; main()"

    for words in (["init", "mine"], ["check", "mine/method.yaml"], ["test", "mine/method.yaml"]):
        done = subprocess.run(
            [sys.executable, "-c", run, *words], cwd=tmp_path, env=mine, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
