"""A database that one role makes and another uses: who may do what there, and what whoever runs it is told."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from engine.journal.postgres import PostgresStore
from tests.api.cli.running import WRONG, YES, sluis
from tests.postgres import ALL_SEEING, SERVANT, Server, all_seeing, as_role


def test_the_owner_of_the_tables_makes_them_and_the_servers_need_him_no_more(postgres: Server) -> None:
    owner = postgres.empty()
    servant = as_role(owner, SERVANT)

    refused = sluis("processes", SLUIS_DATABASE_URL=servant)
    made = sluis("upgrade", SLUIS_DATABASE_URL=servant, SLUIS_MIGRATE_URL=owner)
    again = sluis("upgrade", SLUIS_DATABASE_URL=servant)
    listed = sluis("processes", SLUIS_DATABASE_URL=servant)

    assert refused.returncode == WRONG
    assert "name the role that owns its tables in SLUIS_MIGRATE_URL" in " ".join(refused.stderr.split())
    assert [one.returncode for one in (made, again, listed)] == [YES] * 3
    assert made.stdout == again.stdout == f"{servant} has the tables of this release.\n"
    assert made.stderr == again.stderr == ""
    with closing(all_seeing(PostgresStore(owner, None))) as connection:
        owned = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert owned == [("sluis_owner",)]


def test_a_role_for_which_no_policy_holds_is_warned_of_on_standard_error(postgres: Server) -> None:
    done = sluis("upgrade", SLUIS_DATABASE_URL=as_role(postgres.database(), ALL_SEEING))

    assert done.returncode == YES
    assert " ".join(done.stderr.split()).startswith(
        "Warning: PostgreSQL does not keep the rows of organisations apart, only Sluis does: its role sluis is a super"
    )


def test_a_file_is_made_too(tmp_path: Path) -> None:
    done = sluis("upgrade", SLUIS_DATABASE_URL=f"sqlite:///{tmp_path}/sluis.db")

    assert (done.returncode, done.stderr) == (YES, "")
    assert (tmp_path / "sluis.db").exists()


def test_a_password_is_not_told(postgres: Server) -> None:
    url = postgres.database().replace("@", ":secret@")

    done = sluis("upgrade", SLUIS_DATABASE_URL=url)

    assert done.returncode == YES
    assert "secret" not in done.stdout + done.stderr
