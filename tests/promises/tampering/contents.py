"""What people typed: left out, replaced, exchanged, shown again, hidden behind a forged erasure."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.promises.logs import Json, canonical, commitment_of, in_order
from tests.promises.tampering.case import Altered, Case, an_item, shown_parts, skeletons_of, something_else, way


@way
def a_part_left_out(chance: Random, export: Json, case: Case) -> Altered:
    shown = shown_parts(export)
    item, name = chance.choice(shown)
    del item["content"][name]
    return export


@way
def another_value(chance: Random, export: Json, case: Case) -> Altered:
    item, name = chance.choice(shown_parts(export))
    item["content"][name]["value"] = something_else(chance, item["content"][name]["value"])
    return export


@way
def another_value_with_its_commitment(chance: Random, export: Json, case: Case) -> Altered:
    item, name = chance.choice(shown_parts(export))
    part = item["content"][name]
    part["value"] = something_else(chance, part["value"])
    item["event"]["parts"][name] = commitment_of(part["salt"], part["value"])
    return export


@way
def another_salt(chance: Random, export: Json, case: Case) -> Altered:
    item, name = chance.choice(shown_parts(export))
    salt = item["content"][name]["salt"]
    choices = [
        salt[2:],
        salt + "00",
        salt.upper(),
        f" {salt}",
        f"{salt}\n",
        salt[::-1],
        chance.randbytes(16).hex(),
        None,
    ]
    item["content"][name]["salt"] = chance.choice(choices)
    return export


@way
def a_digit_moved_from_the_value_into_the_salt(chance: Random, export: Json, case: Case) -> Altered:
    """Leave the bytes that are digested as they are: only the length of a salt stands in the way."""
    shown = [(item, name) for item, name in shown_parts(export) if _has_two_digits(item["content"][name]["value"])]
    if not shown:
        return None
    item, name = chance.choice(shown)
    part = item["content"][name]
    first, rest = str(part["value"])[0], str(part["value"])[1:]
    part |= {"salt": part["salt"] + first.encode().hex(), "value": int(rest)}
    return export


def _has_two_digits(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 9 and str(value)[1] != "0"


@way
def two_parts_exchanged(chance: Random, export: Json, case: Case) -> Altered:
    shown = shown_parts(export)
    if len(shown) < 2:
        return None
    (one, name), (other, other_name) = chance.sample(shown, 2)
    one["content"][name], other["content"][other_name] = other["content"][other_name], one["content"][name]
    if chance.random() < 0.5:
        parts, others = one["event"]["parts"], other["event"]["parts"]
        parts[name], others[other_name] = others[other_name], parts[name]
    return export


@way
def a_part_more(chance: Random, export: Json, case: Case) -> Altered:
    an_item(chance, export)["content"][chance.choice(["reason", "fields", "fields/0"])] = {
        "salt": "00" * 16,
        "value": 1,
    }
    return export


@way
def what_was_erased_shown_again(chance: Random, export: Json, case: Case) -> Altered:
    gone = [
        (item, name, case.erased[commitment])
        for item in export["events"]
        for name, commitment in item["event"]["parts"].items()
        if commitment in case.erased
    ]
    if not gone:
        return None
    item, name, content = chance.choice(gone)
    item["content"][name] = content
    return export


def _erasure(chance: Random, export: Json) -> None:
    """Take a part out and put an event in that says it was erased."""
    item, name = chance.choice(shown_parts(export))
    commitment, event = item["event"]["parts"][name], item["event"]
    del item["content"][name]
    reason = {"salt": "00" * 16, "value": "asked"}
    label = chance.choice([event["label"], "process"])
    forged = json.loads(canonical(event)) | {
        "id": chance.randbytes(16).hex(), "type": "ContentRedacted", "body": {"contents": [commitment]}, "label": label,
        "parts": {"reason": commitment_of(reason["salt"], reason["value"])}, "at": skeletons_of(export)[-1]["at"],
        "n": 1 + sum(one["label"] == label for one in skeletons_of(export)),
    }  # fmt: skip
    export["events"].append({"event": forged, "content": {"reason": reason}})
    export["events"].sort(key=lambda item: in_order(item["event"]))


@way
def an_erasure_forged_to_hide_a_part(chance: Random, export: Json, case: Case) -> Altered:
    _erasure(chance, export)
    return export


@way
def an_erasure_made_to_say_more(chance: Random, export: Json, case: Case) -> Altered:
    erasures = [one for one in skeletons_of(export) if one["type"] == "ContentRedacted"]
    item, name = chance.choice(shown_parts(export))
    if not erasures:
        return None
    chance.choice(erasures)["body"]["contents"].append(item["event"]["parts"][name])
    del item["content"][name]
    return export
