from __future__ import annotations

import json
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from itertools import count
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import immutables
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import EventUnknown
from engine.journal.codec import (
    BODIES,
    NO_DIGEST,
    canonical,
    commitment_of,
    decode,
    decode_situation,
    encode,
    encode_situation,
    link,
    scalars,
)
from engine.process import events
from engine.process.events import Body, Event, content_names
from engine.process.situation import Json, Situation
from tests.engine.journal.neighbours import START

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis adds the zone


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of a type as it is declared in an event."""
    if kind == Json:
        return JSON
    plain = {str: TEXT, int: INTEGERS, bool: st.booleans(), datetime: INSTANTS, type(None): st.none()}
    if kind in plain:
        return plain[kind]
    if is_dataclass(kind):
        return instances_of(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return values_of(inner[0])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(values_of, inner))
    if origin is immutables.Map:
        return st.dictionaries(values_of(inner[0]), values_of(inner[1]), max_size=3).map(immutables.Map)
    assert origin is tuple, kind
    if inner[1:] == (...,):
        return st.lists(values_of(inner[0]), max_size=2).map(tuple)
    return st.tuples(*map(values_of, inner))


def instances_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return instances of a dataclass; one that holds its own kind is kept shallow."""
    hints = get_type_hints(kind, include_extras=True)
    given = {one.name: hints[one.name] for one in fields(kind)}
    deep = st.deferred(lambda: st.builds(kind, **{name: values_of(hint) for name, hint in given.items()}))
    if kind not in (events.Finding, events.SubjectFinding):
        return deep
    flat = {name: st.just(()) if "Finding" in str(hint) else values_of(hint) for name, hint in given.items()}
    return st.builds(kind, **flat) | deep


BODY = {name: instances_of(kind) for name, kind in events.KINDS.items()}


def happened(body: Body) -> st.SearchStrategy[Event]:
    return st.builds(
        Event, TEXT, INSTANTS, TEXT, st.none() | TEXT, st.none() | TEXT, st.just(body), st.none() | INSTANTS
    )


def salts() -> Any:
    numbers = count()
    return lambda: next(numbers).to_bytes(16)


def an_event(body: Body | None = None, **changed: Any) -> Event:
    plain = Event("id-1", START, "process", "anna", "convener", body or events.PartyJoined("p1", "Town"))
    return replace(plain, **changed)


@pytest.mark.parametrize("kind", sorted(events.KINDS))
@settings(max_examples=40)
@given(data=st.data())
def test_every_kind_of_event_comes_back_as_it_was_and_is_stored_in_the_same_bytes(
    kind: str, data: st.DataObject
) -> None:
    event = data.draw(BODY[kind].flatmap(happened))

    stored = encode(event, "p", 3, salts())
    content = {one.commitment: one.data for one in stored.contents}
    back = decode(stored.skeleton, content.get)

    assert back == event
    assert encode(back, "p", 3, salts()) == stored
    names = [name for name in stored.parts if "/" not in name]
    assert names == sorted(names)  # so that with the same salts every server makes the same bytes


@pytest.mark.parametrize("kind", sorted(events.KINDS))
@settings(max_examples=40)
@given(data=st.data())
def test_erased_content_comes_back_as_nothing_and_the_rest_as_it_was(kind: str, data: st.DataObject) -> None:
    event = data.draw(BODY[kind].flatmap(happened))

    back = decode(encode(event, "p", 1, salts()).skeleton, lambda _commitment: None)

    erased = dict.fromkeys(content_names(type(event.body)))
    assert back == replace(event, body=replace(event.body, **erased))  # type: ignore[type-var]  # every body is a dataclass


@pytest.mark.parametrize("kind", sorted(events.KINDS))
def test_no_kind_of_event_has_room_for_a_float(kind: str) -> None:
    def types_in(schema: object) -> Iterator[object]:
        if isinstance(schema, dict):
            yield schema.get("type")
            for inner in schema.values():
                yield from types_in(inner)
        elif isinstance(schema, list):
            for inner in schema:
                yield from types_in(inner)

    assert "number" not in set(types_in(BODIES[kind].json_schema()))


def test_a_skeleton_holds_nothing_that_people_typed() -> None:
    body = events.VoteCast("run-1", "p1", "anna", None, "no", "canary-reason")

    stored = encode(an_event(body), "p", 1, salts())

    assert b"canary" not in stored.skeleton
    assert b'"no"' not in stored.skeleton
    assert {one.data for one in stored.contents} == {b'"no"', b'"canary-reason"'}


@pytest.mark.parametrize("gone", [0, 1])
def test_where_one_part_of_what_was_typed_is_erased_all_of_it_comes_back_as_nothing(gone: int) -> None:
    fields, veils = immutables.Map({"text": "Open", "own": "Hidden"}), (events.Veil("owner:anna", ("own",)),)
    body = events.RecordWritten("r", "note", (), None, 1, "anna", fields, veils)
    stored = encode(an_event(body), "p", 1, salts())
    kept = {one.commitment: one.data for one in stored.contents}

    whole = decode(stored.skeleton, kept.get)
    less = decode(stored.skeleton, {**kept, stored.contents[gone].commitment: None}.get)

    assert whole.body == body
    assert less.body == replace(body, fields=None)


def test_a_veil_over_what_was_not_filled_in_hides_nothing_and_changes_nothing() -> None:
    fields, veils = immutables.Map({"text": "Open"}), (events.Veil("owner:anna", ("own",)),)
    body = events.RecordWritten("r", "note", (), None, 1, "anna", fields, veils)

    stored = encode(an_event(body), "p", 1, salts())

    assert {one.data for one in stored.contents} == {b'{"text":"Open"}', b"{}"}
    assert decode(stored.skeleton, {one.commitment: one.data for one in stored.contents}.get).body == body


def test_where_all_of_what_was_typed_was_erased_there_is_nothing_to_veil() -> None:
    body = events.RecordWritten("r", "note", (), None, 1, "anna", None, (events.Veil("owner:anna", ("own",)),))

    assert [one.data for one in encode(an_event(body), "p", 1, salts()).contents] == [b"null"]


def test_equal_content_has_unequal_commitments() -> None:
    salt = salts()

    first, second = encode(an_event(), "p", 1, salt), encode(an_event(), "p", 2, salt)

    assert first.contents[0].data == second.contents[0].data
    assert first.contents[0].commitment != second.contents[0].commitment


def test_a_name_is_the_data_of_whoever_bears_it_and_a_party_s_name_is_nobody_s() -> None:
    person = encode(an_event(events.ParticipantJoined("ben", None, "Ben")), "p", 1, salts())
    party = encode(an_event(), "p", 1, salts())

    assert [one.about for one in person.contents] == ["ben"]
    assert [one.about for one in party.contents] == [None]


def test_what_somebody_typed_is_the_data_of_its_author() -> None:
    stored = encode(an_event(events.ProcessEnded("cancelled", "No time")), "p", 1, salts())

    assert [one.about for one in stored.contents] == ["anna"]


def test_what_was_handed_over_is_the_data_of_whoever_wrote_it_and_not_of_who_handed_it() -> None:
    fields = immutables.Map({"text": "Yes"})
    handed = events.RecordHanded("r", "note", (), None, 1, "ben", "other", "r0", "id-0", fields, "Ben")

    stored = encode(an_event(handed), "p", 1, salts())

    assert [one.about for one in stored.contents] == ["ben", "ben"]


def test_instants_of_any_zone_are_kept_in_utc() -> None:
    dutch = timezone(timedelta(hours=1))

    stored = encode(an_event(at=START.astimezone(dutch)), "p", 1, salts())

    assert stored == encode(an_event(), "p", 1, salts())


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        encode(an_event(at=START.replace(tzinfo=None)), "p", 1, salts())


@pytest.mark.parametrize(
    ("found", "replaced"),
    [(b'"type":"PartyJoined"', b'"type":"PartyFled"'), (b'"version":1', b'"version":99')],
)
def test_a_kind_of_event_that_is_not_known_was_written_by_a_newer_release(found: bytes, replaced: bytes) -> None:
    skeleton = encode(an_event(), "p", 1, salts()).skeleton.replace(found, replaced)

    with pytest.raises(EventUnknown, match="newer release"):
        decode(skeleton, lambda _commitment: None)


def test_canonical_json_is_sorted_compact_and_utf_8() -> None:
    assert canonical({"b": [1, None], "a": "één"}) == '{"a":"één","b":[1,null]}'.encode()


def test_a_release_names_the_commitments_of_the_event_it_opens_and_makes_none_of_its_own() -> None:
    body = events.RecordShared("r1", "mandate", ("p1",), "p1", 2, "anna", immutables.Map({"level": "commit"}))
    opened = {"fields": "ab" * 32}

    stored = encode(an_event(body), "p", 1, salts(), opened)

    assert (stored.parts, stored.contents) == (opened, ())
    assert json.loads(stored.skeleton)["parts"] == opened


def test_a_receipt_tells_plain_ids_and_numbers_and_no_content() -> None:
    body = events.RecordShared("r1", "mandate", ("p1",), "p1", 2, "anna", immutables.Map({"level": "commit"}))

    assert scalars(an_event(body)) == {
        "event": "id-1", "type": "RecordShared", "id": "r1", "record": "mandate", "party": "p1", "version": 2,
        "author": "anna", "opens": None, "on_behalf_of": None,
    }  # fmt: skip


@settings(max_examples=40)
@given(values_of(Situation))
def test_a_situation_comes_back_from_its_snapshot_in_the_same_bytes(situation: Situation) -> None:
    data = encode_situation(situation)

    assert decode_situation(data) == situation
    assert encode_situation(decode_situation(data)) == data


def test_a_snapshot_does_not_tell_in_which_order_things_came_into_a_map() -> None:
    bare = Situation("p", "m", "1.0.0", "d", "en", "UTC", "anna", "T", immutables.Map(), START, START)

    one = replace(bare, counts=immutables.Map({"a": 1, "b": 2}))
    other = replace(bare, counts=immutables.Map({"b": 2, "a": 1}))

    assert encode_situation(one) == encode_situation(other)


def test_a_snapshot_does_not_tell_in_which_order_a_value_was_written() -> None:
    bare = Situation("p", "m", "1.0.0", "d", "en", "UTC", "anna", "T", immutables.Map(), START, START)

    ways: list[Json] = [{"a": 1, "b": 2}, {"b": 2, "a": 1}]
    one, other = (replace(bare, case=immutables.Map({"x": value})) for value in ways)

    assert encode_situation(one) == encode_situation(other)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(1.5, "float"), ({"a": [0.1]}, "float"), (["x", ({"a": 0.0},)], "float"), (START, "datetime"), ([{1}], "set")],
)
def test_canonical_json_refuses_what_has_no_place_in_it_and_says_of_what_kind_it_is(value: object, kind: str) -> None:
    with pytest.raises(TypeError, match=f"^{kind} has no place in canonical JSON$"):
        canonical(value)


def test_digests_are_those_of_the_page_on_the_format() -> None:
    """Worked out by hand from docs/reference/log-format.md: these bytes are promised to whoever verifies."""
    first = link(NO_DIGEST, b'{"n":1}')

    assert first == sha256(b"\x01" + bytes(32) + b'{"n":1}').digest()
    assert link(first, b'{"n":2}') == sha256(b"\x01" + first + b'{"n":2}').digest()
    assert commitment_of(bytes(range(16)), b"null") == sha256(b"\x02" + bytes(range(16)) + b"null").digest()
