from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.cli.running import NO, ROOT, WRONG, YES, sluis

NOTES = """
sluis: 1
method: notes
version: 1.0.0
title: Notes
summary: Notes are made.
languages: [en]
may: {open: chair}
roles: {chair: {title: Chair}}
records: {note: {title: Note, fields: {text: {type: text, title: Text}}, written_by: chair, seen_by: process}}
phases: {work: {title: Work, open: [note], moves: {finish: {title: Finish, to: end.done, by: chair}}}}
ends: {done: {title: Done, verdict: success}}
"""
BASE = ROOT / "tests" / "engine" / "language" / "broken" / "base.yaml"
OPEN = ("do", "new", "open", "method=base", "name=Anna", "case.kind=new")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert sluis("publish", str(BASE), cwd=tmp_path).returncode == YES
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*OPEN, "title=a\x07b"), "title: Control characters are not allowed here: character 2 is U+0007"),
        (
            (*OPEN, "title=x", "party=Town\nHall"),
            "party: Control characters are not allowed here: character 5 is U+000A",
        ),
        ((*OPEN, "title="), "title: Text is asked; this is empty"),
        (
            (*OPEN, "title=x", "actor=a b"),
            "actor: An id has 1 to 64 letters (a-z, A-Z), digits, “_”, “.” and “-”, and begins with a letter or digit",
        ),
        (
            ("do", "new", "open", "method=base", "title=x", "name=y", "case.kind=odd"),
            "case.kind: “odd” cannot be chosen",
        ),
    ],
)
def test_what_is_wrong_with_a_value_is_said_once_in_a_sentence_with_its_key(
    folder: Path, words: tuple[str, ...], said: str
) -> None:
    done = sluis(*words, cwd=folder)

    assert done.returncode == NO
    assert done.stderr.startswith(f"sluis: {said}")
    assert done.stderr.count("\n") == 1


def test_several_wrong_values_are_said_one_below_another(folder: Path) -> None:
    done = sluis("do", "new", "open", "method=base", "title=", "name=\x1b", cwd=folder)

    assert done.stderr.splitlines() == [
        "sluis: Cannot be read",
        "  title: Text is asked; this is empty",
        "  name: Control characters are not allowed here: character 1 is U+001B",
    ]


def test_a_text_may_look_like_a_number(folder: Path) -> None:
    done = sluis(*OPEN, "title=2026", "--json", cwd=folder)
    told = json.loads(sluis("show", json.loads(done.stdout)["process"], "--json", cwd=folder).stdout)

    assert told["title"] == "2026"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("fields=1", "fields.a=2"), "'fields' has a value of its own: 'fields.a' cannot go inside it"),
        (("fields.a=1", "fields.a=2"), "'fields.a' is given twice"),
    ],
)
def test_values_that_do_not_go_together_are_wrong_use(values: tuple[str, ...], said: str) -> None:
    done = sluis("do", "x", "record", *values, "--as", "anna")

    assert (done.returncode, done.stderr) == (WRONG, f"sluis: {said}\n")


def test_those_who_take_part_are_listed_with_the_ids_that_commands_take(folder: Path) -> None:
    process = json.loads(sluis(*OPEN, "title=Try", "actor=anna", "--json", cwd=folder).stdout)["process"]
    joined = sluis("do", process, "join", "participant=bo", "name=Bo", "party=Town", "--as", "anna", cwd=folder)

    people = sluis("show", process, "--people", cwd=folder)

    assert joined.returncode == YES
    town = json.loads(sluis("show", process, "--people", "--json", cwd=folder).stdout)[1]["party"]["id"]
    assert people.stdout == f"anna  Anna, Chair\nTown  {town}\n  bo  Bo\n"


def test_what_was_done_is_said_in_the_words_of_the_log_and_records_are_listed_with_what_commands_take(
    tmp_path: Path,
) -> None:
    (tmp_path / "notes.yaml").write_text(NOTES, encoding="utf-8")
    sluis("publish", "notes.yaml", cwd=tmp_path)
    opened = sluis("do", "new", "open", "method=notes", "title=Try", "name=Anna", "actor=anna", "--json", cwd=tmp_path)
    process = json.loads(opened.stdout)["process"]

    drafted = sluis("do", process, "record", "record=note", "id=one", "fields.text=All", "--as", "anna", cwd=tmp_path)
    listed = sluis("show", process, "--records", "--as", "anna", cwd=tmp_path)
    nothing = sluis("show", process, "--records", cwd=tmp_path)

    assert drafted.stdout.splitlines()[1].strip() == "Anna drafted “Note”, version 1  id=one  version=1"
    assert listed.stdout == "Note\n  one  draft, version 1\n    text: All\n"
    assert nothing.stdout == "Nothing was recorded that you may see.\n"
