"""An upgrade that is cut off changed nothing, and is done by the next one that is not (P16)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine as DatabaseEngine

from engine import Engine
from engine.errors import StoreUnusable
from engine.journal.migrate import HEAD, alembic_config, known_revisions, upgrade_file, upgrade_server
from engine.journal.postgres import PostgresConnection, libpq_url
from engine.journal.sqlite_file import connect, database_engine
from tests.engine.journal.neighbours import START, an_open_process
from tests.postgres import SERVANT

if TYPE_CHECKING:
    from engine.journal.store import Connection
    from tests.postgres import Server
    from tests.promises.sizes import Rounds

CUTS = 10
TABLES = {
    True: "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    False: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
}
METHOD = "INSERT INTO method(organisation, id, version, digest, source, published_at) VALUES(?,?,?,?,?,?)"


class CutOff(Exception):
    """The upgrade ends in the middle."""


class Old:
    """A database with the schema of an earlier release, and a row in it."""

    def __init__(self, url: str, revision: str) -> None:
        self.url, self.revision, self.is_server = url, revision, url.startswith("postgresql")
        engine = create_engine(url) if self.is_server else database_engine(self._path)
        config = alembic_config()
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
        engine.dispose()
        with closing(self.connected()) as hand:
            hand.execute("BEGIN")
            if self.is_server:
                hand.execute("SELECT set_config('sluis.organisations', '*', true)")
            hand.execute(METHOD, ("local", "m", "1", "0" * 64, b"", START.isoformat()[:27]))
            hand.execute("COMMIT")

    @property
    def _path(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def connected(self) -> Connection:
        return PostgresConnection(libpq_url(self.url)) if self.is_server else connect(self._path)

    def upgrade(self) -> None:
        if self.is_server:
            upgrade_server(libpq_url(self.url), "the database", SERVANT)
        else:
            upgrade_file(self._path)

    def standing(self) -> tuple[str, list[Any]]:
        """Return the revision and the tables that are there."""
        with closing(self.connected()) as hand:
            ((revision,),) = hand.execute("SELECT version_num FROM alembic_version").fetchall()
            return str(revision), hand.execute(TABLES[self.is_server]).fetchall()


@contextmanager
def cut_at(number: int | None) -> Iterator[list[str]]:
    """Let the statement of a number fail, once; yields those that were run."""
    seen: list[str] = []

    def before(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)
        if len(seen) - 1 == number:
            raise CutOff

    event.listen(DatabaseEngine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(DatabaseEngine, "before_cursor_execute", before)


def an_old_one(request: pytest.FixtureRequest, file: Path, revision: str, kind: str) -> Old:
    if kind == "sqlite":
        return Old(f"sqlite:///{file}", revision)
    server: Server = request.getfixturevalue("postgres")
    return Old(server.empty(), revision)


@pytest.mark.P16
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_an_upgrade_that_is_cut_off_at_any_statement_changed_nothing_and_is_done_by_the_next(
    rounds: Rounds, request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    for chance in rounds(CUTS):
        revision = chance.choice(sorted(known_revisions() - {HEAD}))
        old = an_old_one(request, tmp_path / f"{rounds.number}.db", revision, kind)
        other = an_old_one(request, tmp_path / f"{rounds.number}-whole.db", revision, kind)
        with cut_at(None) as statements:
            other.upgrade()
        before = old.standing()

        with cut_at(chance.randrange(len(statements))), pytest.raises(CutOff):
            old.upgrade()

        assert old.standing() == before
        old.upgrade()
        assert old.standing() == other.standing()
        with Engine.open(old.url) as engine:
            assert an_open_process(engine)
            assert [one.id for one in engine.methods()] == ["m", "neighbours"]


@pytest.mark.P16
def test_an_upgrade_does_not_stand_in_the_way_while_it_waits_for_whoever_is_at_work(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock on a table that is waited for keeps everybody out who comes later: so none is waited for for long."""
    monkeypatch.setattr("engine.journal.migrate.LOCK_SECONDS", 0.1)
    monkeypatch.setattr("engine.journal.migrate.PAUSE_SECONDS", 0.01)
    old = Old(postgres.empty(), "0010")
    before = old.standing()
    with ThreadPoolExecutor(1) as pool, closing(old.connected()) as hand:
        hand.execute("BEGIN")
        hand.execute("SELECT count(*) FROM invitation").fetchall()
        waiting = pool.submit(old.upgrade)
        try:
            with pytest.raises(StoreUnusable, match="stop the servers"):
                waiting.result(60)
            assert old.standing() == before
        finally:
            hand.execute("COMMIT")

    old.upgrade()

    assert old.standing()[0] == HEAD


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_release_that_is_older_than_its_database_says_so_and_changes_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    old = an_old_one(request, tmp_path / "newer.db", sorted(known_revisions())[-2], kind)
    with closing(old.connected()) as hand:
        hand.execute("UPDATE alembic_version SET version_num='0999'")
    before = old.standing()

    with pytest.raises(StoreUnusable, match="written by a newer release"):
        old.upgrade()
    with pytest.raises(StoreUnusable, match="written by a newer release"):
        Engine.open(old.url)

    assert old.standing() == before
