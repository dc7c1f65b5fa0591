from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from engine import Engine, Method, Reader, Refusal
from engine.errors import (
    MethodInvalid,
    MethodUnknown,
    ProcessUnknown,
    StoreBusy,
    StoreLocked,
    StoreUnusable,
    VersionTaken,
)
from engine.journal.rows import Filters
from engine.language import read_method
from engine.process.commands import Command
from tests.engine.journal.neighbours import (
    SOURCE,
    START,
    Time,
    a_command,
    a_method,
    accepted,
    an_open_process,
    an_opening,
    counted_ids,
    mandate_for,
    refused,
    two_stores,
    with_parties,
)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return two_stores(request, tmp_path)


@pytest.fixture
def engine(url: str, time: Time) -> Iterator[Engine]:
    with Engine.open(url, now=time, ids=counted_ids()) as opened:
        yield opened


# ------------------------------------------------------------------------- opening


def test_a_database_is_made_where_there_is_none(tmp_path: Path) -> None:
    Engine.open(f"sqlite:///{tmp_path}/new/folder/sluis.db").close()

    assert (tmp_path / "new/folder/sluis.db").exists()


def test_a_second_opener_is_told_where_the_first_can_be_reached(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sluis.db"
    with Engine.open(url, url_of_server="http://127.0.0.1:8000"), pytest.raises(StoreLocked, match="serves http://127"):
        Engine.open(url)


def test_an_engine_can_be_closed_twice_and_opened_again(url: str) -> None:
    engine = Engine.open(url)
    engine.close()
    engine.close()

    with Engine.open(url) as again:
        assert again.methods() == []


def test_a_closed_engine_takes_no_commands(url: str) -> None:
    engine = Engine.open(url)
    engine.publish(a_method())
    engine.close()

    with pytest.raises(StoreBusy, match="closing"):
        engine.submit(None, an_opening())


def test_a_database_that_cannot_be_used_does_not_stay_locked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sluis.db"
    (tmp_path / "sluis.db").write_text("no database " * 500, encoding="utf-8")
    with pytest.raises(StoreUnusable):
        Engine.open(url)

    (tmp_path / "sluis.db").unlink()
    Engine.open(url).close()


# ------------------------------------------------------------------------- methods


def test_publishing_the_same_bytes_again_changes_nothing(engine: Engine) -> None:
    assert engine.publish(a_method()) is True
    assert engine.publish(a_method()) is False
    assert len(engine.methods()) == 1


def test_a_published_version_never_changes(engine: Engine) -> None:
    engine.publish(a_method())

    with pytest.raises(VersionTaken, match=r"neighbours 1\.0\.0 .* give the changed method a new version"):
        engine.publish(a_method(title="Neighbours disagree"))

    assert engine.method("neighbours").source == a_method().source


def test_the_newest_version_goes_by_its_numbers(engine: Engine) -> None:
    for version in ("1.9.0", "1.10.0", "1.2.11"):
        engine.publish(a_method(version=version))

    assert engine.method("neighbours").version == "1.10.0"
    assert [one.version for one in engine.methods()] == ["1.10.0", "1.9.0", "1.2.11"]


def test_a_method_comes_back_as_it_was_published(url: str, time: Time) -> None:
    with Engine.open(url, now=time) as engine:
        engine.publish(a_method())

    with Engine.open(url, now=time) as engine:
        (published,) = engine.methods()
        assert engine.method("neighbours").digest == a_method().digest == published.digest
        assert published.published_at == START


@pytest.mark.parametrize(("method", "version"), [("other", None), ("neighbours", "9.9.9")])
def test_a_method_that_is_not_published_is_unknown(engine: Engine, method: str, version: str | None) -> None:
    engine.publish(a_method())

    with pytest.raises(MethodUnknown):
        engine.method(method, version)


def test_a_running_process_keeps_its_version(engine: Engine) -> None:
    process = an_open_process(engine)
    engine.publish(a_method(version="2.0.0"))

    method, situation = engine.situation(process)

    assert (method.version, situation.version) == ("1.0.0", "1.0.0")


def test_a_method_is_read_from_its_file_with_the_digest_of_its_bytes(tmp_path: Path) -> None:
    text = a_method().source.replace("\n", "\r\n")
    (tmp_path / "method.yaml").write_bytes(text.encode())

    assert Method.read(tmp_path / "method.yaml").source == text


def test_a_method_file_that_is_no_text_is_refused_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "method.yaml").write_bytes(b"sluis: 1\ntitle: \xff")

    with pytest.raises(MethodInvalid, match=r"method\.yaml:2:8: error: the file is not UTF-8 text"):
        Method.read(tmp_path / "method.yaml")


# ----------------------------------------------------------------------- processes


def test_a_process_runs_from_its_opening_to_its_end(engine: Engine) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    shut = refused(engine.submit(process, a_command("move", move="deepen")))
    for party in ("Town", "Water"):
        mandate_for(engine, process, party)
    accepted(engine.submit(process, a_command("move", move="deepen")))
    accepted(engine.submit(process, a_command("propose", decision="agreement", run="run-1")))
    for person in ("rep-Town", "rep-Water"):
        accepted(engine.submit(process, a_command("vote", person, run="run-1", ballot="yes")))
    accepted(engine.submit(process, a_command("close", run="run-1")))

    ended = accepted(engine.submit(process, a_command("move", move="sign")))

    assert shut.kind == "gate-shut"
    assert ended.events[-1]["type"] == "ProcessEnded"
    assert engine.view(process).outcome == "agreed"
    assert [one.state for one in engine.processes().items] == ["ended"]


def test_the_id_of_a_process_is_a_uuid_of_version_7(engine: Engine) -> None:
    identity = UUID(an_open_process(engine))

    assert (identity.version, identity.variant) == (7, "specified in RFC 4122")


def test_the_id_of_a_process_tells_when_it_was_opened_by_the_clock_of_the_engine(engine: Engine, time: Time) -> None:
    time.pass_by(days=400)

    identity = UUID(an_open_process(engine))

    assert identity.int >> 80 == int(time.at.timestamp() * 1_000)


@pytest.mark.parametrize(
    ("process", "commands"), [(None, a_command("leave")), ("p", an_opening()), (None, []), ("p", [])]
)
def test_open_comes_first_and_without_a_process_and_nothing_else_does(
    engine: Engine, process: str | None, commands: Command | list[Command]
) -> None:
    with pytest.raises(ValueError, match="`open` comes first"):
        engine.submit(process, commands)


def test_what_came_due_happens_before_anybody_reads(engine: Engine, time: Time) -> None:
    process = an_open_process(engine)
    time.pass_by(days=28)

    assert engine.view(process).phases[0].overdue
    assert engine.history(process)[-1].event.due_at == START + timedelta(days=28)


def test_a_tick_lets_what_came_due_happen_once_in_every_process(engine: Engine, time: Time) -> None:
    processes = [an_open_process(engine) for _ in range(3)]
    time.pass_by(days=27)
    assert engine.tick() == 0

    time.pass_by(days=1)

    assert engine.tick() == 3
    assert engine.tick() == 0
    assert [engine.history(one)[-1].event.type for one in processes] == ["PhaseOverdue"] * 3


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(engine: Engine, time: Time) -> None:
    process = an_open_process(engine)
    time.pass_by(days=29)
    length = len(engine.history(process))

    supposed = engine.dry_run(process, a_command("cancel", reason="No time"))

    assert not isinstance(supposed, Refusal)
    assert supposed.situation.end == "cancelled"
    assert supposed.situation.visits["convene"].overdue
    assert len(engine.history(process)) == length


def test_a_dry_run_refuses_as_the_real_thing_would(engine: Engine) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    move = a_command("move", move="deepen")

    supposed = engine.dry_run(process, move)

    assert isinstance(supposed, Refusal)
    real = refused(engine.submit(process, move))
    assert (supposed.kind, supposed.message, supposed.values) == (real.kind, real.message, real.values)


def test_opening_can_be_tried_without_leaving_a_process(engine: Engine) -> None:
    engine.publish(a_method())

    supposed = engine.dry_run(None, an_opening())

    assert not isinstance(supposed, Refusal)
    assert supposed.situation.is_now("convene")
    assert engine.processes().items == []


def test_a_reader_sees_no_draft_of_another_party(engine: Engine) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    before = engine.view(process, Reader()).revision

    accepted(engine.submit(process, a_command("record", "rep-Town", record="mandate", fields={"level": "commit"})))

    party = engine.situation(process)[1].participants["rep-Town"].party
    assert engine.view(process, Reader()).revision == before
    assert engine.view(process, Reader(party=party)).revision == before + 1


def test_history_goes_on_behind_a_place(engine: Engine) -> None:
    process = an_open_process(engine)
    whole = engine.history(process)

    assert engine.history(process, after=2, limit=2) == whole[2:4]
    assert engine.history(process, after=len(whole)) == []
    with pytest.raises(ProcessUnknown):
        engine.history("no-such-process")


# --------------------------------------------------------------------------- lists


def test_a_list_goes_page_by_page_from_the_newest_and_misses_nothing(engine: Engine) -> None:
    opened = [an_open_process(engine) for _ in range(7)]
    found: list[str] = []
    after: str | None = None
    sizes = []
    while page := engine.processes(after=after, limit=3):
        found += [one.id for one in page.items]
        sizes.append(len(page.items))
        if (after := page.next) is None:
            break

    assert found == sorted(opened, reverse=True)
    assert sizes == [3, 3, 1]


def test_a_full_last_page_has_no_next(engine: Engine) -> None:
    for _ in range(2):
        an_open_process(engine)

    assert engine.processes(limit=2).next is None


@pytest.fixture
def listed(engine: Engine, time: Time) -> dict[str, str]:
    """Open processes that differ, and return them by name."""
    engine.publish(a_method(method="other", term="P90D"))
    late = an_open_process(engine, title="The Dike")
    deep = an_open_process(engine, title="100% green_roofs")
    with_parties(engine, deep)
    for party in ("Town", "Water"):
        mandate_for(engine, deep, party)
    accepted(engine.submit(deep, a_command("move", move="deepen")))
    ended = an_open_process(engine, title="The bridge")
    accepted(engine.submit(ended, a_command("cancel", reason="No money")))
    other = an_open_process(engine, method="other", title="dike two")
    time.pass_by(days=29)
    engine.tick()
    return {late: "late", deep: "deep", ended: "ended", other: "other"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"late", "deep", "ended", "other"}),
        (Filters(method="other"), {"other"}),
        (Filters(state="ended"), {"ended"}),
        (Filters(state="open"), {"late", "deep", "other"}),
        (Filters(phase="agree"), {"deep"}),
        (Filters(phase="agre"), set()),
        (Filters(phase="convene"), {"late", "other"}),
        (Filters(overdue=True), {"late"}),
        (Filters(overdue=False, state="open"), {"deep", "other"}),
        (Filters(owed_by="representative"), {"late", "deep", "other"}),
        (Filters(owed_by="representative", phase="agree"), {"deep"}),
        (Filters(owed_by="represent"), set()),
        (Filters(q="dike"), {"late", "other"}),
        (Filters(q="100% GREEN_"), {"deep"}),
        (Filters(q="%"), {"deep"}),
        (Filters(q="dike", method="other"), {"other"}),
        (Filters(q="' OR 1=1 --"), set()),
    ],
)
def test_a_list_holds_what_was_asked_for(
    engine: Engine, listed: dict[str, str], filters: Filters, expected: set[str]
) -> None:
    assert {listed[one.id] for one in engine.processes(filters).items} == expected


def test_reading_a_method_loads_no_database() -> None:
    code = "import sys; from engine import Method; print([name for name in sys.modules if re.match(pattern, name)])"
    pattern = "sqlalchemy|sqlmodel|alembic|apscheduler|pysqlite3|engine.journal"
    done = subprocess.run(
        [sys.executable, "-c", f"import re; pattern = {pattern!r}; {code}"], check=True, capture_output=True, text=True
    )

    assert re.sub(r"\s", "", done.stdout) == "[]"


def test_a_list_tells_nothing_of_a_vote_of_which_fewer_may_know(engine: Engine) -> None:
    """Its deadline moves the clock's row and no list."""
    hidden = SOURCE.format(method="hidden", version="1.0.0", title="Hidden", term="P28D").replace(
        "    open_for: P14D\n    seen_by: process", "    open_for: P14D\n    seen_by: [convener, representative]"
    )
    hidden = hidden.replace("need: agreement.accepted,", "need: agreement.accepted, shows: outcome,")
    engine.publish(read_method(hidden.replace("open: [mandate]", "open: [mandate, agreement]"), "hidden.yaml"))
    process = accepted(engine.submit(None, an_opening(method="hidden"))).process
    with_parties(engine, process)
    (before,) = engine.processes().items

    accepted(engine.submit(process, a_command("propose", decision="agreement")))

    assert engine.processes().items == [before]
    assert engine.situation(process)[1].next_due() < before.next_due  # type: ignore[operator]  # both are there


def test_a_list_tells_nothing_of_when_somebody_drafted(engine: Engine, time: Time) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    (before,) = engine.processes().items
    time.pass_by(hours=3)

    accepted(engine.submit(process, a_command("record", "rep-Town", record="mandate", fields={"level": "commit"})))

    assert engine.processes().items == [before]
