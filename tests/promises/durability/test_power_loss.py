"""The power fails at any moment: what was acknowledged is there afterwards, and nothing is there by halves."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine import Engine, Receipt
from engine.errors import SluisError
from tests.promises.durability.acts import CLIENTS, Act, Sign, Stage, by_sign, one_more, openings, script
from tests.promises.durability.power import LOSSES, Folder, Loss, is_kept
from tests.promises.durability.recording import NAME, Life, Plan, read_plan
from tests.promises.durability.stored import judge, look_into, what_follows
from tests.promises.durability.traces import Record, read_trace
from tests.promises.durability.whole import differs_when_rebuilt, found_by
from tests.promises.shim import run_on
from tests.promises.sizes import Rounds

CUTS, CUTS_A_RECORDING = 500, 100
STARTS, STARTS_A_RECORDING = 60, 30
FULLY_EVERY = 10
CAUGHT_WITHIN = 50
A_LIFE = 20
CHECKPOINTS = (1_000, 100, 20)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording left: its trace, the disk as it was in the end, and what clients would send."""

    trace: list[Record]
    disk: Path
    sent: dict[Sign, Act]


def three_lives(chance: Random) -> tuple[Life, ...]:
    """Return a life that ends well, one that is killed, and one that sends that again, goes on and meets an error."""
    by_sync = Life((A_LIFE, 2 * A_LIFE), fails="SYNC", nth=chance.randint(1, 15))
    by_write = Life((A_LIFE, 2 * A_LIFE), fails="WRITE", nth=chance.randint(1, 400))
    return (
        Life((0, A_LIFE)),
        chance.choice((by_sync, by_write)),
        Life((A_LIFE, 3 * A_LIFE), fails="SYNC", nth=chance.randint(1, 10), error=errno.EIO),
    )


def recorded(library: Path, folder: Path, seed: str, *lives: Life, **given: Any) -> Recorded:
    """Let clients write on a watched disk in some lives."""
    disk, trace = folder.resolve() / "disk", folder.resolve() / "trace"
    disk.mkdir(parents=True)
    plan = Plan(str(disk), str(trace), seed, lives, **given)
    run_on(library, "tests.promises.durability.recording", read_plan.dump_json(plan).decode())
    acts = max(life.acts[1] for life in lives)
    sent = (act for client in range(CLIENTS) for act in islice(script(seed, client), acts))
    return Recorded(read_trace(trace), disk, by_sign([*openings(), *sent]))


@dataclass(frozen=True, slots=True)
class End:
    """The end of a recording, before it was over: after so many records. `loss` is None where only a process died."""

    after: int
    loss: Loss | None


def ends(chance: Random, places: Iterable[int]) -> list[End]:
    """Return ends at these places, from first to last."""
    return [End(place, chance.choice((*LOSSES, None))) for place in sorted(places)]


def anywhere(chance: Random, trace: list[Record], number: int) -> list[int]:
    """Return so many places in a trace, half of them right after an acknowledgement."""
    marks = places_of(trace, "M")
    return [chance.choice(marks) if chance.random() < 1 / 2 else chance.randint(0, len(trace)) for _ in range(number)]


def places_of(trace: list[Record], kind: str) -> list[int]:
    """Return the places right after the records of a kind."""
    return [place for place, record in enumerate(trace, start=1) if record.kind == kind]


def after_each(
    recording: Recorded, chosen: list[End], chance: Random, image: Path
) -> Iterator[tuple[Path, dict[str, list[str]]]]:
    """Yield the database after each end, and the ids of the events acknowledged until then by their keys."""
    disk, acknowledged, place = Folder(), dict[str, list[str]](), 0
    for number, one in enumerate(chosen):
        for record in recording.trace[place : one.after]:
            disk.apply(record)
            if record.kind == "M":
                key, events = json.loads(record.data)
                acknowledged[key] = events
        place = one.after
        folder = image / str(number)
        yield written(disk.after(one.loss, chance), folder, chance), acknowledged
        shutil.rmtree(folder)


def written(files: dict[str, bytes], folder: Path, chance: Random) -> Path:
    """Write what a disk kept into a folder, beside shared memory full of rubbish; return the database's path."""
    folder.mkdir(parents=True)
    for name, data in files.items():
        if is_kept(name):
            (folder / name).write_bytes(data)
    if chance.random() < 1 / 2:
        (folder / f"{NAME}-shm").write_bytes(chance.randbytes(32_768))
    return folder / NAME


def wrong_by_engine(path: Path, acknowledged: dict[str, list[str]], sent: dict[Sign, Act]) -> list[str]:
    """Open a database with the engine, look whether all is there, make anew what follows, and go on."""
    try:
        with Engine.open(f"sqlite:///{path}") as engine:
            wrong, rows = list(judge(found_by(engine), acknowledged, sent)), what_follows(path)
            wrong += differs_when_rebuilt(engine)
            if what_follows(path) != rows:
                wrong.append("rows made anew are others")
            again = Stage(engine).submit(one_more())
            return wrong if isinstance(again, Receipt) else [*wrong, f"does not go on: {again}"]
    except SluisError as error:
        return [f"{type(error).__name__}: {error}"]


@pytest.mark.P1
def test_what_was_acknowledged_survives_a_loss_of_power_and_nothing_is_half_there(
    rounds: Rounds, library: Path, tmp_path: Path
) -> None:
    for chance in rounds(CUTS, each=CUTS_A_RECORDING):
        folder, every = tmp_path / str(rounds.number), chance.choice(CHECKPOINTS)
        recording = recorded(library, folder, str(chance.random()), *three_lives(chance), checkpoint_every=every)
        chosen = ends(chance, anywhere(chance, recording.trace, CUTS_A_RECORDING))
        for number, (path, acknowledged) in enumerate(after_each(recording, chosen, chance, folder / "image")):
            wrong = list(judge(look_into(path), acknowledged, recording.sent))
            if not wrong and number % FULLY_EVERY == 0:
                wrong = wrong_by_engine(path, acknowledged, recording.sent)
            assert not wrong, f"{chosen[number]} of {folder}: {wrong[:9]}"
        shutil.rmtree(folder)


@pytest.mark.P1
def test_a_store_opens_after_whatever_end_of_its_first_migration_and_of_a_recovery(
    rounds: Rounds, library: Path, tmp_path: Path
) -> None:
    for chance in rounds(STARTS, each=STARTS_A_RECORDING):
        folder = tmp_path / str(rounds.number)
        killed = Life((0, A_LIFE), fails="WRITE", nth=chance.randint(1, 200))
        recording = recorded(library, folder, str(chance.random()), Life((0, 0)), killed, Life((0, 0)))
        marks, (first, _, third) = places_of(recording.trace, "M"), places_of(recording.trace, "L")
        starting = [*range(first, marks[0]), *range(third, next(mark for mark in marks if mark > third))]
        chosen = ends(chance, chance.sample(starting, STARTS_A_RECORDING))
        for number, (path, acknowledged) in enumerate(after_each(recording, chosen, chance, folder / "image")):
            wrong = wrong_by_engine(path, acknowledged, recording.sent)
            assert not wrong, f"{chosen[number]} of {folder}: {wrong[:9]}"
        shutil.rmtree(folder)


@pytest.mark.P1
@pytest.mark.parametrize("durability", ["NORMAL", "OFF"])
def test_a_store_that_does_not_wait_for_the_disk_is_caught_losing(
    library: Path, tmp_path: Path, durability: str
) -> None:
    chance = Random()
    recording = recorded(library, tmp_path, "any", *three_lives(chance), durability=durability)
    chosen = ends(chance, anywhere(chance, recording.trace, CAUGHT_WITHIN))

    caught = [
        list(judge(look_into(path), acknowledged, recording.sent))
        for path, acknowledged in after_each(recording, chosen, chance, tmp_path / "image")
    ]

    assert any(told.startswith("lost") for wrong in caught for told in wrong)


@pytest.mark.P1
def test_what_a_killed_process_had_written_but_not_synced_is_safe_before_it_is_acknowledged(
    library: Path, tmp_path: Path
) -> None:
    """A command that is sent again is answered from its receipt, and that may not have been safe until then."""
    key, was_unsafe = next(script("any", 0)).key, []
    for nth in range(1, 4):
        folder = tmp_path / str(nth)
        killed, again = Life((0, 1), 1, fails="SYNC", nth=nth), Life((0, 1), 1)
        recording = recorded(library, folder, "any", Life((0, 0)), killed, again)
        reborn, answered = places_of(recording.trace, "L")[-1] - 1, places_of(recording.trace, "M")[-1]
        chosen = [End(reborn, None), End(reborn, "everything"), End(answered, "everything")]
        images = after_each(recording, chosen, Random(), folder / "image")

        written, synced, acknowledged = [key in (look_into(path).receipts or ()) for path, _ in images]

        was_unsafe.append(written and not synced)
        assert acknowledged
    assert any(was_unsafe), "no process was killed between the writing of a command and its sync"


@pytest.mark.P1
def test_a_trace_tells_all_that_changed_on_the_disk(library: Path, tmp_path: Path) -> None:
    recording = recorded(library, tmp_path, "any", *three_lives(Random()))
    disk = Folder()
    for record in recording.trace:
        disk.apply(record)

    told = {name: data for name, data in disk.after(None, Random()).items() if is_kept(name)}

    assert told == {file.name: file.read_bytes() for file in recording.disk.iterdir() if is_kept(file.name)}
