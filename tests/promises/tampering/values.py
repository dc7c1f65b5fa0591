"""Single values: a bit, a key, a number written otherwise, an actor, an instant."""

from __future__ import annotations

import re
from random import Random

from tests.promises.logs import Json
from tests.promises.tampering.case import Altered, Case, an_item, places_in, skeletons_of, something_else, way


@way
def a_bit_in_the_file(chance: Random, export: Json, case: Case) -> Altered:
    data = bytearray(case.data)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


@way
def any_value(chance: Random, export: Json, case: Case) -> Altered:
    inside, key = chance.choice(list(places_in(export)))
    inside[key] = something_else(chance, inside[key])
    return export


@way
def a_field_of_a_skeleton(chance: Random, export: Json, case: Case) -> Altered:
    event = an_item(chance, export)["event"]
    key = chance.choice(sorted(event))
    event[key] = something_else(chance, event[key])
    return export


@way
def a_key_of_a_skeleton_taken_out(chance: Random, export: Json, case: Case) -> Altered:
    event = an_item(chance, export)["event"]
    del event[chance.choice(sorted(event))]
    return export


@way
def a_key_put_in(chance: Random, export: Json, case: Case) -> Altered:
    inside = [one for one, _ in places_in({"export": export}) if isinstance(one, dict) and one is not export]
    chance.choice([export, *inside])["note"] = "x"
    return export


@way
def a_key_that_stands_twice(chance: Random, export: Json, case: Case) -> Altered:
    key, value = chance.choice(
        [(b'"actor":', b'"mallory"'), (b'"n":', b"1"), (b'"labels":', b"[]"), (b'"value":', b"0")]
    )
    at = [found.start() for found in re.finditer(key, case.data)]
    return case.data[: (here := chance.choice(at))] + key + value + b"," + case.data[here:] if at else None


@way
def a_number_written_otherwise(chance: Random, export: Json, case: Case) -> Altered:
    return case.data.replace(
        b'"n":1,', b'"n":' + chance.choice([b"1.0", b"1e0", b"true", b"01", b"-0", b'"1"']) + b",", 1
    )


@way
def another_actor(chance: Random, export: Json, case: Case) -> Altered:
    an_item(chance, export)["event"]["actor"] = "mallory"
    return export


@way
def back_dated(chance: Random, export: Json, case: Case) -> Altered:
    event = an_item(chance, export)["event"]
    event["at"] = chance.choice([*(one["at"] for one in skeletons_of(export)), f"2025{event['at'][4:]}"])
    return export
