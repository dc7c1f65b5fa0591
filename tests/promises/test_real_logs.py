"""P9 over the whole engine: each reader's export of a random process is in order, and what is altered in it shows."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from engine.authoring.simulation import counted_ids
from engine.journal.ledger import reader_of
from engine.process.sight import Reader
from tests.promises.acts import EVERYBODY, Chance, asked, beginning
from tests.promises.cases import real_case
from tests.promises.kept import KeptWorld
from tests.promises.logs import Json
from tests.promises.methods import a_method
from tests.promises.sizes import Rounds
from tests.promises.tampering import WAYS, altered
from tests.promises.verifiers import places_told

pytestmark = pytest.mark.P9
START, ACTS, TAMPERED = datetime(2026, 3, 2, 9, tzinfo=UTC), 60, 5


def a_world(chance: Random, file: Path) -> tuple[KeptWorld, list[Json]]:
    """Return a process in which much happened, some of it erased since, and what people kept on the way."""
    method, declared = a_method(chance)
    world, acts, kept = KeptWorld([method], file, counted_ids("id"), START), Chance(chance, declared), list[Json]()
    for command in beginning():
        world.submit(command, START)
    for number in range(ACTS):
        at = START + timedelta(minutes=40 * number)
        situation = world.engine.situation(world.process)[1]
        world.submit(acts.act(situation), at)
        if chance.random() < 0.1:
            named = chance.choice([*EVERYBODY, *situation.records.keys()])
            world.submit(asked("redact", "chair", content=named, reason="Asked"), at)
        if number % 20 == 10:
            kept += [world.engine.checkpoint(world.process, one) for one in readers_of(world)]
    return world, kept


def readers_of(world: KeptWorld) -> list[Reader]:
    situation = world.engine.situation(world.process)[1]
    return [Reader(), *(reader_of(situation, one) for one in EVERYBODY if one in situation.participants)]


def test_every_reader_s_export_of_a_random_process_is_in_order_until_it_is_tampered_with(
    rounds: Rounds, tmp_path: Path
) -> None:
    seen = Counter[str]()
    for chance in rounds(12):
        world, kept = a_world(chance, tmp_path / f"{rounds.number}.db")
        for reader in readers_of(world):
            own = world.engine.checkpoint(world.process, reader)
            case = real_case(world.engine.export(world.process, reader), [*chance.sample(kept, 4), own])
            assert places_told(case.data, case.key, case.kept) == set()
            seen += whats_in(case.export)
            for name in chance.sample(sorted(WAYS), TAMPERED):
                data = altered(name, chance, case)
                assert data is None or places_told(data, case.key, case.kept), name
        world.close()

    print(dict(seen))
    wanted = ("labels", "joined", "veils", "hidden", "releases", "erasures", "erased")
    assert min(seen[one] for one in wanted) > 10 or rounds.size.only is not None, seen


def whats_in(export: Json) -> Counter[str]:
    """Count what there is in an export, so that a test of nothing would be noticed."""
    found, erased = Counter[str](), set[str]()
    for item in export["events"]:
        body = item["event"]["body"]
        found["veils"] += len(body.get("veils", []))
        found["releases"] += body.get("opens") is not None
        erased |= set(body.get("contents", ()))
        found["erasures"] += "contents" in body
    for item in export["events"]:
        lacking = item["event"]["parts"].keys() - item["content"].keys()
        gone = [name for name in lacking if item["event"]["parts"][name] in erased]
        found["erased"] += len(gone)
        found["hidden"] += len(lacking) - len(gone)
    labels = export["checkpoint"]["heads"]
    return found + Counter({"labels": len(labels), "joined": sum("|" in label for label in labels)})
