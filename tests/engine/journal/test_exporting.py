from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import Engine, Reader
from engine.errors import ProcessUnknown, StoreUnusable
from engine.journal.codec import NO_DIGEST, canonical, commitment_of, link
from engine.journal.ledger import reader_of
from engine.journal.signing import SigningKey, check_signature
from engine.journal.verifying import verify
from engine.language import read_method
from tests.engine.journal.neighbours import (
    SOURCE,
    Time,
    a_command,
    accepted,
    an_open_process,
    an_opening,
    counted_ids,
    mandate_for,
    refused,
    with_parties,
)

DRAFT = "only Town may read this"


@pytest.fixture
def engine(url: str, time: Time, tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine with a signing key."""
    with Engine.open(url, now=time, ids=counted_ids(), signing_key=tmp_path / "signing.key") as opened:
        yield opened


@pytest.fixture
def process(engine: Engine) -> str:
    """Return a process with a shared mandate, and a draft that only Town's side knows of."""
    process = an_open_process(engine)
    with_parties(engine, process)
    mandate_for(engine, process, "Town")
    fields = {"level": "explore", "bounds": DRAFT}
    accepted(engine.submit(process, a_command("record", "rep-Town", record="mandate", fields=fields)))
    return process


def exported(engine: Engine, process: str, participant: str | None = None) -> dict[str, Any]:
    reader = reader_of(engine.situation(process)[1], participant) if participant else Reader()
    return engine.export(process, reader)


def test_an_export_holds_what_its_reader_may_know_and_no_more(engine: Engine, process: str) -> None:
    public, town, water = (exported(engine, process, one) for one in (None, "rep-Town", "rep-Water"))

    assert DRAFT in repr(town)
    assert DRAFT not in repr(public) + repr(water)
    assert len(town["events"]) > len(water["events"]) == len(public["events"])
    assert {one["event"]["label"] for one in public["events"]} == {"process"}


def test_the_chains_of_an_export_end_where_its_checkpoint_says(engine: Engine, process: str) -> None:
    told = exported(engine, process, "rep-Town")

    heads: dict[str, tuple[int, bytes]] = {}
    for one in told["events"]:
        n, before = heads.get(one["event"]["label"], (0, NO_DIGEST))
        assert one["event"]["n"] == n + 1
        heads[one["event"]["label"]] = n + 1, link(before, canonical(one["event"]))

    assert told["checkpoint"]["heads"] == {
        label: {"n": n, "digest": digest.hex()} for label, (n, digest) in heads.items()
    }
    assert check_signature(told["checkpoint"])


def test_every_part_of_an_export_is_what_was_committed_to(engine: Engine, process: str) -> None:
    for one in exported(engine, process, "rep-Town")["events"]:
        assert set(one["content"]) == set(one["event"]["parts"])
        for part, opened in one["content"].items():
            commitment = commitment_of(bytes.fromhex(opened["salt"]), canonical(opened["value"]))
            assert commitment.hex() == one["event"]["parts"][part]


def test_what_is_shared_names_the_commitments_under_which_it_was_drafted(engine: Engine, process: str) -> None:
    events = [one["event"] for one in exported(engine, process, "rep-Town")["events"]]
    shared = next(one for one in events if one["type"] == "RecordShared")
    drafted = next(one for one in events if one["id"] == shared["body"]["opens"])

    assert drafted["type"] == "RecordWritten"
    assert drafted["parts"] == shared["parts"]


def test_an_export_does_not_tell_what_was_first_on_two_labels_at_one_instant(engine: Engine, process: str) -> None:
    events = [one["event"] for one in exported(engine, process, "rep-Town")["events"]]

    places = [(one["at"], one["label"], one["n"]) for one in events]

    assert places == sorted(places)
    assert places[0][1] != "process"


def test_an_export_is_in_order_also_when_something_is_erased_while_it_is_made(
    engine: Engine, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = engine._journal  # noqa: SLF001  # between what is known and what is read lies the asking for the key
    key = journal.signing_key()

    def meanwhile() -> SigningKey:
        accepted(engine.submit(process, a_command("redact", content="rep-Town", reason="Asked")))
        return key

    monkeypatch.setattr(journal, "signing_key", meanwhile)

    told = exported(engine, process, "rep-Town")

    assert DRAFT not in repr(told)
    assert verify(canonical(told), key.public).findings == ()


def test_what_was_erased_cannot_be_shared_any_more_and_exports_stay_in_order(engine: Engine, process: str) -> None:
    drafted = exported(engine, process, "rep-Town")["events"][0]["event"]["body"]
    accepted(engine.submit(process, a_command("redact", content="rep-Town", reason="Asked")))

    share = a_command("share", "rep-Town", id=drafted["id"], version=2)

    assert refused(engine.submit(process, share)).message == "draft_erased"
    for participant in (None, "rep-Town", "rep-Water"):
        assert verify(canonical(exported(engine, process, participant))).findings == ()


def test_what_was_erased_is_not_in_an_export(engine: Engine, process: str) -> None:
    accepted(engine.submit(process, a_command("redact", content="rep-Town", reason="Asked")))

    told = exported(engine, process, "rep-Town")

    assert DRAFT not in repr(told)
    gone = {one for event in told["events"] for one in event["event"]["body"].get("contents", ())}
    lacking = {
        commitment
        for one in told["events"]
        for part, commitment in one["event"]["parts"].items()
        if part not in one["content"]
    }
    assert lacking == gone != set()


def test_the_same_log_gives_the_same_checkpoint(engine: Engine, process: str, time: Time) -> None:
    first = engine.checkpoint(process)
    time.pass_by(hours=1)
    draft = a_command("record", "rep-Town", record="mandate", fields={"level": "explore"})
    accepted(engine.submit(process, draft))

    assert engine.checkpoint(process) == first

    accepted(engine.submit(process, a_command("join", participant="new", name="New")))
    assert engine.checkpoint(process) != first


def test_the_key_is_made_once_and_for_its_owner_alone(engine: Engine, process: str, tmp_path: Path) -> None:
    first = engine.checkpoint(process)["key"]

    assert engine.export(process)["checkpoint"]["key"] == first
    assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600


def test_a_process_that_is_not_there_has_no_export(engine: Engine) -> None:
    with pytest.raises(ProcessUnknown):
        engine.export("nothing")
    with pytest.raises(ProcessUnknown):
        engine.checkpoint("nothing")


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_several_replicas_must_be_told_where_their_key_is(url: str, time: Time) -> None:
    with Engine.open(url, now=time, ids=counted_ids()) as engine:
        process = an_open_process(engine)

        with pytest.raises(StoreUnusable, match="SLUIS_SIGNING_KEY"):
            engine.checkpoint(process)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_beside_a_file_the_key_has_its_place(url: str, time: Time, tmp_path: Path) -> None:
    with Engine.open(url, now=time, ids=counted_ids()) as engine:
        engine.checkpoint(an_open_process(engine))

    assert (tmp_path / "sluis.db.key").exists()


def test_what_is_under_a_veil_is_shown_to_those_under_it_alone(engine: Engine) -> None:
    veiled = SOURCE.format(method="veiled", version="1.0.0", title="Veiled", term="P28D").replace(
        "bounds: {type: text,", "bounds: {type: text, seen_by: party,"
    )
    engine.publish(read_method(veiled, "veiled.yaml"))
    process = accepted(engine.submit(None, an_opening(method="veiled"))).process
    with_parties(engine, process)
    fields = {"level": "commit", "bounds": DRAFT}
    accepted(engine.submit(process, a_command("record", "rep-Town", record="mandate", id="m", fields=fields)))
    accepted(engine.submit(process, a_command("share", "rep-Town", id="m", version=1)))

    town, water = exported(engine, process, "pri-Town"), exported(engine, process, "rep-Water")

    shared = [next(one for one in told["events"] if one["event"]["type"] == "RecordShared") for told in (town, water)]
    assert DRAFT not in repr(water)
    assert [set(one["content"]) for one in shared] == [{"fields", "fields/0"}, {"fields"}]
    assert shared[0]["content"]["fields/0"]["value"] == {"bounds": DRAFT}
    assert shared[0]["event"] == shared[1]["event"]
    assert shared[1]["content"]["fields"]["value"] == {"level": "commit"}
