"""What is installed and shipped: the three package names are ours, and the wheel carries the data the code reads."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

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


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an environment that has nothing else, and let it find the packages that it asks for here.

    They are those of `requirements.lock`, and are not fetched anew: a path to them is all that is added.
    """
    home = tmp_path_factory.mktemp("empty") / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
    install = [str(home / "bin" / "pip"), "install", "--no-deps", "--no-index", "--quiet", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (theirs,) = home.glob("lib/*/site-packages")
    (theirs / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home


def test_what_is_installed_is_the_wheel_and_not_this_folder(installed: Path, tmp_path: Path) -> None:
    told = "import engine, api, methods; print(engine.__file__, api.__file__, methods.__path__[0])"

    done = subprocess.run(
        [installed / "bin" / "python", "-c", told], cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert all(one.startswith(str(installed)) for one in done.stdout.split())


def test_the_wheel_in_an_empty_environment_serves_the_demo(installed: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [str(installed / "bin" / "sluis"), "serve", "--demo", "--port", str(port)]
    mine = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with (
        (tmp_path / "said").open("wb") as said,
        subprocess.Popen(words, cwd=tmp_path, env=mine, stdout=said, stderr=subprocess.STDOUT) as served,
    ):
        try:
            answered = first_answer(served, f"http://127.0.0.1:{port}/v1/processes")
        finally:
            served.send_signal(signal.SIGINT)

    assert served.returncode == 0, (tmp_path / "said").read_text()
    assert "Klimaatbestendige Vlietbuurt" in answered


def first_answer(served: subprocess.Popen[bytes], url: str) -> str:
    """Return what is answered once the server is there."""
    while served.poll() is None:
        try:
            with urlopen(url) as answer:  # noqa: S310  # an address of this machine
                return str(answer.read().decode())
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"it ended with {served.returncode}")
