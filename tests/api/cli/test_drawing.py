from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.running import NO, RUNS, SHIPPED, WRONG, YES, sluis


def test_a_method_is_drawn_to_a_file_or_printed_in_the_language_asked(tmp_path: Path) -> None:
    file = tmp_path / "picture.svg"

    kept = sluis("draw", str(SHIPPED), "--language", "nl", "--width", "390", "--output", str(file))
    printed = sluis("draw", str(SHIPPED), "--format", "text")

    assert (kept.returncode, printed.returncode) == (YES, YES), kept.stderr + printed.stderr
    assert 'lang="nl"' in file.read_text(encoding="utf-8")
    assert 'viewBox="0 0 390 ' in file.read_text(encoding="utf-8")
    assert str(file) in kept.stdout
    assert printed.stdout.startswith("Starting a collaboration\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "png"), "'png' is no form of a picture; allowed: svg, text, mermaid, dot"),
        (("--width", "20"), "a picture can be 360 to 2400 wide; found 20"),
        (("--language", "fr"), "not written in 'fr'; it is in en, nl"),
        (("--output", "/no/such/folder/picture.svg"), "cannot be written"),
    ],
)
def test_wrong_use_is_told_with_what_is_allowed(words: tuple[str, ...], said: str) -> None:
    done = sluis("draw", str(SHIPPED), *words)

    assert done.returncode == WRONG
    assert said in " ".join(done.stderr.split())


def test_a_file_that_is_no_method_is_told_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "method.yaml"
    file.write_text("sluis: 1\nmethod: small\nphases: [\n", encoding="utf-8")

    done = sluis("draw", str(file))

    assert done.returncode == NO
    assert "method.yaml:" in done.stdout
    assert "<svg" not in done.stdout


def test_a_process_is_drawn_where_it_stands_for_whoever_asks(tmp_path: Path) -> None:
    database: dict[str, Any] = {"SLUIS_DATABASE_URL": f"sqlite:///{tmp_path}/sluis.db"}
    assert [sluis("publish", str(one), **database).returncode for one in (*RUNS, SHIPPED)] == [YES] * 3
    opening = ("method=starting-collaboration", "title=Dijk", "name=Anna", "case.occasion=Water")
    opened = sluis("do", "new", "open", *opening, "--as", "anna", "--json", **database)
    process = str(json.loads(opened.stdout)["process"])

    words = sluis("draw", "--process", process, "--format", "text", "--language", "nl", "--as", "anna", **database)
    picture = sluis("draw", "--process", process, "--width", "390", **database)
    absent = sluis("draw", "--process", f"{process[:-1]}x", **database)

    assert (words.returncode, picture.returncode, absent.returncode) == (YES, YES, NO), words.stderr + picture.stderr
    assert words.stdout.startswith("Dijk\n")
    assert "1 Aftasten · hier zijn we" in words.stdout
    assert 'viewBox="0 0 390 ' in picture.stdout
    assert "no process" in absent.stderr


@pytest.mark.parametrize("words", [(), (str(SHIPPED), "--process", "x"), (str(SHIPPED), "--as", "anna")])
def test_either_a_file_or_a_process_is_drawn(words: tuple[str, ...]) -> None:
    done = sluis("draw", *words)

    assert done.returncode == WRONG
    assert "name a method file, or a process" in done.stderr
