"""Make the corpus of histories of the format that this build writes: `python scripts/make_histories.py SEED FILE`.

A corpus is made once for each released format and never again: later builds replay it. See `tests/histories`.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.histories.making import histories


def main(seed: int, file: Path) -> None:
    """Write a corpus, a history a line."""
    made: Counter[str] = Counter()
    lines = []
    for history in histories(seed):
        lines.append(json.dumps(history, sort_keys=True, ensure_ascii=False))
        made["ended" if history["found"]["end"] else "open"] += 1
        made["events"] += len(history["events"])
    data = gzip.compress("\n".join(lines).encode(), mtime=0)
    file.write_bytes(data)
    print(f"{file}: {dict(made)}, {len(data) / 2**20:.1f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
