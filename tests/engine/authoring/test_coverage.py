from __future__ import annotations

from typing import Any

from engine.authoring.coverage import Mark, ground
from engine.authoring.trying import Tried, try_story
from engine.language import Method
from tests.engine.authoring.stories import a_story
from tests.engine.process.family_methods import talks
from tests.factories import a_decision, a_method, a_move, a_need, a_phase, a_record

Step = dict[str, Any]
FINISH: Step = {"when": {"do": "move", "by": "carl", "move": "finish"}}


def tried(method: Method, *steps: Step) -> Tried:
    return try_story(method, a_story(method, *steps))


def marks(tried: Tried, kind: str) -> set[tuple[str, str]]:
    return {(one.name, one.what) for one in tried.marks if one.kind == kind}


def shared(record: str, by: str = "ann", **fields: Any) -> Step:
    told = {"do": "record", "by": by, "record": record, "id": record, "fields": fields or {"text": "Something"}}
    return {"when": [told, {"do": "share", "by": by, "id": record}]}


def test_phases_moves_and_ends_are_seen_when_they_happen() -> None:
    phases = {"one": a_phase({"on": a_move("two")}), "two": a_phase({"stop": a_move("end.finished")})}
    method = a_method(phases=phases)

    seen = tried(method, {"when": {"do": "move", "by": "carl", "move": "on"}})

    assert set(ground(method)) - seen.marks == {Mark("move", "two.stop"), Mark("end", "finished")}


def test_a_condition_is_seen_unmet_where_it_is_asked_and_met_for_the_first_subject_for_which_it_is() -> None:
    method = a_method(
        records={"note": a_record(per="party")},
        gate=[a_need("note.shared", each="party", owed_by="envoy")],
    )

    seen = [marks(tried(method, *steps), "condition") for steps in ([FINISH], [shared("note")])]

    assert seen == [{("work:finish.asked", "unmet")}, {("work:finish.asked", "unmet"), ("work:finish.asked", "met")}]


def test_a_condition_that_is_met_because_nothing_is_there_is_not_seen_met() -> None:
    method = a_method(
        records={"note": a_record(many=True)},
        gate=[a_need("note.version > 1", each="note", if_none="met")],
    )

    assert marks(tried(method, FINISH), "condition") == set()


def test_a_condition_in_a_group_for_each_is_seen() -> None:
    group = {"id": "both", "each": "party", "all": [a_need("note.shared"), a_need("envoy.size() > 0", id="sent")]}
    method = a_method(records={"note": a_record(per="party")}, gate=[group])

    seen = marks(tried(method, shared("note")), "condition")

    assert seen >= {("work:finish.asked", "met"), ("work:finish.asked", "unmet"), ("work:finish.sent", "met")}


def test_a_condition_of_a_record_is_seen_unmet_when_that_is_refused_and_met_when_it_is_shared() -> None:
    note = a_record(fields={"size": {"type": "whole", "title": "Size"}}, gate=[a_need("note.size > 3")])
    method = a_method(records={"note": note})
    refused: Step = {**shared("note", size=2), "then": {"refused": ["asked"]}}

    seen = [tried(method, *steps) for steps in ([refused], [shared("note", size=4)])]

    assert [one.problems for one in seen] == [(), ()]
    assert [marks(one, "condition") for one in seen] == [
        {("record/note.asked", "unmet")},
        {("record/note.asked", "met")},
    ]


def test_what_a_decision_came_to_is_seen_with_each_option_of_a_choice() -> None:
    choice = a_decision(ballot={"choice": {"go": "Go", "stop": "Stop"}}, rule="majority", ratified_by="chair")
    method = a_method(decisions={"pact": choice})
    steps: list[Step] = [
        {"when": {"do": "propose", "by": "carl", "decision": "pact", "run": "r"}},
        *({"when": {"do": "vote", "by": by, "run": "r", "ballot": "go"}} for by in ("ann", "bob")),
        {"when": {"do": "close", "by": "carl", "run": "r"}},
        {"when": {"do": "ratify", "by": "carl", "run": "r"}},
    ]

    seen = tried(method, *steps)
    owed = {one.what for one in set(ground(method)) - seen.marks if one.kind == "decision"}

    assert (seen.problems, owed) == ((), {"stop", "rejected", "not_ratified"})


def test_only_what_is_declared_is_ever_seen_and_a_child_of_another_method_does_not_count() -> None:
    method = talks()
    record = {"do": "record", "by": "carl", "record": "topic", "id": "dust"}
    steps: list[Step] = [
        {"when": [{**record, "fields": {"question": "Dust", "disputed": True, "weight": 1}}]},
        {"when": {"do": "share", "by": "carl", "id": "dust"}},
        {"when": {"do": "move", "by": "carl", "move": "on"}},
        {"in": "facts/dust", "wait": "P22D", "then": {"end": "not_settled"}},
        {"when": {"do": "move", "by": "carl", "move": "differ"}, "then": {"end": "dissent"}},
    ]

    seen = tried(method, *steps)

    assert seen.problems == ()
    assert seen.marks <= set(ground(method))
    assert {("facts:differ.over", "unmet"), ("facts:differ.over", "met")} <= marks(seen, "condition")


def test_a_story_that_cannot_be_told_on_says_where() -> None:
    seen = tried(a_method(), FINISH | {"then": {"end": "finished"}}, {"when": {"do": "moev", "by": "carl"}})

    ((step, said),) = seen.problems
    assert (seen.steps, step) == (1, 2)
    assert "did you mean 'move'?" in said
