"""The command `sluis` of whoever follows a document, born of a process that has read the command line's code already.

A shell runs a small program: it hands over its words, folder, environment and open files, and ends as the run ends.
`sluis serve` starts from nothing.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shlex
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.api.cli.running import ROOT, RUN, environment

ANEW = shlex.join([sys.executable, "-c", RUN])
AT_A_TERMINAL = f'#!/bin/sh\nexec {ANEW} "$@"\n'
LENGTH = 4  # bytes that say how long what follows is
LOST = 70
ASKS = f"""\
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect(sys.argv[1])
    told = json.dumps({{"words": sys.argv[2:], "cwd": os.getcwd(), "env": dict(os.environ)}}).encode()
    socket.send_fds(line, [len(told).to_bytes({LENGTH}, "big")], [0, 1, 2])
    line.sendall(told)
    code = line.recv(1)
sys.exit(code[0] if code else {LOST})
"""


class Cradle:
    """The process of which runs are born, several at a time. It ends with the tests."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="sluis-")
        self.address = f"{self._folder.name}/line"
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.examples.cradle", self.address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment(PYTHONUNBUFFERED="1"),
        )  # fmt: skip
        assert self._parent.stdout
        assert self._parent.stdout.readline() == b"there\n"

    def command(self) -> str:
        """Return the text of a program `sluis` for a shell."""
        asked = shlex.join([sys.executable, "-I", "-S", "-c", ASKS, self.address])
        return f'#!/bin/sh\nif [ "$1" = serve ]; then exec {ANEW} "$@"; fi\nexec {asked} "$@"\n'

    def close(self) -> None:
        """End the process; it has no run left."""
        assert self._parent.stdin
        self._parent.stdin.close()
        self._parent.wait()
        self._folder.cleanup()


@cache
def cradle() -> Cradle:
    """Return the process of which all runs of these tests are born."""
    born = Cradle()
    atexit.register(born.close)
    return born


def main(address: str) -> None:
    """Bear a process for whoever comes, until standard input ends."""
    from api import app, cli  # noqa: F401, PLC0415 - this is what is read beforehand, by this process alone

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever waits for a run is not waited for
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        print("there", flush=True)
        while sys.stdin not in select.select([sys.stdin, door], [], [])[0]:
            line, _ = door.accept()
            if os.fork() == 0:
                door.close()
                break
            line.close()
        else:
            return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked, files = _asked(line)
    run = os.fork()
    if run != 0:
        code = os.waitstatus_to_exitcode(os.waitpid(run, 0)[1])
        line.sendall(bytes([code if code >= 0 else 128 - code]))  # as a shell tells of a signal
        os._exit(0)
    line.close()
    _become(asked, files)
    cli.main()  # its SystemExit ends this process as it ends any


def _asked(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    told, files, _, _ = socket.recv_fds(line, LENGTH, 3)
    with line.makefile("rb") as text:
        return json.loads(text.read(int.from_bytes(told, "big"))), files


def _become(asked: dict[str, Any], files: list[int]) -> None:
    """Take on the folder, environment, arguments and open files of a run."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["sluis", *asked["words"]]


if __name__ == "__main__":
    main(str(Path(sys.argv[1])))
