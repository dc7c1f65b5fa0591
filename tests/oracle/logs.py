"""Object-centric logs of the scenarios of every shipped method, with how much is in each, for a reader not ours.

`python -m tests.oracle.logs FOLDER` writes for each process and some of those who take part a log, and beside them
`expected.json`: by file the events, objects and relations that it holds, counted here before they are written down.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from api.exports.copying import Copy
from api.exports.ocel import ocel_of
from api.exports.ocel_events import events
from api.exports.ocel_objects import objects
from tests.api.exports.copies import SCENARIOS, copies_of

MOST_READERS = 3


def counts(copy: Copy) -> dict[str, Any]:
    """Return how much a log is to hold."""
    things = objects(copy)
    happened = events(copy, things)
    return {
        "events": Counter(one.type for one in happened),
        "objects": Counter(one.type for one in things),
        "relations": sum(len(one.related) for one in happened),
        "between objects": sum(len(one.related) for one in things),
        "changes": sum(len(one.attributes) - len({it.name for it in one.attributes}) for one in things),
    }


def chosen(path: Path) -> Iterator[tuple[str, Copy]]:
    """Yield for each process of a scenario the copies of some readers, nobody in particular first."""
    for _, several in groupby(copies_of(path), lambda one: one[0].rpartition(" ")[0]):
        yield from list(several)[:MOST_READERS]


def main() -> None:
    """Write the logs of every scenario."""
    folder, expected = Path(sys.argv[1]), dict[str, Any]()
    folder.mkdir(parents=True, exist_ok=True)
    for path in SCENARIOS:
        for name, copy in chosen(path):
            file = f"{len(expected)}.json"
            (folder / file).write_bytes(ocel_of(copy))
            expected[file] = {"name": name, **counts(copy)}
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    print(f"{len(expected)} logs of {len(SCENARIOS)} scenarios are written")


if __name__ == "__main__":
    main()
