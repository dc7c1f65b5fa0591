"""Two thousand methods broken by chance: only complaints with a position, never an exception, and nothing is run."""

from __future__ import annotations

import random
import re
import sys
import time
from pathlib import Path

import pytest

from engine.language import read

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = (ROOT / "methods" / "starting-collaboration" / "method.yaml").read_text(encoding="utf-8")
BASE = (Path(__file__).parent / "broken" / "base.yaml").read_text(encoding="utf-8")
ROUNDS = 2_000
HANGING = 10.0
CHARACTERS = "{}[]:,&*!|>'\"%@`#-?\t\n\\\x00\x07\x85\u2028\ud800é漢🙂 0ab."
WORDS = ["null", "~", "yes", "true", "1e9999", "9" * 50, "P28D", "done", "end.", "party", "__class__", "os.system"]
WORDS += ["{{7*7}}", "!!python/name:os.system", "*x", "&x", "<<", "[]", "{}", "- -", "a ? b : c", "'", "0x1F", ".inf"]
FORBIDDEN = ("open", "import", "exec", "compile", "socket", "subprocess", "os.system", "os.exec", "ctypes")


def mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(lines))
        moved = chance.randrange(9)
        if moved == 0:
            lines.insert(chance.randrange(len(lines) + 1), lines[at])
        elif moved == 1:
            lines[at : at + 1] = []
        else:
            lines[at] = broken_line(lines[at], moved, chance)
        lines = lines or [""]
    return "\n".join(lines)


def broken_line(line: str, how: int, chance: random.Random) -> str:
    place = chance.randrange(len(line) + 1)
    match how:
        case 2:
            return " " * chance.randrange(8) + line.lstrip()
        case 3:
            return re.sub(r"\b\w+\b", lambda match: chance.choice((match[0], chance.choice(WORDS))), line)
        case 4 | 5:
            return line[:place] + chance.choice(CHARACTERS) + line[place:]
        case 6:
            return line[:place] + line[place + 1 :]
        case 7:
            return f"{line.partition(':')[0]}: {chance.choice(WORDS)}"
        case _:
            return line.replace(chance.choice(("e", "a", ":", "_", " ")), chance.choice(CHARACTERS), 1)


@pytest.fixture
def watched() -> list[str]:
    """Note every file opened, module imported, code compiled and process or socket made, from here on."""
    seen: list[str] = []
    active = True

    def hook(event: str, _arguments: object) -> None:
        if active and event.startswith(FORBIDDEN):
            seen.append(event)

    sys.addaudithook(hook)
    return seen


def test_a_method_broken_by_chance_gives_complaints_with_a_position_and_runs_nothing(watched: list[str]) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    texts = [mutated(chance.choice((SHIPPED, BASE)), chance) for _ in range(ROUNDS)]
    read(BASE, "warm.yaml")
    slowest = 0.0

    for text in texts:
        watched.clear()
        began = time.perf_counter()
        reading = read(text, "method.yaml")
        slowest = max(slowest, time.perf_counter() - began)
        assert all(one.line >= 1 and one.column >= 1 and one.message for one in reading.diagnostics), text
        assert (reading.method is None) == any(one.code != "later" for one in reading.diagnostics)
        assert {event for event in watched if event not in ("compile", "exec")} == set()

    print(f"slowest of {ROUNDS}: {slowest * 1000:.0f} ms")
    assert slowest < HANGING


PHASE = "  p{n}: {{title: {{en: a, nl: b}}, moves: {{m: {{title: {{en: a, nl: b}}, to: convene, by: chair}}}}}}\n"
WORST = {
    "brackets": "[" * (256 * 1024),
    "braces": "a: " + "{a: " * (60 * 1024),
    "keys": "\n".join(f"k{number}: 1" for number in range(19_000)),
    "one long line": "a: " + "x" * (255 * 1024),
    "a long condition": BASE.replace("topics.size() == 0", '"' + " && ".join(["true"] * 600) + '"'),
    "a huge condition": BASE.replace("topics.size() == 0", '"' + "(" * 100_000 + '"'),
    "quotes": "'" * (255 * 1024),
    "many phases": BASE.replace("phases:\n", "phases:\n" + "".join(PHASE.format(n=n) for n in range(480)), 1),
}  # fmt: skip


@pytest.mark.parametrize("name", WORST)
def test_the_worst_of_shapes_are_answered_without_hanging(name: str) -> None:
    began = time.perf_counter()

    reading = read(WORST[name], "method.yaml")

    took = time.perf_counter() - began
    print(f"{name}: {took * 1000:.0f} ms, {len(reading.diagnostics)} complaints")
    assert took < HANGING
