"""Hard situation 3: the text is edited after four of six have taken a stance.

Those four lapse, the tally says so, and only the four are asked again: the two who were silent are asked as before.
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


def voted_on(table: Table) -> str:
    """Let the four vote on the text; returns the run."""
    run = table.propose("agreement")
    table.vote(run, **dict.fromkeys(PARTIES[:4].lower(), "yes"))
    return run


def asked(table: Table) -> list[str]:
    """Return the parties that are asked for a vote."""
    return [one.subject[0].name for one in table.progress().todo if one.kind == "vote"]


def test_the_tally_of_a_vote_on_the_old_text_says_that_its_four_votes_lapsed() -> None:
    table = four_of_six()
    voted_on(table)

    edited(table)

    (lapsed,) = table.progress().decisions
    assert (lapsed.state, lapsed.tally.counts, lapsed.tally.silent) == ("lapsed", {"yes": 4}, 2)
    again = table.propose("agreement")
    (anew,) = table.progress().decisions
    assert (anew.run, anew.state, anew.tally.counts, anew.tally.silent) == (again, "open", {}, 6)
    assert table.run(again).about == (("clause", 2),)


def test_only_the_four_are_asked_again_and_the_two_are_asked_as_before() -> None:
    table = four_of_six()
    old = voted_on(table)
    assert asked(table) == ["E", "F"]

    edited(table)
    table.propose("agreement")

    assert sorted({*asked(table)} - {"E", "F"}) == [*PARTIES[:4]]
    assert asked(table) == [*PARTIES]
    assert table.refused("vote", "e", run=old, ballot="yes").message == "run_is_closed"


def test_the_new_text_is_confirmed_when_the_four_confirm_again_and_the_two_for_the_first_time() -> None:
    table = four_of_six()
    edited(table)

    assert table.refused("confirm", "a", id="clause", version=1).kind == "stale-version"
    for name in PARTIES[:4]:
        table.do("confirm", name.lower(), id="clause", version=2)
    assert table.record("clause").state == "shared"
    for name in PARTIES[4:]:
        table.do("confirm", name.lower(), id="clause", version=2)

    assert table.record("clause").state == "confirmed"
