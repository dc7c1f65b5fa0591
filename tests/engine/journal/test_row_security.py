"""PostgreSQL keeps the rows of organisations apart by itself, whatever our statements say."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine

from engine import Engine
from engine.access.tables import EVERY_TABLE
from engine.errors import StoreBusy, StoreUnusable
from engine.journal import postgres as adapter
from engine.journal.erasures import OF_ALL
from engine.journal.migrate import alembic_config
from engine.journal.postgres import PostgresConnection, PostgresStore
from engine.journal.store import EVERYBODY, NOBODY, Connection, Whose
from tests.engine.access.people import a_person, an_organisation, with_quick_passwords
from tests.engine.journal.neighbours import an_open_process
from tests.postgres import ALL_SEEING, OWNER, SERVANT, Server, all_seeing, as_role

SOURCES = Path(adapter.__file__).parents[1]
TABLES = sorted(EVERY_TABLE)
LATER = {"erasure_list", "letter", "mail_place", "mailbox"}  # than the policies of the first tables
# What has no organisation, and why it needs none.
OF_NOBODY = {"alembic_version": "one row with the revision of the schema, the same for all"}
# Who works for all organisations at once, and why.
FOR_EVERYBODY = {
    "access/invitations.py look_at": "a link is known by its secret before anybody knows of which organisation it is",
    "access/keeping.py sweep": "the clock deletes what is over everywhere",
    "access/links.py use": "a link is known by its secret before anybody knows of which organisation it is",
    "access/organisations.py all": "whoever holds the database sees to all organisations",
    "access/sessions.py identify": "a session is known by its secret before anybody knows of which organisation it is",
    "access/tokens.py fault_of": "why a token lets nobody in is told to whoever runs the server",
    "access/tokens.py identify": "a token is known by its secret before anybody knows of which organisation it is",
    "backup/making.py _of_server": "a backup is of the whole store",
    "backup/overdue.py overdue_in": "a restore names what is due by now in any process",
    "backup/reapplying.py _sealed": "a restore ends what lets people in, wherever they are",
    "backup/reapplying.py _written": "what was erased is one list for the whole store",
    "backup/reapplying.py reapply": "what was erased is one list for the whole store",
    "backup/reapplying.py seal": "a restore ends what lets people in, wherever they are",
    "backup/recounting.py recount": "every log of a backup is replayed before it is served",
    "journal/erasures.py stored_list": "what was erased is one list for the whole store",
    "journal/group.py _list": "what was erased is one list for the whole store",
    "journal/health.py figures_of": "figures for whoever runs the server are of all organisations together",
    "journal/journal.py _begin_list": "what was erased is one list for the whole store",
    "journal/journal.py _begun": "what was erased is one list for the whole store",
    "journal/journal.py due": "the clock serves all organisations, by turns",
    "journal/journal.py forget_deleted": "what is remembered is of all organisations",
    "journal/journal.py planned_before": "the clock serves all organisations, and so does its calendar",
    "journal/journal.py rebuild": "rows are made anew from every log",
    "access/mailboxes.py end": "an account is known by the token before anybody knows of which organisation it is",
    "outbox/mail/mailer.py _due": "one sender serves the people of all organisations, by turns",
    "outbox/outbox.py _due": "one sender serves the webhooks of all organisations, by turns",
}
HOSTILE = [
    "*", "{*}", "{town}", 'a","town', "a,town", "town\\", "NULL", "null", "", " ", "a?b", "100%",
    "'; SET ROLE sluis; --",
]  # fmt: skip


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.database()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    with Engine.open(url) as opened:
        yield with_quick_passwords(opened)


@pytest.fixture
def store(engine: Engine) -> PostgresStore:
    """Return the store of two organisations, each with people and a process."""
    for name in ("town", "water"):
        door = an_organisation(engine, name)
        a_person(door, "olga", "owner")
        an_open_process(door)
    found = engine._journal.store  # noqa: SLF001 - the tests look behind the door
    assert isinstance(found, PostgresStore)
    return found


@pytest.fixture
def hand(store: PostgresStore) -> Iterator[PostgresConnection]:
    """Yield a connection that writes as Sluis does."""
    with closing(store.connect()) as connection:
        yield connection


def whose_rows(connection: Connection, besides: Collection[str] = ()) -> set[tuple[str, str]]:
    """Return which tables have rows of which organisations, as far as a connection can see, `besides` some."""
    found = {
        table: connection.execute(f"SELECT DISTINCT organisation FROM {table}").fetchall()  # noqa: S608 - our own names
        for table in TABLES
        if table not in besides
    }
    return {(table, str(row[0])) for table, rows in found.items() for row in rows}


def everything(store: PostgresStore) -> set[tuple[str, str]]:
    with closing(all_seeing(store)) as connection:
        return whose_rows(connection)


def read(store: PostgresStore, whose: Whose, besides: Collection[str] = ()) -> set[tuple[str, str]]:
    with store.reading(whose) as connection:
        return whose_rows(connection, besides)


def test_every_table_is_kept_by_a_policy_that_holds_for_its_owner_too_or_is_of_nobody(store: PostgresStore) -> None:
    with closing(all_seeing(store)) as connection:
        kept = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            " AND relrowsecurity AND relforcerowsecurity"
        ).fetchall()
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        policies = connection.execute("SELECT tablename, permissive, cmd, qual, with_check FROM pg_policies").fetchall()

    assert {one for (one,) in tables} == {*TABLES, *OF_NOBODY}
    assert sorted(one for (one,) in kept) == TABLES
    assert sorted(table for table, *_ in policies) == TABLES
    assert len({tuple(how) for _, *how in policies}) == 1


def test_sluis_comes_in_by_a_role_that_owns_nothing_and_is_let_past_no_policy(
    store: PostgresStore, hand: PostgresConnection
) -> None:
    with closing(all_seeing(store)) as connection:
        owned = connection.execute("SELECT relname FROM pg_class WHERE relowner = ?::regrole", (SERVANT,)).fetchall()

    assert owned == []
    assert hand.execute(adapter.ROLE).fetchall() == [(SERVANT, False, False)]
    for change in ("ALTER TABLE event DISABLE ROW LEVEL SECURITY", "DROP POLICY organisation ON event"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner"):
            hand.execute(change)


def test_who_reads_for_some_organisations_finds_their_rows_and_no_others(store: PostgresStore) -> None:
    there = everything(store)
    assert {("event", "town"), ("event", "water"), ("session", "town"), ("session", "water")} <= there

    assert read(store, "town") == {one for one in there if one[1] == "town"}
    assert read(store, frozenset({"town", "local"})) == {one for one in there if one[1] == "town"}
    assert read(store, frozenset({"town", "water"})) == there - {("erasure_list", OF_ALL)}
    assert read(store, EVERYBODY) == there
    assert read(store, NOBODY) == set()


@pytest.mark.parametrize("name", HOSTILE)
def test_an_organisation_of_whatever_name_is_that_one_and_no_other(store: PostgresStore, name: str) -> None:
    with closing(all_seeing(store)) as connection:
        connection.execute("INSERT INTO organisation(organisation, name, made_at) VALUES (?, 'X', '2026')", (name,))

    assert read(store, name) == {("organisation", name)}
    assert read(store, frozenset({name, "nobody"})) == {("organisation", name)}
    assert ("organisation", name) not in read(store, "town")


@pytest.mark.parametrize("table", TABLES)
def test_no_statement_reaches_a_row_of_another_organisation(
    store: PostgresStore, hand: PostgresConnection, table: str
) -> None:
    with closing(all_seeing(store)) as connection:
        before = theirs(connection, table)
    hand.execute("BEGIN")
    store.keep_to(hand, "town")
    changes = (f"UPDATE {table} SET organisation=organisation", f"DELETE FROM {table} WHERE organisation<>'town'")  # noqa: S608 - our own names
    for change in changes:
        assert set(hand.execute(f"{change} RETURNING organisation").fetchall()) <= {("town",)}
    hand.execute("COMMIT")

    with closing(all_seeing(store)) as connection:
        assert theirs(connection, table) == before


def theirs(connection: Connection, table: str) -> list[Any]:
    """Return where in the file each row of the neighbour's stands, which changes with every change of it."""
    return connection.execute(f"SELECT ctid, xmin FROM {table} WHERE organisation='water'").fetchall()  # noqa: S608 - the same


@pytest.mark.parametrize(
    "change", ["INSERT INTO organisation VALUES ('new', 'N', '2026')", "UPDATE organisation SET organisation='new'"]
)
def test_nobody_makes_a_row_of_another_organisation(
    store: PostgresStore, hand: PostgresConnection, change: str
) -> None:
    hand.execute("BEGIN")
    store.keep_to(hand, "town")

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        hand.execute(change)


def test_who_does_not_say_for_whom_he_works_is_refused_and_not_told_that_there_is_nothing(
    store: PostgresStore, hand: PostgresConnection
) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.Error, match=r"sluis\.organisations|malformed array literal"):
            hand.execute("SELECT count(*) FROM event")
        hand.execute("BEGIN")
        store.keep_to(hand, "town")
        hand.execute("SELECT count(*) FROM event")
        hand.execute("COMMIT")


def test_it_holds_for_the_owner_of_the_tables_as_well(store: PostgresStore, url: str) -> None:
    with Engine.open(as_role(url, OWNER)) as engine:
        owned = engine._journal.store  # noqa: SLF001 - the tests look behind the door
        assert isinstance(owned, PostgresStore)
        assert read(owned, "town") == read(store, "town") != read(owned, EVERYBODY)
        assert engine.warnings() == []


def test_for_whom_a_connection_read_ends_with_its_transaction_also_where_that_broke(store: PostgresStore) -> None:
    said = "SELECT current_setting('sluis.organisations', true)"
    with store.reading("town") as connection:
        assert connection.execute(said).fetchall() == [('{"town"}',)]
    with pytest.raises(StoreBusy), store.reading("water") as connection:
        connection.execute("SELECT 1/0")

    with closing(store._idle.get_nowait()) as idle:  # noqa: SLF001 - as the next one would borrow it
        assert idle.execute(said).fetchall() == [("",)]


def test_what_a_group_writes_for_several_is_written_for_each(store: PostgresStore, hand: PostgresConnection) -> None:
    claim = store.claim(hand, [], frozenset({"town", "water"}), patiently=False)
    assert {one for _, one in whose_rows(hand)} == {"town", "water"}
    store.keep_to(hand, "water")
    assert {one for _, one in whose_rows(hand)} == {"water"}
    hand.execute("COMMIT")

    assert claim.whose == {"town", "water"}


def test_few_work_for_everybody_and_each_says_why() -> None:
    """A new place is to be thought about, and to stand on the list."""
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES.rglob("*.py")}
    found = {
        f"{path.relative_to(SOURCES).as_posix()} {function.name}"
        for path, module in modules.items()
        if any(is_named(one) for one in module.body)
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(one, ast.Name) and one.id == "EVERYBODY" for one in ast.walk(function))
    }

    assert found == set(FOR_EVERYBODY)


def is_named(statement: ast.stmt) -> bool:
    """Tell whether a statement makes the name known."""
    return isinstance(statement, ast.ImportFrom) and "EVERYBODY" in [one.name for one in statement.names]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id, organisation FROM process WHERE root_id='p'",
        "SELECT id, length FROM process WHERE id IN ('p', 'q')",
        "SELECT id FROM process WHERE organisation='town' AND id < 'p' ORDER BY id DESC LIMIT 5",
        "SELECT id FROM process WHERE organisation='town' AND method='m' AND state='open'",
        "SELECT id FROM process WHERE next_due <= '2026'",
        "SELECT seq FROM event WHERE process='p' AND seq > 3 ORDER BY seq LIMIT 500",
        "SELECT seq FROM event WHERE process='p' AND label='l' AND n > 3",
        "SELECT bytes FROM content WHERE commitment IN ('a', 'b') AND process='p'",
        "SELECT bytes FROM snapshot WHERE process='p' AND fold_version=1",
        "SELECT body FROM receipt WHERE organisation='town' AND actor='a' AND key='k'",
        "SELECT id FROM session WHERE hash='h' AND ends_at > '2026'",
        "SELECT id FROM token WHERE id='t' AND ends_at > '2026'",
        "SELECT participant FROM seat WHERE process='p' AND account='a'",
    ],
)
def test_a_statement_finds_its_rows_by_the_same_index_with_a_policy_and_without(
    store: PostgresStore, hand: PostgresConnection, query: str
) -> None:
    """What a policy would let be looked at only after it could not be looked up."""
    with closing(all_seeing(store)) as connection:
        free = plan_of(store, connection, query)
    kept = plan_of(store, hand, query)

    assert lookups(kept) == lookups(free) != []
    assert kept.count("InitPlan") == 2, "for whom it is, is looked up once and not for every row"


def plan_of(store: PostgresStore, connection: PostgresConnection | Connection, query: str) -> str:
    connection.execute("BEGIN")
    store.keep_to(connection, "town")
    for other in ("seqscan", "bitmapscan"):
        connection.execute(f"SET LOCAL enable_{other} = off")
    told = "\n".join(str(line) for (line,) in connection.execute(f"EXPLAIN {query}").fetchall())
    connection.execute("ROLLBACK")
    return told


def lookups(plan: str) -> list[str]:
    """Return which index a plan uses, and for what."""
    told = plan.replace("::text", "").replace("(", "").replace(")", "")
    return re.findall(r"using \w+|Index Cond: .*", told)


def test_another_role_makes_the_tables_and_the_one_of_the_servers_owns_none(postgres: Server) -> None:
    owner = postgres.empty()
    servant = as_role(owner, SERVANT)
    with pytest.raises(StoreUnusable, match=r"permission denied.*SLUIS_MIGRATE_URL"):
        Engine.open(servant)

    with Engine.open(servant, migrate_url=owner) as engine:
        an_open_process(engine)
        assert engine.warnings() == []
    with Engine.open(servant) as engine:  # which needs nobody to make anything any more
        assert len(engine.processes().items) == 1


def test_who_began_with_one_role_goes_on_with_two(postgres: Server) -> None:
    owner = postgres.empty()
    servant = as_role(owner, SERVANT)
    with Engine.open(owner) as engine:
        an_open_process(engine)
    with pytest.raises(StoreUnusable, match="permission denied"):
        Engine.open(servant)

    with Engine.open(servant, migrate_url=owner) as engine:
        assert len(engine.processes().items) == 1


def test_a_table_that_its_owner_made_alone_is_opened_for_the_servers_when_they_start(postgres: Server) -> None:
    owner = postgres.empty()
    servant = as_role(owner, SERVANT)
    with Engine.open(servant, migrate_url=owner) as engine:
        an_open_process(engine)
    migrated(owner, command.downgrade, "0006")
    with Engine.open(owner):  # upgrades, and lets nobody in
        pass
    with pytest.raises(StoreUnusable, match="SLUIS_MIGRATE_URL"):
        Engine.open(servant)

    with Engine.open(servant, migrate_url=owner) as engine:
        olga = a_person(an_organisation(with_quick_passwords(engine)), "olga", "owner")
        assert engine.access.webhooks.of(olga) == []


@pytest.mark.parametrize(("right", "told"), [("SUPERUSER", "is a superuser"), ("BYPASSRLS", "has BYPASSRLS")])
def test_a_role_that_is_let_past_the_policies_is_warned_of(postgres: Server, url: str, right: str, told: str) -> None:
    role = f"sluis_{right.lower()}"
    with closing(all_seeing(PostgresStore(url, None))) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN {right} IN ROLE {SERVANT}")

    with Engine.open(as_role(url, role)) as engine:
        (warning,) = engine.warnings()

    assert f"its role {role} {told}" in warning


def test_a_table_whose_policy_is_switched_off_is_warned_of(store: PostgresStore, engine: Engine) -> None:
    with closing(all_seeing(store)) as connection:
        connection.execute("ALTER TABLE seat DISABLE ROW LEVEL SECURITY")

    (warning,) = engine.warnings()

    assert "is let into seat" in warning


def test_the_policies_can_be_taken_back_and_made_again(store: PostgresStore, url: str) -> None:
    there = {one for one in everything(store) if one[0] not in LATER}
    migrated(as_role(url, OWNER), command.downgrade, "0007")
    with closing(all_seeing(store)) as connection:
        on = connection.execute("SELECT relname FROM pg_class WHERE relrowsecurity OR relforcerowsecurity").fetchall()
        assert on == connection.execute("SELECT tablename FROM pg_policies").fetchall() == []
    assert read(store, "town", LATER) == there

    migrated(as_role(url, OWNER), command.upgrade, "head")

    assert read(store, "town", LATER) == {one for one in there if one[1] == "town"}


def test_a_backup_by_the_owner_is_whole_or_refused(store: PostgresStore, postgres: Server) -> None:
    name = store._url.rpartition("/")[2]  # noqa: SLF001 - the database of this test
    as_all = {"PGOPTIONS": "-c sluis.organisations=*"}

    refused = [postgres.dump(name, OWNER), postgres.dump(name, OWNER, "--enable-row-security")]
    whole = postgres.dump(name, OWNER, "--enable-row-security", **as_all)

    assert [one.returncode for one in refused] == [1, 1]
    assert "row-level security" in refused[0].stderr
    assert "sluis.organisations" in refused[1].stderr
    assert copied(whole.stdout) == copied(postgres.dump(name, ALL_SEEING).stdout)
    assert "town" in whole.stdout
    assert "water" in whole.stdout


def copied(dump: str) -> list[str]:
    """Return the lines of a backup, but for those in which each is called by a name of its own."""
    return [line for line in dump.splitlines() if not line.startswith(("\\", "SET row_security"))]


def migrated(url: str, to: Any, revision: str) -> None:
    config, database = alembic_config(), create_engine(url)
    with database.begin() as connection:
        config.attributes["connection"] = connection
        to(config, revision)
    database.dispose()
