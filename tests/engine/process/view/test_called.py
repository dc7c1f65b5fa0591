"""What things are called that events hold by id: each by the title that the method gives it."""

from __future__ import annotations

import pytest

from engine.language.texts import Text
from engine.process.timing.keys import RANKS
from engine.process.view.called import about_title, due_title, option_title
from tests.factories import Table, a_decision, a_method, a_move, a_need, a_phase, a_record, two_parties

OWES = "{party.name} owes a note"
DUE = [
    ("phase:work", "Work"),
    ("remind:work#1:0", "Work"),
    ("window:run-1", "Pact"),
    ("ratify:run-1", "Pact"),
    ("run:run-1", "Pact"),
    ("every:note-of-a", "Note"),
    ("record:wish-1", "Wish"),
    ("hold:any", "the_process"),
    ("move:work#1:work.finish", "Finish"),
    ("while:work#1:calm", "Calm"),
    ("wait:work#1:work:finish.asked/PARTY", "A owes a note"),
    ("owed:work#1:work:finish.asked/PARTY", "A owes a note"),
    ("role:envoy/ann", "Envoy Ann"),
    ("role:envoy/nobody", "Envoy …"),
    ("catchup:PARTY/work:finish.asked", "A owes a note"),
    ("catchup:PARTY/accept:guide/ann", "accepts(who=Ann, role=Guide)"),
]


@pytest.fixture(scope="module")
def table() -> Table:
    """Return a process in which ann shared a note for her party and a wish, and a pact is put to the vote."""
    guide = {"title": "Guide", "neutral": True, "accepted_by": "parties"}
    gate = [a_need("note.exists", each="party", due="P3D", owed_by="envoy", unmet=OWES)]
    phase = a_phase(
        {"finish": a_move("end.finished", title="Finish", gate=gate)},
        title="Work", open=["note", "wish", "pact"], term="P10D",
    )  # fmt: skip
    table = two_parties(
        a_method(
            roles={"chair": {"title": "Chair"}, "envoy": {"title": "Envoy", "of": "party"}, "guide": guide},
            records={"note": a_record(title="Note", per="party"), "wish": a_record(title="Wish", many=True)},
            decisions={"pact": a_decision(title="Pact", open_for="P5D", silence="blocks")},
            gates={"calm": {"title": "Calm", "all": [a_need("notes.size() < 9", id="few")]}},
            phases={"work": phase},
        )
    )
    table.share("note", "ann", "note-of-a", subject=table.party("A"))
    table.share("wish", "ann", "wish-1")
    table.propose("pact", run="run-1")
    return table


@pytest.mark.parametrize(("due", "told"), DUE)
def test_what_is_due_is_called_by_its_title(table: Table, due: str, told: str) -> None:
    assert due_title(table.telling(), due.replace("PARTY", table.party("A"))) == told


def test_every_kind_that_can_be_due_but_waivers_is_tried_above() -> None:
    assert set(RANKS) - {due.partition(":")[0] for due, _ in DUE} == {"waiver"}


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ("record:note-of-a", "Note"),
        ("run:run-1", "Pact"),
        ("while:work:calm", "Calm"),
        ("move:work.finish", "Finish"),
        ("work.finish", "Finish"),
        ("turn", "their_turn"),
    ],
)
def test_what_people_are_told_about_is_called_by_its_title(table: Table, about: str, told: str) -> None:
    assert about_title(table.telling(), about) == told


def test_an_option_is_called_by_its_title_by_the_name_of_its_record_or_as_it_stands() -> None:
    secret = a_record(many=True, fields={"text": {"type": "line", "title": "Text"}}, seen_by="party")
    table = two_parties(a_method(records={"wish": secret}))
    wish = table.share("wish", "ann", fields={"text": "Shade"})

    assert option_title(table.telling("ann"), "later", {"later": Text("Later", {})}) == "Later"
    assert option_title(table.telling("ann"), wish, {}) == "Shade"
    assert option_title(table.telling("bob"), wish, {}) == wish
    assert option_title(table.telling("ann"), "yes", {}) == "yes"
