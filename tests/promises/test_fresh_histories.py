"""Histories made by chance, each under a method of its own, are written, carried elsewhere as rows, and replayed.

The corpus in `tests/histories` is fixed; what no history in it has, these may have. Nothing goes along but the rows of
the log and its content: no snapshot, no row of a list, nothing that anybody remembers.
"""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from engine.journal.store import EVERYBODY
from engine.language import read_method
from engine.process.fold import fold_all
from tests.engine.journal.neighbours import Time
from tests.histories.making import START, histories
from tests.histories.projection import found_in
from tests.histories.test_histories import events_of, keep
from tests.sqlite import a_file

if TYPE_CHECKING:
    from tests.histories.making import History
    from tests.promises.sizes import Rounds

HISTORIES, A_ROUND = 24, 12
KINDS, ENDED = 20, 3


@pytest.mark.P11
def test_a_history_leads_elsewhere_to_what_it_led_to(rounds: Rounds, tmp_path: Path) -> None:
    for chance in rounds(HISTORIES, each=A_ROUND):
        with closing(histories(chance.getrandbits(32))) as made:
            written = [json.loads(json.dumps(one)) for one in islice(made, A_ROUND)]

        assert [number for number, one in enumerate(written) if by_folding(one) != one["found"]] == []
        assert [number for number, one in enumerate(elsewhere(tmp_path, written)) if one] == []
        kinds = {json.loads(skeleton)["type"] for one in written for skeleton in one["events"]}
        assert len(kinds) >= KINDS
        assert sum(one["found"]["end"] is not None for one in written) >= ENDED


def by_folding(history: History) -> object:
    """Return what the events of a history lead to."""
    situation = fold_all(None, events_of(history))
    assert situation is not None
    return json.loads(json.dumps(found_in(read_method(history["method"], "history"), situation)))


def elsewhere(folder: Path, written: list[History]) -> list[bool]:
    """Tell of each history whether another store, which was given its rows, finds anything else."""
    file = folder / "elsewhere.db"
    with Engine.open(a_file(file), now=Time(START)) as engine:
        processes = []
        for history in written:
            engine.publish(read_method(history["method"], "history"))
            processes.append(engine._journal.do(partial(keep, history)))  # noqa: SLF001 - rows are put in from behind
        engine.rebuild()
        with engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - without what comes due on reading
            loaded = [engine._journal.loaded(process, "local").situation for process in processes]  # noqa: SLF001 - memory
            lengths: dict[str, int] = dict(connection.execute("SELECT id, length FROM process").fetchall())
        found = [json.loads(json.dumps(found_in(engine.method(one.method, one.version), one))) for one in loaded]
    for path in folder.glob("elsewhere.db*"):
        path.unlink()
    assert lengths == {one.process: one.order for one in loaded}
    return [one != history["found"] for one, history in zip(found, written, strict=True)]
