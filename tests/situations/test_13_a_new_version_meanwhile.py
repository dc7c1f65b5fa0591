"""Hard situation 13: a new version of the method is published while a process runs by the old one.

The process goes on by the version it was opened with, under every explanation; what is opened from then on goes by the
new one. Where the method lets them, the parties bring it to the new version by a decision: what has no place there is
listed, and then nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import Engine, Receipt
from engine.errors import VersionTaken
from engine.journal.rows import Filters
from engine.journal.trying import Supposed
from engine.language import Method, read_method
from engine.process.commands import Command
from engine.process.refusal import Refusal
from tests.factories import ROLES, Part, a_decision, a_method, a_move, a_phase, a_record, command

FIRST, SECOND = "1.0.0", "2.0.0"


def a_version(version: str, title: str, **told: Any) -> Method:
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


# ---------------------------------------------------------------------- amended by decision

CHANGE = a_record(many=True, fields={"to_version": {"type": "line", "title": "Version"}}, written_by="chair")


def amendable(version: str, gate: list[Part] | None = None, **records: Part) -> Method:
    """Return a version of a method that the parties can bring to another one together."""
    finish = a_move("end.finished", **({"gate": gate} if gate else {}))
    return a_method(
        version=version,
        title=f"Small, {version}",
        roles=ROLES,
        may={"open": "chair", "admit": "chair", "adopt": {"by": "chair", "decision": "amendment"}},
        records={"change": CHANGE, **(records or {"note": a_record(many=True)})},
        decisions={"amendment": a_decision(about="change")},
        phases={"work": a_phase({"finish": finish}, open=["change", "amendment", *(records or ["note"])])},
    )


@pytest.fixture
def running(engine: Engine) -> str:
    """Return a process of two parties, with a note in it, under the first version of a method."""
    engine.publish(amendable("3.0.0"))
    process = opened(engine, version="3.0.0")
    for envoy, party in (("ann", "A"), ("bob", "B")):
        do(engine, process, "join", "chair", participant=envoy, name=envoy, party=party, roles=["envoy"])
    do(engine, process, "record", "ann", record="note", id="n1", fields={"text": "Something"})
    do(engine, process, "share", "ann", id="n1", version=1)
    return process


def do(engine: Engine, process: str, act: str, by: str, **told: object) -> None:
    answer = engine.submit(process, command(act, by, **told))
    assert isinstance(answer, Receipt), answer


def agreed(engine: Engine, process: str, version: str, ballot: str = "yes") -> None:
    """Let the parties vote on going by another version."""
    do(engine, process, "record", "chair", record="change", id=version, fields={"to_version": version})
    do(engine, process, "share", "chair", id=version, version=1)
    do(engine, process, "propose", "chair", decision="amendment", about=[version], run=f"on-{version}")
    do(engine, process, "vote", "ann", run=f"on-{version}", ballot="yes")
    do(engine, process, "vote", "bob", run=f"on-{version}", ballot=ballot)
    do(engine, process, "close", "chair", run=f"on-{version}")


def adopts(version: str) -> Command:
    return command("adopt", "chair", version=version, reason="We found a slip")


TWO_NOTES: list[Part] = [{"id": "two", "need": "notes.size() >= 2", "unmet": "Two notes", "owed_by": "chair"}]


def test_the_parties_bring_it_to_the_new_version_by_a_decision(engine: Engine, running: str) -> None:
    engine.publish(amendable("4.0.0", TWO_NOTES))
    agreed(engine, running, "4.0.0")

    do(engine, running, "adopt", "chair", version="4.0.0", reason="We found a slip")

    view = engine.view(running)
    assert (view.method.version, view.method.title) == ("4.0.0", "Small, 4.0.0")
    assert [move.gate.verdict for move in view.moves if move.gate] == ["unmet"]
    assert not isinstance(engine.submit(running, command("move", "chair", move="finish")), Receipt)
    do(engine, running, "record", "bob", record="note", id="n2", fields={"text": "More"})
    do(engine, running, "share", "bob", id="n2", version=1)
    do(engine, running, "move", "chair", move="finish")


@pytest.mark.parametrize("ballot", ["no", None])
def test_without_that_decision_it_stays(engine: Engine, running: str, ballot: str | None) -> None:
    engine.publish(amendable("4.0.0", TWO_NOTES))
    if ballot:
        agreed(engine, running, "4.0.0", ballot)

    refusal = engine.submit(running, adopts("4.0.0"))

    assert isinstance(refusal, Refusal)
    assert refusal.message == "adoption_not_agreed"
    assert engine.view(running).method.version == "3.0.0"


def test_what_has_no_place_in_it_is_named_and_nothing_is_changed(engine: Engine, running: str) -> None:
    engine.publish(amendable("4.0.0", remark=a_record(many=True)))
    agreed(engine, running, "4.0.0")
    before = engine.situation(running)[1]

    tried, done = engine.dry_run(running, adopts("4.0.0")), engine.submit(running, adopts("4.0.0"))

    assert isinstance(done, Refusal)
    assert tried == done
    assert (done.message, done.values["missing"]) == ("no_place", ("records.note",))
    assert engine.situation(running)[1] == before


def test_a_version_that_was_never_published_is_named_so(engine: Engine, running: str) -> None:
    refusal = engine.submit(running, adopts("9.9.9"))

    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.message) == ("unknown-thing", "version_unknown")


def test_trying_it_shows_the_process_as_it_would_go_on(engine: Engine, running: str) -> None:
    engine.publish(amendable("4.0.0", TWO_NOTES))
    agreed(engine, running, "4.0.0")

    tried = engine.dry_run(running, adopts("4.0.0"))

    assert isinstance(tried, Supposed)
    assert (tried.method.version, tried.situation.version) == ("4.0.0", "4.0.0")
    assert engine.view(running).method.version == "3.0.0"


def test_the_same_is_found_when_all_is_made_anew_from_the_log(engine: Engine, running: str) -> None:
    engine.publish(amendable("4.0.0", TWO_NOTES))
    agreed(engine, running, "4.0.0")
    do(engine, running, "adopt", "chair", version="4.0.0", reason="We found a slip")
    before, listed = engine.situation(running)[1], engine.processes(Filters(), None, 10).items

    engine.rebuild()

    assert engine.situation(running)[1] == before
    assert engine.processes(Filters(), None, 10).items == listed
    assert [one.version for one in listed] == ["4.0.0"]
