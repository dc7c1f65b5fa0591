"""Each text of each hidden field is a token of its own: not one is found by a reader who may not see it, nor an id."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from engine.authoring.simulation import Simulation
from engine.language.method import Method
from engine.process.commands import Command
from engine.process.refusal import Refusal
from tests.promises.acts import EVERYBODY, Chance, beginning
from tests.promises.methods import a_method
from tests.promises.oracle import Oracle
from tests.promises.seen import as_text, exports, log, numbered, refused, standing, views
from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P7

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROCESSES, ACTS, ENOUGH = 24, 60, 80
OFTEN, SOMETIMES = (500, 2_000), (-1, 2)  # in this size, and from ENOUGH on
RARE = (
    ("CorrectionProposed", "RecordCorrected"),
    ("CaseTold",),
    ("AgendaSet", "MinutesTaken"),
    ("RecordWidened", "FieldsShown", "DecisionWidened"),
)
TOKEN = re.compile("canary[0-9]{4}q")
READERS = (*EVERYBODY, None)


class Watched:
    """A process under random acts, watched by an oracle that knows who may know what."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.method, declared = a_method(self.chance)
        self.former: tuple[tuple[int, Method], ...] = ()
        self.simulation, self.oracle, self.at = Simulation(self.method), Oracle(declared), START
        self.acts, self.watched, self.found = Chance(self.chance, declared), 0, Counter[str]()
        self.do(*beginning(**{name: self.acts.token() for name in declared["case"]}))

    def do(self, *commands: Command) -> tuple[object, ...] | Refusal:
        result = self.simulation.submit(commands, self.at)
        self.watch()
        return result

    def watch(self) -> None:
        for event in self.simulation.events[self.watched :]:
            self.oracle.note(event)
            self.found[event.type] += 1
        self.watched = len(self.simulation.events)

    def step(self) -> None:
        """Let somebody do something, and see that the answer tells nothing, and that no view moves unannounced."""
        assert self.simulation.situation is not None
        self.at += timedelta(minutes=self.chance.choice([7, 31, 180]))
        self.simulation.wait(self.at)
        self.watch()
        reader = self.chance.choice(self.readers())
        before = self.views(reader), self.standing(reader)
        command = self.acts.act(self.simulation.situation)
        result = self.do(command)
        if isinstance(result, Refusal) and command.actor in self.oracle.here:
            told = refused(self.method, self.simulation.situation, command.actor, result)
            own = as_text(command.model_dump(mode="json"))
            self.holds_nothing_hidden(as_text(told), command.actor, besides=own)
            self.found["refusals"] += 1
        if reader in self.readers() and self.standing(reader) == before[1]:
            assert self.views(reader) == before[0], (
                f"{command} moved a view of {reader} without an event he may know of"
            )
            self.found["unmoved"] += 1

    def readers(self) -> list[str | None]:
        return [one for one in READERS if one is None or one in self.oracle.here]

    def views(self, reader: str | None) -> str:
        assert self.simulation.situation is not None
        return as_text(views(self.method, self.simulation.situation, reader))

    def standing(self, reader: str | None) -> str:
        assert self.simulation.situation is not None
        return as_text(standing(self.method, self.simulation.situation, reader))

    def look(self) -> None:
        """See what every reader gets."""
        situation = self.simulation.situation
        assert situation is not None
        happened = numbered(self.simulation.events)
        for reader in self.readers():
            text = self.views(reader)
            logged = as_text(log(self.method, situation, reader, happened, self.former))
            taken = as_text(exports(self.method, situation, reader, happened, self.former))
            self.holds_nothing_hidden(text + logged + taken, reader)
            self.finds_its_own(logged, reader)

    def holds_nothing_hidden(self, text: str, reader: str | None, besides: str = "") -> None:
        for token in set(TOKEN.findall(text)) - set(TOKEN.findall(besides)):
            assert self.oracle.may_see_token(token, reader), f"{reader} found {token}"
        for identity in self.oracle.ids:
            if identity in text and identity not in besides:
                assert self.oracle.may_know(identity, reader), f"{reader} found {identity}"

    def finds_its_own(self, text: str, reader: str | None) -> None:
        for token in self.oracle.tokens:
            seen = self.oracle.may_see_token(token, reader)
            assert (token in text) is seen, f"{reader} should{'' if seen else ' not'} find {token} in the log"
            self.found["seen" if seen else "hidden"] += 1


def test_nobody_finds_what_he_may_not_see_and_everybody_what_he_may(rounds: Rounds) -> None:
    found: Counter[str] = Counter()
    for chance in rounds(PROCESSES):
        watched = Watched(chance)
        for number in range(ACTS):
            watched.step()
            if number % 20 == 19:
                watched.look()
        found += watched.found

    least = min(found[one] for one in ("seen", "hidden", "refusals", "unmoved"))
    assert least > rounds.bound(*OFTEN, ENOUGH), found
    rare = [sum(found[one] for one in kinds) for kinds in RARE]
    assert min(rare) > rounds.bound(*SOMETIMES, ENOUGH), rare
