"""What `prove` cannot bring about: it comes to an answer, and says what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from engine.authoring.proving import prove
from engine.authoring.proving.standing import Standing
from engine.authoring.simulation import Simulation
from engine.language import Method
from tests.engine.process.family_methods import FINDING, talks
from tests.factories import NINE, ROLES, a_decision, a_method, a_move, a_need, a_phase, a_record

WHOM: dict[str, Any] = {"type": "list", "of": "participant", "title": "Whom", "optional": True}
GHOST: dict[str, Any] = {**ROLES, "ghost": {"title": "Ghost", "eligible": "false"}}
GHOSTLY: dict[str, Any] = {"topic": a_record(many=True, written_by="ghost")}
NOBODY: dict[str, dict[str, Any]] = {
    "write what another leads to": {
        "records": {**GHOSTLY, "note": a_record(fields={"about": {"type": "link", "to": "topic", "title": "About"}})},
        "gate": [a_need("note.shared")],
    },
    "write what another is about": {
        "records": {**GHOSTLY, "view": a_record(per="topic")}, "gate": [a_need("views.size() >= 1")],
    },
    "be the one whom a record is about": {
        "records": {"view": a_record(per="ghost", written_by="chair")}, "gate": [a_need("views.size() >= 1")],
    },
    "confirm": {"records": {"note": a_record(confirmed_by="ghost")}, "gate": [a_need("note.confirmed")]},
    "write what is sealed": {
        "records": {"note": a_record(per="party", many=True, written_by="ghost", sealed_until={"each": "party"})},
        "gate": [a_need("notes.sealed")],
    },
    "admit a party": {"may": {"open": "chair", "admit": "ghost"}, "gate": [a_need("parties.size() >= 3")]},
    "admit somebody": {"may": {"open": "chair", "admit": "ghost"}, "gate": [a_need("participants.size() >= 7")]},
    "plan a meeting": {"may": {"open": "chair", "admit": "ghost"}, "gate": [a_need("session.exists")]},
    "put it to the vote": {
        "decisions": {"choosing": a_decision(by="ghost")}, "gate": [a_need("choosing.accepted")],
    },
    "vote": {"decisions": {"choosing": a_decision(voters="ghost")}, "gate": [a_need("choosing.accepted")]},
    "ratify": {"decisions": {"choosing": a_decision(ratified_by="ghost")}, "gate": [a_need("choosing.ratified")]},
    "advise": {
        "decisions": {"choosing": a_decision(voters="chair", rule={"one_decides": {"advice": "ghost"}})},
        "gate": [a_need("choosing.accepted")],
    },
    "write what is decided about": {
        "records": GHOSTLY, "decisions": {"choosing": a_decision(per="topic")},
        "gate": [a_need("topics.exists(t, t.choosing.accepted)")],
    },
    "write what is chosen between": {
        "records": GHOSTLY, "decisions": {"choosing": a_decision(rule="most", ballot={"choice": ["topic"]})},
        "gate": [a_need("choosing.accepted")],
    },
    "name who writes": {
        "records": {
            "note": a_record(written_by="ghost", fields={"whom": WHOM}),
            "plan": a_record(written_by={"named_in": "note.whom"}),
        },
        "gate": [a_need("plan.shared")],
    },
    "write either of what is compared": {
        "records": {
            "note": a_record(written_by="ghost", fields={"whom": WHOM}),
            "plan": a_record(written_by="ghost", fields={"who": {"type": "participant", "title": "Who"}}),
        },
        "gate": [a_need("plan.who in note.whom")],
    },
    "waive": {"gate": [a_need("parties.size() > 99", waivable_by="ghost")]},
    "be asked for": {"gate": [a_need("ghost.participant != chair[0].participant", each="ghost")]},
    "give a role": {
        "roles": {**GHOST, "helper": {"title": "Helper", "named_by": ["ghost"]}},
        "gate": [a_need("helper.size() >= 1")],
    },
    "accept a holder": {
        "roles": {**GHOST, "judge": {"title": "Judge", "accepted_by": "ghost"}},
        "gate": [a_need("judge.exists(j, j.accepted)")],
    },
}  # fmt: skip


@pytest.mark.parametrize("told", NOBODY.values(), ids=NOBODY)
def test_an_end_is_missed_for_want_of_somebody_who_could(told: dict[str, Any]) -> None:
    proof = prove(a_method(**{"roles": GHOST, **told}), only_ends=True)

    assert proof.runs == ()
    assert ("nobody", "ghost") in [(one.why, one.what) for one in proof.missed["finished"]]


def closed_after(gate: str, then: str, **told: Any) -> Method:
    """Return a method in whose second phase nothing can be written any more."""
    phases = {
        "before": a_phase({"on": a_move("after", gate=[a_need(gate)])}, open=list(told["records"])),
        "after": a_phase({"finish": a_move("end.finished", gate=[a_need(then)])}),
    }
    return a_method(phases=phases, **told)


CIRCLE: dict[str, Any] = {
    "records": {"circle": a_record(fields={"whom": WHOM})},
    "roles": {**ROLES, "guide": {"title": "Guide", "held_by": "circle.whom"}},
}
CLOSED = {
    "withdrawn": ("note", closed_after("note.shared", "!note.exists", records={"note": a_record()})),
    "confirmed no longer": (
        "note",
        closed_after("note.confirmed", "!note.confirmed", records={"note": a_record(confirmed_by="chair")}),
    ),
    "fewer": ("note", closed_after("notes.size() >= 1", "notes.size() == 0", records={"note": a_record(many=True)})),
    "otherwise": ("circle", closed_after("guide.size() >= 1", "guide.size() == 0", **CIRCLE)),
}


@pytest.mark.parametrize(("record", "method"), CLOSED.values(), ids=CLOSED)
def test_an_end_is_missed_because_a_record_that_had_to_be_is_not_open(record: str, method: Method) -> None:
    missed = prove(method, only_ends=True).missed["finished"]

    assert ("not-open", record) in [(one.why, one.what) for one in missed]


IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "what is never so": {"gate": [a_need("false")]},
    "two records that have to be there before each other": {
        "records": {
            "topic": a_record(fields={"note": {"type": "link", "to": "note", "title": "Note"}}),
            "note": a_record(fields={"topic": {"type": "link", "to": "topic", "title": "Topic"}}),
        },
        "gate": [a_need("note.shared")],
    },
    "a decision that has to be taken before it is": {
        "decisions": {"choosing": a_decision(gate=[a_need("choosing.accepted", id="before")])},
        "gate": [a_need("choosing.accepted")],
    },
    "either of what cannot be": {
        "gate": [{"id": "either", "any": [a_need("parties.size() == 0", id="none"), a_need("false", id="never")]}],
    },
    "a meeting called as its phase, of which nobody says how": {
        "gate": [a_need("sessions.exists(s, s.title == s.phase)")],
    },
    "so many holders of what one may hold": {
        "roles": {**ROLES, "chair": {"title": "Chair", "seats": 1}},
        "records": {"note": a_record(confirmed_by={"role": "chair", "at_least": 2})},
        "gate": [a_need("note.confirmed")],
    },
    "a role held by all and by nobody": {
        **CIRCLE, "gate": [a_need("guide.size() >= 1", id="some"), a_need("guide.size() < 1", id="none")],
    },
    "a meeting that is over and then is not": {
        "phases": {
            "before": a_phase({"on": a_move("after", gate=[a_need("sessions.exists(s, s.ended)")])}),
            "after": a_phase({"finish": a_move("end.finished", gate=[a_need("sessions.all(s, !s.ended)")])}),
        },
    },
    "somebody who acts for two parties": {
        "gate": [a_need("parties[0].envoy[0].participant in parties[1].envoy.map(e, e.participant)")],
    },
    "a hold that does not end": {
        "gates": {"kept": {"title": "Kept", "all": [a_need("false")]}},
        "phases": {"work": a_phase({"finish": a_move("end.finished")}, **{"while": {"kept": "hold"}})},
    },
    "a hold that does not end, beside what would follow": {
        "gates": {
            "kept": {"title": "Kept", "all": [a_need("false")]},
            "so": {"title": "So", "all": [a_need("false", id="never")]},
        },
        "phases": {
            "work": a_phase(
                {"finish": a_move("end.finished")},
                **{"while": {"kept": "hold", "so": {"after": "P5D", "move": "finish"}}},
            ),
        },
    },
    "tracks of which one does not come to its end": {
        "phases": {
            "both": a_phase(
                {"on": a_move("end.finished")},
                tracks={
                    "left": a_phase({"over": a_move("done")}),
                    "right": a_phase({"over": a_move("done", gate=[a_need("false")])}),
                },
            )
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("told", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_end_is_missed_behind(told: dict[str, Any]) -> None:
    proof = prove(a_method(**told), only_ends=True)

    assert (proof.runs, set(proof.missed)) == ((), {"finished"})


TEXTS = {"type": "list", "of": "text", "title": "Texts"}


def test_a_text_that_nobody_can_add_to_the_case_is_missed() -> None:
    told: dict[str, Any] = {"gate": [a_need("'so' in case.texts")]}

    assert set(prove(a_method(case={"texts": TEXTS}, **told)).missed) == {"finished"}


def test_a_condition_that_a_list_of_the_case_selects_is_told_to_have_no_case() -> None:
    asked = a_need("note.shared", where="case.texts.size() >= 1", id="noted")
    method = a_method(case={"texts": TEXTS}, records={"note": a_record()}, gate=[asked])

    unshown = prove(method).unshown

    assert {mark.name: [one.why for one in why] for mark, why in unshown.items()} == {
        "work:finish.noted": ["no-case"],
    }


LOST: dict[str, Any] = {
    "ends": {"finished": {"title": "Finished", "verdict": "success"}, "lost": {"title": "Lost", "verdict": "failure"}},
}
TRACKS = {name: a_phase({"over": a_move("done")}) for name in ("left", "right")}


def test_of_two_phases_that_are_never_entered_both_are_named_before_what_keeps_from_them() -> None:
    phases = {
        "one": a_phase({"on": a_move("two", gate=[a_need("false")]), "off": a_move("end.lost")}),
        "two": a_phase({"on": a_move("three"), "back": a_move("one", back=True)}),
        "three": a_phase({"finish": a_move("end.finished")}),
    }

    missed = prove(a_method(phases=phases, **LOST)).missed["finished"]

    assert [(one.why, one.what) for one in missed] == [
        ("never-there", "three"), ("never-there", "two"), ("unmet", "asked"),
    ]  # fmt: skip


def test_of_tracks_that_are_never_entered_each_is_told_to_be_kept_from_by_the_same() -> None:
    phases = {
        "one": a_phase({"on": a_move("both", gate=[a_need("false")]), "off": a_move("end.lost")}),
        "both": a_phase({"finish": a_move("end.finished")}, tracks=TRACKS),
    }

    proof = prove(a_method(phases=phases, **LOST))

    assert set(proof.missed) == {"finished"}
    behind = {mark.name: why for mark, why in proof.unshown.items() if mark.kind == "phase"}
    assert set(behind) == {"both", "both.left", "both.right"}
    assert all(("unmet", "asked") in [(one.why, one.what) for one in why] for why in behind.values())


UNSHOWN: dict[str, tuple[dict[str, Any], dict[tuple[str, str], str]]] = {
    "nobody to ratify": (
        {"decisions": {"choosing": a_decision(ratified_by="ghost")}},
        {("choosing", "ratified"): "nobody", ("choosing", "not_ratified"): "nobody"},
    ),
    "nobody to put it to the vote": (
        {
            "records": {"note": a_record()},
            "decisions": {"choosing": a_decision(by="ghost", gate=[a_need("note.shared", id="noted")])},
        },
        {("choosing", "accepted"): "nobody", ("choosing", "rejected"): "nobody"},
    ),
    "nobody to write what is decided about": (
        {
            "records": GHOSTLY,
            "decisions": {"choosing": a_decision(per="topic", gate=[a_need("topics.size() >= 1", id="one")])},
        },
        {
            ("decision/choosing.one", "met"): "nobody", ("decision/choosing.one", "unmet"): "nobody",
            ("choosing", "accepted"): "nobody", ("choosing", "rejected"): "nobody",
        },
    ),
    "nobody to write what a gate of a record asks about": (
        {
            "records": {
                **GHOSTLY,
                "note": a_record(gate=[a_need("note.text != topic.text", each="topic", id="apt", if_none="met")]),
            },
        },
        {("record/note.apt", "met"): "nobody", ("record/note.apt", "unmet"): "nobody"},
    ),
    "a gate of a decision that is never shut": (
        {"decisions": {"choosing": a_decision(gate=[a_need("chair.size() >= 0", id="led")])}},
        {("decision/choosing.led", "unmet"): "always-met"},
    ),
    "a gate of a record that is never shut, however long one waits": (
        {
            "records": {
                "note": a_record(gate=[a_need("process.opened_at < phase.entered_at + duration('P2D')", id="soon")]),
            },
        },
        {("record/note.soon", "unmet"): "always-met"},
    ),
    "a text of the case of which none is known that would do": (
        {
            "case": {"kind": {"type": "text", "title": "Kind"}},
            "records": {"note": a_record()},
            "gate": [a_need("note.shared", id="noted", where="case.kind == 'big'")],
        },
        {("work:finish.noted", "unmet"): "no-case", ("work:finish.noted", "met"): "no-case"},
    ),
    "an outcome that no votes give": (
        {
            "records": {"topic": a_record(many=True)},
            "decisions": {"choosing": a_decision(rule={"accepted": "tally.yes > 99"}, per="topic")},
        },
        {("choosing", "accepted"): "outcome"},
    ),
    "a condition that never applies": (
        {"records": {"note": a_record()}, "gate": [a_need("note.shared", id="noted", where="parties.size() > 99")]},
        {("work:finish.noted", "unmet"): "always-met", ("work:finish.noted", "met"): "never-met"},
    ),
    "a wait that never applies": (
        {"gate": [{"id": "wait", "waited": "P5D", "where": "false", "unmet": "Wait", "owed_by": "chair"}]},
        {("work:finish.wait", "unmet"): "always-met", ("work:finish.wait", "met"): "never-met"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), UNSHOWN.values(), ids=UNSHOWN)
def test_what_is_not_shown_is_told_with_its_reason(told: dict[str, Any], expected: dict[tuple[str, str], str]) -> None:
    unshown = prove(a_method(**{"roles": GHOST, **told})).unshown

    assert {(mark.name, mark.what): why[0].why for mark, why in unshown.items()} == expected


def test_a_process_that_comes_to_no_end_keeps_from_the_end_behind_it() -> None:
    never = FINDING.replace("need: answer.exists", "need: 'false'").replace(
        "late: {title: Time is up, to: end.not_settled, at: term}",
        "late: {title: Late, to: end.not_settled, by: guide, "
        "gate: [{id: never, need: 'false', unmet: No, owed_by: guide}]}",
    )

    proof = prove(talks("need: facts.ended, if_none: met", "need: facts.ended", child=never), only_ends=True)

    assert [run.end for run in proof.runs] == ["agreed"]
    assert set(proof.missed) == {"dissent"}


def test_nothing_can_be_said_of_a_process_that_was_not_opened() -> None:
    method = a_method()

    with pytest.raises(ValueError, match="has not been opened"):
        _ = Standing(method, Simulation(method), NINE).situation
