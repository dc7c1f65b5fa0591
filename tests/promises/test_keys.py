"""A key is one command, however often it comes, whichever way, and whatever is written in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Receipt, Refusal
from engine.errors import KeyReused
from engine.journal.store import EVERYBODY
from tests.engine.journal.neighbours import Time, accepted, two_stores
from tests.promises import mixture
from tests.promises.races import asked
from tests.promises.replicas import Answer, Doors, answered, told, two_doors

if TYPE_CHECKING:
    from engine.process.commands import Command
    from tests.promises.sizes import Rounds

KEYS = 250
KEYS_A_ROUND = 25
MOST = 5
LARGE = 16_000


@dataclass
class Desk:
    """Where commands are sent under keys. `notes` is how many there must be in the process."""

    doors: Doors
    pool: ThreadPoolExecutor
    chance: Random = field(default_factory=Random)
    process: str = ""
    notes: int = 0

    def begin(self, chance: Random) -> None:
        """Open a process that is begun anew."""
        self.chance, self.notes = chance, 0
        self.process = accepted(self.doors[0].submit(None, list(mixture.OPENING))).process

    def send(self, command: Command, key: str, process: str | None = None) -> Answer:
        """Send a command through one door or the other."""
        door = self.chance.choice(self.doors)
        return answered(partial(door.submit, process or self.process, command, key=key))

    def at_once(self, commands: Sequence[Command], key: str, process: str | None = "") -> list[Answer]:
        """Send commands at the same moment under one key, through both doors."""
        start, where = threading.Barrier(len(commands)), self.process if process == "" else process

        def go(number: int, command: Command) -> Answer:
            start.wait()
            return answered(partial(self.doors[number % 2].submit, where, command, key=key))

        return list(self.pool.map(go, range(len(commands)), commands))

    def processes(self) -> set[str]:
        """Return every process there is."""
        with self.doors[0]._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - a list has pages
            return {identity for (identity,) in connection.execute("SELECT id FROM process").fetchall()}

    def written(self) -> int:
        """Return how many notes the log has."""
        kinds = [(one.event.type, getattr(one.event.body, "record", "")) for one in self.doors[0].history(self.process)]
        return kinds.count(("RecordWritten", "note"))


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["postgres", "sqlite"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, time: Time) -> Iterator[Desk]:
    with two_doors(two_stores(request, tmp_path), time) as doors, ThreadPoolExecutor(MOST) as pool:
        doors[0].publish(mixture.METHOD)
        yield Desk(doors, pool)


def note(text: str = "said", actor: str = "chair") -> Command:
    """Return a command that leaves another note each time it is done."""
    return asked("record", actor, record="note", fields={"text": text})


# ------------------------------------------------------------------------- what can happen to a key


def comes_again(desk: Desk, key: str) -> None:
    first, *later = [desk.send(note(key), key) for _ in range(desk.chance.randint(2, MOST))]

    desk.notes += 1
    assert isinstance(first, Receipt), first
    assert all(one == first for one in later)


def comes_at_once(desk: Desk, key: str) -> None:
    first, *others = desk.at_once([note(key)] * desk.chance.randint(2, MOST), key)

    desk.notes += 1
    assert isinstance(first, Receipt), first
    assert all(one == first for one in (*others, desk.send(note(key), key)))


def comes_with_another_body(desk: Desk, key: str) -> None:
    other_body = note(desk.chance.choice(("other", "\ud800", "\0")))
    first, other, again = (desk.send(one, key) for one in (note(key), other_body, note(key)))

    desk.notes += 1
    assert isinstance(other, KeyReused), other
    assert isinstance(first, Receipt), first
    assert again == first


def comes_with_two_bodies_at_once(desk: Desk, key: str) -> None:
    commands = [note(key), note("other")]

    answers = desk.at_once(commands, key)

    desk.notes += 1
    assert {type(one) for one in answers} == {Receipt, KeyReused}, answers
    for command, before in zip(commands, answers, strict=True):
        again = desk.send(command, key)
        assert again == before if isinstance(before, Receipt) else isinstance(again, KeyReused)


def comes_from_another_actor(desk: Desk, key: str) -> None:
    commands = [note(key), note(key, "envoy-X")]

    answers = desk.at_once(commands, key)

    desk.notes += 2
    assert all(isinstance(one, Receipt) for one in answers), answers
    assert answers[0] != answers[1]
    assert [desk.send(one, key) for one in commands] == answers


def comes_for_another_process(desk: Desk, key: str) -> None:
    first, elsewhere = desk.send(note(key), key), accepted(desk.doors[1].submit(None, list(mixture.OPENING))).process

    other = desk.send(note(key), key, process=elsewhere)

    desk.notes += 1
    assert isinstance(first, Receipt), first
    assert isinstance(other, KeyReused), other


def comes_after_a_refusal(desk: Desk, key: str) -> None:
    refused = desk.at_once([asked("move", move="on")] * 2, key)
    taken = desk.send(note(key), key)

    desk.notes += 1
    assert {type(one) for one in refused} == {Refusal}
    assert isinstance(taken, Receipt), taken
    assert isinstance(desk.send(asked("move", move="on"), key), KeyReused)


def opens_at_once(desk: Desk, key: str) -> None:
    opening, before = mixture.OPENING[0], desk.processes()

    first, *others = desk.at_once([opening] * desk.chance.randint(2, MOST), key, process=None)

    assert isinstance(first, Receipt), first
    assert all(one == first for one in others)
    assert desk.at_once([opening] * 2, key, process=None) == [first, first]
    assert desk.processes() - before == {first.process}


LIVES: tuple[Callable[[Desk, str], None], ...] = (
    comes_again, comes_at_once, comes_with_another_body, comes_with_two_bodies_at_once, comes_from_another_actor,
    comes_for_another_process, comes_after_a_refusal, opens_at_once,
)  # fmt: skip


@pytest.mark.P2
def test_a_key_has_one_effect_however_often_and_whichever_way_it_comes(desk: Desk, rounds: Rounds) -> None:
    for number, chance in enumerate(rounds(KEYS, each=KEYS_A_ROUND)):
        desk.begin(chance)
        for key in range(KEYS_A_ROUND):
            LIVES[chance.randrange(len(LIVES))](desk, f"key {number} {key}")

        assert desk.written() == desk.notes


@pytest.mark.P2
def test_a_key_is_kept_for_a_day_and_then_free(desk: Desk, rounds: Rounds, time: Time) -> None:
    for chance in rounds(200, each=20):
        desk.begin(chance)
        keys = [f"{key} {desk.process}" for key in range(20)]
        first = [desk.send(note(key), key) for key in keys]

        time.pass_by(hours=23, minutes=59)
        assert [desk.send(note(key), key) for key in keys] == first
        time.pass_by(seconds=59, microseconds=999_999)
        assert [desk.send(note(key), key) for key in keys] == first
        assert desk.written() == 20
        time.pass_by(microseconds=1)
        free = [desk.send(note(key), key) for key in keys[:10]]
        time.pass_by(minutes=1)
        free += [desk.send(note("other"), key) for key in keys[10:]]

        assert all(isinstance(one, Receipt) for one in (*first, *free))
        assert not any(one in first for one in free)
        assert desk.written() == 40


# -------------------------------------------------------------------------------- hostile keys


SQL = (
    "'; DROP TABLE event; --",
    "' OR '1'='1",
    '") UNION SELECT * FROM receipt --',
    "%s %(x)s ?",
    "{0} {actor}",
    "\\'; --",
)
STRANGE = (
    "", " ", "  ", "\t", "\n", "a", "A", "a ", " a", "á", "a\u0301", "ß", "ss", "\u202ea", "\ufeffa", "😀", "日本",
    "\x7f", "\0", "a\0", "\0a", "a\0b", "a\ufffd", "\ufffd", "\ud800", "\udfff", "a\ud800", "a\udc00", "a?", "?",
    "\ud83d\ude00",
    "None", "null", "0", "-1", "true", "../../etc/passwd", "<script>", "\r\nSet-Cookie: a=b",
)  # fmt: skip
LENGTHS = (254, 255, 256, 257, 1_000, 2_700, 2_704, 2_705, 8_191, 8_192, 65_536, 2**20)


def hostile_keys(chance: Random) -> list[str]:
    """Return two hundred keys that differ from one another in something, however little."""
    keys = [*SQL, *STRANGE, *("k" * length for length in LENGTHS), *(f"{'k' * (length - 1)}l" for length in LENGTHS)]
    letters = "aA \0\ud800\ufffd?é😀'\"%\\"
    keys += ["".join(chance.choices(letters, k=chance.choice((2, 3, 40, 300, 3_000)))) for _ in range(200)]
    keys += ["".join(map(chr, chance.choices(range(0x20, 0x10FFF), k=3_000))) for _ in range(10)]
    return list(dict.fromkeys(keys))[:200]


@pytest.mark.P2
def test_whatever_is_written_in_a_key_it_is_itself_and_no_other(desk: Desk, rounds: Rounds, time: Time) -> None:
    for chance in rounds(200, each=200):
        time.pass_by(hours=25)
        desk.begin(chance)
        keys = hostile_keys(chance)

        first = [desk.send(note(), key) for key in keys]
        again = [desk.send(note(), key) for key in keys]
        other = [desk.send(note("other"), key) for key in keys]

        assert [told(one) for one in first] == ["accepted"] * 200
        assert again == first
        assert all(isinstance(one, KeyReused) for one in other)
        assert desk.written() == 200


@pytest.mark.P2
def test_over_http_a_key_is_taken_or_refused_and_never_breaks_anything(desk: Desk, rounds: Rounds, time: Time) -> None:
    command = {"do": "record", "actor": "chair", "record": "note", "fields": {}}
    with TestClient(create_app(desk.doors[0], Settings()), raise_server_exceptions=False) as client:
        for chance in rounds(200, each=200):
            time.pass_by(hours=25)
            desk.begin(chance)
            url, taken = f"/v1/processes/{desk.process}/commands", set[bytes]()
            for key in hostile_keys(chance):
                sent = key.encode("utf-8", "surrogatepass")
                answers = [client.post(url, json=command, headers=[(b"Idempotency-Key", sent)]) for _ in range(2)]
                statuses = {one.status_code for one in answers}
                refused = 422 if len(sent) < LARGE else 431  # headers so large are not even read
                assert statuses == {200 if is_plain(sent) else refused}, (key[:40], answers[0].text[:200])
                if is_plain(sent):
                    assert answers[0].json() == answers[1].json()
                    taken.add(sent)

            assert desk.written() == len(taken)
            assert len(taken) > 20


def is_plain(key: bytes) -> bool:
    """Tell whether a key may be sent over HTTP: what is printed in ASCII, up to 255 of it."""
    return 1 <= len(key) <= 255 and all(0x20 <= one < 0x7F for one in key)
