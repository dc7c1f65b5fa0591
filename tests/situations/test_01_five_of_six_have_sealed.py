"""Hard situation 1: six parties, five sealed.

What was deposited is unreadable through every view, event, error text and log; the sixth deposits, and all is released
in one transaction.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from engine.process import events
from engine.process.refusal import Refusal
from engine.process.view import deposits, entries, records
from tests.factories import ROLES, Table, a_method, a_need, a_record, a_table, command

PARTIES = "ABCDEF"
SHARED = a_need("interests.sealed", each="party", unmet="{party.name} has yet to deposit", owed_by="envoy")


def six_parties() -> Table:
    """Return a process of six parties, each with a secret of its own in its deposit; five have sealed."""
    interest = a_record(per="party", many=True, sealed_until={"each": "party"})
    method = a_method(roles=ROLES, records={"interest": interest}, gate=[SHARED])
    table = a_table(method, [(name.lower(), name, "envoy") for name in PARTIES])
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
