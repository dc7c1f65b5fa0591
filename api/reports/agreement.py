"""The document of one decision: what it is about, word for word, who decided by which rule, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages import parts
from api.pages.forms.common import called
from api.pages.values import shown_fields
from api.reports.reading import reading_of
from api.reports.rules import rule_said
from api.reports.shapes import Block, Document, Section, facts, items, note, table, text
from engine.process.view import decisions
from engine.process.view.corrections import fields
from engine.process.view.telling import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.exports.copying import Copy
    from api.pages.values import Shown
    from api.reports.reading import Reading
    from engine.process.situation import Json, Record
    from engine.process.view.shapes import Decision, Entry

DECIDED = frozenset({"accepted", "ratified"})
OF_TEXT = ("RecordShared", "RecordWidened", "FieldsShown", "CorrectionProposed", "RecordHanded")


class NoSuchDecision(Exception):
    """A vote was asked for that is not there, or of which the reader may not know."""


def agreement_of(copy: Copy, run: str) -> Document:
    """Return the document of one time that a decision was put to the vote. Raises NoSuchDecision."""
    reading = reading_of(copy)
    known = decisions(copy.telling)
    one = next((each for each in known if each.run == run), None)
    if one is None:
        raise NoSuchDecision
    say, is_agreed = reading.say, one.state in DECIDED
    sections = [
        Section(say("what_agreed" if is_agreed else "what"), 2, _chosen(reading, one)), *_texts(reading, one),
        Section(say("how"), 2, [rule_said(reading, one)]),
        Section(say("result"), 2, _result(reading, one)),
        Section(say("votes"), 2, [_votes(reading, one)]),
        Section(say("objections"), 2, [*_objections(reading, one)] or [note(say("objections_none"))]),
        *_advice(reading, one), *_ratification(reading, one), *_other_runs(reading, one, known),
    ]  # fmt: skip
    kind = say("kind_agreement" if is_agreed else "kind_decision")
    return Document(copy.telling.language, kind, one.title, _head(reading, one), reading.made(), sections)


def _head(reading: Reading, one: Decision) -> list[list[str]]:
    say, method = reading.say, reading.telling.method
    about = ", ".join(_named(reading, each) for each in one.subject)
    ratified = one.ratification.ratified_at if one.ratification else None
    return facts([
        [say("process"), reading.telling.situation.title or ELLIPSIS],
        [say("method"), f"{reading.telling.text(method.declared.title)} {method.version}"],
        [say("about"), about], [say("state"), parts.decision_told(reading.desk, one).tag],
        [say("put"), reading.when(one.opened_at)], [say("closed"), reading.when(one.closed_at)],
        [say("ratified"), reading.when(ratified)],
    ]).rows  # fmt: skip


def _named(reading: Reading, identity: str) -> str:
    telling = reading.telling
    if named := telling.party(identity) or telling.person(identity):
        return named.name
    known = telling.situation.records.get(identity)
    return called(reading.desk, known) if known and telling.is_known(identity) else ELLIPSIS


def _chosen(reading: Reading, one: Decision) -> list[Block]:
    return [facts([[reading.say("chosen"), ", ".join(one.chosen)]])] if one.chosen else []


def _texts(reading: Reading, one: Decision) -> Iterator[Section]:
    """Yield what was put to the vote, each record at the version that was pinned."""
    telling, say = reading.telling, reading.say
    pinned = [each for line in _of(reading, one, "DecisionOpened") for each in _pinned(line)]
    seen = [(name, number) for name, number in pinned if name in telling.situation.records and telling.is_known(name)]
    for identity, version in seen:
        known = telling.situation.records[identity]
        yield Section(
            say("version_named", what=called(reading.desk, known), number=version), 3,
            [*_wording(reading, known, version)],
        )  # fmt: skip
    if not pinned and not one.chosen:
        yield Section("", 3, [note(say("what_none"))])
    if len(seen) < len(pinned):
        yield Section("", 3, [note(say("what_unseen"))])


def _pinned(line: Entry) -> Iterator[tuple[str, int]]:
    about = line.data["about"]
    for each in about if isinstance(about, list) else ():
        if isinstance(each, list):
            yield str(each[0]), int(str(each[1]))


def _wording(reading: Reading, known: Record, version: int) -> Iterator[Block]:
    """Yield what a version says, and by which commitment the log holds it to that."""
    lines = [one for one in reading.lines(*OF_TEXT) if (one.data["id"], one.data["version"]) == (known.id, version)]
    live = reading.telling.sight.live(known)
    is_live = live is not None and live.number == version
    said = fields(reading.telling, known, live) if live and is_live else _of_log(lines)
    if said is None:
        yield note(reading.desk.say("content_erased") if lines or is_live else reading.say("what_gone"))
    else:
        yield Block("quote", _rows(shown_fields(reading.desk, known.type, said)))
    digest = next((one.parts["fields"] for one in lines if "fields" in one.parts), None)
    if digest:
        yield Block("digest", [[reading.say("digest")], [digest]])
    if live and live.number > version:
        state = reading.desk.say(f"record_{known.state}")
        yield note(reading.say("now_is", number=live.number, state=state))


def _of_log(lines: list[Entry]) -> dict[str, Json] | None:
    """Return what a version said by the log: what was told first, and what was shown of it later."""
    told = [one.data["fields"] for one in lines]
    if not told or not all(isinstance(one, dict) for one in told):
        return None
    return {name: value for one in told if isinstance(one, dict) for name, value in one.items()}


def _rows(shown: list[Shown]) -> list[list[str]]:
    return [[one.title, "\n".join(one.lines)] for one in shown]


def _result(reading: Reading, one: Decision) -> list[Block]:
    told = parts.decision_told(reading.desk, one)
    fallen = [each for name, several in told.lists[:1] if name == reading.desk.say("tally") for each in several]
    return [text(told.lines[0]), *([items(fallen)] if fallen else [])]


def _votes(reading: Reading, one: Decision) -> Block:
    """Return each vote as it was cast last, with its reason, as far as the reader may see them.

    His own sealed ballot is left out while the others cannot see it: the document is handed on.
    """
    is_sealed = one.state == "open" and reading.telling.method.declared.decisions[one.name].sealed
    kinds = ("BallotOpened",) if is_sealed else ("VoteCast", "BallotOpened")
    cast = {str(line.data["voter"]): line for line in _of(reading, one, *kinds)}
    if not cast:
        return note(reading.say("votes_none"))
    return items([_with(reading, line, "reason", "reason") for line in cast.values()])


def _objections(reading: Reading, one: Decision) -> Iterator[Block]:
    """Yield each objection in its own words, with what was judged of it and how it was met."""
    telling = reading.telling
    for raised in _of(reading, one, "ObjectionRaised"):
        identity = str(raised.data["record"])
        known = telling.situation.records.get(identity)
        live = telling.sight.live(known) if known else None
        yield text(f"{reading.when(raised.at)}: {raised.text}")
        if known and live:
            said = fields(telling, known, live)
            erased = reading.desk.say("content_erased")
            yield note(erased) if said is None else Block("quote", _rows(shown_fields(reading.desk, known.type, said)))
        yield items([
            f"{reading.when(line.at)}: {_with(reading, line, 'reason' if 'reason' in line.data else 'how', '')}"
            for line in _of(reading, one, "ObjectionJudged", "ObjectionSettled") if line.data["record"] == identity
        ])  # fmt: skip


def _with(reading: Reading, line: Entry, key: str, word: str) -> str:
    """Return a line of the log with what was said in it."""
    said = line.data.get(key)
    if not said:
        return line.text
    return f"{line.text}. {reading.say(word, text=str(said)) if word else said}"


def _advice(reading: Reading, one: Decision) -> Iterator[Section]:
    given = [_with(reading, line, "text", "") for line in _of(reading, one, "AdviceGiven")]
    if given:
        yield Section(reading.say("advice"), 2, [items(given)])


def _ratification(reading: Reading, one: Decision) -> Iterator[Section]:
    told, say, words = one.ratification, reading.say, reading.desk.say
    if told is None:
        return
    rows = [[each.by.name, words(f"answer_{each.answer}"), each.conditions or ""] for each in told.answers]
    rows += [[each.text, say("owed"), ""] for each in told.owed_by]
    until = [note(words("ratify_by", when=reading.when(told.due_at)))] if told.due_at else []
    heads = [say("who"), say("answered"), say("conditions")]
    yield Section(say("ratification"), 2, [*([table(heads, rows)] if rows else []), *until])


def _other_runs(reading: Reading, one: Decision, known: list[Decision]) -> Iterator[Section]:
    others = [each for each in known if (each.name, each.subject) == (one.name, one.subject) and each.run != one.run]
    if others:
        lines = [f"{reading.when(each.opened_at)}: {parts.decision_told(reading.desk, each).tag}" for each in others]
        yield Section(reading.say("runs"), 2, [items(lines)])


def _of(reading: Reading, one: Decision, *kinds: str) -> list[Entry]:
    return [line for line in reading.lines(*kinds) if line.data["run"] == one.run]
