"""Hard situation 3: the text is edited after four of six have taken a stance.

Those four lapse, the tally says so, and the four are asked again.
"""

from __future__ import annotations

from engine.process import events
from tests.factories import ROLES, Table, a_decision, a_method, a_record, a_table

PARTIES = "ABCDEF"


def four_of_six() -> Table:
    """Return a process of six parties, of which four have confirmed a clause."""
    each = {"each": "party", "role": "envoy"}
    method = a_method(
        roles=ROLES,
        records={"clause": a_record(many=True, written_by="chair", confirmed_by=each)},
        decisions={"agreement": a_decision(about=["clause"])},
    )
    table = a_table(method, [(name.lower(), name, "envoy") for name in PARTIES])
    table.share("clause", "chair", "clause")
    for name in PARTIES[:4]:
        table.do("confirm", name.lower(), id="clause", version=1)
    return table


def edited(table: Table) -> list[object]:
    table.draft("clause", "chair", "clause", fields={"text": "Otherwise"})
    return list(table.do("share", "chair", id="clause", version=2))


def test_the_four_confirmations_lapse_and_the_new_text_has_none() -> None:
    table = four_of_six()

    bodies = edited(table)

    lapsed = [one.by for one in bodies if isinstance(one, events.ConfirmationLapsed)]
    assert lapsed == [name.lower() for name in PARTIES[:4]]
    assert table.record("clause").confirmations == ()


def test_a_vote_on_the_old_text_lapses_and_its_votes_count_for_nothing() -> None:
    table = four_of_six()
    run = table.propose("agreement")
    for name in PARTIES[:4]:
        table.do("vote", name.lower(), run=run, ballot="yes")

    edited(table)

    assert [one.state for one in table.progress().decisions] == ["lapsed"]
    again = table.propose("agreement")
    assert (table.run(again).about, dict(table.run(again).votes)) == ((("clause", 2),), {})
    assert [one.text for one in table.progress().todo if one.kind == "vote"] != []


def test_all_who_had_confirmed_confirm_the_new_text_by_its_own_version() -> None:
    table = four_of_six()
    edited(table)

    assert table.refused("confirm", "a", id="clause", version=1).kind == "stale-version"
    for name in PARTIES:
        table.do("confirm", name.lower(), id="clause", version=2)

    assert table.record("clause").state == "confirmed"
