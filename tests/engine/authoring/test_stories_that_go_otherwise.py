"""What is said of a story that goes otherwise than it is told, or that cannot be told at all."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest

from engine.authoring.casting import StoryWrong
from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation, counted_ids
from engine.errors import MethodInvalid
from engine.language import Method
from tests.engine.authoring.stories import PEOPLE, a_story, goes, problems
from tests.engine.process.family_methods import talks
from tests.factories import ROLES, Part, a_decision, a_method, a_need, a_record

FINISH: Part = {"do": "move", "by": "carl", "move": "finish"}
HEARD = a_need("note.exists", id="heard", each="party", unmet="{party.name} has not written", owed_by="envoy",
               shows="names")  # fmt: skip
READY = a_need("topics.size() > 0", id="ready", unmet="Nothing to talk about")


def asks(*gate: Part, **told: Any) -> Method:
    """Return a method whose way out asks these things."""
    records = {"note": a_record(per="party", seen_by="party"), "topic": a_record(many=True, tells="chair")}
    return a_method(records=records, gate=list(gate), **told)


def wrong(method: Method, when: Any, **then: Any) -> str:
    """Return the one thing that is wrong with the last step of a story."""
    (found,) = problems(goes(method, {"when": when, "then": then} if then else {"when": when}))
    assert found[0] == 1
    (problem,) = found[1]
    return problem


def test_a_step_that_succeeds_though_it_should_not_is_told_by_what_was_to_be_missing() -> None:
    said = wrong(asks(), FINISH, refused=["heard@A", "not-yours"])
    assert said == "this succeeded, and the scenario expects that it is refused: [heard@A]; [not-yours]"

    met = asks({**HEARD, "need": "true"})
    assert wrong(met, FINISH, refused=["heard@A"]).endswith("is refused: A has not written [heard@A]")


def test_a_step_that_is_refused_though_it_should_not_is_told_by_what_is_missing() -> None:
    said = wrong(asks(READY), FINISH)

    assert said.startswith("this was refused, and the scenario does not expect that: gate_shut")
    assert said.endswith("[ready]")


def test_a_step_that_is_refused_otherwise_is_told_by_what_lacks_and_what_is_too_much() -> None:
    said = wrong(asks(READY, HEARD), FINISH, refused=["heard@A", "late"])

    assert "[heard@A, heard@B, ready]; the scenario expects besides: [late]; " in said
    assert said.endswith("the scenario does not expect [heard@B, ready]")


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ({"phase": "rest"}, "phase: expected rest, found work"),
        ({"end": "finished"}, "end: expected finished, found none"),
        ({"told": ["ann"]}, "told: expected ann, found carl"),
        ({"seen_by": ["ann"]}, "seen_by: expected ann, found ann, bob, carl"),
    ],
)
def test_what_became_of_a_step_is_compared_with_what_is_told_of_it(then: Part, said: str) -> None:
    topic = {"do": "record", "by": "ann", "record": "topic", "id": "noise", "fields": {"text": "Noise"}}
    steps = goes(asks(), {"when": topic}, {"when": {"do": "share", "by": "ann", "id": "noise"}, "then": then})

    assert problems(steps) == [(2, (said,))]


def test_nobody_joins_with_a_role_that_nobody_may_give() -> None:
    people = {**PEOPLE, "gus": {"name": "Gus", "roles": ["guide"]}}
    roles = {**ROLES, "guide": {"title": "Guide", "named_by": "helper"}, "helper": {"title": "Helper"}}
    may = {"open": "chair", "admit": "guide"}

    with pytest.raises(StoryWrong, match="the story cannot begin: 'join' is refused"):
        goes(a_method(roles=roles, may=may), {"when": FINISH}, people=people)


def test_a_story_that_cannot_begin_says_why() -> None:
    with pytest.raises(StoryWrong, match="the story cannot begin: 'open' is refused"):
        goes(asks(), {"when": FINISH}, zone="Europe/Nowhere")


def test_a_meeting_starts_in_so_long() -> None:
    plan = {"do": "plan", "by": "carl", "session": "meeting", "title": "Kitchen table"}
    (_, last) = goes(asks(), {"when": {**plan, "starts_at": "P5D"}})

    assert last.problems == ()
    (told,) = last.situation.sessions.values()
    assert str(told.starts_at) == "2026-03-07 08:00:00+00:00"
    with pytest.raises(StoryWrong, match="'plan' starts at 'P5', which is no length of time"):
        goes(asks(), {"when": {**plan, "starts_at": "P5"}})


def test_a_child_that_is_not_there_is_told() -> None:
    settle = {"do": "move", "by": "carl", "move": "settle"}

    with pytest.raises(StoryWrong, match="in facts: there is no such process"):
        goes(talks(), {"in": "facts", "when": settle})


STORY: Part = {
    "scenario": "told",
    "method": "small",
    "given": {"at": "2026-03-02T09:00:00+01:00", "people": PEOPLE},
    "steps": [{"wait": "P1D"}],
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"given": {**STORY["given"], "at": "2026-03-02T09:00:00"}}, "expected an instant with its offset"),
        ({"given": {**STORY["given"], "at": 5}}, "expected an instant with its offset"),
        ({"steps": [{"wait": "P1D", "then": {"phase": []}}]}, "expected a phase or a list of phases by path"),
        ({"steps": [{"wait": "P1D", "then": {"phase": "A b"}}]}, "expected a phase or a list of phases by path"),
        ({"steps": [{"wait": "P1D", "in": []}]}, "expected a phase that runs processes"),
        ({"steps": [{"wait": "P1D", "in": "/dust"}]}, "expected a phase that runs processes"),
        ({"steps": [{"note": "Nothing"}]}, "a step has 'when'"),
        ({"steps": [{"wait": "P1D", "when": FINISH}]}, "a step has 'when'"),
        ({"steps": [{"when": {"do": "move"}}]}, "an act says what is done and by whom"),
        ({"steps": [{"wait": "P1D", "than": {}}]}, "there is no key 'than' here"),
        ({"steps": []}, "steps"),
    ],
)
def test_a_story_that_is_not_written_as_one_is_told_at_its_place(changes: Part, message: str) -> None:
    with pytest.raises(MethodInvalid, match=message):
        read_scenario(json.dumps({**STORY, **changes}), "told.yaml")
    assert read_scenario(json.dumps(STORY), "told.yaml").scenario == "told"


def test_an_act_that_cannot_be_read_is_told_with_its_place() -> None:
    with pytest.raises(StoryWrong, match="'move' cannot be read at 'move'"):
        goes(asks(), {"when": {"do": "move", "by": "carl"}})


@pytest.mark.parametrize(
    "told",
    [
        {"rule": "majority", "ballot": {"approval": "topic"}},
        {"rule": {"star": 1}, "ballot": {"stars": "topic"}},
        {"rule": "most", "ballot": {"choice": ["topic"]}},
        {"rule": {"ranking": "schulze"}, "ballot": {"ranking": ["topic"]}},
    ],
)
def test_in_a_story_somebody_abstains_where_records_are_chosen_between(told: Part) -> None:
    method = a_method(records={"topic": a_record(many=True)}, decisions={"plan": a_decision(**told)})
    topic = {"do": "record", "by": "ann", "record": "topic", "id": "noise", "fields": {"text": "Noise"}}
    (*_, voted) = goes(
        method,
        {"when": [topic, {"do": "share", "by": "ann", "id": "noise"}]},
        {"when": {"do": "propose", "by": "carl", "decision": "plan", "run": "run"}},
        {"when": {"do": "vote", "by": "ann", "run": "run", "ballot": "abstain"}},
    )

    assert (voted.problems, len(voted.events)) == ((), 1)


def test_a_story_that_names_nobody_it_has_is_told_whom_it_may_mean() -> None:
    vote = {"do": "propose", "by": "carl", "decision": "choosing", "about": ["ferst"]}
    note = {"do": "record", "by": "ann", "record": "topic", "id": "first", "fields": {"text": "So"}}
    method = asks(decisions={"choosing": a_decision(about="topic")})

    with pytest.raises(StoryWrong, match=r"nothing in this story is called 'ferst'; did you mean 'first'\?"):
        goes(method, {"when": note}, {"when": vote})


def test_a_story_in_which_nobody_may_give_a_role_says_so_at_its_beginning() -> None:
    roles = {**ROLES, "judge": {"title": "Judge", "eligible": "topics.size() > 0"}}
    people = {**PEOPLE, "dora": {"name": "Dora", "roles": ["judge"]}}

    with pytest.raises(StoryWrong, match="nobody in this story may give dora the role 'judge' yet"):
        goes(asks(roles=roles), {"when": FINISH}, people=people)


def test_a_story_is_not_gone_on_with_before_it_was_opened() -> None:
    method = asks()
    story = a_story(method, {"when": FINISH})

    with pytest.raises(StoryWrong, match="has not been opened"):
        Player(method, story, Simulation(method)).step(1, story.steps[0])


def test_a_file_that_is_no_yaml_is_no_story() -> None:
    with pytest.raises(MethodInvalid) as invalid:
        read_scenario("scenario: [told", "told.yaml")

    assert [one.line for one in invalid.value.diagnostics] == [1]


def test_the_ids_of_a_played_story_are_the_same_for_the_same_seed() -> None:
    first, again, other = (list(islice(counted_ids(seed), 3)) for seed in ("one", "one", "two"))

    assert first == again
    assert len({*first, *other}) == 6
