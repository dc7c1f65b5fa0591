"""Texts that want to become a script: a list by hand, and by chance as many more as are asked for. Each has a number.

A script that runs says the number of its text, and so does a request to elsewhere, so that what got through is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

LIST = Path(__file__).parent / "vectors.txt"
ALL = 5_000
CHARACTER = re.compile("\u2039U\\+([0-9A-F]{2,5})\u203a")
MARK = re.compile(r"v(\d+)z")
ADDRESS = re.compile(r"^\W*\w*script:|^\W*/[*/]", re.IGNORECASE)
JS, AWAY = "«js»", "«away»"
Mutation = Callable[[Random, str], str]


@dataclass(frozen=True, slots=True)
class Vector:
    """One text, that ends in its `mark`: where that stands in an answer, all of the text should."""

    number: int
    text: str

    @property
    def mark(self) -> str:
        """Return what tells this text from every other, whatever became of the rest."""
        return f"v{self.number}z"


def by_hand() -> list[str]:
    """Return what stands in the list, with its characters, before it is numbered."""
    lines = LIST.read_text(encoding="utf-8").split("\n")
    return [
        CHARACTER.sub(lambda found: chr(int(found[1], 16)), line)
        for line in lines
        if line and not re.match(r"# ", line)
    ]


def vectors(seed: str, port: int, most: int = ALL) -> list[Vector]:
    """Return as many as are asked for in an order by chance: the whole list, and what is made of it.

    Where a text wants to fetch something elsewhere, that is at a port of this machine.
    """
    chance = Random(f"vectors {seed}")
    known = dict.fromkeys(by_hand())
    listed = list(known)
    while len(known) < most:
        known[_mutated(chance, listed)] = None
    chosen = list(known)[:most]
    chance.shuffle(chosen)
    return [_numbered(number, one, port) for number, one in enumerate(chosen, 1)]


def marks_in(text: str) -> set[int]:
    """Return the numbers of the texts whose marks stand in a text."""
    return {int(number) for number in MARK.findall(text)}


def _numbered(number: int, text: str, port: int) -> Vector:
    filled = text.replace(JS, f"alert({number})").replace(AWAY, f"//127.0.0.1:{port}/{number}")
    return Vector(number, f"{filled}{'//' if ADDRESS.search(text) else ' '}v{number}z")


def _mutated(chance: Random, listed: list[str]) -> str:
    text = chance.choice(listed)
    for change in chance.sample(MUTATIONS, chance.randint(1, 3)):
        text = change(chance, text)
    return text


def _outside(text: str, change: Callable[[str], str]) -> str:
    """Change all of a text but where a script or an address will stand."""
    parts = re.split(f"({JS}|{AWAY})", text)
    return "".join(part if part in (JS, AWAY) else change(part) for part in parts)


def _cased(chance: Random, text: str) -> str:
    return _outside(text, lambda part: "".join(chance.choice((one.upper(), one.lower())) for one in part))


def _spaced(chance: Random, text: str) -> str:
    space = chance.choice(("/", "\t", "\f", "  ", "\n", "/ /", "\r\n"))
    return _outside(text, lambda part: part.replace(" ", space))


def _opened(chance: Random, text: str) -> str:
    return chance.choice(OPENINGS) + text


def _closed(chance: Random, text: str) -> str:
    return text + chance.choice(("//", "<!--", "-->", '"', "'", "`", ">", "</", "\\", "&", "<x ", "]]>", "*/", " x='"))


def _wrapped(chance: Random, text: str) -> str:
    before, after = chance.choice(WRAPPINGS)
    return before + text + after


def _encoded(chance: Random, text: str) -> str:
    """Write some characters in a way that something between us and a browser may undo."""
    write = chance.choice(WAYS)
    return _outside(text, lambda part: "".join(write(one) if one in "<>\"'=:" else one for one in part))


def _quoted(chance: Random, text: str) -> str:
    mark = chance.choice(("'", "`", "", '\\"'))
    return _outside(text, lambda part: part.replace('"', mark))


def _doubled(chance: Random, text: str) -> str:
    return text + chance.choice((" ", "", "\n", "</p>")) + text


def _seeded(chance: Random, text: str) -> str:
    """Put a character that is not seen somewhere into it."""
    unseen = chance.choice("\0\u00ad\u200b\u200e\u202e\u2028\ufeff\u0301\x0b\x7f\x85")
    place = chance.randrange(len(text) + 1)
    return text if any(place in range(*one.span()) for one in re.finditer("«.*?»", text)) else (
        text[:place] + unseen + text[place:]
    )  # fmt: skip


def _nested(chance: Random, text: str) -> str:
    """Put a word into itself, so that whoever takes it out leaves it there."""
    words = [one for one in re.findall(r"<\w{3,}|on\w{4,}|javascript", text) if one.isascii()]
    word = chance.choice(words) if words else "<script"
    middle = len(word) // 2
    return text.replace(word, word[:middle] + word + word[middle:], 1)


MUTATIONS: tuple[Mutation, ...] = (
    _cased, _spaced, _opened, _closed, _wrapped, _encoded, _quoted, _doubled, _seeded, _nested,
)  # fmt: skip
WAYS: tuple[Callable[[str], str], ...] = (
    lambda one: f"&#{ord(one)};", lambda one: f"&#x{ord(one):x};", lambda one: f"&#{ord(one):07}",
    lambda one: f"%{ord(one):02X}", lambda one: f"%25{ord(one):02X}", lambda one: f"\\u{ord(one):04x}",
    lambda one: f"\\x{ord(one):02x}", lambda one: f"&amp;#{ord(one)};", lambda one: chr(ord(one) + 0xFEE0),
)  # fmt: skip
OPENINGS = (
    '">', "'>", "`>", "</script>", "</title>", "</textarea>", "</style>", "</svg>", "-->", "]]>", '"]]>', "</p>",
    "</text></svg>", "</option></select>", '" x="', "' x='", "*/", "\\", "\\\\", "<", "&", "\n", "<!--", "<![CDATA[",
    "</h1></main>", '"/>', "Anna ", "1 < 2 ", "(c) ", "é ", "a" * 300, "</code></pre>", "{", "x,", "=",
)  # fmt: skip
WRAPPINGS = (
    ("<div>", "</div>"), ("<svg>", "</svg>"), ("<math>", "</math>"), ("<table><td>", "</table>"), ("<form>", "</form>"),
    ("<svg><foreignObject>", "</foreignObject></svg>"), ("<template>", "</template>"), ("<noscript>", "</noscript>"),
    ("<!--", "-->"), ("<![CDATA[", "]]>"), ("<svg><title>", "</title></svg>"), ("<p title='", "'>"),
    ('<p title="', '">'), ("<style>", "</style>"), ("<textarea>", "</textarea>"), ("<select><option>", "</select>"),
    ("<iframe srcdoc='", "'></iframe>"), ('<iframe srcdoc="', '"></iframe>'), ("<xmp>", "</xmp>"), ("`", "`"),
    ("**", "**"), ("[x](", ")"), ("{{", "}}"), ("<%", "%>"), ("\u202a", "\u202c"), ("\u2066", "\u2069"),
    ("<details open>", "</details>"), ("<a href='", "'>x</a>"), ('<a href="', '">x</a>'), ("<button>", "</button>"),
)  # fmt: skip


def fitting(found: Iterator[Vector], fits: Callable[[str], bool], passed: list[Vector]) -> Vector:
    """Return the next text that fits; those that do not are passed over for others to take."""
    for number, one in enumerate(passed):
        if fits(one.text):
            return passed.pop(number)
    for one in found:
        if fits(one.text):
            return one
        passed.append(one)
    raise AssertionError("there are too few texts for so many places")
