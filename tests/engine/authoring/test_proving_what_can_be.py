"""What `prove` can bring about: an end behind each of these is reached, by a run that goes as it is written."""

from __future__ import annotations

from typing import Any

import pytest

from engine.authoring.coverage import ground
from engine.authoring.proving import prove
from engine.language import Method
from tests.engine.authoring.told_again import told_again
from tests.factories import ROLES, a_decision, a_method, a_move, a_need, a_phase, a_record

NOTES = {"note": a_record(many=True)}


def a_decided(member: str = "accepted", **told: Any) -> Method:
    return a_method(decisions={"choosing": a_decision(**told)}, gate=[a_need(f"choosing.{member}")])


LEVELS = {"low": "Low", "high": "High"}
FILLED: dict[str, Any] = {
    "text": {"type": "text", "title": "Text"},
    "grade": {"type": "whole", "title": "Grade", "from": 1, "to": 5, "optional": True},
    "share": {"type": "number", "title": "Share", "optional": True},
    "level": {"type": "choice", "title": "Level", "ordered": True, "options": LEVELS, "optional": True},
    "sure": {"type": "yes_no", "title": "Sure", "optional": True},
    "until": {"type": "date", "title": "Until", "optional": True},
    "owner": {"type": "participant", "title": "Owner", "optional": True},
    "whom": {"type": "list", "of": "party", "title": "Whom", "optional": True},
}  # fmt: skip
TOPICS: dict[str, Any] = {"topic": a_record(many=True)}
AMONG: dict[str, Any] = {"records": TOPICS, "gate": [a_need("choosing.accepted")]}


def a_filled(need: str, **told: Any) -> Method:
    return a_method(records={**TOPICS, "note": a_record(fields=FILLED, **told)}, gate=[a_need(need)])


def a_field(need: str, field: dict[str, Any], **told: Any) -> Method:
    """Return a method that asks something of one field of a note."""
    return a_method(records={"note": a_record(fields={"it": {"title": "It", **field}}, **told)}, gate=[a_need(need)])


SURE: dict[str, Any] = {"type": "yes_no", "title": "Sure"}
WHO: dict[str, Any] = {"type": "participant", "title": "Who"}
WHOM: dict[str, Any] = {"type": "list", "of": "participant", "title": "Whom", "optional": True}
OPTIONS: dict[str, Any] = {"options": {"low": "Low", "mid": "Middle", "high": "High"}}
HELPER: dict[str, Any] = {**ROLES, "helper": {"title": "Helper"}}
GHOST: dict[str, Any] = {**ROLES, "ghost": {"title": "Ghost", "eligible": "false"}}
DEPOSITS: dict[str, Any] = {"note": a_record(per="party", many=True, sealed_until={"each": "party"})}


def among(rule: Any, **ballot: Any) -> Method:
    return a_method(decisions={"choosing": a_decision(rule=rule, ballot=ballot)}, **AMONG)


BEHIND = {
    "advice that one who decides has to hear": a_decided(
        rule={"one_decides": {"advice": {"each": "party", "role": "envoy"}}}, voters="chair"
    ),
    "a ranking of records": among({"ranking": "schulze"}, ranking=["topic"]),
    "an approval of records": among("majority", approval="topic"),
    "stars for records": among({"star": 1}, stars="topic"),
    "a choice of a record": among("most", choice=["topic"]),
    "an average of numbers": a_decided(rule={"accepted": "tally.avg >= 6"}, ballot={"number": {"from": 0, "to": 10}}),
    "what somebody voted": a_method(
        decisions={"choosing": a_decision()},
        gate=[a_need("choosing.ballot(parties[0].envoy[0].participant) == 'no'")],
    ),
    "a record that somebody disputes": a_method(records=NOTES, gate=[a_need("notes.exists(n, n.disputed)")]),
    "a mark of four": a_filled("note.grade >= 4"),
    "a level of high": a_filled("note.level == 'high'"),
    "a level of more than low": a_filled("note.level > 'low'"),
    "a no": a_filled("note.sure == false"),
    "a day a month from the beginning": a_filled("note.until >= process.opened_at + duration('P30D')"),
    "an owner who chairs": a_filled("note.owner == chair[0].participant"),
    "two parties in a list": a_filled("note.whom.size() >= 2"),
    "a text that ends so": a_filled("note.text.endsWith('so')"),
    "a text that holds so": a_filled("note.text.contains('so')"),
    "a deposit of each person": a_method(
        records={
            "note": a_record(
                per="participant", written_by="anyone", sealed_until={"each": "participant"}, seen_by="process"
            )
        },
        gate=[a_need("notes.sealed", each="participant")],
    ),
    "a meeting that is over": a_method(gate=[a_need("sessions.exists(s, s.ended)")]),
    "a meeting at which all were": a_method(
        gate=[a_need("sessions.exists(s, s.ended && parties.all(p, p.envoy.exists(e, s.present(e.participant))))")]
    ),
    "a share of more than a quarter": a_filled("note.share > 0.25"),
    "somebody at a meeting": a_method(gate=[a_need("session.exists && session.present(chair[0].participant)")]),
    "a party in a list": a_filled("parties[0] in note.whom"),
    "some of all topics": a_method(
        records=TOPICS, gate=[a_need("topics.filter(t, t.text.startsWith('a')).size() >= 2")]
    ),
    "as many deposited as are asked for": a_method(
        records={"note": a_record(per="party", many=True, sealed_until={"each": "party"})},
        gate=[a_need("notes.size() >= 3")],
    ),
    "a record of a party on another": a_method(
        records={"view": a_record(per=["party as a", "party as b"])}, gate=[a_need("views.size() >= 2")]
    ),
    "a role that two hold": a_method(gate=[a_need("chair.size() >= 2")]),
    "three parties": a_method(gate=[a_need("parties.size() >= 3")]),
    "a text among the texts of all notes": a_method(records=NOTES, gate=[a_need("'so' in notes.map(n, n.text)")]),
    "a party that is not the first": a_field("note.it == parties[1]", {"type": "party"}),
    "a party, said by somebody of none": a_field("note.it == parties[0]", {"type": "party"}, written_by="chair"),
    "a document": a_field("note.shared", {"type": "document"}),
    "a document that may be left out": a_field("has(note.it)", {"type": "document", "optional": True}),
    "one option in a list": a_field("'mid' in note.it", {"type": "list", "of": "choice", **OPTIONS}),
    "two options in a list": a_field(
        "'mid' in note.it && 'low' in note.it", {"type": "list", "of": "choice", **OPTIONS}
    ),
    "a list with a text": a_field("note.it.size() >= 1", {"type": "list", "of": "text"}),
    "a list with a day": a_field("note.it.size() >= 1", {"type": "list", "of": "date"}),
    "a list with two people": a_field("note.it.size() >= 2", {"type": "list", "of": "participant"}),
    "a list with somebody, where there is no record": a_field(
        "note.it.exists(w, w == chair[0].participant)", {"type": "list", "of": "participant"}
    ),
    "more than the middle": a_field("note.it > 'mid'", {"type": "choice", "ordered": True, **OPTIONS}),
    "a number that is always there": a_field("has(note.it)", {"type": "whole"}),
    "a text that may be left out": a_field("has(note.it)", {"type": "text", "optional": True}),
    "a text that is left out": a_field("note.exists && !has(note.it)", {"type": "text", "optional": True}),
    "a record that leads to another": a_method(
        records={**TOPICS, "note": a_record(fields={"about": {"type": "link", "to": "topic", "title": "About"}})},
        gate=[a_need("note.about.text == 'so'")],
    ),
    "a record for each holder of a role": a_method(
        roles=HELPER, records={"view": a_record(per="helper", written_by="helper")}, gate=[a_need("views.size() >= 1")]
    ),
    "a record for one who can hold a role later": a_method(
        roles={**ROLES, "helper": {"title": "Helper", "eligible": "topics.size() >= 1"}},
        records={**TOPICS, "view": a_record(per="helper", written_by="chair")},
        gate=[a_need("views.size() >= 1")],
    ),
    "a record of whoever can hold a role": a_method(
        roles={**GHOST, "helper": {"title": "Helper"}},
        records={"note": a_record(written_by=["ghost", "helper"])},
        gate=[a_need("note.shared")],
    ),
    "one record alone of which something is so": a_method(
        records=NOTES, gate=[a_need("notes.exists_one(n, n.text == 'so')")]
    ),
    "two records that say the same": a_method(
        records=NOTES, gate=[a_need("notes.exists(n, notes.exists(m, m.text == n.text && m != n))")]
    ),
    "records of which one is so and another is not": a_method(
        records={"note": a_record(many=True, fields={"sure": SURE})},
        gate=[a_need("notes.size() >= 2", id="two"), a_need("notes.exists(n, n.sure) != notes.all(n, n.sure)")],
    ),
    "a record that is shared later": a_method(
        records=NOTES, gate=[a_need("notes.exists(n, n.shared_at > phase.entered_at + duration('PT2H'))")]
    ),
    "a moment at which it was confirmed": a_method(
        records={"note": a_record(confirmed_by="chair")}, gate=[a_need("has(note.confirmed_at)")]
    ),
    "texts of several records": a_method(records=NOTES, gate=[a_need("notes.map(n, n.text).size() >= 2")]),
    "people in two lists": a_method(
        records={"note": a_record(fields={"a": WHOM, "b": WHOM})}, gate=[a_need("(note.a + note.b).size() >= 3")]
    ),
    "somebody in one of two lists": a_method(
        records={"note": a_record(fields={"a": WHOM, "b": WHOM})},
        gate=[a_need("chair[0].participant in note.a + note.b")],
    ),
    "somebody among whom chosen records name": a_method(
        records={"note": a_record(many=True, fields={"who": WHO, "sure": SURE})},
        gate=[
            a_need("notes.exists(n, !n.sure)", id="unsure"),
            a_need("chair[0].participant in notes.filter(n, n.sure).map(n, n.who)"),
        ],
    ),
    "more people": a_method(gate=[a_need("participants.size() >= 7")]),
    "a party where whoever opened admits": a_method(may={"open": "chair"}, gate=[a_need("parties.size() >= 3")]),
    "a meeting with a title that is over": a_method(
        gate=[a_need("sessions.exists(s, s.title == 'Kick-off' && s.ended)")]
    ),
    "a meeting in a phase": a_method(gate=[a_need("sessions.exists(s, s.phase == 'work' && s.title == 'Half-way')")]),
    "a meeting that is called as a record says": a_method(
        records={"note": a_record()}, gate=[a_need("sessions.exists(s, s.title == note.text)")]
    ),
    "a role held by whoever has another": a_method(
        roles={**HELPER, "guide": {"title": "Guide", "held_by": "helper"}}, gate=[a_need("guide.size() >= 1")]
    ),
    "a role held by some of another": a_method(
        roles={
            **HELPER,
            "guide": {"title": "Guide", "held_by": "helper.filter(h, h.participant != chair[0].participant)"},
        },
        gate=[a_need("guide.size() >= 1")],
    ),
    "a record of whom a list names": a_method(
        records={"note": a_record(fields={"whom": WHOM}), "plan": a_record(written_by={"named_in": "note.whom"})},
        gate=[a_need("plan.shared")],
    ),
    "a record of whom a list named before": a_method(
        records={"note": a_record(fields={"whom": WHOM}), "plan": a_record(written_by={"named_in": "note.whom"})},
        gate=[a_need("note.whom.size() >= 2", id="two"), a_need("plan.shared")],
    ),
    "a record of one of two whom another names": a_method(
        records={
            "note": a_record(fields={"sure": SURE, "a": {**WHO, "optional": True}, "b": {**WHO, "optional": True}}),
            "plan": a_record(written_by={"named_in": "note.sure ? note.a : note.b"}),
        },
        gate=[a_need("plan.shared")],
    ),
    "a vote of whom a record names": a_method(
        records={"note": a_record(fields={"who": WHO})},
        decisions={"choosing": a_decision(voters={"named_in": "note.who"})},
        gate=[a_need("choosing.accepted")],
    ),
    "a winner": a_method(
        decisions={"choosing": a_decision(ballot={"choice": {"go": "Go", "stop": "Stop"}}, rule="most")},
        gate=[a_need("has(choosing.winner)")],
    ),
    "all deposits sealed": a_method(records=DEPOSITS, gate=[a_need("notes.sealed")]),
    "the deposits of each party sealed": a_method(records=DEPOSITS, gate=[a_need("party.notes.sealed", each="party")]),
    "deposits of which some must be sealed": a_method(
        records={
            "note": a_record(per="party", many=True, sealed_until={"each": "party", "where": "party.envoy.size() >= 1"})
        },
        gate=[a_need("notes.size() >= 1")],
    ),
    "two records of each party": a_method(
        records={"note": a_record(per="party"), "plan": a_record(per="party")},
        gate=[
            {"id": "both", "each": "party", "all": [a_need("note.shared", id="n"), a_need("plan.shared", id="p")]},
        ],
    ),
    "one of two records of each party": a_method(
        records={"note": a_record(per="party"), "plan": a_record(per="party")},
        gate=[
            {"id": "either", "each": "party", "any": [a_need("note.shared", id="n"), a_need("plan.shared", id="p")]},
        ],
    ),
    "so many parties that there have to be more": a_method(
        gate=[a_need("party.envoy.size() >= 1", each="party", at_least=4)]
    ),
    "a waiver that all parties agree to": a_method(
        gate=[a_need("parties.size() > 99", waivable_by={"each": "party", "role": "envoy"})]
    ),
    "a day that is written in the method": a_field("note.it >= timestamp('2026-10-01T00:00:00Z')", {"type": "date"}),
    "a day so long after the beginning": a_field("note.it - process.opened_at > duration('P9D')", {"type": "date"}),
    "a whole number below a fraction": a_field("note.it < 2.5 && note.it > 1", {"type": "whole"}),
    "a choice between some of the records": a_method(
        records={"topic": a_record(many=True, fields={"sure": SURE})},
        decisions={"choosing": a_decision(rule="most", ballot={"choice": ["topic"], "where": "topic.sure"})},
        gate=[a_need("choosing.accepted")],
    ),
    "a decision about some of the records": a_method(
        records={"topic": a_record(many=True, fields={"sure": SURE})},
        decisions={"choosing": a_decision(per="topic", where="topic.sure")},
        gate=[a_need("topics.exists(t, t.choosing.accepted)")],
    ),
    "a vote that begins later": a_method(
        decisions={"choosing": a_decision(open_for={"from": "P3D", "to": "P9D"}, silence="abstains")},
        gate=[a_need("choosing.accepted")],
    ),
    "a phase that is gone through in some cases": a_method(
        case={"sure": SURE},
        phases={
            "first": a_phase({"on": a_move("second")}),
            "second": a_phase({"finish": a_move("end.finished")}, where="case.sure"),
        },
    ),
    "a record of a party of which nobody is there at first": a_method(
        roles={**ROLES, "envoy": {"title": "Envoy", "of": "party", "eligible": "topics.size() >= 1"}},
        records={"topic": a_record(many=True, written_by="chair"), "note": a_record(written_by="parties")},
        gate=[a_need("note.shared")],
    ),
    "a record of whoever takes a role for it": a_method(
        roles={**GHOST, "helper": {"title": "Helper"}},
        records={"note": a_record(written_by=["chair", "ghost", "helper"])},
        gate=[a_need("helper.exists(h, h.participant == note.author)")],
    ),
    "a role of whom a record names once it is sure": a_method(
        records={"circle": a_record(many=True, fields={"who": WHO, "sure": SURE})},
        roles={**ROLES, "guide": {"title": "Guide", "held_by": "circles.map(c, c.sure, c.who)"}},
        gate=[
            a_need("circles.exists(c, !c.sure && c.who == chair[0].participant)", id="unsure"),
            a_need("guide.exists(g, g.participant == chair[0].participant)"),
        ],
    ),
    "a wait for each record": a_method(
        records=NOTES,
        gate=[
            {"id": "wait", "each": "note", "waited": "P5D after note.shared_at", "unmet": "Wait", "owed_by": "chair"},
        ],
    ),
    "a wait and more for each record": a_method(
        records=NOTES,
        gate=[
            {
                "id": "both",
                "each": "note",
                "all": [
                    {"id": "wait", "waited": "P5D after note.shared_at", "unmet": "Wait", "owed_by": "chair"},
                    a_need("note.text == 'so'"),
                ],
            },
        ],
    ),
    "two records about one of the topics": a_method(
        records={**TOPICS, "note": a_record(per="topic", many=True)},
        gate=[a_need("topics.exists(t, t.notes.size() >= 2)")],
    ),
    "a record about each of two topics": a_method(
        records={**TOPICS, "view": a_record(per="topic")},
        gate=[a_need("topics.size() >= 2", id="two"), a_need("topic.view.shared", each="topic")],
    ),
    "one record or another": a_method(
        records={"note": a_record(), "plan": a_record()}, gate=[a_need("note.shared || plan.shared")]
    ),
    "one thing or another by what a record says": a_method(
        records={
            "note": a_record(fields={"sure": SURE, "grade": {"type": "whole", "title": "Grade"}}),
            "plan": a_record(),
        },
        gate=[a_need("note.exists && (note.sure ? plan.shared : note.grade > 3)")],
    ),
    "a record, whatever is advised beside": a_method(
        records={"note": a_record(), "plan": a_record()},
        gate=[a_need("plan.shared", id="advised", advisory=True), a_need("note.shared")],
    ),
    "as many records as another says": a_method(
        records={"note": a_record(many=True), "plan": a_record(fields={"grade": {"type": "whole", "title": "Grade"}})},
        gate=[a_need("notes.size() > plan.grade")],
    ),
    "records, none of which says something": a_method(
        records=NOTES, gate=[a_need("!notes.exists(n, n.text == 'x') && notes.size() >= 1")]
    ),
    "a record of whoever is accepted": a_method(
        roles={**ROLES, "judge": {"title": "Judge", "accepted_by": "chair"}},
        records={"note": a_record(written_by="judge")},
        gate=[a_need("note.shared")],
    ),
    "a field that somebody else fills in": a_method(
        roles=HELPER,
        records={
            "note": a_record(
                written_by="chair",
                fields={
                    "text": {"type": "text", "title": "Text"},
                    "more": {"type": "text", "title": "More", "written_by": "helper", "optional": True},
                },
            )
        },
        gate=[a_need("has(note.more) && note.more == 'so'")],
    ),
    "a record that each party confirms": a_method(
        records={"note": a_record(confirmed_by={"each": "party", "role": "envoy"})}, gate=[a_need("note.confirmed")]
    ),
    "deposits that are all shown": a_method(
        records=DEPOSITS, gate=[a_need("notes.size() >= 1 && notes.all(n, n.shared)")]
    ),
    "a deposit that says so": a_method(records=DEPOSITS, gate=[a_need("notes.exists(n, n.text == 'so')")]),
    "the one deposit of each party": a_method(
        records={"note": a_record(per="party", sealed_until={"each": "party"})},
        gate=[a_need("note.shared", each="party")],
    ),
    "a decision that is under way": a_method(decisions={"choosing": a_decision()}, gate=[a_need("choosing.open")]),
    "a decision about all topics": a_method(
        records=TOPICS, decisions={"choosing": a_decision(about="topic")}, gate=[a_need("choosing.accepted")]
    ),
    "a run of a decision that was accepted": a_method(
        decisions={"choosing": a_decision()}, gate=[a_need("choosing.runs.exists(r, r.accepted)")]
    ),
    "a vote of those who can hold a role later": a_method(
        roles={**ROLES, "helper": {"title": "Helper", "eligible": "topics.size() >= 1"}},
        records=TOPICS,
        decisions={"choosing": a_decision(voters="helper")},
        gate=[a_need("choosing.accepted")],
    ),
    "a meeting at a table that is over": a_method(
        phases={
            "work": a_phase(
                {"finish": a_move("end.finished", gate=[a_need("sessions.exists(s, s.ended)")])}, table=["chair"]
            )
        }
    ),
    "a meeting days from the beginning": a_method(
        gate=[a_need("session.exists && session.starts_at > phase.entered_at + duration('P2D')")]
    ),
    "a record while all is on hold for another": a_method(
        records={"note": a_record(), "plan": a_record()},
        gates={"kept": {"title": "Kept", "all": [a_need("note.shared")]}},
        phases={
            "work": a_phase(
                {"finish": a_move("end.finished", gate=[a_need("plan.shared")])},
                open=["note", "plan"],
                **{"while": {"kept": "hold"}},
            )
        },
    ),
    "a topic that is decided": a_method(
        records=TOPICS,
        decisions={"choosing": a_decision(per="topic")},
        gate=[a_need("topics.exists(t, t.choosing.accepted)")],
    ),
}


@pytest.mark.parametrize("method", BEHIND.values(), ids=list(BEHIND))
def test_an_end_behind_what_can_be_is_reached_by_a_run_that_goes_as_it_says(method: Method) -> None:
    (run,) = prove(method, only_ends=True).runs

    assert told_again(method, run) == ((), {"end": "finished"})


def test_what_a_gate_of_a_decision_refuses_is_shown_too() -> None:
    gate = [a_need("topics.size() >= 2", id="two"), a_need("topics.all(t, t.text != 'x')", id="apt")]
    method = a_method(records=TOPICS, decisions={"choosing": a_decision(gate=gate)}, gate=[a_need("choosing.accepted")])

    proof = prove(method)

    assert [mark for mark in ground(method) if mark not in proof.marks] == []


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "a day": ({"type": "date"}, "case.it > process.opened_at"),
    "a number with a fraction": ({"type": "number"}, "case.it > 0.5"),
    "an ordered choice": ({"type": "choice", "ordered": True, **OPTIONS}, "case.it >= 'mid'"),
    "what may be left out": ({"type": "whole", "optional": True}, "has(case.it) && case.it > 3"),
}


@pytest.mark.parametrize(("field", "where"), CASES.values(), ids=CASES)
def test_what_is_asked_in_some_cases_alone_is_shown_in_one_of_them(field: dict[str, Any], where: str) -> None:
    asked = [a_need("note.shared", id="noted", where=where), a_need("chair.size() >= 1", id="led")]
    method = a_method(case={"it": {"title": "It", **field}}, records={"note": a_record()}, gate=asked)

    assert {mark.name for mark in prove(method).unshown} <= {"work:finish.led"}


SHOWN: dict[str, Method] = {
    "a decision about each record that is refused for it": a_method(
        records=TOPICS, decisions={"choosing": a_decision(per="topic", gate=[a_need("topic.text != 'x'", id="apt")])}
    ),
    "a decision that is refused for any record": a_method(
        records=TOPICS, decisions={"choosing": a_decision(gate=[a_need("topic.text != 'x'", id="apt", each="topic")])}
    ),
    "a decision of each party": a_method(decisions={"choosing": a_decision(per="party", voters="envoy")}),
    "a vote that begins later, and nobody votes": a_method(
        decisions={"choosing": a_decision(open_for={"from": "P3D", "to": "P9D"}, silence="blocks")}
    ),
    "a condition of many records": a_method(
        records=NOTES,
        gate=[a_need("notes.size() >= 4", id="four"), a_need("note.text != 'x'", each="note", id="apt")],
    ),
    "a condition of some records": a_method(
        records=NOTES,
        gate=[a_need("note.text == 'so'", each="note", id="so", where="note.text != 'no'", if_none="met")],
    ),
    "a condition of what was written before its phase": a_method(
        records=NOTES,
        phases={
            "first": a_phase(
                {"on": a_move("second", gate=[a_need("notes.size() >= 3")]), "end": a_move("end.finished")},
                open=["note"],
            ),
            "second": a_phase(
                {
                    "finish": a_move(
                        "end.finished", gate=[a_need("note.text != 'x'", each="note", id="apt", if_none="met")]
                    )
                },
                open=["note"],
            ),
        },
    ),
    "a standing gate whose term is over before its phase": a_method(
        records={"note": a_record()},
        gates={"kept": {"title": "Kept", "all": [a_need("note.shared", due="P9D")]}},
        phases={
            "work": a_phase(
                {"finish": a_move("end.finished"), "over": {"title": "Over", "to": "end.finished", "at": "P30D"}},
                open=["note"],
                remind=["P1D", "P2D"],
                term="P20D",
                **{"while": {"kept": {"tell": "chair"}}},
            )
        },
    ),
    "a track that goes on, and one that ends all": a_method(
        records={"note": a_record()},
        phases={
            "both": a_phase(
                {"on": a_move("end.finished")},
                tracks={
                    "left": a_phase({"over": a_move("done", gate=[a_need("note.shared")])}, open=["note"]),
                    "right": a_phase({"over": a_move("done"), "aside": a_move("end.lost")}),
                },
            )
        },
        ends={
            "finished": {"title": "Finished", "verdict": "success"},
            "lost": {"title": "Lost", "verdict": "failure"},
        },
    ),
}


@pytest.mark.parametrize("method", SHOWN.values(), ids=SHOWN)
def test_all_is_shown_of(method: Method) -> None:
    proof = prove(method)

    assert [mark for mark in ground(method) if mark not in proof.marks] == []


REFUSED: dict[str, Method] = {
    "for what it is about": a_method(
        records={**TOPICS, "note": a_record(per="topic", gate=[a_need("note.topic.text != 'x'", id="apt")])}
    ),
    "for a day that is too early": a_method(
        records={
            "note": a_record(
                fields={"until": {"type": "date", "title": "Until"}},
                gate=[a_need("note.until > process.opened_at + duration('P9D')", id="apt")],
            )
        }
    ),
    "for a meeting that is too early": a_method(
        records={
            "note": a_record(
                gate=[a_need("session.exists && session.starts_at >= phase.entered_at + duration('P9D')", id="apt")]
            )
        }
    ),
}


@pytest.mark.parametrize("method", REFUSED.values(), ids=REFUSED)
def test_a_record_is_shown_refused_and_shared(method: Method) -> None:
    proof = prove(method)

    assert [mark for mark in ground(method) if mark not in proof.marks] == []


def test_what_is_advised_and_what_has_to_wait_is_shown_as_well() -> None:
    wait = {"id": "wait", "waited": "P5D", "where": "note.exists", "unmet": "Wait", "owed_by": "chair"}
    method = a_method(records={"note": a_record()}, gate=[a_need("note.shared", advisory=True), wait])

    proof = prove(method)

    assert [mark for mark in ground(method) if mark not in proof.marks] == []
