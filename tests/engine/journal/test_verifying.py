"""What the verifier says to people: each complaint in words, with label and place. That it misses nothing is P9's."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from engine.journal.verifying import Compared, Erased, Finding, Kept, Report, strict_json, verify
from tests.promises.logs import READERS, Book, a_book, canonical, happen, public_of, signed

Edit = Callable[[dict[str, Any]], object]


def a_log() -> Book:
    """Return a log with a draft, the release of it, and a vote."""
    book = a_book(Random(1), process="river")
    veils = [{"fields": ["bounds"], "label": "role:chair"}]
    content = {"fields": {"text": "ours"}, "fields/0": {"bounds": "no"}}
    draft = book.write("party:town", "RecordWritten", content, body={"veils": veils})
    book.write("process", "RecordShared", body={"opens": draft["id"], "veils": veils}, parts=dict(draft["parts"]))
    book.write("process", "VoteCast", {"ballot": "yes"})
    return book


def report_of(edit: Edit, *, is_signed: bool = False) -> Report:
    """Return the report on Town's export after an edit; `is_signed` makes the checkpoint follow from it."""
    book = a_log()
    export = book.export(READERS["town"])
    edit(export)
    if is_signed:
        skeletons = [one["event"] for one in export["events"]]
        export["checkpoint"] = signed(export["process"], export["labels"], skeletons, book.secret)
    return verify(canonical(export), public_of(book.secret))


def item(export: dict[str, Any], label: str, n: int) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for one in export["events"] if (one["event"]["label"], one["event"]["n"]) == (label, n)
    )
    return found


def test_of_a_log_in_order_the_report_says_what_was_found() -> None:
    book = a_log()
    book.erase(book.skeletons[-1]["parts"]["ballot"])
    kept = book.checkpoint(READERS["water"])
    book.write("process", "PhaseEntered")

    report = verify(canonical(book.export(READERS["town"])), None, [Kept("kept", canonical(kept))])

    assert report.findings == ()
    assert {label: head.n for label, head in report.heads.items()} == {"party:town": 1, "process": 5}
    assert report.erased == (Erased("process", 3, "ballot"),)
    assert report.compared == (Compared("kept", {"process": 4}, ()),)
    assert report.export is not None
    assert report.export.checkpoint.key == public_of(book.secret)


@pytest.mark.parametrize(
    ("edit", "label", "place", "message"),
    [
        (
            lambda one: item(one, "process", 2)["event"].pop("actor"),
            "process",
            2,
            "event 3 of the export has no 'actor'",
        ),
        (
            lambda one: item(one, "process", 2)["event"].update(x=1),
            "process",
            2,
            'event 3 of the export has an unknown "x"',
        ),
        (
            lambda one: item(one, "process", 2)["event"].update(at="today"),
            "process",
            2,
            "event 3 of the export has as 'at' \"today\"; it must be an instant in UTC with six decimals",
        ),
        (
            lambda one: item(one, "process", 2)["event"]["body"].update(veils=[]),
            "process",
            2,
            "event 3 of the export has a part 'fields/0' without a veil",
        ),
        (
            lambda one: item(one, "process", 3)["event"]["body"].update(veils=[{"fields": [], "label": "a"}]),
            "process",
            3,
            "event 4 of the export has no part 'fields/0' for its veil",
        ),
        (
            lambda one: one.update(events=[]),
            None,
            None,
            "the export has as 'events' []; it must be a list of at least one event",
        ),
        (lambda one: one["checkpoint"].pop("signature"), None, None, "the checkpoint has no 'signature'"),
        (
            lambda one: item(one, "process", 2)["event"]["body"].update(veils=""),
            "process",
            2,
            "the body of event 3 of the export has as 'veils' \"\"; it must be a list of objects with fields and label",
        ),
        (lambda one: one.update(events=[7]), None, None, "event 1 of the export is 7; it must be an object"),
    ],
)
def test_a_wrong_shape_is_told_with_what_is_allowed(
    edit: Edit, label: str | None, place: int | None, message: str
) -> None:
    assert report_of(edit).findings == (Finding(label, place, message),)


@pytest.mark.parametrize(
    ("edit", "label", "place", "message"),
    [
        (
            lambda one: item(one, "process", 3)["event"].update(process="x"),
            "process",
            3,
            "the event belongs to process x, the export to river",
        ),
        (
            lambda one: item(one, "process", 3)["event"].update(n=4),
            "process",
            4,
            "the event comes behind place 2: events are missing, added or renumbered",
        ),
        (
            lambda one: one["events"].insert(0, one["events"].pop(1)),
            "party:town",
            1,
            "the event stands behind process 1, which comes after it",
        ),
        (
            lambda one: item(one, "process", 3).update(content={}),
            "process",
            3,
            "the part 'ballot' is not shown, and nothing says that it was erased",
        ),
        (
            lambda one: item(one, "process", 3)["content"]["ballot"].update(value="no"),
            "process",
            3,
            "the part 'ballot' is not what was written",
        ),
        (
            lambda one: item(one, "process", 3)["content"].update(reason={"salt": "00" * 16, "value": 1}),
            "process",
            3,
            "the event has no part 'reason', but it is shown",
        ),
        (
            lambda one: item(one, "process", 2)["content"].update({"fields/0": {"salt": "00" * 16, "value": 1}}),
            "process",
            2,
            "the part 'fields/0' is shown, but may not be seen by the reader of this export",
        ),
        (
            lambda one: item(one, "process", 2)["event"]["body"].update(opens=None),
            "process",
            2,
            "the part 'fields' is that of party:town 1, which the event does not release",
        ),
        (
            lambda one: item(one, "process", 1)["event"].update(type="PartyJoined"),
            "process",
            1,
            "the log begins with PartyJoined, not with ProcessOpened",
        ),
        (
            lambda one: item(one, "process", 3)["event"].update(type="ProcessOpened"),
            "process",
            3,
            "a process is opened once, in place 1 of label process",
        ),
        (
            lambda one: one["labels"].remove("party:town"),
            "party:town",
            1,
            "the reader of this export may not read this label",
        ),
    ],
)
def test_what_does_not_hang_together_is_told_even_where_it_is_signed(
    edit: Edit, label: str | None, place: int | None, message: str
) -> None:
    assert Finding(label, place, message) in report_of(edit, is_signed=True).findings


WRONG_SHAPES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "text": (("process",), ("", 7, None, [])),
    "format": (("format",), (0, 2, True, "1", None)),
    "audiences": (
        ("labels",),
        ("process", ["b", "a"], ["a", "a"], ["a", "c", "b"], ["a|b"], ["a", "a|b"], [""], ["", "a"], [7]),
    ),
    "events": (("events",), ([], {}, None)),
    "object": (("checkpoint",), ([], None, 7)),
    "count": (("events", 0, "event", "n"), (0, -1, True, "1", None)),
    "instant": (
        ("events", 0, "event", "at"),
        (None, 7, "2026-03-02", "2026-13-02T09:00:00.000000Z", "2026-03-02T09:00:00Z", "x2026-03-02T09:00:00.000000Z"),
    ),
    "perhaps an instant": (("events", 0, "event", "due_at"), ("", 7, "2026-03-02")),
    "perhaps a text": (("events", 0, "event", "actor"), ("", 7, [])),
    "label": (("events", 0, "event", "label"), ("", "a||b", "|a", 7, None)),
    "body": (("events", 0, "event", "body"), ([], None, "x")),
    "parts": (
        ("events", 0, "event", "parts"),
        ([], {"Title": "00" * 32}, {"title": "00"}, {"fields/01": "00" * 32}, {"title": None}, {"title": "0G" * 32}),
    ),
    "content": (
        ("events", 0, "content"),
        (
            [], {"Title": {"salt": "00" * 16, "value": 1}}, {"title": {"salt": "00", "value": 1}},
            {"title": {"salt": "00" * 16}}, {"title": {"salt": "00" * 16, "value": 1, "more": 1}}, {"title": 7},
        ),
    ),
    "heads": (
        ("checkpoint", "heads"),
        ([], {"": {"n": 1, "digest": "00" * 32}}, {"process": {"n": 0, "digest": "00" * 32}}, {"process": {"n": 1}}),
    ),
    "key": (("checkpoint", "key"), ("00", 7, "0G" * 32, None)),
    "signature": (("checkpoint", "signature"), ("00", 7, None)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, values in WRONG_SHAPES.values() for value in values]
)
def test_no_part_of_an_export_is_read_that_is_not_as_the_format_says(path: tuple[Any, ...], value: Any) -> None:
    def put(export: Any) -> None:
        *around, last = path
        for key in around:
            export = export[key]
        assert last in export or isinstance(last, int)
        export[last] = value

    report = report_of(put)

    assert report.export is None
    assert f"'{path[-1]}'" in report.findings[0].message


@pytest.mark.parametrize(("run", "voter", "is_twice"), [("r", "v", True), ("r", "w", False), ("q", "v", False)])
def test_whoever_puts_two_ballots_into_one_box_is_told(run: str, voter: str, *, is_twice: bool) -> None:
    def put(export: Any) -> None:
        for place, body in ((2, {"run": "r", "voter": "v"}), (3, {"run": run, "voter": voter})):
            one = item(export, "process", place)
            one["content"] = {}
            one["event"].update(type="BallotPut", body=body, parts={})

    found = report_of(put, is_signed=True).findings

    twice = Finding("process", 3, "this voter had put a ballot into the box already")
    assert (twice in found) == is_twice


def test_two_events_of_one_id_are_told_of_the_later() -> None:
    first = item(a_log().export(READERS["town"]), "process", 1)["event"]["id"]

    report = report_of(lambda one: item(one, "process", 3)["event"].update(id=first), is_signed=True)

    assert Finding("process", 3, f"the id {first} is that of an earlier event") in report.findings


def test_what_is_wrong_is_told_in_the_order_of_names() -> None:
    extra = {name: {"salt": "00" * 16, "value": 1} for name in ("zeal", "mood", "case", "reason", "age")}

    parts = report_of(lambda one: item(one, "process", 3)["content"].update(extra), is_signed=True).findings
    chains = report_of(lambda one: one["checkpoint"]["heads"].clear()).findings

    assert [one.message.split("'")[1] for one in parts] == sorted(extra)
    labels = [one.label for one in chains if one.label]
    assert labels == sorted(labels)
    assert len(labels) > 1


def test_what_the_checkpoint_does_not_bear_out_is_told() -> None:
    altered = report_of(lambda one: item(one, "process", 2)["event"].update(actor="mallory"))
    cut = report_of(lambda one: one["events"].pop())
    unsigned = report_of(lambda one: one["checkpoint"].update(signature="00" * 64))
    added = report_of(lambda one: one["checkpoint"]["heads"]["process"].update(n=2))

    assert altered.findings == (
        Finding("process", 3, "an event up to here was altered: the checkpoint was made of another chain"),
    )
    assert cut.findings == (Finding("process", 3, "the log was cut off: it has 2 events, its checkpoint 3"),)
    assert unsigned.findings == (
        Finding(None, None, "the signature of the checkpoint is not right: it was altered, or never signed"),
    )
    assert Finding("process", 3, "the log has 3 events, its checkpoint 2: some were added") in added.findings


def test_a_chain_that_stands_in_the_log_or_in_the_checkpoint_alone_is_told() -> None:
    lost = report_of(lambda one: one.update(events=[each for each in one["events"] if not is_towns(each)]))
    hidden = report_of(lambda one: one["checkpoint"]["heads"].pop("party:town"))

    assert Finding("party:town", 1, "the log was cut off: it has 0 events, its checkpoint 1") in lost.findings
    assert Finding("party:town", 1, "the log has 1 events, its checkpoint 0: some were added") in hidden.findings


def is_towns(one: dict[str, Any]) -> bool:
    return bool(one["event"]["label"] == "party:town")


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (b"[1", "kept: it cannot be read: it is not JSON at line 1, column 3: Expecting ',' delimiter"),
        (b"7", "kept: the checkpoint is 7; it must be an object"),
        (b'{"a":1,"a":2}', "kept: it cannot be read: the key 'a' stands twice in one object"),
        (b'{"a":1.5}', "kept: it cannot be read: 1.5 is not a whole number"),
        (b"[" * 200 + b"]" * 200, "kept: it cannot be read: it is nested deeper than 100 levels"),
        (b'"\\ud800"', "kept: it cannot be read: it holds half of a surrogate pair, which is no character"),
        (b"\xff", "kept: it cannot be read: it is not UTF-8 at byte 0"),
        (b"-0", "kept: it cannot be read: the number -0 is not one of -(2^53 - 1) to 2^53 - 1 as everybody writes it"),
    ],
)
def test_why_something_kept_proves_nothing_is_told(told: bytes, message: str) -> None:
    export = canonical(a_log().export(READERS["guest"]))

    assert verify(export, None, [Kept("kept", told)]).findings == (Finding(None, None, message),)


def test_a_kept_export_that_is_not_in_order_proves_nothing() -> None:
    book = a_log()
    broken = json.loads(canonical(book.export(READERS["guest"])))
    broken["events"][0]["content"] = {}

    report = verify(canonical(book.export(READERS["guest"])), None, [Kept("kept", canonical(broken))])

    message = "kept: it is an export that is not in order: verify it alone to see why"
    assert report.findings == (Finding(None, None, message),)


def test_two_who_kept_different_logs_are_both_named() -> None:
    book, twin = a_log(), a_log()
    twin.skeletons[-1]["actor"] = "mallory"
    kept = [Kept(name, canonical(one.checkpoint(READERS["guest"]))) for name, one in (("ours", book), ("theirs", twin))]
    report = verify(canonical(book.export(READERS["guest"])), None, kept)

    assert [(one.label, one.place, one.message) for one in report.findings] == [
        ("process", 3, "the log was rewritten: one of the events 1 to 3 is not the one that theirs saw"),
        ("process", 3, "ours and theirs saw different logs: there are two"),
    ]


def test_since_when_a_log_is_another_is_told_by_those_who_saw_the_same() -> None:
    book, shorter, twin = a_log(), a_log(), a_log()
    for one in (shorter, twin):
        one.skeletons[0]["actor"] = "mallory"
    shorter.skeletons.pop()
    kept = [Kept(name, canonical(one.checkpoint(READERS["guest"]))) for name, one in (("a", shorter), ("b", twin))]

    report = verify(canonical(book.export(READERS["guest"])), None, kept)

    assert [one.message for one in report.findings] == [
        "the log was rewritten: one of the events 1 to 2 is not the one that a saw",
        "the log was rewritten: one of the events 1 to 3 is not the one that b saw",
    ]


@pytest.mark.parametrize("is_later_first", [False, True])
def test_two_who_kept_a_log_at_different_times_do_not_contradict_each_other(*, is_later_first: bool) -> None:
    kept = [Kept(name, canonical(one.checkpoint(READERS["guest"]))) for name, one in (("a", a_log()), ("b", longer()))]

    report = verify(canonical(longer().export(READERS["guest"])), None, kept[::-1] if is_later_first else kept)

    assert report.findings == ()


def test_a_long_log_is_verified_in_one_go() -> None:
    book = a_book(Random(1))
    happen(book, 300)

    assert verify(canonical(book.export(READERS["town"]))).findings == ()


def compared_with(kept: object, *, export: Book | None = None, reader: str = "guest") -> tuple[str, ...]:
    """Return what is said of a log beside something that was kept."""
    report = verify(canonical((export or a_log()).export(READERS[reader])), None, [Kept("kept", canonical(kept))])
    return tuple(one.message for one in report.findings)


def longer(**told: Any) -> Book:
    book = a_log()
    book.write("process", "PhaseEntered", **told)
    return book


def test_a_checkpoint_that_is_not_of_this_log_proves_nothing_and_it_is_told_why() -> None:
    book, other = a_log(), a_book(Random(2), process="river")
    altered = {**book.checkpoint(READERS["guest"]), "signature": "00" * 64}
    of_another = a_book(Random(1), process="lake").checkpoint(READERS["guest"])
    towns = signed("river", ["party:town"], [one for one in book.skeletons if one["label"] != "process"], book.secret)
    key, theirs = public_of(book.secret), public_of(other.secret)

    assert compared_with(altered) == ("kept: its signature is not right: it was altered, or never signed",)
    assert compared_with(of_another) == ("kept: it is of process lake, the export of river",)
    assert compared_with(other.checkpoint(READERS["guest"])) == (
        f"kept: it is signed by key {theirs}, the export by {key}",
    )
    assert compared_with(towns) == ("kept: it has no label in common with the export, so that nothing can be compared",)


def test_a_checkpoint_that_lacks_something_proves_nothing() -> None:
    lacking = {name: told for name, told in a_log().checkpoint(READERS["guest"]).items() if name != "heads"}

    assert compared_with(lacking) == ("kept: the checkpoint has no 'heads'",)


def test_an_export_that_was_kept_tells_where_the_log_is_another() -> None:
    before = a_log().export(READERS["guest"])
    rewritten = a_log()
    rewritten.skeletons[-1]["actor"] = "mallory"

    assert compared_with(before, export=longer()) == ()
    assert compared_with(longer().export(READERS["guest"])) == ("the log was cut off: it has 3 events, kept saw 4",)
    assert compared_with(before, export=rewritten) == ("the log was rewritten: event 3 is not the one that kept saw",)


def test_of_several_who_kept_a_log_it_is_told_up_to_which_place_each_was_compared() -> None:
    kept = [
        Kept("town", canonical(a_log().export(READERS["town"]))),
        Kept("guest", canonical(a_log().checkpoint(READERS["guest"]))),
    ]

    report = verify(canonical(longer().export(READERS["guest"])), None, kept)

    assert report.findings == ()
    assert report.compared == (
        Compared("town", {"process": 3}, ("party:town",)), Compared("guest", {"process": 3}, ()),
    )  # fmt: skip


def test_what_was_compared_is_told_in_the_order_of_labels_however_the_checkpoint_was_kept() -> None:
    book = a_log()
    told = book.checkpoint(READERS["town"])
    kept = json.dumps(told | {"heads": dict(sorted(told["heads"].items(), reverse=True))}).encode()

    report = verify(canonical(book.export(READERS["town"])), None, [Kept("town", kept)])

    assert report.findings == ()
    assert [*report.compared[0].places] == ["party:town", "process"]


def test_a_checkpoint_that_says_otherwise_than_its_export_is_told() -> None:
    book = a_log()
    town = book.export(READERS["town"])
    skeletons = [one["event"] for one in town["events"]]

    def beside(process: str, labels: list[str], events: list[Any], key: str | None = None) -> list[str]:
        export = {**town, "checkpoint": signed(process, labels, events, book.secret)}
        return [one.message for one in verify(canonical(export), key).findings]

    labels = town["labels"]
    assert beside("river", labels, skeletons) == []
    assert beside("river", labels, skeletons, "00" * 32) == [
        f"the checkpoint is signed by key {public_of(book.secret)}, not by the one you were told"
    ]
    assert "the checkpoint is of process lake, the export of river" in beside("lake", labels, skeletons)
    assert beside("river", labels[1:], skeletons) == [
        "the checkpoint was made for a reader of other labels than the export"
    ]
    earlier = "2026-01-01T00:00:00.000000Z"
    assert f"the checkpoint is of {earlier}, which is not when the latest event happened" in beside(
        "river", labels, [{**one, "at": earlier} for one in skeletons]
    )


@pytest.mark.parametrize(
    ("ballots", "message"),
    [
        (["yes"], None),
        (["no", "yes"], "1 ballots were put into the box, and not as many are told"),
        ([], "1 ballots were put into the box, and not as many are told"),
        ("y", "1 ballots were put into the box, and not as many are told"),
    ],
)
def test_as_many_ballots_are_told_as_were_put_into_the_box(ballots: Any, message: str | None) -> None:
    book = a_log()
    book.write("process", "BallotPut", body={"run": "r", "voter": "v"})
    book.write("process", "BallotsCounted", {"ballots": ballots}, body={"run": "r"})

    found = [one.message for one in verify(canonical(book.export(READERS["guest"]))).findings]

    assert found == ([message] if message else [])


@pytest.mark.parametrize("in_order", [True, False])
def test_ballots_of_a_box_are_told_in_the_order_of_their_text(*, in_order: bool) -> None:
    book = a_log()
    for voter in ("v", "w"):
        book.write("process", "BallotPut", body={"run": "r", "voter": voter})
    book.write("process", "BallotsCounted", {"ballots": ["a", "b"] if in_order else ["b", "a"]}, body={"run": "r"})

    found = [one.message for one in verify(canonical(book.export(READERS["guest"]))).findings]

    assert found == ([] if in_order else ["the ballots are not in the order of their text"])


def test_an_event_releases_no_more_and_no_other_than_what_was_written_before_it() -> None:
    def other(export: Any) -> None:
        item(export, "process", 2)["event"]["body"].update(opens=item(export, "process", 1)["event"]["id"])

    def itself(export: Any) -> None:
        item(export, "process", 2)["event"]["body"].update(opens=item(export, "process", 2)["event"]["id"])

    for edit, written in ((other, 1), (itself, 2)):
        message = f"the event does not release what process {written} wrote"
        assert Finding("process", 2, message) in report_of(edit, is_signed=True).findings


def test_a_log_without_its_beginning_is_told() -> None:
    def without(export: Any) -> None:
        export["events"] = [one for one in export["events"] if one["event"]["label"] != "process"]

    found = report_of(without, is_signed=True).findings

    message = "the log does not begin with ProcessOpened: this label was left out"
    assert Finding("process", 1, message) in found


def test_what_is_no_export_or_too_long_or_nested_too_deep_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def said(data: bytes) -> list[str]:
        return [one.message for one in verify(data).findings]

    assert said(b"7") == ["the export is 7; it must be an object"]
    assert said(b"[" * 100_000) == ["it cannot be read: it is nested deeper than 100 levels"]
    monkeypatch.setattr(strict_json, "MOST_BYTES", 3)
    assert said(b"[[]]") == ["it cannot be read: it is 4 bytes; at most 3 are read"]
    assert said(b"[7]") == ["the export is [7]; it must be an object"]


def test_what_says_that_content_was_erased_says_which() -> None:
    def silent(export: Any) -> None:
        item(export, "process", 3)["event"].update(type="ContentRedacted", body={})

    message = "the body of event 4 of the export has no 'contents'"
    assert report_of(silent).findings == (Finding("process", 3, message),)


def test_what_the_reader_could_never_see_is_not_told_as_erased() -> None:
    book = a_log()
    veiled = book.skeletons[1]["parts"]["fields/0"]
    book.write("process", "ContentRedacted", {"reason": "asked"}, body={"contents": [veiled]})

    report = verify(canonical(book.export(READERS["town"])))

    assert (report.findings, report.erased) == ((), ())


def test_veils_without_a_part_and_parts_without_a_veil_are_told_in_the_order_of_names() -> None:
    names = [f"fields/{number}" for number in range(8)]

    def veiled(export: Any) -> None:
        veils = [{"fields": [], "label": "process"} for _ in names]
        item(export, "process", 3)["event"]["body"].update(veils=veils)

    def unveiled(export: Any) -> None:
        item(export, "process", 3)["event"]["parts"].update(dict.fromkeys(reversed(names), "00" * 32))

    where = "event 4 of the export has"
    assert [one.message for one in report_of(veiled).findings] == [
        f"{where} no part '{one}' for its veil" for one in names
    ]
    assert [one.message for one in report_of(unveiled).findings] == [
        f"{where} a part '{one}' without a veil" for one in names
    ]


def test_only_what_counts_the_ballots_of_a_box_is_held_against_it() -> None:
    book = a_log()
    for run in ("r", "s"):
        book.write("process", "BallotPut", body={"run": run, "voter": "v"})
    book.write("process", "VoteCast", {"ballots": []}, body={"run": "r"})
    counted = book.write("process", "BallotsCounted", {"ballots": ["yes"]}, body={"run": "r"})
    book.write("process", "BallotsCounted", {"ballots": ["no"]}, body={"run": "s"})

    def found() -> tuple[Finding, ...]:
        return verify(canonical(book.export(READERS["guest"]))).findings

    assert found() == ()
    book.erase(counted["parts"]["ballots"])
    assert found() == ()


def test_an_event_is_released_whichever_place_it_has_in_another_chain_but_not_before_it_happened() -> None:
    def findings(*, later: bool) -> list[str]:
        book = a_log()
        for _ in range(3):
            book.write("party:town", "PhaseEntered")
        book.now += timedelta(hours=int(later))
        draft = book.write("party:town", "RecordWritten", {"fields": {"text": "ours"}})
        book.now -= timedelta(hours=int(later))
        book.write("process", "RecordShared", body={"opens": draft["id"]}, parts=dict(draft["parts"]))
        return [one.message for one in verify(canonical(book.export(READERS["town"]))).findings]

    assert findings(later=False) == []
    assert "the event does not release what party:town 5 wrote" in findings(later=True)


def test_an_event_is_released_by_a_later_one_of_its_own_chain() -> None:
    book = a_log()
    draft = book.write("process", "RecordWritten", {"fields": {"text": "ours"}})
    book.write("process", "RecordShared", body={"opens": draft["id"]}, parts=dict(draft["parts"]))

    assert verify(canonical(book.export(READERS["guest"]))).findings == ()
