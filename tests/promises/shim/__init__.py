"""A disk that remembers and that fails: `disk.c` is loaded into a child process, and the child steers it from here."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from enum import IntFlag
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(__file__).with_name("disk.c")
LONGEST = 600
WARNINGS = ("-Wall", "-Wextra", "-Werror")


class Calls(IntFlag):
    """Which calls are meant."""

    SYNC = 1
    WRITE = 2


def build(folder: Path) -> Path:
    """Compile the library into a folder, and return its path."""
    library = folder / "disk.so"
    command = ["gcc", "-std=c11", *WARNINGS, "-O2", "-shared", "-fPIC", "-pthread", "-o", str(library), str(SOURCE)]
    subprocess.run(command, check=True)
    return library


def run_on(library: Path, module: str, *arguments: str) -> str:
    """Run a module of ours in a Python of its own, on the disk of `library`, and return what it prints."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": path}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST
    )
    assert done.returncode == 0, f"{module} ended with {done.returncode}:\n{done.stderr[-4000:]}"
    return done.stdout


class Disk:
    """The disk of this process, which must have been started by `run_on`. Every folder is given by its real path."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.disk_struck.restype = ctypes.c_long
        self._library.disk_fail.argtypes = [ctypes.c_int, ctypes.c_long, ctypes.c_int, ctypes.c_int]

    def watch(self, folder: Path, trace: Path | None = None) -> None:
        """Watch what changes below a folder from here on, adding it to a trace."""
        failed = self._library.disk_watch(os.fsencode(folder), os.fsencode(trace) if trace else None)
        assert not failed, f"the trace {trace} cannot be opened"

    def mark(self, told: bytes) -> None:
        """Add a mark to the trace, in its place among the changes."""
        self._library.disk_mark(told, len(told))

    def let_syncs_take(self, seconds: float) -> None:
        """Let every sync take a while."""
        self._library.disk_syncs_take(int(seconds * 1e6))

    def fail(self, calls: Calls, nth: int, error: int, *, persistently: bool = False) -> None:
        """Let the nth call from now fail with an error number, and if so told every later one, until `mend`.

        Half of a write that fails is in the file. ENOSPC only meets writes that make a file longer. With 0 as error the
        call kills this process before it does anything.
        """
        self._library.disk_fail(calls, nth, error, persistently)

    def struck(self) -> int:
        """Return how many calls have failed since `fail`."""
        return int(self._library.disk_struck())

    def mend(self) -> None:
        """Let all calls succeed again."""
        self._library.disk_mend()
