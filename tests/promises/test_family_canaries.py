"""Processes of one family tell one another what happened, and nobody finds in one what he may not see in the other.

The same watch as in `test_canaries.py` is kept over all of them, each with an oracle of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random

import pytest

from engine.authoring.simulation import Simulation
from engine.language.method import Method
from engine.process.commands import Command, Record
from engine.process.events import Event, RecordHanded
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from tests.promises.acts import Chance, asked, beginning
from tests.promises.families import FOUND, HANDED, INNER, given_back, handed_down
from tests.promises.methods import SIGHTS, Part, a_method
from tests.promises.oracle import Oracle
from tests.promises.seen import as_text, exports, log, numbered, refused, standing, views
from tests.promises.sizes import Rounds
from tests.promises.test_canaries import READERS, START, TOKEN

pytestmark = pytest.mark.P7

FAMILIES, ACTS, EVERY = 24, 60, 20
OFTEN, SOMETIMES = 50, 3
ENDING, FINDING = 0.1, 0.3


@dataclass
class Member:
    """One process of a family, and what is known of who may know what in it."""

    process: str
    method: Method
    oracle: Oracle
    acts: Chance


class WatchedFamily:
    """A process under random acts, with those that it runs."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.at, self.found = chance, START, Counter[str]()
        theirs, ours = handed_down(chance, chance.choice(SIGHTS))
        taken, found = given_back(chance, chance.choice(SIGHTS))
        given = {FOUND: found, **({HANDED: ours} if chance.random() < 0.7 else {})}
        inner = a_method(chance, given, name=INNER)
        self.inner: tuple[Method, Part] = inner
        method, declared = a_method(chance, {HANDED: theirs, FOUND: taken}, runs=inner)
        self.simulation, self.watched, self.numbers = Simulation(method), 0, count(1)
        self.acts = Chance(chance, declared)
        self.members = [Member("", method, Oracle(declared), self.acts)]
        case = {name: self.acts.token() for name in declared["case"]}
        self.simulation.submit(beginning(**case), self.at)
        self.watch()

    def watch(self) -> None:
        """Take in what happened, in whichever process."""
        for process, event in self.simulation.log[self.watched :]:
            self.member(process).oracle.note(event)
            self.found[event.type] += 1
            self.found["came back"] += isinstance(event.body, RecordHanded) and event.body.record == FOUND
        self.watched = len(self.simulation.log)

    def member(self, process: str) -> Member:
        """Return what is known of a process, which may have begun just now."""
        assert self.simulation.situation is not None
        if process == self.simulation.situation.process:
            return self.members[0]
        known = next((one for one in self.members if one.process == process), None)
        if known is None:
            method, declared = self.inner
            known = Member(process, method, Oracle(declared), self.acts.for_another(declared))
            self.members.append(known)
        return known

    def situation(self, one: Member) -> Situation:
        """Return how a process stands."""
        assert self.simulation.situation is not None
        return self.simulation.member(one.process)[1] if one.process else self.simulation.situation

    def step(self) -> None:
        """Let time pass and somebody do something in one process; no view of any of them moves unannounced."""
        looked_at, reader = self.chance.choice(self.members), self.chance.choice(self.readers())
        before = self.looks(looked_at, reader)
        self.at += timedelta(minutes=self.chance.choice([7, 31, 180]))
        self.simulation.wait(self.at)
        self.watch()
        acting = self.chance.choice([one for one in self.members if not one.process or not self.situation(one).end])
        commands = self.commands(acting)
        command, result = commands[0], self.simulation.submit(commands, self.at, acting.process or None)
        self.watch()
        if isinstance(result, Refusal) and command.actor in acting.oracle.here:
            told = as_text(refused(acting.method, self.situation(acting), command.actor, result))
            self.holds_nothing_hidden(told, command.actor, besides=as_text(command.model_dump(mode="json")))
            self.found["refusals"] += 1
        after = self.looks(looked_at, reader)
        if reader in self.readers() and after[1] == before[1]:
            assert after[0] == before[0], f"{command} moved a view of {reader} without an event he may know of"
            self.found["unmoved"] += 1

    def commands(self, acting: Member) -> list[Command]:
        """Return what somebody may want to do in a process; what is recorded first is mostly shared at once.

        In what is run something is found now and then, and it is brought to its end, so that this comes back.
        """
        if acting.process and self.chance.random() < ENDING:
            return [asked("move", "chair", move="stop")]
        if acting.process and self.chance.random() < FINDING:
            by, found = self.chance.choice(["chair", "ann", "bob"]), f"recorded-by-{next(self.numbers)}-"
            fields = {"text": acting.acts.token(), "veiled": acting.acts.token()}
            written = asked("record", by, record=FOUND, id=found, fields=fields)
            return [written, asked("share", by, id=found, version=1)]
        command = acting.acts.act(self.situation(acting))
        if not isinstance(command, Record) or command.id is not None or self.chance.random() < 0.2:
            return [command]
        named = command.model_copy(update={"id": f"recorded-by-{next(self.numbers)}-"})
        return [named, asked("share", command.actor, id=named.id, version=1)]

    def looks(self, one: Member, reader: str | None) -> tuple[str, str]:
        """Return what a reader sees of a process, and what tells whether that has changed."""
        method, situation = one.method, self.situation(one)
        return as_text(views(method, situation, reader)), as_text(standing(method, situation, reader))

    def readers(self) -> list[str | None]:
        return [one for one in READERS if one is None or one in self.members[0].oracle.here]

    def look(self) -> None:
        """See what every reader gets of every process."""
        for one in self.members:
            happened = numbered(self.events(one))
            for reader in self.readers():
                logged = as_text(log(one.method, self.situation(one), reader, happened))
                taken = as_text(exports(one.method, self.situation(one), reader, happened))
                self.holds_nothing_hidden(self.looks(one, reader)[0] + logged + taken, reader)
                self.finds_its_own(one, logged, reader)

    def events(self, one: Member) -> list[Event]:
        return [event for process, event in self.simulation.log if process == self.situation(one).process]

    def holds_nothing_hidden(self, text: str, reader: str | None, besides: str = "") -> None:
        for token in set(TOKEN.findall(text)) - set(TOKEN.findall(besides)):
            knowing = [one for one in self.members if token in one.oracle.tokens]
            assert any(one.oracle.may_see_token(token, reader) for one in knowing), f"{reader} found {token}"
        for one in self.members:
            for identity in one.oracle.ids:
                if identity in text and identity not in besides:
                    assert one.oracle.may_know(identity, reader), f"{reader} found {identity}"

    def finds_its_own(self, one: Member, text: str, reader: str | None) -> None:
        """See that a log tells its reader what was typed there and is for him; what came from elsewhere is for all."""
        for token in one.oracle.tokens:
            if one.process and token in self.members[0].oracle.tokens:
                continue
            seen = one.oracle.may_see_token(token, reader)
            assert (token in text) is seen, f"{reader} should{'' if seen else ' not'} find {token} in the log"
            self.found["seen" if seen else "hidden"] += bool(one.process)


def test_nobody_finds_in_one_process_of_a_family_what_he_may_not_see_in_another(rounds: Rounds) -> None:
    found: Counter[str] = Counter()
    for chance in rounds(FAMILIES):
        family = WatchedFamily(chance)
        for number in range(ACTS):
            family.step()
            if number % EVERY == EVERY - 1:
                family.look()
        found += family.found

    often = min(found[one] for one in ("seen", "hidden", "refusals", "unmoved"))
    assert rounds.size.only is not None or often > OFTEN, found
    rare = min(found[one] for one in ("ChildStarted", "RecordHanded"))
    assert rounds.size.only is not None or rare > SOMETIMES, found
    assert rounds.size.only is not None or found["came back"], found
