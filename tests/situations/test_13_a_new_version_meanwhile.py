"""Hard situation 13: a new version of the method is published while a process runs by the old one.

The process goes on by the version it was opened with, to its end and under every explanation; what is opened from then
on goes by the new one. A process is not brought to another version in this release, so nothing is migrated.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Engine, Receipt
from engine.errors import VersionTaken
from engine.language import Method, read_method
from tests.factories import ROLES, a_method, a_move, a_phase, a_record, command

FIRST, SECOND = "1.0.0", "2.0.0"


def a_version(version: str, title: str, **told: object) -> Method:
    """Return a version of the method in which `note` can be written, and its one move is called as told."""
    phases = {"work": a_phase({"finish": a_move("end.finished", title=title)}, open=["note"])}
    return a_method(version=version, roles=ROLES, records={"note": a_record(many=True)}, phases=phases, **told)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(f"sqlite:///{tmp_path}/two-versions.db") as opened:
        opened.publish(a_version(FIRST, "Finish"))
        yield opened


def opened(engine: Engine, **told: str) -> str:
    receipt = engine.submit(None, command("open", "chair", method="small", title="T", name="Chair", **told))
    assert isinstance(receipt, Receipt)
    return receipt.process


def test_the_process_goes_on_by_its_own_version_and_a_new_one_takes_the_new(engine: Engine) -> None:
    running = opened(engine)
    engine.publish(a_version(SECOND, "Finish at last"))

    new = opened(engine)

    for process, version, title in ((running, FIRST, "Finish"), (new, SECOND, "Finish at last")):
        view = engine.view(process)
        assert (view.method.version, [move.title for move in view.moves]) == (version, [title])


def test_a_gate_that_only_the_new_version_has_holds_back_nobody_of_the_old(engine: Engine) -> None:
    running = opened(engine)
    shut = [{"id": "two", "need": "notes.size() >= 2", "unmet": "Two notes", "owed_by": "chair"}]
    phases = {"work": a_phase({"finish": a_move("end.finished", gate=shut)}, open=["note"])}
    engine.publish(a_method(version=SECOND, roles=ROLES, records={"note": a_record(many=True)}, phases=phases))

    assert isinstance(engine.submit(running, command("move", "chair", move="finish")), Receipt)
    assert not isinstance(engine.submit(opened(engine), command("move", "chair", move="finish")), Receipt)


def test_the_old_version_can_still_be_asked_for_and_its_bytes_never_change(engine: Engine) -> None:
    engine.publish(a_version(SECOND, "Finish at last"))

    assert engine.view(opened(engine, version=FIRST)).method.version == FIRST
    with pytest.raises(VersionTaken):
        engine.publish(a_version(FIRST, "Something else"))


def test_a_version_loads_as_it_was_published(engine: Engine) -> None:
    first = engine.method("small", FIRST)
    engine.publish(a_version(SECOND, "Finish at last"))

    assert engine.method("small", FIRST).digest == first.digest == read_method(first.source, "small.yaml").digest
