from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from tests.promises.sizes import Rounds, Size, size_of_this_run, table


def counting(seconds: float) -> Callable[[], float]:
    """Return a clock by which so much time passes between any two looks."""
    ticks = count()
    return lambda: next(ticks) * seconds


def some_rounds(
    minutes: float | None = None, only: int | None = None, seed: str = "7", promise: str = "P1", test: str = "test_a",
    times: int = 1,
) -> Rounds:  # fmt: skip
    return Rounds(promise, test, Size(seed, minutes, only, times), clock=counting(30))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("SEED", "SOAK_MINUTES", "ROUND", "TIMES"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_test_runs_its_own_number_of_rounds() -> None:
    rounds = some_rounds()

    assert len(list(rounds(5))) == rounds.tried == 5


def test_rounds_that_try_several_things_are_as_many_as_it_takes() -> None:
    rounds = some_rounds()

    assert len(list(rounds(100, each=30))) == 4
    assert rounds.tried == 120


def test_a_run_of_several_times_its_size_tries_so_many_and_begins_with_the_same() -> None:
    rounds, larger = some_rounds(), some_rounds(times=4)
    drawn, more = ([chance.random() for chance in one(5)] for one in (rounds, larger))

    assert (rounds.tried, larger.tried) == (5, 20)
    assert more[:5] == drawn


def test_a_soak_goes_on_until_its_time_is_up() -> None:
    rounds = some_rounds(minutes=10)

    assert len(list(rounds(5))) == rounds.tried == 20


def test_a_soak_of_no_time_tries_once() -> None:
    assert len(list(some_rounds(minutes=0)(5))) == 1


def test_every_round_has_its_own_chance_and_the_same_seed_repeats_all() -> None:
    drawn = [chance.random() for chance in some_rounds()(50)]

    assert drawn == [chance.random() for chance in some_rounds()(50)]
    assert len({*drawn, *(chance.random() for chance in some_rounds(seed="8")(50))}) == 100


def test_two_tests_of_one_seed_draw_differently() -> None:
    (one,), (other,) = some_rounds()(1), some_rounds(test="test_b")(1)

    assert one.random() != other.random()


def test_one_round_is_repeated_alone() -> None:
    third = [chance.random() for chance in some_rounds()(5)][3]

    assert [chance.random() for chance in some_rounds(only=3)(5)] == [third]


def test_more_has_to_be_seen_where_more_was_tried_and_nothing_in_a_round_alone() -> None:
    rounds, alone = some_rounds(), some_rounds(only=3)
    assert [len(list(one(5))) for one in (rounds, alone)] == [5, 1]

    assert (rounds.bound(2, 9, 6), rounds.bound(2, 9, 5), alone.bound(2, 9, 1)) == (2, 9, -1)


def test_the_size_comes_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    for name, value in {"SEED": "12", "SOAK_MINUTES": "2.5", "ROUND": "4", "TIMES": "3"}.items():
        environment.setenv(name, value)

    assert size_of_this_run() == Size("12", 2.5, 4, 3)


def test_without_a_seed_one_is_drawn(environment: pytest.MonkeyPatch) -> None:
    assert size_of_this_run().seed != size_of_this_run().seed
    assert size_of_this_run().minutes is size_of_this_run().only is None


def test_what_was_not_finished_tells_its_round() -> None:
    rounds = some_rounds()
    for _ in rounds(5):
        if rounds.number == 2:
            break

    assert rounds.told() == "test_a: again with SEED=7 ROUND=2"


def test_the_table_bounds_the_rate_of_faults_and_names_what_failed() -> None:
    whole, broken, last = some_rounds(promise="P2"), some_rounds(), some_rounds(promise="P10")
    for rounds in (last, whole):
        assert len(list(rounds(1_500))) == 1_500
    next(iter(broken(5)))

    lines = [line.split() for line in table([last, whole, broken])]

    assert lines == [
        ["promise", "n", "bound", "3/n", "seed", "test"],
        ["P1", "0", "failed", "7", "test_a"],
        ["P2", "1,500", "0.002", "7", "test_a"],
        ["P10", "1,500", "0.002", "7", "test_a"],
    ]
