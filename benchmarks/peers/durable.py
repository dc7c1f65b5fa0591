"""DBOS: steps of workflows, each of which is kept before the next begins. It waits for the disk at each of them.

It is given a file, or a PostgreSQL database by URL, which is its best arrangement for many. It keeps that a step was
done, and what it answered; it knows no gates, no people, no readers, and no chain of what happened.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dbos import DBOS

from benchmarks.peers.answering import CALLERS, answer
from benchmarks.timing import repeated

STEPS = 8


@DBOS.step()  # type: ignore[untyped-decorator,unused-ignore]  # it is not installed where types are judged
def confirm(party: str) -> dict[str, object]:
    """Do one thing."""
    return {"party": party, "value": True, "note": "confirmed by hand"}


@DBOS.workflow()  # type: ignore[untyped-decorator,unused-ignore]  # the same
def eight_steps() -> int:
    """Do eight things one after another."""
    return sum(bool(confirm(f"p{one}")["value"]) for one in range(STEPS))


def together() -> None:
    """Let 32 workflows run at one time."""
    for one in [DBOS.start_workflow(eight_steps) for _ in range(CALLERS)]:
        one.get_result()


if __name__ == "__main__":
    url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(sys.argv[1]) / 'peer.db'}"  # noqa: PLR2004 - a second word
    DBOS(config={"name": "bench", "system_database_url": url, "log_level": "ERROR"})
    DBOS.launch()
    try:
        answer({"one": repeated(eight_steps, STEPS), "many": repeated(together, STEPS * CALLERS)})
    finally:
        DBOS.destroy()
