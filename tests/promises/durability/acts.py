"""What clients do in the tests of durability: scripts of commands under keys, and what each must leave in the log.

A script follows from its seed alone, whatever was answered, so that a client can go on after a crash where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

from engine.process.commands import Join, Open
from tests.engine.journal.neighbours import a_command, a_method, accepted, an_opening

if TYPE_CHECKING:
    from engine import Engine, Receipt, Refusal
    from engine.process.commands import Command

CLIENTS = 8
PROCESSES = 3
LONGEST_TEXT = 6_000
Sign = tuple[str, ...]

# By these an event is known again as the work of one act: no two acts of a script leave the same.
SIGNED_BY = {
    "ProcessOpened": ("opener",),
    "ParticipantJoined": ("participant",),
    "RecordWritten": ("id", "version"),
    "RecordShared": ("id", "version"),
    "ConfirmationGiven": ("id", "version"),
    "ConfirmationWithdrawn": ("id", "version"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """Commands to be carried out together, in the process with this number or, as None, in a new one."""

    key: str
    process: int | None
    commands: tuple[Command, ...]
    leaves: frozenset[Sign]


def sign_of(type_: str, value: Callable[[str], Any]) -> Sign | None:
    """Return what an event is known by, if it is of a kind that acts leave."""
    return (type_, *(str(value(name)) for name in SIGNED_BY[type_])) if type_ in SIGNED_BY else None


def openings() -> list[Act]:
    """Return the acts that open the processes of all scripts, with a party for each client in each."""
    return [_opening(process) for process in range(PROCESSES)]


def script(seed: str, client: int) -> Iterator[Act]:
    """Yield the acts of a client, without end: it admits people, opens processes, and works on its party's mandates."""
    chance = Random(f"{seed} {client}")
    mandates = {process: _mandate(chance, process, client) for process in range(PROCESSES)}
    for number in count():
        key, process = f"k{client}-{number}", chance.randrange(PROCESSES)
        kind = chance.choices(("mandate", "join", "pair", "open"), (6, 3, 2, 1))[0]
        if kind == "mandate":
            command, sign = next(mandates[process])
            yield Act(key, process, (command,), frozenset([sign]))
        elif kind == "open":
            yield _act(key, None, an_opening(actor=key, title=_text(chance, 300)))
        else:
            names = (f"{key}.{one}" for one in range(1 + (kind == "pair")))
            yield _act(key, process, *(_join(process, name, _text(chance, 40)) for name in names))


def one_more() -> Act:
    """Return an act that no script has."""
    return _act("one-more", 0, _join(0, "one-more", "One more"))


class Stage:
    """An engine on which the processes of all scripts are open."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        engine.publish(a_method())
        self.opened = [(act, accepted(self.submit(act))) for act in openings()]
        self.processes = [receipt.process for _, receipt in self.opened]

    def submit(self, act: Act) -> Receipt | Refusal:
        """Submit an act once, and return whatever is answered."""
        process = None if act.process is None else self.processes[act.process]
        return self.engine.submit(process, list(act.commands), key=act.key)


def by_sign(acts: Iterable[Act]) -> dict[Sign, Act]:
    """Return which act leaves what."""
    return {sign: act for act in acts for sign in act.leaves}


def _act(key: str, process: int | None, *commands: Command) -> Act:
    """Make an act of commands that open and admit."""
    signs: list[Sign] = []
    for command in commands:
        if isinstance(command, Open):
            signs += [("ProcessOpened", command.actor), ("ParticipantJoined", command.actor)]
        elif isinstance(command, Join):
            signs.append(("ParticipantJoined", str(command.participant)))
    return Act(key, process, commands, frozenset(signs))


def _opening(process: int) -> Act:
    joins = [
        _join(process, f"{role[:3]}-{process}-{client}", role, party=f"Party {client}", roles=(role,))
        for client in range(CLIENTS)
        for role in ("representative", "principal")
    ]
    return _act(f"opening-{process}", None, an_opening(actor=f"anna-{process}"), *joins)


def _join(process: int, participant: str, name: str, **given: Any) -> Command:
    return a_command("join", f"anna-{process}", participant=participant, name=name, **given)


def _text(chance: Random, longest: int) -> str:
    return "Wat ons betreft " * (1 + chance.randrange(longest) // 16)


def _mandate(chance: Random, process: int, client: int) -> Iterator[tuple[Command, Sign]]:
    """Yield what a party does with its mandate: draft it, share it, confirm it, perhaps take that back, and again."""
    mandate, writer, principal = f"mandate-{process}-{client}", f"rep-{process}-{client}", f"pri-{process}-{client}"
    steps = (
        ("share", writer, "RecordShared"),
        ("confirm", principal, "ConfirmationGiven"),
        ("unconfirm", principal, "ConfirmationWithdrawn"),
    )
    for version in count(1):
        fields = {"level": chance.choice(("explore", "commit")), "bounds": _text(chance, LONGEST_TEXT)}
        draft = a_command("record", writer, record="mandate", id=mandate, fields=fields)
        yield draft, ("RecordWritten", mandate, str(version))
        for do, actor, kind in steps[: chance.randint(1, len(steps))]:
            yield a_command(do, actor, id=mandate, version=version), (kind, mandate, str(version))
