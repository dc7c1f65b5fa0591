"""Old processes can always be replayed: each build finds in every history what the build that wrote it found."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine import Engine, Receipt
from engine.journal import contents
from engine.journal.codec import NO_DIGEST, Content, decode, link
from engine.journal.group import INSERT_EVENT, Group
from engine.journal.writer import Done
from engine.language import read_method
from engine.process.events import Event
from engine.process.fold import fold_all
from tests.engine.journal.neighbours import Time, two_stores
from tests.histories.making import START, histories
from tests.histories.projection import found_in
from tests.promises.acts import asked

pytestmark = pytest.mark.P11

FOLDER = Path(__file__).parent
CORPORA = sorted(path.name for path in FOLDER.glob("format-*.jsonl.gz"))
ENDED, OPEN, SAMPLE = 200, 100, 12


@cache
def corpus(name: str) -> list[dict[str, Any]]:
    lines = gzip.decompress((FOLDER / name).read_bytes()).decode().split("\n")
    return [json.loads(line) for line in lines]


def events_of(history: Mapping[str, Any]) -> Iterator[Event]:
    typed = {bytes.fromhex(one[0]): one[4].encode() for one in history["contents"]}
    return (decode(skeleton.encode(), typed.get) for skeleton in history["events"])


def test_there_is_a_corpus_of_every_format() -> None:
    assert "format-1.jsonl.gz" in CORPORA


@pytest.mark.parametrize("name", CORPORA)
def test_a_corpus_holds_enough_of_every_kind(name: str) -> None:
    kept = corpus(name)
    ends = Counter(one["found"]["end"] is None for one in kept)
    kinds = Counter(json.loads(skeleton)["type"] for one in kept for skeleton in one["events"])

    assert ends[False] >= ENDED
    assert ends[True] >= OPEN
    assert min(kinds[kind] for kind in ("RecordShared", "VoteCast", "DecisionLapsed", "PhaseOverdue", "Moved")) >= 20
    assert kinds["ContentRedacted"] >= 20


@pytest.mark.parametrize("name", CORPORA)
def test_every_history_leads_to_what_it_led_to(name: str) -> None:
    different = []
    for number, history in enumerate(corpus(name)):
        method = read_method(history["method"], "history")
        situation = fold_all(None, events_of(history))
        assert situation is not None
        found = json.loads(json.dumps(found_in(method, situation)))
        different += [(number, key) for key in found if found[key] != history["found"][key]]

    assert different == []


@pytest.mark.parametrize("name", CORPORA)
def test_the_chains_of_every_history_hold(name: str) -> None:
    for history in corpus(name):
        heads: dict[str, tuple[int, bytes]] = {}
        for skeleton in history["events"]:
            told = json.loads(skeleton)
            n, before = heads.get(told["label"], (0, NO_DIGEST))
            assert told["n"] == n + 1
            heads[told["label"]] = told["n"], link(before, skeleton.encode())
        assert history["head"] in {digest.hex() for _, digest in heads.values()}


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(two_stores(request, tmp_path), now=Time(START)) as opened:
        yield opened


def keep(history: Mapping[str, Any], group: Group) -> Done[str]:
    """Put the rows of a history into a store, as a restored database would have them."""
    heads: dict[str, bytes] = {}
    rows: list[tuple[object, ...]] = []
    for seq, skeleton in enumerate(history["events"], 1):
        told = json.loads(skeleton)
        label = heads[told["label"]] = link(heads.get(told["label"], NO_DIGEST), skeleton.encode())
        rows.append((told["process"], seq, "local", told["label"], told["n"], told["type"], told["version"], told["at"],
                     told["due_at"], told["actor"], told["role"], skeleton.encode(), label))  # fmt: skip
    group.connection.executemany(INSERT_EVENT, rows)
    typed = [
        (
            "local",
            str(rows[0][0]),
            Content(bytes.fromhex(one[0]), bytes.fromhex(one[3]), one[2], one[4].encode()),
            one[1],
        )
        for one in history["contents"]
    ]
    contents.insert(group.connection, typed)
    return Done(str(rows[0][0]))


@pytest.mark.parametrize("name", CORPORA)
def test_a_store_of_old_rows_is_opened_made_anew_and_goes_on(name: str, engine: Engine) -> None:
    sample = Random(name).sample(corpus(name), SAMPLE)
    processes = []
    for history in sample:
        engine.publish(read_method(history["method"], "history"))
        processes.append(engine._journal.do(partial(keep, history)))  # noqa: SLF001 - rows are put in behind the door

    engine.rebuild()

    for process, history in zip(processes, sample, strict=True):
        method, situation = engine.situation(process)
        assert json.loads(json.dumps(found_in(method, situation)))["state"] == history["found"]["state"]
        if situation.end is None:
            opener = situation.opener
            assert isinstance(engine.submit(process, asked("cancel", opener, reason="Enough")), Receipt)


def test_the_same_seed_makes_the_same_histories() -> None:
    first, second = (json.dumps(next(iter(histories(7))), sort_keys=True) for _ in range(2))

    assert first == second
