"""What is left of an organisation's being alone where Sluis itself forgets it: on PostgreSQL all of it, in rows.

Controls: on SQLite, which keeps nothing apart, the same forgetting shows the neighbour's rows and changes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from engine.access.identity import Identity
from engine.access.invitations import Wished
from engine.access.organisations import Changes
from engine.access.tables import EVERY_TABLE
from engine.access.tokens import Asked
from engine.errors import SluisError, StoreBusy
from engine.journal import postgres as adapter
from engine.journal.postgres import PostgresConnection
from engine.journal.rows import Filters
from engine.journal.store import EVERYBODY
from tests.engine.access.people import a_person, an_account, an_organisation, granted, with_quick_passwords
from tests.engine.journal.neighbours import (
    a_command,
    a_method,
    accepted,
    an_opening,
    mandate_for,
    two_stores,
    with_parties,
)
from tests.postgres import Server, all_seeing
from tests.promises.forgetting import forget_organisations

if TYPE_CHECKING:
    from engine.journal.store import Connection, Whose
    from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P8
SMALL, AT_ONCE = 1_000, 100
SECRET = "of the water board alone"
DAYS = timedelta(days=7)


@dataclass(frozen=True)
class Houses:
    """Two organisations in one store: an owner of the first, and what the second has."""

    engine: Engine
    town: Engine
    olga: Identity
    process: str
    account: str
    method: str = "secret"

    def rows_of_the_neighbour(self) -> dict[str, list[str]]:
        """Return every row of the second one."""
        with closing(all_seeing(self.engine._journal.store)) as connection:  # noqa: SLF001 - from behind the door
            return {table: _rows(connection, table) for table in EVERY_TABLE}


def _rows(connection: Connection, table: str) -> list[str]:
    found = connection.execute(f"SELECT * FROM {table} WHERE organisation='water'").fetchall()  # noqa: S608 - our own names
    return sorted(repr([bytes(one) if isinstance(one, memoryview) else one for one in row]) for row in found)


@pytest.fixture
def houses(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Houses]:
    with Engine.open(two_stores(request, tmp_path), signing_key=tmp_path / "key") as opened:
        engine = with_quick_passwords(opened)
        town, water = an_organisation(engine, "town"), an_organisation(engine, "water")
        town.publish(a_method())
        water.publish(a_method(method="secret", title=SECRET))
        olga, other = a_person(town, "olga", "owner", "author"), a_person(water, "olga", "owner", "author")
        granted(engine.access.organisations.change(other, Changes(name=SECRET)))
        granted(engine.access.accounts.rename(other, SECRET))
        process = accepted(water.submit(None, an_opening(method="secret", title=SECRET, name=SECRET))).process
        with_parties(water, process, "Town")
        mandate_for(water, process, "Town")
        account = an_account(water, "rik", "observer", password=None).id
        granted(
            engine.access.invitations.make(other, Wished("secret@water.example", process=process, participant="anna"))
        )
        granted(engine.access.tokens.make(other, Asked(SECRET, frozenset({"read"}), DAYS)))
        engine.access.readings.note(other, process, "log", engine._journal.now())  # noqa: SLF001 - the clock that decides
        yield Houses(engine, town, olga, process, account)


Ask = Callable[[Houses], object]
READS: dict[str, Ask] = {
    "methods": lambda it: it.town.methods(),
    "method": lambda it: it.town.method(it.method),
    "newest": lambda it: it.town.newest(it.method),
    "processes": lambda it: it.town.processes(),
    "processes by title": lambda it: it.town.processes(Filters(q="water")),
    "processes of a family": lambda it: it.town.processes(Filters(family=it.process)),
    "situation": lambda it: it.town.situation(it.process),
    "view": lambda it: it.town.view(it.process),
    "history": lambda it: it.town.history(it.process),
    "log": lambda it: it.town.log(it.process, {"process": 0}),
    "export": lambda it: it.town.export(it.process),
    "checkpoint": lambda it: it.town.checkpoint(it.process),
    "dry run": lambda it: it.town.dry_run(it.process, a_command("cancel", reason="no")),
    "accounts": lambda it: it.engine.access.accounts.all(it.olga),
    "tokens": lambda it: it.engine.access.tokens.of(it.olga),
    "invitations": lambda it: it.engine.access.invitations.of(it.olga),
    "readings": lambda it: it.engine.access.readings.of(it.olga),
}  # fmt: skip
CHANGES: dict[str, Ask] = {
    "a command": lambda it: it.town.submit(it.process, a_command("cancel", reason="no")),
    "a password": lambda it: it.engine.access.accounts.disable(it.olga, it.account),
    "a role": lambda it: it.engine.access.accounts.take_role(it.olga, it.account, "observer"),
    "a name": lambda it: it.engine.access.organisations.change(it.olga, Changes(name="Ours")),
    "an organisation": lambda it: it.engine.access.keeping.delete_organisation("town"),
}  # fmt: skip


def answered(houses: Houses, ask: Ask) -> str:
    """Return what is answered, or why nothing is, as after a restart."""
    houses.engine._journal.forget()  # noqa: SLF001 - what is remembered is kept apart by the server alone
    try:
        return repr(ask(houses))
    except (SluisError, NotImplementedError) as error:
        return f"{type(error).__name__}: {error}"


def tells(houses: Houses, answer: str) -> bool:
    """Tell whether an answer has something of the neighbour's, but for the id that was asked for."""
    return any(one in answer for one in (SECRET, "@water.example", houses.account, f"id='{houses.method}'")) or (
        houses.process in answer and "no process" not in answer
    )


def shown(houses: Houses) -> set[str]:
    return {name for name, ask in READS.items() if tells(houses, answered(houses, ask))}


def changed(houses: Houses) -> set[str]:
    """Return which changes reached the neighbour."""
    found = set[str]()
    for name, ask in CHANGES.items():
        before = houses.rows_of_the_neighbour()
        answered(houses, ask)
        if houses.rows_of_the_neighbour() != before:
            found.add(name)
    return found


@pytest.mark.parametrize("houses", ["sqlite", "postgres"], indirect=True)
def test_as_it_is_built_nothing_of_a_neighbour_is_shown_or_changed(houses: Houses) -> None:
    assert shown(houses) == set()
    assert changed(houses) == set()


@pytest.mark.parametrize("houses", ["postgres"], indirect=True)
def test_where_no_statement_asks_for_an_organisation_the_database_still_shows_and_changes_nothing(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_organisations(houses.engine, monkeypatch)

    assert shown(houses) == set()
    assert changed(houses) == set()


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_where_the_database_keeps_nothing_apart_that_would_show_and_change_everything(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_organisations(houses.engine, monkeypatch)

    assert shown(houses) == set(READS)
    assert changed(houses) == set(CHANGES)


@dataclass
class Spied:
    """What is seen of the connections that are lent: by whom each was used, and what was left in it from before."""

    users: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    left: list[object] = field(default_factory=list)

    def on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Look at each connection before it is lent."""
        begin = PostgresConnection.begin_reading

        def look(connection: PostgresConnection, whose: Whose) -> None:
            ((kept,),) = connection.execute("SELECT current_setting('sluis.organisations', true)").fetchall()
            self.left += [kept] if kept else []
            self.users[connection.raw.info.backend_pid].add(str(whose))
            begin(connection, whose)

        monkeypatch.setattr(PostgresConnection, "begin_reading", look)


@dataclass(frozen=True)
class Request:
    """A request in the name of an organisation; `all_of` is a query that forgot to ask for one."""

    door: Engine
    process: str
    kind: str

    def seen(self) -> set[str]:
        """Return of which organisations something was seen."""
        journal, own = self.door._journal, self.door.organisation  # noqa: SLF001 - from behind the door
        match self.kind:
            case "list":
                return {one.title or "" for one in self.door.processes().items}
            case "cold":
                journal.cache.drop(self.process)
                return {self.door.situation(self.process)[1].title or ""}
            case "command":
                self.door.submit(self.process, a_command("join", participant="ben", name="Ben"))
                return {own}
            case "broken":
                with pytest.raises(StoreBusy), journal.reading(own) as connection:
                    connection.execute("SELECT 1/0")
                return {own}
            case "everybody":
                with pytest.raises(ZeroDivisionError), journal.reading(EVERYBODY) as connection:
                    raise ZeroDivisionError
                return {own}
            case _:
                with journal.reading(own) as connection:
                    found = connection.execute("SELECT organisation FROM event").fetchall()
                return {str(one) for (one,) in found}


KINDS = ("list", "cold", "command", "broken", "everybody", "all of", "all of")


def test_for_whom_a_connection_was_lent_never_leaks_to_the_next(
    rounds: Rounds, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "IDLE", 2)
    spied = Spied()
    spied.on(monkeypatch)
    with Engine.open(postgres.database()) as engine, ThreadPoolExecutor(2) as callers:
        doors = [engine.of(f"house-{number}") for number in range(5)]
        opened = [(one, _opened(one)) for one in doors]
        for chance in rounds(SMALL, each=AT_ONCE):
            requests = [Request(*chance.choice(opened), chance.choice(KINDS)) for _ in range(AT_ONCE)]
            for request, seen in zip(requests, callers.map(Request.seen, requests), strict=True):
                assert seen == {request.door.organisation}, request

    assert spied.left == []
    assert len(spied.users) <= 8, "they were not shared"
    assert max(len(one) for one in spied.users.values()) > len(doors)


def _opened(door: Engine) -> str:
    door.publish(a_method())
    return accepted(door.submit(None, an_opening(title=door.organisation))).process
