"""The command line: what it prints, how it ends, and the demo from its first line to the walk it proposes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "methods" / "starting-collaboration" / "method.yaml"
BASE = ROOT / "tests" / "engine" / "language" / "broken" / "base.yaml"
RUN = "import sys; sys.argv[0] = 'sluis'; from api.cli import main; main()"
YES, NO, WRONG = 0, 1, 2
SECONDS = 30


def sluis(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, with nothing of ours in its environment."""
    known = {key: value for key, value in os.environ.items() if not key.startswith("SLUIS_")}
    known |= {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"} | environment
    return subprocess.run(
        [sys.executable, "-c", RUN, *words], capture_output=True, text=True, cwd=cwd, env=known, check=False
    )


def test_help_names_every_command() -> None:
    done = sluis("--help")

    assert done.returncode == YES
    for command in ("check", "schema", "play", "serve", "publish", "processes", "show", "do", "log"):
        assert re.search(rf"^  {command} ", done.stdout, re.MULTILINE)


def test_a_method_in_order_is_said_to_be() -> None:
    done = sluis("check", str(SHIPPED))

    assert (done.returncode, done.stdout.strip().endswith("starting-collaboration 1.0.0 is in order")) == (YES, True)


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
    (tmp_path / "method.yaml").write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
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


def test_a_server_that_does_not_answer_is_named() -> None:
    done = sluis("processes", SLUIS_SERVER="http://127.0.0.1:9")

    assert done.returncode == WRONG
    assert "there is no answer from http://127.0.0.1:9" in done.stderr


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[list[str]]:
    """Start the demo on a free port, read what it prints, and stop it by its process id."""
    known = {key: value for key, value in os.environ.items() if not key.startswith("SLUIS_")}
    known |= {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "COLUMNS": "100"}
    command = [sys.executable, "-u", "-c", RUN, "serve", "--demo", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=known, cwd=ROOT)
    assert server.stdout is not None
    lines = []
    for line in server.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Stop it"):
            break
    yield lines
    server.terminate()
    server.stdout.close()
    server.wait()


def fetched(url: str) -> dict[str, object]:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                told: dict[str, object] = json.load(answer)
                return told
        except OSError:
            continue
    raise AssertionError(url)


def test_the_demo_serves_three_processes_and_its_walk_works_as_printed(demo: list[str]) -> None:
    text = "\n".join(demo)
    url = re.search(r"http://127\.0\.0\.1:\d+", text)
    assert url is not None
    processes = list(dict.fromkeys(re.findall(r"http://\S+/v1/processes/[0-9a-f-]{36}(?=\n)", text)))
    told = [fetched(one) for one in processes]
    walk = [line.split(".venv/bin/sluis ", 1)[1].split() for line in demo if ".venv/bin/sluis do" in line]

    refused, supplied, moved = (sluis(*words, SLUIS_SERVER=url[0]) for words in walk)

    assert len(processes) == 3
    for one in told:
        todo = one["todo"]
        assert isinstance(todo, list)
        assert todo[0]["text"]
        assert todo[0]["owed_by"][0]["text"]
    assert len({str([phase for phase in one["phases"] if phase["status"] == "now"]) for one in told}) == 3  # type: ignore[attr-defined]  # it is a list
    assert refused.returncode == NO
    assert "Woonstichting De Linde heeft nog geen bevestigd succescriterium" in " ".join(refused.stderr.split())
    assert (supplied.returncode, moved.returncode) == (YES, YES)
