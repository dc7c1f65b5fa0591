"""What docs/reference/log-format.md says, sentence by sentence, as both verifiers understand it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from engine.journal import codec
from tests.promises import independent_verifier
from tests.promises.cases import a_case
from tests.promises.logs import READERS, Book, Json, a_book, canonical, public_of, signed
from tests.promises.verifiers import places_told

pytestmark = pytest.mark.P9
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "log-format.md"


def test_spaces_order_and_escapes_say_nothing() -> None:
    case = a_case(Random(1))
    written = [
        json.dumps(case.export, indent=2, ensure_ascii=True).encode(),
        json.dumps(dict(reversed(case.export.items())), ensure_ascii=False).encode() + b"\r\n",
    ]

    for data in written:
        assert places_told(data, case.key, case.kept) == set()


def test_nesting_counts_up_to_a_hundred() -> None:
    def nested(depth: int) -> Any:
        return [nested(depth - 1)] if depth else 1

    for depth, is_told in ((95, False), (96, True)):  # export, events, item, content, part
        book = a_book(Random(1))
        book.write("process", "VoteCast", {"reason": nested(depth)})

        assert bool(places_told(canonical(book.export(READERS["guest"])), None)) is is_told


@pytest.mark.parametrize(
    ("number", "is_told"), [(2**53 - 1, False), (2**53, True), (1 - 2**53, False), (-(2**53), True)]
)
def test_numbers_count_as_far_as_everybody_holds_them_exactly(number: int, is_told: bool) -> None:
    book = a_book(Random(1))
    book.write("process", "VoteCast", {"reason": number}, body={"years": number})

    assert bool(places_told(canonical(book.export(READERS["guest"])), None)) is is_told


@pytest.mark.parametrize(
    ("edit", "places"),
    [
        (lambda event: event.update(n=True), {("process", None)}),
        (lambda event: event.update(n=0), {("process", None)}),
        (lambda event: event.update(version=True), {("process", 2)}),
        (lambda event: event.update(at="2026-13-01T00:00:00.000000Z"), {("process", 2)}),
        (lambda event: event.update(at="2026-11-02T09:00:00.000000Z\n"), {("process", 2)}),
        (lambda event: event.update(at="\uff12026-11-02T09:00:00.000000Z"), {("process", 2)}),
        (lambda event: event.update(label=""), {("", 2)}),
        (lambda event: event.update(label="process|"), {("process|", 2)}),
        (lambda event: event.update(actor=""), {("process", 2)}),
        (lambda event: event["parts"].update(fields="A" * 64), {("process", 2)}),
        (lambda event: event["parts"].update({"fields/00": "a" * 64}), {("process", 2)}),
        (lambda event: event["parts"].update({"fields/\u0660": "a" * 64}), {("process", 2)}),
        (lambda event: event["parts"].update({"fields/0": "a" * 64}), {("process", 2)}),
        (lambda event: event["parts"].update({"title/0": "a" * 64}), {("process", 2)}),
        (lambda event: event["body"].update(veils=[{"fields": ["a"], "label": "public"}]), {("process", 2)}),
        (lambda event: event["body"].update(veils=None), {("process", 2)}),
        (lambda event: event["body"].update(opens=7), {("process", 2)}),
        (lambda event: event.update(type="ContentRedacted"), {("process", 2)}),
        (lambda event: event["body"].update(contents=["x"]), {("process", 2)}),
    ],
)
def test_a_shape_that_is_not_that_of_the_format_is_told_at_its_place(
    edit: Callable[[Json], None], places: set[tuple[str | None, int | None]]
) -> None:
    book = a_book(Random(1))
    book.write("process", "RecordWritten", body={"record": "mandate"})
    export = book.export(["process"])
    edit(export["events"][1]["event"])

    assert places_told(canonical(export), None) == places


@pytest.mark.parametrize(
    "edit",
    [
        {"format": True}, {"format": 2}, {"labels": "process public"}, {"labels": ["public", "process"]},
        {"labels": ["process", "process"]}, {"labels": ["a|b"]}, {"process": ""},
    ],
)  # fmt: skip
def test_an_export_of_another_shape_is_told(edit: Json) -> None:
    book = a_book(Random(1))
    export = book.export(READERS["guest"])

    assert places_told(canonical(export | edit), None) == {(None, None)}


def test_what_is_released_must_be_what_was_written_before() -> None:
    book = a_book(Random(1))
    draft = book.write("party:town", "RecordWritten", {"fields": {"text": "ours"}})
    other = book.write("party:town", "RecordWritten", {"fields": {"text": "other"}})
    book.write("process", "RecordShared", body={"opens": draft["id"]}, parts=dict(other["parts"]))

    town, guest = (canonical(book.export(READERS[one])) for one in ("town", "guest"))

    assert places_told(town, public_of(book.secret)) == {("process", 2)}
    assert places_told(guest, public_of(book.secret)) == set()


def test_nobody_passes_off_the_sealed_content_of_another_as_theirs() -> None:
    book = a_book(Random(1))
    ours = book.write("process", "RecordWritten", {"fields": {"price": 40_000}})
    book.write("process", "RecordWritten", parts=dict(ours["parts"]))

    assert places_told(canonical(book.export(READERS["guest"])), public_of(book.secret)) == {("process", 3)}


def test_a_process_is_opened_once_and_first() -> None:
    book = a_book(Random(1))
    book.write("public", "ProcessOpened")
    late = a_book(Random(2))
    late.skeletons[0]["type"] = "PartyJoined"

    assert places_told(canonical(book.export(READERS["guest"])), None) == {("public", 1)}
    assert places_told(canonical(late.export(READERS["guest"])), None) == {("process", 1)}


def test_who_is_not_in_process_can_verify_what_is_public() -> None:
    book = a_book(Random(1))
    book.write("public", "PhaseEntered")

    assert places_told(canonical(book.export(["public"])), None) == set()


def test_a_reader_of_process_cannot_be_given_a_log_without_it() -> None:
    book = a_book(Random(1))
    book.write("public", "PhaseEntered")
    export = book.export(["public"])
    labels = ["process", "public"]
    export |= {"labels": labels, "checkpoint": signed(book.process, labels, book.known(["public"]), book.secret)}

    assert places_told(canonical(export), public_of(book.secret)) == {("process", 1)}


@pytest.mark.parametrize(
    "change", [{"at": "2027-01-01T00:00:00.000000Z"}, {"process": "other"}, {"labels": ["public"]}]
)
def test_a_checkpoint_that_suits_its_key_but_not_the_export_is_told(change: Json) -> None:
    book = a_book(Random(1))
    export = book.export(READERS["guest"])
    told = {name: value for name, value in (export["checkpoint"] | change).items() if name != "signature"}
    signature = book.secret.sign(b"sluis checkpoint 1\n" + canonical(told)).hex()
    export["checkpoint"] = told | {"signature": signature}

    assert places_told(canonical(export), public_of(book.secret)) == {(None, None)}


def resigned(book: Book, export: Json) -> bytes:
    """Return an export with a checkpoint that follows from it."""
    skeletons = [one["event"] for one in export["events"]]
    return canonical(export | {"checkpoint": signed(book.process, export["labels"], skeletons, book.secret)})


def test_the_order_of_labels_at_one_instant_is_settled_too() -> None:
    book = a_book(Random(1))
    book.write("party:town", "PhaseEntered")
    export = book.export(READERS["town"])
    assert [one["event"]["label"] for one in export["events"]] == ["party:town", "process"]

    export["events"].reverse()

    assert places_told(canonical(export), public_of(book.secret)) == {("party:town", 1)}


def test_an_id_stands_once() -> None:
    book = a_book(Random(1))
    book.write("process", "PhaseEntered")["id"] = book.skeletons[0]["id"]

    assert places_told(canonical(book.export(["process"])), None) == {("process", 2)}


@pytest.mark.parametrize("opened", [1, 2])
def test_only_what_came_before_is_released(opened: int) -> None:
    book = a_book(Random(1))
    release = book.write("process", "RecordShared", {"fields": {}})
    draft = book.write("process", "RecordWritten", parts=dict(release["parts"]))
    release["body"] = {"opens": (release, draft)[opened - 1]["id"]}

    assert places_told(canonical(book.export(["process"])), None) == {("process", 2)}


def test_a_release_on_another_label_does_not_happen_before_what_it_releases() -> None:
    book = a_book(Random(1))
    release = book.write("process", "RecordShared", {"fields": {}})
    book.now += timedelta(seconds=1)
    draft = book.write("public", "RecordWritten", parts=dict(release["parts"]))
    release["body"] = {"opens": draft["id"]}

    assert places_told(canonical(book.export(READERS["guest"])), None) == {("process", 2)}


def test_what_was_erased_is_not_shown_and_only_an_erasure_erases() -> None:
    book = a_book(Random(1))
    title = book.skeletons[0]["parts"]["title"]
    before = book.export(["process"])
    book.write("process", "NoteMade", body={"contents": [title]})
    assert places_told(canonical(book.export(["process"])), None) == set()

    book.erase(title)
    export = book.export(["process"])
    assert places_told(canonical(export), None) == set()
    export["events"][0]["content"] = before["events"][0]["content"]
    assert places_told(canonical(export), None) == {("process", 1)}


def test_a_label_without_its_head_is_told() -> None:
    book = a_book(Random(1))
    book.write("public", "PhaseEntered")
    export = book.export(READERS["guest"])
    heads = export["checkpoint"].pop("heads")
    del export["checkpoint"]["signature"]
    told = export["checkpoint"] | {"heads": {"process": heads["process"]}}
    export["checkpoint"] = told | {"signature": book.secret.sign(b"sluis checkpoint 1\n" + canonical(told)).hex()}

    assert places_told(canonical(export), None) == {("public", 1)}


def test_what_was_cut_off_or_rewritten_since_a_checkpoint_is_told_at_its_place() -> None:
    book = a_book(Random(1))
    book.write("process", "PhaseEntered")
    kept, export = book.checkpoint(["process"]), book.export(["process"])
    rewritten = json.loads(canonical(export))
    rewritten["events"][1]["event"]["actor"] = "mallory"
    export["events"].pop()

    for data in (resigned(book, export), resigned(book, rewritten)):
        assert places_told(data, public_of(book.secret)) == set()
        assert places_told(data, public_of(book.secret), [kept]) == {("process", 2)}


def test_what_was_kept_of_another_process_or_under_another_key_proves_nothing_and_says_so() -> None:
    book = a_book(Random(1))
    process = replace(book, process="other", skeletons=[{**book.skeletons[0], "process": "other"}])
    key = replace(book, secret=a_book(Random(2)).secret)

    for other in (process, key):
        assert places_told(canonical(book.export(["process"])), None, [other.checkpoint(["process"])]) == {(None, None)}


@pytest.mark.parametrize("change", ["{}00", "{}\n", " {}", "{}"])
def test_a_salt_has_sixteen_bytes_written_in_one_way(change: str) -> None:
    book = a_book(Random(1))
    export = book.export(["process"])
    title = export["events"][0]["content"]["title"]
    title["salt"] = change.format(title["salt"])
    is_as_it_was = change == "{}"

    assert places_told(canonical(export), None) == (set() if is_as_it_was else {("process", 1)})
    title["salt"] = title["salt"].upper()
    assert places_told(canonical(export), None) == {("process", 1)}


def test_a_salt_cannot_take_a_digit_from_its_value() -> None:
    book = a_book(Random(1))
    book.write("process", "VoteCast", {"ballot": 42})
    export = book.export(["process"])
    ballot = export["events"][1]["content"]["ballot"]
    ballot |= {"salt": ballot["salt"] + b"4".hex(), "value": 2}

    assert places_told(canonical(export), None) == {("process", 2)}


def test_the_key_must_be_the_one_that_was_told() -> None:
    book = a_book(Random(1))
    export = canonical(book.export(READERS["guest"]))

    assert places_told(export, public_of(book.secret)) == places_told(export, None) == set()
    assert places_told(export, public_of(a_book(Random(2)).secret)) == {(None, None)}


def test_what_was_kept_counts_only_as_it_was_signed() -> None:
    book = a_book(Random(1))
    kept = book.checkpoint(READERS["guest"])
    export = canonical(book.export(READERS["guest"]))

    for change in ({"signature": "0" * 128}, {"at": "2026-11-02T10:00:00.000000Z"}, {"labels": ["process"]}):
        assert places_told(export, None, [kept | change]) == {(None, None)}


def test_what_was_kept_of_other_labels_alone_proves_nothing_and_says_so() -> None:
    book = a_book(Random(1))
    book.write("public", "PhaseEntered")
    book.write("party:town", "PhaseEntered")
    export = canonical(book.export(["public"]))

    assert places_told(export, None, [book.checkpoint(["party:town"])]) == {(None, None)}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
        max_leaves=12,
    )
)
def test_canonical_json_is_the_same_for_the_product_and_for_others(value: Any) -> None:
    try:
        theirs = independent_verifier.canonical(value)
    except UnicodeEncodeError:
        return

    assert codec.canonical(value) == theirs == canonical(value)


def test_only_what_the_page_names_is_escaped() -> None:
    text = "".join(map(chr, range(0x20))) + '"\\/\x7f\u2028é\U0001f600'
    page = PAGE.read_text(encoding="utf-8")

    assert codec.canonical(text).decode() == (
        '"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012'
        "\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f"
        '\\"\\\\/\x7f\u2028é\U0001f600"'
    )
    assert r"`\b`, `\t`, `\n`, `\f`, `\r`" in page


def test_the_example_of_the_page_is_in_order_and_is_what_the_page_describes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    example = page.rpartition("```json\n")[2].partition("```")[0]
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    export = json.loads(example)

    assert places_told(example.encode(), public_of(secret)) == set()
    salts = [one["salt"] for item in export["events"] for one in item["content"].values()]
    assert sorted(salts) == ["00" * 16, "01" * 16, "02" * 16]
    assert export["labels"] == ["process", "public"]
    for digest in (*export["events"][0]["event"]["parts"].values(), export["checkpoint"]["heads"]["process"]["digest"]):
        assert digest in page.rpartition("```json\n")[0]
