"""Webhooks: each event at least once, in order, whatever comes between; and nothing of what others keep."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from engine.access.webhooks import Asked, Made
from engine.outbox.outbox import Outbox
from engine.outbox.wire import Answer
from tests.engine.access.people import a_person, an_organisation, opened_by, seated, with_quick_passwords
from tests.engine.journal.neighbours import Time, a_command, accepted
from tests.engine.outbox.conftest import FAILED, Told, a_webhook
from tests.promises.sizes import Rounds
from tests.receiving import Got, a_receiver

if TYPE_CHECKING:
    from engine.access.identity import Identity

pytestmark = pytest.mark.P14
ROOT = Path(__file__).resolve().parents[2]
DICE = (200, 200, 200, 204, 500, 503, 429, 410, "hang", "reset")
ENDLESS, LIVES = 1_000_000, 5


def dice(chance: Random) -> Callable[[Got], int | str]:
    return lambda _got: chance.choice(DICE)


def in_lives(url: str, key: Path, chance: Random, processes: list[str], kills: int) -> None:
    """Let a sender act and tell, kill it at any moment so often, and then let it come to an end.

    Where a store is shared, another acts and tells beside it all the time, and then comes to an end as well.
    """
    beside = [] if url.startswith("sqlite") else [_started(url, key, chance, processes, 50 * kills)]
    for _ in range(kills):
        life = _started(url, key, chance, processes, ENDLESS)
        time.sleep(chance.uniform(0, 2))
        life.kill()
        assert life.wait() == -9
    for one in (*beside, _started(url, key, chance, processes, 20)):
        assert one.wait(120) == 0


def _started(url: str, key: Path, chance: Random, processes: list[str], acts: int) -> subprocess.Popen[bytes]:
    """Start a sender, and wait until it is at work."""
    words = [sys.executable, "-m", "tests.promises.telling", url, str(chance.random()), ",".join(processes), str(acts)]
    started = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ | {"KEY": str(key)})
    assert started.stdout is not None
    with started.stdout as said:
        assert said.readline() == b"open\n"
    return started


def of_process(got: list[Got], process: str) -> list[Got]:
    """Return the messages about a process, each once, as they came first."""
    first = {one.id: one for one in reversed(got) if one.told["data"]["process"] == process}
    return sorted(first.values(), key=got.index)


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_nothing_is_missing_whatever_the_receiver_answers_and_whenever_the_sender_is_killed(
    request: pytest.FixtureRequest, tmp_path: Path, rounds: Rounds, store: str
) -> None:
    told = 0
    for number, chance in enumerate(rounds(LIVES, each=LIVES)):
        folder = tmp_path / str(number)
        folder.mkdir()
        key = folder / "signing.key"
        url = (
            f"sqlite:///{folder / 'sluis.db'}" if store == "sqlite" else request.getfixturevalue("postgres").database()
        )
        with a_receiver(dice(chance)) as receiver:
            with Engine.open(url, signing_key=key) as engine:
                town = an_organisation(with_quick_passwords(engine))
                anna = a_person(town, "anna", "facilitator")
                processes = [opened_by(town, anna) for _ in range(3)]
                made = _made(town, anna, receiver.url)
                before = {one: len(town.history(one)) for one in processes}
            in_lives(url, key, chance, processes, LIVES)
            with Engine.open(url) as engine:
                town = engine.of("town")
                events = {one: [stored.event.id for stored in town.history(one, before[one])] for one in processes}
            _see(receiver.taken, receiver.got, events, made.secret)
            told += sum(map(len, events.values()))
            print(f"{told} events, {len(receiver.got)} requests of which {len(receiver.taken)} were taken")


def _made(town: Engine, anna: Identity, url: str) -> Made:
    made = town.access.webhooks.make(anna, Asked(url, "A hook"), ("127.0.0.1",))
    assert isinstance(made, Made)
    return made


def _see(taken: list[Got], got: list[Got], events: dict[str, list[str]], secret: str) -> None:
    """See that all was taken, in order, each event in one message only, which was the same at each try."""
    bodies: dict[str, set[bytes]] = {}
    for one in got:
        assert one.is_signed_by(secret)
        bodies.setdefault(one.id, set()).add(one.body)
    assert {len(same) for same in bodies.values()} == {1}
    assert len(got) > len(bodies)
    for process, wanted in events.items():
        messages = of_process(taken, process)
        assert [event for one in messages for event in one.events] == wanted
        revisions = [one.told["data"]["revision"] for one in messages]
        assert all(sooner < later for sooner, later in pairwise(revisions))


def counted(series: str) -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{series}-{next(numbers):04}"


class Choosy(Told):
    """A way out at whose end one account's receiver fails."""

    failing: str | None = None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.answers = [FAILED] if self.failing and self.failing in url else []
        return super().post(url, headers, body)


class World:
    """A process of several, with people whose webhooks are told of it; what some keep to themselves has ids apart."""

    def __init__(self, folder: Path) -> None:
        self.time, self.told = Time(), Choosy()
        self._open, self._secret, self.is_secret = counted("open"), counted("secret"), False
        key = folder / "signing.key"
        self.engine = with_quick_passwords(
            Engine.open(
                f"sqlite:///{folder / 'sluis.db'}",
                now=self.time,
                ids=self.ids,
                process_ids=counted("process"),
                signing_key=key,
            )
        )
        self.town = an_organisation(self.engine)
        self.anna = a_person(self.town, "anna", "facilitator", "owner")
        self.processes = [opened_by(self.town, self.anna) for _ in range(2)]
        self.bo, self.cas = (
            seated(self.town, self.anna, self.processes[0], name, party)
            for name, party in (("bo", "Town"), ("cas", "Water"))
        )
        self.walt = a_person(self.town, "walt", "observer")
        self.outbox = Outbox(self.engine._journal, self.told, self.random)  # noqa: SLF001 - with chance of the test's own
        for one, process in ((self.walt, None), (self.anna, None), (self.cas, self.processes[0])):
            a_webhook(self.town, one, process, f"https://{one.account}.example/{process}")
            self.time.pass_by(seconds=1)

    def ids(self) -> str:
        return self._secret() if self.is_secret else self._open()

    def random(self, size: int) -> bytes:
        return bytes(size)

    def act(self, name: str, number: int) -> None:
        """Do something that all see."""
        accepted(self.town.submit(self.processes[0], a_command("join", participant=f"{name}-{number}", name=name)))

    def keep(self, number: int) -> None:
        """Do something that only Bo, or Bo's party, may know of."""
        self.is_secret = True
        given = {"record": "mandate", "id": f"draft-{number}", "subject": "x", "fields": {"level": "explore"}}
        note = a_command("note", "bo", text=f"Secret {number}" * (number + 1))
        draft = a_command("record", "bo", **{key: given[key] for key in ("record", "id", "fields")})
        for one in (note, draft):
            self.town.submit(self.processes[0], one)
        self.is_secret = False

    def seen(self) -> list[tuple[str, dict[str, str], bytes]]:
        """Return all that receivers got, and what owners are told of others' webhooks."""
        sent = [
            (self._whose(url), dict(got.headers), got.body)
            for url, got in zip(self.told.urls, self.told.got, strict=True)
        ]
        hooks = self.town.access.webhooks.of(self.anna)
        return [
            *sent,
            *(
                ("owner", {}, repr((one.title, one.failures, one.delivered_at, one.is_waiting)).encode())
                for one in hooks
            ),
        ]

    def _whose(self, url: str) -> str:
        people = {"anna": self.anna, "cas": self.cas, "walt": self.walt}
        return next(name for name, one in people.items() if str(one.account) in url)


def test_two_worlds_that_differ_in_secrets_tell_the_same_bytes_at_the_same_instants(
    tmp_path: Path, rounds: Rounds
) -> None:
    for number, chance in enumerate(rounds(5)):
        seed = chance.random()
        with (
            _lived(tmp_path / f"{number}-0", seed, keeps=False) as plain,
            _lived(tmp_path / f"{number}-1", seed, keeps=True) as other,
        ):
            assert len(plain.told.got) > 10
            assert other._secret() != "secret-0001"  # noqa: SLF001 - something was kept
            for who in ("anna", "cas", "walt", "owner"):
                assert seen_by(who, plain) == seen_by(who, other)


def seen_by(who: str, world: World) -> list[tuple[dict[str, str], bytes]]:
    """Return what somebody was told, in order, but for signatures: each world has a key of its own."""
    return [
        ({key: value for key, value in headers.items() if key != "webhook-signature"}, body)
        for whom, headers, body in world.seen()
        if whom == who
    ]


@contextmanager
def _lived(folder: Path, seed: float, *, keeps: bool) -> Iterator[World]:
    """Lend a world in which things went as a seed has it; in one that keeps, secrets came between."""
    folder.mkdir()
    chance, world = Random(seed), World(folder)
    with world.engine:
        for number in range(30):
            what, secret, wait = chance.random(), chance.random() < 0.6, chance.uniform(0, 900)
            fails = chance.choice([world.anna, world.cas, world.walt, None, None])
            if what < 0.5:
                world.act(chance.choice(["dora", "emil"]), number)
            if secret and keeps:
                world.keep(number)
            world.told.failing = str(fails.account) if fails else None
            world.outbox.round()
            world.time.pass_by(seconds=wait)
        yield world


def test_a_secret_alone_sends_nothing_at_all(tmp_path: Path) -> None:
    world = World(tmp_path)
    with world.engine:
        world.outbox.round()
        sent = len(world.told.got)
        for number in range(1, 4):
            world.keep(number)
            world.time.pass_by(seconds=60)
            world.outbox.round()

        assert len(world.town.history(world.processes[0])) > 5
        assert len(world.told.got) == sent
