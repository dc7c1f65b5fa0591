"""What the log says of events of which no shipped story has one, in the words that people read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from immutables import Map

from api.wording.saying import say_in
from engine.process import events
from engine.process.persistent import empty
from engine.process.situation import Tally, Voter
from engine.process.view import Telling, entries
from tests.engine.process.test_families import a_family
from tests.engine.process.test_giving_back import begun
from tests.engine.process.test_reading_the_parent import NO_EACH
from tests.factories import NINE, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, two_parties

GUIDE = {"title": "Guide", "neutral": True, "accepted_by": "parties"}
LINE = {"text": {"type": "line", "title": "Text"}}


def said(telling: Telling, table: Table, body: events.Body, actor: str | None = "chair") -> str:
    """Return the sentence of an event, in English."""
    event = replace(table.events[0], body=body, actor=actor, role=None)
    (entry,) = entries(replace(telling, say=say_in("en")), [(1, event, {})])
    return entry.text


@pytest.fixture(scope="module")
def table() -> Table:
    """Return a process with one of each: a note, wishes, votes of each kind, a waiver, a meeting, holds."""
    gate = [a_need("note.exists", each="party", owed_by="envoy", unmet="{party.name} owes a note")]
    vote = {"seen_by": "process", "rule": "most"}
    method = a_method(
        roles={"chair": {"title": "Chair"}, "envoy": {"title": "Envoy", "of": "party"}, "guide": GUIDE},
        may={"open": "chair", "admit": "chair", "hold": "chair"}, waivable_by="chair", table=["chair", "envoy"],
        records={
            "note": a_record(title="Note", per="party"),
            "wish": a_record(title="Wish", many=True, fields=LINE),
            "own": a_record(title="Own wish", many=True, fields=LINE, seen_by="party"),
        },
        decisions={
            "pact": a_decision(title="Pact", **vote),
            "place": a_decision(title="Place", ballot={"choice": {"sea": "The sea", "wood": "The wood"}}, **vote),
            "order": a_decision(title="Order", ballot={"ranking": {"a": "First", "b": "Other"}},
                                seen_by="process", rule={"ranking": "schulze"}),
            "favourite": a_decision(title="Favourite", ballot={"choice": "wish"}, **vote),
        },
        gates={"calm": {"title": "Calm", "all": [a_need("wishs.size() < 9", id="few")]}},
        phases={
            "work": a_phase({"on": a_move("rest", title="On", gate=gate)}, title="Work",
                            open=["note", "wish", "own", "pact", "place", "order", "favourite"]),
            "rest": a_phase({"finish": a_move("end.finished")}, title="Rest"),
        },
    )  # fmt: skip
    table = two_parties(method, zone="Europe/Amsterdam")
    table.join("gina", None, "guide")
    table.share("note", "ann", "note-1", subject=table.party("A"))
    for wish, text in (("wish-1", "Shade"), ("wish-2", "Quiet")):
        table.share("wish", "ann", wish, fields={"text": text})
    table.share("own", "ann", "own-1", fields={"text": "Secret"})
    for decision in ("pact", "place", "order", "favourite"):
        table.propose(decision, run=decision)
    table.do("waive", "chair", waiver="w", condition="work:on.asked", subject=table.party("B"), reason="Ill")
    table.do("plan", "chair", session="s", phase="work", title="Walk", starts_at=NINE + timedelta(days=1))
    table.do("hold", "chair", hold="h", reason="Floods")
    return table


DUTY = "work:on.asked"
A_VOTER = Voter("PARTY", None, "envoy")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (events.RecordCorrected("note-1", 2, ()),
         "The correction of “Note” is accepted: version 2 counts and stays confirmed"),
        (events.DisputeEnded("note-1", 1, "bob"), "Bob no longer disputes “Note”"),
        (events.ConfirmationLapsed("note-1", 1, "bob"),
         "The confirmation of “Note” by Bob lapsed: version 1 no longer counts"),
        (events.RecordUnconfirmed("note-1", 1), "“Note” awaits confirmation again"),
        (events.PartiesPicked("note-1", ()), "Chair picked who is to see “Note”: nobody"),
        (events.HandedOwned("note-1", 1, "PARTY"), "“Note” was written by A, which takes part here now"),
        (events.HandedLapsed("note-1", 1, "gone"),
         "“Note” counts no longer: it counts no longer where it comes from"),
        (events.DepositReopened("note", ("PARTY",), "others"),
         "The deposit “Note” of A is open again: there are others who deposit now, so all seal again"),
        (events.DepositSealed("note", ("gone",), ()), "… sealed its deposit: “Note”"),
        (events.DepositSealed("note", ("ann",), ()), "Ann sealed its deposit: “Note”"),
        (events.DepositsRenewed("note"), "A new round of depositing “Note” has begun"),
        (events.FiguresTakenBack("note", ()), "There are no figures of “Note” any more"),
        (events.DutyDone("PARTY", DUTY), "A has caught up: A owes a note"),
        (events.DutyDone("PARTY", DUTY, "moot"), "A need not catch up with this any more: A owes a note"),
        (events.DutyOverdue("PARTY", DUTY), "A has not caught up in time: A owes a note"),
        (events.HolderRefused("guide", "gina", "PARTY"), "A took back the acceptance of Gina as Guide"),
        (events.RoleTaken("guide", "gina", alternate=True), "Gina became Guide (alternate)"),
        (events.RoleTaken("guide", "gina"), "Gina became Guide"),
        (events.VoterJoined("pact", A_VOTER), "Somebody else may vote on “Pact” now"),
        (events.VoterWeighed("pact", "PARTY", "3/2"), "The vote of A on “Pact” weighs 3/2 now"),
        (events.ObjectionJudged("wish-1", "pact", admissible=True), "An objection to “Pact” was judged admissible"),
        (events.ObjectionJudged("wish-1", "pact", admissible=False),
         "An objection to “Pact” was judged inadmissible"),
        (events.VersionAdopted("1.0.0", "2.0.0", "", "pact"),
         "Chair brought the process from version 1.0.0 of the method to version 2.0.0, as decided in “Pact”"),
        (events.VersionAdopted("1.0.0", "2.0.0", "", None),
         "Chair brought the process from version 1.0.0 of the method to version 2.0.0"),
        (events.PhasePassed("rest", 1), "“Rest” does not apply here and was passed"),
        (events.PhaseEnded("rest"), "“Rest” is done"),
        (events.RehearsalBegan(), "This is a rehearsal: it can be deleted whole"),
        (events.TermExtended("work", 1, "P7D", None), "Chair extended the term of “Work” by 7 days"),
        (events.TermExtended("work", 1, "P1Y2M1WT90M1S", None),
         "Chair extended the term of “Work” by 14 months, 7 days, 1 hour, 30 minutes and 1 second"),
        (events.DueSet("move:work#1:work.on", NINE),
         "On: happens by itself on 2 Mar 2026, 10:00"),
        (events.DueSet("move:work#1:work.on", None), "On: the clock no longer runs"),
        (events.PeopleTold("record:wish-1", ("ann", "gone", "bob")), "Ann and Bob were told: Wish"),
        (events.PeopleTold(events.TURN, ("ann",)), "Chair reminded Ann of what is asked of them"),
        (events.HoldBegan("x", "work", "calm"), "The process is on hold until this holds again: Calm"),
        (events.HoldBegan("x", "work", None), "The process is on hold"),
        (events.WaiverExpired("w"), "The waiver has ended of: “B owes a note”"),
        (events.SessionAttended("s", ("ann", "gone")), "Present at the meeting “Walk”: Ann"),
        (events.BegunBy("p", "p", "x", (), 1, ("guide", "envoy")),
         "Another process began this one; who holds these roles there acts here: Guide and Envoy"),
        (events.TakenIn("rest", ("work",)),
         "Chair took in a collaboration that was under way, at “Rest”; not gone through here: Work"),
        (events.ProcessEnded("finished"), "The process ended: Finished"),
        (events.ProcessEnded("cancelled"), "The process ended: Cancelled"),
    ],
)  # fmt: skip
def test_an_event_is_told_by_titles_and_names(table: Table, body: events.Body, told: str) -> None:
    assert said(table.telling(), table, _with_party(table, body)) == told


def _with_party(table: Table, body: Any) -> Any:
    """Return an event with the id of a party where it says PARTY."""
    party = table.party("A")
    places = {name: getattr(body, name) for name in ("party", "by", "voter", "subject") if hasattr(body, name)}
    found = {"PARTY": party, ("PARTY",): (party,)}
    return replace(body, **{name: found[value] for name, value in places.items() if value in found})


@pytest.mark.parametrize(
    ("run", "ballot", "told"),
    [
        ("pact", "yes", "Ann voted on “Pact”: in favour"),
        ("place", "wood", "Ann voted on “Place”: The wood"),
        ("place", "abstain", "Ann voted on “Place”: abstention"),
        ("order", ["b", "a"], "Ann voted on “Order”: Other, First"),
        ("favourite", "wish-1", "Ann voted on “Favourite”: Shade"),
        ("favourite", {"wish-1": 4, "own-1": 0}, "Ann voted on “Favourite”: Shade: 4, own-1: 0"),
        ("favourite", ["wish-2", "wish-1"], "Ann voted on “Favourite”: Quiet, Shade"),
    ],
)
def test_a_vote_is_told_by_what_its_options_are_called(table: Table, run: str, ballot: Any, told: str) -> None:
    vote = events.VoteCast(run, "ann", "ann", "envoy", ballot)

    assert said(table.telling("bob"), table, vote, "ann") == told


WON = "“Favourite” was closed: adopted"


@pytest.mark.parametrize(
    ("outcome", "winner", "winners", "told"),
    [
        ("rejected", None, (), "“Favourite” was closed: rejected"),
        ("accepted", None, (), WON),
        ("accepted", "wish-2", (), f"{WON} (Quiet)"),
        ("accepted", "wish-2", ("wish-2", "wish-1"), f"{WON} (Quiet and Shade)"),
    ],
)
def test_what_won_a_vote_is_told_by_its_name(
    table: Table, outcome: Any, winner: str | None, winners: tuple[str, ...], told: str
) -> None:
    tally = Tally(2, 2, 0, empty())

    closed = events.DecisionClosed("favourite", "favourite", outcome, tally, winner, winners)

    assert said(table.telling(), table, closed, None) == told


def test_how_a_vote_was_counted_is_told_by_what_its_options_are_called(table: Table) -> None:
    tally = Tally(3, 2, 1, Map({"wood": 2, "sea": 0}))
    event = replace(table.events[0], body=events.DecisionClosed("place", "place", "accepted", tally, "wood"))

    (entry,) = entries(replace(table.telling(), say=say_in("en")), [(1, event, {})])

    assert entry.details == ["The sea: 0", "The wood: 2", "2/3"]


def test_a_record_whose_words_were_erased_is_told_without_them(table: Table) -> None:
    (written,) = [one for one in table.events if isinstance(one.body, events.RecordShared) and one.body.id == "wish-1"]
    body: Any = written.body
    erased = replace(written, body=replace(body, fields=None))

    entry, kept = entries(table.telling(), [(1, erased, {}), (2, written, {})])

    assert (entry.data["fields"], kept.data["fields"]) == (None, {"text": "Shade"})
    assert entry.text == kept.text


def test_a_process_that_is_about_nothing_is_called_by_its_phase_and_told_by_how_it_ended() -> None:
    family = a_family(*NO_EACH)
    family.do("move", "chair", move="on")
    child = family.child
    family.found()

    started, ended = (said(family.telling(), family, one, None) for one in (
        events.ChildStarted(child, "facts", 1, (), "finding", "1.0.0"), events.ChildEnded(child, "settled"),
    ))  # fmt: skip

    assert (started, ended) == ("“Facts” began", "“Facts” ended: Settled")


def test_what_other_processes_bring_about_is_told_by_phase_and_subject() -> None:
    family = begun("wet")
    child, telling = family.child, family.telling()

    assert [
        said(telling, family, one, None)
        for one in (
            events.ChildDismissed(child),
            events.BroughtBy(child, "gather"),
            events.ParentBrought("gather"),
            events.RecordHanded("r", "answer", ("wet",), None, 1, "ann", child, "x", "y", None),
            events.RecordHanded("r", "answer", ("wet",), None, 1, "ann", "elsewhere", "x", "y", None),
        )
    ] == [
        "“Facts: Is wet so?” was broken off, as its phase was left",
        "“Facts: Is wet so?” brought the process to “Gather”",
        "The process that began this one goes on at “Gather”",
        "“Answer” was taken over from Facts: Is wet so?, version 1",
        "“Answer” was taken over from the process that began this one, version 1",
    ]
