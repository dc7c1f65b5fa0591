"""Checks an exported log by docs/reference/log-format.md alone, without Sluis: a second opinion on `sluis verify`.

python tests/promises/independent_verifier.py EXPORT.json [--key HEX] [--against FILE …]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Data = dict[str, Any]
LARGEST, DEEPEST, MOST = 2**53 - 1, 100, 256 * 2**20


class Complaint(NamedTuple):
    """Something that is not right, at a place on a label where it has one."""

    label: str | None
    place: int | None
    sentence: str


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def strictly(data: bytes) -> Any:
    if len(data) > MOST:
        raise ValueError(f"it is larger than {MOST} bytes")
    try:
        told = json.loads(
            data.decode(), parse_int=whole, parse_float=whole, parse_constant=whole, object_pairs_hook=once
        )
        canonical(told)  # cannot write halves of surrogate pairs
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    levels, layer = 0, [told]
    while layer := [one for one in layer if isinstance(one, dict | list)]:
        levels += 1
        layer = [inner for one in layer for inner in (one.values() if isinstance(one, dict) else one)]
    if levels > DEEPEST:
        raise ValueError(f"it is nested {levels} deep")
    return told


def whole(digits: str) -> int:
    if not re.fullmatch("0|-?[1-9][0-9]{,15}", digits) or abs(int(digits)) > LARGEST:
        raise ValueError(f"{digits[:20]} is no number of this format")
    return int(digits)


def once(pairs: list[tuple[str, Any]]) -> Data:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return dict(pairs)


def fits(value: Any, shape: Any) -> bool:
    """Tell if a value is of a shape: a pattern, [each], {key: shape}, a test; or None where it is in a tuple."""
    if isinstance(shape, str):
        return isinstance(value, str) and re.fullmatch(shape, value) is not None
    if isinstance(shape, tuple):
        return value is None or fits(value, *shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, *shape) for one in value)
    return not faults(value, shape) if isinstance(shape, dict) else shape is ANY or bool(shape(value))


def faults(value: Any, shape: Data) -> list[str]:
    """Return which keys of an object are missing, unknown, or hold what they should not."""
    if not isinstance(value, dict):
        return ["object"]
    return [k for k in sorted({*value, *shape}) if not (k in value and k in shape and fits(value[k], shape[k]))]


def is_count(value: Any) -> bool:
    return type(value) is int and value >= 1


def is_instant(value: Any) -> bool:
    try:
        return fits(value, INSTANT) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def by(key: Any, shape: Any) -> Any:
    return lambda value: isinstance(value, dict) and all(fits(k, key) and fits(v, shape) for k, v in value.items())


ANY, TEXT, LABEL, HASH = object(), "(?s).+", r"(?s)[^|]+(\|[^|]+)*", "[0-9a-f]{64}"
PART, INSTANT = "[a-z_]+|fields/(0|[1-9][0-9]*)", r"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\.[0-9]{6}Z"
RESERVED: Data = {"contents": [HASH], "opens": (TEXT,), "veils": [{"fields": [TEXT], "label": LABEL}]}
EVENT: Data = {
    "id": TEXT, "process": TEXT, "label": LABEL, "n": is_count, "type": TEXT, "version": is_count, "at": is_instant,
    "due_at": (is_instant,), "actor": (TEXT,), "role": (TEXT,), "body": by(ANY, ANY), "parts": by(PART, HASH),
}  # fmt: skip
ITEM: Data = {"content": by(PART, {"salt": "[0-9a-f]{32}", "value": ANY}), "event": EVENT}
SHARED: Data = {
    "format": lambda value: is_count(value) and value == 1, "process": TEXT,
    "labels": lambda value: fits(value, ["(?s)[^|]+"]) and value == sorted(set(value)),
}  # fmt: skip
CHECKPOINT: Data = SHARED | {
    "at": is_instant, "heads": by(LABEL, {"digest": HASH, "n": is_count}), "key": HASH, "signature": HASH + HASH
}  # fmt: skip
EXPORT: Data = SHARED | {"checkpoint": CHECKPOINT, "events": lambda value: isinstance(value, list) and value != []}


def misshapen(export: Any) -> Iterator[Complaint]:
    if wrong := faults(export, EXPORT):
        yield Complaint(None, None, f"of the export, these are missing, unknown or wrong: {wrong}")
    events = export.get("events") if isinstance(export, dict) else None
    for item in events if isinstance(events, list) else []:
        event = item["event"] if isinstance(item, dict) and isinstance(item.get("event"), dict) else {}
        if wrong := faults(item, ITEM) + (faults(event, EVENT) or oddities(event)):
            where = event["label"] if isinstance(event.get("label"), str) else None
            place = event["n"] if is_count(event.get("n")) else None
            yield Complaint(where, place, f"of this event, these are missing, unknown or wrong: {wrong}")


def oddities(event: Data) -> list[str]:
    told = event["body"].keys() | {"contents" if event["type"] == "ContentRedacted" else ""}
    wrong = [key for key in RESERVED if key in told and not fits(event["body"].get(key), RESERVED[key])]
    return wrong or sorted(veils_of(event).keys() ^ {name for name in event["parts"] if "/" in name})


def veils_of(event: Data) -> dict[str, str]:
    return {f"fields/{index}": veil["label"] for index, veil in enumerate(event["body"].get("veils", []))}


class Log:
    """An export of the right shape. What is not right is gathered in `found` while walking through it."""

    def __init__(self, export: Data) -> None:
        self.export, self.audiences, self.found = export, set(export["labels"]), list[Complaint]()
        self.events: list[Data] = [item["event"] for item in export["events"]]
        self.erased = {c for e in self.events if e["type"] == "ContentRedacted" for c in e["body"]["contents"]}
        self.digests: dict[str, list[str]] = {}
        for check in (self._walk, self._releases, self._boxes):
            check()

    def may_read(self, label: str) -> bool:
        return not self.audiences.isdisjoint(label.split("|"))

    def note(self, where: str | None, place: int | None, wrongs: dict[str, bool]) -> None:
        self.found += [Complaint(where, place, sentence) for sentence, is_wrong in wrongs.items() if is_wrong]

    def _walk(self) -> None:
        before, places, ids = ("", "", 0), dict[str, int](), set[str]()
        for event, item in zip(self.events, self.export["events"], strict=True):
            at, where, place = here = event["at"], event["label"], event["n"]
            wrongs = {
                "is of another process": event["process"] != self.export["process"],
                "has the id of another event": event["id"] in ids,
                "is on a label the reader may not read": not self.may_read(where),
                f"comes behind place {places.get(where, 0)}": place != places.get(where, 0) + 1,
                "is not sorted by instant, label and place": here <= before,
                "opens no process, or elsewhere": (event["type"] == "ProcessOpened") != (here == (at, "process", 1)),
            }
            self.note(where, place, wrongs)
            before, places[where] = here, place
            ids.add(event["id"])
            chain = self.digests.setdefault(where, ["00" * 32])
            chain.append(hashlib.sha256(b"\1" + bytes.fromhex(chain[-1]) + canonical(event)).hexdigest())
            self._content(event, item["content"])
        self.note("process", 1, {"was left out": "process" in self.export["labels"] and "process" not in places})

    def _content(self, event: Data, shown: Data) -> None:
        for name in sorted(event["parts"].keys() | shown.keys()):
            commitment, told = event["parts"].get(name), shown.get(name, {"salt": "", "value": None})
            is_closed = commitment in self.erased or not self.may_read(veils_of(event).get(name) or event["label"])
            made = hashlib.sha256(b"\2" + bytes.fromhex(told["salt"]) + canonical(told["value"])).hexdigest()
            wrongs = {
                f"part {name} is left out": name not in shown and not is_closed,
                f"part {name} should not be shown": name in shown and is_closed,
                f"part {name} is not what was written": name in shown and made != commitment,
            }
            self.note(event["label"], event["n"], wrongs)

    def _releases(self) -> None:
        by_id, named = {event["id"]: event for event in self.events}, set[str]()
        for event in self.events:
            where, place, own = event["label"], event["n"], list(event["parts"].values())
            if event["body"].get("opens") is None:
                is_twice = not named.isdisjoint(own) or len(set(own)) < len(own)
                self.note(where, place, {"names a commitment that stands elsewhere": is_twice})
                named.update(own)
            elif opened := by_id.get(event["body"]["opens"]):
                is_earlier = opened["at"] <= event["at"] and (opened["label"] != where or opened["n"] < place)
                is_wrong = not is_earlier or opened["parts"] != event["parts"]
                self.note(where, place, {"does not release what it says": is_wrong})

    def _boxes(self) -> None:
        boxes: dict[bytes, set[bytes]] = {}
        for event, item in zip(self.events, self.export["events"], strict=True):
            where, place, body = event["label"], event["n"], event["body"]
            voters, voter = boxes.setdefault(canonical([where, body.get("run")]), set()), canonical(body.get("voter"))
            if event["type"] == "BallotPut":
                self.note(where, place, {"is a second ballot of this voter": voter in voters})
                voters.add(voter)
            elif event["type"] == "BallotsCounted" and "ballots" in item["content"]:
                told = item["content"]["ballots"]["value"]
                is_whole = isinstance(told, list) and len(told) == len(voters) and told == sorted(told, key=canonical)
                self.note(where, place, {"tells other ballots than were put in": not is_whole})

    def checked(self, key: str | None, kept: Iterable[tuple[str, bytes]]) -> list[Complaint]:
        checkpoint = self.export["checkpoint"]
        wrongs = {
            "the checkpoint's signature is wrong": not is_signed(checkpoint),
            f"the checkpoint is of another key, {checkpoint['key']}": key is not None and checkpoint["key"] != key,
            "the checkpoint is of another process": checkpoint["process"] != self.export["process"],
            "the checkpoint is for other labels": checkpoint["labels"] != self.export["labels"],
            "the checkpoint is of another instant": checkpoint["at"] != max(one["at"] for one in self.events),
        }
        self.note(None, None, wrongs)
        for where in sorted(self.digests.keys() | checkpoint["heads"].keys()):
            chain, head = self.digests.get(where, [""]), checkpoint["heads"].get(where, {"n": 0, "digest": ""})
            length, n = len(chain) - 1, head["n"]
            self.note(where, min(length, n) + 1, {f"the log has {length}, the checkpoint {n}": length != n})
            self.note(where, n, {"this or one before it was altered": length == n and chain[-1] != head["digest"]})

        self._compare(kept)
        return self.found

    def _compare(self, kept: Iterable[tuple[str, bytes]]) -> None:
        everything: dict[str, dict[int, str]] = {}  # by label the digests that somebody saw, by place
        for name, data in kept:
            try:
                places = self._places(data)
            except ValueError as error:
                self.note(None, None, {f"{name} proves nothing: {error}": True})
                continue
            for where, seen in places.items():
                chain, known = self.digests.get(where, [""]), everything.setdefault(where, {})
                parted = [n for n in seen if chain[n : n + 1] != [seen[n]] and self.may_read(where)]
                twisted = [n for n in seen if known.get(n, seen[n]) != seen[n]]
                self.note(where, min([*parted, len(chain)]), {f"{name} saw another log, here or before": bool(parted)})
                self.note(where, min(twisted, default=0), {f"{name} contradicts what another kept": bool(twisted)})
                everything[where] = seen | known

    def _places(self, data: bytes) -> dict[str, dict[int, str]]:
        told, ours = strictly(data), {"process": self.export["process"], "key": self.export["checkpoint"]["key"]}
        is_export = isinstance(told, dict) and "events" in told
        if verify(data) if is_export else faults(told, CHECKPOINT):
            raise ValueError("it is neither a checkpoint nor an export that is in order")
        checkpoint = told["checkpoint"] if is_export else told
        if not is_signed(checkpoint) or any(checkpoint[key] != one for key, one in ours.items()):
            raise ValueError("its signature is wrong, or it is of another process or key")
        places = {where: {head["n"]: head["digest"]} for where, head in checkpoint["heads"].items()}
        if not any(map(self.may_read, places)):
            raise ValueError("it has no label in common with the export")
        return {w: dict(enumerate(c[1:], 1)) for w, c in Log(told).digests.items()} if is_export else places


def is_signed(checkpoint: Data) -> bool:
    unsigned = canonical({key: value for key, value in checkpoint.items() if key != "signature"})
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint["key"]))
        return public.verify(bytes.fromhex(checkpoint["signature"]), b"sluis checkpoint 1\n" + unsigned) is None
    except (InvalidSignature, ValueError):
        return False


def verify(export: bytes, key: str | None = None, kept: Iterable[tuple[str, bytes]] = ()) -> list[Complaint]:
    """Return everything that is not right with an export; `kept` are further checkpoints or exports by name."""
    try:
        told = strictly(export)
    except ValueError as error:
        return [Complaint(None, None, f"the export cannot be read: {error}")]
    return list(misshapen(told)) or Log(told).checked(key, kept)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check an exported log of Sluis, without Sluis.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--key")
    parser.add_argument("--against", type=Path, nargs="+", action="extend", default=[])
    asked = parser.parse_args()
    try:
        found = verify(asked.export.read_bytes(), asked.key, [(one.name, one.read_bytes()) for one in asked.against])
    except OSError as error:
        found = [Complaint(None, None, str(error))]
    lines = [ascii(f"{label or asked.export} {place or '-'}: {sentence}")[1:-1] for label, place, sentence in found]
    sys.stdout.write("\n".join([*lines, "NOT in order" if found else "in order", ""]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
