from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.process import events
from engine.process.view import entries, records
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table, unmet
from tests.promises.seen import as_text, numbered, standing, views

PEOPLE = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("cas", "C", "envoy"), ("gus", None, "guide")]
WITH_GUIDE = {**ROLES, "guide": {"title": "Guide"}}
BOUNDS: dict[str, Any] = {
    "text": {"type": "text", "title": "Text"},
    "bounds": {"type": "text", "title": "Bounds", "optional": True, "seen_by": "picked"},
}


def a_case(**note: Any) -> Table:
    """Return a process in which notes are for parties that their owner picks."""
    told = {"many": True, "seen_by": "picked", **note}
    return a_table(a_method(roles=WITH_GUIDE, records={"note": a_record(**told)}), PEOPLE)


def found_by(table: Table, text: str) -> set[str]:
    """Return who finds a text, in a view or the log."""
    everybody = ("ann", "bob", "cas", "gus", "chair", None)
    return {str(one) for one in everybody if text in seen(table, one)}


def seen(table: Table, reader: str | None) -> str:
    lines = entries(table.telling(reader), numbered(table.events))
    return as_text(
        [lines, views(table.method, table.situation, reader), standing(table.method, table.situation, reader)]
    )


def test_a_record_is_for_the_parties_that_were_picked_when_it_was_written() -> None:
    table = a_case()
    table.share("note", "ann", "hidden", fields={"text": "canary"}, picked=["B"])

    assert found_by(table, "canary") == found_by(table, "hidden") == {"ann", "bob"}
    (known,) = records(table.telling("bob"))
    assert [one.name for one in known.picked] == ["B"]


def test_without_a_pick_it_stays_with_its_own_side_and_a_draft_does_in_any_case() -> None:
    table = a_case()
    table.share("note", "ann", fields={"text": "canary"})
    assert found_by(table, "canary") == {"ann"}

    table.draft("note", "ann", fields={"text": "drafted"}, picked=["B"])
    assert found_by(table, "drafted") == {"ann"}


def test_before_it_is_shared_another_pick_takes_the_place_of_the_first() -> None:
    table = a_case()
    table.draft("note", "ann", "hidden", fields={"text": "canary"}, picked="B")
    table.do("pick", "ann", id="hidden", parties="C")

    table.do("share", "ann", id="hidden", version=1)

    assert found_by(table, "canary") == {"ann", "cas"}


def test_picking_for_a_draft_those_who_are_picked_already_is_refused_since_nothing_would_change() -> None:
    table = a_case()
    table.draft("note", "ann", "hidden", fields={"text": "canary"}, picked=["B", "C"])

    assert table.refused("pick", "ann", id="hidden", parties=["C", "B"]).message == "changes_nothing"


def test_once_shared_more_parties_can_be_picked_and_none_is_taken_away() -> None:
    table = a_case()
    table.share("note", "ann", "hidden", fields={"text": "canary"}, picked="B")
    shared_at = table.record("hidden").shared_at
    table.at = table.at.replace(hour=15)

    happened = table.do("pick", "ann", id="hidden", parties=["C"])

    assert [type(one) for one in happened] == [events.PartiesPicked, events.RecordWidened]
    assert found_by(table, "canary") == {"ann", "bob", "cas"}
    assert table.record("hidden").shared_at == shared_at
    assert table.refused("pick", "ann", id="hidden", parties="B").message == "picked_already"


def test_a_new_version_is_for_all_who_were_picked() -> None:
    table = a_case()
    table.share("note", "ann", "hidden", picked="B")
    table.share("note", "ann", "hidden", fields={"text": "canary"})

    assert found_by(table, "canary") == {"ann", "bob"}


def test_a_later_party_does_not_read_what_a_version_before_said() -> None:
    table = a_case()
    table.share("note", "ann", "hidden", fields={"text": "first"}, picked="B")
    table.share("note", "ann", "hidden", fields={"text": "second"})
    table.do("pick", "ann", id="hidden", parties="C")

    assert found_by(table, "first") == {"ann", "bob"}
    assert found_by(table, "second") == {"ann", "bob", "cas"}


def test_confirmations_and_the_moment_of_confirming_stay_when_more_people_see_it() -> None:
    table = a_case(confirmed_by="envoy")
    table.share("note", "ann", "hidden", picked="B")
    table.do("confirm", "ann", id="hidden", version=1)
    before = table.record("hidden")

    table.do("pick", "ann", id="hidden", parties="C")

    after = table.record("hidden")
    assert (after.confirmations, after.confirmed_at) == (before.confirmations, before.confirmed_at)


def test_only_who_writes_it_picks_and_for_others_it_is_not_there() -> None:
    table = a_case()
    table.share("note", "ann", "hidden", picked="B")

    assert table.refused("pick", "bob", id="hidden", parties="C").kind == "not-yours"
    assert table.refused("pick", "cas", id="hidden", parties="C").message == "record_unknown"
    assert table.refused("pick", "cas", id="nothing", parties="C").message == "record_unknown"
    assert table.refused("pick", "ann", id="hidden", parties="D").message == "no_such_party"


def test_what_is_for_others_is_not_picked() -> None:
    table = a_case(seen_by="process")
    note = table.share("note", "ann")

    assert table.refused("pick", "ann", id=note, parties="B").message == "never_picked"
    refused = table.refused("record", "ann", record="note", fields={"text": "X"}, picked="B")
    assert (refused.message, refused.pointer) == ("never_picked", "/picked")


def test_a_field_is_for_picked_parties_and_others_do_not_learn_that_anybody_was_picked() -> None:
    def shared(bounds: str | None, *picked: str) -> Table:
        table = a_case(seen_by="process", fields=BOUNDS)
        fields = {"text": "Known", **({"bounds": bounds} if bounds else {})}
        table.share("note", "ann", "known", fields=fields, **({"picked": picked} if picked else {}))
        return table

    table, other = shared("canary", "B"), shared(None)

    assert found_by(table, "canary") == {"ann", "bob"}
    table.do("pick", "ann", id="known", parties="C")
    assert found_by(table, "canary") == {"ann", "bob", "cas"}
    for reader in ("gus", "chair", None):
        assert without_ids(table, seen(table, reader)) == without_ids(other, seen(other, reader))


def without_ids(table: Table, text: str) -> str:
    for number, event in enumerate(one for one in table.events if one.label in ("process", "public")):
        text = text.replace(event.id, f"event {number}")
    for party in table.situation.parties.values():
        text = text.replace(party.id, str(party.name))
    hidden = {draft.id: "draft" for draft in table.events if draft.type == "RecordWritten"}
    for identity, name in hidden.items():
        text = text.replace(identity, name)
    return text


def test_a_new_version_shows_its_field_to_those_who_were_picked_before() -> None:
    table = a_case(seen_by="process", fields=BOUNDS)
    table.share("note", "ann", "known", fields={"text": "Known", "bounds": "first"}, picked="B")
    table.share("note", "ann", "known", fields={"text": "Known", "bounds": "second"})

    assert found_by(table, "second") == {"ann", "bob"}


def test_who_writes_the_rest_keeps_a_field_with_those_it_was_shown_to() -> None:
    table = a_case(seen_by="process", fields=BOUNDS, written_by=["envoy", "guide"])
    table.share("note", "ann", "known", fields={"text": "Known", "bounds": "canary"}, picked="B")

    table.share("note", "gus", "known", fields={"text": "Mended"})

    assert found_by(table, "canary") == {"ann", "bob"}
    assert found_by(table, "Mended") >= {"ann", "bob", "cas", "gus"}


def test_a_field_cannot_name_to_picked_parties_what_they_do_not_know() -> None:
    link = {"text": BOUNDS["text"], "about": {"type": "link", "to": "secret", "title": "About", "seen_by": "picked"}}
    declared = {"secret": a_record(many=True, seen_by="picked"), "note": a_record(many=True, fields=link)}
    table = a_table(a_method(roles=WITH_GUIDE, records=declared), PEOPLE)
    table.share("secret", "ann", "secret", picked="B")
    table.share("note", "ann", "note", fields={"text": "X", "about": "secret"}, picked="B")

    assert table.refused("pick", "ann", id="note", parties="C").message == "tells_of_hidden"
    table.do("pick", "ann", id="secret", parties="C")
    table.do("pick", "ann", id="note", parties="C")


def test_a_vote_is_shown_to_parties_that_who_opens_it_picks() -> None:
    plan = a_decision(by="guide", voters="guide", seen_by=["guide", "picked"])
    table = a_table(a_method(roles=WITH_GUIDE, decisions={"plan": plan}), PEOPLE)
    table.do("propose", "gus", decision="plan", run="hidden", picked="A")
    assert found_by(table, "hidden") == {"gus", "ann"}

    table.do("pick", "gus", id="hidden", parties=["B"])

    assert found_by(table, "hidden") == {"gus", "ann", "bob"}
    assert table.refused("pick", "ann", id="hidden", parties="C").kind == "not-yours"
    assert table.refused("pick", "cas", id="hidden", parties="C").message == "record_unknown"


def test_a_gate_sees_it_and_tells_what_its_author_says() -> None:
    need = {**a_need("notes.size() >= 1"), "shows": "outcome"}
    table = a_table(
        a_method(roles=WITH_GUIDE, records={"note": a_record(many=True, seen_by="picked")}, gate=[need]), PEOPLE
    )
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}
    table.share("note", "ann", picked="B")

    table.do("move", "chair", move="finish")


@pytest.mark.parametrize("sealed", [True, False])
def test_what_was_deposited_is_for_the_parties_picked_in_it(sealed: bool) -> None:
    told = {"per": "party", "sealed_until": {"each": "party"}, "seen_by": ["picked", "guide"]} if sealed else {}
    table = a_case(**told)
    table.draft("note", "ann", "hidden", fields={"text": "canary"}, picked=["B"])
    if sealed:
        table.do("seal", "ann", record="note")
        assert table.refused("pick", "ann", id="hidden", parties="C").message == "deposit_sealed"
        for other in ("bob", "cas"):
            assert found_by(table, "canary") == {"ann"}
            table.do("seal", other, record="note")
    else:
        table.do("share", "ann", id="hidden", version=1)

    assert found_by(table, "canary") == ({"ann", "bob", "gus"} if sealed else {"ann", "bob"})


def test_what_was_erased_is_shown_to_nobody_more() -> None:
    table = a_case()
    table.share("note", "ann", "hidden", picked="B")
    known = table.record("hidden")
    assert known.live is not None
    erased = replace(known, live=replace(known.live, fields=None))
    table.simulation.situation = replace(table.situation, records=table.situation.records.set("hidden", erased))

    assert table.refused("pick", "ann", id="hidden", parties="C").message == "picked_erased"


def with_bounds(**note: Any) -> Table:
    """Return a process with a note of the chair, which envoys may write too, and a field for picked parties."""
    told = {"many": True, "seen_by": "process", "written_by": ["chair", "envoy"], "fields": BOUNDS, **note}
    table = a_table(a_method(roles=WITH_GUIDE, records={"note": a_record(**told)}), PEOPLE)
    table.share("note", "chair", "hers", fields={"text": "Something", "bounds": "canary"})
    return table


def test_nobody_shows_parties_what_another_wrote_though_he_may_write_such_records() -> None:
    table = with_bounds()

    refusal = table.refused("pick", "ann", id="hers", parties=["A"])

    assert (refusal.kind, refusal.message, refusal.pointer) == ("not-yours", "pick_not_yours", "/id")
    assert found_by(table, "canary") == {"chair"}


def test_nobody_shows_parties_a_field_that_he_took_over_unseen() -> None:
    table = with_bounds()
    table.do("record", "ann", record="note", id="hers", fields={"text": "Something else"})
    table.do("share", "ann", id="hers", version=2)

    assert table.refused("pick", "ann", id="hers", parties=["A"]).message == "pick_not_yours"
    assert found_by(table, "canary") == {"chair"}


def test_nobody_else_learns_that_a_party_was_picked_that_saw_the_field_anyway() -> None:
    bounds = {**BOUNDS, "bounds": {**BOUNDS["bounds"], "seen_by": ["picked", "guide"]}}
    told = {"many": True, "seen_by": "process", "fields": bounds}
    table = a_table(a_method(roles=WITH_GUIDE, records={"note": a_record(**told)}), PEOPLE)
    table.share("note", "ann", "hers", fields={"text": "Something", "bounds": "canary"})
    before = {one: seen(table, one) for one in ("gus", "bob", "chair", None)}

    table.wait(hours=1)
    table.do("pick", "ann", id="hers", parties=["A"])

    assert {one: seen(table, one) for one in before} == before


def test_whoever_sees_a_field_by_a_role_does_not_learn_to_which_parties_it_is_shown() -> None:
    bounds = {**BOUNDS, "bounds": {**BOUNDS["bounds"], "seen_by": ["picked", "guide"]}}
    told = {"many": True, "seen_by": "process", "fields": bounds}
    table = a_table(a_method(roles=WITH_GUIDE, records={"note": a_record(**told)}), PEOPLE)
    table.share("note", "ann", "hers", fields={"text": "Something", "bounds": "canary"})
    before = {one: seen(table, one) for one in ("gus", "cas", "chair", None)}

    table.wait(hours=1)
    table.do("pick", "ann", id="hers", parties=["B"])

    assert {one: seen(table, one) for one in before} == before
    assert found_by(table, "canary") == {"ann", "bob", "gus"}


def test_a_draft_written_anew_for_nobody_is_shared_with_nobody_who_was_picked_before() -> None:
    table = a_case()
    table.draft("note", "ann", "hidden", fields={"text": "canary"}, picked=["B"])
    table.draft("note", "ann", "hidden", fields={"text": "canary"}, picked=[])

    table.do("share", "ann", id="hidden", version=1)

    assert found_by(table, "canary") == {"ann"}
    assert "picked_nobody" in seen(table, "ann")


def test_a_draft_for_nobody_is_told_of_as_one_that_names_nobody() -> None:
    table = a_case()
    table.draft("note", "ann", "hidden", fields={"text": "canary"}, picked=[])

    assert events.PartiesPicked not in [type(one.body) for one in table.events]


def test_a_shared_record_is_not_written_anew_and_picked_for_in_one_act() -> None:
    table = a_case()
    table.share("note", "ann", "hidden", picked="B")

    refusal = table.refused("record", "ann", record="note", id="hidden", fields={"text": "Anew"}, picked=["C"])

    assert (refusal.message, refusal.pointer) == ("pick_apart", "/picked")


def test_a_party_that_knows_of_a_vote_is_not_picked_for_it_again() -> None:
    plan = a_decision(by="guide", voters="guide", seen_by=["guide", "picked"])
    table = a_table(a_method(roles=WITH_GUIDE, decisions={"plan": plan}), PEOPLE)
    table.do("propose", "gus", decision="plan", run="hidden", picked="A")

    assert table.refused("pick", "gus", id="hidden", parties=["A"]).message == "picked_already"


def test_of_a_vote_that_is_for_others_no_party_is_picked_when_it_is_opened() -> None:
    table = a_table(a_method(roles=WITH_GUIDE, decisions={"plan": a_decision()}), PEOPLE)

    refusal = table.refused("propose", "chair", decision="plan", picked="A")

    assert (refusal.message, refusal.pointer) == ("never_picked", "/picked")


def test_a_field_for_a_role_and_for_picked_parties_comes_to_them_with_its_record_and_one_for_the_role_does_not() -> (
    None
):
    fields = {
        "text": BOUNDS["text"],
        "bounds": {**BOUNDS["bounds"], "seen_by": ["guide", "picked"]},
        "secret": {**BOUNDS["bounds"], "title": "Secret", "seen_by": "guide"},
    }
    table = a_case(seen_by=["guide", "picked"], fields=fields)
    table.share("note", "ann", "hidden", fields={"text": "whole", "bounds": "canary", "secret": "closed"}, picked="B")

    table.do("pick", "ann", id="hidden", parties="C")

    assert found_by(table, "whole") == found_by(table, "canary") == {"ann", "bob", "cas", "gus"}
    assert found_by(table, "closed") == {"ann", "gus"}


def test_people_of_a_party_that_is_picked_later_are_told_of_the_record_then_and_others_not_again() -> None:
    table = a_case(tells="envoy")
    table.share("note", "ann", "hidden", picked="B")

    happened = table.do("pick", "ann", id="hidden", parties="C")

    told = [one.participants for one in happened if isinstance(one, events.PeopleTold)]
    assert told == [("cas",)]
