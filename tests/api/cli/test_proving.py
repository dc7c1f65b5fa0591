"""`sluis prove`: runs told as stories, written as scenarios, and what was missed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.cli.running import NO, WRONG, YES, sluis

METHOD = """\
sluis: 1
method: small
version: 1.0.0
title: Small
summary: A small method.
languages: [en]
may: {open: chair, admit: chair}
roles: {chair: {title: Chair}, envoy: {title: Envoy, of: party}}
records:
  note:
    title: Note
    fields: {text: {type: text, title: Text}}
    written_by: envoy
    seen_by: process
phases:
  work:
    title: Work
    open: [note]
    moves:
      finish:
        title: Finish
        to: end.finished
        by: chair
        gate: [{id: noted, need: note.shared, unmet: There is no note, owed_by: envoy}]
      give_up: {title: Give up, to: end.stopped, by: chair}
ends:
  finished: {title: Finished, verdict: success}
  stopped: {title: Stopped, verdict: cancelled}
"""


@pytest.fixture
def method(tmp_path: Path) -> Path:
    path = tmp_path / "method.yaml"
    path.write_text(METHOD)
    return path


def test_a_run_to_each_end_is_told_as_a_story(method: Path) -> None:
    done = sluis("prove", str(method))

    told = done.stdout
    assert done.returncode == YES
    assert "To the end 'Finished' in 3 steps." in told
    assert "· Ben shared “Note”, version 1" in told
    assert "✓ stopped  1 step\n" in told
    assert "phases        1 of 1" in told


def test_runs_are_written_as_scenarios_that_go_as_told(method: Path) -> None:
    folder = method.parent / "scenarios"

    written = sluis("prove", str(method), "--brief", "--scenarios", str(folder))
    tested = sluis("test", str(method))

    assert (written.returncode, tested.returncode) == (YES, YES)
    assert sorted(file.name for file in folder.iterdir()) == ["finished.yaml", "stopped.yaml"]
    assert "· " not in written.stdout


def test_a_scenario_that_somebody_wrote_is_not_written_over(method: Path) -> None:
    folder = method.parent / "scenarios"
    folder.mkdir()
    (folder / "finished.yaml").write_text("scenario: mine\n")

    done = sluis("prove", str(method), "--brief", "--scenarios", str(folder))

    assert done.returncode == WRONG
    assert "was not written by prove" in done.stderr
    assert (folder / "finished.yaml").read_text() == "scenario: mine\n"


def test_an_end_that_cannot_be_reached_is_told_with_the_reason(method: Path) -> None:
    method.write_text(METHOD.replace("need: note.shared", "need: parties.size() > 99"))

    done = sluis("prove", str(method), "--brief", "--effort", "300")

    assert done.returncode == NO
    assert "✗ finished  not reached" in done.stdout
    assert "○ 'work.finish': no way was found to meet the condition 'noted'" in done.stdout


def test_everything_is_told_as_data(method: Path) -> None:
    done = sluis("prove", str(method), "--json", "--seed", "3")

    told = json.loads(done.stdout)
    assert [(run["name"], run["end"], run["steps"]) for run in told["runs"]] == [
        ("finished", "finished", 3),
        ("stopped", "stopped", 1),
    ]
    assert (told["seed"], told["missed"], told["coverage"]["end"]) == (3, {}, {"of": 2, "seen": 2, "missing": []})


def test_the_same_runs_are_found_every_time(method: Path) -> None:
    first, other = (sluis("prove", str(method), "--json", PYTHONHASHSEED=seed).stdout for seed in ("1", "2"))

    assert first == other


def test_what_lies_behind_a_phase_that_is_never_reached_names_that_phase_and_not_all_that_keeps_from_it(
    tmp_path: Path,
) -> None:
    two = (
        "  work:\n    title: Work\n    open: [note]\n    moves:\n      on:\n        title: On\n        to: later\n"
        "        by: chair\n        gate: [{id: never, need: parties.size() < 0, unmet: Never, owed_by: chair}]\n"
        "  later:\n    title: Later\n    moves:\n"
    )
    before, _, after = METHOD.partition("  work:\n    title: Work\n    open: [note]\n    moves:\n")
    path = tmp_path / "method.yaml"
    path.write_text(before + two + after)

    told = sluis("prove", str(path), "--brief").stdout.partition("Not shown")[2]

    assert told.count("no way was found to meet the condition 'never'") == len(["phase later", "move work.on"])
    assert "'later.finish': the search never came to the phase 'later'" in told.replace("\n", " ").replace("  ", "")
