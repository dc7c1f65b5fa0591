"""The command line: what it prints and how it ends."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.api.cli.running import NO, ROOT, RUNS, SHIPPED, WRONG, YES, sluis
from tests.engine.language.checks_page import SMALL

BASE = ROOT / "tests" / "engine" / "language" / "broken" / "base.yaml"


def test_help_names_every_command() -> None:
    done = sluis("--help")

    assert done.returncode == YES
    for command in (
        "init",
        "check",
        "schema",
        "play",
        "test",
        "serve",
        "publish",
        "processes",
        "show",
        "do",
        "verify",
        "log",
    ):
        assert re.search(rf"^  {command} ", done.stdout, re.MULTILINE)


def deep(folder: Path) -> Path:
    """Return a file in a folder so deep that its path alone is wider than any terminal."""
    inner = folder.joinpath(*[f"a folder of {number} levels" for number in range(1, 9)])
    inner.mkdir(parents=True)
    return inner / "method.yaml"


def test_a_method_in_order_is_said_to_be_on_one_line_however_long_its_path_is(tmp_path: Path) -> None:
    file = deep(tmp_path)
    file.write_bytes(SHIPPED.read_bytes())
    for one in RUNS:
        (file.parent / f"{one.parent.name}.yaml").write_bytes(one.read_bytes())

    done = sluis("check", str(file), COLUMNS="80")

    assert (done.returncode, done.stdout) == (YES, f"{file}: starting-collaboration 1.3.0 is in order\n")


def test_the_number_of_mistakes_is_told_on_one_line_however_long_the_path_is(tmp_path: Path) -> None:
    file = deep(tmp_path)
    file.write_text(BASE.read_text(encoding="utf-8").replace("agreement.accepted", "agreemnt.accepted"))

    done = sluis("check", str(file), COLUMNS="80")

    assert done.stdout.splitlines()[0].startswith(f"{file}:111:36: error: ")
    assert done.stdout.splitlines()[-1] == f"{file}: 1 error"


def test_what_is_the_matter_is_told_on_one_line_where_no_terminal_shows_it(tmp_path: Path) -> None:
    file = deep(tmp_path)

    done = sluis("check", str(file), COLUMNS="80")

    assert (done.returncode, done.stderr) == (WRONG, f"sluis: {file} cannot be read: No such file or directory\n")


def test_a_mistake_is_shown_with_its_line_and_a_mark(tmp_path: Path) -> None:
    broken = tmp_path / "m.yaml"
    broken.write_text(
        BASE.read_text(encoding="utf-8").replace("agreement.accepted", "agreemnt.accepted"), encoding="utf-8"
    )

    done = sluis("check", str(broken))
    told = json.loads(sluis("check", "--json", str(broken)).stdout)

    assert done.returncode == NO
    assert (
        f"{broken}:111:36: error: in the condition: unknown name 'agreemnt'; did you mean 'agreement'?" in done.stdout
    )
    assert "\n" + " " * 37 + "^\n" in done.stdout
    assert [(one["line"], one["column"]) for one in told[0]["diagnostics"]] == [(111, 36)]


def test_a_warning_is_shown_as_one_and_fails_only_where_that_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(SMALL.replace("    title: Talk\n", "    title: Talk\n    term: P28D\n"), encoding="utf-8")

    done, strict = sluis("check", str(file)), sluis("check", "--strict", str(file))
    told = json.loads(sluis("check", "--json", str(file)).stdout)

    assert (done.returncode, strict.returncode) == (YES, NO)
    assert f"{file}:36:5: warning: nobody is reminded before this term is over" in done.stdout
    assert f"{file}: small 1.0.0 is in order, with 1 warning\n" in done.stdout
    assert told[0]["publishable"]
    assert [(one["code"], one["severity"]) for one in told[0]["diagnostics"]] == [("no-reminder", "warning")]


def test_publishing_shows_the_warnings_of_a_check_and_publishes_all_the_same_unless_it_is_strict(
    tmp_path: Path,
) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(SMALL.replace("    title: Talk\n", "    title: Talk\n    term: P28D\n"), encoding="utf-8")
    warned = f"{file}:36:5: warning: nobody is reminded before this term is over"

    strict = sluis("publish", "--strict", str(file), cwd=tmp_path)
    there = (tmp_path / "sluis.db").exists()
    done = sluis("publish", str(file), cwd=tmp_path)
    told = sluis("publish", "--json", str(file), cwd=tmp_path)

    assert (strict.returncode, strict.stdout, there) == (NO, "", False)
    assert strict.stderr.startswith(warned)
    assert strict.stderr.endswith(f"sluis: {file} is not published: it has 1 warning\n")
    assert (done.returncode, done.stdout) == (YES, "published small 1.0.0\n")
    assert done.stderr.startswith(warned)
    assert json.loads(told.stdout)["id"] == "small"
    assert told.stderr == done.stderr


def test_with_strict_a_method_without_warnings_is_in_order(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(SMALL, encoding="utf-8")

    assert sluis("check", "--strict", str(file)).returncode == YES


def test_a_file_that_is_not_there_is_wrong_use() -> None:
    done = sluis("check", "nowhere.yaml")

    assert (done.returncode, done.stderr) == (WRONG, "sluis: nowhere.yaml cannot be read: No such file or directory\n")


def test_the_schema_is_json() -> None:
    assert json.loads(sluis("schema").stdout)["title"] == "A Sluis method"


def test_the_shipped_scenario_is_told_to_its_end() -> None:
    done = sluis("play", str(SHIPPED))
    steps = [json.loads(line) for line in sluis("play", "--json", str(SHIPPED)).stdout.splitlines()]

    assert done.returncode == YES
    assert "Het mandaat van Waterschap Aa en Linge is nog niet bevestigd" in done.stdout
    assert [one["step"] for one in steps] == list(range(len(steps)))
    assert next(one["refused"] for one in steps if one["refused"]) == [
        "mandate_to_explore@Waterschap Aa en Linge",
        "own_success@Woonstichting De Linde",
    ]
    assert steps[-1]["end"] == "renewed"


def test_a_story_that_does_not_go_as_told_is_a_no(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "method.yaml").write_bytes(SHIPPED.read_bytes())
    for one in RUNS:
        (tmp_path / f"{one.parent.name}.yaml").write_bytes(one.read_bytes())
    story = (SHIPPED.parent / "scenarios" / "agreement.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenarios" / "other.yaml").write_text(
        story.replace("then: {phase: explore}", "then: {phase: task}", 1)
    )

    done = sluis("play", str(tmp_path / "method.yaml"))

    assert done.returncode == NO
    assert "phase: expected task, found explore" in done.stdout


def test_a_process_goes_from_opening_to_its_end_without_a_server(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sluis.db"

    def ask(*words: str) -> subprocess.CompletedProcess[str]:
        return sluis(*words, SLUIS_DATABASE_URL=url)

    published = ask("publish", str(BASE))
    opened = json.loads(
        ask("do", "new", "open", "method=base", "title=Try", "name=Anna", "case.kind=new", "--json").stdout
    )
    shut = ask("do", opened["process"], "move", "move=deepen", "--as", opened["actor"])
    cancelled = ask("do", opened["process"], "cancel", "reason=enough", "--as", opened["actor"])

    assert published.returncode == YES
    assert shut.returncode == NO
    assert cancelled.returncode == YES
    assert "Try" in ask("processes").stdout
    assert "Cancelled" in ask("show", opened["process"]).stdout
    assert json.loads(ask("log", opened["process"], "--json").stdout)[-1]["type"] == "ProcessEnded"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("do", "x", "mov"), "there is no command 'mov'; did you mean 'move'?"),
        (("do", "x", "move", "mvoe=y", "--as", "a"), "'move' has no 'mvoe'; did you mean 'move'?"),
        (("do", "x", "move", "deepen", "--as", "a"), "'deepen' is not key=value"),
        (("do", "x", "move", "move=deepen"), "say who does it: --as ACTOR"),
        (("do", "x", "open"), "a process is opened by: sluis do new open"),
    ],
)
def test_a_command_that_cannot_be_read_is_wrong_use(words: tuple[str, ...], said: str) -> None:
    done = sluis(*words)

    assert done.returncode == WRONG
    assert said in " ".join(done.stderr.split())


def test_an_option_that_cannot_be_is_named_with_what_it_can_be(tmp_path: Path) -> None:
    assert sluis("publish", str(BASE), cwd=tmp_path).returncode == YES

    done = sluis("processes", "--state", "shut", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (NO, "sluis: --state: Asked is open, held or ended\n")


def test_settings_that_cannot_be_used_are_all_named(tmp_path: Path) -> None:
    done = sluis("processes", cwd=tmp_path, SLUIS_PORT="99999", SLUIS_ZONE="Atlantis")

    assert done.returncode == WRONG
    assert done.stderr.splitlines() == [
        "sluis: SLUIS_PORT: Input should be less than or equal to 65535; found '99999'",
        "       SLUIS_ZONE: 'Atlantis' is not a time zone; write one such as Europe/Amsterdam",
    ]


def test_a_server_that_does_not_answer_is_named() -> None:
    done = sluis("processes", SLUIS_SERVER="http://127.0.0.1:9")

    assert done.returncode == WRONG
    assert "there is no answer from http://127.0.0.1:9" in done.stderr
