"""Mail: nobody misses what is for him, whatever comes between; and nobody is mailed of what others keep."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from engine import Engine
from engine.access.mailboxes import Choices
from engine.language import read_method
from engine.outbox.mail.mailer import Mailer
from engine.outbox.mail.shapes import Envelope, Outcome
from engine.process.refusal import Refusal
from tests.engine.access.people import (
    a_guest,
    a_participant,
    a_person,
    an_invitation,
    an_organisation,
    granted,
    signed_in,
    with_quick_passwords,
)
from tests.engine.journal.neighbours import Time, a_command, accepted
from tests.mailing import LINK, SILENCE, Box, FakeServer, an_office, secret_of, text_of
from tests.promises.sizes import Rounds
from tests.promises.test_telling import counted

ROOT = Path(__file__).resolve().parents[2]
ENDLESS, LIVES = 1_000_000, 2
DICE = (*["250 fine"] * 8, "450 later", "451 later", "421 closing", "", "", SILENCE)
REFUSED_FOR_EVER = "cas@town.example"
SOURCE = """\
sluis: 1
method: swing
version: 1.0.0
title: To and fro
summary: A process that goes to and fro.
source: Made up for the tests.
languages: [en]
may: {open: convener, admit: convener, cancel: convener}
roles:
  convener: {title: Convener}
  representative: {title: Representative, of: party, named_by: convener}
  judge: {title: Judge, named_by: convener}
decisions:
  ruling: {title: A ruling, by: judge, voters: judge, rule: unanimity, silence: blocks, open_for: P14D, seen_by: judge}
records:
  interest:
    title: Interest
    per: party
    fields: {what: {type: text, title: What}}
    written_by: representative
    seen_by: party
phases:
  here:
    title: Here
    open: [interest, ruling]
    moves:
      over: {title: Over, to: there, by: convener}
  there:
    title: There
    open: [interest, ruling]
    moves:
      back: {title: Back, to: here, back: true, by: convener}
      finish: {title: Finish, to: end.done, by: convener}
ends:
  done: {title: Done, verdict: success}
"""


def opened(town: Engine, *names: str) -> str:
    """Open a process with people who have accounts and seats."""
    town.publish(read_method(SOURCE, "swing.yaml"))
    anna = signed_in(town, "anna")
    process = accepted(
        town.submit(None, a_command("open", method="swing", title="A title", name="Anna"), by=anna)
    ).process
    for number, name in enumerate(names):
        a_participant(town, process, anna, name, f"Party {number}")
        sent = an_invitation(town, anna, f"{name}@town.example", process, name)
        came = town.access.invitations.accept(sent.secret, a_guest(name.title()))
        if isinstance(came, Refusal):  # who has an account already
            granted(town.access.invitations.accept(sent.secret, a_guest(already=signed_in(town, name))))
    return process


def dice(chance: Random) -> Callable[[str, str], str]:
    def says(to: str, step: str) -> str:
        if to == REFUSED_FOR_EVER:
            return "550 nobody here"
        return chance.choice(DICE) if step == "data" or chance.random() < 0.3 else "250 fine"

    return says


def in_lives(url: str, key: Path, chance: Random, processes: list[str], port: int) -> list[str]:
    """Let a sender act and mail, kill it at any moment so often, and then let it come to an end.

    Where a store is shared, another acts and mails beside it. Returns whom they invited.
    """
    lives = [] if url.startswith("sqlite") else [_started(url, key, chance, processes, port, 30)]
    for _ in range(LIVES):
        life = _started(url, key, chance, processes, port, ENDLESS)
        time.sleep(chance.uniform(0, 1.5))
        life.kill()
        lives.append(life)
    lives.append(_started(url, key, chance, processes, port, 10))
    said = [one.communicate(timeout=180)[0].decode().splitlines() for one in lives]
    assert {one.returncode for one in lives} <= {0, -9}
    assert lives[-1].returncode == 0
    return [line for one in said for line in one if line.endswith("@town.example")]


def _started(
    url: str, key: Path, chance: Random, processes: list[str], port: int, acts: int
) -> subprocess.Popen[bytes]:  # fmt: skip
    """Start a sender, and wait until it is at work."""
    words = [sys.executable, "-m", "tests.promises.mailing", url, str(chance.random()), ",".join(processes), str(port)]
    environment = os.environ | {"KEY": str(key)}
    started = subprocess.Popen([*words, str(acts)], cwd=ROOT, stdout=subprocess.PIPE, env=environment)
    assert started.stdout is not None
    assert started.stdout.readline() == b"open\n"
    return started


@pytest.mark.P14
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_nobody_misses_what_is_for_him_whatever_the_server_answers_and_whenever_the_sender_is_killed(
    request: pytest.FixtureRequest, tmp_path: Path, rounds: Rounds, store: str
) -> None:
    mails = 0
    for number, chance in enumerate(rounds(LIVES, each=LIVES)):
        folder = tmp_path / str(number)
        folder.mkdir()
        key = folder / "signing.key"
        url = (
            f"sqlite:///{folder / 'sluis.db'}" if store == "sqlite" else request.getfixturevalue("postgres").database()
        )
        with FakeServer(dice(chance)) as server:
            with Engine.open(url, signing_key=key) as engine:
                town = an_organisation(with_quick_passwords(engine))
                a_person(town, "anna", "facilitator", "owner")
                processes = [opened(town, "bo", "cas") for _ in range(2)]
            invited = in_lives(url, key, chance, processes, server.port)
            with Engine.open(url, signing_key=key) as engine:
                _see(engine.of("town"), server, processes, invited)
        mails += len(server.got)
    print(f"{mails} mails that were taken")


def _see(town: Engine, server: FakeServer, processes: list[str], invited: list[str]) -> None:
    """See that whoever was to be told was told after the last that happened, and that the last link of each works."""
    assert [one for one in server.got if one[0] == REFUSED_FOR_EVER] == []
    for process in processes:
        last = max(one.event.at for one in town.history(process) if one.event.type == "Moved")
        told = [at for (to, data), at in zip(server.got, server.times, strict=True) if _tells(to, data, process)]
        assert told
        assert max(told) >= last.timestamp()
    assert len(set(invited)) == len(invited) > 0
    links: dict[str, str] = {to: secret_of(data) for to, data in server.got if LINK.search(text_of(data))}
    assert set(invited) <= links.keys()
    assert [one for one in invited if town.access.invitations.look_at(links[one]) is None] == []
    if "anna@town.example" in links:
        assert not isinstance(town.access.links.use(links["anna@town.example"]), Refusal)


def _tells(to: str, data: bytes, process: str) -> bool:
    return to == "bo@town.example" and process in text_of(data)


class World:
    """A process of several who are mailed; what Bo keeps to himself has ids apart."""

    def __init__(self, folder: Path) -> None:
        self.time, self.box, self.failing = Time(), Box(), ""
        self._open, self._secret, self.is_secret = counted("open"), counted("secret"), False
        self.mails: list[tuple[datetime, Envelope]] = []
        self.engine = with_quick_passwords(
            Engine.open(
                f"sqlite:///{folder / 'sluis.db'}", now=self.time, ids=self._ids, process_ids=counted("process"),
                signing_key=folder / "signing.key",
            )
        )  # fmt: skip
        self.town = an_organisation(self.engine)
        a_person(self.town, "anna", "facilitator", "owner")
        self.process = opened(self.town, "bo", "cas", "dora")
        accepted(self.town.submit(self.process, a_command("appoint", participant="bo", role="judge")))
        granted(self.town.access.mailboxes.choose(signed_in(self.town, "dora"), Choices("daily", "nl", "UTC")))
        self.mailer = Mailer(self.engine._journal, an_office(self.box), bytes)  # noqa: SLF001 - with chance of the test's own

    def _ids(self) -> str:
        return self._secret() if self.is_secret else self._open()

    def step(self) -> None:
        """Do something that all see."""
        for move in ("over", "back"):
            if not isinstance(self.town.submit(self.process, a_command("move", move=move)), Refusal):
                return

    def keep(self, number: int) -> None:
        """Do something that only Bo, or Bo's party, may know of."""
        self.is_secret = True
        fields = {"what": f"Secret {number}" * (number + 1)}
        draft = a_command("record", "bo", record="interest", id=f"draft-{number % 3}", fields=fields)
        for one in (a_command("note", "bo", text="Secret"), draft):
            accepted(self.town.submit(self.process, one))
        accepted(self.town.submit(self.process, a_command("propose", "bo", decision="ruling")))
        situation = self.town.situation(self.process)[1]
        run = next(one.id for one in situation.runs.values() if one.state == "open")
        accepted(self.town.submit(self.process, a_command("vote", "bo", run=run, ballot="yes")))
        if self.town.situation(self.process)[1].runs[run].state == "open":
            accepted(self.town.submit(self.process, a_command("close", "bo", run=run)))
        self.is_secret = False

    def round(self) -> None:
        """Mail what there is; whoever fails does for now."""
        self.box.answers = {f"{self.failing}@town.example": [Outcome("later", 450)] * 3}
        before = len(self.box.tried)
        self.mailer.round()
        self.mails += [(self.time.at, one) for one in self.box.tried[before:]]


def seen_by(who: str, world: World) -> list[tuple[datetime, bytes]]:
    """Return what was sent to somebody and when, but for what follows from the key and the account of a world."""
    mine = [(at, one.data) for at, one in world.mails if one.to == f"{who}@town.example"]
    ours = re.compile(rb"(?<=t=)[^\s>]+|(?<=Message-ID: <)[0-9a-f]+|t=3D[0-9A-Za-z._=\r\n-]+")
    return [(at, ours.sub(b"", data)) for at, data in mine]


@contextmanager
def _lived(folder: Path, seed: float, *, keeps: bool) -> Iterator[World]:
    """Lend a world in which things went as a seed has it; in one that keeps, secrets came between."""
    folder.mkdir()
    chance, world = Random(seed), World(folder)
    with world.engine:
        for number in range(40):
            steps, secret, wait = chance.random() < 0.5, chance.random() < 0.7, chance.uniform(0, 6_000)
            world.failing = chance.choice(["anna", "cas", "dora", "", ""])
            if secret and keeps:
                world.keep(number)
            if steps:
                world.step()
            if secret and keeps:
                world.keep(number + 100)
            world.round()
            world.time.pass_by(seconds=wait)
        yield world


@pytest.mark.P7
def test_two_worlds_that_differ_in_secrets_mail_everybody_else_the_same_at_the_same_instants(
    tmp_path: Path, rounds: Rounds
) -> None:
    for number, chance in enumerate(rounds(3)):
        seed = chance.random()
        with (
            _lived(tmp_path / f"{number}-0", seed, keeps=False) as plain,
            _lived(tmp_path / f"{number}-1", seed, keeps=True) as other,
        ):
            assert len(other.town.history(other.process)) > len(plain.town.history(plain.process)) + 20
            assert "DecisionClosed" in {one.event.type for one in other.town.history(other.process)}
            for who in ("anna", "cas", "dora"):
                assert seen_by(who, plain) == seen_by(who, other), who
            assert len(seen_by("cas", plain)) > 3
            assert len(seen_by("dora", plain)) > 0


@pytest.mark.P7
def test_a_secret_alone_mails_nobody_at_all(tmp_path: Path) -> None:
    world = World(tmp_path)
    with world.engine:
        for _ in range(3):
            world.round()
            world.time.pass_by(days=2)
        sent = len(world.box.tried)
        for number in range(4):
            world.keep(number)
            world.time.pass_by(hours=2)
            world.round()

        assert len(world.box.tried) == sent
