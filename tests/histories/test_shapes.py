"""What is written to a log is read for ever: the shape of a kind of event changes only with its version."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from engine.journal.codec import canonical, decode
from engine.journal.upcasting import UPCASTERS, Skeleton, lifted
from engine.process import events
from engine.process.situation import Tally, Voter

pytestmark = pytest.mark.P11

COMMITTED = Path(__file__).parent / "shapes.json"
PARTS = {one.__name__: one for one in (events.Veil, events.Finding, events.SubjectFinding, Voter, Tally)}
WHAT_TO_DO = (
    "the shape of an event changed: raise its VERSION, add an upcaster from the version before to"
    " engine/journal/upcasting.py, a history that has both to tests/histories, and its new line to shapes.json"
)


def shape_of(kind: Any) -> dict[str, str]:
    """Return the fields of a dataclass with their types, as a text that says all that is stored."""
    hints = get_type_hints(kind, include_extras=True)
    return {one.name: _named(hints[one.name]) for one in dataclasses.fields(kind)}


def _named(hint: Any) -> str:
    """Return a type as a text, without addresses and rooms: `Annotated[Optional[str], 'content']`."""
    text = re.sub(r", <[\w.]+ object at 0x[0-9a-f]+>", "", str(hint))
    text = re.sub(r"<class '(?:[\w.]+\.)?(\w+)'>", r"\1", text).replace("typing.", "")
    return re.sub(r"\bengine\.(?:\w+\.)*(\w+)", r"\1", text)


def shapes() -> dict[str, dict[str, str]]:
    """Return the shape of each kind of event in its version, and of what stands inside events."""
    kinds = {f"{name} {kind.VERSION}": shape_of(kind) for name, kind in events.KINDS.items()}
    return kinds | {f"part {name}": shape_of(part) for name, part in PARTS.items()}


def test_no_kind_of_event_has_another_shape_than_was_committed() -> None:
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))

    assert shapes() == {name: committed.get(name) for name in shapes()}, WHAT_TO_DO


def test_every_shape_that_was_ever_committed_can_still_be_read() -> None:
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    older = [name.split() for name in committed if name not in shapes()]

    assert [(kind, version) for kind, version in older if (kind, int(version)) not in UPCASTERS] == []


def test_an_older_shape_is_lifted_when_it_is_read_and_its_bytes_stay() -> None:
    def from_1(skeleton: Skeleton) -> Skeleton:
        body = {"party": skeleton["body"]["organisation"]}
        return {**skeleton, "version": 2, "body": body}

    def from_2(skeleton: Skeleton) -> Skeleton:
        return {**skeleton, "type": "PartyLeft", "version": 1}

    old = {
        "id": "e", "process": "p", "label": "process", "n": 1, "type": "PartyGone", "version": 1, "actor": None,
        "at": "2026-01-01T00:00:00.000000Z", "due_at": None, "role": None, "body": {"organisation": "town"},
        "parts": {},
    }  # fmt: skip
    stored = canonical(old)

    new = lifted(old, {("PartyGone", 1): from_1, ("PartyGone", 2): from_2})

    assert decode(canonical(new), lambda _commitment: None).body == events.PartyLeft("town")
    assert canonical(old) == stored


def test_an_upcaster_that_leads_nowhere_is_noticed() -> None:
    with pytest.raises(ValueError, match="leads nowhere"):
        lifted({"type": "A", "version": 1}, {("A", 1): lambda skeleton: skeleton})
