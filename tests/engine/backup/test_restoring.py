from __future__ import annotations

import json
import shutil
import stat
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from engine.access.identity import operator_of
from engine.access.mailboxes import Choices
from engine.backup.manifest import BackupUnusable, read_manifest
from engine.backup.overdue import Overdue
from engine.backup.reapplying import Reapplied, Sealed, Vote, seal
from engine.errors import ProcessUnknown, SluisError, StoreUnusable
from engine.journal.erasure_file import read_file
from engine.journal.erasures import ListUnfit
from engine.journal.journal import Journal
from engine.journal.store import EVERYBODY
from tests.engine.access.people import PASSWORD, a_person, an_account, an_organisation, granted, signed_in
from tests.engine.backup.keeping import Installation
from tests.engine.journal.neighbours import a_command, accepted, an_open_process, an_opening, mandate_for, with_parties
from tests.postgres import all_seeing

CANARY = "zwaluwnest"


def a_process(installation: Installation, **given: object) -> str:
    with installation.opened() as engine:
        process = an_open_process(engine, **given)
        with_parties(engine, process)
        accepted(engine.submit(process, a_command("join", participant="bo", name=CANARY)))
    return process


def erase(installation: Installation, process: str) -> None:
    with installation.opened() as engine:
        accepted(engine.submit(process, a_command("redact", content="bo", reason="asked")))


def everything(installation: Installation, process: str) -> bytes:
    """Return every row of the store, and every byte of its files."""
    with installation.opened() as engine, engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - from behind the door
        tables = ("event", "content", "process", "receipt", "snapshot", "account", "invitation")
        rows = repr([connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables])  # noqa: S608 - our own names
        told = repr(engine.view(process)) if process else ""
    files = [one.read_bytes() for one in installation.folder.iterdir() if one.is_file()]
    return b"\n".join([rows.encode(), told.encode(), *files])


def test_a_backup_that_is_restored_is_the_store_that_it_was(installation: Installation) -> None:
    process = a_process(installation)
    with installation.opened() as engine:
        before = engine.history(process)
    backup = installation.backed_up()
    kept = installation.lost()

    done = installation.restored(backup, kept)

    with installation.opened() as engine:
        assert engine.history(process) == before
        accepted(engine.submit(process, a_command("join", participant="cor", name="Cor")))
    assert (done.manifest.processes, done.manifest.events, done.erased) == (1, len(before), Reapplied(0, ()))


def test_a_backup_is_for_its_owner_alone_and_says_what_it_is(installation: Installation) -> None:
    a_process(installation)
    backup = installation.backed_up()

    told = json.loads((backup / "manifest.json").read_bytes())

    assert {stat.S_IMODE(one.stat().st_mode) for one in backup.iterdir()} == {0o600}
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert told["installation"] == read_file(installation.listed)[0].gone.subject
    assert [one.name for one in backup.parent.iterdir()] == ["one"]


def test_what_was_erased_after_the_backup_does_not_come_back_and_the_log_says_so(installation: Installation) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    erase(installation, process)
    kept = installation.lost()

    done = installation.restored(backup, kept)

    assert done.erased == Reapplied(1, ())
    assert CANARY.encode() not in everything(installation, process)
    with installation.opened() as engine:
        assert engine.history(process)[-1].event.type == "ContentRedacted"
    assert read_file(installation.listed) == read_file(kept)


def test_what_was_deleted_after_the_backup_does_not_come_back(installation: Installation) -> None:
    rehearsal = a_process(installation, rehearsal=True)
    backup = installation.backed_up()
    with installation.opened() as engine:
        accepted(engine.submit(rehearsal, a_command("delete")))
    kept = installation.lost()

    installation.restored(backup, kept)

    assert CANARY.encode() not in everything(installation, "")
    with installation.opened() as engine, pytest.raises(ProcessUnknown):
        engine.view(rehearsal)


def test_a_vote_that_is_open_again_without_a_ballot_is_named(installation: Installation) -> None:
    with installation.opened() as engine:
        process = an_open_process(engine)
        with_parties(engine, process)
        for party in ("Town", "Water"):
            mandate_for(engine, process, party)
        accepted(engine.submit(process, a_command("move", move="deepen")))
        accepted(engine.submit(process, a_command("propose", decision="agreement", run="r")))
        accepted(engine.submit(process, a_command("vote", "rep-Town", run="r", ballot="yes")))
    backup = installation.backed_up()
    with installation.opened() as engine:
        accepted(engine.submit(process, a_command("vote", "rep-Water", run="r", ballot="yes")))
        accepted(engine.submit(process, a_command("close", run="r")))
        (cast, _) = [one for one in engine.history(process) if one.event.type == "VoteCast"]
        accepted(engine.submit(process, a_command("redact", content=cast.parts["ballot"], reason="asked")))
    kept = installation.lost()

    done = installation.restored(backup, kept)

    assert done.erased == Reapplied(1, (Vote(process, "r"),))
    with installation.opened() as engine:
        for party in ("Town", "Water"):
            accepted(engine.submit(process, a_command("vote", f"rep-{party}", run="r", ballot="yes")))
        accepted(engine.submit(process, a_command("close", run="r")))
        assert engine.view(process).decisions[0].state == "accepted"


def test_what_is_due_when_a_store_is_restored_is_named_before_anybody_serves_it(installation: Installation) -> None:
    """A ballot that was cast after the backup is lost, and the vote closes without it at the first tick."""
    with installation.opened() as engine:
        voting, talking = an_open_process(engine), accepted(engine.submit(None, an_opening())).process
        with_parties(engine, voting)
        for party in ("Town", "Water"):
            mandate_for(engine, voting, party)
        accepted(engine.submit(voting, a_command("move", move="deepen")))
        accepted(engine.submit(voting, a_command("propose", decision="agreement", run="r")))
    backup = installation.backed_up()
    with installation.opened() as engine:
        accepted(engine.submit(voting, a_command("vote", "rep-Town", run="r", ballot="yes")))
    kept = installation.lost()
    installation.time.pass_by(days=29)

    done = installation.restored(backup, kept)

    assert done.overdue == (
        Overdue(voting, "run", "r", "2026-11-16T09:00:00.000000Z"),
        Overdue(talking, "phase", "convene", "2026-11-30T09:00:00.000000Z"),
    )
    with installation.opened() as engine:
        engine.tick()
        assert engine.view(voting).decisions[0].state != "open"


def test_what_is_not_due_yet_is_not_named_after_a_restore(installation: Installation) -> None:
    a_process(installation)
    backup = installation.backed_up()
    kept = installation.lost()

    assert installation.restored(backup, kept).overdue == ()


def test_an_account_and_an_organisation_that_went_after_the_backup_stay_gone(installation: Installation) -> None:
    with installation.opened() as engine:
        town, water = an_organisation(engine, "town"), an_organisation(engine, "water")
        olga = a_person(town, "olga", "owner")
        a_person(town, "otto", "owner")
        a_person(water, "wim", "owner")
    backup = installation.backed_up()
    with installation.opened() as engine:
        granted(engine.access.accounts.erase(operator_of("town"), str(olga.account)))
        engine.access.keeping.delete_organisation("water")
    kept = installation.lost()

    done = installation.restored(backup, kept)

    there = everything(installation, "")
    assert done.erased == Reapplied(2, ())
    assert [one for one in (b"olga@", b"wim@", b"Olga") if one in there] == []
    assert b"otto@" in there
    with installation.opened() as engine:
        assert [one.id for one in engine.access.organisations.all()] == ["town"]


def test_whoever_was_signed_in_signs_in_again_after_a_restore(installation: Installation) -> None:
    with installation.opened() as engine:
        town = an_organisation(engine, "town")
        a_person(town, "olga", "owner")
        begun = granted(engine.access.sessions.sign_in("town", "olga@town.example", PASSWORD, "a browser"))
    backup = installation.backed_up()
    kept = installation.lost()

    done = installation.restored(backup, kept)

    assert (done.sealed.sessions, done.sealed.invitations) == (2, 1)
    with installation.opened() as engine:
        assert engine.access.identity(session=begun.secret) is None
        granted(engine.access.sessions.sign_in("town", "olga@town.example", PASSWORD, "a browser"))


def test_mail_waits_after_a_restore_until_somebody_chooses_it_anew(installation: Installation) -> None:
    """Who ended it, and whose address or account went since, is not known."""
    with installation.opened() as engine:
        town = an_organisation(engine, "town")
        for name in ("ann", "bob", "cas"):
            an_account(town, name)
        granted(town.access.mailboxes.choose(signed_in(town, "cas"), Choices("never")))
    backup = installation.backed_up()
    with installation.opened() as engine:
        town = engine.of("town")
        granted(town.access.mailboxes.choose(signed_in(town, "ann"), Choices("never")))
    kept = installation.lost()

    done = installation.restored(backup, kept)

    assert done.sealed.mailboxes == 2
    with installation.opened() as engine:
        town = engine.of("town")
        people = {name: signed_in(town, name) for name in ("ann", "bob", "cas")}
        assert [town.access.mailboxes.own(one).choices.how for one in people.values()] == ["never"] * 3
        assert granted(town.access.mailboxes.choose(people["bob"], Choices())).choices.how == "at_once"


def test_a_restore_asks_for_the_newest_list_unless_the_operator_knows_that_there_is_none(
    installation: Installation,
) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    erase(installation, process)
    installation.lost(with_list=True)

    with pytest.raises(BackupUnusable, match="name the newest list"):
        installation.restored(backup)
    done = installation.restored(backup, knowingly=True)

    assert done.erased is None
    assert CANARY.encode() in everything(installation, process)


def test_the_list_that_stands_where_the_store_was_is_used_and_an_older_one_is_refused(
    installation: Installation,
) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    older = installation.folder.parent / "older"
    shutil.copyfile(installation.listed, older)
    erase(installation, process)
    kept = installation.lost()
    shutil.copyfile(kept, installation.listed)

    with pytest.raises(BackupUnusable, match="is older than"):
        installation.restored(backup, older)
    done = installation.restored(backup)

    assert done.erased == Reapplied(1, ())


def test_a_list_is_refused_of_which_another_backup_knows_more(installation: Installation) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    older = installation.folder.parent / "older"
    shutil.copyfile(installation.listed, older)
    erase(installation, process)
    installation.backed_up("two")
    installation.lost()

    with pytest.raises(BackupUnusable, match="two knows of 1 erasures more"):
        installation.restored(backup, older)


@pytest.mark.parametrize("more", ["a note", "unreadable"])
def test_another_backup_in_sight_counts_with_more_files_in_it_and_stops_all_where_it_cannot_be_read(
    installation: Installation, more: str
) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    older = installation.folder.parent / "older"
    shutil.copyfile(installation.listed, older)
    erase(installation, process)
    other = installation.backed_up("two")
    (other / "README").write_text("of tuesday")
    if more == "unreadable":
        (other / "manifest.json").write_text('{"format": Infinity}')
    installation.lost()

    with pytest.raises(BackupUnusable, match="knows of 1 erasures more" if more == "a note" else "is no manifest"):
        installation.restored(backup, older)
    installation.restored(backup, older, knowingly=True)


def test_a_folder_beside_a_backup_that_is_none_stops_nothing(installation: Installation) -> None:
    a_process(installation)
    backup = installation.backed_up()
    (backup.parent / "notes").mkdir()
    kept = installation.lost()

    installation.restored(backup, kept)


@pytest.mark.parametrize("written", [b'{"format": Infinity}', b"[" * 60_000, b'{"format": 1e400}'])
def test_a_manifest_that_is_none_is_said_to_be(written: bytes) -> None:
    with pytest.raises(BackupUnusable, match="is no manifest"):
        read_manifest(written, "here")


def test_a_list_of_another_installation_is_refused(installation: Installation, tmp_path: Path) -> None:
    a_process(installation)
    backup = installation.backed_up()
    kept = installation.lost()
    other = Installation(tmp_path / "other", None, f"sqlite:///{tmp_path}/other/sluis.db")
    other.folder.mkdir()
    with other.opened() as engine:
        an_open_process(engine)

    with pytest.raises(BackupUnusable, match="another installation"):
        installation.restored(backup, other.listed)
    installation.restored(backup, kept)


def test_a_list_that_was_altered_or_is_a_link_is_refused(installation: Installation) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    erase(installation, process)
    kept = installation.lost()
    altered, linked = kept.with_name("altered"), kept.with_name("linked")
    altered.write_bytes(kept.read_bytes().replace(b'"kind":"content"', b'"kind":"account"'))
    linked.symlink_to(kept)

    with pytest.raises(ListUnfit, match="was altered"):
        installation.restored(backup, altered)
    with pytest.raises(ListUnfit, match="cannot be read"):
        installation.restored(backup, linked)


def test_a_store_that_is_older_than_its_list_is_not_served(installation: Installation) -> None:
    """Put back by hand, it would have again what was erased."""
    process = a_process(installation)
    backup = installation.backed_up()
    erase(installation, process)
    kept = installation.lost()
    installation.restored(backup, knowingly=True)
    installation.listed.unlink()
    shutil.copyfile(kept, installation.listed)

    with pytest.raises(StoreUnusable, match="older than its list"), installation.opened():
        pass


def test_a_restore_whose_list_cannot_be_written_leaves_no_store(installation: Installation) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    kept = installation.lost()
    installation.beside = installation.folder / "gone" / "list"

    with pytest.raises((SluisError, OSError)):
        installation.restored(backup, kept)
    installation.beside = None
    installation.restored(backup, kept)

    with installation.opened() as engine:
        engine.view(process)


@pytest.mark.parametrize("at", ["_put", "release_restored"])
def test_a_restore_that_fails_last_leaves_no_list(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """It would be taken for the newest by the next."""
    a_process(installation)
    backup = installation.backed_up()
    kept = installation.lost()
    installation.listed.unlink(missing_ok=True)

    def cut(*_: object) -> None:
        raise OSError("cut off")

    with monkeypatch.context() as patched:
        patched.setattr(f"engine.backup.restoring.{at}", cut)
        with nullcontext() if (at == "_put") == bool(installation.postgres) else pytest.raises(OSError, match="cut"):
            installation.restored(backup, kept)
            return

    assert not installation.listed.exists()


def test_a_backup_is_restored_only_where_nothing_is(installation: Installation) -> None:
    process = a_process(installation)
    backup = installation.backed_up()

    with pytest.raises(BackupUnusable, match=r"is there|not empty"):
        installation.restored(backup)

    with installation.opened() as engine:
        engine.view(process)


def test_what_comes_into_being_while_a_backup_is_restored_is_not_written_over(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_process(installation)
    backup = installation.backed_up()
    kept = installation.lost()
    database = installation.folder / "sluis.db"

    def sealed_late(journal: Journal) -> Sealed:
        if installation.postgres is None:
            database.write_bytes(b"somebody's")
        return seal(journal)

    monkeypatch.setattr("engine.backup.restoring.seal", sealed_late)

    if installation.postgres:
        installation.restored(backup, kept)
    else:
        with pytest.raises(BackupUnusable, match="cannot be made"):
            installation.restored(backup, kept)
        assert database.read_bytes() == b"somebody's"


@pytest.mark.parametrize("at", ["upgrade_restored", "recount", "reapply", "seal", "release_restored"])
def test_a_restore_that_is_cut_off_leaves_nothing_that_is_served_and_can_be_done_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    erase(installation, process)
    kept = installation.lost()

    def cut(*_: object) -> None:
        raise OSError("cut off")

    with monkeypatch.context() as patched:
        patched.setattr(f"engine.backup.restoring.{at}", cut)
        is_passed = installation.postgres is None and at.endswith("_restored")
        with nullcontext() if is_passed else pytest.raises(OSError, match="cut off"):
            installation.restored(backup, kept)
    if not is_passed:
        assert [one.name for one in installation.folder.glob("*sluis.db*") if one.suffix != ".lock"] == []
        installation.restored(backup, kept)

    assert CANARY.encode() not in everything(installation, process)


def test_what_a_restore_left_that_was_killed_is_served_by_nobody_and_goes_with_the_next(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = a_process(installation)
    backup = installation.backed_up()
    erase(installation, process)
    kept = installation.lost()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("engine.backup.restoring.reapply", killed)
        patched.setattr("engine.backup.restoring.drop_restored", lambda _: None)
        patched.setattr("engine.backup.restoring.shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            installation.restored(backup, kept)
    if installation.postgres:
        with pytest.raises(StoreUnusable, match="did not come to its end"), installation.opened():
            pass
        installation.url = installation.postgres.empty()
        installation.listed.unlink(missing_ok=True)
    else:
        assert list(installation.folder.glob(".sluis.db.*.restoring"))

    installation.restored(backup, kept)

    assert CANARY.encode() not in everything(installation, process)
    assert not list(installation.folder.glob(".sluis.db.*.restoring"))


def test_a_backup_is_written_over_nothing(installation: Installation) -> None:
    a_process(installation)
    installation.backed_up()

    with pytest.raises(BackupUnusable, match="is there already"):
        installation.backed_up()
    (installation.folder.parent / "backups" / "link").symlink_to(installation.folder)
    with pytest.raises(BackupUnusable, match="is there already"):
        installation.backed_up("link")


@pytest.mark.parametrize("damage", ["flipped", "cut", "link", "more", "manifest", "newer"])
def test_a_backup_that_is_not_what_was_written_is_refused_and_nothing_is_made(
    installation: Installation, damage: str
) -> None:
    a_process(installation)
    backup = installation.backed_up()
    kept = installation.lost()
    (store,) = [one for one in backup.iterdir() if one.name != "manifest.json"]
    manifest = backup / "manifest.json"
    data = store.read_bytes()
    match damage:
        case "flipped":
            at = 5_000 if installation.postgres else 63  # in a number of SQLite's header that nothing else looks at
            store.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        case "cut":
            store.write_bytes(data[:-512])
        case "link":
            store.rename(backup.parent / "elsewhere")
            store.symlink_to(backup.parent / "elsewhere")
        case "more":
            (backup / "more").write_bytes(b"")
        case "manifest":
            manifest.write_bytes(b"{}")
        case _:
            told = json.loads(manifest.read_bytes())
            manifest.write_text(json.dumps(told | {"schema": "0999"}))

    with pytest.raises(BackupUnusable):
        installation.restored(backup, kept)

    assert not [one for one in installation.folder.glob("*sluis.db*") if not one.name.endswith(".lock")]


def test_a_backup_of_a_store_that_lacks_what_nobody_erased_is_not_restored(installation: Installation) -> None:
    process = a_process(installation)
    with installation.opened() as engine, closing(all_seeing(engine._journal.store)) as beside:  # noqa: SLF001 - to break it
        beside.execute("DELETE FROM content WHERE about='bo' AND process=?", (process,))
    backup = installation.backed_up()
    kept = installation.lost()

    with pytest.raises(BackupUnusable, match="which nobody erased"):
        installation.restored(backup, kept)


def test_the_list_beside_the_store_is_private_and_holds_ids_alone(installation: Installation) -> None:
    process = a_process(installation)
    erase(installation, process)

    data = installation.listed.read_bytes()

    assert stat.S_IMODE(installation.listed.stat().st_mode) == 0o600
    assert CANARY.encode() not in data
    assert [one.gone.kind for one in read_file(installation.listed)] == ["begun", "content"]


@pytest.mark.parametrize("left", [b"", b'{"at":"2026-'], ids=["nothing", "part of a line"])
def test_a_list_that_was_cut_off_when_it_was_begun_is_begun_anew(installation: Installation, left: bytes) -> None:
    process = a_process(installation)
    whole = installation.listed.read_bytes()
    installation.listed.write_bytes(left)

    with installation.opened():
        assert installation.listed.read_bytes() == whole

    erase(installation, process)
    installation.listed.write_bytes(left)
    with pytest.raises(ListUnfit, match="is empty"), installation.opened():
        pass


def test_an_erasure_is_not_answered_before_it_stands_on_the_list(installation: Installation) -> None:
    process = a_process(installation)
    with installation.opened() as engine:
        kept = installation.listed.read_bytes()
        installation.listed.unlink()
        installation.listed.mkdir()
        with pytest.raises(Exception, match=r"it is written, but not on the list.*the list of erasures .* cannot"):
            engine.submit(process, a_command("redact", content="bo", reason="asked"), key="k")
        with pytest.raises(Exception, match="nothing else is written until it can"):
            engine.submit(process, a_command("join", participant="cor", name="Cor"))
        installation.listed.rmdir()
        installation.listed.write_bytes(kept)
        installation.listed.chmod(0o600)

        accepted(engine.submit(process, a_command("redact", content="bo", reason="asked"), key="k"))

    assert [one.gone.kind for one in read_file(installation.listed)] == ["begun", "content"]
