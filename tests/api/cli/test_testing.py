"""`sluis test`: scenarios that go as told and that do not, how much they show, and its report for a build server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.api.cli.running import NO, WRONG, YES, sluis
from tests.engine.process.family_methods import FINDING, TALKS

STORY = """\
scenario: facts
method: talks
given:
  at: "2026-03-02T09:00:00+01:00"
  people:
    carl: {name: Carl, roles: [chair]}
    ann: {name: Ann, party: A, roles: [envoy]}
steps:
  - when:
      - {do: record, by: carl, record: topic, id: dust, fields: {question: Dust, disputed: true, weight: 1}}
      - {do: share, by: carl, id: dust}
  - when: {do: move, by: carl, move: on}
  - in: facts/dust
    when: {do: move, by: carl, move: settle}
    then: {refused: [told], phase: look}
  - in: facts/dust
    wait: P22D
    then: {end: not_settled}
  - when: {do: move, by: carl, move: differ}
    then: {end: dissent}
"""
LOOK = """\
scenario: a_look
method: looking
given:
  at: "2026-03-02T09:00:00+01:00"
  people:
    gill: {name: Gill, roles: [guide]}
  case: {question: Dust}
steps:
  - wait: P22D
    then: {end: not_settled}
"""
OTHER = STORY.replace("method: talks", "method: finding")


@pytest.fixture
def method(tmp_path: Path) -> Path:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "finding.yaml").write_text(FINDING)
    (tmp_path / "scenarios" / "facts.yaml").write_text(STORY)
    path = tmp_path / "method.yaml"
    path.write_text(TALKS)
    return path


def broken(method: Path, right: str, wrong: str) -> Path:
    assert STORY.count(right) == 1
    (method.parent / "scenarios" / "facts.yaml").write_text(STORY.replace(right, wrong))
    return method


def test_scenarios_that_go_as_told_are_counted_with_what_they_show(method: Path) -> None:
    done = sluis("test", str(method), "--coverage")

    told = done.stdout.splitlines()
    assert done.returncode == YES
    assert told[:2] == ["talks 1.0.0", "  ✓ facts  5 steps, 1 refused"]
    assert "  moves                   2 of 4" in told
    assert "    facts.again" in told
    assert "    facts:agree.settled  never met" in told


def test_a_scenario_that_goes_otherwise_is_told_at_the_line_of_its_step(method: Path) -> None:
    done = sluis("test", str(broken(method, "{end: dissent}", "{end: agreed}")))

    file = method.parent / "scenarios" / "facts.yaml"
    assert done.returncode == NO
    assert f"    {file}:19: step 5: end: expected agreed, found dissent" in done.stdout.splitlines()


def test_a_misspelt_name_is_told_at_its_line_with_the_nearest(method: Path) -> None:
    done = sluis("test", str(broken(method, "move: differ", "move: difer")))

    assert done.returncode == NO
    assert "facts.yaml:19: there is no move 'difer'; did you mean 'differ'?" in done.stdout


def test_a_story_that_cannot_be_told_on_is_told_at_the_line_of_its_step(method: Path) -> None:
    done = sluis("test", str(broken(method, "  - when: {do: move, by: carl, move: on}\n", "")))

    assert done.returncode == NO
    assert "facts.yaml:12: step 2: in facts/dust: there is no such process" in done.stdout


def test_a_file_that_is_no_text_is_told_at_its_place(method: Path) -> None:
    (method.parent / "scenarios" / "bytes.yaml").write_bytes(b"scenario: bytes\nmethod: talks\xff\n")

    tried = sluis("test", str(method))
    played = sluis("play", str(method), "--scenario", "bytes")

    assert "bytes.yaml:2: the file is not UTF-8 text" in tried.stdout
    assert "bytes.yaml:2:14: error: the file is not UTF-8 text" in played.stdout
    assert (tried.returncode, played.returncode) == (NO, NO)


def test_a_story_that_cannot_begin_is_told_at_its_first_line(method: Path) -> None:
    done = sluis("test", str(broken(method, "roles: [chair]", "roles: [envoy]")))

    assert done.returncode == NO
    assert re.search(
        r"facts\.yaml:1: at the opening: nobody in this story may give carl the role 'envoy' yet; ", done.stdout
    )


def test_two_methods_in_a_folder_share_their_scenarios_out_whatever_their_files_are_called(method: Path) -> None:
    other = method.with_name("looking.yaml")
    other.write_text(FINDING.replace("method: finding", "method: looking"))
    (method.parent / "scenarios" / "a_look.yaml").write_text(LOOK)

    ours, theirs = (json.loads(sluis("test", str(one), "--json").stdout) for one in (method, other))
    played = sluis("play", str(other))

    assert [[one["scenario"] for one in told[0]["scenarios"]] for told in (ours, theirs)] == [["facts"], ["a_look"]]
    assert [one["problems"] for told in (ours, theirs) for one in told[0]["scenarios"]] == [[], []]
    assert played.returncode == YES


def test_the_scenarios_of_another_method_beside_it_are_left_to_that_one(method: Path) -> None:
    (method.parent / "scenarios" / "finding.yaml").write_text(OTHER)

    done = sluis("test", str(method), "--json")

    assert [one["scenario"] for one in json.loads(done.stdout)[0]["scenarios"]] == ["facts"]


def test_the_report_for_a_build_server_counts_what_failed_and_what_cannot_be_read(method: Path, tmp_path: Path) -> None:
    broken(method, "{end: dissent}", "{end: agreed}")
    (tmp_path / "scenarios" / "wrong.yaml").write_text(STORY.replace("do: share", "do: shrae"))

    done = sluis("test", str(method), "--junit", str(tmp_path / "report.xml"))

    root = ET.parse(tmp_path / "report.xml").getroot()  # noqa: S314 - we wrote it
    (suite,) = root
    assert done.returncode == NO
    assert suite.attrib == {"name": "talks 1.0.0", "tests": "2", "failures": "1", "errors": "1", "skipped": "0"}
    assert [(case.get("name"), [inner.tag for inner in case]) for case in suite] == [
        ("facts", ["failure"]),
        ("wrong", ["error"]),
    ]
    assert "did you mean 'share'?" in (suite[1][0].text or "")


def test_what_is_covered_is_told_as_data(method: Path) -> None:
    (told,) = json.loads(sluis("test", str(method), "--json").stdout)

    assert told["coverage"]["moves"] == {
        "of": 4,
        "seen": 2,
        "missing": [{"name": "facts.agree"}, {"name": "facts.again"}],
    }
    assert told["coverage"]["conditions"]["missing"] == [{"name": "facts:agree.settled", "what": "met"}]


def test_a_method_without_scenarios_is_told_how_to_begin(method: Path) -> None:
    (method.parent / "scenarios" / "facts.yaml").unlink()

    done = sluis("test", str(method))

    assert done.returncode == WRONG
    assert "there are no scenarios of talks in" in done.stderr


def test_a_step_in_a_child_is_played_with_what_it_brings_about_around_it(method: Path) -> None:
    done = sluis("play", str(method))

    told = [line.strip() for line in done.stdout.splitlines()]
    assert done.returncode == YES
    assert "4  24 Mar 2026  ·  time passes  ·  Joint fact-finding: Dust" in told
    assert told[told.index("· “Facts: Dust” ended: Not settled") - 1] == "facts"


def test_a_method_without_scenarios_keeps_those_of_no_other_from_being_tried(method: Path) -> None:
    done = sluis("test", str(method.parent / "finding.yaml"), str(method))

    assert done.returncode == WRONG
    assert "there are no scenarios of finding in" in done.stderr
    assert "✓ facts  5 steps, 1 refused" in done.stdout


def test_what_was_refused_and_should_not_have_been_is_said_in_a_sentence(method: Path) -> None:
    early = STORY.replace("move: differ}", "move: on}")
    (method.parent / "scenarios" / "facts.yaml").write_text(early)

    done = sluis("test", str(method))

    assert done.returncode == NO
    assert "step 5: this was refused, and the scenario does not expect that: " in done.stdout
    assert "cannot be taken from where the process is" in done.stdout
    assert "[not-now]" in done.stdout


def test_a_shut_gate_that_was_not_expected_says_what_is_missing_in_its_own_words(method: Path) -> None:
    done = sluis("test", str(broken(method, "{refused: [told], phase: look}", "{phase: look}")))

    (line,) = [one for one in done.stdout.splitlines() if "step 3" in one]
    assert line.endswith(
        "step 3: this was refused, and the scenario does not expect that: "
        "The gate is shut: “Settled” cannot be taken yet. Missing: Nothing was found yet [told]"
    )


def test_a_step_that_succeeds_and_was_to_be_refused_says_what_was_to_be_missing(method: Path) -> None:
    done = sluis("test", str(broken(method, "move: on}\n", "move: on}\n    then: {refused: [settled@Dust]}\n")))

    (line,) = [one for one in done.stdout.splitlines() if "step 2" in one]
    assert line.endswith(
        "step 2: this succeeded, and the scenario expects that it is refused: Dust is not settled [settled@Dust]"
    )


def test_a_gate_that_is_shut_for_something_else_says_both(method: Path) -> None:
    done = sluis("test", str(broken(method, "{refused: [told], phase: look}", "{refused: [not-yours], phase: look}")))

    (line,) = [one for one in done.stdout.splitlines() if "step 3" in one]
    assert (
        "this was refused otherwise than the scenario expects: The gate is shut: “Settled” cannot be taken yet." in line
    )
    assert line.endswith("the scenario expects besides: [not-yours]; the scenario does not expect [told]")
