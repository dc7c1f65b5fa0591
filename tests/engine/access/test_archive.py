"""What has ended can be put away: lists leave it out, and nothing else is different about it."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.access.archive import Shelved
from engine.access.identity import Identity, operator_of
from engine.errors import ProcessUnknown
from engine.journal.rows import Filters
from engine.journal.store import Connection
from tests.engine.access.people import (
    a_person,
    a_token,
    an_organisation,
    by_token,
    granted,
    message,
    opened_by,
    seated,
)
from tests.engine.access.test_keeping import end, rows_of
from tests.engine.access.test_seats import a_family
from tests.engine.journal.neighbours import Time


def listed(town: Engine, archived: bool | None = False, **narrowed: str) -> dict[str, bool]:
    return {one.id: one.archived for one in town.processes(Filters(archived=archived, **narrowed)).items}  # type: ignore[arg-type]  # words by name


def test_what_was_put_away_is_in_no_list_that_does_not_ask_for_it(
    town: Engine, anna: Identity, olga: Identity, beside: Connection
) -> None:
    process, other = opened_by(town, anna), opened_by(town, anna)
    end(town, process)
    before = town.history(process)
    archive = town.access.archive

    assert archive.put_away(anna, process) == archive.put_away(anna, process) == Shelved(process, True, 1)

    assert (listed(town), listed(town, True), listed(town, None)) == (
        {other: False}, {process: True}, {other: False, process: True},
    )  # fmt: skip
    assert listed(town, True, account=str(anna.account)) == {process: True}
    assert town.situation(process)[1].end == "cancelled"
    assert town.history(process) == before
    town.rebuild()
    assert listed(town) == {other: False}

    assert archive.take_back(olga, process) == archive.take_back(olga, process) == Shelved(process, False, 1)

    assert listed(town) == {other: False, process: False}
    lines = granted(town.access.readings.of(olga, process))
    assert {(one.account, one.kind) for one in lines} == {(anna.account, "archived"), (olga.account, "unarchived")}
    assert "archive" not in rows_of(beside, process)


def test_what_a_process_began_is_put_away_with_it(town: Engine, anna: Identity, olga: Identity) -> None:
    parent, child, _ = a_family(town, anna, seated_first=True)
    assert message(town.access.archive.put_away(olga, parent)) == "archived_only_ended"
    end(town, parent, "chair")

    assert granted(town.access.archive.put_away(anna, parent)).processes == 2

    assert (listed(town), listed(town, True)) == ({}, {parent: True, child: True})
    assert granted(town.access.archive.take_back(olga, child)).processes == 1
    assert listed(town) == {child: False}


def test_an_owner_or_a_facilitator_who_takes_part_puts_away_and_nobody_else(
    town: Engine, anna: Identity, olga: Identity
) -> None:
    process = opened_by(town, anna)
    bo, ole = seated(town, anna, process, "bo"), a_person(town, "ole", "observer")
    fred = a_person(town, "fred", "facilitator")
    end(town, process)
    owns, reads = (by_token(town, a_token(one, town, "act", "read")) for one in (olga, anna))
    watches = by_token(town, a_token(anna, town, "read"))
    elsewhere = by_token(town, a_token(anna, town, "act", process=opened_by(town, anna)))

    for archive in (town.access.archive.put_away, town.access.archive.take_back):
        for by in (bo, ole, owns):
            assert [message(archive(by, one)) for one in (process, "never", "nul\0")] == ["archive_is_for"] * 3
        assert message(archive(fred, process)) == "archive_is_for"
        assert [message(archive(watches, one)) for one in (process, "never")] == ["scope_missing"] * 2
        for who, one in ((fred, "never"), (olga, "nul\0"), (elsewhere, process), (elsewhere, "never")):
            with pytest.raises(ProcessUnknown):
                archive(who, one)
    assert process in listed(town)
    for by in (olga, anna, reads, operator_of("town")):
        granted(town.access.archive.put_away(by, process))
        assert process not in listed(town)
        granted(town.access.archive.take_back(by, process))


def test_what_goes_on_is_not_put_away_and_neither_is_what_is_anothers(
    town: Engine, anna: Identity, olga: Identity
) -> None:
    process = opened_by(town, anna)
    assert message(town.access.archive.put_away(olga, process)) == "archived_only_ended"
    assert granted(town.access.archive.take_back(olga, process)).archived is False
    end(town, process)
    water = a_person(an_organisation(town, "water"), "wim", "owner")

    for one in (process, "never"):
        with pytest.raises(ProcessUnknown):
            town.access.archive.put_away(water, one)

    assert listed(town) == {process: False}


def test_putting_away_lengthens_no_days_of_keeping_and_goes_with_what_is_deleted(
    town: Engine, anna: Identity, olga: Identity, time: Time, beside: Connection
) -> None:
    swept, deleted = opened_by(town, anna), opened_by(town, anna)
    end(town, swept)
    end(town, deleted)
    for one in (swept, deleted):
        granted(town.access.archive.put_away(anna, one))
    assert town.access.keeping.keep_for(olga, 30) is None
    granted(town.access.keeping.delete(olga, deleted))

    time.pass_by(days=31)
    town.tick()

    assert listed(town, None) == {}
    assert beside.execute("SELECT 1 FROM archive").fetchall() == []
