"""Hard situation 4: a party joins in phase 5.

Gates that were passed are not undone; what each party had to meet there is a list that the newcomer catches up with;
the agreement vote waits for it, and the standing gate does not hold the others meanwhile.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.process import events
from engine.process.refusal import Refusal
from engine.process.view import participants, parties
from tests.factories import (
    ROLES,
    Table,
    a_decision,
    a_method,
    a_move,
    a_need,
    a_phase,
    a_record,
    a_table,
    two_parties,
    unmet,
)  # fmt: skip

MANDATE = a_need(
    "mandate.confirmed", id="mandate", each="party", unmet="{party.name} has no mandate", owed_by="envoy", due="P14D"
)
INTEREST = a_need(
    "interest.shared", id="interest", each="party", unmet="{party.name} has told no interest", owed_by="envoy"
)
FACTS = a_need("facts.size() > 0", id="facts", unmet="No fact was told", owed_by="chair")


def in_the_fifth_phase(mandate: dict[str, Any] = MANDATE) -> Table:
    """Return a process of A and B that came to its fifth phase through two gates, where C comes to the table."""
    names = ("convene", "share", "learn", "shape", "agree")
    gates: dict[str, Any] = {"convene": ["mandates"], "share": [INTEREST, FACTS]}
    opened = {"convene": ["mandate", "fact"], "share": ["interest"], "agree": ["agreement"]}
    phases = {}
    for name, ahead in zip(names, [*names[1:], "end.finished"], strict=True):
        gate = {"gate": gates[name]} if name in gates else {}
        moves = {"on": a_move(ahead, **gate)}
        if name == "agree":
            moves["back"] = a_move("convene", back=True)
        told = {"open": opened[name]} if name in opened else {}
        phases[name] = a_phase(moves, **told, **({"while": {"mandates": "hold"}} if name == "agree" else {}))
    method = a_method(
        records={
            "mandate": a_record(per="party", confirmed_by="envoy"),
            "interest": a_record(per="party"),
            "fact": a_record(many=True, written_by="chair"),
        },
        decisions={"agreement": a_decision()},
        gates={"mandates": {"title": "Mandates", "all": [mandate]}},
        phases=phases,
    )
    table = two_parties(method)
    table.share("fact", "chair")
    for who in ("ann", "bob"):
        confirm(table, who)
    table.do("move", "chair", move="convene.on")
    for who in ("ann", "bob"):
        table.share("interest", who)
    for name in names[1:-1]:
        table.do("move", "chair", move=f"{name}.on")
    assert table.now() == ["agree"]
    return table


def confirm(table: Table, who: str) -> None:
    known = table.share("mandate", who)
    table.do("confirm", who, id=known, version=1)


def owed(table: Table) -> list[tuple[str, str, bool]]:
    """Return what has to be caught up with, as everybody is told."""
    return [(one.party.name, one.condition, one.overdue) for one in table.progress().catch_up]


def test_what_was_passed_stays_passed_and_the_newcomer_gets_a_list_of_what_each_party_had_to_meet() -> None:
    table = in_the_fifth_phase()

    table.join("cat", "C", "envoy")

    assert table.now() == ["agree"]
    assert owed(table) == [("C", "mandates.mandate", False), ("C", "share:on.interest", False)]
    assert [one.text for one in table.progress().catch_up] == ["C has no mandate", "C has told no interest"]
    assert [one.owed_by[0].text for one in table.progress().catch_up] == ["role_of_party(role=Envoy, party=C)"] * 2
    assert [one.catching_up for one in parties(table.telling())] == [False, False, True]


def test_somebody_who_comes_to_a_party_that_is_there_has_nothing_to_catch_up_with() -> None:
    table = in_the_fifth_phase()

    table.join("amy", "A", "envoy")

    assert owed(table) == []


def test_the_agreement_waits_until_the_newcomer_caught_up_and_then_counts_its_vote() -> None:
    table = in_the_fifth_phase()
    table.join("cat", "C", "envoy")

    refusal = table.refused("propose", "chair", decision="agreement")
    assert (refusal.kind, refusal.message, refusal.values["parties"]) == ("not-now", "parties_catch_up", ("C",))
    confirm(table, "cat")
    assert owed(table) == [("C", "share:on.interest", False)]
    table.share("interest", "cat")

    assert owed(table) == []
    run = table.propose("agreement")
    assert [one.party for one in table.run(run).voters] == [table.party(name) for name in "ABC"]


def test_what_the_newcomer_owes_is_open_to_it_alone_though_its_phase_is_over() -> None:
    table = in_the_fifth_phase()
    table.join("cat", "C", "envoy")

    table.draft("mandate", "cat")

    assert table.refused("record", "ann", record="mandate", fields={"text": "x"}).message == "not_open_here"
    assert table.refused("record", "chair", record="fact", fields={"text": "x"}).message == "not_open_here"


@pytest.mark.parametrize("mandate", [MANDATE, {key: told for key, told in MANDATE.items() if key != "due"}])
def test_a_standing_gate_does_not_hold_the_others_while_the_newcomer_catches_up(mandate: dict[str, Any]) -> None:
    table = in_the_fifth_phase(mandate)

    table.join("cat", "C", "envoy")

    assert table.situation.state == "open"


def test_once_its_term_is_over_the_newcomer_counts_whether_it_caught_up_or_not() -> None:
    table = in_the_fifth_phase()
    table.join("cat", "C", "envoy")
    table.share("interest", "cat")
    assert table.progress().catch_up[0].due_at == table.at + timedelta(days=14)

    happened = table.wait(days=14)

    assert events.DutyOverdue(table.party("C"), "mandates.mandate") in happened
    assert owed(table) == [("C", "mandates.mandate", True)]
    assert table.situation.state == "held"
    confirm(table, "cat")
    assert (owed(table), table.situation.state) == ([], "open")
    assert table.propose("agreement")


def test_a_newcomer_counts_in_gates_ahead_at_once() -> None:
    table = in_the_fifth_phase()
    table.join("cat", "C", "envoy")

    table.do("move", "chair", move="agree.back")

    assert owed(table) == []
    assert unmet(table.refused("move", "chair", move="convene.on")) == {"mandate": "unmet"}


def test_a_newcomer_that_leaves_again_keeps_nobody_waiting() -> None:
    table = in_the_fifth_phase()
    table.join("cat", "C", "envoy")

    table.do("leave", "cat")

    assert owed(table) == []
    assert table.propose("agreement")


def test_a_condition_that_does_not_tell_for_whom_it_is_met_is_no_duty() -> None:
    table = in_the_fifth_phase({**MANDATE, "shows": "count", "unmet": "A mandate is missing"})

    table.join("cat", "C", "envoy")

    assert owed(table) == [("C", "share:on.interest", False)]


def test_who_comes_before_a_gate_was_passed_has_no_list() -> None:
    table = two_parties(a_method(records={"interest": a_record(per="party")}, gate=[INTEREST]))

    assert not [one for one in table.events if isinstance(one.body, events.CatchUpBegan)]
    assert not isinstance(table.ask("join", "chair", name="Cat", party="C"), Refusal)
    assert owed(table) == []
    assert len(participants(table.telling())) == 4


def with_a_guide() -> Table:
    """Return a process beyond its first phase whose guide, accepted by A and B, must stay accepted."""
    guide = {"title": "Guide", "neutral": True, "accepted_by": "parties"}
    accepted = a_need("guide.accepted", id="accepted", each="guide", unmet="Not accepted", owed_by="envoy")
    method = a_method(
        roles={**ROLES, "guide": guide, "envoy": {"title": "Envoy", "of": "party", "named_by": ["chair", "guide"]}},
        may={"open": "chair", "admit": ["chair", "guide"]},
        gates={"guided": {"title": "Guided", "all": [accepted]}},
        phases={
            "convene": a_phase({"on": a_move("agree", by="guide")}),
            "agree": a_phase({"finish": a_move("end.finished")}, open=["agreement"], **{"while": {"guided": "hold"}}),
        },
        decisions={"agreement": a_decision()},
    )
    table = a_table(method)
    table.join("gus", None, "guide")
    for name, party in (("ann", "A"), ("bob", "B")):
        table.join(name, party, "envoy")
    for name in ("ann", "bob"):
        table.do("accept", name, role="guide", participant="gus")
    table.do("move", "gus", move="convene.on")
    return table


def test_a_guide_whom_all_accepted_stays_accepted_until_the_newcomer_says_so_too() -> None:
    table = with_a_guide()

    table.do("join", "gus", participant="cat", name="Cat", party="C", roles=["envoy"])

    assert table.situation.state == "open"
    assert owed(table) == [("C", "accept:guide/gus", False)]
    assert [one.text for one in table.progress().catch_up] == ["accepts(who=Gus, role=Guide)"]
    assert table.refused("propose", "chair", decision="agreement").message == "parties_catch_up"
    table.do("accept", "cat", role="guide", participant="gus")
    assert (owed(table), table.situation.state) == ([], "open")
    assert table.propose("agreement")


def test_a_newcomer_can_take_its_acceptance_back_like_all_others() -> None:
    table = with_a_guide()
    table.do("join", "gus", participant="cat", name="Cat", party="C", roles=["envoy"])
    table.do("accept", "cat", role="guide", participant="gus")

    table.do("accept", "cat", role="guide", participant="gus", answer="no")

    assert table.situation.state == "held"


def test_a_newcomer_has_nobody_to_accept_once_he_holds_the_role_no_longer() -> None:
    table = with_a_guide()
    table.do("join", "gus", participant="cat", name="Cat", party="C", roles=["envoy"])

    table.do("leave", "gus")

    assert owed(table) == []


def test_who_comes_after_a_decision_is_not_asked_to_ratify_it() -> None:
    told = {"ratified_by": {"each": "party", "role": "envoy"}}
    table = two_parties(a_method(decisions={"agreement": a_decision(**told)}))
    run = table.propose("agreement")
    table.vote(run, ann="yes", bob="yes")
    table.do("close", "chair", run=run)
    table.join("cat", "C", "envoy")

    assert table.refused("ratify", "cat", run=run, answer="no").message == "ratify_not_yours"
    table.do("ratify", "ann", run=run, answer="yes")
    happened = table.do("ratify", "bob", run=run, answer="yes")

    assert events.DecisionRatified(run, "agreement") in happened
