"""The list of erasures beside the store: what of it has reached the disk, and who may hold it up."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from engine import Engine
from engine.journal import checkup, erasure_file
from engine.journal.erasure_file import ErasureFile, read_file
from tests.engine.backup.keeping import Installation
from tests.engine.backup.test_restoring import a_process, erase
from tests.engine.journal.neighbours import a_command, accepted


@pytest.mark.parametrize("left", [b"", b'{"at":"2026-'], ids=["nothing", "part of a line"])
def test_a_new_store_begins_its_list_in_a_file_that_has_no_line(installation: Installation, left: bytes) -> None:
    installation.listed.write_bytes(left)

    process = a_process(installation)
    erase(installation, process)

    assert [one.gone.kind for one in read_file(installation.listed)] == ["begun", "content"]
    installation.backed_up()


def kept_from_the_disk(monkeypatch: pytest.MonkeyPatch, listed: Path, failing: list[bool]) -> list[bytes]:
    """Let waits for the disk fail while `failing` says so; returns what was in the list's file at each that did not."""
    really, synced = os.fsync, list[bytes]()

    def fsync(descriptor: int) -> None:
        if os.path.realpath(f"/proc/self/fd/{descriptor}") == str(listed.resolve()):
            if failing:
                raise OSError(28, "No space left on device")
            synced.append(listed.read_bytes())
        really(descriptor)

    monkeypatch.setattr("engine.journal.erasure_file.os.fsync", fsync)
    return synced


def test_what_may_not_have_reached_the_disk_is_written_anew_before_an_erasure_is_answered(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = a_process(installation)
    failing = [True]
    with installation.opened() as engine:
        before = installation.listed.read_bytes()
        synced = kept_from_the_disk(monkeypatch, installation.listed, failing)
        with pytest.raises(Exception, match="cannot be written"):
            engine.submit(process, a_command("redact", content="bo", reason="asked"), key="k")
        assert installation.listed.read_bytes() == before
        failing.clear()

        accepted(engine.submit(process, a_command("redact", content="bo", reason="asked"), key="k"))

        assert synced == [installation.listed.read_bytes()]
        assert len(read_file(installation.listed)) == 2


def test_what_another_server_wrote_on_the_list_is_brought_to_the_disk_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = a_process(installation)
    erase(installation, process)
    whole = installation.listed.read_bytes()
    first = whole.splitlines(keepends=True)[0]
    with installation.opened() as engine:
        installation.listed.write_bytes(first)
        synced = kept_from_the_disk(monkeypatch, installation.listed, [])
        installation.listed.write_bytes(whole)  # by one that was killed before it waited for the disk

        engine.tick()
        engine.tick()

    assert synced == [whole]


def test_whoever_keeps_the_list_locked_hangs_no_clock_and_whoever_runs_the_server_is_told(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr("engine.journal.erasure_file.PATIENCE", 0.1)
    process = a_process(installation)
    with installation.opened() as engine:
        assert engine.faults() == []
        descriptor = os.open(installation.listed, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        installation.time.pass_by(days=29)

        assert engine.tick() == 1
        engine.tick()
        assert ["list of erasures" in one for one in engine.faults()] == [True]
        with pytest.raises(Exception, match="locked by another program"):
            engine.submit(process, a_command("join", participant="cor", name="Cor"))
        os.close(descriptor)
        engine.tick()

        assert engine.faults() == []
        accepted(engine.submit(process, a_command("join", participant="cor", name="Cor")))
    told = [one.getMessage() for one in caplog.records if one.name == "sluis.erasures"]
    assert ["is locked by another program" in one for one in told] == [True, False]
    assert "up to date again" in told[1]


@pytest.mark.parametrize("left", [b"\0" * 5_000, b"{" * 40_000], ids=["zeros", "a long line"])
def test_what_a_loss_of_power_left_behind_the_list_is_taken_off_however_long(
    installation: Installation, left: bytes
) -> None:
    process = a_process(installation)
    whole = installation.listed.read_bytes()
    installation.listed.write_bytes(whole + left)

    erase(installation, process)

    assert [one.gone.kind for one in read_file(installation.listed)] == ["begun", "content"]
    assert installation.listed.read_bytes().startswith(whole)


def erase_behind_the_first_look(
    patch: pytest.MonkeyPatch, engine: Engine, process: str, module: ModuleType, *names: str
) -> None:
    """Let something be erased right behind the first of some looks at the file or at the store."""
    looks: list[str] = []

    def with_an_erasure(look: Callable[..., Sequence[Any]]) -> Callable[..., Sequence[Any]]:
        def looked(*given: object) -> Sequence[Any]:
            found = look(*given)
            looks.append(look.__name__)
            if len(looks) == 1:
                accepted(engine.submit(process, a_command("redact", content="bo", reason="asked")))
            return found

        return looked

    for name in names:
        patch.setattr(module, name, with_an_erasure(getattr(module, name)))


def test_an_erasure_by_another_server_while_one_looks_at_the_list_is_no_false_alarm(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = a_process(installation)
    with installation.opened() as engine:
        begun = ErasureFile(engine._journal.store, installation.listed)  # noqa: SLF001 - what another server looks with
        erase_behind_the_first_look(monkeypatch, engine, process, erasure_file, "read_file", "stored_list")

        begun.check()

    assert len(read_file(installation.listed)) == 2


def test_an_erasure_while_a_store_is_looked_over_is_no_false_alarm(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = a_process(installation)
    with installation.opened() as engine:
        erase_behind_the_first_look(monkeypatch, engine, process, checkup, "read_file", "entries_from")

        if installation.postgres:
            found = list(checkup.look_over_server(installation.url, installation.listed, installation.folder / "key"))
        else:
            found = list(checkup.look_over_file(installation.url, installation.listed))

    assert [one.level for one in found if one.about == "erasures"] == ["warning"]
