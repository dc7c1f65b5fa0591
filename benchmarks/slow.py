"""A disk whose syncs take 3 ms longer: `slow_sync.c`, loaded into the benchmarks and all that they start."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGER = 3_000  # microseconds
SOURCE = Path(__file__).with_name("slow_sync.c")
LOADED, TOLD = "SLUIS_BENCHMARKS_DISK", "SLOW_SYNC_US"
ABSENT = "slow syncs need gcc, which is not installed"


def can_be_slow() -> bool:
    """Tell whether this process can make its syncs slow."""
    return LOADED in os.environ


@contextmanager
def syncs(longer: int) -> Iterator[None]:
    """Let each sync of this process, and of what it starts meanwhile, take so many microseconds longer."""
    if not longer:
        yield
        return
    library = ctypes.CDLL(None)
    library.slow_sync(longer)
    os.environ[TOLD] = str(longer)
    try:
        yield
    finally:
        del os.environ[TOLD]
        library.slow_sync(0)


def begin_anew() -> None:
    """Begin this program anew with the library loaded, where it can be built and is not loaded yet."""
    if can_be_slow() or not shutil.which("gcc"):
        return
    folder = Path(tempfile.mkdtemp(prefix="sluis-benchmarks-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user
    library = folder / "slow_sync.so"
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    os.environ |= {LOADED: str(folder), "LD_PRELOAD": str(library)}
    os.execv(sys.executable, [sys.executable, "-m", "benchmarks", *sys.argv[1:]])  # noqa: S606 - ourselves


def let_go() -> None:
    """Remove the library, once all that loaded it has ended."""
    if folder := os.environ.get(LOADED):
        shutil.rmtree(folder, ignore_errors=True)
