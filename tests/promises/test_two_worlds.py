"""Non-interference: whatever some keep among themselves, the others get the same bytes of everything."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from engine.authoring.simulation import counted_ids
from engine.language.method import Method
from engine.process import events
from tests.promises.acts import beginning
from tests.promises.methods import a_method
from tests.promises.scripts import GROUPS, HOURS, Script, a_script, of_keepers
from tests.promises.worlds import PureWorld, play

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAIRS, PARTS, END = 240, 4, 60 * (HOURS + 24)


def a_world(method: Method, seed: str) -> PureWorld:
    """Return a world to which everybody has come; from there on its ids are its own."""
    world = PureWorld(method, counted_ids("beginning"))
    for command in beginning():
        world.submit(command, START)
    world.ids = counted_ids(seed)
    return world


def two_worlds(seed: int) -> tuple[Script, list[PureWorld], list[list[tuple[str, str]]]]:
    """Play two worlds that differ in their secrets alone, and return what the others got of each."""
    chance = Random(f"two worlds/{seed}")
    keepers = chance.choice(GROUPS)
    method, declared = a_method(chance, **of_keepers(chance, keepers))
    worlds = [a_world(method, f"{seed}/{number}") for number in range(2)]
    script = a_script(
        chance, declared, keepers, {str(one.name): one.id for one in worlds[0].situation.parties.values()}
    )
    seen = []
    for number, world in enumerate(worlds):
        public, secret = script.acts(number, Random(f"two worlds/{seed}/{number}"))
        seen.append(play(world, START, public, secret, script.others, until=END, look_after=frozenset({9, 18})))
    return script, worlds, seen


@pytest.mark.parametrize("part", range(PARTS))
def test_the_others_get_the_same_bytes_whatever_the_secrets_are(part: int) -> None:
    tried: Counter[str] = Counter()
    for seed in range(part, PAIRS, PARTS):
        print(f"pair {seed}")
        script, worlds, (one, other) = two_worlds(seed)

        assert [what for what, _ in one] == [what for what, _ in other]
        for (what, told), (_, told_too) in zip(one, other, strict=True):
            assert told == told_too, what
        tried += what_differs(script, worlds)

    print(dict(tried))
    assert min(tried[kind] for kind in ("answers", "shared", "drafted", "decided", "closed", "number", "values")) > 20


def what_differs(script: Script, worlds: list[PureWorld]) -> Counter[str]:
    """Count in what two worlds differ, so that a test of nothing would be noticed."""
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
            "answers": 1, script.differs: 1, "shared": kinds[events.RecordShared], "drafted": kinds[events.RecordWritten],
            "decided": kinds[events.DecisionOpened], "closed": kinds[events.DecisionClosed],
        }
    )  # fmt: skip
