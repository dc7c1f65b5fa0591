"""Two clients at once: a move, and the act that would shut its gate. Never are both accepted."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Engine, Receipt
from engine.language import read_method
from engine.process.commands import Command, read_command

PAIRS = 1_000
METHOD = """
sluis: 1
method: racing
version: 1.0.0
title: Racing
summary: A gate that one act opens and another shuts.
languages: [en]
may: {open: chair, admit: chair}
roles:
  chair: {title: Chair}
  envoy: {title: Envoy, of: party}
  board: {title: Board, of: party}
records:
  mandate: {title: Mandate, per: party, fields: {bounds: {type: text, title: Bounds}}, written_by: envoy,
            confirmed_by: board, seen_by: process}
gates:
  mandates:
    title: Everybody has a mandate
    all: [{id: mandate, each: party, need: mandate.confirmed, unmet: No mandate, owed_by: board}]
phases:
  prepare:
    title: Prepare
    open: [mandate]
    moves: {start: {title: Start, to: end.started, gate: mandates, by: chair}}
ends:
  started: {title: Started, verdict: success}
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(f"sqlite:///{tmp_path}/sluis.db") as opened:
        opened.publish(read_method(METHOD, "racing.yaml"))
        yield opened


def asked(**told: object) -> Command:
    return read_command.validate_python(told)


def done(engine: Engine, process: str | None, *commands: Command) -> Receipt:
    receipt = engine.submit(process, list(commands))
    assert isinstance(receipt, Receipt), receipt
    return receipt


def ready(engine: Engine) -> str:
    """Open a process whose gate is met."""
    process = done(engine, None, asked(do="open", actor="chair", method="racing", title="Race", name="Anna")).process
    done(
        engine,
        process,
        asked(do="join", actor="chair", participant="envoy", name="Bo", party="X", roles=["envoy"]),
        asked(do="join", actor="chair", participant="board", name="Cas", party="X", roles=["board"]),
        asked(do="record", actor="envoy", record="mandate", id="mandate-1", fields={"bounds": "all"}),
        asked(do="share", actor="envoy", id="mandate-1", version=1),
        asked(do="confirm", actor="board", id="mandate-1", version=1),
    )
    return process


def at_once(engine: Engine, process: str, one: Command, other: Command) -> tuple[bool, bool]:
    """Send two commands from two threads, in chance order; tell which were accepted."""
    accepted: dict[int, bool] = {}
    start = threading.Barrier(2)

    def send(index: int, command: Command) -> None:
        start.wait()
        accepted[index] = isinstance(engine.submit(process, command), Receipt)

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate((one, other))]
    random.shuffle(threads)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return accepted[0], accepted[1]


@pytest.mark.parametrize(("shutting", "actor"), [("withdraw", "envoy"), ("unconfirm", "board")])
def test_a_move_and_the_act_that_shuts_its_gate_are_never_both_accepted(
    engine: Engine, shutting: str, actor: str
) -> None:
    seen: Counter[str] = Counter()
    for _ in range(PAIRS // 2):
        process = ready(engine)
        shut = asked(do=shutting, actor=actor, id="mandate-1", version=1)

        moved, was_shut = at_once(engine, process, asked(do="move", actor="chair", move="start"), shut)

        seen["moved" if moved else "shut"] += 1
        assert moved != was_shut
        assert engine.situation(process)[1].end == ("started" if moved else None)

    print(seen)
    assert min(seen["moved"], seen["shut"]) > 0, "the race was no race"
