"""Whose webhooks are delivered first: by turns of organisations, so that nobody takes all the room there is."""

from __future__ import annotations

import time
from collections import Counter
from threading import Event, Thread

import pytest

from engine import Engine
from engine.access.identity import Identity
from engine.outbox import outbox as module
from engine.outbox import turns
from engine.outbox.rows import Due
from engine.outbox.turns import SHARE, SIDE_BY_SIDE, in_turn
from tests.engine.access.people import opened_by
from tests.engine.outbox.conftest import Told, a_webhook
from tests.engine.outbox.test_outbox import happens

pytestmark = pytest.mark.P14


def waiting(organisation: str, number: int) -> list[Due]:
    return [Due(f"{organisation}-{one}", f"{organisation}-{one}", organisation) for one in range(number)]


def test_one_organisation_never_has_all_the_room() -> None:
    begun = list(in_turn(waiting("town", 50), {}))

    assert [one.webhook for one in begun] == [f"town-{one}" for one in range(SHARE)]
    assert SHARE < SIDE_BY_SIDE


def test_who_has_the_fewest_at_work_comes_first_and_there_who_waits_longest() -> None:
    due = [*waiting("town", 50), *waiting("water", 2), *waiting("air", 1)]

    begun = list(in_turn(due, {"someone": "air", "else": "air"}))

    assert [one.webhook for one in begun[:5]] == ["town-0", "water-0", "town-1", "water-1", "town-2"]
    assert Counter(one.organisation for one in begun) == {"town": SHARE, "water": 2, "air": 1}


def test_of_one_account_one_is_delivered_at_a_time() -> None:
    due = [Due("first", "anna", "town"), Due("second", "anna", "town"), Due("third", "bo", "town")]

    assert [one.webhook for one in in_turn(due, {})] == ["first", "third"]
    assert [one.webhook for one in in_turn(due, {"anna": "town"})] == ["third"]


def test_a_turn_ends_however_much_there_is(
    town: Engine, anna: Identity, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_webhook(town, anna)
    processes = [opened_by(town, anna) for _ in range(3)]
    told = Told()
    assert engine.outbox(told).round() == 3

    monkeypatch.setattr(module, "SECONDS_IN_TURN", 0)
    for one in processes:
        happens(town, one, "bo")
    assert engine.outbox(told).round() == 0


def test_to_stop_takes_no_longer_for_many_that_hang(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "STOP_WITHIN", 1)
    over = Event()
    outbox = engine.outbox(Told())
    for number in range(4):
        outbox._turns.busy[str(number)] = "town", _hanging(over)  # noqa: SLF001 - the tests look behind the door
    began = time.monotonic()
    outbox.stop()
    assert time.monotonic() - began < 3  # one after the other would be four
    over.set()


def _hanging(over: Event) -> Thread:
    thread = Thread(target=over.wait, args=(30,), daemon=True)
    thread.start()
    return thread
