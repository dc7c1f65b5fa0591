"""What `prove` can bring about: an end behind each of these is reached, by a run that goes as it is written."""

from __future__ import annotations

from typing import Any

import pytest

from engine.authoring.coverage import ground
from engine.authoring.proving import as_yaml, prove
from engine.authoring.story_names import read_story
from engine.authoring.trying import try_story
from engine.language import Method
from tests.factories import a_decision, a_method, a_need, a_record

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
    "a topic that is decided": a_method(
        records=TOPICS,
        decisions={"choosing": a_decision(per="topic")},
        gate=[a_need("topics.exists(t, t.choosing.accepted)")],
    ),
}


@pytest.mark.parametrize("method", BEHIND.values(), ids=list(BEHIND))
def test_an_end_behind_what_can_be_is_reached_by_a_run_that_goes_as_it_says(method: Method) -> None:
    (run,) = prove(method, only_ends=True).runs

    story = read_story(as_yaml(run.told, "Found."), "found.yaml", method)
    tried = try_story(method, story.scenario)

    assert (tried.problems, run.told["steps"][-1]["then"]) == ((), {"end": "finished"})


def test_what_a_gate_of_a_decision_refuses_is_shown_too() -> None:
    gate = [a_need("topics.size() >= 2", id="two"), a_need("topics.all(t, t.text != 'x')", id="apt")]
    method = a_method(records=TOPICS, decisions={"choosing": a_decision(gate=gate)}, gate=[a_need("choosing.accepted")])

    proof = prove(method)

    assert [mark for mark in ground(method) if mark not in proof.marks] == []


TEXTS = {"type": "list", "of": "text", "title": "Texts"}


def test_a_text_that_no_list_can_come_to_hold_is_missed() -> None:
    told: dict[str, Any] = {"gate": [a_need("'so' in case.texts")]}

    assert set(prove(a_method(case={"texts": TEXTS}, **told)).missed) == {"finished"}


def test_a_condition_that_a_list_of_the_case_selects_is_told_to_have_no_case() -> None:
    asked = a_need("note.shared", where="case.texts.size() >= 1", id="noted")
    method = a_method(case={"texts": TEXTS}, records={"note": a_record()}, gate=[asked])

    unshown = prove(method).unshown

    assert {mark.name: [one.why for one in why] for mark, why in unshown.items()} == {
        "work:finish.noted": ["no-case"],
    }
