from __future__ import annotations

from typing import Any

import pytest

from engine.authoring.coverage import Mark, ground
from engine.authoring.proving import Proof, Reason, as_scenario, prove
from engine.language import Method
from tests.engine.authoring.told_again import told_again
from tests.engine.process.family_methods import talks
from tests.factories import ROLES, a_decision, a_method, a_move, a_need, a_phase, a_record

NOTE = {"note": a_record()}
NOTES = {"note": a_record(many=True)}
CHOICE = {"choice": {"go": "Go", "stop": "Stop"}}


def a_decided(member: str = "accepted", **told: Any) -> Method:
    return a_method(decisions={"choosing": a_decision(**told)}, gate=[a_need(f"choosing.{member}")])


def tracks() -> dict[str, Any]:
    inner = {name: a_phase({"over": a_move("done")}) for name in ("left", "right")}
    return {"both": a_phase({"on": a_move("end.finished")}, tracks=inner)}


METHODS = {
    "a move without a gate": (1, a_method()),
    "a record": (3, a_method(records=NOTE, gate=[a_need("note.shared")])),
    "a record for each party": (
        5,
        a_method(records={"note": a_record(per="party")}, gate=[a_need("note.shared", each="party")]),
    ),
    "so many records": (7, a_method(records=NOTES, gate=[a_need("notes.size() >= 3")])),
    "so many of the parties": (
        3,
        a_method(records={"note": a_record(per="party")}, gate=[a_need("note.shared", each="party", at_least=1)]),
    ),
    "a confirmed record": (
        4,
        a_method(records={"note": a_record(confirmed_by="chair")}, gate=[a_need("note.confirmed")]),
    ),
    "one of two conditions": (
        3,
        a_method(
            records={"note": a_record(), "pile": a_record(many=True)},
            gate=[{"any": [a_need("piles.size() >= 4"), a_need("note.shared", id="short")]}],
        ),
    ),
    "something to be asked about": (
        3,
        a_method(records=NOTES, gate=[a_need("note.text.startsWith('ab')", each="note")]),
    ),
    "a deposit of each party": (
        3,
        a_method(
            records={"note": a_record(per="party", many=True, sealed_until={"each": "party"})},
            gate=[a_need("notes.sealed", each="party")],
        ),
    ),
    "unanimity": (5, a_decided()),
    "consensus": (5, a_decided(rule="consensus")),
    "consent": (5, a_decided(rule="consent")),
    "a majority of those who vote": (5, a_decided(rule="majority")),
    "a third of all": (4, a_decided(rule={"majority": {"of": "eligible", "at_least": "1/3"}})),
    "the most votes for one of several": (5, a_decided("winner == 'stop'", ballot=CHOICE, rule="most")),
    "one who decides": (3, a_decided(rule="one_decides", voters="chair")),
    "a condition over the tally": (5, a_decided(rule={"accepted": "tally.yes == 1 && tally.no == 1"})),
    "a rejected decision": (4, a_decided("rejected")),
    "silence that is consent": (3, a_decided(rule="consent", open_for="P14D", silence="consents")),
    "a ratified decision": (7, a_decided("ratified", ratified_by={"each": "party", "role": "envoy"})),
    "a term of the phase": (
        1,
        a_method(phases={"work": a_phase({"over": {"title": "Over", "to": "end.finished", "at": "P5D"}})}),
    ),
    "a wait": (2, a_method(gate=[{"id": "asked", "waited": "P5D", "unmet": "Too early", "owed_by": "chair"}])),
    "tracks that wait for one another": (3, a_method(phases=tracks())),
    "a second visit": (
        2,
        a_method(
            phases={
                "work": a_phase(
                    {
                        "again": a_move("work", back=True),
                        "finish": a_move("end.finished", gate=[a_need("phase.visits >= 2")]),
                    }
                )
            }
        ),
    ),
    "a meeting that leaves working days to read": (
        3,
        a_method(gate=[a_need("session.exists && workdays(phase.entered_at, session.starts_at) >= 5", id="read")]),
    ),
    "a meeting on another day that has ended": (
        5,
        a_method(
            gate=[
                a_need("session.exists && session.starts_at >= phase.entered_at + duration('P9D')", id="late"),
                a_need("session.exists && session.ended", id="ended"),
            ]
        ),
    ),
    "a waiver": (4, a_method(gate=[a_need("parties.size() == 0", waivable_by="chair")])),
    "another holder of a role": (2, a_method(gate=[a_need("chair.size() >= 2")])),
    "a standing gate that holds": (
        3,
        a_method(
            records=NOTE,
            gates={"noted": {"title": "Noted", "all": [a_need("note.shared")]}},
            phases={"work": a_phase({"on": a_move("end.finished")}, open=["note"], **{"while": {"noted": "hold"}})},
        ),
    ),
}


def runs(proof: Proof) -> dict[str, int]:
    return {run.name: run.steps for run in proof.runs}


@pytest.mark.parametrize(("shortest", "method"), METHODS.values(), ids=METHODS)
def test_the_run_that_is_found_to_an_end_is_a_shortest_one(shortest: int, method: Method) -> None:
    proof = prove(method, only_ends=True)

    assert runs(proof) == {"finished": shortest}
    assert not proof.missed


@pytest.mark.parametrize("method", [method for _, method in METHODS.values()], ids=METHODS)
def test_a_run_is_written_as_a_scenario_that_goes_as_it_says(method: Method) -> None:
    (run,) = prove(method, only_ends=True).runs

    assert told_again(method, run) == ((), {"end": "finished"})


def test_the_same_seed_finds_the_same_run_and_another_one_the_same_with_other_people() -> None:
    method = METHODS["a confirmed record"][1]

    first, again, other = (prove(method, seed=seed).runs[0] for seed in (1, 1, 2))

    assert first.told == again.told
    assert (first.steps, len(first.told["steps"])) == (other.steps, len(other.told["steps"]))
    assert first.told["given"]["people"] != other.told["given"]["people"]


def test_an_end_behind_a_condition_that_cannot_be_met_is_missed_and_the_condition_is_named() -> None:
    proof = prove(a_method(gate=[a_need("parties.size() == 0")]))

    assert (proof.runs, proof.missed) == ((), {"finished": (Reason("unmet", "asked", "work.finish"),)})


def test_an_end_behind_a_phase_that_is_never_entered_is_missed_for_what_keeps_from_it() -> None:
    phases = {
        "one": a_phase({"on": a_move("two", gate=[a_need("parties.size() == 0")])}),
        "two": a_phase({"finish": a_move("end.finished")}),
    }

    missed = prove(a_method(phases=phases)).missed["finished"]

    assert missed == (Reason("never-there", "two", "two.finish"), Reason("unmet", "asked", "one.on"))


def test_each_end_has_a_run_of_its_own() -> None:
    phases = {
        "work": a_phase({"well": a_move("end.finished", gate=[a_need("note.shared")]), "badly": a_move("end.stopped")}),
    }
    ends = {
        "finished": {"title": "Finished", "verdict": "success"},
        "stopped": {"title": "Stopped", "verdict": "failure"},
    }
    phases["work"]["open"] = ["note"]

    proof = prove(a_method(records=NOTE, phases=phases, ends=ends), only_ends=True)

    assert runs(proof) == {"finished": 3, "stopped": 1}


def test_what_a_witness_reaches_is_not_missed() -> None:
    method = a_method(records=NOTE, gate=[a_need("note.shared")])
    (run,) = prove(method, only_ends=True).runs

    proof = prove(method, effort=1, witnesses=[as_scenario(run.told)])

    assert (proof.missed, proof.witnessed) == ({}, ("finished",))


def test_what_is_shown_elsewhere_counts_as_what_a_witness_shows() -> None:
    method = a_method(records=NOTE, gate=[a_need("note.shared")])
    (run,) = prove(method, only_ends=True).runs

    here, elsewhere = (
        prove(method, effort=1, witnesses=[as_scenario(run.told)]),
        prove(method, effort=1, shown=lambda: run.marks),
    )

    assert here.witnessed == ("finished",)
    assert here == elsewhere


def test_a_search_that_may_try_little_says_what_it_did_not_try() -> None:
    method = a_method(records=NOTE, gate=[a_need("note.shared")])

    proof = prove(method, effort=2)

    assert not proof.is_whole
    assert proof.effort == 2


def test_a_process_that_a_phase_runs_is_brought_to_the_end_that_is_asked_for() -> None:
    method = talks(
        'if_none: met,\n                 unmet: "{topic.question} is not settled"',
        'unmet: "{topic.question} is not settled"',
    )

    proof = prove(method, only_ends=True)

    assert runs(proof) == {"agreed": 7, "dissent": 2}
    assert [step.get("in") for step in proof.runs[0].told["steps"]] == [None, None, "facts/topic_1", None]


SHUT = a_need("note.text.startsWith('dear ')", id="polite")
CASE = {"small": {"type": "yes_no", "title": "Small"}}


def left(method: Method) -> list[Mark]:
    proof = prove(method)
    return [mark for mark in ground(method) if mark not in proof.marks]


def test_what_the_runs_to_ends_do_not_show_is_shown_by_others() -> None:
    phases = {
        "work": a_phase(
            {"finish": a_move("end.finished"), "aside": a_move("lounge", gate=[a_need("note.confirmed")])},
            open=["note", "choosing"],
        ),
        "lounge": a_phase({"back": a_move("work", back=True), "home": a_move("end.finished")}),
    }
    method = a_method(
        records={"note": a_record(gate=[SHUT], confirmed_by="chair")},
        decisions={
            "choosing": a_decision(ratified_by={"each": "party", "role": "envoy"}, gate=[a_need("note.shared")])
        },
        phases=phases,
    )

    assert left(method) == []


def test_what_only_another_case_shows_is_shown_with_that_case() -> None:
    method = a_method(case=CASE, records=NOTE, gate=[a_need("note.shared", where="!case.small")])

    assert left(method) == []


def test_a_run_that_shows_how_a_record_is_refused_says_why() -> None:
    proof = prove(a_method(records={"note": a_record(gate=[SHUT])}))

    (refused,) = [run for run in proof.runs if "unmet" in run.name]
    assert [step["then"] for step in refused.told["steps"] if "then" in step] == [{"refused": ["polite"]}]


def test_a_condition_that_is_asked_in_one_case_of_many_is_shown_in_that_case() -> None:
    case = {
        "big": {"type": "yes_no", "title": "Big"},
        "kind": {"type": "choice", "title": "Kind", "options": {"new": "New", "old": "Old", "other": "Other"}},
        "cost": {"type": "whole", "title": "Cost"},
    }
    where = "case.big && case.kind == 'old' && case.cost > 750"
    method = a_method(case=case, records=NOTE, gate=[a_need("note.shared", where=where)])

    assert left(method) == []


def test_a_record_is_written_by_whom_its_gate_asks_for_with_all_that_it_asks_for() -> None:
    judge = {"title": "Judge", "eligible": "trainings.exists(t, t.person == participant)"}
    passed = "result.outcome == 'passed'"
    gate = [
        a_need("criterions.size() == 5", id="all_there"),
        a_need("criterion in result.met", id="each_met", each="criterion", where=passed, if_none="met"),
        a_need("judge.exists(j, j.participant == result.author)", id="judged"),
        a_need("sessions.exists(s, s.ended)", id="met_once"),
    ]
    fields = {
        "outcome": {"type": "choice", "title": "Outcome", "options": {"failed": "Failed", "passed": "Passed"}},
        "met": {"type": "list", "of": "criterion", "title": "Met"},
    }
    method = a_method(
        roles={**ROLES, "judge": judge},
        records={
            "training": a_record(many=True, fields={"person": {"type": "participant", "title": "Who"}}),
            "criterion": a_record(many=True),
            "result": a_record(fields=fields, gate=gate, written_by=["envoy", "judge"]),
        },
        gate=[a_need("result.exists && result.outcome == 'passed'")],
    )

    assert left(method) == []


def test_a_standing_gate_is_shown_unmet_once_its_term_is_over_and_a_role_without_anybody() -> None:
    gates = {"noted": {"title": "Noted", "all": [a_need("note.shared", due="P5D")]}}
    helper = {**ROLES, "helper": {"title": "Helper"}}
    phases = {
        "work": a_phase(
            {"on": a_move("end.finished", gate=[a_need("helper.size() >= 1", id="helped")])},
            open=["note"],
            **{"while": {"noted": {"tell": "chair"}}},
        )
    }

    assert left(a_method(roles=helper, records=NOTE, gates=gates, phases=phases)) == []


def test_a_move_back_to_the_same_is_shown() -> None:
    moves = {"again": a_move("work", back=True), "finish": a_move("end.finished")}

    assert left(a_method(phases={"work": a_phase(moves)})) == []


def test_what_is_not_shown_has_a_reason() -> None:
    method = a_method(
        case=CASE,
        records=NOTE,
        gate=[
            a_need("note.shared", id="noted"),
            a_need("parties.size() > 99", id="crowd", where="case.small"),
            a_need("chair.size() >= 0", id="always"),
        ],
    )

    proof = prove(method)

    assert {mark.name: [one.why for one in why] for mark, why in proof.unshown.items()} == {
        "work:finish.crowd": ["never-met"],
        "work:finish.always": ["always-met"],
    }


def test_what_lies_behind_a_phase_that_is_never_entered_is_not_shown_for_that() -> None:
    phases = {
        "one": a_phase({"on": a_move("two", gate=[a_need("parties.size() > 99")]), "off": a_move("end.finished")}),
        "two": a_phase({"finish": a_move("end.finished", gate=[a_need("note.shared", id="noted")])}, open=["note"]),
    }

    unshown = prove(a_method(records=NOTE, phases=phases)).unshown

    assert all(unshown.values())
    assert unshown[Mark("condition", "two:finish.noted", "met")] == (Reason("never-there", "two"),)


def test_a_record_is_refused_for_what_it_is_about() -> None:
    excepted = {"excepted": {"type": "yes_no", "title": "Can be excepted"}}
    gate = [a_need("exception.criterion.excepted", id="allowed")]
    records = {
        "criterion": a_record(many=True, fields=excepted),
        "exception": a_record(per=["criterion"], gate=gate),
    }

    assert left(a_method(records=records)) == []


DRAW = a_record(
    fields={"members": {"type": "list", "of": "participant", "title": "Members"}},
    written_by="chair",
    confirmed_by="chair",
)
YOUNG = a_record(
    per="candidate", fields={"young": {"type": "yes_no", "title": "Under 35"}}, written_by="candidate"
)  # fmt: skip


@pytest.mark.parametrize("places", ["member.size() >= 4", "member.size() == 4", "member.size() == case.places"])
@pytest.mark.parametrize("quota", [0, 1, 2])
def test_as_many_hold_a_role_by_lot_as_there_are_places_and_of_them_as_many_as_are_asked_for(
    places: str, quota: int
) -> None:
    young = "candidate.filter(c, c.profile.young && c.participant in draw.members).size()"
    method = a_method(
        case={"places": {"type": "whole", "title": "Places", "from": 4, "to": 4}},
        roles={
            **ROLES,
            "candidate": {"title": "Candidate", "named_by": "self"},
            "member": {"title": "Member", "held_by": "draw.members"},
        },
        records={"draw": DRAW, "profile": YOUNG},
        gate=[
            a_need("draw.confirmed", id="drawn"),
            a_need(places, id="places"),
            a_need(f"{young} >= {quota}", id="young"),
        ],
    )

    assert "finished" in runs(prove(method, only_ends=True))


def test_as_many_parties_vote_yes_and_then_do_their_share_as_are_asked_for() -> None:
    backing = a_need(
        "party.envoy.size() > 1",
        id="backing",
        each="party",
        where="party.envoy.exists(e, choosing.ballot(e.participant) == 'yes')",
        if_none="unmet",
        at_least=4,
    )
    method = a_method(
        decisions={"choosing": a_decision(rule="majority")}, gate=[a_need("choosing.accepted"), backing]
    )  # fmt: skip

    assert "finished" in runs(prove(method, only_ends=True))


def test_a_role_that_one_person_can_hold_is_left_where_it_is_asked_that_nobody_does() -> None:
    method = a_method(
        roles={**ROLES, "leader": {"title": "Leader", "seats": 1}},
        phases={
            "work": a_phase({"on": a_move("later", gate=[a_need("leader.size() == 1")])}),
            "later": a_phase({"finish": a_move("end.finished", gate=[a_need("leader.size() != 1")])}),
        },
    )

    assert "finished" in runs(prove(method, only_ends=True))


def answering(**more: Any) -> Method:
    """Return a method in which the chair must answer what was accepted before, until the clock ends it."""
    answered = a_need("wish.answer.shared", id="answered", each="wish", where="wish.vote.accepted", if_none="met")
    voted = a_need("wish.vote.closed", id="voted", each="wish")
    return a_method(
        records={
            "wish": a_record(plural="wishes", many=True),
            "answer": a_record(per="wish", written_by="chair"),
        },
        decisions={"vote": a_decision(per="wish", about="wish")},
        phases={
            "vote": a_phase({"on": a_move("answer", gate=[voted])}, open=["wish", "vote"]),
            "answer": a_phase(
                {
                    "finish": a_move("end.finished", gate=[answered]),
                    "silent": {"title": "Silent", "to": "end.silent", "at": "P90D"},
                },
                open=["answer"],
            ),
        },
        ends={
            "finished": {"title": "Finished", "verdict": "success"},
            "silent": {"title": "Silent", "verdict": "failure"},
        },
        **more,
    )


def test_an_end_that_needs_an_earlier_outcome_is_reached_from_a_run_that_came_to_that_outcome() -> None:
    proof = prove(answering())

    assert {run.end for run in proof.runs if run.end == run.name} == {"finished", "silent"}
    assert (proof.missed, proof.witnessed, proof.unshown) == ({}, (), {})


def test_what_a_witness_shows_already_is_still_gone_on_from() -> None:
    method = answering()
    (silent,) = (run for run in prove(method).runs if run.name == "silent")

    assert prove(method, witnesses=[as_scenario(silent.told)]).unshown == {}
