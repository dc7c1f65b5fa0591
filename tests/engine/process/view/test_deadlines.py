from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.wording import WORDS
from engine.process.timing.keys import RANKS
from engine.process.view import deadlines
from engine.process.view.deadlines import LEFT_OUT
from tests.factories import Table, a_decision, a_method, a_move, a_need, a_phase, a_record, two_parties


def a_case() -> Table:
    """Return a process with a term, a vote with a clock, and a condition that each party owes by a day."""
    gate = [a_need("note.exists", each="party", due="P3D", owed_by="envoy", unmet="{party.name} owes a note")]
    phases = {
        "work": a_phase({"finish": a_move("rest", gate=gate)}, open=["note", "vote"], term="P10D", remind=["P1D"]),
        "rest": a_phase({"end": a_move("end.finished")}),
    }
    decisions = {"vote": a_decision(title="The vote", open_for="P5D", silence="blocks")}
    return two_parties(a_method(records={"note": a_record(per="party")}, decisions=decisions, phases=phases))


def told(table: Table, who: str | None) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.text, one.mine) for one in deadlines(table.telling(who))]


def test_whoever_takes_part_sees_terms_votes_and_what_is_asked_of_himself() -> None:
    table = a_case()
    table.propose("vote")
    owed = "deadline_owed(what={} owes a note)"

    assert told(table, "ann") == [
        ("owed", owed.format("A"), True),
        ("run", "deadline_run(what=The vote)", True),
        ("phase", "deadline_phase(what=Phase)", False),
    ]
    assert [kind for kind, _, _ in told(table, "chair")] == ["run", "phase"]
    assert [text for kind, text, _ in told(table, None) if kind == "owed"] == [owed.format("A"), owed.format("B")]
    assert not any(mine for _, _, mine in [*told(table, "chair"), *told(table, None)])


def test_a_vote_is_asked_of_whoever_has_not_voted() -> None:
    table = a_case()
    table.vote(table.propose("vote"), ann="yes")

    assert ("run", "deadline_run(what=The vote)", False) in told(table, "ann")
    assert ("run", "deadline_run(what=The vote)", True) in told(table, "bob")


def test_a_deadline_keeps_its_key_when_its_instant_moves() -> None:
    table = a_case()
    before = [one for one in deadlines(table.telling()) if one.kind == "phase"]

    table.do("extend", "chair", phase="work", more="P4D", reason="More time.")

    after = [one for one in deadlines(table.telling()) if one.kind == "phase"]
    assert [one.key for one in before] == [one.key for one in after] == ["phase:work"]
    assert [one.due_at for one in (*before, *after)] == [
        datetime(2026, 3, 12, 9, tzinfo=UTC), datetime(2026, 3, 16, 9, tzinfo=UTC),
    ]  # fmt: skip


def test_nothing_is_due_of_what_has_ended_or_of_what_one_may_not_know() -> None:
    secret = a_record(per="party", fields={"day": {"type": "date", "title": "Day"}}, expires="day", seen_by="party")
    table = two_parties(a_method(records={"note": secret}))
    table.share("note", "ann", subject=table.party("A"), fields={"day": "2026-03-09"})

    assert [(one.kind, one.mine) for one in deadlines(table.telling("ann"))] == [("record", True)]
    assert told(table, "bob") == told(table, None) == []
    table.do("move", "chair", move="finish")
    assert told(table, "ann") == []


@pytest.mark.parametrize("language", list(WORDS))
def test_every_kind_that_can_be_due_has_words_in_every_language(language: str) -> None:
    assert {f"deadline_{kind}" for kind in set(RANKS) - LEFT_OUT} <= set(WORDS[language])
