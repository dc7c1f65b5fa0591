"""A process that has read the command line's code already, and bears one of its own for each run of it.

Most of the time of a short command goes into reading that code. Each run is a process with its own arguments, folder,
environment and output, as it would be from a shell; the tests of starting and stopping start theirs from nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

BEAT = 0.005


class Nursery:
    """The process, as the tests ask it for runs: one after the other."""

    def __init__(self, cwd: Path, env: dict[str, str]) -> None:
        words = [sys.executable, "-m", "tests.api.cli.nursery"]
        self._parent = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=cwd, env=env
        )  # fmt: skip
        self._one_at_a_time = Lock()

    def run(
        self, words: tuple[str, ...], cwd: Path, env: dict[str, str], seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line to its end. Raises TimeoutExpired as `subprocess.run` does."""
        with TemporaryDirectory(prefix="sluis-run-") as folder, self._one_at_a_time:
            out, err = Path(folder) / "out", Path(folder) / "err"
            asked = {"words": words, "cwd": str(cwd), "env": env, "out": str(out), "err": str(err), "seconds": seconds}
            assert self._parent.stdin
            assert self._parent.stdout
            print(json.dumps(asked), file=self._parent.stdin, flush=True)
            code = json.loads(self._parent.stdout.readline())
            told, wrong = out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
        if code is None:
            raise subprocess.TimeoutExpired(words, seconds, told, wrong)
        return subprocess.CompletedProcess(words, code, told, wrong)

    def close(self) -> None:
        """End the process; it has no run left."""
        assert self._parent.stdin
        self._parent.stdin.close()
        self._parent.wait()


def main() -> None:
    """Bear a process for each line of standard input, and print its exit code: null where it took too long."""
    from api import app, cli  # noqa: F401, PLC0415 - this is what is read beforehand, by this process alone

    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(asked)
            cli.main()  # its SystemExit ends this process as it ends any
            return
        print(json.dumps(_ended(child, asked["seconds"])), flush=True)


def _become(asked: dict[str, Any]) -> None:
    """Take on the folder, environment, arguments and output of a run; there is nothing to read from."""
    for number, name, flags in ((0, os.devnull, os.O_RDONLY), (1, asked["out"], 0), (2, asked["err"], 0)):
        opened = os.open(name, flags or os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["sluis", *asked["words"]]


def _ended(child: int, seconds: float) -> int | None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(BEAT)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    main()
