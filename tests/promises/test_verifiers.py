"""P9: the verifiers themselves. Whatever they are given, they say no in words, and both say the same."""

from __future__ import annotations

import json
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.promises.cases import a_case
from tests.promises.logs import READERS, Json, canonical, signed
from tests.promises.sizes import Rounds
from tests.promises.tampering import Case, says_the_same
from tests.promises.tampering.case import places_in, something_else
from tests.promises.verifiers import places_told, report_of

pytestmark = pytest.mark.P9
EACH = 50
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2**53, 10**30, 1.5, "", "x", "|", "process", "é" * 300, "\x00\x1b[2J", "9" * 64, [],
    {}, [[]], {"a": {}}, ["public", "public"], {"n": True, "digest": "0" * 64}, "2026-02-30T00:00:00.000000Z", "\u0663",
]  # fmt: skip


def test_ten_thousand_mutated_exports_and_checkpoints_are_refused_by_both(rounds: Rounds) -> None:
    for chance in rounds(10_000, each=EACH):
        case = a_case(chance, 8)
        for _ in range(EACH):
            before = canonical(case.kept[-1]) if (at_checkpoint := chance.random() < 0.3) else case.data
            while says_the_same(after := mutated(chance, before), before):
                pass
            export, kept = (case.data, [after]) if at_checkpoint else (after, list(case.kept))
            assert places_told(export, case.key, kept), after


def mutated(chance: Random, data: bytes) -> bytes:
    """Return some bytes in which something is different, as bytes or as JSON."""
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        data = chance.choice([_bytes_mutated, _bytes_mutated, _json_mutated])(chance, data)
    return data


def _bytes_mutated(chance: Random, data: bytes) -> bytes:
    start, length = chance.randrange(len(data) + 1), chance.choice([1, 2, 8, 100])
    piece = data[start : start + length]
    from_elsewhere = (at := chance.randrange(len(data) + 1)) and data[at : at + length]
    new = chance.choice(
        [b"", piece * 2, chance.randbytes(length), from_elsewhere or b"[", b"[" * 200, b"\\ud800", piece[::-1]]
    )
    return data[:start] + new + data[start + length :] if chance.random() < 0.9 else data[:start]


def _json_mutated(chance: Random, data: bytes) -> bytes:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return data[1:]
    found = list(places_in([told]))
    inside, key = chance.choice(found)
    holder = [told] if inside is found[0][0] else inside
    if chance.random() < 0.2 and isinstance(holder, dict):
        del holder[key]
    else:
        holder[key] = chance.choice([chance.choice(ODD), something_else(chance, holder[key])])
    return json.dumps(holder[0] if holder is not inside else told).encode()


def test_both_agree_about_what_is_signed_properly_though_it_is_not_in_order(rounds: Rounds) -> None:
    """A checkpoint that suits whatever was made of the events lets the checks behind it decide."""
    verdicts = set[bool]()
    for chance in rounds(3_000):
        case = a_case(chance, 4)
        export = json.loads(case.data)
        for _ in range(chance.randrange(3)):
            _disturb(chance, export)
        inside, key = chance.choice(list(places_in(export["events"])))
        inside[key] = something_else(chance, inside[key]) if chance.random() < 0.5 else inside[key]
        with suppress(KeyError, TypeError, ValueError):  # what is no event any more cannot be signed
            export["checkpoint"] = signed(export["process"], export["labels"], _skeletons(export), _secret(case))
        verdicts.add(bool(places_told(json.dumps(export).encode(), case.key, case.kept[: chance.randrange(3)])))

    assert verdicts == {True, False} or rounds.size.only is not None


def _disturb(chance: Random, export: Json) -> None:
    items = export["events"]
    match chance.randrange(5):
        case 0:
            chance.choice(items)["event"].update(chance.choice(items)["event"] | {"n": chance.randrange(1, 5)})
        case 1:
            items.insert(chance.randrange(len(items)), chance.choice(items))
        case 2:
            one = chance.choice(items)
            one["content"] = chance.choice(items)["content"]
        case 3:
            one, other = chance.choice(items)["event"], chance.choice(items)["event"]
            one["body"] = {**other["body"], "opens": chance.choice(items)["event"]["id"]}
            one["parts"] = dict(other["parts"])
        case _:
            export["labels"] = sorted(chance.sample(READERS["town"], chance.randrange(8)))


def _skeletons(export: Json) -> list[Json]:
    return [item["event"] for item in export["events"]]


def _secret(case: Case) -> Ed25519PrivateKey:
    assert case.secret is not None
    return case.secret


@pytest.mark.parametrize(
    "data",
    [
        b"", b"null", b"{}", b"[]", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000, b'"' + b"\\u0000" * 1000 + b'"',
        b"\xff\xfe{}", b"\xef\xbb\xbf{}", b'{"events":[]}', b'{"events":[{}]}', b'{"events":[{"event":{"label":[]}}]}',
        b'{"events":{"a":1},"checkpoint":[]}', b'{"checkpoint":{"heads":[1]}}', b"NaN", b"-Infinity", b"1e9999", b"-0",
    ],
)  # fmt: skip
def test_what_is_no_export_at_all_is_refused_in_words(data: bytes) -> None:
    honest = a_case(Random(1))

    assert places_told(data, None)
    assert places_told(honest.data, honest.key, [data])
    assert all(one.message for one in report_of(data, None).findings)
