"""An attacker who has the whole database, files and all, the exports of everybody and what is kept for keys.

He knows how all of it is written, and tries to say who voted what: by what stands beside a voter, by trying every
ballot on whatever digest there is, and by older states that are left in the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

from engine.journal.codec import commitment_of

Row = tuple[Any, ...]
Tables = Mapping[str, Sequence[Row]]
WORDS = ("yes", "no", "abstain")


def beside_a_voter(tables: Tables, voters: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each voter whose ballot stands, readable or behind a digest, in a row that also names that voter."""
    for rows in tables.values():
        for row in rows:
            text = "\n".join(_text(one) for one in row)
            named = [one for one in voters if one in text]
            if len(named) == 1:
                yield from ((named[0], word) for word in WORDS if _says(text, word, row))


def behind_a_commitment(tables: Tables, voters: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each voter whose ballot is content of an event of which he is the actor, or which names him."""
    contents = {_text(commitment): bytes(data) for commitment, _, _, _, _, _, data in tables["content"]}
    for row in tables["event"]:
        skeleton = json.loads(bytes(row[11]))
        said = [contents[one].decode() for one in skeleton["parts"].values() if one in contents]
        named = [one for one in voters if one in json.dumps([skeleton["actor"], skeleton["body"]])]
        yield from ((named[0], word) for word in WORDS if len(named) == 1 and f'"{word}"' in said)


def behind_a_key(tables: Tables, process: str, run: str) -> Iterator[tuple[str, str]]:
    """Yield each voter of whom the digest kept for a key is that of a vote that somebody can make up."""
    for _, actor, _, body, *_ in tables["receipt"]:
        for word in WORDS:
            told = {"actor": actor, "ballot": word, "do": "vote", "run": run}
            made_up = sha256(json.dumps([process, [told]], sort_keys=True).encode()).digest()
            if made_up == bytes(body):
                yield actor, word


def older_boxes(files: Sequence[bytes], voted: Sequence[str]) -> list[str]:
    """Return the states that a box had before, and that are still there to be read: one after the other they tell."""
    found = []
    for size in range(1, len(voted)):
        for ballots in set(combinations_with_replacement(sorted(WORDS), size)):
            text = _box(ballots)
            found += [text.decode() for file in files if text in file]
    return found


def files_in(folder: Path) -> list[bytes]:
    """Return the bytes of the database in a folder, and of the write-ahead log beside it."""
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.name in ("store.db", "store.db-wal")]


def _box(ballots: Sequence[str]) -> bytes:
    counts = {json.dumps(one): ballots.count(one) for one in ballots}
    return json.dumps(counts, sort_keys=True, separators=(",", ":")).encode()


def _says(text: str, word: str, row: Row) -> bool:
    """Tell whether a row says a word, or holds the commitment to it with its salt beside."""
    if f'"{word}"' in text or f'\\"{word}\\"' in text:
        return True
    pieces = [bytes(one) for one in row if isinstance(one, bytes | memoryview)]
    data = json.dumps(word).encode()
    return any(commitment_of(salt, data) == other for salt in pieces for other in pieces if len(salt) == 16)


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        data = bytes(value)
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.hex()
    return str(value)
