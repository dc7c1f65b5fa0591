"""Makes logs by docs/reference/log-format.md, without Sluis: what tests of the verifiers take as true, and alter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Json = dict[str, Any]
READERS: Mapping[str, list[str]] = {
    "town": [
        "owner:anna", "parties:{town,water}", "party:town", "party:town/role:envoy", "process", "public", "role:envoy",
        "role:keeper",
    ],
    "water": ["owner:ben", "parties:{town,water}", "party:water", "process", "public", "role:envoy"],
    "chair": ["owner:cas", "process", "public", "role:chair", "table:share.facts#1"],
    "guest": ["process", "public"],
}  # fmt: skip
LABELS = [
    "process", "process", "process", "public", "party:town", "party:water", "party:town/role:envoy", "role:chair",
    "owner:anna", "owner:ben|role:chair", "parties:{town,water}", "table:share.facts#1",
]  # fmt: skip
VEILS = ["role:keeper", "party:town", "party:water", "role:chair", "owner:ben|role:envoy"]
VALUES: list[Any] = [
    None, "", 42, 31_415, "Wij willen een eerlijke prijs.", 'naïef "\\ \u2028 \U0001f600\u0001\t', 2**53 - 1, -7, 0,
    True, [], {"b": [1, {"a": None}], "a": "x"}, ["een", "één", "e\u0301e\u0301n"],
]  # fmt: skip


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment_of(salt: str, value: Any) -> str:
    return hashlib.sha256(b"\x02" + bytes.fromhex(salt) + canonical(value)).hexdigest()


def heads_of(skeletons: Iterable[Json]) -> Json:
    """Return the heads of the chains of some events."""
    heads: dict[str, tuple[int, bytes]] = {}
    for one in skeletons:
        _, before = heads.get(one["label"], (0, bytes(32)))
        heads[one["label"]] = one["n"], hashlib.sha256(b"\x01" + before + canonical(one)).digest()
    return {label: {"n": n, "digest": digest.hex()} for label, (n, digest) in heads.items()}


def public_of(secret: Ed25519PrivateKey) -> str:
    return secret.public_key().public_bytes_raw().hex()


def signed(process: str, labels: Sequence[str], skeletons: Sequence[Json], secret: Ed25519PrivateKey) -> Json:
    """Return the checkpoint of some events."""
    told = {
        "at": max(one["at"] for one in skeletons),
        "format": 1,
        "heads": heads_of(skeletons),
        "key": public_of(secret),
        "labels": list(labels),
        "process": process,
    }
    return told | {"signature": secret.sign(b"sluis checkpoint 1\n" + canonical(told)).hex()}


def in_order(skeleton: Json) -> tuple[str, str, int]:
    return skeleton["at"], skeleton["label"], skeleton["n"]


def may_read(label: str, labels: Iterable[str]) -> bool:
    return not set(label.split("|")).isdisjoint(labels)


@dataclass
class Book:
    """A log in the making, as an installation keeps it: skeletons, content behind commitments, and its key."""

    chance: Random
    secret: Ed25519PrivateKey
    process: str
    now: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    skeletons: list[Json] = field(default_factory=list)
    contents: dict[str, Json] = field(default_factory=dict)
    erased: dict[str, Json] = field(default_factory=dict)

    def write(
        self, label: str, kind: str, content: Mapping[str, Any] | None = None, *, body: Json | None = None,
        parts: Json | None = None,
    ) -> Json:  # fmt: skip
        """Write an event. `content` becomes parts of its own, `parts` are those of an event that it releases."""
        skeleton = {
            "id": self.chance.randbytes(16).hex(),
            "process": self.process,
            "label": label,
            "n": 1 + sum(one["label"] == label for one in self.skeletons),
            "type": kind,
            "version": 1,
            "at": self.now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "due_at": None,
            "actor": self.chance.choice(["anna", "ben", "cas", None]),
            "role": self.chance.choice(["envoy", None]),
            "body": body or {},
            "parts": parts or {name: self.commit(value) for name, value in (content or {}).items()},
        }
        self.skeletons.append(skeleton)
        return skeleton

    def commit(self, value: Any) -> str:
        salt = self.chance.randbytes(16).hex()
        commitment = commitment_of(salt, value)
        self.contents[commitment] = {"salt": salt, "value": value}
        return commitment

    def erase(self, commitment: str) -> None:
        """Erase content, and say so to everybody who could see it."""
        told_to = {label_of_part(one, name) for one in self.skeletons for name in named(one, commitment)}
        for label in sorted(told_to):
            self.write(label, "ContentRedacted", {"reason": "asked"}, body={"contents": [commitment]})
        self.erased[commitment] = self.contents.pop(commitment)

    def known(self, labels: Sequence[str]) -> list[Json]:
        """Return what a reader may know of, in the order of an export."""
        return sorted((one for one in self.skeletons if may_read(one["label"], labels)), key=in_order)

    def checkpoint(self, labels: Sequence[str]) -> Json:
        return signed(self.process, labels, self.known(labels), self.secret)

    def export(self, labels: Sequence[str]) -> Json:
        items = [{"event": one, "content": self._shown(one, labels)} for one in self.known(labels)]
        told = {"format": 1, "process": self.process, "labels": list(labels), "events": items}
        copy: Json = json.loads(canonical(told | {"checkpoint": self.checkpoint(labels)}))
        return copy

    def _shown(self, skeleton: Json, labels: Sequence[str]) -> Json:
        return {
            name: self.contents[commitment]
            for name, commitment in skeleton["parts"].items()
            if commitment in self.contents and may_read(label_of_part(skeleton, name), labels)
        }


def label_of_part(skeleton: Json, name: str) -> str:
    """Return who may see a part: its veil's label, else that of the event."""
    _, slash, index = name.partition("/")
    return str(skeleton["body"]["veils"][int(index)]["label"] if slash else skeleton["label"])


def named(skeleton: Json, commitment: str) -> list[str]:
    return [name for name, one in skeleton["parts"].items() if one == commitment]


def a_book(chance: Random, secret: Ed25519PrivateKey | None = None, process: str | None = None) -> Book:
    """Return a log in which so far only a process was opened."""
    secret = secret or Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    book = Book(chance, secret, process or chance.randbytes(8).hex())
    book.write("process", "ProcessOpened", {"title": "Along the river", "case": {}}, body={"process": book.process})
    return book


def happen(book: Book, acts: int) -> None:
    """Let random things happen; often at one instant, as one command causes several events."""
    for _ in range(acts):
        if book.chance.random() < 0.5:
            book.now += timedelta(microseconds=book.chance.randrange(1, 10**9))
        book.chance.choice([_say, _say, _say, _note, _draft, _draft, _release, _release, _erase])(book)


def _say(book: Book) -> None:
    book.write(book.chance.choice(LABELS), "PhaseEntered", body={"phase": "share.facts", "visit": 1})


def _note(book: Book) -> None:
    content = {"ballot": book.chance.choice(VALUES), "reason": book.chance.choice(VALUES)}
    book.write(book.chance.choice(LABELS), "VoteCast", content, body={"run": "r1"})


def _draft(book: Book) -> None:
    content: Json = {"fields": {"text": book.chance.choice(VALUES), "level": book.chance.randrange(1000)}}
    veils = [{"fields": ["bounds"], "label": one} for one in book.chance.sample(VEILS, book.chance.randrange(3))]
    content |= {f"fields/{index}": {"bounds": book.chance.choice(VALUES)} for index, _ in enumerate(veils)}
    book.write(book.chance.choice(LABELS), "RecordWritten", content, body={"record": "mandate", "veils": veils})


def _release(book: Book) -> None:
    drafts = [
        one for one in book.skeletons
        if one["type"] == "RecordWritten" and book.erased.keys().isdisjoint(one["parts"].values())
    ]  # fmt: skip
    if drafts:
        draft = book.chance.choice(drafts)
        body = {"record": "mandate", "opens": draft["id"], "veils": draft["body"]["veils"]}
        book.write(book.chance.choice(["process", "public", "parties:{town,water}"]), "RecordShared", body=body,
                   parts=dict(draft["parts"]))  # fmt: skip


def _erase(book: Book) -> None:
    if book.contents:
        book.erase(book.chance.choice(sorted(book.contents)))
