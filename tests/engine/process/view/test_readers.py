"""Each reader sees what he may know of, and nothing tells him that there is more."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from engine.process import events
from engine.process.view import entries, records
from engine.process.view.gates import told
from engine.process.view.shapes import Condition, Count, Entry, Missing, Named, Owed
from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, a_table

WITH_OTHERS: dict[str, Any] = {
    **ROLES,
    "board": {"title": "Board", "of": "party"},
    "guide": {"title": "Guide", "neutral": True},
}
PEOPLE = [
    ("ann", "A", "envoy"), ("amy", "A", "board"), ("bob", "B", "envoy"), ("bea", "B", "board"), ("gus", None, "guide"),
]  # fmt: skip
READERS = ("chair", "ann", "amy", "bob", "bea", "gus", None)
WEIGHT = {"weight": {"type": "whole", "title": "Weight"}}
WISH = a_record(per="party", many=True, plural="wishes", seen_by="party", fields=WEIGHT)
TEXT = {"type": "text", "title": "Text"}


def a_case(*gate: Any, **told_: Any) -> Table:
    method = a_method(roles=WITH_OTHERS, gate=list(gate), **{"records": {"wish": WISH}, **told_})
    return a_table(method, PEOPLE)


def wish(table: Table, by: str, weight: int = 3) -> str:
    return table.share("wish", by, fields={"weight": weight})


def condition(table: Table, reader: str | None = None) -> Condition:
    (move,) = table.progress(reader).moves
    assert move.gate is not None
    return move.gate.conditions[0]


def judged(table: Table) -> list[events.GateJudged]:
    return [event.body for event in table.events if isinstance(event.body, events.GateJudged)]


def log(table: Table, reader: str | None) -> list[Entry]:
    return entries(table.telling(reader), [(number, event, {}) for number, event in enumerate(table.events)])


def entry(table: Table, kind: str, reader: str | None) -> Entry:
    return [one for one in log(table, reader) if one.type == kind][-1]


# conditions that read what is hidden


EACH_HAS_ONE = a_need("wishes.exists(w, w.weight > 2)", each="party", unmet="Wishes are missing", owed_by="envoy")


@pytest.mark.parametrize("reader", READERS)
def test_with_names_it_is_told_for_whom_it_is_met_and_not_why(reader: str | None) -> None:
    table = a_case({**EACH_HAS_ONE, "shows": "names", "unmet": "{party.name} has no wish"})
    wish(table, "ann")
    wish(table, "bob", 1)

    told_ = condition(table, reader)

    a, b = Named(table.party("A"), "A"), Named(table.party("B"), "B")
    envoy = Owed("envoy", b, f"role_of_party(role=Envoy, party={b.name})")
    assert [(one.subject, one.verdict, one.because) for one in told_.subjects] == [([a], "met", []), ([b], "unmet", [])]
    assert told_.missing == [Missing([b], "unmet", "B has no wish", [], [envoy], None)]
    assert told_.need == Count(1, 2)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("shows", "count"), [("count", Count(1, 2)), ("outcome", None)])
def test_with_count_or_outcome_no_subject_is_told_anywhere(shows: str, count: Count | None, reader: str | None) -> None:
    table = a_case({**EACH_HAS_ONE, "shows": shows})
    wish(table, "ann")

    told_ = condition(table, reader)

    envoy = Owed("envoy", None, "Envoy")
    assert told_ == Condition(
        "asked", "condition", "unmet", None, "Wishes are missing", advisory=False, because=[], need=count,
        owed_by=[envoy], missing=[Missing([], "unmet", "Wishes are missing", [], [envoy], None)], subjects=[],
    )  # fmt: skip
    (todo,) = table.progress(reader).todo
    assert (todo.text, todo.owed_by, todo.subject) == ("Wishes are missing", [envoy], [])


@pytest.mark.parametrize(("shows", "count"), [("count", (1, 2)), ("outcome", None)])
def test_the_log_keeps_no_subject_of_what_shows_none(shows: str, count: tuple[int, int] | None) -> None:
    table = a_case({**EACH_HAS_ONE, "shows": shows})
    wish(table, "ann")
    refusal = table.refused("move", "chair", move="finish")
    wish(table, "bob")
    table.do("move", "chair", move="finish")

    met = (2, 2) if count else None
    assert judged(table)[-1].conditions == (events.Finding("asked", "met", count=met),)
    (moved,) = (event.body for event in table.events if isinstance(event.body, events.Moved))
    assert moved.gate == (events.Finding("asked", "met", count=met),)
    assert entry(table, "GateJudged", "gus").details == [f"asked: verdict_met{' (2/2)' if met else ''}"]
    assert refusal.gate is not None
    refused = told(table.telling("bob"), refusal.gate, refusal.at, "").conditions[0]
    assert (refused.subjects, refused.missing[0].subject, refused.because) == ([], [], [])


def test_of_a_verdict_alone_nothing_is_told_before_it_turns() -> None:
    table = a_case({**EACH_HAS_ONE, "shows": "outcome"})
    before = len(judged(table))
    for person in ("ann", "ann", "ann"):
        wish(table, person)

    assert len(judged(table)) == before
    wish(table, "bob")
    assert [one.verdict for one in judged(table)[before:]] == ["met"]


def test_of_a_count_each_step_is_told_and_nothing_else() -> None:
    table = a_case({**EACH_HAS_ONE, "shows": "count"})
    before = len(judged(table))
    wish(table, "bob")
    wish(table, "bob")

    assert [one.conditions[0].count for one in judged(table)[before:]] == [(1, 2)]


def test_it_is_not_told_by_whose_act_a_gate_opened() -> None:
    table = a_case({**EACH_HAS_ONE, "shows": "outcome"})
    wish(table, "bob")
    wish(table, "ann")

    for reader in ("bob", None):
        told_ = entry(table, "GateJudged", reader)
        assert (told_.actor, told_.role) == (None, None)
    assert not any(one.actor and one.actor.id == "ann" for one in log(table, "bob") if one.at == table.events[-1].at
                   and one.type in ("RecordWritten", "RecordShared"))  # fmt: skip


@pytest.mark.parametrize("shows", ["count", "outcome"])
def test_of_records_that_fewer_know_neither_ids_nor_that_there_are_none_are_told(shows: str) -> None:
    heavy = a_need("wish.weight > 2", each="wish", unmet="A wish is too light", owed_by="envoy", shows=shows)
    table = a_case(heavy)
    none_there = condition(table)
    light = wish(table, "ann", 1)

    told_ = condition(table)

    assert (none_there.text, none_there.missing[0].text) == (told_.text, told_.missing[0].text)
    assert told_.need == (Count(0, 1) if shows == "count" else None)
    assert light not in str(asdict(table.progress()))
    assert light not in str([asdict(one) for one in log(table, "bob")])


def test_what_is_owed_by_a_party_is_owed_by_all_of_them_where_it_is_not_told_which() -> None:
    table = a_case({**EACH_HAS_ONE, "shows": "count", "owed_by": {"each": "party", "role": "envoy"}})
    wish(table, "ann")

    owed = condition(table).owed_by
    assert [one.party.name for one in owed if one.party] == ["A", "B"]


def test_a_condition_that_reads_what_all_see_says_why_beside_one_that_does_not() -> None:
    table = a_case(
        a_need("notes.size() > 1", id="open"),
        a_need("wishes.size() > 1", id="hidden", shows="names"),
        a_need("notes.size() > 1", id="brief", shows="outcome"),
        records={"wish": WISH, "note": a_record(many=True)},
    )
    (move,) = table.progress("ann").moves
    assert move.gate is not None

    assert {one.id: bool(one.because) for one in move.gate.conditions} == {
        "open": True,
        "hidden": False,
        "brief": False,
    }
    assert [bool(one.missing[0].because) for one in move.gate.conditions] == [True, False, False]


def test_the_gate_of_a_decision_tells_no_more_than_another() -> None:
    need = a_need("wish.weight > 2", each="wish", unmet="A wish is too light", owed_by="envoy", shows="outcome")
    decisions = {"plan": a_decision(gate=[need])}
    table = a_case(decisions=decisions)
    light = wish(table, "ann", 1)

    refusal = table.refused("propose", "chair", decision="plan")

    assert refusal.gate is not None
    for reader in READERS:
        told_ = told(table.telling(reader), refusal.gate, refusal.at, "")
        assert light not in str(asdict(told_))
        assert [one.text for one in told_.conditions] == ["A wish is too light"]


# records and the log


FIELDS = {"secret": {**TEXT, "seen_by": "party"}, "text": TEXT}


def a_note(**told_: Any) -> Table:
    note = a_record(many=True, fields=FIELDS, **told_)
    return a_case(a_need("note.confirmed", each="note", unmet="{note} is not confirmed"),
                  records={"note": {**note, "confirmed_by": "board"}})  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_a_field_that_one_may_not_see_stands_nowhere(reader: str | None) -> None:
    table = a_note()
    table.share("note", "ann", fields={"secret": "canary", "text": "plain"})
    seen = str([asdict(one) for one in records(table.telling(reader))])
    logged = str([asdict(one) for one in log(table, reader)])
    told_ = str(asdict(table.progress(reader)))

    assert ("canary" in seen, "canary" in logged) == (reader in ("ann", "amy"), reader in ("ann", "amy"))
    assert "canary" not in told_
    assert "plain is not confirmed" in told_
    assert ("plain" in seen, "plain" in logged) == (True, True)


def test_a_hidden_field_looks_the_same_filled_and_left_empty() -> None:
    def seen(**fields: str) -> tuple[Any, Any]:
        optional = {"secret": {**FIELDS["secret"], "optional": True}, "text": TEXT}
        table = a_case(records={"note": a_record(many=True, fields=optional)})
        table.share("note", "ann", "note", fields={"text": "plain", **fields})
        return records(table.telling("bob")), entry(table, "RecordShared", "bob").data

    assert seen(secret="canary") == seen()


@pytest.mark.parametrize("reader", READERS)
def test_what_happens_to_a_record_is_in_the_log_of_those_who_may_know_of_it(reader: str | None) -> None:
    table = a_case(records={"note": a_record(many=True, seen_by=["party", "guide"], confirmed_by="board")})
    note = table.share("note", "ann")
    table.do("confirm", "amy", id=note, version=1)
    table.do("withdraw", "ann", id=note, version=1)

    of_it = [one.type for one in log(table, reader) if one.data.get("id") == note]
    drafted, later = ["RecordWritten"], ["RecordShared", "ConfirmationGiven", "RecordConfirmed", "ConfirmationLapsed",
                                         "RecordWithdrawn"]  # fmt: skip
    assert of_it == {"ann": drafted + later, "amy": drafted + later, "gus": later}.get(str(reader), [])
    assert (note in str([asdict(one) for one in log(table, reader)])) is bool(of_it)
    assert bool(records(table.telling(reader))) is bool(of_it)


def test_in_the_log_too_a_draft_names_no_record_to_those_of_its_side_who_may_not_know_of_it() -> None:
    """Ann may know of what envoys share, amy of her party may not."""
    link = {"link": {"type": "link", "to": "hint", "title": "Hint"}, "text": TEXT}
    told_ = {
        "hint": a_record(many=True, seen_by="envoy"),
        "note": a_record(many=True, fields=link),
        "view": a_record(per="hint", many=True, seen_by="envoy"),
    }
    table = a_case(records=told_)
    hint = table.share("hint", "bob")
    table.draft("note", "ann", fields={"text": "plain", "link": hint})
    assert entry(table, "RecordWritten", "ann").data["fields"] == {"text": "plain", "link": hint}
    assert entry(table, "RecordWritten", "amy").data["fields"] == {"text": "plain"}

    table.draft("view", "ann", subject=hint)
    assert entry(table, "RecordWritten", "ann").data["subject"] == [hint]
    assert entry(table, "RecordWritten", "amy").data["subject"] == ["…"]
    told_to_amy = [asdict(one) for one in log(table, "amy")] + [asdict(one) for one in records(table.telling("amy"))]
    assert hint not in str(told_to_amy)


def test_a_decision_names_no_record_to_those_of_its_side_who_may_not_know_of_it() -> None:
    """Amy opens it as a board; ann of her party knows of it, and of no record of another board."""
    plan = a_decision(about="note", by="board", voters="board", seen_by="board")
    method_records = {"note": a_record(many=True, written_by="board", seen_by="board")}
    table = a_case(records=method_records, decisions={"plan": plan})
    note = table.share("note", "bea")
    run = table.propose("plan", "amy")
    assert [one.run for one in table.progress("ann").decisions] == [run]
    assert entry(table, "DecisionOpened", "amy").data["about"] == [[note, 1]]
    assert entry(table, "DecisionOpened", "ann").data["about"] == [["…", 1]]

    table.do("withdraw", "bea", id=note, version=1)
    assert entry(table, "DecisionLapsed", "amy").data["record"] == note
    assert entry(table, "DecisionLapsed", "ann").data["record"] == "…"
    assert note not in str([asdict(one) for one in log(table, "ann")])


def test_a_decision_that_one_may_not_know_of_is_neither_shown_nor_owed() -> None:
    plan = a_decision(by="guide", voters="board", seen_by=["guide", "board"])
    table = a_case(decisions={"plan": plan, "open": a_decision()})
    run, seen = table.propose("plan", "gus"), table.propose("open")
    table.vote(run, amy="yes")

    for reader in READERS:
        knows = reader in ("gus", "amy", "bea")
        told_ = table.progress(reader)
        assert [one.run for one in told_.decisions] == ([run, seen] if knows else [seen])
        assert {one.text for one in told_.todo if one.kind == "vote"} == {
            f"vote_missing(who={name}, decision=Decision)" for name in ("A", "B", *(["Bea"] if knows else []))
        }
        assert (run in str([asdict(one) for one in log(table, reader)])) is knows
        assert ("VoteCast" in [one.type for one in log(table, reader)]) is knows


def test_a_run_of_which_one_may_not_know_does_not_take_the_place_of_one_he_knows() -> None:
    plan = a_decision(by="chair", voters="chair", rule="one_decides", seen_by=["chair", "table"])
    tracks = {
        "one": a_phase({"end": a_move("done")}, open=["plan"], table=["envoy"]),
        "two": a_phase({"end": a_move("done")}, open=["plan"], table=["board"]),
    }
    phases = {"work": a_phase({"finish": a_move("end.finished")}, tracks=tracks)}
    table = a_table(a_method(roles=WITH_OTHERS, decisions={"plan": plan}, phases=phases), PEOPLE)
    first = table.propose("plan")
    table.vote(first, chair="yes")
    table.do("move", "chair", move="one.end")
    second = table.propose("plan")

    told_ = {reader: [one.run for one in table.progress(reader).decisions] for reader in ("chair", "ann", "amy", "gus")}
    assert told_ == {"chair": [second], "ann": [first], "amy": [second], "gus": []}


def test_a_lapsed_decision_is_known_with_the_record_that_changed() -> None:
    records_ = {"note": a_record(many=True, seen_by=["party", "guide"], written_by="envoy")}
    plan = a_decision(about="note", by="guide", voters="guide", seen_by="guide", rule={"majority": {}})
    roles = {**WITH_OTHERS, "guide": {"title": "Guide"}}
    table = a_table(a_method(roles=roles, records=records_, decisions={"plan": plan}), PEOPLE)
    note = table.share("note", "ann")
    run = table.propose("plan", "gus", about=[note])
    table.do("withdraw", "ann", id=note, version=1)

    assert table.run(run).state == "lapsed"
    assert entry(table, "DecisionLapsed", "gus").data["record"] == note
    assert "DecisionLapsed" not in [one.type for one in log(table, "ann")]


def test_what_others_keep_among_themselves_moves_nothing_of_ones_own() -> None:
    """Not the revision, not when it last changed, not the vector, not the bytes of any view."""

    def seen(table: Table, reader: str | None) -> Any:
        telling = table.telling(reader)
        vector = telling.sight.vector(table.situation)
        return asdict(table.progress(reader)), records(telling), log(table, reader), vector, telling.sight.audience()

    plan = a_decision(by="board", voters="board", seen_by="board", open_for="P1D", silence="blocks")
    table = a_case({**EACH_HAS_ONE, "shows": "outcome"}, decisions={"plan": plan})
    before = {reader: seen(table, reader) for reader in ("chair", "bob", "gus", None)}
    table.at = table.at.replace(hour=17)
    wish(table, "ann")
    run = table.propose("plan", "amy")
    table.vote(run, amy="no")
    table.wait(days=2)

    assert table.run(run).state == "rejected"
    assert {reader: seen(table, reader) for reader in ("chair", "bob", "gus", None)} == before
