"""P6: somebody cancels, holds or extends while elsewhere the time comes: one is first, and the other sees it."""

from __future__ import annotations

import threading
import time as machine
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from engine import Engine, Receipt, Refusal
from tests.engine.journal.neighbours import START, Time, accepted, two_stores
from tests.promises.races import asked
from tests.promises.replicas import answered, differs_when_made_anew, told
from tests.promises.timers import a_chain, opening

if TYPE_CHECKING:
    from random import Random

    from engine.process.commands import Command
    from engine.process.situation import Situation
    from tests.promises.replicas import Answer
    from tests.promises.sizes import Rounds

PAIRS, AT_ONCE = 252, 12
LENGTH, MORE, HELD = timedelta(hours=1), timedelta(hours=2), timedelta(days=1)
SHORTLY = timedelta(seconds=1)
TOO_LATE = "process_ended"
ACTS: dict[str, Command] = {
    "cancel": asked("cancel", reason="No time"),
    "hold": asked("hold", reason="Wait"),
    "extend": asked("extend", phase="p0", more="PT2H", reason="More"),
    "extend all": asked("extend", more="PT2H", reason="More"),
}


class Doors(NamedTuple):
    """Two replicas with clocks of their own. A file has one server, and one clock."""

    acting: Engine
    ringing: Engine
    clock: Time
    other: Time

    def come(self, chance: Random) -> None:
        """Let it be a second before the hour where somebody acts, and just past it where the time comes."""
        self.clock.at, self.other.at = START + LENGTH - SHORTLY, START + LENGTH
        if self.acting is self.ringing:
            self.clock.at = START + LENGTH - chance.choice((SHORTLY, timedelta()))


@pytest.fixture(params=["postgres", "sqlite"])
def doors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Doors]:
    url, clock, other = two_stores(request, tmp_path), Time(), Time()
    with Engine.open(url, now=clock) as one:
        if not one._journal.store.shares:  # noqa: SLF001 - only there can be two
            yield Doors(one, one, clock, clock)
        else:
            with Engine.open(url, now=other) as two:
                yield Doors(one, two, clock, other)


def raced(doors: Doors, process: str, act: Command, chance: Random) -> Answer:
    """Let somebody act at one replica while the other lets the time come, and return what was answered."""
    ready, pauses = threading.Barrier(2), (0.0, chance.uniform(0, 0.02))

    def ring() -> None:
        ready.wait()
        machine.sleep(pauses[0])
        doors.ringing.view(process)

    def do() -> Receipt | Refusal:
        ready.wait()
        machine.sleep(pauses[1])
        return doors.acting.submit(process, act)

    with ThreadPoolExecutor(2) as pool:
        ringing, doing = pool.submit(ring), pool.submit(lambda: answered(do))
        ringing.result()
        return doing.result()


def wrong_with(name: str, answer: Answer, kinds: Counter[str], standing: Situation) -> list[str]:
    """Tell what contradicts: the timer had its effect and the act was accepted, or neither."""
    fired = kinds["Moved"]
    is_done = isinstance(answer, Receipt)
    expected = {"PhaseOverdue": fired, "Moved": fired, "ProcessEnded": fired or name == "cancel"}
    faults = [f"{kind} {kinds[kind]} times" for kind, often in expected.items() if kinds[kind] != int(often)]
    if fired > 1 or is_done == bool(fired):
        faults.append(f"{told(answer)}, and the time came {fired} times")
    if not is_done and not (isinstance(answer, Refusal) and answer.message == TOO_LATE):
        faults.append(f"refused otherwise: {told(answer)}")
    due = standing.next_due()
    if is_done and name.startswith("extend") and due != START + LENGTH + MORE:
        faults.append(f"due at {due} after it was extended")
    if is_done and name in ("hold", "cancel") and due is not None:
        faults.append(f"due at {due}, though time stands still")
    return [f"{name}: {one}" for one in faults]


@pytest.mark.P6
def test_of_an_act_and_a_timer_one_is_first_and_the_other_comes_too_late(doors: Doors, rounds: Rounds) -> None:
    seen: Counter[str] = Counter()
    doors.acting.publish(a_chain(1, "PT1H"))
    for chance in rounds(PAIRS, each=AT_ONCE):
        doors.clock.at = doors.other.at = START
        processes = [accepted(doors.acting.submit(None, opening())).process for _ in range(AT_ONCE)]
        for process in processes:
            name = chance.choice(list(ACTS))
            doors.come(chance)

            answer = raced(doors, process, ACTS[name], chance)

            doors.ringing.view(process)
            kinds = Counter(one.event.type for one in doors.ringing.history(process))
            assert wrong_with(name, answer, kinds, doors.ringing.situation(process)[1]) == []
            seen[f"{name}: {told(answer)}"] += 1
    assert differs_when_made_anew(doors.acting) == []
    print(dict(seen))
