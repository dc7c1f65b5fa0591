"""The disk fails, once or for good, or is full: what was acknowledged is there, and what was answered is true."""

from __future__ import annotations

import errno
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from engine import Engine
from tests.promises.durability.acts import Stage
from tests.promises.durability.failing import Fault, Trial, read_outcomes, read_trial
from tests.promises.shim import run_on
from tests.promises.sizes import Rounds

TRIED, AT_ONCE = 75, 25
LAST, LAST_WHEN_FULL = 300, 50
ALL = [
    *(
        Fault(calls, nth, errno.EIO, persistent)
        for calls in ("SYNC", "WRITE")
        for nth in range(1, LAST + 1)
        for persistent in (False, True)
    ),
    *(Fault("WRITE", nth, errno.ENOSPC, persistent=True) for nth in range(1, LAST_WHEN_FULL + 1)),
]


def dealt(seed: str, number: int) -> tuple[Fault, ...]:
    """Return the faults of a round: those of all rounds together come by all faults, and then begin again."""
    shuffled = Random(seed).sample(ALL, len(ALL))
    first = number * AT_ONCE % len(ALL)
    return tuple((shuffled + shuffled)[first : first + AT_ONCE])


@pytest.mark.P1
def test_whatever_the_disk_does_answers_are_true_reading_goes_on_and_sending_again_has_one_effect(
    rounds: Rounds, library: Path, tmp_path: Path
) -> None:
    store, folder = tmp_path.resolve() / "store.db", tmp_path.resolve() / "disk"
    folder.mkdir()
    with Engine.open(f"sqlite:///{store}") as engine:
        Stage(engine)
    answers, struck = Counter[str](), 0
    for chance in rounds(TRIED, each=AT_ONCE):
        trial = Trial(str(store), str(folder), str(chance.random()), dealt(rounds.size.seed, rounds.number))
        outcomes = read_outcomes.validate_json(
            run_on(library, "tests.promises.durability.failing", read_trial.dump_json(trial).decode())
        )
        for one in outcomes:
            assert not one.wrong, f"{one.fault}: {one.wrong[:9]}"
            answers += one.answers
            struck += one.struck > 0

    print(f"{struck} faults struck; answered: {dict(answers)}")
    assert struck > rounds.tried * 0.9
    assert answers["OutcomeUnknown"] >= struck / 2, "most faults strike at a commit"
