"""`sluis verify`: what it proves, what it complains of and where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.api.cli.running import NO, WRONG, YES, sluis
from tests.promises.logs import READERS, Book, a_book, canonical, public_of

KEPT = "kept.json"


@pytest.fixture
def book() -> Book:
    """Return a log in which a party joined, a draft was made and something was erased."""
    book = a_book(Random(1))
    named = book.write("process", "ParticipantJoined", {"name": "Anna"}, body={"participant": "anna"})
    book.write("party:town", "RecordWritten", {"fields": {"text": "Ours."}}, body={"record": "mandate"})
    book.erase(named["parts"]["name"])
    return book


@pytest.fixture
def export(book: Book, tmp_path: Path) -> Path:
    """Return the export of Town's reader."""
    return written(tmp_path / "export.json", book.export(READERS["town"]))


def written(path: Path, told: object) -> Path:
    path.write_bytes(canonical(told))
    return path


def said(text: str) -> str:
    return " ".join(text.split())


def test_what_was_proven_is_said_in_sentences(book: Book, export: Path, tmp_path: Path) -> None:
    written(tmp_path / KEPT, book.checkpoint(READERS["town"]))

    done = sluis("verify", str(export), "--key", public_of(book.secret).upper(), "--against", KEPT, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (YES, "")
    told = said(done.stdout)
    assert f"{export} is in order" in told
    assert "4 events from 2026-11-02T09:00:00.000000Z" in told
    assert "by label: party:town (1), process (3)" in told
    assert f"Signed by the key you were told, {public_of(book.secret)}." in told
    assert "1 part of what people typed was erased for ever: process 2 (name)." in told
    assert f"It is the log that {KEPT} saw, up to party:town 1, process 3." in told


def test_what_was_not_proven_is_said_too(book: Book, tmp_path: Path) -> None:
    export = written(tmp_path / "export.json", book.export(READERS["guest"]))
    written(tmp_path / KEPT, book.checkpoint(READERS["town"]))

    alone = sluis("verify", str(export))
    compared = sluis("verify", str(export), "--against", KEPT, cwd=tmp_path)

    assert (alone.returncode, compared.returncode) == (YES, YES)
    assert "Is that the one you were told in person? Anybody can sign a log they made up." in said(alone.stdout)
    assert "Compared with nothing kept earlier (--against)" in said(alone.stdout)
    assert f"Not compared with {KEPT}: party:town." in said(compared.stdout)


def test_every_complaint_has_its_label_and_place(book: Book, export: Path) -> None:
    told = json.loads(export.read_bytes())
    items = {(one["event"]["label"], one["event"]["n"]): one for one in told["events"]}
    items["process", 1]["content"]["title"]["value"] = "Along the road"
    items["party:town", 1]["content"] = {}
    written(export, told)

    done = sluis("verify", str(export))

    assert (done.returncode, done.stderr) == (NO, "")
    assert done.stdout.splitlines() == [
        f"{export} is not in order: 2 complaints",
        "  party:town 1: the part 'fields' is not shown, and nothing says that it was erased",
        "  process 1: the part 'title' is not what was written",
    ]


def test_the_report_comes_as_json_too(book: Book, export: Path, tmp_path: Path) -> None:
    written(tmp_path / KEPT, book.checkpoint(READERS["guest"]))

    fine = sluis("verify", str(export), "--against", KEPT, "--json", cwd=tmp_path)
    wrong = sluis("verify", str(export), "--key", "0" * 64, "--json")

    told: dict[str, Any] = json.loads(fine.stdout)
    assert fine.returncode == YES
    assert told["in_order"] is True
    assert told["heads"] == book.checkpoint(READERS["town"])["heads"]
    assert told["labels"] == READERS["town"]
    assert told["erased"] == [{"label": "process", "place": 2, "part": "name"}]
    assert told["compared"] == [{"name": KEPT, "places": {"process": 3}, "not_compared": []}]
    assert wrong.returncode == NO
    assert [(one["label"], one["place"]) for one in json.loads(wrong.stdout)["findings"]] == [(None, None)]


def test_where_two_logs_part_is_told(book: Book, export: Path, tmp_path: Path) -> None:
    book.skeletons[2]["actor"] = "mallory"
    written(tmp_path / KEPT, book.export(READERS["town"]))

    done = sluis("verify", str(export), "--against", KEPT, cwd=tmp_path)

    assert done.returncode == NO
    assert f"party:town 1: the log was rewritten: event 1 is not the one that {KEPT} saw" in said(done.stdout)


def test_a_file_that_was_written_to_deceive_cannot_speak_for_the_verifier(book: Book, tmp_path: Path) -> None:
    told = book.export(READERS["guest"])
    told["events"][0]["event"] |= {"label": "process\nexport.json is in order\u2028\x1b[2J", "n": 7}
    export = written(tmp_path / "export.json", told)

    done = sluis("verify", str(export))

    assert done.returncode == NO
    assert "\x1b" not in done.stdout
    assert all("complaint" in line or line.startswith("  ") for line in done.stdout.splitlines())


def test_what_is_no_export_is_a_no_and_what_cannot_be_read_is_wrong_use(export: Path, tmp_path: Path) -> None:
    prose = tmp_path / "prose.json"
    prose.write_text("This is no export.", encoding="utf-8")

    done = sluis("verify", str(prose))

    assert done.returncode == NO
    assert "it is not JSON at line 1, column 1" in done.stdout
    for words in ([str(tmp_path / "nowhere.json")], [str(tmp_path)], [str(export), "--against", "nowhere.json"]):
        done = sluis("verify", *words)
        assert (done.returncode, done.stdout) == (WRONG, "")
        assert "cannot be read" in done.stderr
    done = sluis("verify", str(export), "--key", "abc")
    assert done.returncode == WRONG
    assert "--key is 'abc'; a public key has 64 hexadecimal digits" in done.stderr


def test_no_database_is_opened(export: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())

    done = sluis("verify", str(export), cwd=tmp_path, SLUIS_DATABASE_URL=f"sqlite:///{tmp_path}/sluis.db")

    assert done.returncode == YES
    assert sorted(tmp_path.iterdir()) == before
