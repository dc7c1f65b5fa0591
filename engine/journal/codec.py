"""Events and situations as bytes: a skeleton in canonical JSON, and content behind salted commitments.

Canonical JSON has sorted keys, no spaces, UTF-8 and no floats, so that equal events are equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NoReturn

from pydantic import TypeAdapter

from engine.errors import EventUnknown, LogBroken
from engine.journal.tables import instant_text
from engine.journal.upcasting import lifted
from engine.process import events
from engine.process.events import Body, Event, content_names
from engine.process.situation import Json, Situation

LINK, COMMITMENT, ORDER = b"\x01", b"\x02", b"\x03"
VEILED = "fields"
NO_DIGEST = bytes(32)
BODIES: dict[str, TypeAdapter[Body]] = {name: TypeAdapter(kind) for name, kind in events.KINDS.items()}
SITUATION: TypeAdapter[Situation] = TypeAdapter(Situation)


@dataclass(frozen=True, slots=True)
class Content:
    """One piece of content: its commitment, the salt, whose data it is and the bytes."""

    commitment: bytes
    salt: bytes
    about: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event as it is kept. `parts` are the commitments by part of its content, `labels` who may see each part."""

    skeleton: bytes
    contents: tuple[Content, ...]
    parts: dict[str, str]
    labels: dict[str, str]


def canonical(value: object) -> bytes:
    """Return canonical JSON. Raises TypeError for what has no place in it, such as a float."""
    _refuse_floats(value)
    return _ENCODER.encode(value).encode()


def link(before: bytes, skeleton: bytes) -> bytes:
    """Return the digest of an event, which depends on the digest of the event before it on the same label."""
    return sha256(LINK + before + skeleton).digest()


def following(before: bytes, digest: bytes) -> bytes:
    """Return what stands for the order of all events of a process, across labels. It never leaves the journal."""
    return sha256(ORDER + before + digest).digest()


def encode(
    event: Event, process: str, number: int, salt: Callable[[], bytes], opened: Mapping[str, str] | None = None
) -> Encoded:
    """Return an event as it is kept; `number` is its place within its label, `salt` gives 16 fresh bytes.

    `opened` are the parts of the earlier event whose content this one releases: it names the same commitments.
    """
    told = BODIES[event.type].dump_python(event.body, mode="json")
    content = {name: told.pop(name) for name in sorted(content_names(type(event.body)))}
    about = _data_subject(event)
    parts = _parts(content, _veils(event.body))
    fresh = {} if opened else {name: _committed(value, salt(), about) for name, value in parts.items()}
    skeleton = {
        "id": event.id,
        "process": process,
        "label": event.label,
        "n": number,
        "type": event.type,
        "version": event.body.VERSION,
        "at": instant_text(event.at),
        "due_at": instant_text(event.due_at) if event.due_at else None,
        "actor": event.actor,
        "role": event.role,
        "body": told,
        "parts": dict(opened or {name: one.commitment.hex() for name, one in fresh.items()}),
    }
    return Encoded(canonical(skeleton), tuple(fresh.values()), skeleton["parts"], part_labels(event))


def part_labels(event: Event) -> dict[str, str]:
    """Return for each part of the content of an event who may see it: its veil's label, else that of the event."""
    labels = dict.fromkeys(content_names(type(event.body)), event.label)
    return labels | {f"{VEILED}/{index}": veil.label for index, veil in enumerate(_veils(event.body))}


def _veils(body: Body) -> tuple[events.Veil, ...]:
    return body.veils if isinstance(body, events.Worded) else ()


def _parts(content: dict[str, Json], veils: tuple[events.Veil, ...]) -> dict[str, Json]:
    """Return content by part: fields that fewer may see stand apart, so that each audience gets its own."""
    fields = content.get(VEILED)
    if not veils or not isinstance(fields, dict):
        return content
    hidden = {name for veil in veils for name in veil.fields}
    apart: dict[str, Json] = {
        f"{VEILED}/{index}": {name: fields[name] for name in veil.fields if name in fields}
        for index, veil in enumerate(veils)
    }
    return content | {VEILED: {name: value for name, value in fields.items() if name not in hidden}} | apart


def commitment_of(salt: bytes, data: bytes) -> bytes:
    """Return the commitment behind which content stands; without the salt it cannot be guessed from the content."""
    return sha256(COMMITMENT + salt + data).digest()


def decode(skeleton: bytes, content_of: Callable[[bytes], bytes | None]) -> Event:
    """Return the event of a skeleton; `content_of` gives the bytes behind a commitment, None where they were erased.

    Raises LogBroken for what is no event, EventUnknown for a kind or version that a newer release wrote.
    """
    try:
        return _decoded(json.loads(skeleton), content_of)
    except (ValueError, KeyError, TypeError) as error:
        raise LogBroken(f"what was stored is no event: {skeleton[:80]!r}") from error


def _decoded(told: dict[str, Any], content_of: Callable[[bytes], bytes | None]) -> Event:
    told = lifted(told)
    kind = events.KINDS.get(told["type"])
    if kind is None or told["version"] != kind.VERSION:
        raise EventUnknown(told["process"], told["id"], told["type"], told["version"])
    parts = {name: content_of(bytes.fromhex(commitment)) for name, commitment in told["parts"].items()}
    body = BODIES[told["type"]].validate_python({**told["body"], **_merged(parts)})
    due_at = datetime.fromisoformat(told["due_at"]) if told["due_at"] else None
    at = datetime.fromisoformat(told["at"])
    return Event(told["id"], at, told["label"], told["actor"], told["role"], body, due_at)


def _merged(parts: Mapping[str, bytes | None]) -> dict[str, Json]:
    """Return content by name. Where one part was erased the whole is: what is left would look complete."""
    merged: dict[str, Json] = {}
    for part, data in sorted(parts.items()):
        name, value = part.partition("/")[0], None if data is None else json.loads(data)
        before = merged.get(name)
        if name == part:
            merged[name] = value
        elif isinstance(before, dict) and isinstance(value, dict):
            merged[name] = before | value
        else:
            merged[name] = None
    return merged


def scalars(event: Event) -> dict[str, Json]:
    """Return what a receipt may say of an event: its id, its kind and the plain ids and numbers of its skeleton."""
    told: Mapping[str, Json] = BODIES[event.type].dump_python(event.body, mode="json")
    hidden = content_names(type(event.body))
    plain = {name: one for name, one in told.items() if name not in hidden and not isinstance(one, list | dict)}
    return {**plain, "event": event.id, "type": event.type}


def encode_situation(situation: Situation) -> bytes:
    """Return a situation as bytes, equal for equal situations."""
    return canonical(SITUATION.dump_python(situation, mode="json"))


def decode_situation(data: bytes) -> Situation:
    """Return the situation of a snapshot."""
    return SITUATION.validate_json(data)


def _committed(value: Json, salt: bytes, about: str | None) -> Content:
    data = canonical(value)
    return Content(commitment_of(salt, data), salt, about, data)


def _data_subject(event: Event) -> str | None:
    """Return the participant whose data the content is; an organisation's name is nobody's."""
    if isinstance(event.body, events.PartyJoined):
        return None
    if isinstance(event.body, events.RecordHanded):
        return event.body.author
    named = event.body.participant if isinstance(event.body, events.ParticipantJoined) else None
    return named or event.actor


def _refuse_floats(value: object) -> None:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        value = (value,)
    for inner in value:
        if isinstance(inner, float):
            _no_place(inner)
        if isinstance(inner, dict | list | tuple):
            _refuse_floats(inner)


def _no_place(value: object) -> NoReturn:
    msg = f"{type(value).__name__} has no place in canonical JSON"
    raise TypeError(msg)


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_no_place)
