from __future__ import annotations

from itertools import chain
from typing import Any

import pytest

from api.exports.cells import Table
from api.exports.copying import Copy
from api.exports.tables import MOMENTS, TABLES, table, table_names, tables
from api.wording.exporting import CATALOGS
from tests.api.exports.copies import copy_for
from tests.factories import Table as Process
from tests.factories import a_decision, a_method, a_record, two_parties
from tests.promises.seen import numbered

FIELDS: dict[str, Any] = {
    "text": {"type": "text", "title": {"en": "Text", "nl": "Tekst"}},
    "amount": {"type": "number", "title": {"en": "Amount", "nl": "Bedrag"}, "optional": True},
    "level": {
        "type": "choice", "title": {"en": "Level", "nl": "Niveau"}, "optional": True,
        "options": {"low": {"en": "Low", "nl": "Laag"}, "high": {"en": "High", "nl": "Hoog"}},
    },
    "who": {"type": "list", "of": "participant", "title": {"en": "Who", "nl": "Wie"}, "optional": True},
    "own": {"type": "text", "title": {"en": "Own", "nl": "Eigen"}, "optional": True, "seen_by": "party"},
}  # fmt: skip


def both(text: str) -> dict[str, str]:
    return {"en": text, "nl": f"{text} (nl)"}


def a_case() -> Process:
    """Return a process with a record of each kind of field, a vote and a term, in two languages."""
    roles = {"chair": {"title": both("Chair")}, "envoy": {"title": both("Envoy"), "of": "party"}}
    table = two_parties(
        a_method(
            languages=["en", "nl"], title=both("Small"), summary=both("Small."), roles=roles,
            records={"note": a_record(title=both("Note"), fields=FIELDS)},
            decisions={"plan": a_decision(title=both("Plan"), open_for="P5D", silence="blocks")},
            phases={"work": {"title": both("Work"), "open": ["note", "plan"], "term": "P9D", "moves": {
                "finish": {"title": both("Finish"), "to": "end.finished", "by": "chair"}}}},
            ends={"finished": {"title": both("Finished"), "verdict": "success"}},
        ),
        zone="Europe/Amsterdam",
    )  # fmt: skip
    fields = {"text": "=1+1", "amount": "1.5", "level": "high", "who": ["ann", "bob"], "own": "ours alone"}
    table.share("note", "ann", fields=fields)
    table.vote(table.propose("plan"), ann="yes", bob="no")
    return table


def copied(process: Process, reader: str | None, language: str = "nl") -> Copy:
    return copy_for(process.method, process.situation, numbered(process.events), reader, language)


def rows(found: Table) -> list[dict[str, Any]]:
    return [dict(zip(found.heads, row, strict=True)) for row in found.rows]


def test_records_are_told_with_titles_and_names_in_the_language_of_the_reader() -> None:
    (row,) = rows(table(copied(a_case(), "ann"), "records-note"))

    assert row["Tekst"] == "=1+1"
    assert (row["Bedrag"], row["Niveau"], row["Wie"], row["Eigen"]) == ("1,5", "Hoog", "Ann | Bob", "ours alone")
    assert (row["Schrijver"], row["Toestand"], row["Versie"]) == ("Ann", "gedeeld", 1)


def test_what_fewer_may_see_is_an_empty_cell_to_the_others() -> None:
    process = a_case()

    for reader in ("bob", "chair", None):
        (row,) = rows(table(copied(process, reader, "en"), "records-note"))
        assert (row["Own"], row["Amount"]) == (None, "1.5")
        assert "ours alone" not in repr(list(tables(copied(process, reader))))


def test_decisions_come_with_their_tallies() -> None:
    copy = copied(a_case(), None)

    (row,) = rows(table(copy, "decisions"))
    assert (row["Besluit"], row["Toestand"], row["Uitgebrachte stemmen"]) == ("Plan (nl)", "open", 2)
    assert row["Stemmen"] == "tegen: 1 | voor: 1"
    assert [(one["Stem"], one["Aantal"]) for one in rows(table(copy, "tallies"))] == [("tegen", 1), ("voor", 1)]


def test_the_log_is_told_line_by_line_as_the_reader_has_it() -> None:
    process = a_case()
    copy = copied(process, "bob", "en")

    told = rows(table(copy, "log"))

    assert [one["Id"] for one in told] == [line.id for line in copy.log]
    assert [one["What"] for one in told if one["Event"] == "VoteCast"] == [
        "A voted on “Plan”: in favour", "B voted on “Plan”: against",
    ]  # fmt: skip
    assert len(told) < len(table(copied(process, "ann", "en"), "log").rows)  # that party's draft is not there


def test_terms_say_what_is_asked_of_the_reader() -> None:
    process = a_case()
    run = process.propose("plan") if not process.situation.open_runs() else process.situation.open_runs()[0].id

    assert process.run(run).answered == {process.party("A"), process.party("B")}
    told = rows(table(copied(process, "ann"), "terms"))
    assert [one["Wat"] for one in told] == ["De stemming sluit: Plan (nl)", "De termijn van “Work (nl)” loopt af"]
    assert [one["Van mij gevraagd"] for one in told] == [False, False]


def test_the_same_tables_are_there_for_everybody() -> None:
    process = a_case()
    names = [*TABLES, "records-note"]

    for reader in ("ann", "bob", "chair", None):
        copy = copied(process, reader)
        assert [one.name for one in tables(copy)] == table_names(copy.telling) == names
        assert all(len(row) == len(one.heads) for one in tables(copy) for row in one.rows)


def test_every_column_and_state_has_words_in_every_language() -> None:
    assert set(CATALOGS["en"]) == set(CATALOGS["nl"])
    columns = {*chain.from_iterable(columns for columns, _ in TABLES.values()), *MOMENTS}
    assert columns <= set(CATALOGS["en"])


def test_a_table_that_is_not_there_is_none() -> None:
    with pytest.raises(KeyError):
        table(copied(a_case(), None), "secrets")
