from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

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
