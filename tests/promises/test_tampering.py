"""P9: the log proves that any single event was altered, removed, put in or moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from engine import Engine
from engine.journal.ledger import reader_of
from engine.process.sight import Reader
from tests.engine.journal.neighbours import a_command, accepted, an_open_process, mandate_for, with_parties
from tests.promises.cases import a_case, real_case
from tests.promises.logs import READERS, Book, a_book, canonical, happen, public_of
from tests.promises.sizes import Rounds
from tests.promises.tampering import WAYS, WITH_THE_KEY, Case, altered
from tests.promises.verifiers import places_told, report_of

pytestmark = pytest.mark.P9
CASES = 6  # from which an export is taken that a way fits


def tampered(chance: Random, cases: list[Case], ways: Iterable[str]) -> Counter[str]:
    """Tamper in each way with the first export that it fits; fail where that is not told. Returns which did fit."""
    done = Counter[str]()
    for name in ways:
        for case in chance.sample(cases, len(cases)):
            data = altered(name, chance, case)
            if data is not None:
                told = places_told(data, case.key, case.kept)
                assert told, f"nobody tells of {name}: {data.decode(errors='replace')}"
                done[name] += 1
                break
    return done


def test_every_tampering_is_told_by_both_verifiers(rounds: Rounds) -> None:
    ways, done = [*WAYS, *WITH_THE_KEY], Counter[str]()
    for chance in rounds(10_000, each=len(ways) - 3):
        fitted = tampered(chance, [a_case(chance) for _ in range(CASES)], ways)
        assert fitted.total() >= len(ways) - 3, fitted
        done += fitted

    assert done.keys() == set(ways) or rounds.size.only is not None


def test_whoever_has_only_the_key_is_told_of_all_that_was_made_without_it(rounds: Rounds) -> None:
    ways = [name for name in WAYS if name not in ("the_tail_cut_to_an_older_export", "the_export_of_another_process")]
    for chance in rounds(1_000, each=len(ways) - 3):
        cases = [replace(a_case(chance), kept=()) for _ in range(CASES)]

        assert tampered(chance, cases, ways).total() >= len(ways) - 3


def test_a_log_in_order_is_in_order_for_every_reader_and_whoever_kept_a_checkpoint(rounds: Rounds) -> None:
    for chance in rounds(100):
        book = a_book(chance)
        happen(book, chance.randrange(40))
        kept = [book.checkpoint(labels) for labels in READERS.values()]
        happen(book, chance.randrange(20))

        for labels in READERS.values():
            assert places_told(canonical(book.export(labels)), public_of(book.secret), kept) == set()


@pytest.mark.parametrize("name", WITH_THE_KEY)
def test_an_operator_gets_away_with_a_rewriting_only_where_nobody_kept_anything(name: str, rounds: Rounds) -> None:
    unseen = 0
    for chance in rounds(60):
        case = a_case(chance)
        data = altered(name, chance, case)
        if data is not None and not places_told(data, case.key):
            unseen += 1
            assert places_told(data, case.key, case.kept)

    assert unseen or rounds.size.only is not None


def a_twin(book: Book, chance: Random) -> Book:
    """Return the same log on another disk, which goes its own way from here."""
    return replace(
        book, chance=Random(chance.random()), skeletons=list(book.skeletons), contents=dict(book.contents),
        erased=dict(book.erased),
    )  # fmt: skip


def test_the_verifier_names_the_places_between_which_two_logs_part(rounds: Rounds) -> None:
    town = READERS["town"]
    for chance in rounds(50):
        book = a_book(chance)
        happen(book, 12)
        twin, before = a_twin(book, chance), book.checkpoint(town)
        for one in (book, twin):
            happen(one, 12)
            one.write("process", "PhaseLeft", body={"phase": chance.randbytes(4).hex()})
        export, theirs = canonical(book.export(town)), twin.checkpoint(town)
        common = {label: head["n"] for label, head in before["heads"].items()}

        between = places_told(export, public_of(book.secret), [before, theirs])
        exactly = places_told(export, public_of(book.secret), [twin.export(town)])

        assert {label for label, _ in between} >= {"process"}
        for label, place in between:
            assert label is not None
            assert place is not None
            assert common.get(label, 0) < place <= theirs["heads"][label]["n"]
        assert ("process", common["process"] + 1) in exactly
        assert all(place == common.get(str(label), 0) + 1 for label, place in exactly)


def test_where_two_logs_part_is_said_in_words() -> None:
    chance, guest = Random(1), READERS["guest"]
    book = a_book(chance)
    twin, before = a_twin(book, chance), book.checkpoint(guest)
    for one in (book, twin):
        for phase in ("explore", "share"):
            one.write("process", "PhaseEntered", body={"phase": phase})

    told = report_of(canonical(book.export(guest)), public_of(book.secret), [before, twin.checkpoint(guest)])
    exactly = report_of(canonical(book.export(guest)), public_of(book.secret), [twin.export(guest)])

    rewritten = "the log was rewritten: "
    assert [(one.label, one.place, one.message) for one in told.findings] == [
        ("process", 3, f"{rewritten}one of the events 2 to 3 is not the one that kept-1 saw")
    ]
    assert [(one.label, one.place, one.message) for one in exactly.findings] == [
        ("process", 2, f"{rewritten}event 2 is not the one that kept-0 saw")
    ]


def test_a_fork_shows_between_two_checkpoints_also_on_a_label_that_the_export_does_not_have() -> None:
    book = a_book(Random(1))
    twin = a_twin(book, Random(2))
    for one in (book, twin):
        one.write("party:water", "PhaseEntered")
    export = canonical(book.export(READERS["guest"]))
    kept = [one.checkpoint(READERS["water"]) for one in (book, twin)]

    assert places_told(export, public_of(book.secret), kept[:1]) == set()
    assert places_told(export, public_of(book.secret), kept) == {("party:water", 1)}


def test_a_tail_that_nobody_saw_can_be_cut_off() -> None:
    """Show the limit that the format states: a cut behind every checkpoint that anybody holds cannot be proven."""
    book = a_book(Random(1))
    happen(book, 20)
    kept = [book.checkpoint(labels) for labels in READERS.values()]
    earlier = canonical(book.export(READERS["town"]))
    book.write("process", "ProcessEnded", {"reason": "Town wants this forgotten"})

    assert places_told(earlier, public_of(book.secret), kept) == set()
    assert places_told(earlier, public_of(book.secret), [*kept, book.checkpoint(READERS["guest"])])


def test_an_export_for_fewer_audiences_is_in_order_and_what_it_cannot_show_is_told() -> None:
    """Show another stated limit: who is given the export of another reader must look at whose it is."""
    book = a_book(Random(1))
    book.write("party:town", "PhaseEntered")
    kept = book.checkpoint(READERS["town"])

    report = report_of(canonical(book.export(READERS["guest"])), public_of(book.secret), [kept])

    assert report.findings == ()
    assert [(dict(one.places), one.not_compared) for one in report.compared] == [({"process": 1}, ("party:town",))]
    assert report.export is not None
    assert sorted(report.export.audiences) == READERS["guest"]


@pytest.fixture
def real(tmp_path: Path) -> list[Case]:
    """Return exports of an installation, in which things were drafted, shared and erased."""
    with Engine.open(f"sqlite:///{tmp_path}/sluis.db") as engine:
        process = an_open_process(engine)
        with_parties(engine, process)
        checkpoints = [engine.checkpoint(process)]
        mandate_for(engine, process, "Town")
        accepted(engine.submit(process, a_command("redact", content="rep-Water", reason="Asked")))
        fields = {"level": "explore", "bounds": "Ours alone."}
        accepted(engine.submit(process, a_command("record", "rep-Town", record="mandate", fields=fields)))
        readers = [Reader(), *(reader_of(engine.situation(process)[1], one) for one in ("rep-Town", "rep-Water"))]
        return [
            real_case(engine.export(process, reader), [*checkpoints, engine.checkpoint(process, reader)])
            for reader in readers
        ]


def test_real_exports_are_in_order_and_every_tampering_with_them_is_told(real: list[Case], rounds: Rounds) -> None:
    for case in real:
        assert places_told(case.data, case.key, case.kept) == set()

    for chance in rounds(500, each=len(WAYS) - 12):
        assert tampered(chance, real, WAYS).total() >= len(WAYS) - 12
