"""How a peer's program is told whose turn it is, and answers what it measured: a line of JSON for each."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Mapping

from benchmarks.figures import Subject
from benchmarks.slow import syncs
from benchmarks.timing import side_by_side

CALLERS = 32


def answer(subjects: Mapping[str, Subject]) -> None:
    """Say that all is ready, then measure what each line asks for, until there are no more."""
    print(json.dumps(sorted(subjects)), flush=True)
    for line in sys.stdin:
        name, seconds, longer = json.loads(line)
        with syncs(longer):
            print(json.dumps(subjects[name](seconds)), flush=True)


def in_line(do: Callable[[], object]) -> Subject:
    """Return the subject of 32 callers who are served one at a time: a file has one writer, and none tries in vain."""
    turn = threading.Lock()

    def one() -> None:
        with turn:
            do()

    return side_by_side([one] * CALLERS)
