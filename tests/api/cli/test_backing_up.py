"""A database that is saved and made anew, by the command line, while a server has it or not."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from engine.journal.migrate import HEAD
from tests.api.cli.running import NO, YES, sluis, started


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


def test_a_database_that_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    done = sluis("backup", str(tmp_path / "one"), SLUIS_DATABASE_URL=f"sqlite:///{tmp_path}/none.db")

    assert done.returncode == NO
    assert "there is no database" in done.stderr
    assert list(tmp_path.iterdir()) == []
