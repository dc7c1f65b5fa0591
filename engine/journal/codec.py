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

from engine.errors import LogBroken
from engine.journal.tables import instant_text
from engine.process import events
from engine.process.events import Body, Event, content_names
from engine.process.situation import Json, Situation

COMMITMENT, LINK = b"\x02", b"\x01"
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
    """An event as it is kept."""

    skeleton: bytes
    contents: tuple[Content, ...]


def canonical(value: object) -> bytes:
    """Return canonical JSON. Raises TypeError for what has no place in it, such as a float."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_no_place).encode()


def link(before: bytes, skeleton: bytes) -> bytes:
    """Return the digest of an event, which depends on the digest of the event before it."""
    return sha256(LINK + before + skeleton).digest()


def encode(event: Event, process: str, number: int, salt: Callable[[], bytes]) -> Encoded:
    """Return an event as it is kept; `number` is its place within its label, `salt` gives 16 fresh bytes."""
    told = BODIES[event.type].dump_python(event.body, mode="json")
    content = {name: told.pop(name) for name in sorted(content_names(type(event.body)))}
    about = _data_subject(event)
    kept = {name: _committed(value, salt(), about) for name, value in content.items() if value is not None}
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
        "parts": {name: one.commitment.hex() for name, one in kept.items()},
    }
    return Encoded(canonical(skeleton), tuple(kept.values()))


def commitment_of(salt: bytes, data: bytes) -> bytes:
    """Return the commitment behind which content stands; without the salt it cannot be guessed from the content."""
    return sha256(COMMITMENT + salt + data).digest()


def decode(skeleton: bytes, content_of: Callable[[bytes], bytes | None]) -> Event:
    """Return the event of a skeleton; `content_of` gives the bytes behind a commitment, None where they were erased.

    Raises LogBroken for what is no event, or one of a kind or version that this release does not know.
    """
    try:
        return _decoded(json.loads(skeleton), content_of)
    except (ValueError, KeyError, TypeError) as error:
        raise LogBroken(f"what was stored is no event: {skeleton[:80]!r}") from error


def _decoded(told: dict[str, Any], content_of: Callable[[bytes], bytes | None]) -> Event:
    kind = events.KINDS.get(told["type"])
    if kind is None or told["version"] != kind.VERSION:
        msg = f"event {told['id']} is {told['type']} version {told['version']}, which this release does not know"
        raise LogBroken(msg)
    content = {name: _content(content_of(bytes.fromhex(commitment))) for name, commitment in told["parts"].items()}
    absent = dict.fromkeys(content_names(kind))
    body = BODIES[told["type"]].validate_python({**told["body"], **absent, **content})
    due_at = datetime.fromisoformat(told["due_at"]) if told["due_at"] else None
    at = datetime.fromisoformat(told["at"])
    return Event(told["id"], at, told["label"], told["actor"], told["role"], body, due_at)


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


def _content(data: bytes | None) -> Json:
    return None if data is None else json.loads(data)


def _data_subject(event: Event) -> str | None:
    """Return the participant whose data the content is; an organisation's name is nobody's."""
    if isinstance(event.body, events.PartyJoined):
        return None
    named = event.body.participant if isinstance(event.body, events.ParticipantJoined) else None
    return named or event.actor


def _refuse_floats(value: object) -> None:
    match value:
        case float():
            _no_place(value)
        case dict():
            for inner in value.values():
                _refuse_floats(inner)
        case list() | tuple():
            for inner in value:
                _refuse_floats(inner)
        case _:
            pass


def _no_place(value: object) -> NoReturn:
    msg = f"{type(value).__name__} has no place in canonical JSON"
    raise TypeError(msg)
