"""An exported log and a checkpoint, read from a file that nobody vouches for.

Whether they have the shape is seen here; whether what they say hangs together is seen in `verifying`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.journal.codec import canonical
from engine.journal.verifying.shapes import (
    CHECKPOINT,
    EXPORT,
    ITEM,
    OR,
    REDACTED,
    Object,
    complaints,
    event_complaints,
    is_count,
    veils_of,
)
from engine.journal.verifying.strict_json import NotStrict, read_strictly


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not right. `label` and `place` say at which event, where it is about one."""

    label: str | None
    place: int | None
    message: str


class Misshapen(Exception):
    """A file does not have the shape of an export or a checkpoint."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("; ".join(one.message for one in findings))


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of the content of an event, with the salt that leads to its commitment."""

    salt: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the place of its last event, and the digest there."""

    n: int
    digest: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint. `told` is all of it as it was read, for its signature."""

    process: str
    at: str
    audiences: frozenset[str]
    heads: Mapping[str, Head]
    key: str
    told: Object


@dataclass(frozen=True, slots=True)
class Exported:
    """An event: what is checked of its skeleton, the bytes of all of it, and the content that is shown.

    `veils` are the parts that fewer may see than know of the event, each with the label that may. `erases` are
    commitments behind which content was erased; `run` and `voter` are those of a vote, as they stand in the body.
    """

    id: str
    process: str
    label: str
    n: int
    type: str
    at: str
    opens: str | None
    erases: tuple[str, ...]
    run: bytes
    voter: bytes
    veils: Mapping[str, str]
    parts: Mapping[str, str]
    skeleton: bytes
    content: Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class Export:
    """An exported log: what a reader who is in some audiences was given."""

    process: str
    audiences: frozenset[str]
    events: tuple[Exported, ...]
    checkpoint: Checkpoint

    def may_read(self, label: str) -> bool:
        """Tell whether the reader of this export may read a label."""
        return not self.audiences.isdisjoint(label.split(OR))

    def erased(self) -> frozenset[str]:
        """Return the commitments behind which content was erased, as far as the reader may know."""
        return frozenset(commitment for event in self.events for commitment in event.erases)

    def chains(self) -> dict[str, list[Exported]]:
        """Return the events label by label."""
        found: dict[str, list[Exported]] = {}
        for event in self.events:
            found.setdefault(event.label, []).append(event)
        return dict(sorted(found.items()))


def read_file(data: bytes) -> object:
    """Return what a file holds. Raises Misshapen where that is not strict JSON."""
    try:
        return read_strictly(data)
    except NotStrict as wrong:
        raise Misshapen(Finding(None, None, f"it cannot be read: {wrong}")) from wrong


def read_export(told: object) -> Export:
    """Return the export in what a file holds. Raises Misshapen with every complaint."""
    wrong = [Finding(None, None, message) for message in complaints(told, EXPORT, "the export")]
    if not isinstance(told, dict):
        raise Misshapen(*wrong)
    wrong += [Finding(None, None, one) for one in complaints(told.get("checkpoint"), CHECKPOINT, "the checkpoint")]
    items = told.get("events")
    for index, item in enumerate(items if isinstance(items, list) else []):
        wrong += _item_findings(item, f"event {index + 1} of the export")
    if wrong:
        raise Misshapen(*wrong)
    events = tuple(_event(item["event"], item["content"]) for item in told["events"])
    return Export(told["process"], frozenset(told["labels"]), events, read_checkpoint(told["checkpoint"]))


def read_checkpoint(told: object) -> Checkpoint:
    """Return the checkpoint in what a file holds. Raises Misshapen with every complaint."""
    wrong = [Finding(None, None, message) for message in complaints(told, CHECKPOINT, "the checkpoint")]
    if wrong or not isinstance(told, dict):
        raise Misshapen(*wrong)
    heads = {label: Head(head["n"], head["digest"]) for label, head in told["heads"].items()}
    return Checkpoint(told["process"], told["at"], frozenset(told["labels"]), heads, told["key"], told)


def _item_findings(item: object, where: str) -> Iterator[Finding]:
    """Yield what is wrong with the shape of an event, told at its label and place where these can be read."""
    event = item.get("event") if isinstance(item, dict) else None
    found = complaints(item, ITEM, where)
    if not isinstance(event, dict):
        event = {}
    else:
        found += event_complaints(event, where)
    label = event["label"] if isinstance(event.get("label"), str) else None
    place = event["n"] if is_count(event.get("n")) else None
    for message in found:
        yield Finding(label, place, message)


def _event(told: Object, content: Object) -> Exported:
    return Exported(
        id=told["id"],
        process=told["process"],
        label=told["label"],
        n=told["n"],
        type=told["type"],
        at=told["at"],
        opens=told["body"].get("opens"),
        erases=tuple(told["body"]["contents"]) if told["type"] == REDACTED else (),
        run=canonical(told["body"].get("run")),
        voter=canonical(told["body"].get("voter")),
        veils=veils_of(told),
        parts=told["parts"],
        skeleton=canonical(told),
        content={name: Shown(bytes.fromhex(one["salt"]), canonical(one["value"])) for name, one in content.items()},
    )
