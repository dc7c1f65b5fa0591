"""A process comes to another version of its method: where all that it has keeps its place, and as was decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.language import Method
from engine.process.commands import Adopt
from engine.process.events import DecisionLapsed, DutyDone, HoldEnded, VersionAdopted, WaiverExpired
from engine.process.refusal import Refusal
from engine.process.view import entries, waivers
from tests.factories import (
    ROLES,
    Part,
    Table,
    a_decision,
    a_method,
    a_move,
    a_need,
    a_phase,
    a_record,
    command,
    two_parties,
)  # fmt: skip
from tests.promises.seen import numbered

CHANGE = a_record(many=True, fields={"to_version": {"type": "line", "title": "Version"}}, written_by="chair")
NOTE = a_record(
    many=True,
    fields={
        "text": {"type": "text", "title": "Text", "optional": True},
        "kind": {"type": "choice", "title": "Kind", "options": {"a": "A", "b": "B"}, "optional": True},
        "on": {"type": "link", "to": "topic", "title": "On", "optional": True},
    },
)
NUMBER = {"number": {"type": "whole", "title": "Number", "from": 1, "to": 5}}
GUEST = {"guest": {"title": "Guest"}}
INSIDE = {"first": a_phase({"done": a_move("done")})}
SCORE = a_record(many=True, attribution="aggregate", shown_from=5, fields=NUMBER)
BASE: Part = {
    "roles": ROLES,
    "case": {"place": {"type": "line", "title": "Place", "optional": True}},
    "may": {"open": "chair", "admit": "chair", "adopt": "chair"},
    "records": {"note": NOTE, "topic": a_record(many=True), "change": CHANGE, "score": SCORE},
    "decisions": {"pact": a_decision(voters="envoy", seen_by="process")},
    "phases": {
        "work": a_phase(
            {"on": a_move("rest")}, open=["note", "topic", "change", "score", "pact"], table=["envoy", "chair"]
        ),
        "rest": a_phase({"finish": a_move("end.finished")}),
    },
}


def altered(one: Any, other: Any) -> Any:
    """Return a declaration with some of it replaced; None takes a key away."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return other
    both = {**one, **{key: altered(one.get(key), value) for key, value in other.items()}}
    return {key: value for key, value in both.items() if value is not None}


def a_process(**change: Any) -> Table:
    return two_parties(a_method(published=True, **altered(BASE, change)))


def _version(version: str, **change: Any) -> Method:
    return a_method(published=True, **altered(BASE, {"version": version, **change}))


def adopt(table: Table, by: str = "chair", *, version: str = "2.0.0", **change: Any) -> list[Any] | Refusal:
    """Bring a process to the base method with a change; answers with what happened."""
    asked = command("adopt", by, version=version, reason="Better rules")
    assert isinstance(asked, Adopt)
    answer = table.simulation.adopt(asked, _version(version, **change), table.at)
    return answer if isinstance(answer, Refusal) else [event.body for event in answer]


def refused(table: Table, **change: Any) -> Refusal:
    before = table.situation
    answer = adopt(table, **change)
    assert isinstance(answer, Refusal), answer
    assert table.situation is before
    return answer


def happened(table: Table, **change: Any) -> list[Any]:
    answer = adopt(table, **change)
    assert not isinstance(answer, Refusal), (answer.message, dict(answer.values))
    return answer


def test_what_the_new_version_asks_is_asked_from_then_on() -> None:
    table = a_process()
    gate = [a_need("notes.size() > 0", unmet="Somebody writes a note")]

    (adopted,) = [one for one in happened(table, phases={"work": {"moves": {"on": {"gate": gate}}}}) if _is(one)]

    assert (adopted.before, adopted.version, adopted.digest) == ("1.0.0", "2.0.0", table.simulation.method.digest)
    assert table.refused("move", "chair", move="on").kind == "gate-shut"
    table.share("note", "ann")
    table.do("move", "chair", move="on")


def _is(body: object) -> bool:
    return isinstance(body, VersionAdopted)


def test_everybody_sees_it_in_the_log_and_what_was_before_is_told_in_the_words_of_then() -> None:
    table = a_process()
    table.share("note", "ann")
    before = [one.text for one in entries(table.telling(), numbered(table.events))]
    old = table.simulation.method

    happened(table, records={"note": {"title": "Remark"}})
    table.share("note", "bob")

    telling = table.telling()
    split = next(place for place, event in enumerate(table.events) if event.type == "VersionAdopted")
    former = ((split + 1, old),)
    told = [
        entries(replace(telling, former=former).at(seq), [one])[0].text
        for seq, one in enumerate(numbered(table.events), 1)
        if telling.sight.may_know(one[1].label)
    ]
    assert told[: len(before)] == before
    assert "log_VersionAdopted" in told[len(before)]


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"roles": {"envoy": {"accepted_by": "parties"}}}, "roles.envoy.accepted_by"),
        ({"roles": {"chair": {"neutral": True}}, "decisions": {"pact": {"by": "envoy"}}}, "roles.chair.neutral"),
        ({"case": {"place": None}}, "case.place"),
        ({"case": {"place": {"type": "text"}}}, "case.place.type"),
        ({"case": {"more": {"type": "line", "title": "More"}}}, "case.more.optional"),
        ({"records": {"note": {"seen_by": "table"}}}, "records.note.seen_by"),
        ({"records": {"note": {"per": "party"}}}, "records.note.per"),
        ({"records": {"topic": {"sealed_until": {"each": "party"}}}}, "records.topic.sealed_until"),
        ({"records": {"score": {"shown_from": 3}}}, "records.score.shown_from"),
        ({"records": {"note": {"fields": {"text": None}}}}, "records.note.fields.text"),
        ({"records": {"note": {"fields": {"text": {"seen_by": "chair"}}}}}, "records.note.fields.text.seen_by"),
        ({"records": {"note": {"fields": {"text": {"optional": False}}}}}, "records.note.fields.text.optional"),
        ({"records": {"note": {"fields": {"kind": {"options": {"b": None}}}}}}, "records.note.fields.kind.options.b"),
        ({"records": {"note": {"fields": {"on": {"to": "change"}}}}}, "records.note.fields.on.to"),
        (
            {"records": {"note": {"fields": {"new": {"type": "text", "title": "New"}}}}},
            "records.note.fields.new.optional",
        ),
        ({"decisions": {"pact": {"about": "note"}}}, "decisions.pact.about"),
        ({"phases": {"work": {"table": ["envoy", "chair", "guest"]}}, "roles": GUEST}, "phases.work.table"),
        ({"phases": {"work": {"phases": INSIDE}}}, "phases.work.phases"),
    ],
)
def test_a_version_without_a_place_for_what_the_process_has_is_refused_by_name(change: Part, missing: str) -> None:
    refusal = refused(a_process(), **change)

    assert (refusal.message, refusal.values["missing"]) == ("no_place", (missing,))


def test_a_phase_that_was_not_entered_may_go_and_one_that_was_may_not() -> None:
    table = a_process()
    gone = {"phases": {"rest": None, "work": {"moves": {"on": {"to": "end.finished"}}}}}
    happened(table, **gone)
    other = a_process()
    other.do("move", "chair", move="on")

    assert refused(other, **gone).values["missing"] == ("phases.rest",)


def test_whether_a_version_has_a_place_for_all_does_not_hang_on_what_was_written() -> None:
    empty, full = a_process(), a_process()
    full.share("note", "ann", fields={"text": "Something"})
    change: Part = {"records": {"note": {"fields": {"text": None}}}}

    assert refused(empty, **change) == refused(full, **change)


def test_nobody_adopts_where_the_method_says_nothing_and_nobody_whom_it_does_not_name() -> None:
    assert refused(a_process(may={"adopt": None})).message == "adopts_nothing"
    answer = adopt(a_process(), "ann")
    assert isinstance(answer, Refusal)
    assert answer.message == "adopt_not_yours"


def test_the_version_that_a_process_has_is_not_adopted_again() -> None:
    table = a_process()
    happened(table)

    assert refused(table).message == "adopted_already"


def test_a_process_can_come_back_to_the_version_it_had() -> None:
    table = a_process()
    happened(table)
    happened(table, version="1.0.0")

    assert [(one.before, one.order > 0) for one in table.situation.adopted] == [("1.0.0", True), ("2.0.0", True)]
    table.do("move", "chair", move="on")


# ---------------------------------------------------------------------- as was decided

AMENDED: Part = {
    "may": {"adopt": {"by": "chair", "decision": "amendment"}},
    "decisions": {
        "amendment": a_decision(
            by="chair", voters={"each": "party", "role": "envoy"}, about="change", seen_by="process"
        )
    },
    "phases": {"work": {"open": ["note", "topic", "change", "pact", "amendment"]}},
}


def amended(**votes: str) -> Table:
    """Return a process in which it was put to the vote to come to version 2.0.0."""
    table = a_process(**AMENDED)
    table.share("change", "chair", "c1", fields={"to_version": "2.0.0"})
    decided(table, "amendment", ["c1"], **votes)
    return table


def decided(table: Table, decision: str, about: list[str] | None = None, **votes: str) -> str:
    """Put something to the vote and, where all have voted, close it; returns the run."""
    told: Part = {"about": about} if about else {}
    run = table.propose(decision, **told)
    table.vote(run, **votes)
    if len(votes) > 1:
        table.do("close", "chair", run=run)
    return run


def test_the_version_is_adopted_that_was_agreed_to() -> None:
    table = amended(ann="yes", bob="yes")

    (adopted,) = [one for one in happened(table, **AMENDED) if _is(one)]

    assert adopted.run in table.situation.runs


@pytest.mark.parametrize("votes", [{}, {"ann": "yes"}, {"ann": "yes", "bob": "no"}])
def test_nothing_is_adopted_before_all_have_agreed(votes: dict[str, str]) -> None:
    assert refused(amended(**votes), **AMENDED).message == "adoption_not_agreed"


def test_consent_to_one_version_is_consent_to_no_other() -> None:
    assert refused(amended(ann="yes", bob="yes"), **AMENDED, version="3.0.0").message == "adoption_not_agreed"


def test_consent_serves_once() -> None:
    table = amended(ann="yes", bob="yes")
    happened(table, **AMENDED)
    table.share("change", "chair", "c2", fields={"to_version": "3.0.0"})
    decided(table, "amendment", ["c2"], ann="yes", bob="yes")
    happened(table, **AMENDED, version="3.0.0")

    assert refused(table, **AMENDED, version="2.0.0").message == "adoption_not_agreed"


def test_what_was_agreed_and_then_changed_was_not_agreed() -> None:
    table = amended(ann="yes", bob="yes")
    table.do("record", "chair", record="change", id="c1", fields={"to_version": "3.0.0"})
    table.do("share", "chair", id="c1", version=2)

    assert refused(table, **AMENDED, version="3.0.0").message == "adoption_not_agreed"


# ---------------------------------------------------------------------- what ends by it


def test_a_vote_that_goes_on_lapses_where_it_is_counted_otherwise_and_goes_on_where_it_is_not() -> None:
    table, other = a_process(), a_process()
    for one in (table, other):
        one.vote(one.propose("pact", run="r"), ann="yes")

    lapsed = [
        one for one in happened(table, decisions={"pact": {"rule": "consensus"}}) if isinstance(one, DecisionLapsed)
    ]
    happened(other, decisions={"pact": {"title": "Other words"}})

    assert [(one.run, one.because) for one in lapsed] == [("r", "rules_changed")]
    assert other.situation.runs["r"].state == "open"
    assert list(other.situation.runs["r"].votes) == ["ann"]


def test_a_vote_that_was_closed_stays_as_it_was() -> None:
    table = a_process()
    run = decided(table, "pact", ann="yes", bob="yes")

    happened(table, decisions={"pact": {"rule": "consensus"}})

    assert table.situation.runs[run].state == "accepted"


ASKED: Part = {
    "gates": {
        "noted": {"title": "Noted", "all": [{**a_need("notes.size() > 0"), "id": "one", "waivable_by": "chair"}]}
    },
    "phases": {"work": {"moves": {"on": {"gate": ["noted"]}}}},
}


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({}, False),
        ({"gates": {"noted": {"title": "Other words"}}}, False),
        ({"gates": {"noted": {"all": [{**ASKED["gates"]["noted"]["all"][0], "need": "notes.size() > 1"}]}}}, True),
        ({"gates": None, "phases": {"work": {"moves": {"on": {"gate": None}}}}}, True),
    ],
)
def test_a_waiver_ends_where_its_condition_asks_something_else_or_nothing(change: Part, ends: bool) -> None:
    table = a_process(**ASKED)
    table.do("waive", "chair", condition="noted.one", reason="It is late", waiver="w")
    for envoy in ("ann", "bob"):
        table.do("agree", envoy, waiver="w")

    bodies = happened(table, **altered(ASKED, change))

    assert any(isinstance(one, WaiverExpired) for one in bodies) == ends
    assert waivers(table.telling())[0].state == ("expired" if ends else "granted")


HELD: Part = {**ASKED, "phases": {"work": {"while": {"noted": "hold"}}}}


@pytest.mark.parametrize(("change", "ends"), [({}, False), ({"phases": {"work": {"while": None}}}, True)])
def test_a_hold_ends_where_its_gate_stands_no_more(change: Part, ends: bool) -> None:
    table = a_process(**HELD)
    assert table.situation.state == "held"

    bodies = happened(table, **altered(HELD, change))

    assert [one.because for one in bodies if isinstance(one, HoldEnded)] == (["rules_changed"] if ends else [])
    assert table.situation.state == ("open" if ends else "held")


LATE: Part = {
    "records": {"mandate": a_record(per="party", written_by="envoy")},
    "phases": {
        "work": {
            "open": ["note", "topic", "change", "pact", "mandate"],
            "moves": {
                "on": {"gate": [{**a_need("mandate.shared"), "id": "mandate", "each": "party", "owed_by": "envoy"}]}
            },
        }
    },
}


@pytest.mark.parametrize(
    ("change", "ends"), [({}, False), ({"phases": {"work": {"moves": {"on": {"gate": None}}}}}, True)]
)
def test_a_party_need_not_catch_up_with_what_is_asked_no_more(change: Part, ends: bool) -> None:
    table = a_process(**LATE)
    for envoy in ("ann", "bob"):
        table.share("mandate", envoy)
    table.do("move", "chair", move="on")
    table.join("cas", "C", "envoy")
    assert table.situation.duties

    bodies = happened(table, **altered(LATE, change))

    assert [one.because for one in bodies if isinstance(one, DutyDone)] == (["rules_changed"] if ends else [])


def test_what_is_due_is_set_anew() -> None:
    table = a_process(phases={"work": {"moves": {"on": {"at": "P5D", "by": None}}}})
    happened(table, phases={"work": {"moves": {"on": {"at": "P9D", "by": None}}}})

    table.wait(days=6)
    assert table.situation.is_now("work")
    table.wait(days=4)
    assert table.situation.is_now("rest")
