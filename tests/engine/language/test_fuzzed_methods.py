"""Two thousand methods broken by chance: only complaints with a position, never an exception, and nothing is run."""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.language import read
from engine.language.source import MOST_BYTES
from tests.engine.language.texts import NEIGHBOURS, SHIPPED, WHOLE
from tests.engine.language.worst import SHAPES

BASE = (Path(__file__).parent / "broken" / "base.yaml").read_text(encoding="utf-8")
TEXTS = [SHIPPED, BASE, NEIGHBOURS, WHOLE]
ROUNDS = 2_000
HANGING = 10.0
CHARACTERS = "{}[]:,&*!|>'\"%@`#-?\t\n\r\\\x00\x07\x85\u2028\ufeff\ud800é漢🙂 0ab."
WORDS = ["null", "~", "yes", "true", "1e9999", "9" * 50, "P28D", "done", "end.", "party", "__class__", "os.system"]
WORDS += ["{{7*7}}", "!!python/name:os.system", "*x", "&x", "<<", "[]", "{}", "- -", "a ? b : c", "'", "0x1F", ".inf"]
WORDS += ["{a: b}", "[party as a, party as b]", "{each: x}", "2/3", "-1", "P9999999Y", "until x, y", "x.y.z", "''"]
FORBIDDEN = ("open", "import", "exec", "compile", "socket", "subprocess", "os.system", "os.exec", "ctypes", "code.")


def mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(lines))
        moved = chance.randrange(11)
        if moved == 0:
            lines.insert(chance.randrange(len(lines) + 1), lines[at])
        elif moved == 1:
            lines[at : at + 1] = []
        elif moved == 2:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines[at] = broken_line(lines[at], moved, chance)
        lines = lines or [""]
    return "\n".join(lines)


def broken_line(line: str, how: int, chance: random.Random) -> str:
    place = chance.randrange(len(line) + 1)
    match how:
        case 3:
            return " " * chance.randrange(8) + line.lstrip()
        case 4:
            return re.sub(r"\b\w+\b", lambda match: chance.choice((match[0], chance.choice(WORDS))), line)
        case 5 | 6:
            return line[:place] + chance.choice(CHARACTERS) + line[place:]
        case 7:
            return line[:place] + line[place + 1 :]
        case 8:
            return f"{line.partition(':')[0]}: {chance.choice(WORDS)}"
        case 9:
            return line[:place] + "".join(chance.choices(CHARACTERS, k=8)) + line[place:]
        case _:
            return line.replace(chance.choice(("e", "a", ":", "_", " ")), chance.choice(CHARACTERS), 1)


def noise(chance: random.Random) -> str:
    """Return raw bytes, as far as they are text, or characters that YAML gives a meaning."""
    length = chance.randrange(400)
    if chance.random() < 0.5:
        return chance.randbytes(length).decode("utf-8", chance.choice(("replace", "surrogateescape")))
    return "".join(chance.choices(CHARACTERS, k=length))


def enlarged(text: str) -> str:
    """Return a text as large as a file may be, which says the same again and again."""
    times = MOST_BYTES // (len(text.encode("utf-8", "surrogatepass")) + 1)
    return "\n".join([text] * max(times, 1))


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
