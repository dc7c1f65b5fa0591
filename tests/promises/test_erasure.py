"""What is erased is gone from every table, file, answer and memory, and the chains and the rest stay as they are."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import count
from math import exp, lgamma, log
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.journal.codec import NO_DIGEST, canonical, commitment_of, link
from engine.journal.ledger import reader_of
from engine.journal.store import EVERYBODY
from tests.engine.journal.neighbours import (
    Time,
    a_command,
    accepted,
    an_open_process,
    counted_ids,
    two_stores,
    with_parties,
)
from tests.promises.sizes import Rounds

ERASURES, EACH, CLUTTER = 100, 50, 24
GUESSES = 1_000
LETTERS = "ghijkmnpqrstuvwxyz"  # none of which is in a digest
READERS = (None, "anna", "rep-Town", "pri-Town", "rep-Water")
PARTS = ("", "/records", "/participants", "/parties", "/decisions", "/log?limit=500", "/export", "/checkpoint")


def a_canary(chance: Random) -> str:
    """Return a text that stands nowhere else; no two share their first eight characters."""
    return "".join(chance.choices(LETTERS, k=32))


def forms(canary: str) -> list[bytes]:
    """Return what a canary can look like in a file: as it is, encoded, turned round, or its beginning alone."""
    plain = canary.encode()
    found = [plain, plain.hex().encode(), plain[::-1], plain[:8]]
    return [*found, *(base64.b64encode(b"x" * pad + plain)[4:-4] for pad in range(3))]


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = two_stores(request, tmp_path)
    with Engine.open(url, now=Time(), ids=counted_ids(), signing_key=tmp_path / "signing.key") as opened:
        yield opened


class Town:
    """A process in which Town writes what it will regret; each canary stands in one piece of content."""

    def __init__(self, engine: Engine, chance: Random, *, rehearsal: bool = False) -> None:
        self.engine, self.chance = engine, chance
        self.process = an_open_process(engine, rehearsal=rehearsal)
        with_parties(engine, self.process)
        self.kept: dict[str, str] = {}
        self.numbers = count()

    def write(self) -> None:
        """Write something more: a draft, a shared mandate, or a name."""
        canary = a_canary(self.chance)
        kind = self.chance.randrange(3)
        if kind == 2:
            person = f"person-{next(self.numbers)}"
            self.do("join", participant=person, name=canary)
            self.kept[person] = canary
            return
        fields = {"level": "explore", "bounds": f"{canary} {'long ' * self.chance.choice((1, 900))}"}
        written = self.do("record", "rep-Town", record="mandate", fields=fields)
        told = next(one for one in written.events if one["type"] == "RecordWritten")
        if kind:
            self.do("share", "rep-Town", id=told["id"], version=told["version"])
        drafted = [one for one in self.engine.history(self.process) if one.event.id == told["event"]]
        self.kept[drafted[0].parts["fields"]] = canary

    def erase(self) -> str:
        """Erase one of the things written, and return its canary."""
        name = self.chance.choice(sorted(self.kept))
        self.do("redact", content=name, reason="Asked by Town")
        return self.kept.pop(name)

    def do(self, do: str, actor: str = "anna", **given: Any) -> Any:
        return accepted(self.engine.submit(self.process, a_command(do, actor, **given)))


def everything(engine: Engine, process: str, folder: Path) -> bytes:
    """Return all bytes that anybody can get: tables, answers to all readers, exports, what is remembered, and files."""
    with engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - the test looks behind the door
        tables = ("event", "content", "process", "receipt", "snapshot", "method")
        rows = repr([connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables])  # noqa: S608 - our own names
    client = TestClient(create_app(engine, Settings()))
    answers = [
        client.get(f"/v1/processes/{process}{part}", headers={"Sluis-Actor": reader} if reader else {}).content
        for reader in READERS
        for part in PARTS
    ]
    remembered = repr(engine._journal.cache.get(process)).encode()  # noqa: SLF001 - the same
    files = [path.read_bytes() for path in folder.iterdir() if path.is_file()]
    return b"\n".join([rows.encode(), remembered, *answers, *files])


@pytest.mark.P10
def test_what_was_erased_is_nowhere_and_all_else_is_where_it_was(
    rounds: Rounds, engine: Engine, tmp_path: Path
) -> None:
    for chance in rounds(ERASURES, each=EACH):
        town = Town(engine, chance)
        gone: list[str] = []
        for number in range(EACH):
            for _ in range(CLUTTER // 8):
                town.write()
            gone.append(town.erase())
            if number % 17 == 0:
                there = everything(engine, town.process, tmp_path)
                assert [one for one in gone[-17:] for form in forms(one) if form in there] == []
        there = everything(engine, town.process, tmp_path)
        assert [one for one in gone for form in forms(one) if form in there] == []
        assert [one for one in town.kept.values() if one.encode() not in there] == []
        for reader in READERS[1:]:
            holds(engine, town.process, reader or "")


@pytest.mark.P10
def test_a_rehearsal_that_was_deleted_is_nowhere(engine: Engine, tmp_path: Path) -> None:
    town = Town(engine, Random(10), rehearsal=True)
    for _ in range(CLUTTER * 2):
        town.write()
    there = everything(engine, town.process, tmp_path)
    assert [one for one in town.kept.values() if one.encode() not in there] == []

    town.do("delete")

    there = everything(engine, town.process, tmp_path)
    assert [one for one in town.kept.values() for form in forms(one) if form in there] == []


def holds(engine: Engine, process: str, participant: str) -> None:
    """See that a reader's export is whole: its chains, its commitments, and what is missing was said to be erased."""
    told = engine.export(process, reader_of(engine.situation(process)[1], participant))
    heads: dict[str, bytes] = {}
    erased = {one for each in told["events"] for one in each["event"]["body"].get("contents", ())}
    for each in told["events"]:
        label = each["event"]["label"]
        heads[label] = link(heads.get(label, NO_DIGEST), canonical(each["event"]))
        for part, commitment in each["event"]["parts"].items():
            opened = each["content"].get(part)
            if opened is None:
                assert commitment in erased
            else:
                assert commitment_of(bytes.fromhex(opened["salt"]), canonical(opened["value"])).hex() == commitment
    assert {label: head["digest"] for label, head in told["checkpoint"]["heads"].items()} == {
        label: digest.hex() for label, digest in heads.items()
    }


def unlikely(right: int, tries: int, choices: int) -> bool:
    """Tell whether so many right guesses would come by chance less than once in a thousand million times.

    The exact tail of the binomial distribution.
    """
    p = 1 / choices

    def chance_of(k: int) -> float:
        ways = lgamma(tries + 1) - lgamma(k + 1) - lgamma(tries - k + 1)
        return exp(ways + k * log(p) + (tries - k) * log(1 - p))

    return sum(chance_of(k) for k in range(right, tries + 1)) < 1e-9


def guess(skeletons: list[dict[str, Any]], options: list[str], known: dict[str, str]) -> list[str]:
    """Guess the ballots behind commitments, as well as an attacker can: by salts he knows of, and by equal numbers."""
    dictionary = {commitment_of(bytes(16), canonical(option)).hex(): option for option in options} | known
    return [dictionary.get(one["parts"]["ballot"], options[0]) for one in skeletons]


def ballots(engine: Engine, chance: Random, number: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Return what the log of a vote shows of the ballots, and what they were, in their order."""
    process = an_open_process(engine)
    with_parties(engine, process)
    for do in ("record", "share", "confirm"):
        for party in ("Town", "Water"):
            _mandate(engine, process, party, do)
    accepted(engine.submit(process, a_command("move", move="deepen")))
    accepted(engine.submit(process, a_command("propose", decision="agreement", run=f"run-{number}")))
    cast = [chance.choice(["yes", "no"]) for _ in range(100)]
    votes = [a_command("vote", "rep-Town", run=f"run-{number}", ballot=one) for one in cast]
    accepted(engine.submit(process, votes))
    shown = [json.loads(one.skeleton) for one in engine.history(process) if one.event.type == "VoteCast"]
    return shown, cast


def _mandate(engine: Engine, process: str, party: str, do: str) -> None:
    record = f"mandate-{party}"
    told: dict[str, dict[str, Any]] = {
        "record": {"record": "mandate", "id": record, "fields": {"level": "commit"}},
        "share": {"id": record, "version": 1},
        "confirm": {"id": record, "version": 1},
    }
    actor = f"pri-{party}" if do == "confirm" else f"rep-{party}"
    accepted(engine.submit(process, a_command(do, actor, **told[do])))


@pytest.mark.P10
def test_nobody_guesses_a_ballot_from_the_log_better_than_by_chance(rounds: Rounds, engine: Engine) -> None:
    """Commitments are salted: equal ballots do not look alike, and a dictionary of all ballots finds none."""
    right = tries = 0
    for chance in rounds(GUESSES, each=100):
        shown, cast = ballots(engine, chance, rounds.number)
        guessed = guess(shown, ["yes", "no"], {})
        right += sum(one == other for one, other in zip(guessed, cast, strict=True))
        tries += len(cast)
        assert len({one["parts"]["ballot"] for one in shown}) == len(shown)

    assert not unlikely(right, tries, 2)


def test_a_log_without_salts_would_be_guessed(engine: Engine) -> None:
    """The control: where every salt is the same, the same attacker finds every ballot."""
    numbers = count(1)
    with patch("engine.journal.journal.random_salt", lambda: bytes(16)):
        process = an_open_process(engine)
        joins = [a_command("join", participant=f"p{next(numbers)}", name=name) for name in ("yes", "no", "maybe")]
        accepted(engine.submit(process, joins))
    shown = [json.loads(one.skeleton) for one in engine.history(process) if one.event.type == "ParticipantJoined"]
    told = [{"parts": {"ballot": one["parts"]["name"]}} for one in shown[1:]]

    guessed = guess(told, ["maybe", "yes", "no"], {})

    assert guessed == ["yes", "no", "maybe"]
    assert unlikely(10_000, 10_000, 3)
    assert not unlikely(3_400, 10_000, 3)
