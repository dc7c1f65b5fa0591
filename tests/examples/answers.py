"""Whether what came is what a document shows. `…` stands for whatever may be there.

A word with a figure in it that is shown cut short (`sluis_104c…`) stands for what came in its place: whoever follows
the page types that where the page has the word. Other words that are cut short have to begin so.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Told = dict[str, str]
CUT = re.compile(r"(?=[\w-]*\d)(?P<word>[\w-]{4,})…")


class NotAsShown(AssertionError):
    """What came is not what the document shows."""


def compare_lines(shown: str, came: str) -> Told:
    """Find each line that is shown in what came, in that order; return what stands for words that are cut short."""
    told: Told = {}
    lines = iter([one.rstrip() for one in came.splitlines()])
    for line in shown.splitlines():
        if line.strip() in ("", "…"):
            continue
        pattern, words = _pattern(line.rstrip())
        found = next((match for match in map(pattern.fullmatch, lines) if match), None)
        if found is None:
            raise NotAsShown(f"not told, or not there: {line!r}\nwhat came:\n{came}")
        told |= dict(zip(words, found.groups(), strict=True))
    return told


def _pattern(line: str) -> tuple[re.Pattern[str], list[str]]:
    words, made, at = [], "", 0
    for cut in CUT.finditer(line):
        made += _literal(line[at : cut.start()]) + r"([\w.+/=-]+)"
        words.append(cut.group())
        at = cut.end()
    return re.compile(made + _literal(line[at:])), words


def _literal(text: str) -> str:
    return ".*?".join(map(re.escape, text.split("…")))


def compare_json(shown: str, came: str) -> Told:
    """Find in what came a value that has all that is shown; return what stands for words that are cut short."""
    wanted, found = json.loads(shown), list(_values(came))
    for value in found:
        told: Told = {}
        if _has(value, wanted, told):
            return told
    raise NotAsShown(f"not answered: {shown}\nwhat came:\n{came}")


def _values(text: str) -> Iterator[Any]:
    decoder, at = json.JSONDecoder(), 0
    while (begin := text.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, begin)
        except ValueError:
            at = begin + 1
        else:
            yield value


def _has(value: Any, wanted: Any, told: Told) -> bool:
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            key in value and _has(value[key], one, told) for key, one in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(value, list) and _has_items(value, wanted, told)
    if isinstance(wanted, str) and "…" in wanted:
        pattern, words = _pattern(wanted)
        found = pattern.fullmatch(value) if isinstance(value, str) else None
        if found:
            told |= dict(zip(words, found.groups(), strict=True))
        return found is not None
    return bool(value == wanted)


def _has_items(value: list[Any], wanted: list[Any], told: Told) -> bool:
    """Tell whether a list is what is shown: item by item, or up to `…`."""
    whole = wanted[-1:] != ["…"]
    asked = wanted if whole else wanted[:-1]
    if (len(value) != len(asked)) if whole else (len(value) < len(asked)):
        return False
    return all(_has(one, other, told) for one, other in zip(value, asked, strict=False))
