"""Methods broken by chance: parts moved, words and characters put in, bytes that are no text, full files."""

from __future__ import annotations

import random
import re
from pathlib import Path

from engine.language.source import MOST_BYTES
from tests.engine.language.texts import NEIGHBOURS, SHIPPED, WHOLE

BASE = (Path(__file__).parent / "broken" / "base.yaml").read_text(encoding="utf-8")
TEXTS = [SHIPPED, BASE, NEIGHBOURS, WHOLE]
CHARACTERS = "{}[]:,&*!|>'\"%@`#-?\t\n\r\\\x00\x07\x85\u2028\ufeff\ud800é漢🙂 0ab."
WORDS = ["null", "~", "yes", "true", "1e9999", "9" * 50, "P28D", "done", "end.", "party", "__class__", "os.system"]
WORDS += ["{{7*7}}", "!!python/name:os.system", "*x", "&x", "<<", "[]", "{}", "- -", "a ? b : c", "'", "0x1F", ".inf"]
WORDS += ["{a: b}", "[party as a, party as b]", "{each: x}", "2/3", "-1", "P9999999Y", "until x, y", "x.y.z", "''"]


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
