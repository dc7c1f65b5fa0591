"""`sluis play` in a terminal: what one types, and what one sees of it."""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import time
from pathlib import Path

import pytest

from tests.api.cli.running import NO, ROOT, RUN, YES, environment, sluis
from tests.engine.process.family_methods import FINDING, TALKS

STARTER = ROOT / "api" / "starter"
SECONDS = 120
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """The command line at a terminal of its own."""

    def __init__(self, *words: str, **ours: str) -> None:
        self.process, self.end = pty.fork()
        if self.process == 0:
            told = [sys.executable, "-c", RUN, *words]
            os.execve(sys.executable, told, environment(TERM="xterm", **ours))  # noqa: S606 - our own command
        self.printed = ""

    def until(self, sign: str) -> str:
        """Read until something is printed; returns all that was printed meanwhile."""
        end, before = time.monotonic() + SECONDS, len(self.printed)
        while sign not in self.printed[before:]:
            assert time.monotonic() < end, self.printed[before:]
            if select.select([self.end], [], [], 0.5)[0]:
                self.printed += CONTROL.sub("", os.read(self.end, 65_536).decode()).replace("\r\n", "\n")
        return self.printed[before:]

    def type(self, line: str, sign: str = "\n> ") -> str:
        """Type a line, and return what is printed until something is asked again."""
        os.write(self.end, f"{line}\n".encode())
        return self.until(sign)

    def leave(self) -> int:
        """Type that it is over, and return how the command ended."""
        os.write(self.end, b"q\n")
        _, status = os.waitpid(self.process, 0)
        os.close(self.end)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "method.yaml").write_bytes((STARTER / "method.yaml").read_bytes())
    for file in (STARTER / "scenarios").glob("*.yaml"):
        (tmp_path / "scenarios" / file.name).write_bytes(file.read_bytes())
    return tmp_path


def choice(printed: str, said: str) -> str:
    """Return the number of what can be chosen, by the first of those who can."""
    number, *_ = re.findall(rf"^ +(\d+)  {re.escape(said)}$", printed, re.MULTILINE)
    return str(number)


def test_one_acts_for_everybody_sees_the_gate_open_and_takes_it_back(folder: Path) -> None:
    terminal = Terminal("play", str(folder / "method.yaml"))
    menu = terminal.until("\n> ")
    assert "take the step “Make a proposal”" not in menu

    terminal.type(choice(menu, "write “Concern”, for Number 4"), "]: ")
    terminal.type("It is dark", "]: ")
    after_ann = terminal.type("much")
    terminal.type(choice(after_ann, "write “Concern”, for Number 6"), "]: ")
    terminal.type("", "]: ")
    after_ben = terminal.type("")
    taken_back = terminal.type("u")

    assert "· Ann Bakker shared “Concern” of Number 4, version 1" in after_ann
    assert "⇄ missing: Number 6 has yet to say what worries it  (Make a proposal)" in after_ann
    assert "⇄ met: Every party said what worries it  (Make a proposal)" in after_ben
    assert choice(after_ben, "take the step “Make a proposal”") == "1"
    assert "⇄ missing: Number 6 has yet to say what worries it  (Make a proposal)" in taken_back
    assert "take the step “Make a proposal”" not in taken_back
    assert terminal.leave() == YES


def test_what_was_done_can_be_kept_as_a_scenario_that_goes_as_told(folder: Path) -> None:
    terminal = Terminal("play", str(folder / "method.yaml"), "--scenario", "parting", "--go-on")
    ended = terminal.until("\n> ")
    terminal.type("u")
    due = terminal.type("w", ": ")
    waited = terminal.type("")
    kept = terminal.type("k my_story")
    again = terminal.type("k my_story")
    misnamed = terminal.type("k My story")
    terminal.leave()

    tried = sluis("test", str(folder / "method.yaml"))

    assert "The process has ended: Parted" in ended
    assert "until 23 Mar 2026, 09:00, when something is due" in due
    assert "23 Mar 2026  ·  time passes" in waited
    assert "my_story.yaml tells it as a scenario now" in kept
    assert "is there already" in again
    assert "A scenario is called by lower-case letters" in misnamed
    assert (tried.returncode, "✓ my_story" in tried.stdout) == (YES, True)


def test_nothing_is_kept_where_nothing_was_done(folder: Path) -> None:
    terminal = Terminal("play", str(folder / "method.yaml"))
    terminal.until("\n> ")
    before = terminal.type("k early")
    terminal.leave()

    assert "Nothing was done yet that a scenario could tell." in before
    assert not (folder / "scenarios" / "early.yaml").exists()


def test_what_cannot_be_chosen_is_said_and_nothing_happens(folder: Path) -> None:
    terminal = Terminal("play", str(folder / "method.yaml"), "--language", "nl")
    menu = terminal.until("\n> ")

    answers = [terminal.type(typed) for typed in ("99", "x", "u", "w 3")]
    terminal.leave()

    assert "“Zorg” schrijven, voor Number 4" in menu
    assert ["Er is geen 99 om te kiezen" in answers[0], "Er is geen x om te kiezen" in answers[1]] == [True, True]
    assert "Er is niets om terug te nemen." in answers[2]
    assert "3 is geen lengte van tijd" in answers[3]


def test_one_acts_in_the_processes_that_a_phase_runs_with_people_who_were_made_up(tmp_path: Path) -> None:
    (tmp_path / "finding.yaml").write_text(FINDING)
    (tmp_path / "method.yaml").write_text(TALKS)
    terminal = Terminal("play", str(tmp_path / "method.yaml"))
    menu = terminal.until("\n> ")
    terminal.type(choice(menu, "write “Topic”"), ": ")
    for typed in ("Is there dust", "yes"):
        terminal.type(typed, ": ")
    written = terminal.type("2")

    begun = terminal.type(choice(written, "take the step “On”"))
    terminal.leave()

    assert "Joint fact-finding: Is there dust" in begun
    assert re.search(r"Ann  ·  Guide  ·  Joint fact-finding: Is there dust\n +\d+  write “Answer”", begun)


def test_without_a_terminal_nobody_is_asked_and_the_first_scenario_is_told(folder: Path) -> None:
    done = sluis("play", str(folder / "method.yaml"))

    assert done.returncode == YES
    assert "10 steps, 2 of them refused" in done.stdout


def test_a_method_with_errors_cannot_be_tried(folder: Path) -> None:
    file = folder / "method.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("to: decide", "to: decid"), encoding="utf-8")

    terminal = Terminal("play", str(file))

    assert "did you mean 'decide'?" in terminal.until("has errors")
    assert os.waitstatus_to_exitcode(os.waitpid(terminal.process, 0)[1]) == NO


PERSONAL = """
sluis: 1
method: views
version: 1.0.0
title: {en: Views, nl: Meningen}
summary: {en: Each says what it thinks., nl: Ieder zegt wat hij vindt.}
languages: [en, nl]
may: {open: member}
roles: {member: {title: {en: Member, nl: Lid}}}
records:
  view:
    title: {en: View, nl: Mening}
    per: member
    fields: {text: {type: text, title: {en: Text, nl: Tekst}}}
    written_by: member
    seen_by: process
phases:
  talk:
    title: {en: Talk, nl: Praten}
    open: [view]
    moves: {stop: {title: {en: Stop, nl: Stoppen}, to: end.over, by: member, reason: required}}
ends: {over: {title: {en: Over, nl: Voorbij}, verdict: cancelled}}
"""
OF_MO = """
scenario: of_mo
method: views
given:
  at: "2026-03-02T09:00:00+01:00"
  language: nl
  people: {mo: {name: Mo Aziz, roles: [member]}}
steps:
  - when: {do: move, by: mo, move: stop, reason: Klaar.}
    then: {end: over}
"""


def test_people_are_named_whole_and_what_is_asked_is_asked_in_the_language_of_the_process(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "method.yaml").write_text(PERSONAL, encoding="utf-8")
    (tmp_path / "scenarios" / "of_mo.yaml").write_text(OF_MO, encoding="utf-8")
    terminal = Terminal("play", str(tmp_path / "method.yaml"))
    menu = terminal.until("\n> ")

    asked = terminal.type(choice(menu, "de stap “Stoppen” zetten"), "]: ")

    assert "“Mening” schrijven, voor Mo Aziz" in menu
    assert "Reden […]: " in asked
    terminal.type("")
    assert terminal.leave() == 0
