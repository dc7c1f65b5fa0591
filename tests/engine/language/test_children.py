from __future__ import annotations

from pathlib import Path

import pytest

from engine import Method
from engine.errors import MethodInvalid
from engine.files import read_file
from engine.language import Method as CheckedMethod
from engine.language import read_method
from tests.engine.process.family_methods import FINDING, TALKS, talks
from tests.factories import a_method, a_move, a_phase

RUN = "    run: finding\n"
EACH = "    each: topic\n    where: topic.disputed\n    with: {question: topic.question, weight: topic.weight}\n"
CASES = {
    "no method": (RUN, "    run: findings\n", "there is no method 'findings' to run"),
    "case that is not asked": ("weight: topic.weight", "wait: topic.weight", "'finding' asks for no 'wait'"),
    "case that lacks": ("question: topic.question, ", "", "'finding' asks for 'question' at its opening"),
    "case of another type": ("question: topic.question", "question: topic.disputed", "'question' is a field of type"),
    "no such role": ("{guide: chair}", "{gide: chair}", "'finding' has no role 'gide'; did you mean 'guide'?"),
    "party or not": ("{guide: chair}", "{guide: envoy}", "must both be of a party, or neither"),
    "seen by fewer": ("    seen_by: process\n", "    seen_by: party\n", "fewer may see 'topic'"),
    "in turn of one": (EACH,
                       "    in_turn: true\n    with: {question: process.title}\n", "'in_turn' needs 'each'"),
    "depth of another": (RUN, f"{RUN}    depth: 2\n", "'depth' is how deep a method runs itself"),
    "resumes nowhere": (RUN, f"{RUN}    resumes: [gathr]\n", "to go to from here; did you mean 'gather'?"),
    "outcome that is none": ("'settled'", "'setled'", "'setled' is no option of the choice 'outcome'"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_phase_that_cannot_run_what_it_says_is_complained_about_at_its_place(case: tuple[str, str, str]) -> None:
    old, new, message = case

    with pytest.raises(MethodInvalid) as caught:
        talks(old, new)

    assert any(message in one.message for one in caught.value.diagnostics), [
        one.message for one in caught.value.diagnostics
    ]


def test_a_child_in_which_nobody_of_the_parent_could_act_is_refused() -> None:
    child = FINDING.replace("envoy", "delegate").replace("expert", "scholar")

    with pytest.raises(MethodInvalid, match="nobody could act"):
        talks("    roles: {guide: chair}\n", "", child)


def test_a_file_finds_the_methods_that_it_runs_beside_it(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    assert "there is no method" in read_file(tmp_path / "talks.yaml").diagnostics[0].message

    (tmp_path / "finding.yaml").write_text(FINDING, encoding="utf-8")
    assert Method.read(tmp_path / "talks.yaml").child("facts").id == "finding"

    (tmp_path / "finding.yaml").unlink()
    (tmp_path / "finding").mkdir()
    (tmp_path / "finding" / "method.yaml").write_text(FINDING, encoding="utf-8")
    assert Method.read(tmp_path / "talks.yaml").child("facts").id == "finding"


def test_files_that_run_one_another_in_a_circle_are_not_read_for_ever(tmp_path: Path) -> None:
    circle = FINDING.replace("    open: [answer]\n", "    open: [answer]\n    run: talks\n")
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "finding.yaml").write_text(circle, encoding="utf-8")

    assert not read_file(tmp_path / "talks.yaml").publishable


def test_what_is_about_a_child_needs_one() -> None:
    with pytest.raises(MethodInvalid, match="'holds' is about what a phase runs"):
        talks("    title: Gather\n", "    title: Gather\n    holds: parent\n")


def test_a_method_that_runs_itself_says_how_deep() -> None:
    phases = {"work": a_phase({"finish": a_move("end.finished")}, run="small")}

    with pytest.raises(MethodInvalid, match="give the phase 'depth'"):
        a_method(phases=phases)


def test_subjects_of_which_fewer_may_know_are_complained_about_where_nothing_else_reads_them() -> None:
    plain = "    each: topic\n    with: {question: process.title}\n"

    with pytest.raises(MethodInvalid) as caught:
        read_method(TALKS.replace(EACH, plain).replace("seen_by: process", "seen_by: party"), "talks.yaml", known)

    assert "phases.facts.each.0" in [one.path for one in caught.value.diagnostics]


def known(name: str) -> CheckedMethod | None:
    """Return the method that talks run."""
    return read_method(FINDING, "finding.yaml") if name == "finding" else None
