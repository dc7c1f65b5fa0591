"""Who has the whole store, the exports and the answers kept for keys cannot say who voted what in secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from itertools import permutations
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from engine import Engine
from engine.journal.ledger import reader_of
from engine.journal.store import EVERYBODY
from engine.language import read_method
from engine.process.refusal import Refusal
from engine.process.sight import Reader
from tests.engine.journal.neighbours import Time, accepted, counted_ids, forbid_writing, refused, two_stores
from tests.histories.making import START
from tests.postgres import all_seeing
from tests.promises.linking import behind_a_commitment, behind_a_key, beside_a_voter, files_in, older_boxes
from tests.promises.races import asked

if TYPE_CHECKING:
    from engine.journal.store import Connection

pytestmark = pytest.mark.P7

VOTERS = ("voter-ann", "voter-bea", "voter-cas", "voter-dan")
BALLOTS = ("yes", "no", "yes", "abstain")
TABLES = ("event", "content", "process", "receipt", "snapshot", "method", "ballot_box")
ROUNDS = 12


def a_method(**told: Any) -> str:
    """Return a method in which a board votes, in secret unless it is told otherwise."""
    decision = {
        "title": "Vote", "by": "chair", "voters": "member", "seen_by": "process", "rule": "majority", "secret": True,
        **told,
    }  # fmt: skip
    end = {"title": "End", "to": "end.done", "by": "chair"}
    return json.dumps({
        "sluis": 1, "method": "secret", "version": "1.0.0", "title": "Secret", "summary": "Secret.",
        "languages": ["en"], "may": {"open": "chair", "admit": "chair", "redact": "chair"},
        "roles": {"chair": {"title": "Chair"}, "member": {"title": "Member"}},
        "decisions": {"vote": decision, "other": decision},
        "phases": {"work": {"title": "Work", "open": ["vote", "other"], "moves": {"end": end}}},
        "ends": {"done": {"title": "Done", "verdict": "success"}},
    })  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return two_stores(request, tmp_path)


def opened(url: str, folder: Path) -> Engine:
    return Engine.open(
        url, now=Time(START), ids=counted_ids(), process_ids=counted_ids(9), signing_key=folder / "signing.key"
    )


@pytest.fixture
def engine(url: str, tmp_path: Path) -> Iterator[Engine]:
    with opened(url, tmp_path) as found:
        yield found


def a_board(engine: Engine, **told: Any) -> str:
    """Return a process with a board and a vote that is open."""
    engine.publish(read_method(a_method(**told), "secret.yaml"))
    people = [asked("join", "chair", participant=one, name=one.upper(), roles=["member"]) for one in VOTERS]
    opening = asked("open", "chair", method="secret", title="Secret", name="Chair")
    process = accepted(engine.submit(None, [opening, *people])).process
    accepted(engine.submit(process, asked("propose", "chair", decision="vote", run="run")))
    return process


def cast(engine: Engine, process: str, voter: str, ballot: str) -> None:
    key = f"key-{voter}"
    accepted(engine.submit(process, asked("vote", voter, run="run", ballot=ballot), key=key))


def tables(engine: Engine) -> dict[str, list[Any]]:
    """Return all rows of the store."""
    with engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - the test looks behind the door
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}  # noqa: S608 - our own names
    return {name: [tuple(_plain(one) for one in row) for row in rows] for name, rows in found.items()}


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def links(engine: Engine, process: str) -> set[tuple[str, str]]:
    """Return what the attacker finds in the store."""
    rows = tables(engine)
    return {
        *beside_a_voter(rows, VOTERS), *behind_a_commitment(rows, VOTERS), *behind_a_key(rows, process, "run"),
    }  # fmt: skip


def exports(engine: Engine, process: str) -> list[str]:
    """Return what everybody can take home."""
    _, situation = engine.situation(process)
    readers = [Reader(), *(reader_of(situation, one) for one in (*VOTERS, "chair"))]
    return [json.dumps(engine.export(process, one), sort_keys=True) for one in readers]


@pytest.mark.parametrize("sealed", [False, True])
def test_control_ballots_that_are_kept_for_each_voter_are_linked(engine: Engine, sealed: bool) -> None:
    process = a_board(engine, secret=False, sealed=sealed)
    for voter, ballot in zip(VOTERS, BALLOTS, strict=True):
        cast(engine, process, voter, ballot)
    rows = tables(engine)

    assert set(zip(VOTERS, BALLOTS, strict=True)) <= links(engine, process)
    assert set(behind_a_commitment(rows, VOTERS)) == set(zip(VOTERS, BALLOTS, strict=True))
    assert set(behind_a_key(rows, process, "run")) == set(zip(VOTERS, BALLOTS, strict=True))


def test_nothing_in_the_store_links_a_secret_ballot_to_a_voter(engine: Engine) -> None:
    process = a_board(engine)
    for voter, ballot in zip(VOTERS, BALLOTS, strict=True):
        cast(engine, process, voter, ballot)
        assert links(engine, process) == set()
    assert [json.loads(row[3]) for row in tables(engine)["ballot_box"]] == [{'"abstain"': 1, '"no"': 1, '"yes"': 2}]

    accepted(engine.submit(process, asked("close", "chair", run="run")))

    assert links(engine, process) == set()
    assert tables(engine)["ballot_box"] == []


def test_every_byte_is_the_same_whoever_of_them_voted_which_way(tmp_path: Path) -> None:
    """What is random may differ, and is not so here: then nothing differs, no row and no file."""
    chance, worlds = Random(1), []
    orders = chance.sample(sorted(set(permutations(BALLOTS))), ROUNDS)
    for number, ballots in enumerate(orders):
        folder = tmp_path / str(number)
        folder.mkdir()
        key = tmp_path / "0" / "signing.key"
        with (
            patch("engine.journal.journal.random_salt", counted_salts()),
            patch("engine.journal.journal.random_mark", lambda: "0" * 32),
            Engine.open(
                f"sqlite:///{folder}/store.db", now=Time(START), ids=counted_ids(), process_ids=counted_ids(9),
                signing_key=key,
            ) as engine,
        ):  # fmt: skip
            process = a_board(engine)
            accepted(engine.submit(process, asked("propose", "chair", decision="other", run="other")))
            before = exports(engine, process)
            for voter, ballot in zip(VOTERS, ballots, strict=True):
                cast(engine, process, voter, ballot)
                accepted(engine.submit(process, asked("vote", voter, run="other", ballot="no")))
                before += exports(engine, process)
            voted = tables(engine), files_in(folder)
            accepted(engine.submit(process, asked("close", "chair", run="run"), key="closing"))
            worlds.append((before, voted, exports(engine, process), tables(engine), files_in(folder)))

    assert len(worlds) == ROUNDS
    assert all(one == worlds[0] for one in worlds)


def counted_salts() -> Any:
    numbers = iter(range(10_000))
    return lambda: next(numbers).to_bytes(16)


def test_older_states_of_a_box_are_in_no_file(tmp_path: Path) -> None:
    """A box that was filled step by step would tell each ballot by what it had before."""
    folder = tmp_path / "store"
    folder.mkdir()
    with opened(f"sqlite:///{folder}/store.db", folder) as engine:
        process = a_board(engine)
        for number, (voter, ballot) in enumerate(zip(VOTERS, BALLOTS, strict=True), 1):
            cast(engine, process, voter, ballot)
            older = older_boxes(files_in(folder), BALLOTS[:number])
            assert older == []
        full = b'{"\\"abstain\\"":1,"\\"no\\"":1,"\\"yes\\"":2}'
        assert any(full in one for one in files_in(folder))

        accepted(engine.submit(process, asked("close", "chair", run="run")))
        assert not any(full in one for one in files_in(folder))


def test_control_without_emptying_the_write_ahead_log_older_states_of_a_box_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    with (
        patch("engine.journal.sqlite.SqliteStore.wipe"),
        opened(f"sqlite:///{folder}/store.db", folder) as engine,
    ):
        process = a_board(engine)
        for voter, ballot in zip(VOTERS, BALLOTS, strict=True):
            cast(engine, process, voter, ballot)

        assert '{"\\"yes\\"":1}' in older_boxes(files_in(folder), BALLOTS)


def test_the_same_key_gives_the_same_answer_and_its_ballot_counts_once(engine: Engine) -> None:
    process = a_board(engine)
    vote = asked("vote", VOTERS[0], run="run", ballot="yes")
    first = accepted(engine.submit(process, vote, key="k"))

    assert accepted(engine.submit(process, vote, key="k")) == first
    assert refused(engine.submit(process, vote)).message == "secret_is_final"
    for voter in VOTERS[1:]:
        cast(engine, process, voter, "no")
    accepted(engine.submit(process, asked("close", "chair", run="run")))
    assert counts(engine, process) == {"no": 3, "yes": 1}


def counts(engine: Engine, process: str) -> dict[str, int]:
    return engine.view(process).decisions[0].tally.counts


def test_a_box_outlives_the_end_of_the_server_and_rows_made_anew(url: str, tmp_path: Path) -> None:
    with opened(url, tmp_path) as engine:
        process = a_board(engine)
        for voter, ballot in zip(VOTERS[:2], BALLOTS[:2], strict=True):
            cast(engine, process, voter, ballot)
        engine.rebuild()
    with Engine.open(url, now=Time(START), ids=counted_ids(1), signing_key=tmp_path / "signing.key") as engine:
        for voter, ballot in zip(VOTERS[2:], BALLOTS[2:], strict=True):
            cast(engine, process, voter, ballot)
        accepted(engine.submit(process, asked("close", "chair", run="run")))

        assert counts(engine, process) == {"abstain": 1, "no": 1, "yes": 2}


@pytest.mark.parametrize("table", ["event", "ballot_box"])
def test_a_ballot_and_that_it_was_cast_are_kept_together_or_not_at_all(engine: Engine, table: str) -> None:
    process = a_board(engine)
    with beside(engine) as connection:
        forbid_writing(engine, connection, table)
    with pytest.raises(Exception, match="nothing was written"):
        cast(engine, process, VOTERS[0], "yes")

    assert engine.situation(process)[1].runs["run"].voted == ()
    assert tables(engine)["ballot_box"] == []


def beside(engine: Engine) -> AbstractContextManager[Connection]:
    return closing(all_seeing(engine._journal.store))  # noqa: SLF001 - the same


def test_several_votes_in_one_group_and_in_one_request_all_count(engine: Engine) -> None:
    process = a_board(engine)
    votes = [asked("vote", voter, run="run", ballot=ballot) for voter, ballot in zip(VOTERS, BALLOTS, strict=True)]
    closing = asked("close", "chair", run="run")

    tried = engine.dry_run(process, [*votes, closing])
    assert isinstance(tried, Refusal)
    assert tried.message == "count_not_tried"
    assert not isinstance(engine.dry_run(process, votes), Refusal)
    accepted(engine.submit(process, [*votes, closing]))

    assert counts(engine, process) == {"abstain": 1, "no": 1, "yes": 2}
    assert tables(engine)["ballot_box"] == []


def test_what_a_voter_typed_can_be_erased_and_the_ballot_still_counts(engine: Engine) -> None:
    process = a_board(engine)
    for voter, ballot in zip(VOTERS, BALLOTS, strict=True):
        cast(engine, process, voter, ballot)
    accepted(engine.submit(process, asked("redact", "chair", content=VOTERS[1], reason="Asked")))
    accepted(engine.submit(process, asked("close", "chair", run="run")))
    accepted(engine.submit(process, asked("redact", "chair", content="chair", reason="Asked")))

    assert counts(engine, process) == {"abstain": 1, "no": 1, "yes": 2}
    told = [one.event.body for one in engine.history(process) if one.event.type == "BallotsCounted"]
    assert [getattr(one, "ballots") for one in told] == [("abstain", "no", "yes", "yes")]  # noqa: B009 - not every body has them
