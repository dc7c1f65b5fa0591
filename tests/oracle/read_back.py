"""Read object-centric logs back with pm4py, and compare what it finds with what was written: `make oracle`.

pm4py is under the AGPL: it has an environment of its own, no other program of ours imports it, and none is shipped.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pm4py  # type: ignore[import-not-found]  # in an environment of its own


def found_in(file: Path) -> dict[str, Any]:
    """Return how much pm4py finds in a log."""
    log = pm4py.read_ocel2_json(str(file))
    return {
        "events": dict(Counter(log.events["ocel:activity"])),
        "objects": dict(Counter(log.objects["ocel:type"])),
        "relations": len(log.relations),
        "between objects": len(log.o2o),
        "changes": len(log.object_changes),
    }


def discovered(file: Path) -> int:
    """Return how many activities pm4py's discovery finds connected in a log: that it can be mined at all."""
    graph = pm4py.discover_ocdfg(pm4py.read_ocel2_json(str(file)))
    return len(graph["activities"])


def main() -> int:
    """Print how many logs are read back as they were written; returns on how many there is a difference."""
    folder = Path(sys.argv[1])
    expected: dict[str, dict[str, Any]] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    wrong = 0
    for file, told in expected.items():
        found = found_in(folder / file)
        differs = [f"{what}: {told[what]} written, {found[what]} read" for what in found if found[what] != told[what]]
        wrong += bool(differs)
        for one in differs:
            print(f"{told['name']}: {one}")
    largest = max(expected, key=lambda file: sum(expected[file]["events"].values()))
    activities = discovered(folder / largest)
    wrong += activities != len(expected[largest]["events"])
    print(
        f"{len(expected) - wrong} of {len(expected)} logs were read back as written; {activities} activities discovered"
    )
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(), 1))
