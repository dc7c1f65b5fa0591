"""A database that is saved and made anew, by the command line, while a server has it or not."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime
from pathlib import Path

from engine import Engine
from engine.journal.migrate import HEAD
from tests.api.cli.running import NO, YES, sluis, started
from tests.engine.journal.neighbours import (
    Time,
    a_command,
    accepted,
    an_open_process,
    mandate_for,
    with_parties,
)


def test_a_database_is_backed_up_beside_its_server_and_restored(tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path}/sluis.db"
    with started("serve", "--port", "0", SLUIS_DATABASE_URL=here) as server:
        assert server.stdout
        assert "Sluis serves" in server.stdout.readline()
        made = sluis("backup", str(tmp_path / "one"), "--json", SLUIS_DATABASE_URL=here)
        again = sluis("backup", str(tmp_path / "one"), SLUIS_DATABASE_URL=here)
        server.send_signal(signal.SIGTERM)

    there = f"sqlite:///{tmp_path}/there/sluis.db"
    refused = sluis("restore", str(tmp_path / "one"), SLUIS_DATABASE_URL=there)
    listed = str(tmp_path / "sluis.db.erasures")
    done = sluis("restore", str(tmp_path / "one"), "--erasures", listed, SLUIS_DATABASE_URL=there)
    over = sluis("restore", str(tmp_path / "one"), "--erasures", listed, SLUIS_DATABASE_URL=there)

    assert (made.returncode, json.loads(made.stdout)["schema"]) == (YES, HEAD)
    assert [one.returncode for one in (again, refused, over)] == [NO] * 3
    assert "--without-newer-erasures" in refused.stderr
    assert (done.returncode, done.stderr) == (YES, "")
    assert "is restored" in done.stdout


def test_a_restore_says_which_votes_and_terms_are_due_before_anybody_starts_a_server(tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path}/sluis.db"
    with Engine.open(here, now=Time(datetime(2020, 11, 2, 9, 0, tzinfo=UTC))) as engine:
        voting = an_open_process(engine)
        with_parties(engine, voting)
        for party in ("Town", "Water"):
            mandate_for(engine, voting, party)
        accepted(engine.submit(voting, a_command("move", move="deepen")))
        accepted(engine.submit(voting, a_command("propose", decision="agreement", run="r")))
        talking = an_open_process(engine)
    sluis("backup", str(tmp_path / "one"), SLUIS_DATABASE_URL=here)
    listed = str(tmp_path / "sluis.db.erasures")

    said, told = (
        sluis("restore", str(tmp_path / "one"), "--erasures", listed, *more, SLUIS_DATABASE_URL=f"{here}.{len(more)}")
        for more in ((), ("--json",))
    )

    assert (said.returncode, told.returncode) == (YES, YES)
    assert f"process {voting}: vote r closes" in said.stdout
    assert f"process {talking}: the term of convene is over" in said.stdout
    assert "before you start" in said.stdout
    assert [(one["process"], one["kind"], one["name"]) for one in json.loads(told.stdout)["overdue"]] == [
        (voting, "run", "r"), (talking, "phase", "convene"),
    ]  # fmt: skip


def test_a_database_that_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    done = sluis("backup", str(tmp_path / "one"), SLUIS_DATABASE_URL=f"sqlite:///{tmp_path}/none.db")

    assert done.returncode == NO
    assert "there is no database" in done.stderr
    assert list(tmp_path.iterdir()) == []
