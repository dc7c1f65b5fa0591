"""Clients in a process that may be killed at any moment: each notes what it was answered in a file of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import count, islice
from pathlib import Path
from typing import Any

from engine import Engine, Receipt
from engine.errors import OutcomeUnknown, StoreBusy
from tests.promises.durability.acts import Act, Stage, script

PATIENCE = 1_000
A_WHILE = 0.001
OPEN, STOP = "open", "stop"  # notes of the process, and to it


def run(url: str, seed: str, first: Mapping[int, int], notes: Path) -> None:
    """Open a store, and let each client do its script from its first act on, until told to stop, or killed."""
    with Engine.open(url) as engine:
        (notes / OPEN).touch()
        stage = Stage(engine)
        with ThreadPoolExecutor(len(first)) as pool:
            for _ in pool.map(lambda client: _do_all(stage, script(seed, client), first[client], notes, client), first):
                pass


def noted(notes: Path, client: int) -> dict[int, dict[str, Any]]:
    """Return the receipts that a client has noted, by the number of the act."""
    told = (notes / str(client)).read_bytes() if (notes / str(client)).exists() else b""
    return dict(json.loads(line) for line in told.splitlines(keepends=True) if line.endswith(b"\n"))


def until_accepted(stage: Stage, act: Act) -> Receipt:
    """Submit an act again and again, as the answers ask for, until it is accepted."""
    for _ in range(PATIENCE):
        try:
            answer = stage.submit(act)
        except (StoreBusy, OutcomeUnknown):
            time.sleep(A_WHILE)
        else:
            assert isinstance(answer, Receipt), f"{act} was refused: {answer}"
            return answer
    raise AssertionError(f"{act.key} was not accepted in {PATIENCE} tries")


def _do_all(stage: Stage, acts: Iterator[Act], first: int, notes: Path, client: int) -> None:
    with (notes / str(client)).open("ab", buffering=0) as file:
        for number, act in zip(count(first), islice(acts, first, None), strict=False):
            receipt = until_accepted(stage, act)
            file.write(json.dumps([number, asdict(receipt)]).encode() + b"\n")
            if (notes / STOP).exists():
                return
