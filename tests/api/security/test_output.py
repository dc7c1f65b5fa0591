"""Where the security log goes, and that the server's own log keeps an error's words to itself."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from pathlib import Path

import pytest
from httpx2 import Client

from api.security.line import write
from api.security.output import LogUnusable, written
from api.security.wordless import Wordless
from tests.api.cli.running import WRONG, sluis
from tests.api.cli.test_serving import serving


def events(text: str) -> list[str]:
    """Return the events that lines tell of."""
    return [json.loads(line)["event"] for line in text.splitlines()]


def test_it_goes_to_standard_error_unless_a_file_is_named(tmp_path: Path) -> None:
    with serving(tmp_path / "sluis.db") as (server, url):
        with Client(base_url=url) as client:
            assert client.get("/v1/processes", headers={"Host": "evil.example"}).status_code == 400
        server.send_signal(signal.SIGTERM)
        _, told = server.communicate(timeout=60)
    assert events(told) == ["place"]


def test_a_file_goes_on_where_it_was_moved_away_and_is_not_for_everybody(tmp_path: Path) -> None:
    file, moved = tmp_path / "security.log", tmp_path / "security.log.1"
    file.write_text("")
    file.unlink()
    before = os.umask(0)
    try:
        with written(file):
            write({"event": "place", "outcome": "refused"})
            file.rename(moved)
            write({"event": "error", "outcome": "failed"})
    finally:
        os.umask(before)
    assert (events(moved.read_text()), events(file.read_text())) == (["place"], ["error"])
    assert {one.stat().st_mode & 0o777 for one in (file, moved)} == {0o640}
    with written(file):
        write({"event": "access", "outcome": "refused"})
    assert events(file.read_text()) == ["error", "access"]


def test_a_file_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(LogUnusable, match="SLUIS_SECURITY_LOG"), written(tmp_path / "none" / "security.log"):
        raise AssertionError
    done = sluis("serve", "--port", "0", cwd=tmp_path, SLUIS_SECURITY_LOG=str(tmp_path))
    assert done.returncode == WRONG
    assert "SLUIS_SECURITY_LOG" in done.stderr


def test_a_log_of_an_error_says_where_it_came_from_and_none_of_its_words() -> None:
    try:
        _fails()
    except RuntimeError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, __file__, 1, "It failed", (), sys.exc_info())
    told = Wordless("%(message)s").format(record)

    assert told.startswith("It failed\n")
    assert told.index("KeyError") < told.index("RuntimeError")
    assert "test_output.py" in told
    assert "another" not in told.replace('raise RuntimeError("another")', "")
    assert [line for line in told.splitlines() if line.startswith(("KeyError", "RuntimeError"))] == [
        "KeyError", "RuntimeError"]  # fmt: skip


def _fails() -> None:
    try:
        dict[str, int]()["a secret"]
    except KeyError as first:
        raise RuntimeError("another") from first
