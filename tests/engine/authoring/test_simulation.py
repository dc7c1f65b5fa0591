"""A process that is played without a database: another version of its method."""

from __future__ import annotations

from engine.process.commands import Adopt
from engine.process.refusal import Refusal
from tests.factories import a_method, two_parties

MAY = {"open": "chair", "admit": "chair", "adopt": "chair"}
OLD, NEW = (a_method(may=MAY, version=version) for version in ("1.0.0", "1.1.0"))


def adopting(by: str) -> Adopt:
    return Adopt(do="adopt", actor=by, version="1.1.0", reason="It says more")


def test_a_process_that_comes_to_another_version_goes_on_by_that() -> None:
    table = two_parties(OLD)

    happened = table.simulation.adopt(adopting("chair"), NEW, table.at)

    assert not isinstance(happened, Refusal)
    assert (table.simulation.method, table.situation.version) == (NEW, "1.1.0")
    table.do("move", "chair", move="finish")
    assert table.situation.end == "finished"


def test_a_process_that_somebody_may_not_bring_to_another_version_keeps_its_own() -> None:
    table = two_parties(OLD)
    before = table.situation

    refused = table.simulation.adopt(adopting("ann"), NEW, table.at)

    assert isinstance(refused, Refusal)
    assert (table.simulation.method, table.situation) == (OLD, before)
