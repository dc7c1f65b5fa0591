"""Something fails at every statement of every command: all that belongs together is there, or nothing of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from engine import Receipt
from engine.errors import OutcomeUnknown, ProcessUnknown
from engine.process.commands import COMMANDS
from tests.documents import sent
from tests.engine.journal.gathering import gathering, told
from tests.engine.journal.neighbours import START, accepted
from tests.engine.journal.statements import fails_with
from tests.promises import mixture
from tests.promises.races import asked, joins
from tests.promises.replicas import differs_when_made_anew
from tests.promises.stage import ERRORS, How, Stage, fail_everywhere, try_everywhere
from tests.promises.unchangeable import CHANGES, REFUSED

if TYPE_CHECKING:
    from engine.process.commands import Command


def act(do: str, actor: str = "chair", **given: Any) -> list[Command]:
    return [asked(do, actor, **given)]


def mandate(party: str, version: int, name: str = "mandate") -> list[Command]:
    envoy, identity = f"envoy-{party}", f"{name}-{party}"
    drafts = asked("record", envoy, record="mandate", id=identity, fields={"bounds": f"Version {version}"})
    return [drafts, asked("share", envoy, id=identity, version=version)]


def corrected(party: str, version: int) -> list[Command]:
    *drafted, shared = mandate(party, version)
    return [*drafted, shared.model_copy(update={"editorial": True})]


def on_mandate(do: str, actor: str, party: str = "X", version: int = 1, name: str = "mandate") -> list[Command]:
    return act(do, f"{actor}-{party}", id=f"{name}-{party}", version=version)


def vote(party: str, ballot: str, run: str, **given: str) -> list[Command]:
    return act("vote", f"envoy-{party}", run=run, ballot=ballot, **given)


STEPS: dict[str, list[Command]] = {
    "a process is opened": [mixture.OPENING[0]],
    "a party comes": [joins("envoy-X", "X")],
    "people come": [joins("board-X", "X"), joins("envoy-Y", "Y"), joins("board-Y", "Y")],
    "a guest comes": [joins("board-guest", "X")],
    "a guide comes": [joins("guide", None)],
    "a note is drafted": act("record", record="note", id="note", fields={"text": "A secret of somebody"}),
    "a note is shared": act("share", id="note", version=1),
    "a document is put into a draft": act("record", "envoy-X", record="paper", id="paper", fields={"plan": sent()}),
    "it is shared": act("share", "envoy-X", id="paper", version=1),
    "a mandate is drafted and shared": mandate("X", 1),
    "a mandate is confirmed": on_mandate("confirm", "board"),
    "a confirmation is taken back": on_mandate("unconfirm", "board"),
    "a mandate is confirmed again": on_mandate("confirm", "board"),
    "a mandate is to be corrected": corrected("X", 2),
    "the correction is accepted": on_mandate("confirm", "board", version=2),
    "another correction is proposed": corrected("X", 3),
    "it is declined": [asked("decline", "board-X", id="mandate-X", version=3, reason="It says something else")],
    "a mandate is replaced": mandate("X", 4),
    "a mandate is withdrawn": on_mandate("withdraw", "envoy", version=4),
    "a mandate is made anew": mandate("X", 1, "another"),
    "another mandate is made": mandate("Y", 1),
    "the guide is accepted": act("accept", "envoy-X", role="guide", participant="guide"),
    "the guide is accepted no longer": act("accept", "envoy-X", role="guide", participant="guide", answer="no"),
    "a role is given up": act("step_down", "board-guest", role="board"),
    "a role is given": act("appoint", participant="board-guest", role="board"),
    "a poll is opened": act("propose", decision="poll", run="poll"),
    "a vote is cast": vote("X", "yes", "poll", reason="Because"),
    "a vote is changed": vote("X", "no", "poll"),
    "the last vote is cast": vote("Y", "no", "poll"),
    "the poll is counted": act("close", run="poll"),
    "a note is kept": act("note", "board-X", text="For whoever follows", **{"as": "board"}),
    "notes are handed over": act("hand_over", "board-X", role="board", participant="board-guest"),
    "a secret vote is opened": act("propose", decision="choice", run="choice"),
    "a ballot is put into its box": act("vote", "board-X", run="choice", ballot="yes"),
    "all others follow": [
        asked("vote", "board-guest", run="choice", ballot="no"), asked("vote", "board-Y", run="choice", ballot="yes"),
    ],
    "the ballots are counted": act("close", run="choice"),
    "somebody is reminded": act("remind", participants=["envoy-X"]),
    "a guest leaves": act("leave", "board-guest"),
    "a deposit is sealed": [
        asked("record", "envoy-X", record="wish", id="wish", fields={"text": "Quiet"}),
        asked("seal", "envoy-X", record="wish"),
    ],
    "the last deposit is sealed and all is released": act("seal", "envoy-Y", record="wish"),
    "a hint is written and shared": [
        asked("record", "envoy-X", record="hint", id="hint", fields={"text": "Psst"}),
        asked("share", "envoy-X", id="hint", version=1),
    ],
    "a party is picked to see it": act("pick", "envoy-X", id="hint", parties="Y"),
    "a wish is disputed": act("dispute", "envoy-Y", id="wish", version=1, reason="No"),
    "a meeting is planned": act("plan", session="meeting", title="Table", starts_at=START, agenda="All"),
    "a meeting is attended": act("attend", session="meeting", present=["envoy-X"], minutes="Said", ended=True),
    "a condition is to be waived": act("waive", waiver="waiver", condition="mandates.mandate", reason="Late"),
    "somebody agrees": act("agree", "envoy-X", waiver="waiver"),
    "the process is held": act("hold", reason="Wait"),
    "the process is resumed": act("resume", reason="Go"),
    "it goes on by another version": act("adopt", version=mixture.NEXT.version, reason="Better words"),
    "a term is extended": act("extend", phase="talk", more="P1D", reason="Late"),
    "a proposal is made": act("propose", decision="consult", run="consult"),
    "an objection is raised": act("object", "envoy-X", run="consult", id="harm", fields={"text": "Harm"}),
    "an objection is judged": act("judge", id="harm", admissible=False, reason="Taste"),
    "another objection is raised": act("object", "envoy-Y", run="consult", id="other", fields={"text": "Harm"}),
    "an objection is settled": act("settle", "envoy-Y", id="other", how="Mended"),
    "one is to decide": act("propose", decision="alone", run="alone"),
    "advice is given": act("advise", "board-X", run="alone", text="Slowly"),
    "one decides": act("vote", run="alone", ballot="yes"),
    "a sealed vote is opened": act("propose", decision="home", run="home"),
    "a vote is sealed": vote("X", "yes", "home"),
    "it is opened and counted": [*vote("Y", "yes", "home"), *act("close", run="home")],
    "it is ratified": act("ratify", "board-X", run="home"),
    "mandates are confirmed": [*on_mandate("confirm", "board", name="another"), *on_mandate("confirm", "board", "Y")],
    "the process moves": act("move", move="on", reason="Ready"),
    "a pact is put to the vote": act("propose", decision="pact", run="pact"),
    "it moves back, and the vote lapses": act("move", move="back"),
    "what a guest was called is erased": act("redact", content="board-guest", reason="On request"),
    "a note is erased": act("redact", content="note", reason="On request"),
    "a document is erased": act("redact", content="paper", reason="On request"),
    "a poll is opened again": act("propose", decision="poll", run="again"),
    "a note comes after the poll came due": act("record", record="note", id="late", fields={}),
    "the process is cancelled": act("cancel", reason="No time"),
}  # fmt: skip


@pytest.mark.P3
def test_whatever_fails_at_whichever_statement_of_a_command_nothing_is_there_by_halves(stage: Stage) -> None:
    assert {command.do for step in STEPS.values() for command in step} | {"delete"} == set(COMMANDS)
    stage.engine.publish(mixture.METHOD)
    tried = 0

    for name, commands in STEPS.items():
        if name == "a note comes after the poll came due":
            stage.time.pass_by(days=10)
        if name == "it goes on by another version":
            stage.engine.publish(mixture.NEXT)
        do = partial(stage.submit, commands, key=name)
        opened, stage.process = stage.process, stage.process
        tried += try_everywhere(stage, do)
        known = stage.everything()
        stage.process = opened

        receipt = do()

        assert stage.everything() == known, f"'{name}' was done twice"
        ids = [event["event"] for event in receipt.events]
        there = [one.event.id for one in stage.engine.history(stage.process)][-len(ids) :]
        assert ids == there, name
    print(tried, "failures tried")
    assert differs_when_made_anew(stage.engine) == []


@pytest.mark.P3
def test_whatever_fails_while_a_rehearsal_is_deleted_it_is_there_whole_or_gone_whole(stage: Stage) -> None:
    stage.engine.publish(mixture.METHOD)
    empty = stage.everything()
    hows: tuple[How, ...] = ("before", "lost", "after")
    opening = [mixture.OPENING[0].model_copy(update={"rehearsal": True}), *mixture.OPENING[1:]]
    for how in hows:
        stage.process = ""
        stage.submit(opening, key=how)
        delete = partial(stage.engine.submit, stage.process, act("delete", mixture.OPENING[0].actor))
        before = stage.everything()

        for statement in fail_everywhere(stage, delete, how):
            if (how, statement) != ("after", "COMMIT"):
                assert stage.everything() == before, (how, statement)
                assert stage.agrees(), (how, statement)
        if how != "after":
            accepted(delete())

        assert stage.everything() == empty
        with pytest.raises(ProcessUnknown):
            stage.engine.situation(stage.process)


@pytest.mark.P3
def test_whatever_fails_when_time_passes_a_method_comes_or_rows_are_made_anew_nothing_is_there_by_halves(
    stage: Stage,
) -> None:
    before = stage.everything()
    for statement in fail_everywhere(stage, partial(stage.engine.publish, mixture.METHOD), "before"):
        assert stage.everything() == before, statement
    assert stage.engine.publish(mixture.METHOD)
    stage.submit(list(mixture.OPENING))
    stage.time.pass_by(days=6)
    advance = partial(stage.engine._advance, stage.process, "local")  # noqa: SLF001 - a tick tells nobody what failed

    tried = try_everywhere(stage, advance)
    assert stage.engine.history(stage.process)[-1].event.type == "PhaseOverdue"
    assert stage.engine.tick() == 0

    known = stage.everything()
    for how in ("before", "lost", "after"):
        for statement in fail_everywhere(stage, stage.engine.rebuild, how):
            tried += 1
            assert stage.everything() == known, (how, statement)
            assert stage.agrees()
    print(tried, "failures tried")


@pytest.mark.P3
def test_a_group_that_fails_at_any_statement_is_done_one_by_one(stage: Stage) -> None:
    stage.engine.publish(mixture.METHOD)
    stage.submit(list(mixture.OPENING))
    written = 0
    for place in range(1, 1_000):
        with gathering(stage.engine) as group:
            stage.watch.reset()
            answers = [
                group.send(stage.process, act("record", record="note", fields={"text": text}), key=f"{place}{text}")
                for text in ("a", "b", "c")
            ]
            first = 1 + len(stage.watch.said)
            stage.watch.at(first + place, "before", fails_with(ERRORS[stage.kind]))
        kinds = {type(told(one)) for one in answers}
        has_come, failed = stage.watch.has_come, stage.watch.said[first + place - 1 :][:1]
        stage.watch.reset()

        assert kinds == ({OutcomeUnknown} if failed == ["COMMIT"] and has_come else {Receipt}), failed
        written += 0 if kinds == {OutcomeUnknown} else 3
        notes = [one for one in stage.engine.history(stage.process) if getattr(one.event.body, "record", "") == "note"]
        assert len(notes) == written
        assert stage.agrees()
        if not has_come:
            break
    assert place > 5


@pytest.mark.P3
@pytest.mark.parametrize("stage", ["postgres"], indirect=True)
def test_a_command_that_meets_another_replica_at_any_statement_is_done_once_all_the_same(stage: Stage) -> None:
    stage.engine.publish(mixture.METHOD)
    stage.submit(list(mixture.OPENING))
    for meeting in (psycopg.errors.DeadlockDetected("deadlock"), psycopg.errors.SerializationFailure("meanwhile")):
        for place in range(1, 1_000):
            stage.watch.at(place, "before", fails_with(meeting))
            before = len(stage.engine.history(stage.process))
            stage.submit(act("record", record="note", fields={}))
            is_over = not stage.watch.has_come
            stage.watch.reset()

            assert len(stage.engine.history(stage.process)) == before + 1
            assert stage.agrees()
            if is_over:
                break
        assert place > 5


@pytest.mark.P3
@pytest.mark.parametrize(("table", "change"), CHANGES)
def test_the_database_notices_whoever_would_change_what_was(stage: Stage, table: str, change: str) -> None:
    stage.engine.publish(mixture.METHOD)
    stage.submit(list(mixture.OPENING))
    column = "bytes" if table == "content" else "organisation"
    deletes = change == "DELETE"
    statement = f"DELETE FROM {table}" if deletes else f"UPDATE {table} SET {column}={column}"  # noqa: S608 - our own words

    with pytest.raises(stage.engine._journal.store.errors, match=REFUSED):  # noqa: SLF001 - for its kind of error
        stage.beside.execute(statement)
