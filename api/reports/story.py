"""The report of a process: how it went from phase to phase, who took part, what was decided, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages import parts
from api.pages.lenses import lenses_told
from api.pages.records import record_lines
from api.pages.values import shown_fields
from api.reports.reading import reading_of
from api.reports.shapes import Block, Document, Section, facts, items, note, table, text
from engine.process.view import Message, decisions, parties, progress, records
from engine.process.view.telling import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.exports.copying import Copy
    from api.reports.reading import Reading
    from engine.process.view.shapes import Condition, Decision, Hold, Move, Progress, RecordView

STEPS = ("ProcessOpened", "TakenIn", "Moved", "BroughtBy", "VersionAdopted", "ProcessEnded")
KEPT = frozenset({"shared", "confirmed", "disputed", "lapsed"})
"""Drafts are left out: a report is handed on."""


def report_of(copy: Copy) -> Document:
    """Return the report of a process."""
    reading = reading_of(copy)
    told, say = progress(copy.telling), reading.say
    sections = [
        Section(say("phases"), 2, _phases(reading, told)),
        Section(say("gates_passed"), 2, [*_steps(reading)]),
        Section(say("parties"), 2, [_parties(reading)]),
        Section(say("people"), 2, [_people(reading)]),
        Section(say("decisions"), 2, [] if decisions(copy.telling) else [note(say("decisions_none"))]),
        *(_decision(reading, one) for one in decisions(copy.telling)),
        Section(say("waivers"), 2, [*_waivers(reading, told)] or [note(say("waivers_none"))]),
        Section(say("holds"), 2, [_holds(reading, told)]),
        *_lenses(reading),
        Section(say("open"), 2, [*_open(reading, told)] or [note(say("nothing_open"))]),
        *(_move(reading, one) for one in told.moves if one.gate),
        *_records(reading),
    ]
    return Document(
        copy.telling.language, say("kind_report"), told.title, _head(reading, told), reading.made(), sections
    )


def _head(reading: Reading, told: Progress) -> list[list[str]]:
    say, level = reading.say, told.progress
    done = say("done_of", done=level.done, total=level.total) if level.done is not None and level.total else ""
    return facts([
        [say("method"), f"{told.method.title} {told.method.version}"],
        [say("state"), told.end.title if told.end else reading.desk.say(told.state)],
        [say("opened"), reading.when(told.opened_at)], [say("changed"), reading.when(told.changed_at)],
        [say("done"), done],
    ]).rows  # fmt: skip


def _phases(reading: Reading, told: Progress) -> list[Block]:
    say, words = reading.say, reading.desk.say
    rows = [
        [f"{'– ' * one.path.count('.')}{one.title}", words("here" if one.status == "now" else one.status),
         reading.when(one.entered_at), reading.when(one.due_at) + (f" ({words('overdue')})" if one.overdue else "")]
        for one in told.phases
    ]  # fmt: skip
    taken = [note(say("taken_in", phase=told.taken_in.phase.name))] if told.taken_in else []
    return [table([say("phase"), say("state"), say("entered"), say("due")], rows), *taken]


def _steps(reading: Reading) -> Iterator[Block]:
    """Yield each step with its gate as it was found then, and with the reason that was given."""
    for line in reading.lines(*STEPS):
        reason = line.data.get("reason")
        said = f". {reading.say('reason', text=str(reason))}" if reason else ""
        yield text(f"{reading.when(line.at)}: {line.text}{said}")
        if line.details:
            yield items(line.details)


def _parties(reading: Reading) -> Block:
    say = reading.say
    rows = [
        [one.name, reading.when(one.joined_at), reading.when(one.left_at)] for one in parties(reading.telling)
    ]  # fmt: skip
    return table([say("party"), say("joined"), say("left")], rows)


def _people(reading: Reading) -> Block:
    say = reading.say
    rows = [
        [one.name, one.party or reading.desk.say("no_party"), ", ".join(one.roles), one.note]
        for one in reading.company.sitting()
    ]
    return table([say("name"), say("party"), say("roles"), say("remarks")], rows)


def _decision(reading: Reading, one: Decision) -> Section:
    told = parts.decision_told(reading.desk, one)
    lists = [each for name, several in told.lists for each in (note(name), items(several))]
    return Section(f"{told.title}: {told.tag}", 3, [text(*told.lines), *lists])


def _waivers(reading: Reading, told: Progress) -> Iterator[Block]:
    for one in parts.waivers_told(reading.desk, reading.company, told):
        yield text(f"{one.title}: {one.tag}")
        yield items(one.lines)


def _holds(reading: Reading, told: Progress) -> Block:
    lines = [_hold(reading, one) for one in told.holds]
    return items(lines) if lines else note(reading.say("holds_none"))


def _hold(reading: Reading, one: Hold) -> str:
    words, since = reading.desk.say, reading.when(one.began_at)
    if one.ended_at:
        said = f"{one.text}, {words('hold_over', from_=since, to=reading.when(one.ended_at))}"
    else:
        said = reading.say("hold_now", text=one.text, when=since)
    return f"{said}. {words('waiver_reason', reason=one.reason)}" if one.reason else said


def _lenses(reading: Reading) -> Iterator[Section]:
    words = reading.desk.say
    found = [one for one in lenses_told(reading.desk) if one.rows]
    if found:
        yield Section(reading.say("lenses"), 2, [])
    heads = [words(f"lens_{one}") for one in ("question", "answers", "lowest", "mean", "highest", "spread")]
    for one in found:
        rows = [[row.title, str(row.answers), row.lowest, row.mean, row.highest, row.spread] for row in one.rows]
        yield Section(one.title, 3, [table(heads, rows)])


def _open(reading: Reading, told: Progress) -> Iterator[Block]:
    lines = [
        f"{reading.company.whose(one.owed_by)}: {one.text}" if one.owed_by else one.text for one in told.todo
    ]  # fmt: skip
    if lines:
        yield items(lines)
    if terms := [f"{when}: {what}" for what, when, _ in parts.terms_told(reading.desk)]:
        yield note(reading.desk.say("terms"))
        yield items(terms)


def _move(reading: Reading, one: Move) -> Section:
    """Tell a gate ahead, condition by condition, with what is missing."""
    lines = [line for each in (one.gate.conditions if one.gate else ()) for line in _condition(reading, each, "")]
    back = f" ({reading.say('step_back')})" if one.back else ""
    return Section(f"{one.title}{back}", 3, [items(lines)])


def _condition(reading: Reading, one: Condition, before: str) -> Iterator[str]:
    verdict = reading.telling.say(Message(f"verdict_{one.verdict}"))
    count = f" ({one.need.met}/{one.need.of})" if one.need else ""
    yield f"{before}{verdict}{count}: {one.text}"
    for each in one.missing:
        whose = reading.company.whose(each.owed_by)
        about = each.text if each.text != one.text else ", ".join(named.name for named in each.subject)
        if about or whose:
            yield f"{before}– {about}{f' ({whose})' if whose else ''}"
    for inner in one.conditions:
        yield from _condition(reading, inner, f"{before}– ")


def _records(reading: Reading) -> Iterator[Section]:
    found = [one for one in records(reading.telling) if one.state in KEPT]
    yield Section(reading.say("records"), 2, [] if found else [note(reading.say("records_none"))])
    yield from (_record(reading, one) for one in found)


def _record(reading: Reading, one: RecordView) -> Section:
    about = ", ".join(each.name for each in one.subject if each.name != ELLIPSIS)
    title = f"{one.title} ({about})" if about else one.title
    said = shown_fields(reading.desk, one.type, one.fields)
    wording = [Block("quote", [[each.title, "\n".join(each.lines)] for each in said])] if said else []
    erased = [note(reading.desk.say("content_erased"))] if one.fields is None else []
    lines = record_lines(reading.desk, one, with_drafts=False)
    return Section(f"{title}: {reading.desk.say(f'record_{one.state}')}", 3, [note(*lines), *wording, *erased])
