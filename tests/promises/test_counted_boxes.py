"""Both verifiers see from an export alone whether as many secret ballots were counted as were put in."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.promises.logs import READERS, a_book, canonical, public_of
from tests.promises.verifiers import places_told

pytestmark = pytest.mark.P9


@pytest.mark.parametrize(
    ("voters", "ballots", "place"),
    [
        (["ann", "bea", "cas"], ["no", "yes", "yes"], None),
        ([], [], None),
        (["ann", "bea", "cas"], ["no", "yes"], 5),
        (["ann", "bea", "cas"], ["no", "no", "yes", "yes"], 5),
        (["ann", "bea", "cas"], ["yes", "no", "yes"], 5),
        (["ann", "bea", "cas"], "yes", 5),
        (["ann", "bea", "ann"], ["no", "yes"], 4),
    ],
)
def test_as_many_secret_ballots_are_told_as_voters_put_in(voters: list[str], ballots: Any, place: int | None) -> None:
    book = a_book(Random(1))
    for voter in voters:
        book.write("process", "BallotPut", body={"run": "r1", "voter": voter})
    book.write("process", "BallotsCounted", {"ballots": ballots}, body={"run": "r1"})
    book.write("process", "BallotPut", body={"run": "r2", "voter": "ann"})
    export = canonical(book.export(READERS["town"]))

    assert places_told(export, public_of(book.secret)) == ({("process", place)} if place else set())


def test_what_was_erased_of_a_count_is_not_missed() -> None:
    book = a_book(Random(1))
    book.write("process", "BallotPut", body={"run": "r1", "voter": "ann"})
    counted = book.write("process", "BallotsCounted", {"ballots": []}, body={"run": "r1"})
    book.erase(counted["parts"]["ballots"])

    assert places_told(canonical(book.export(READERS["town"])), public_of(book.secret)) == set()
