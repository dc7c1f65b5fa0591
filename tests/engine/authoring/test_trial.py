from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.authoring.possible import Finder
from engine.authoring.scenario import Scenario
from engine.authoring.trial import Trial, begin_trial
from engine.authoring.trying import try_story
from engine.files import method_from
from engine.language import Method
from tests.engine.process.family_methods import talks
from tests.factories import NINE, a_decision, a_method, a_move, a_need, a_phase, a_record

ROOT = Path(__file__).resolve().parents[3]
METHODS = [
    *sorted(ROOT.glob("methods/*/method.yaml")),
    ROOT / "api" / "starter" / "method.yaml",
    *(path for path in sorted(ROOT.glob("tests/methods/*.yaml")) if not path.name.endswith(".rules.yaml")),
]


def begun(method: Method, at: datetime = NINE) -> Trial:
    return begin_trial(method, None, at, "en")[0]


def possible(trial: Trial) -> set[tuple[str, ...]]:
    return {
        tuple(filter(None, (*one.inside, one.possible.by, one.possible.do, one.possible.about, one.possible.word)))
        for one in trial.choices()
    }


def take(trial: Trial, *wanted: str) -> None:
    """Do the first thing that is possible of which all these words are said."""
    for one in trial.choices():
        said = (*one.inside, one.possible.by, one.possible.do, one.possible.about, one.possible.word)
        if set(wanted) <= set(said):
            acts = [dict(act) for act in one.possible.acts]
            trial.do({**({"in": list(one.inside)} if one.inside else {}), "when": acts})
            return
    raise AssertionError(possible(trial))


@pytest.mark.parametrize("path", METHODS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_method_can_be_begun_with_people_who_are_made_up(path: Path) -> None:
    assert possible(begun(method_from(path)))


def test_only_what_would_succeed_is_possible() -> None:
    method = a_method(
        records={"note": a_record()},
        gate=[a_need("note.shared", owed_by="envoy")],
    )
    trial = begun(method)

    before = possible(trial)
    take(trial, "record", "note")
    after = possible(trial)

    assert ("ann", "move", "work.finish") not in before
    assert ("ann", "move", "work.finish") in after


def test_what_was_done_is_taken_back_wholly() -> None:
    trial = begun(a_method(records={"note": a_record(many=True)}))
    before = possible(trial)

    take(trial, "record", "note")
    trial.do({"wait": "P3D"})
    taken_back = [trial.undo(), trial.undo(), trial.undo()]

    assert taken_back == [True, True, False]
    assert (possible(trial), trial.steps, trial.player.at) == (before, [], NINE)
    assert trial.stage.situation is not None
    assert len(trial.stage.situation.records) == 0


def test_what_is_refused_leaves_no_trace() -> None:
    trial = begun(a_method(gate=[a_need("parties.size() > 5")]))

    played = trial.do({"when": {"do": "move", "by": "ann", "move": "finish"}})

    assert played.refusal is not None
    assert (trial.steps, trial.undo()) == ([], False)


def test_one_votes_closes_and_ratifies_to_the_end_and_the_story_goes_as_told() -> None:
    method = a_method(
        decisions={"pact": a_decision(ratified_by="chair", ballot={"choice": {"go": "Go", "stop": "Stop"}})},
        phases={
            "talk": a_phase({"on": {**a_move("work"), "reason": "required"}}),
            "work": a_phase({"finish": a_move("end.finished", gate=[a_need("pact.ratified")])}, open=["pact"]),
        },
    )
    trial = begun(method)

    for wanted in (
        ("move", "talk.on"), ("propose", "pact"), ("ben", "vote", "go"), ("cas", "vote", "go"), ("close",),
        ("ratify", "yes"), ("move", "work.finish"),
    ):  # fmt: skip
        take(trial, *wanted)
    told: dict[str, Any] = trial.told("kept")

    tried = try_story(method, Scenario.model_validate(told, strict=False))

    assert (tried.problems, told["steps"][-1]["then"]) == ((), {"end": "finished"})


def test_one_acts_in_what_a_phase_runs() -> None:
    trial = begun(talks())
    topic = {"question": "Dust", "disputed": True, "weight": 1}
    draft = {"do": "record", "by": "ann", "record": "topic", "id": "dust", "fields": topic}

    trial.do({"when": [draft, {"do": "share", "by": "ann", "id": "dust"}]})
    take(trial, "move", "gather.on")
    take(trial, "facts/dust", "record", "answer")
    take(trial, "facts/dust", "move", "look.settle")
    take(trial, "move", "facts.agree")

    assert trial.stage.situation is not None
    assert trial.stage.situation.end == "agreed"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"rule": "most", "ballot": {"choice": {"go": "Go", "stay": "Stay"}}}, {"go", "stay", "abstain"}),
        (
            {"rule": {"ranking": "schulze"}, "ballot": {"ranking": {"go": "Go", "stay": "Stay"}}, "abstain": "no"},
            {"go, stay", "stay, go"},
        ),
        (
            {"rule": {"accepted": "tally.avg >= 6"}, "ballot": {"number": {"from": 0, "to": 10}}},
            {"0", "5", "10", "abstain"},
        ),
    ],
)
def test_every_ballot_that_could_be_cast_is_offered(told: dict[str, Any], words: set[str]) -> None:
    trial = begun(a_method(decisions={"plan": a_decision(**told)}))
    take(trial, "propose", "plan")

    assert {one[3] for one in possible(trial) if one[:2] == ("ben", "vote")} == words


@pytest.mark.parametrize(
    ("ballot", "rule", "words"),
    [
        ({"approval": "topic"}, "majority", {"topic_1", "topic_2", "topic_1, topic_2", "", "abstain"}),
        ({"stars": "topic"}, {"star": 1}, {"topic_1, topic_2", "abstain"}),
    ],
)
def test_records_that_are_chosen_between_are_offered_by_their_names(ballot: Any, rule: Any, words: set[str]) -> None:
    decisions = {"plan": a_decision(rule=rule, ballot=ballot)}
    trial = begun(a_method(records={"topic": a_record(many=True)}, decisions=decisions))
    for _ in range(2):
        take(trial, "record", "topic")
    take(trial, "propose", "plan")

    offered = [one.possible.word for one in trial.choices() if (one.possible.by, one.possible.do) == ("ben", "vote")]
    assert words <= set(offered)


def test_what_is_done_with_an_objection_is_offered_until_it_is_settled() -> None:
    decisions = {"plan": a_decision(rule="consent", objections="objection")}
    trial = begun(a_method(records={"objection": a_record(many=True)}, decisions=decisions))
    take(trial, "propose", "plan")
    take(trial, "ben", "object", "objection")
    offered = {one[:2] for one in possible(trial)}
    assert ("ben", "settle") in offered
    assert ("ann", "judge") in offered

    take(trial, "ben", "settle")

    assert "settle" not in {one[1] for one in possible(trial)}


def test_advice_is_offered_before_one_decides() -> None:
    rule = {"one_decides": {"advice": {"each": "party", "role": "envoy"}}}
    trial = begun(a_method(decisions={"plan": a_decision(voters="chair", rule=rule)}))
    take(trial, "propose", "plan")

    assert ("ben", "advise") in {one[:2] for one in possible(trial)}
    assert not {one for one in possible(trial) if one[1] == "vote"}


def test_a_record_is_written_anew_as_it_is_but_for_what_one_changes() -> None:
    fields = {
        "text": {"type": "text", "title": "Text"},
        "whom": {"type": "list", "of": "party", "title": "Whom", "optional": True},
    }
    trial = begun(a_method(records={"note": a_record(many=True, fields=fields)}))
    take(trial, "ben", "record", "note")
    (again,) = [one.possible for one in trial.choices() if (one.possible.by, one.possible.do) == ("ben", "rewrite")]

    first, share = again.answered({"text": "Anew", "whom": None})

    assert (first["fields"], first["id"], share["do"]) == ({"text": "Anew"}, again.subject[0], "share")
    assert again.answered({"reason": "Because"})[0]["reason"] == "Because"


def test_a_reason_that_a_move_asks_for_is_offered_as_a_question() -> None:
    trial = begun(a_method(phases={"work": a_phase({"finish": a_move("end.finished", reason="required")})}))
    (move,) = [one.possible for one in trial.choices() if one.possible.do == "move"]

    assert [one.key for one in move.questions] == ["reason"]
    assert (
        trial.do({"when": [dict(act) for act in move.answered({"reason": "It is done"})]}).situation.end == "finished"
    )


def test_a_hold_is_offered_and_then_its_end() -> None:
    trial = begun(a_method(may={"open": "chair", "hold": "envoy"}))
    assert "resume" not in {one[1] for one in possible(trial)}

    take(trial, "ben", "hold")

    assert ("ben", "resume") in {one[:2] for one in possible(trial)}


def test_what_waits_for_a_signature_is_offered_to_who_may_give_it() -> None:
    asked = a_need("parties.size() > 9", waivable_by=["chair", {"each": "party", "role": "envoy"}])
    trial = begun(a_method(records={"note": a_record(confirmed_by="chair")}, gate=[asked]))
    take(trial, "ben", "record", "note")
    assert ("ann", "confirm", "note") in possible(trial)

    take(trial, "ann", "confirm", "note")
    trial.do(
        {"when": {"do": "waive", "by": "ann", "condition": "work:finish.asked", "reason": "Late", "waiver": "late"}}
    )
    assert ("ben", "agree", "work:finish.asked") in possible(trial)

    take(trial, "ben", "agree")
    assert ("ben", "agree", "work:finish.asked") not in possible(trial)
    take(trial, "cas", "agree")

    assert {"confirm", "agree"}.isdisjoint({one[1] for one in possible(trial)})


def test_a_record_about_another_is_written_anew_for_the_same_subject_with_the_people_in_it_by_name() -> None:
    fields = {"whom": {"type": "list", "of": "participant", "title": "Whom"}}
    records = {"topic": a_record(many=True), "view": a_record(per="topic", fields=fields)}
    trial = begun(a_method(records=records))
    take(trial, "ben", "record", "topic")
    take(trial, "ben", "record", "view")

    rewritten = [one.possible for one in trial.choices() if (one.possible.by, one.possible.do) == ("ben", "rewrite")]
    (again,) = [one for one in rewritten if one.about == "view"]

    assert (again.acts[0]["subject"], again.acts[0]["fields"]) == (["topic_1"], {"whom": ["ann"]})


def test_what_must_name_a_record_is_offered_once_there_is_one() -> None:
    fields = {"about": {"type": "link", "to": "topic", "title": "About"}}
    trial = begun(a_method(records={"topic": a_record(many=True), "note": a_record(many=True, fields=fields)}))
    assert ("ben", "record", "note") not in possible(trial)

    take(trial, "ben", "record", "topic")

    assert ("ben", "record", "note") in possible(trial)


def test_when_the_clock_does_something_next_is_told_as_long_as_it_will() -> None:
    phases = {"work": a_phase({"over": {"title": "Over", "to": "end.finished", "at": "P5D"}})}
    trial = begun(a_method(phases=phases))

    before = trial.next_due()
    trial.do({"wait": "P6D"})

    assert (before, trial.next_due()) == (NINE + timedelta(days=5), None)


def test_a_trial_is_told_with_what_it_was_asked_at_its_opening_and_ends_so_when_played_again() -> None:
    method = a_method(case={"small": {"type": "yes_no", "title": "Small"}})
    trial = begun(method)
    take(trial, "move", "work.finish")

    told = trial.told("kept")

    assert told["given"]["case"] == {"small": True}
    assert try_story(method, Scenario.model_validate(told, strict=False)).problems == ()


def test_of_a_draft_that_is_not_shared_nothing_but_its_own_record_is_offered() -> None:
    trial = begun(a_method(records={"note": a_record(confirmed_by="chair")}))

    trial.do({"when": {"do": "record", "by": "ben", "record": "note", "id": "first", "fields": {"text": "So"}}})

    assert {"confirm", "withdraw", "rewrite"}.isdisjoint({one[1] for one in possible(trial)})


def test_acts_that_name_nothing_of_the_story_cannot_be_done() -> None:
    trial = begun(a_method(records={"note": a_record()}))
    ((_, method, situation),) = trial.members()
    finder = Finder(trial.stage, trial.player.cast, (method, situation), NINE)
    written = {"do": "record", "by": "ben", "record": "note", "id": "first", "fields": {"text": "So"}}

    assert finder.can([written, {"do": "share", "by": "ben", "id": "first"}])
    assert not finder.can([written, {"do": "share", "by": "ben", "id": "second"}])


def test_an_objection_that_needs_a_document_is_not_made_up() -> None:
    fields = {"proof": {"type": "document", "title": "Proof"}}
    decisions = {"plan": a_decision(rule="consent", objections="objection")}
    trial = begun(a_method(records={"objection": a_record(many=True, fields=fields)}, decisions=decisions))
    take(trial, "propose", "plan")

    assert ("ben", "vote") in {one[:2] for one in possible(trial)}
    assert "object" not in {one[1] for one in possible(trial)}
