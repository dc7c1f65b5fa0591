"""Two thousand methods broken by chance: only complaints with a position, never an exception, and nothing is run."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

import pytest

from engine.language import read
from engine.language.source import MOST_BYTES
from tests.engine.language.fuzzed import TEXTS, enlarged, mutated, noise
from tests.engine.language.texts import SHIPPED
from tests.engine.language.worst import SHAPES

ROUNDS = 2_000
HANGING = 10.0
FORBIDDEN = ("open", "import", "exec", "compile", "socket", "subprocess", "os.system", "os.exec", "ctypes", "code.")


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """Note every file opened, module imported, code compiled and process or socket made while a method is read."""
    seen: list[str] = []
    active = [True]

    def hook(event: str, _arguments: object) -> None:
        if active and event.startswith(FORBIDDEN):
            seen.append(event)

    sys.addaudithook(hook)  # a hook cannot be taken away
    yield seen
    active.clear()


def test_a_method_broken_by_chance_gives_complaints_with_a_position_and_runs_nothing(watched: list[str]) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    texts = [mutated(chance.choice(TEXTS), chance) for _ in range(ROUNDS)]
    texts += [noise(chance) for _ in range(ROUNDS // 4)]
    texts += [enlarged(mutated(chance.choice(TEXTS), chance)) for _ in range(ROUNDS // 20)]
    read(SHIPPED, "warm.yaml")
    slowest = 0.0

    for text in texts:
        watched.clear()
        began = time.perf_counter()
        reading = read(text, "method.yaml")
        slowest = max(slowest, time.perf_counter() - began)
        assert watched == [], text
        assert all(one.line >= 1 and one.column >= 1 and one.message for one in reading.diagnostics), text
        assert all(len(one.message) <= 500 for one in reading.diagnostics), text
        assert (reading.method is None) == bool(reading.diagnostics), text

    print(f"slowest of {len(texts)}: {slowest * 1000:.0f} ms")
    assert slowest < HANGING


@pytest.mark.parametrize("name", SHAPES)
def test_the_worst_of_shapes_are_answered_without_hanging(name: str) -> None:
    text = SHAPES[name]
    assert len(text.encode()) <= MOST_BYTES
    began = time.perf_counter()

    reading = read(text, "method.yaml")

    took = time.perf_counter() - began
    print(f"{name}: {took * 1000:.0f} ms, {len(reading.diagnostics)} complaints")
    assert reading.method is not None or reading.diagnostics
    assert took < HANGING
