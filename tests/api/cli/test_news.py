"""What of the events of a process people are told: nothing that was opened or ended is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.news import repeats
from tests.api.cli.running import sluis

if TYPE_CHECKING:
    from pathlib import Path

METHOD = """
sluis: 1
method: small
version: 1.0.0
title: Small
summary: Two people agree.
languages: [en]
may: {open: chair}
roles: {chair: {title: Chair}, member: {title: Member}, speaker: {title: Speaker, held_by: speaks.winner.who}}
records:
  candidacy: {title: Candidacy, plural: candidacies, many: true, fields: {who: {type: participant, title: Who}},
    written_by: member, seen_by: process}
  memo: {title: Memo, fields: {text: {type: text, title: Text}}, written_by: member, seen_by: member}
decisions:
  speaks: {title: Who speaks, by: chair, voters: member, ballot: {choice: [candidacy]}, rule: most, seen_by: process}
open: [candidacy, memo, speaks]
phases: {talk: {title: Talk, moves: {stop: {title: Stop, to: end.stopped, by: chair}}}}
ends: {stopped: {title: Stopped, verdict: success}}
"""
STORY = """
scenario: election
method: small
given:
  at: "2026-03-02T09:00:00+01:00"
  people: {carl: {name: Carl, roles: [chair]}, ann: {name: Ann, roles: [member]}}
steps:
  - when: {do: record, by: ann, record: memo, id: memo, fields: {text: Between us.}}
  - when: {do: share, by: ann, id: memo}
  - when:
      - {do: record, by: ann, record: candidacy, id: ann_stands, fields: {who: ann}}
      - {do: share, by: ann, id: ann_stands}
      - {do: propose, by: carl, decision: speaks, run: first}
      - {do: vote, by: ann, run: first, ballot: ann_stands}
      - {do: close, by: carl, run: first}
  - when: {do: move, by: carl, move: stop}
    then: {end: stopped}
"""


@pytest.mark.parametrize("kind", ["PhaseEntered", "PhaseEnded", "PhaseLeft"])
def test_that_the_process_itself_came_and_went_is_said_once(kind: str) -> None:
    assert repeats(kind, {"phase": ""})
    assert not repeats(kind, {"phase": "talk"})


@pytest.mark.parametrize("kind", ["DecisionOpened", "HoldBegan", "PhaseOverdue", "SessionPlanned"])
def test_what_is_opened_held_or_overdue_in_the_process_as_a_whole_is_told(kind: str) -> None:
    assert not repeats(kind, {"phase": ""})


def test_a_story_tells_who_was_chosen_and_what_role_that_gives_and_owns_to_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "election.yaml").write_text(STORY, encoding="utf-8")
    (tmp_path / "method.yaml").write_text(METHOD, encoding="utf-8")

    done = sluis("play", "method.yaml", cwd=tmp_path)

    assert done.returncode == 0
    assert "Carl put “Who speaks” to the vote\n     · Ann voted on “Who speaks”: Ann\n" in done.stdout
    assert "“Who speaks” was closed: adopted (Ann)\n     · Ann became Speaker\n" in done.stdout
    assert done.stdout.count("(not everybody may know what happened here)") == 2
