"""Hard situation 1: six parties, five sealed.

What was deposited is unreadable through every endpoint, export, event, error text and log; the sixth deposits, and all
is released in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.process import events
from engine.process.refusal import Refusal
from engine.process.view import deposits, entries, records
from tests.factories import NINE, ROLES, Table, a_method, a_need, a_record, a_table, command
from tests.promises.over_http import HttpWorld

if TYPE_CHECKING:
    from engine.language import Method

PARTIES = "ABCDEF"
SHARED = a_need("interests.sealed", each="party", unmet="{party.name} has yet to deposit", owed_by="envoy")


def with_deposits() -> Method:
    """Return a method in which each party deposits its interests."""
    interest = a_record(per="party", many=True, sealed_until={"each": "party"})
    return a_method(roles=ROLES, records={"interest": interest}, gate=[SHARED])


def six_parties() -> Table:
    """Return a process of six parties, each with a secret of its own in its deposit; five have sealed."""
    table = a_table(with_deposits(), [(name.lower(), name, "envoy") for name in PARTIES])
    for name in PARTIES:
        table.draft("interest", name.lower(), f"of-{name}", fields={"text": f"secret{name}"})
    for name in PARTIES[:5]:
        table.do("seal", name.lower(), record="interest")
    return table


def everything(table: Table, reader: str | None) -> str:
    """Return all that a reader gets: progress, records, deposits, the log, and answers to what he may not do."""
    telling = table.telling(reader)
    none: dict[str, str] = {}
    numbered = [(number, event, none) for number, event in enumerate(table.events)]
    refusals = [
        str(table.refused(do, reader or "chair", **told))
        for do, told in (
            ("confirm", {"id": "of-A", "version": 1}),
            ("withdraw", {"id": "of-A", "version": 1}),
            ("share", {"id": "of-A", "version": 1}),
        )
        if reader != "a"
    ]
    told: Any = [
        asdict(table.progress(reader)), [asdict(one) for one in records(telling)],
        [asdict(one) for one in deposits(telling)], [asdict(one) for one in entries(telling, numbered)], refusals,
    ]  # fmt: skip
    return json.dumps(told, default=str)


def test_while_five_have_sealed_nobody_reads_what_another_party_deposited() -> None:
    table = six_parties()

    for reader in (*PARTIES.lower(), "chair", None):
        text, own = everything(table, reader), {(reader or "").upper()} & set(PARTIES)
        assert {name for name in PARTIES if f"secret{name}" in text} == own
        assert {name for name in PARTIES if f"of-{name}" in text} - {"A"} == own - {"A"}  # the refusals name A's


def test_when_the_sixth_deposits_all_is_released_at_one_instant_by_one_command() -> None:
    table = six_parties()

    released = table.simulation.submit([command("seal", "f", record="interest")], table.at)

    assert not isinstance(released, Refusal)
    shared = [(event.body.id, event.at) for event in released if isinstance(event.body, events.RecordShared)]
    assert shared == [(f"of-{name}", table.at) for name in PARTIES]
    for reader in (*PARTIES.lower(), "chair", None):
        text = json.dumps([asdict(one) for one in records(table.telling(reader))], default=str)
        assert {name for name in PARTIES if f"secret{name}" in text} == set(PARTIES)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[HttpWorld]:
    """Return the same process behind a server."""
    with closing(
        HttpWorld([with_deposits()], tmp_path / "six.db", (f"id-{number}" for number in count()), NINE)
    ) as world:
        do(world, "open", "chair", method="small", title="Six", name="Chair")
        for name in PARTIES:
            do(world, "join", "chair", participant=name.lower(), name=name, party=name, roles=["envoy"])
            do(world, "record", name.lower(), record="interest", id=f"of-{name}", fields={"text": f"secret{name}"})
        for name in PARTIES[:5]:
            do(world, "seal", name.lower(), record="interest")
        yield world


def do(world: HttpWorld, act: str, by: str, **told: Any) -> None:
    answer = world.submit(command(act, by, **told), world.clock.at + timedelta(minutes=1))
    assert answer.startswith("20"), answer


def read_by(world: HttpWorld, reader: str | None) -> set[str]:
    """Return whose secret stands in any answer of the server to somebody, files to take along and refusals too."""
    told = "\n".join(world.look(reader).values())
    return {name for name in PARTIES if f"secret{name}" in told}


@pytest.mark.parametrize("reader", [*PARTIES.lower(), "chair", None])
def test_no_endpoint_export_stream_or_refusal_tells_anybody_what_another_party_deposited(
    served: HttpWorld, reader: str | None
) -> None:
    assert read_by(served, reader) == {(reader or "").upper()} & {*PARTIES}

    do(served, "seal", "f", record="interest")

    assert read_by(served, reader) == {*PARTIES}
