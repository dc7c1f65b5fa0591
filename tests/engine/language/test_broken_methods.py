"""Five hundred ways to get a method wrong: each is found at its place, in words that help, and no more is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language import read
from engine.language.diagnostics import Diagnostic
from tests.engine.language.broken.cases import CASES
from tests.engine.language.broken.more import MORE

BASE = (Path(__file__).parent / "broken" / "base.yaml").read_text(encoding="utf-8")
ARROW = "→"
WHOLE = {
    "nothing": ("", "the file is empty"),
    "only a comment": ("# nothing here\n", "the file is empty"),
    "a list": ("- a\n", "must be a mapping"),
    "a word": ("method\n", "must be a mapping"),
    "two documents": ("sluis: 1\n---\nsluis: 1\n", "second one begins"),
    "a tab": ("sluis: 1\n\tmethod: x\n", "not YAML"),
    "an open bracket": ("a: [b\n", "not YAML"),
    "an open quote": ('a: "b\n', "not YAML"),
    "a colon in a plain text": ("a: x ? b: c\n", "quote a text or condition that has a colon"),
    "a character that YAML has not": ("a: \x00\n", "character"),
    "half a character": ("a: \ud800\n", "Unicode"),
    "deep brackets": ("[" * 100_000, "nested deeper than 32"),
    "deep mappings": ("".join(f"{' ' * depth}a:\n" for depth in range(40)), "nested deeper than 32"),
    "a long flat list": ("[" + "1," * 25_000 + "]", "more than 20000 values"),
    "too many bytes": ("# " + "x" * (256 * 1024), "at most 262144"),
    "a bomb of aliases": ("a: &a [x, x]\nb: [*a, *a, *a]\n", "anchors"),
    "a merge key": ("a: &a {b: 1}\nc: {<<: *a}\n", "anchors"),
    "a Python object": ("a: !!python/object/apply:os.system [ls]\n", "as a tag"),
    "a set": ("a: !!set {b}\n", "as a tag"),
    "a binary": ("a: !!binary aGk=\n", "as a tag"),
    "a directive": ("%YAML 1.3\n---\nsluis: 1\n", "not with %"),
    "an unknown directive": ("%METHOD\n---\nsluis: 1\n", "not with %"),
    "an end and more": ("sluis: 1\n...\nmethod: x\n", "goes on after its end"),
    "a bracket too many": ("a: {b: c}}\n", "ended before this"),
    "a comma too many": ("a: [b,, c]\n", "a comma too many"),
    "a list beside keys": ("a: b\n- c\n", "begins with '- '"),
    "keys beside a list": ("- a\nb: c\n", "begins with '- '"),
    "a key without a word": ("a: b\n: c\n", "no key before this colon"),
    "a bell behind accents": ("é: é\x07\n", "U+0007"),
    "nothing between two marks": ("---\n...\n", "the file is empty"),
    "a long key": (f"? {'k' * 2_000}\n: a\n", "there is no key 'kkk"),
    "very many digits": (f"sluis: {'1' * 5_000}\n", "'sluis' is '111"),
    "a hundred and one complaints": ("".join(f"k{number}: 1\n" for number in range(200)), "mend these 100 first"),
}  # fmt: skip


def broken(old: str, new: str, words: tuple[str, ...]) -> tuple[str, tuple[int, int]]:
    """Return the broken text and the line and column at which the complaint must stand."""
    assert BASE.count(old) == 1, old
    text = BASE.replace(old, new)
    given = next((word for word in words if word.startswith("@")), None)
    if given:
        line, _, column = given[1:].partition(":")
        return text.replace(ARROW, ""), (int(line), int(column))
    before = text[: text.index(ARROW)]
    return text.replace(ARROW, ""), (before.count("\n") + 1, len(before) - before.rfind("\n"))


def complaints(text: str, words: tuple[str, ...]) -> list[Diagnostic]:
    allowed = [word[1:] for word in words if word.startswith("+")]
    return [one for one in read(text, "method.yaml").diagnostics if not any(word in one.message for word in allowed)]


def test_the_base_method_itself_can_be_published() -> None:
    assert read(BASE, "base.yaml").publishable


def test_there_are_five_hundred_broken_methods() -> None:
    assert len({(old, new) for old, new, _ in CASES + MORE}) + len(WHOLE) >= 500


@pytest.mark.parametrize(("old", "new", "words"), CASES + MORE)
def test_a_slip_is_found_at_its_place(old: str, new: str, words: tuple[str, ...]) -> None:
    text, place = broken(old, new, words)

    found = complaints(text, words)

    assert [(one.line, one.column) for one in found] == [place]
    assert [word for word in words if word[0] not in "@+" and word not in found[0].message] == []
    assert str(found[0]).startswith(f"method.yaml:{place[0]}:{place[1]}: error: ")
    assert len(found[0].message) <= 400


@pytest.mark.parametrize("name", WHOLE)
def test_a_text_that_is_no_method_is_refused_with_a_position(name: str) -> None:
    text, word = WHOLE[name]

    reading = read(text, "method.yaml")

    assert reading.method is None
    assert any(word in one.message for one in reading.diagnostics), [str(one) for one in reading.diagnostics]
    assert all(one.line >= 1 and one.column >= 1 for one in reading.diagnostics)


def test_a_complaint_reads_as_file_line_column_and_advice() -> None:
    (found,) = read(BASE.replace("    term: P28D", "    trem: P28D"), "method.yaml").diagnostics

    assert str(found).startswith("method.yaml:81:5: error: there is no key 'trem' here; did you mean 'term'? Allowed: ")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("    confirmed_by: board", "    confirmed_by: guide", "does not confirm"),
        ("    voters: board", "    voters: guide", "does not vote"),
    ],
)
def test_whoever_is_neutral_neither_confirms_nor_votes(old: str, new: str, word: str) -> None:
    assert [word in one.message for one in read(BASE.replace(old, new), "method.yaml").diagnostics] == [True]
