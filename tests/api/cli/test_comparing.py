"""`sluis compare`: what differs between two files, in words and as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.cli.running import NO, ROOT, YES, sluis

OLD = ROOT / "api" / "starter" / "method.yaml"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    text = OLD.read_text(encoding="utf-8")
    for before, after in (
        ("version: 0.1.0", "version: 0.2.0"),
        ("need: concern.shared", "need: concern.shared && concern.weight == 'much'"),
        ("term: P28D", "term: P35D"),
    ):
        assert text.count(before) == 1
        text = text.replace(before, after)
    path = tmp_path / "new.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_differs_is_told_with_what_it_is_about_and_what_follows(new: Path) -> None:
    done = sluis("compare", str(OLD), str(new), "--language", "nl")

    assert done.returncode == YES
    assert done.stdout.splitlines()[:5] == [
        "first-agreement  0.1.0 → 0.2.0  3 differences",
        "",
        "What must be so before it goes on",
        "  Gate “Iedereen is gehoord” (asked for by “Een voorstel doen”)",
        (
            "    stricter  “{party.name} heeft nog niet gezegd wat haar zorgen geeft”: needs now: "
            "`concern.shared && concern.weight == 'much'`; it was `concern.shared`"
        ),
    ]
    assert "    looser    term: 35 days, longer than before; it was 28 days" in done.stdout.splitlines()
    assert "keep its rules until their end" in done.stdout


def test_the_same_is_told_as_data(new: Path) -> None:
    told = json.loads(sluis("compare", str(OLD), str(new), "--json").stdout)

    assert [(one["group"], one["effect"], one["path"]) for one in told["differences"]] == [
        ("gates", "stricter", "gates.everybody_heard.all.concern.need"),
        ("time", "looser", "phases.decide.term"),
        ("words", "changed", "version"),
    ]
    assert told["running"]["anew"] == ["asked anew of Spokesperson: “{party.name} has yet to say what worries it”"]


def test_a_file_written_otherwise_that_means_the_same_does_not_differ(tmp_path: Path) -> None:
    same = tmp_path / "same.yaml"
    text = OLD.read_text(encoding="utf-8")
    same.write_text("# another comment\n" + text.replace("open_for: P7D", "open_for:   P1W"), encoding="utf-8")

    done = sluis("compare", str(OLD), str(same))

    assert done.returncode == YES
    assert "no difference in what they mean" in done.stdout


def test_a_method_with_errors_is_told_with_its_line(new: Path) -> None:
    new.write_text(new.read_text(encoding="utf-8").replace("to: decide", "to: decid"), encoding="utf-8")

    done = sluis("compare", str(OLD), str(new))

    assert done.returncode == NO
    assert "did you mean 'decide'?" in done.stdout
