"""Two neighbours and their mandates, in an engine that keeps everything: what the tests of the journal play with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from engine.language import Method, read_method
from engine.process.commands import Command, read_command
from engine.process.refusal import Refusal
from tests.sqlite import a_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from engine.engine import Engine
    from engine.journal.ledger import Receipt
    from engine.journal.store import Connection
    from tests.postgres import Server

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

SOURCE = """\
sluis: 1
method: {method}
version: {version}
title: {title}
summary: From first talk to an agreement.
source: Made up for the tests.
languages: [en]
may: {{open: convener, admit: convener, cancel: convener}}
roles:
  convener: {{title: Convener}}
  representative: {{title: Representative, of: party, named_by: convener}}
  principal: {{title: Principal, of: party, named_by: convener}}
records:
  mandate:
    title: Mandate
    per: party
    fields:
      level: {{type: choice, title: Level, ordered: true, options: {{explore: Explore, commit: Commit}}}}
      bounds: {{type: text, title: Bounds, optional: true}}
    written_by: representative
    confirmed_by: principal
    seen_by: process
decisions:
  agreement:
    title: The agreement
    by: convener
    voters: {{each: party, role: representative}}
    rule: unanimity
    silence: blocks
    open_for: P14D
    seen_by: process
phases:
  convene:
    title: Convene
    open: [mandate]
    term: {term}
    moves:
      deepen:
        title: Go deeper
        to: agree
        by: convener
        gate:
          - id: mandate
            each: party
            need: "mandate.confirmed && mandate.level >= 'commit'"
            unmet: "{{party.name}} has no confirmed mandate"
            owed_by: representative
  agree:
    title: Agree
    open: [mandate, agreement]
    moves:
      sign:
        title: Sign
        to: end.agreed
        by: convener
        gate: [{{id: agreed, need: agreement.accepted, unmet: The agreement is not accepted, owed_by: representative}}]
      back: {{title: Back, to: convene, back: true, by: convener}}
ends:
  agreed: {{title: Agreed, verdict: success}}
"""


def a_method(
    *, method: str = "neighbours", version: str = "1.0.0", title: str = "Neighbours agree", term: str = "P28D"
) -> Method:
    """Return a method of two phases: a mandate for each party, then an agreement by unanimity."""
    return read_method(SOURCE.format(method=method, version=version, title=title, term=term), f"{method}.yaml")


def a_command(do: str, actor: str = "anna", **given: Any) -> Command:
    """Return a command, by default of Anna, who opened the process."""
    return read_command.validate_python({"do": do, "actor": actor, **given})


def an_opening(**given: Any) -> Command:
    """Return the command that opens a process of `a_method`."""
    return a_command("open", **{"method": "neighbours", "title": "The dike", "name": "Anna", **given})


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.at

    def pass_by(self, **period: float) -> None:
        """Move it, by a period as timedelta takes it; backwards when negative."""
        self.at += timedelta(**period)


def two_stores(request: pytest.FixtureRequest, folder: Path) -> str:
    """Return the URL of an empty store: a file in a folder, or a database on the tests' server, as the param says."""
    if request.param == "sqlite":
        return a_file(folder / "sluis.db")
    server: Server = request.getfixturevalue("postgres")
    return server.database()


def counted_ids(series: int = 0) -> Callable[[], str]:
    """Return a source of ids that counts: the same test, the same ids."""
    numbers = count(1)
    return lambda: f"id-{series}-{next(numbers):04}"


def forbid_writing(engine: Engine, beside: Connection, table: str, when: str = "") -> None:
    """Let the database refuse every new row of a table, or every changed one of processes; `when` says which rows."""
    way, which = "UPDATE" if table == "process" else "INSERT", f" WHEN ({when})" if when else ""
    if engine._journal.store.shares:  # noqa: SLF001 - the two databases say it differently
        beside.execute(
            "CREATE FUNCTION no() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'disk on fire'; END $$ LANGUAGE plpgsql"
        )
        beside.execute(f"CREATE TRIGGER no BEFORE {way} ON {table} FOR EACH ROW{which} EXECUTE FUNCTION no()")
    else:
        no = "BEGIN SELECT RAISE(ABORT, 'disk on fire'); END"
        beside.execute(f"CREATE TRIGGER no BEFORE {way} ON {table}{which} {no}")


def allow_writing(engine: Engine, beside: Connection, table: str) -> None:
    """Take that back."""
    beside.execute(f"DROP TRIGGER no ON {table}" if engine._journal.store.shares else "DROP TRIGGER no")  # noqa: SLF001 - the same


def accepted(answer: Receipt | Refusal) -> Receipt:
    """Return a receipt, or fail with the reason of the refusal."""
    assert not isinstance(answer, Refusal), answer
    return answer


def refused(answer: Receipt | Refusal) -> Refusal:
    """Return a refusal, or fail because there is none."""
    assert isinstance(answer, Refusal), answer
    return answer


def an_open_process(engine: Engine, **given: Any) -> str:
    """Publish `a_method`, open a process of it, and return its id."""
    engine.publish(a_method())
    return accepted(engine.submit(None, an_opening(**given))).process


def with_parties(engine: Engine, process: str, *names: str) -> None:
    """Let parties join, each with a representative `rep-name` and a principal `pri-name`."""
    for name in names or ("Town", "Water"):
        for role in ("representative", "principal"):
            person = f"{role[:3]}-{name}"
            joining = a_command("join", participant=person, name=person, party=name, roles=(role,))
            accepted(engine.submit(process, joining))


def mandate_for(engine: Engine, process: str, party: str, level: str = "commit") -> str:
    """Let a representative record and share a mandate, and the principal confirm it; returns the record's id."""
    representative, principal = f"rep-{party}", f"pri-{party}"
    written = accepted(
        engine.submit(process, a_command("record", representative, record="mandate", fields={"level": level}))
    )
    record = str(next(event["id"] for event in written.events if event["type"] == "RecordWritten"))
    accepted(engine.submit(process, a_command("share", representative, id=record, version=1)))
    accepted(engine.submit(process, a_command("confirm", principal, id=record, version=1)))
    return record
