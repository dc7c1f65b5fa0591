"""Non-interference: whatever some keep among themselves, the others get the same bytes of everything."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from engine.authoring.simulation import counted_ids
from engine.language.method import Method
from engine.process import events
from tests.promises.acts import beginning
from tests.promises.families import HANDED, INNER, handed_down
from tests.promises.keepers import GROUPS, of_keepers
from tests.promises.kept import KeptWorld
from tests.promises.methods import a_method
from tests.promises.over_http import HttpWorld
from tests.promises.scripts import HOURS, Script, a_script
from tests.promises.sizes import Rounds
from tests.promises.worlds import PureWorld, play

pytestmark = pytest.mark.P7

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAIRS, KEPT, OVER_HTTP = 50, 3, 5
FAMILIES = 0.15
ENOUGH, OFTEN, SOMETIMES = 220, (5, 48), (-1, 5)  # in this size, and from ENOUGH on
AWAY_FROM, END, LOOKED_AT = 60 * (HOURS + 1), 60 * (HOURS + 24), frozenset({9, 18})
BEGINNING = "beginning"


@dataclass(frozen=True)
class Case:
    """A method, and what is done under it in two worlds."""

    method: Method
    scripts: tuple[Script, ...]
    seed: int
    is_prompt: bool
    inner: Method | None = None

    @property
    def script(self) -> Script:
        """What is done in the process itself."""
        return self.scripts[0]

    def played(self, number: int, world: PureWorld | KeptWorld) -> list[tuple[str, str]]:
        """Let everybody come to a world, whose ids are its own from there on, and return what the others got of it."""
        for command in beginning():
            world.submit(command, START)
        world.ids = counted_ids(f"{self.seed}/{number}")
        chance = Random(f"two worlds/{self.seed}/{number}")
        acts = [script.acts(number, chance) for script in self.scripts]
        public, secret = ([act for several in kind for act in several] for kind in zip(*acts, strict=True))
        away = AWAY_FROM if self.seed % 2 else None
        return play(
            world, START, public, secret, self.script.others,
            until=END, look_after=LOOKED_AT, away_from=away, is_prompt=self.is_prompt,
        )  # fmt: skip


def a_case(seed: int, families: float = FAMILIES) -> Case:
    """Return a method made by chance and a script for it; `families`: how often its phases run another."""
    chance = Random(f"two worlds/{seed}")
    keepers = chance.choice([*GROUPS, ()])
    is_prompt = chance.random() < 0.5
    runs, given = None, of_keepers(chance, keepers)
    if chance.random() < families:
        given[HANDED], handed = handed_down(chance, given.get("alpha", {}).get("seen_by", "party"))
        inner = {**of_keepers(chance, keepers), **({HANDED: handed} if chance.random() < 0.7 else {})}
        runs = a_method(chance, inner, is_odd=is_prompt, name=INNER)
    method, declared = a_method(chance, given, is_odd=is_prompt, runs=runs)
    first = PureWorld(method, counted_ids(BEGINNING))
    for command in beginning():
        first.submit(command, START)
    parties = {str(one.name): one.id for one in first.situation.parties.values()}
    scripts = [a_script(chance, declared, keepers, parties)]
    if runs:
        scripts.append(a_script(chance, runs[1], keepers, parties, is_childs=True))
    return Case(method, tuple(scripts), seed, is_prompt, runs[0] if runs else None)


def are_the_same(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    """See that the others got the same of two worlds, byte for byte."""
    assert [what for what, _ in one] == [what for what, _ in other]
    for (what, told), (_, told_too) in zip(one, other, strict=True):
        assert told == told_too, what


def test_the_others_get_the_same_bytes_whatever_the_secrets_are(rounds: Rounds) -> None:
    tried: Counter[str] = Counter()
    for chance in rounds(PAIRS):
        case = a_case(chance.getrandbits(32))
        worlds = [PureWorld(case.method, counted_ids(BEGINNING)) for _ in range(2)]

        are_the_same(*(case.played(number, world) for number, world in enumerate(worlds)))
        tried += what_differs(case.script, worlds)

    kinds = ("pairs", "shared", "drafted", "decided", "closed", "number", "values")
    assert min(tried[kind] for kind in kinds) > rounds.bound(*OFTEN, ENOUGH), tried
    assert min(tried["picked"], tried["counted"]) > rounds.bound(*SOMETIMES, ENOUGH), tried


def test_the_same_holds_of_worlds_that_are_kept(rounds: Rounds, tmp_path: Path) -> None:
    for chance in rounds(KEPT):
        in_stores(KeptWorld, chance.getrandbits(32), tmp_path / str(rounds.number))


def test_the_same_holds_of_every_answer_over_http(rounds: Rounds, tmp_path: Path) -> None:
    for chance in rounds(OVER_HTTP):
        in_stores(HttpWorld, chance.getrandbits(32), tmp_path / str(rounds.number), families=0)


def in_stores(kind: type[KeptWorld], seed: int, folder: Path, families: float = FAMILIES) -> None:
    """See that the others get the same of two worlds that are kept, each in a file of its own.

    Over HTTP no phase runs another process: tags and cursors of a child are made of its id, which is random.
    """
    case, seen = a_case(seed, families), []
    folder.mkdir()
    for number in range(2):
        methods = [case.inner, case.method] if case.inner else [case.method]
        with closing(kind(methods, folder / f"{number}.db", counted_ids(BEGINNING), START)) as world:
            seen.append(case.played(number, world))
    shutil.rmtree(folder)

    are_the_same(*seen)


def what_differs(script: Script, worlds: list[PureWorld]) -> Counter[str]:
    """Count in what two worlds differ, so that a test of nothing would be noticed."""
    counted = sum(isinstance(event.body, events.BallotsCounted) for event in worlds[0].events)
    if not script.keepers:
        return Counter(pairs=1, counted=counted)
    secret = [
        [event for event in world.events if event.actor in script.keepers or event.actor is None] for world in worlds
    ]
    hidden = [[event for event in several if event.label not in ("process", "public")] for several in secret]
    bodies = [[str(event.body) for event in several] for several in hidden]
    if bodies[0] == bodies[1]:
        return Counter()
    kinds = Counter(type(event.body) for several in hidden for event in several)
    return Counter(
        {
            "pairs": 1, script.differs: 1, "shared": kinds[events.RecordShared],
            "drafted": kinds[events.RecordWritten], "decided": kinds[events.DecisionOpened],
            "closed": kinds[events.DecisionClosed], "picked": kinds[events.PartiesPicked],
        }
    )  # fmt: skip
