"""Two worlds: an organisation alone in a store, and the same with a neighbour. It notices nothing.

The neighbour has methods, people, keys and titles of the same names, and tries what it can on the processes of the
other. All that the first one gets is the same in both worlds, byte for byte, with salts, ids and signatures.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from engine import Engine, Reader
from engine.errors import SluisError
from engine.journal.ledger import reader_of
from engine.journal.rows import Filters
from engine.language import read_method
from tests.engine.journal.neighbours import Time, accepted, two_stores
from tests.postgres import all_seeing
from tests.promises.mixture import ACTORS, METHOD, NEXT, OPENING, TEXT, any_command

if TYPE_CHECKING:
    from engine.process.commands import Command
    from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P8
SMALL, ACTS = 12, 30
OWN, OTHER = "town", "water"
FILTERS = (Filters(), Filters(q="any"), Filters(state="open"))
PLACE_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")
OTHERS = read_method(TEXT.replace("title: Mixture", "title: As the neighbours do it"), "mixture.yaml")


@dataclass
class Chances:
    """Ids and salts that an organisation gets by chance: its own, whatever others do meanwhile."""

    turn: str = OWN
    drawn: Counter[tuple[str, str]] = field(default_factory=Counter)

    def text(self, kind: str) -> str:
        """Return something that is drawn for whose turn it is."""
        self.drawn[self.turn, kind] += 1
        return f"{self.turn}-{kind}-{self.drawn[self.turn, kind]:05}"

    def salt(self) -> bytes:
        """Return sixteen bytes."""
        return sha256(self.text("salt").encode()).digest()[:16]


@dataclass
class World:
    """An organisation in a store, and what it was told."""

    engine: Engine
    time: Time
    chances: Chances
    told: list[str] = field(default_factory=list)

    def act(self, chance: Random, process: str, number: int) -> None:
        """Do something in a process, and keep what was answered."""
        self.chances.turn, door = OWN, self.engine.of(OWN)
        command = any_command(chance, door.situation(process)[1], f"new-{number}")
        key = f"key-{chance.randrange(ACTS)}" if chance.random() < 1 / 2 else None
        self.told.append(answer_of(lambda: door.submit(process, command, key=key)))
        if chance.random() < 1 / 5:
            self.told.append(answer_of(lambda: door.dry_run(process, command)))
        if chance.random() < 1 / 10:
            self.told.append(answer_of(lambda: door.publish(NEXT)))

    def look(self, process: str) -> str:
        """Return everything that the organisation can get."""
        self.chances.turn, door = OWN, self.engine.of(OWN)
        situation = door.situation(process)[1]
        readers = [Reader(OWN), *(reader_of(situation, one, OWN) for one in ACTORS if one in situation.participants)]
        found = {
            "views": [repr(door.view(process, one)) for one in readers],
            "exports": [door.export(process, one) for one in readers],
            "checkpoints": [door.checkpoint(process, one) for one in readers],
            "history": repr(door.history(process)),
            "methods": repr(door.methods()),
            "lists": [
                repr(door.processes(one, limit=1)) for one in (Filters(), Filters(q="any"), Filters(family=process))
            ],
        }
        return json.dumps(found, sort_keys=True)


@dataclass
class Neighbour:
    """Another organisation, which does what it can."""

    world: World
    chance: Random
    processes: list[str] = field(default_factory=list)

    def act(self, theirs: str, number: int) -> None:
        """Do something: of its own, or to a process that is not."""
        self.world.chances.turn, door = OTHER, self.world.engine.of(OTHER)
        what = self.chance.choice(["publish", "open", "own", "own", "own", "theirs", "theirs", "list"])
        if what == "open" or not self.processes:
            door.publish(OTHERS)
            opening = door.submit(None, list(OPENING), key=f"open-{number}")  # no other act has used up this key
            self.processes.append(accepted(opening).process)
        elif what == "publish":
            answer_of(lambda: door.publish(self.chance.choice([NEXT, METHOD])))
        elif what == "own":
            mine = self.chance.choice(self.processes)
            command = any_command(self.chance, door.situation(mine)[1], f"new-{number}")
            answer_of(lambda: door.submit(mine, command, key=f"key-{self.chance.randrange(ACTS)}"))
        elif what == "theirs":
            self.try_on(door, theirs, number)
        else:
            assert theirs not in {one.id for one in door.processes(Filters(family=None), limit=100).items}
            assert door.processes(Filters(family=theirs)).items == door.processes(Filters(only=theirs)).items == []

    def try_on(self, door: Engine, theirs: str, number: int) -> None:
        """Try something on a process of the other organisation: it is as one that never was."""
        known = self.world.engine._journal.cache.get(theirs)  # noqa: SLF001 - so that nothing comes due by looking
        assert known is not None
        command = any_command(self.chance, known.situation, f"new-{number}")
        key = self.chance.choice([None, f"key-{self.chance.randrange(ACTS)}"])
        tries: list[Callable[[str], object]] = [
            lambda process: door.submit(process, command, key=key),
            lambda process: door.dry_run(process, command),
            door.situation, door.view, door.history, door.export, door.checkpoint,
            lambda process: door.document(process, "any"),
        ]  # fmt: skip
        chosen = self.chance.choice(tries)
        told, never = (raised_by(partial(chosen, one)).replace(one, "ID") for one in (theirs, "never"))
        assert told == never
        assert told in {"ProcessUnknown: no process 'ID'", f"KeyReused: the key '{key}' was used for another command"}
        assert door.log(theirs, {"process": 0, "public": 0}) == []


def raised_by(act: Callable[[], object]) -> str:
    """Return what is raised; nothing may be answered."""
    with pytest.raises(SluisError) as raised:
        act()
    return f"{type(raised.value).__name__}: {raised.value}"


def answer_of(act: Callable[[], object]) -> str:
    """Return what is answered, as text."""
    try:
        return PLACE_IN_MEMORY.sub("", repr(act()))
    except SluisError as error:
        return repr(error)


def played(world: World, seed: str, neighbour: Neighbour | None) -> str:
    """Play the script of the first organisation, with or without a neighbour; returns everything that it got."""
    chance = Random(f"{seed} own")
    world.chances.turn, door = OWN, world.engine.of(OWN)
    door.publish(METHOD)
    opening: list[Command] = list(OPENING)
    process = accepted(door.submit(None, opening, key="key-0")).process
    for number in range(ACTS):
        for _ in range(neighbour.chance.randrange(3) if neighbour else 0):
            assert neighbour is not None
            neighbour.act(process, number)
        world.act(chance, process, number)
        world.time.pass_by(hours=chance.choice([0, 1, 30]))
        if chance.random() < 1 / 4:
            world.chances.turn = OWN
            tick(world)
    return "\n".join([*world.told, world.look(process)])


def tick(world: World) -> None:
    """Let come due what did, of each organisation with its own chance."""
    for organisation in (OWN, OTHER):
        world.chances.turn, door = organisation, world.engine.of(organisation)
        for one in door.processes(limit=100).items:
            door.situation(one.id)
    world.engine.tick()


@pytest.fixture(params=["sqlite", "postgres"])
def open_world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[
    Callable[[], World]
]:  # fmt: skip
    """Yield a way to make a world, in a store of its own and signed by the same key; the last but one is closed.

    A server of PostgreSQL has so many connections, and a long run makes very many worlds.
    """
    opened: list[Engine] = []
    numbers = count()

    def make() -> World:
        chances, time = Chances(), Time()
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        for one in opened[:-1]:
            one.close()
            opened.remove(one)
        monkeypatch.setattr("engine.journal.journal.random_salt", chances.salt)
        engine = Engine.open(
            two_stores(request, folder), now=time, ids=lambda: chances.text("id"),
            process_ids=lambda: chances.text("process"), signing_key=tmp_path / "key",
        )  # fmt: skip
        opened.append(engine)
        return World(engine, time, chances)

    yield make
    for one in opened:
        one.close()


def test_an_organisation_notices_nothing_of_another(rounds: Rounds, open_world: Callable[[], World]) -> None:
    for chance in rounds(SMALL):
        seed = str(chance.random())
        alone = played(open_world(), seed, None)

        world = open_world()
        neighbour = Neighbour(world, Random(f"{seed} other"))
        beside = played(world, seed, neighbour)

        assert neighbour.processes
        assert beside == alone


def test_what_a_neighbour_could_tell_would_be_seen(open_world: Callable[[], World]) -> None:
    """Controls: with another script, or a row of the neighbour's in the wrong hands, the worlds differ."""
    alone = played(open_world(), "7", None)
    world = open_world()

    assert played(world, "7", None) == alone
    process = next(iter(world.engine.of(OWN).processes().items)).id
    beside = all_seeing(world.engine._journal.store)  # noqa: SLF001 - behind the door
    beside.execute("UPDATE receipt SET organisation='water'")
    beside.close()
    door = world.engine.of(OWN)
    world.chances.turn = OWN
    again = answer_of(lambda: door.submit(None, list(OPENING), key="key-0"))
    assert process not in again
    assert played(open_world(), "8", None) != alone
